from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest
from kgtag.extract.alignment import known_cells
from kgtag.extract.calibration import Calibration
from kgtag.extract.extraction import Extraction, learn_calibration, learn_extraction, many_valued
from kgtag.extract.extractors import Extractors
from kgtag.extract.matching import Found
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.tables import table_schema
from kgtag.kg.types import is_held_out

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


def test_rates_are_learned_without_the_held_out_products(world):
    """Titles of held-out products lie about their brand; the rates do not show it."""
    rows = [
        {"id": id, "title": "Bolt kettle" if is_held_out(id) else "Acme kettle", "attributes": {"Brand": ["Acme"]}}
        for id in IDS
    ]
    made = world(*rows, {"id": "o", "title": "Thing", "attributes": {"Brand": ["Bolt"]}})
    calibration = calibrated(made)
    rates = calibration.known_values.counts["Brand"]
    assert set(rates) == {"Acme"} and rates["Acme"][0] == rates["Acme"][1]


def test_a_value_known_from_the_product_itself_alone_proves_nothing(world):
    rows = [{"id": id, "title": f"Brand{id} kettle", "attributes": {"Brand": [f"Brand{id}"]}} for id in IDS]
    calibration = calibrated(world(*rows))
    assert (
        calibration == Calibration(calibration.known_values, calibration.rules) and not calibration.known_values.counts
    )


def test_a_product_with_an_unknown_cell_answers_nothing(world):
    made = shop(world)
    emptied = made.products.with_columns(attributes=pl.lit([], made.products.schema["attributes"]))
    cells = known_cells(emptied, made.vocabulary, made.schema)
    calibration = learn_calibration(emptied, cells, Extractors(made.vocabulary, made.schema), frozenset(), silent)
    assert calibration == Calibration(calibration.known_values, calibration.rules) and not calibration.rules.counts


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


def test_the_tagger_is_weighed_by_its_own_answers_on_held_out_products(world):
    made = shop(world)
    cells = known_cells(made.products, made.vocabulary, made.schema)
    calibration = learn_calibration(made.products, cells, HalfRight(made), many_valued(made.schema), silent)
    found = Found("title", 0, 4, "Brand", "Acme", "tagger", score=0.9)
    assert calibration.probability(found) == pytest.approx(0.5, abs=0.15)


class HalfRight(Extractors):
    """Extractors whose model names a wrong brand for every other product, however sure it is."""

    def __init__(self, made):
        super().__init__(made.vocabulary, made.schema)

    def find(self, products):
        said = [("Acme", "Bolt")[int(row["id"][1:]) // 2 % 2] for row in products]
        return [[Found("title", 0, 4, "Brand", value, "tagger", score=0.9)] for value in said]


def calibrated(made):
    cells = known_cells(made.products, made.vocabulary, made.schema)
    extractors = Extractors(made.vocabulary, made.schema)
    return learn_calibration(made.products, cells, extractors, many_valued(made.schema), silent)


def test_loading_the_stage_imports_neither_torch_nor_spacy():
    heavy = "{'torch', 'spacy', 'sklearn', 'polars'}"
    code = f"import sys, kgtag.extract.extraction; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
