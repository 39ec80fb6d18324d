"""Which languages a catalog is written in, and the endings of their words."""

from __future__ import annotations

import polars as pl
import pytest
from kgtag.extract.extraction import Extraction, learn_extraction
from kgtag.extract.inflections import FILE, compounding, languages_of, read_languages, stems, write_languages
from kgtag.kg.errors import WorkspaceError
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings


def products(*texts):
    return pl.DataFrame({"title": ["x"] * len(texts), "description": texts})


@pytest.mark.parametrize(
    ("texts", "languages"),
    [
        (["Tisch mit Lampe und Stuhl"], ("de",)),
        (["Une table avec lampe"], ("fr",)),
        (["Mesa con lámpara para el salón, hecha del mejor pino en una sola pieza"], ("es",)),
        (["Tavolo con lampada della nonna, una delizia del salotto"], ("it",)),
        (["Tisch des Jahres mit Lampe"], ("de",)),
        (["A table with a lamp"], ()),
        (["A table", None], ()),
        ([*["A table with a lamp"] * 30, "Tisch mit Lampe"], ()),
    ],
)
def test_a_language_counts_when_enough_products_have_its_words(texts, languages):
    assert languages_of(products(*texts)) == languages


@pytest.mark.parametrize(
    ("word", "language", "stem"),
    [("rotes", "de", "rot"), ("skandinavischen", "de", "skandinavisch"), ("blanche", "fr", "blanc"),
     ("rojas", "es", "rojo"), ("azules", "es", "azul"), ("rode", "nl", "rod")],
)  # fmt: skip
def test_an_ending_is_taken_off(word, language, stem):
    assert (language, stem) in stems(word, [language])


def test_short_words_and_other_languages_keep_their_endings():
    assert stems("Oder".lower(), ["de"]) == {("de", "oder")}
    assert stems("rotes", []) == set()


def test_german_and_dutch_write_compounds_as_one_word():
    assert [compounding([name]) for name in ("de", "nl", "fr")] == [True, True, False] and not compounding([])


def test_languages_come_back_from_disk_and_a_broken_file_says_how_to_mend_it(tmp_path):
    assert read_languages(tmp_path) == ()
    write_languages(["de", "fr"], tmp_path)
    assert read_languages(tmp_path) == ("de", "fr")
    (tmp_path / FILE).write_text("{")
    with pytest.raises(WorkspaceError, match="fresh"):
        read_languages(tmp_path)


def test_what_was_learned_reads_the_inflected_words_of_a_new_product(world, tmp_path):
    rows = [
        {"id": f"{colour}{place}", "title": f"Regal {colour}", "description": "Für Flur und Küche, mit Rückwand.",
         "category": ["Regale"], "attributes": {"Farbe": [colour]}}
        for colour in ("rot", "blau") for place in range(5)
    ]  # fmt: skip
    made = world(*rows, {"id": "new", "title": "Rotes Regal", "category": ["Regale"]})
    learn_extraction(
        made.products, made.vocabulary, made.schema, Settings(), tmp_path,
        train=False, progress=silent, announce=lambda message: None,
    )  # fmt: skip
    extraction = Extraction.load(tmp_path, made.vocabulary, made.schema, Settings())
    mentions = extraction.mentions(made.products.filter(pl.col("id") == "new"), silent)
    assert mentions.select("value", "surface").rows() == [("rot", "Rotes")]
