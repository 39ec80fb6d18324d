from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kgtag.kg.schema import Attribute, Schema, infer_schema
from kgtag.kg.tables import table_schema
from kgtag.kg.types import FREE_TAG
from kgtag.kg.vocabulary import Value, Vocabulary, absent_cells, canonical_cells, learn_vocabulary

Cells = dict[str, list[str] | None]


def catalog(*rows: Cells, tags: list[str] | None = None, text: str = "", category: str = "Pans") -> pl.DataFrame:
    products = [
        {"id": f"p{number}", "title": text, "description": "", "category": [category], "record": "", "content": "",
         "attributes": [{"name": name, "values": values} for name, values in row.items()], "tags": tags or []}
        for number, row in enumerate(rows)
    ]  # fmt: skip
    return pl.DataFrame(products, schema=dict(table_schema("products")))


def learned(products: pl.DataFrame, schema: Schema | None = None) -> Vocabulary:
    schema = infer_schema(products) if schema is None else schema
    return Vocabulary(*learn_vocabulary(products, schema), schema)


PANS = catalog(
    {"Volume": ["0.5 L"], "Color": ["Grey"], "Oven safe": ["Yes"], "Gauge": ["14"]},
    {"volume": ["500 ml", "250 ml"], "Color": ["gray", "Black"], "Oven safe": ["no"], "Gauge": ["14.0"]},
    {"Volume": ["500ml", "2 L"], "Color": ["Grey"], "Oven safe": ["yes"], "Gauge": ["1,000"]},
    tags=["Non-stick"],
)


def test_the_tables_hold_every_value_once_with_what_it_measures_and_who_has_it() -> None:
    tags, aliases = learn_vocabulary(PANS, infer_schema(PANS))
    assert dict(tags.schema) == dict(table_schema("tags"))
    assert dict(aliases.schema) == dict(table_schema("aliases"))
    assert tags.rows() == [
        ("Color", "Black", None, None, 1, ["Black"]),
        ("Color", "Grey", None, None, 3, ["Grey", "gray"]),
        ("Gauge", "1000", 1000.0, None, 1, ["1,000"]),
        ("Gauge", "14", 14.0, None, 2, ["14", "14.0"]),
        ("Oven safe", "Yes", None, None, 2, ["Yes", "yes"]),
        ("Oven safe", "no", None, None, 1, ["no"]),
        ("Volume", "2000 ml", 2000.0, "ml", 1, ["2 L"]),
        ("Volume", "250 ml", 250.0, "ml", 1, ["250 ml"]),
        ("Volume", "500 ml", 500.0, "ml", 3, ["0.5 L", "500 ml", "500ml"]),
        (FREE_TAG, "Non-stick", None, None, 3, ["Non-stick"]),
    ]
    assert aliases.rows() == [
        ("Color", "gray", "Grey", "spelling", 1.0),
        ("Gauge", "1,000", "1000", "spelling", 1.0),
        ("Gauge", "14.0", "14", "spelling", 1.0),
        ("Oven safe", "yes", "Yes", "case", 1.0),
        ("Volume", "2 L", "2000 ml", "unit", 1.0),
        ("Volume", "0.5 L", "500 ml", "unit", 1.0),
        ("Volume", "500ml", "500 ml", "unit", 1.0),
    ]


def test_a_known_surface_form_in_any_spelling_gives_its_value() -> None:
    vocabulary = learned(PANS)
    for surface in ("500 ml", "0.5 l", "50 cl", " 500\tML "):
        assert vocabulary.canonical("Volume", surface) == Value("500 ml", 500, "ml")
    assert vocabulary.canonical("color", "GREY") == Value("Grey")
    assert vocabulary.canonical("Oven safe", "ja") == Value("Yes")
    assert vocabulary.canonical("Gauge", "14.00") == Value("14", 14)
    assert vocabulary.canonical(FREE_TAG, "nonstick") == Value("Non-stick")


def test_a_new_surface_form_gives_its_own_cleaned_form() -> None:
    vocabulary = learned(PANS)
    assert vocabulary.canonical("Color", "  sea   green ") == Value("sea green")
    assert vocabulary.canonical("Volume", "1 L") == Value("1000 ml", 1000, "ml")
    assert vocabulary.canonical("Volume", "1 lb") == Value("1 lb", 1, "lb")
    assert vocabulary.canonical("Gauge", "16.50") == Value("16.5", 16.5)
    assert vocabulary.canonical("Never seen", "x") == Value("x")


def test_known_values_are_told_from_new_ones() -> None:
    vocabulary = learned(PANS)
    assert vocabulary.is_known("Color", "Grey")
    assert not vocabulary.is_known("Color", "gray")
    assert not vocabulary.is_known("Brand", "Grey")


def test_text_is_searched_for_names_and_surface_forms_but_not_for_bare_numbers_or_yes() -> None:
    assert set(learned(PANS).surfaces()) == {
        ("Color", "Grey", "Grey"),
        ("Color", "gray", "Grey"),
        ("Color", "Black", "Black"),
        ("Volume", "250 ml", "250 ml"),
        ("Volume", "500 ml", "500 ml"),
        ("Volume", "0.5 L", "500 ml"),
        ("Volume", "500ml", "500 ml"),
        ("Volume", "2000 ml", "2000 ml"),
        ("Volume", "2 L", "2000 ml"),
        (FREE_TAG, "Non-stick", "Non-stick"),
    }


def test_cells_come_in_canonical_values_once_a_product() -> None:
    products = catalog({"Color": ["gray", "Grey"]}, {"COLOR": ["Grey"]}, tags=["x"])
    assert canonical_cells(products, learned(products)).rows() == [
        ("p0", "Color", "Grey", "gray", "Color"),
        ("p1", "Color", "Grey", "Grey", "COLOR"),
        ("p0", FREE_TAG, "x", "x", FREE_TAG),
        ("p1", FREE_TAG, "x", "x", FREE_TAG),
    ]


NAMED = {"Color": Attribute("Color", other_names=("Colour", "Farbe"))}


def test_cells_under_other_names_are_the_attributes_and_say_where_they_stand() -> None:
    products = catalog({"Color": ["red"], "Farbe": ["Red"]}, {"Color": ["red"], "COLOUR": ["blue"]}, {"farbe": ["red"]})
    assert canonical_cells(products, learned(products, NAMED)).rows() == [
        ("p0", "Color", "red", "red", "Color"),
        ("p1", "Color", "red", "red", "Color"),
        ("p1", "Color", "blue", "blue", "COLOUR"),
        ("p2", "Color", "red", "red", "farbe"),
    ]


def test_a_product_that_says_a_value_under_two_names_is_counted_once() -> None:
    products = catalog({"Color": ["red"], "Farbe": ["red"]}, {"Farbe": ["Red"]})
    tags, _ = learn_vocabulary(products, NAMED)
    assert tags.select("attribute", "value", "products", "surfaces").rows() == [("Color", "Red", 2, ["Red", "red"])]


def test_an_attribute_is_not_absent_where_another_of_its_names_has_a_value() -> None:
    products = catalog({"Color": None, "Farbe": ["red"]}, {"Farbe": None})
    assert absent_cells(products, NAMED).rows() == [("p1", "Color")]


def test_a_null_cell_is_known_to_be_empty_and_an_unlisted_one_is_unknown() -> None:
    products = catalog({"Color": None}, {"color": ["red"]}, {"Size": ["M"]})
    assert absent_cells(products, infer_schema(products)).rows() == [("p0", "color")]


def test_a_complete_attribute_that_is_not_listed_is_known_to_be_empty_within_its_categories() -> None:
    products = catalog({"Color": ["red"]}, {}, {"color": None})
    inside = {"Color": Attribute("Color", complete=True, categories=("Pans",))}
    outside = {"Color": Attribute("Color", complete=True, categories=("Shoes",))}
    assert sorted(absent_cells(products, inside).rows()) == [("p1", "Color"), ("p2", "Color")]
    assert absent_cells(products, outside).rows() == [("p2", "Color")]
    untagged = {FREE_TAG: Attribute(FREE_TAG, complete=True)}
    assert len(absent_cells(catalog({}, tags=["x"]), untagged)) == 0
    assert absent_cells(catalog({}), untagged).rows() == [("p0", FREE_TAG)]


def test_decisions_shape_the_vocabulary_and_stay_in_the_tables() -> None:
    products = catalog({"Color": ["Grey"]}, {"Color": ["gray"]}, {"Color": ["Grey"]}, {"Color": ["noir"]})
    schema = infer_schema(products)
    kept_apart = frozenset({("Color", "gray", "Grey")})
    merged = {("Color", "noir"): "Black", ("Brand", "3 Stripes"): "Adidas"}
    tags, aliases = learn_vocabulary(products, schema, kept_apart, merged)
    vocabulary = Vocabulary(tags, aliases, schema)
    assert vocabulary.canonical("Color", "gray").name == "gray"
    assert vocabulary.canonical("Color", "GREY").name == "Grey"
    assert vocabulary.canonical("Color", "Noir").name == "Black"
    assert vocabulary.canonical("Brand", "3 stripes").name == "Adidas"
    assert ("Color", "noir", "Black", "decision", 1.0) in aliases.rows()
    assert ("Brand", "Adidas", None, None, 0, ["3 Stripes"]) in tags.rows()


def test_a_word_that_titles_use_for_itself_is_not_taken_for_a_misspelling() -> None:
    rows: list[Cells] = [{"Type": ["Cleanser"]}] * 30 + [{"Type": ["Cleaanser"]}]
    assert learned(catalog(*rows)).canonical("Type", "Cleaanser").name == "Cleanser"
    assert learned(catalog(*rows, text="a cleaanser")).canonical("Type", "Cleaanser").name == "Cleaanser"


def test_an_empty_catalog_has_an_empty_vocabulary() -> None:
    vocabulary = learned(catalog())
    assert list(vocabulary.surfaces()) == []
    assert canonical_cells(catalog(), vocabulary).columns == ["product", "attribute", "value", "surface", "column"]
    assert absent_cells(catalog(), {}).columns == ["product", "attribute"]


PIECES = ["500", "0.5", "1/2", "ml", "L", "oz", "Grey", "gray", "XL", "extra large", "yes", "s", " ", "-", "&#39;", "™"]
KINDS = [("text", None), ("quantity", "ml"), ("quantity", None), ("number", None), ("boolean", None)]
surfaces = st.one_of(st.lists(st.sampled_from(PIECES), max_size=4).map("".join), st.text(max_size=6))
attributes = st.sampled_from([Attribute("A", kind, unit) for kind, unit in KINDS])


@settings(deadline=None, max_examples=60)
@given(st.lists(surfaces, max_size=8), st.lists(surfaces, max_size=4), st.lists(surfaces, max_size=2), attributes)
def test_every_surface_form_has_one_value_and_the_value_of_a_value_is_itself(
    known: list[str], new: list[str], split: list[str], attribute: Attribute
) -> None:
    products = catalog(*({"A": [surface]} for surface in known))
    kept_apart = frozenset({("A", one, other) for one in split for other in known})
    tags, aliases = learn_vocabulary(products, {"A": attribute}, kept_apart)
    vocabulary = Vocabulary(tags, aliases, {"A": attribute})
    assert aliases.select("attribute", "surface").is_unique().all()
    assert tags.select("attribute", "value").is_unique().all()
    assert sum(map(len, tags["surfaces"])) == len({*tags["surfaces"].explode().drop_nulls()})
    for surface in known + new:
        value = vocabulary.canonical("A", surface)
        assert vocabulary.canonical("A", value.name) == value
    cells = canonical_cells(products, vocabulary)
    assert all(vocabulary.is_known(attribute, value) for attribute, value in cells.select("attribute", "value").rows())


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_the_order_of_products_does_not_matter(order: tuple[int, ...]) -> None:
    tags, aliases = learn_vocabulary(PANS, infer_schema(PANS))
    shuffled = PANS[list(order)]
    again = learn_vocabulary(shuffled, infer_schema(shuffled))
    assert again[0].equals(tags)
    assert again[1].equals(aliases)


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ("1 fl oz", "30 ml"), ("3.4 fl. oz", "100 ml"), ("16.9 fl oz", "500 ml"), ("4.2 fl oz", "125 ml"),
        ("2 fl oz", "59.1471 ml"), ("0.97 fl oz", "28.6863 ml"), ("29.57 ml", "29.57 ml"), ("0.03 L", "30 ml"),
    ],
)  # fmt: skip
def test_a_quantity_of_another_system_is_the_round_size_that_labels_print_beside_it(stated: str, value: str) -> None:
    bottles = catalog(*({"Volume": [size]} for size in ("30 ml", "100 ml", "125 ml", "500 ml", "31.1 ml")))
    assert learned(bottles).canonical("Volume", stated).name == value


SHELF = catalog(
    *({"Allergens": ["lait", "œuf"], "Grape": [f"cépage {number}"], "Finish": ["Oak"]} for number in range(20)),
    *({"Allergens": ["gluten"], "Finish": [finish]} for finish in ("Beech", "Pine")),
)


def test_a_column_that_repeats_a_few_values_is_closed_and_one_that_keeps_bringing_new_ones_is_not() -> None:
    vocabulary = learned(SHELF)
    assert [vocabulary.is_closed(name) for name in ("Allergens", "Grape", "Finish", "unknown")] == [
        True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("attribute", "surface", "value"),
    [
        ("Allergens", "œufs", "œuf"),
        ("Allergens", "ŒUFS", "œuf"),
        ("Allergens", "SÉSAME", "sésame"),
        ("Allergens", "Arachide", "arachide"),
        ("Allergens", "SO2", "SO2"),
        ("Allergens", "USB-C", "USB-C"),
        ("Finish", "WILD CHERRY", "Wild Cherry"),
        ("Finish", "LED", "LED"),
        ("Finish", "walnut", "walnut"),
    ],
)
def test_a_new_surface_form_is_written_as_the_cells_write_theirs(attribute: str, surface: str, value: str) -> None:
    vocabulary = learned(SHELF)
    assert vocabulary.canonical(attribute, surface).name == value
    assert vocabulary.canonical(attribute, value).name == value


def test_the_plural_of_a_name_is_another_name() -> None:
    vocabulary = learned(catalog({"Brand": ["Œuf"]}, {"Brand": ["Olive"]}, {"Brand": ["Acme"]}))
    assert vocabulary.canonical("Brand", "Œufs").name == "Œufs"


def test_bare_numbers_are_in_the_unit_that_the_schema_gives_their_attribute() -> None:
    boxes = catalog({"Height": ["12"]}, {"Height": ["0,15 m"]}, {"Height": ["15"]}, {"Height": ["low"]})
    vocabulary = learned(boxes, {"Height": Attribute("Height", "quantity", "cm")})
    assert vocabulary.products("Height") == {"12 cm": 1, "15 cm": 2, "low": 1}
    assert vocabulary.canonical("Height", "1.5") == Value("1.5 cm", 1.5, "cm")
    assert {surface for _, surface, _ in vocabulary.surfaces()} == {"12 cm", "15 cm", "0,15 m", "low"}
