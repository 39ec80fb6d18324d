from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kgtag.kg.errors import NotFoundError, SchemaError
from kgtag.kg.schema import (
    Attribute,
    current_schema,
    infer_schema,
    inferred_anew,
    known_attribute,
    name_key,
    raw_cells,
    read_schema,
    resolve_names,
    write_schema,
)
from kgtag.kg.tables import table_schema
from kgtag.kg.types import FREE_TAG

Cells = dict[str, list[str] | None]


def catalog(*rows: Cells, category: str = "Shoes", tags: tuple[str, ...] = ()) -> pl.DataFrame:
    blank = {"title": "", "description": "", "record": "", "content": ""}
    products = [
        {"id": f"p{number}", "category": [category, "Leaf"], "tags": list(tags), **blank,
         "attributes": [{"name": name, "values": values} for name, values in row.items()]}
        for number, row in enumerate(rows)
    ]  # fmt: skip
    return pl.DataFrame(products, schema=dict(table_schema("products")))


def one(name: str, *values: str) -> Attribute:
    return infer_schema(catalog(*({name: [value]} for value in values)))[name]


def test_the_kind_is_what_most_cells_can_be_read_as() -> None:
    assert one("Volume", "500 ml", "0.5 L", "750ml", "8 oz.", "large").kind == "quantity"
    assert one("Volume", "500 ml", "large", "small").kind == "text"
    assert one("Gauge", "14", "16", "18.5").kind == "number"
    assert one("Barcode", "0123", "0456").kind == "text"
    assert one("Waterproof", "Yes", "no", "TRUE").kind == "boolean"
    assert one("Color", "Black", "grey").kind == "text"


def test_the_unit_is_the_one_most_cells_use() -> None:
    assert one("Volume", "500 ml", "750ML", "0.5 L").unit == "ml"
    assert one("Alcohol", "12,5 % vol", "13 % vol.").unit == "% vol"
    assert one("Color", "Black").unit is None


def test_an_attribute_is_multi_valued_when_some_product_lists_several_values() -> None:
    schema = infer_schema(catalog({"Color": ["red", "blue"], "Brand": ["A", "a"]}, {"Color": ["red"]}))
    assert schema["Color"].many
    assert not schema["Brand"].many


def test_a_slip_in_one_of_many_products_makes_no_attribute_multi_valued() -> None:
    assert not infer_schema(catalog({"Brand": ["A", "B"]}, *[{"Brand": ["A"]}] * 200))["Brand"].many


def test_spellings_of_one_name_are_one_attribute_under_the_most_used_spelling() -> None:
    products = catalog({"Item Weight": ["1 kg"]}, {"item_weight": ["2 kg"]}, {"Item Weight": ["3 kg"]})
    schema = infer_schema(products)
    assert list(schema) == ["Item Weight"]
    assert schema["Item Weight"].products == 3
    assert resolve_names(schema, ["ITEM-WEIGHT", "New"]) == {"ITEM-WEIGHT": "Item Weight", "New": "New"}


def test_white_space_around_a_name_is_no_part_of_it() -> None:
    schema = infer_schema(catalog({" Weight  [kg] ": ["2 kg"]}))
    assert list(schema) == ["Weight [kg]"]
    assert resolve_names(schema, [" Weight  [kg] "]) == {" Weight  [kg] ": "Weight [kg]"}


def test_an_attribute_is_known_in_any_spelling_and_an_unknown_one_is_answered_with_the_nearest() -> None:
    schema = {"Item weight": Attribute("Item weight", other_names=("Gewicht",))}
    assert [known_attribute(schema, name) for name in ("item_weight", "GEWICHT", FREE_TAG)] == [
        "Item weight", "Item weight", FREE_TAG,
    ]  # fmt: skip
    with pytest.raises(NotFoundError, match="there is no attribute 'Item wait'; did you mean 'Item weight'"):
        known_attribute(schema, "Item wait")


def test_all_names_of_an_attribute_are_one_under_the_name_that_the_schema_gives_it() -> None:
    named = {"Color": Attribute("Color", other_names=("Farbe",)), "size": Attribute("size")}
    products = catalog({"FARBE": ["red"]}, {"FARBE": ["blue"]}, {"Color": ["red"]}, {"Size": ["M"]})
    schema = infer_schema(products, named)
    assert list(schema) == ["Color", "size"]
    assert (schema["Color"].products, schema["Color"].examples) == (3, ("red", "blue"))


def test_a_name_that_became_another_attributes_is_not_added_to_the_file_again(tmp_path: Path) -> None:
    products, path = catalog({"Color": ["red"]}, {"Farbe": ["red"]}), tmp_path / "schema.toml"
    assert list(current_schema(path, products)) == ["Color", "Farbe"]
    path.write_text('[Color]\nother_names = ["farbe"]\n')
    assert list(current_schema(path, products)) == ["Color"]
    assert list(current_schema(path, catalog({"Farbe": ["red"], "Size": ["M"]}))) == ["Color", "Size"]
    assert read_schema(path)["Color"].other_names == ("farbe",), "the file was written anew for Size"


def test_free_tags_are_an_attribute_that_holds_text() -> None:
    schema = infer_schema(catalog({}, {}, tags=("500 ml", "2 L")))
    assert schema[FREE_TAG] == Attribute(FREE_TAG, "text", None, True, False, ("Shoes",))
    assert list(infer_schema(catalog({"Tag": ["x"]}))) == [FREE_TAG]


def test_categories_are_the_top_levels_that_use_the_attribute() -> None:
    products = pl.concat([catalog({"Size": ["M"]}), catalog({"Volume": ["1 L"]}, category="Pans")])
    assert infer_schema(products)["Size"].categories == ("Shoes",)
    assert infer_schema(products)["Volume"].categories == ("Pans",)


def test_nothing_is_known_absent_or_blank_counts_as_a_value() -> None:
    assert infer_schema(catalog({"Color": None, "Size": ["  ", ""], "Cut": []})) == {}
    assert infer_schema(catalog()) == {}


def test_examples_are_the_most_frequent_surface_forms() -> None:
    assert one("Color", "red", "blue", "blue", "green").examples == ("blue", "green", "red")


def test_cells_are_read_clean() -> None:
    cells = raw_cells(catalog({"Brand": ["  It&#39;s \n a 10 "]}))
    assert cells.rows() == [("p0", "Brand", "It's a 10", "Shoes > Leaf")]


names = st.text(min_size=1).filter(lambda name: name.strip() != "")
attributes = st.builds(
    Attribute,
    name=names,
    kind=st.sampled_from(["text", "number", "boolean"]),
    many=st.booleans(),
    complete=st.booleans(),
    categories=st.lists(names, max_size=3).map(tuple),
    other_names=st.lists(names.map("also {}".format), max_size=1).map(tuple),
    products=st.integers(0, 9),
    examples=st.lists(st.text(), max_size=3).map(tuple),
)


def share_no_name(attributes: list[Attribute]) -> bool:
    keys = [name_key(name) for attribute in attributes for name in (attribute.name, *attribute.other_names)]
    return len(set(keys)) == len(keys)


@settings(deadline=None)
@given(st.lists(attributes, max_size=4).filter(share_no_name))
def test_what_is_written_reads_back(tmp_path_factory: pytest.TempPathFactory, attributes: list[Attribute]) -> None:
    path = tmp_path_factory.mktemp("schema") / "schema.toml"
    schema = {attribute.name: attribute for attribute in attributes}
    write_schema(schema, path)
    assert read_schema(path) == schema


def test_the_file_explains_itself(tmp_path: Path) -> None:
    write_schema(infer_schema(catalog({"Volume": ["1 L"]}, {"Volume": ["2 L"]})), tmp_path / "schema.toml")
    text = (tmp_path / "schema.toml").read_text()
    assert "# 2 products, e.g. 1 L, 2 L\n[Volume]" in text
    assert 'unit = "L"' in text
    assert "complete    true where" in text


def test_a_unit_may_be_written_as_shops_do(tmp_path: Path) -> None:
    path = tmp_path / "schema.toml"
    path.write_text('[Volume]\nkind = "quantity"\nunit = "litres"\n')
    assert read_schema(path) == {"Volume": Attribute("Volume", "quantity", "L")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[Color]\nother_names = 'Farbe'", r'\[Color\] other_names = .Farbe.: write a list .* \["Colour", "Farbe"\]'),
        ("[Color]\nother_names = ['color']", r"\[Color\] other_names has 'color', which is its own name"),
        ("[Color]\nother_names = ['farbe']\n[Farbe]", r"other_names has 'farbe', .* delete the section \[Farbe\]"),
        ("[A]\nother_names = ['C']\n[B]\nother_names = ['c']", r"\[B\] other_names has 'c', and so has \[A\]"),
        ("[Color]\nother_names = ['Tag']", r"'Tag', which are the free tags"),
        ("[Color]\nkind = text", "not valid TOML.*line 2"),
        ("color = 1", "color stands outside a table"),
        ("[Color]\nknd = 'text'", r"\[Color\] has an unknown key 'knd': did you mean 'kind'"),
        ("[Color]\nkind = 'txt'", r"\[Color\] kind = 'txt': did you mean 'text'"),
        ("[Color]\nkind = 3", r"\[Color\] kind = 3: there are: text, quantity, number, boolean"),
        ("[Color]\nkind = []", r"\[Color\] kind"),
        ("[Color]\nmany = 'yes'", "write true or false"),
        ("[Color]\ncategories = 'Shoes'", "write a list of names"),
        ("[Color]\nunit = 'ml'", 'unit but kind = "text"'),
        ("[Size]\nkind = 'quantity'\nunit = 'parsec'", "'parsec' is no known unit"),
        ("[Size]\nkind = 'quantity'\nunit = 3", "3 is no known unit"),
        ("[Color]\n[color]", "differs from another attribute only in case or spaces"),
    ],
)
def test_a_bad_edit_is_an_error_that_names_the_place_and_the_fix(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "schema.toml"
    path.write_text(text)
    with pytest.raises(SchemaError, match=message) as caught:
        read_schema(path)
    assert str(path) in str(caught.value)


def test_inferred_anew_from_a_part_of_the_catalog_what_a_person_wrote_into_the_schema_stays() -> None:
    products = catalog({"Width": ["50 cm"]}, {"Width": ["60 cm"]}, {"Color": ["red"]})
    written = {"Width": Attribute("Width", "quantity", "m"), "Depth": Attribute("Depth")}
    assert inferred_anew(written, products, products.tail(1)) == written | infer_schema(products.tail(1))
    assert inferred_anew(infer_schema(products), products, products.head(0)) == {}


def test_a_byte_order_mark_that_an_editor_has_written_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "schema.toml"
    path.write_bytes(b"\xef\xbb\xbf[Color]\n")
    assert list(read_schema(path)) == ["Color"]


def test_a_missing_or_unreadable_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="No such file"):
        read_schema(tmp_path / "schema.toml")
    (tmp_path / "schema.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SchemaError, match="not valid TOML"):
        read_schema(tmp_path / "schema.toml")
