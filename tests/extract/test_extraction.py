from __future__ import annotations

import subprocess
import sys

import polars as pl
from kgtag.extract.calibration import Calibration, Curve
from kgtag.extract.extraction import Extraction, learn_extraction
from kgtag.extract.extractors import Extractors
from kgtag.extract.tagger.decoding import Candidate
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.splits import FOLDS, is_held_out
from kgtag.kg.tables import table_schema

IDS = [f"p{place}" for place in range(400)]


def shop(world, *, unknown=0.0):
    """A shop where "Acme" in a title is always the brand, and "Pro" never is."""
    rows = [
        {
            "id": id,
            "title": f"{'Acme' if place % 2 else 'Bolt'} {'Pro ' if place % 3 else ''}kettle",
            "description": "Holds 1.5 L.",
            "attributes": {"Brand": ["Acme" if place % 2 else "Bolt"], "Capacity": ["1500 ml"]}
            if place >= unknown * len(IDS)
            else {},
        }
        for place, id in enumerate(IDS)
    ]
    others = [{"id": f"o{place}", "title": "Thing", "attributes": {"Brand": ["Pro"]}} for place in range(10)]
    return world(*rows, *others)


def learned(made, folder, announce=None):
    facts = learn_extraction(
        made.products, made.vocabulary, made.schema, Settings(), folder,
        train=False, progress=silent, announce=announce or (lambda message: None),
    )  # fmt: skip
    return facts, Extraction.load(folder, made.vocabulary, made.schema, Settings())


def test_what_is_always_right_is_trusted_and_what_never_is_is_not(world, tmp_path):
    made = shop(world, unknown=0.5)
    _, extraction = learned(made, tmp_path)
    mentions = extraction.mentions(made.products.head(3), silent)
    confidence = {(row["product"], row["value"]): row["confidence"] for row in mentions.rows(named=True)}
    assert confidence["p1", "Acme"] > 0.9 and confidence["p1", "Pro"] < 0.1


def test_mentions_are_a_table_with_quotes_from_the_original_text_in_order(world, tmp_path):
    made = shop(world)
    _, extraction = learned(made, tmp_path)
    mentions = extraction.mentions(made.products, silent)
    assert mentions.schema == pl.Schema(table_schema("mentions"))
    texts = {row["id"]: row for row in made.products.rows(named=True)}
    for row in mentions.rows(named=True):
        assert texts[row["product"]][row["field"]][row["start"] : row["end"]] == row["surface"]
    order = {id: place for place, id in enumerate(made.products["id"])}
    keys = [(order[row["product"]], -ord(row["field"][0]), row["start"]) for row in mentions.rows(named=True)]
    assert keys == sorted(keys)


def test_the_mentions_of_a_product_depend_on_that_product_alone(world, tmp_path):
    made = shop(world)
    _, extraction = learned(made, tmp_path)
    whole = extraction.mentions(made.products, silent)
    one = extraction.mentions(made.products.filter(pl.col("id") == "p7"), silent)
    assert one.equals(whole.filter(pl.col("product") == "p7")) and len(one)


def test_products_that_are_in_no_graph_and_have_no_category_are_read(world, tmp_path):
    made = shop(world)
    _, extraction = learned(made, tmp_path)
    new = made.products.head(1).with_columns(
        id=pl.lit("new"), title=pl.lit("ACME teapot"), description=pl.lit(""), category=pl.lit(None, pl.List(pl.String))
    )
    assert extraction.mentions(new, silent).select("product", "value", "surface").rows() == [("new", "Acme", "ACME")]


def test_learning_twice_gives_the_same_artefacts_and_version(world, tmp_path):
    made = shop(world)
    versions = {learned(made, tmp_path / name)[1].version for name in ("one", "two")}
    assert len(versions) == 1
    assert (tmp_path / "one/calibration.json").read_bytes() == (tmp_path / "two/calibration.json").read_bytes()


def test_another_vocabulary_or_calibration_is_another_version(world, tmp_path):
    made = shop(world)
    _, extraction = learned(made, tmp_path)
    other = world({"id": "1", "title": "x", "attributes": {"Brand": ["Zeta"]}})
    without = Extraction.load(tmp_path / "nothing", made.vocabulary, made.schema, Settings())
    elsewhere = Extraction.load(tmp_path, other.vocabulary, made.schema, Settings())
    assert len({extraction.version, without.version, elsewhere.version}) == 3


def test_a_tagger_whose_training_was_broken_off_is_not_loaded(world, tmp_path):
    made = shop(world)
    (tmp_path / "tagger").mkdir()
    (tmp_path / "tagger/model-1.safetensors").write_bytes(b"half")
    _, extraction = learned(made, tmp_path)
    assert len(extraction.mentions(made.products.head(1), silent))


def test_a_value_that_is_unheard_of_in_a_category_is_trusted_less(world, tmp_path):
    """ "Dry" is a form of food; shoes only ever say it of the weather."""
    food = [{"id": id, "title": "Dry food", "category": ["Food"], "attributes": {"Form": ["dry"]}} for id in IDS]
    shoes = [
        {"id": f"s{id}", "title": "Dry weather shoe", "category": ["Shoes"], "attributes": {"Form": ["clog"]}}
        for id in IDS
    ]
    made = world(*food, *shoes, {"id": "new", "title": "Dry weather boot", "category": ["Shoes"]})
    _, extraction = learned(made, tmp_path)
    mentions = extraction.mentions(made.products.filter(pl.col("id").is_in(["p0", "new"])), silent)
    confidence = {row["product"]: row["confidence"] for row in mentions.rows(named=True)}
    assert confidence["new"] < 0.2 < 0.8 < confidence["p0"]


def test_a_held_out_product_is_weighed_by_curves_that_have_not_seen_it(world):
    made = world(*({"id": id, "title": "A kettle", "attributes": {"Brand": [f"Maker of {id}"]}} for id in IDS))
    whole, without = ({"": Curve((0.0, 1.0), (sure, sure))} for sure in (0.9, 0.3))
    calibration = Calibration(curves={"tagger": whole}, folds={"tagger": (without,) * FOLDS})
    extraction = Extraction(Extractors(made.vocabulary, made.schema, LastWord()), calibration, made.schema, "1")
    mentions = extraction.mentions(made.products, silent).filter(pl.col("value") == "kettle")
    assert len(mentions) == len(IDS)
    for product, confidence in mentions.select("product", "confidence").iter_rows():
        assert (confidence <= 0.3) == is_held_out(product)


class LastWord:
    """A tagger that takes the last word of a title for the brand."""

    version, threshold = "1", 0.5

    def tag(self, texts, progress):
        return [[Candidate(len(text) - 6, len(text), "Brand", 0.5)] for text, _ in texts]


def test_too_little_text_for_a_tagger_is_said_and_the_rest_goes_on(world, tmp_path):
    made = world({"id": "1", "title": "Acme kettle", "attributes": {"Brand": ["Acme"]}})
    said: list[str] = []
    facts = learn_extraction(
        made.products, made.vocabulary, made.schema, Settings(), tmp_path,
        train=True, progress=silent, announce=said.append,
    )  # fmt: skip
    extraction = Extraction.load(tmp_path, made.vocabulary, made.schema, Settings())
    assert facts.training is None and "known values and rules" in said[0]
    assert extraction.mentions(made.products, silent)["value"].to_list() == ["Acme"]


def test_loading_the_stage_imports_neither_torch_nor_spacy():
    heavy = "{'torch', 'spacy', 'sklearn', 'polars'}"
    code = f"import sys, kgtag.extract.extraction; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
