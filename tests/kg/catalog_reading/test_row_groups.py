"""Which rows are one product, and which are two with the same id."""

from pathlib import Path

import pytest
from kgtag.kg.catalog_reading.catalog import Reject, read_catalog
from kgtag.kg.types import Product


def read(path: Path, rows: str) -> tuple[list[object], list[str]]:
    path.write_text(f"id,title,color,size\n{rows}")
    said: list[str] = []
    return list(read_catalog(str(path), {}, said.append)[1]), said


@pytest.mark.parametrize("again", ["1,Shoe,blue,\n", "1,,blue,\n"])
def test_a_row_with_the_id_above_and_its_title_or_none_adds_values(tmp_path: Path, again: str) -> None:
    (shoe,), said = read(tmp_path / "c.csv", f"1,Shoe,red,42\n{again}")
    assert isinstance(shoe, Product)
    assert shoe.attributes == {"color": ("red", "blue"), "size": ("42",)}
    assert said[-1].startswith("1 rows go on with the product above")


@pytest.mark.parametrize("other", ["1,Boot,blue,\n", "1,Shoe,red,42\n", "2,Boot,,\n1,Shoe,blue,\n"])
def test_another_title_nothing_new_or_another_place_is_a_second_line_of_an_id(tmp_path: Path, other: str) -> None:
    items, _ = read(tmp_path / "c.csv", f"1,Shoe,red,42\n{other}")
    assert isinstance(items[-1], Reject)
    assert "the id came before" in items[-1].reason


def test_rows_without_an_id_are_no_group(tmp_path: Path) -> None:
    items, _ = read(tmp_path / "c.csv", "1,Shoe,red,42\n,,blue,\n,,green,\n")
    assert [type(item) for item in items] == [Product, Reject, Reject]
