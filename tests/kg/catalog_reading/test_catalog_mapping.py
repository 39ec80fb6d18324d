"""Which column is taken for what: by its name, as the user maps it, and what is said of it."""

from pathlib import Path

import pytest
from kgtag.kg.catalog_reading.catalog import Item, read_catalog
from kgtag.kg.errors import SettingsError
from kgtag.kg.types import Product


def items_of(path: Path, **mapping: str) -> list[Item]:
    return list(read_catalog(str(path), mapping, lambda sentence: None)[1])


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"titel": "Name"}, "there is no field 'titel'; did you mean 'title'?"),
        ({"title": "Nmae"}, "has no column 'Nmae'; did you mean 'Name'?"),
        ({"title": "zzz"}, "there are: Code, Name, Text"),
        ({"id": "Code", "title": "Code"}, "--map gives one column to two fields"),
    ],
)
def test_a_wrong_mapping_names_the_closest_match(tmp_path: Path, mapping: dict[str, str], message: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text("Code,Name,Text\n1,Mug,x\n")
    with pytest.raises(SettingsError) as raised:
        items_of(path, **mapping)
    assert message in str(raised.value)


def test_a_column_of_values_cannot_be_mapped_to_the_attributes(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("sku,Nom,Couleur\n1,Pull,\n2,Pull,rouge\n")
    with pytest.raises(SettingsError, match="--map attributes=Couleur: its cells hold values such as 'rouge'"):
        items_of(path, attributes="Couleur")


@pytest.mark.parametrize("name", ["attrs", "Props", "Technische Daten"])
def test_the_column_of_all_attributes_has_many_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(f'{{"id": "1", "title": "Mug", "{name}": {{"Color": "red"}}}}\n')
    (item,) = items_of(path)
    assert isinstance(item, Product)
    assert item.attributes == {"Color": ("red",)}


def test_a_mapping_goes_before_the_names(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("id,sku,title,Name\n1,A1,Mug,Cup\n")
    (item,) = items_of(path, id="sku", title="Name")
    assert isinstance(item, Product)
    assert (item.id, item.title, item.attributes) == ("A1", "Cup", {})


def test_what_was_taken_for_what_is_said_a_line_for_each_kind(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("sku,Name,Price,Color\n1,Mug,2,red\n")
    said: list[str] = []
    read_catalog(str(path), {}, said.append)
    assert said == [
        f"{path}: id = sku, title = Name (change with --map field=column)\n"
        "  attributes of their own: Color\n"
        "  kept but not read: Price"
    ]


@pytest.mark.parametrize(
    "parent", ["Parent", "SKU parent", "parent_sku", "item_group_id", "Master SKU", "Vaterartikel"]
)
def test_the_column_of_parents_is_said_to_be_read(tmp_path: Path, parent: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f"SKU,{parent},Nom,Prix\n1,,Pull,2\n1-R,1,Pull rouge,2\n")
    said: list[str] = []
    _, items = read_catalog(str(path), {}, said.append)
    assert len(list(items)) == 1
    assert said[0].splitlines()[1:] == [
        f"  rows join the product that they name in: {parent}", "  kept but not read: Prix"
    ]  # fmt: skip


def test_the_column_of_parents_can_be_named_and_no_other_is_one_then(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("SKU,Name,Parent,Belongs to,Color\n1,Mug,,,red\n1-B,Mug blue,7,1,blue\n")
    said: list[str] = []
    layout, items = read_catalog(str(path), {"parent": "Belongs to"}, said.append)
    (mug,) = items
    assert isinstance(mug, Product)
    assert mug.attributes == {"Color": ("red", "blue")}
    assert said[0].splitlines()[2:] == [
        "  rows join the product that they name in: Belongs to", "  kept but not read: Parent"
    ]  # fmt: skip
    assert layout.roles()["Belongs to"] == "parent"


def test_of_several_columns_of_parents_the_first_that_is_filled_counts(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("SKU,Name,Parent,parent_sku\n1,Mug,,\n1-B,Mug blue,,1\n")
    (mug,) = items_of(path)
    assert isinstance(mug, Product)
    assert mug.id == "1"


def test_a_column_that_is_mapped_to_a_field_is_no_column_of_parents(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("parent_sku,Name\n1,Mug\n2,Cup\n")
    assert [item.id for item in items_of(path, id="parent_sku") if isinstance(item, Product)] == ["1", "2"]


def test_an_object_is_a_product_of_its_own_whatever_parent_it_names(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": "1", "title": "Mug", "x": 1}\n{"id": "2", "title": "Mug blue", "parent": "1"}\n')
    said: list[str] = []
    _, items = read_catalog(str(path), {}, said.append)
    assert [item.attributes for item in items if isinstance(item, Product)] == [{"x": ("1",)}, {}]
    assert said[0].splitlines()[-1] == "  kept but not read: parent"
    with pytest.raises(SettingsError, match="--map parent=parent: only rows of CSV, TSV and workbooks join"):
        read_catalog(str(path), {"parent": "parent"}, said.append)
