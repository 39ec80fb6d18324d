"""What is pointed out as unusual, and what is left in peace."""

import polars as pl
from kgtag.kg.report.suspicions import contradictions, far_numbers, near_misses
from kgtag.kg.schema import Attribute
from kgtag.kg.tables import empty_table, table_schema
from kgtag.kg.vocabulary import Vocabulary

SCHEMA = {
    "Color": Attribute("Color"),
    "Material": Attribute("Material", many=True),
    "Weight": Attribute("Weight", "quantity", "g"),
}


def triples_of(*rows):
    return pl.DataFrame([(*row, 1.0) for row in rows], schema=dict(table_schema("triples")), orient="row")


def evidence_of(triples):
    rows = [(*row[:3], "catalog", row[3], "attributes.x", None, None, row[2], None, "1") for row in triples.rows()]
    return pl.DataFrame(rows, schema=dict(table_schema("evidence")), orient="row")


def against(*rows):
    triples = triples_of(*rows)
    found = contradictions(triples, evidence_of(triples), SCHEMA)
    return [(one.product, tuple(said.value for said in one.values)) for one in found]


def far(values, categories=()):
    rows = [(f"P{number}", "Weight", value) for number, value in enumerate(values)]
    paths = dict(enumerate(categories))
    products = pl.DataFrame(
        [(f"P{number}", "", "", paths.get(number, ["Shoes"]), [], [], "{}", "") for number in range(len(values))],
        schema=dict(table_schema("products")),
        orient="row",
    )
    found = far_numbers(triples_of(*rows), products, Vocabulary(empty_table("tags"), empty_table("aliases"), SCHEMA))
    return [(one.value, one.middle, one.unit) for one in found]


def missed(*values):
    rows = [(f"P{number}", "Color", value) for number, value in enumerate(values)]
    return [(one.product, one.value, one.frequent, one.products) for one in near_misses(triples_of(*rows), SCHEMA)]


def test_two_values_contradict_each_other_where_nearly_all_products_have_one():
    rows = [(f"P{number}", "Color", "red") for number in range(30)]
    assert against(*rows, ("P1", "Color", "blue")) == [("P1", ("blue", "red"))]


def test_an_attribute_that_may_have_many_values_contradicts_nothing():
    rows = [(f"P{number}", "Material", "oak") for number in range(30)]
    assert against(*rows, ("P1", "Material", "velvet")) == []


def test_an_attribute_that_often_has_several_values_contradicts_nothing():
    rows = [(f"P{number}", "Color", value) for number in range(10) for value in ("red", "blue")]
    assert against(*rows) == []


def test_a_number_far_from_those_of_its_category_is_far_out():
    usual = [f"{weight} g" for weight in range(280, 320, 4)]
    assert far([*usual, "30000 g"]) == [("30000 g", 300.0, "g")]
    assert far([*usual, "3 g"]) == [("3 g", 296.0, "g")]


def test_numbers_of_another_category_are_no_measure():
    usual = [f"{weight} g" for weight in range(280, 320, 4)]
    assert far([*usual, "30000 g"], [["Shoes"]] * 10 + [["Sofas"]]) == []


def test_few_numbers_are_no_measure():
    assert far(["300 g", "310 g", "30000 g"]) == []


def test_equal_numbers_do_not_make_a_neighbour_far():
    assert far(["300 g"] * 10 + ["310 g"]) == []


def test_a_value_of_one_product_a_letter_away_from_a_frequent_one_may_be_misspelled():
    assert missed(*["purple"] * 12, "purpel") == [("P12", "purpel", "purple", 12)]


def test_a_value_that_two_products_have_is_no_slip():
    assert missed(*["purple"] * 12, "purpel", "purpel") == []


def test_versions_and_short_words_are_values_of_their_own():
    assert missed(*["version 2"] * 12, "version 3") == []
    assert missed(*["red"] * 12, "rad") == []
