"""A filled catalog is written over nothing that would be missed, and under no name that promises another format."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from kgtag.kg.errors import SettingsError

from .exported_shop import Shop, said, shop

__all__ = ["shop"]

CSV = "sku,Name,Color\n1,Black mug,\n2,Cup,red\n"


def test_the_catalog_that_was_read_is_never_written_over(shop: Callable[..., Shop], tmp_path: Path) -> None:
    made = shop("c.csv", CSV)
    link = tmp_path / "link.csv"
    link.symlink_to(made.path)
    for out in (made.path, link):
        with pytest.raises(SettingsError, match=r"is the file that the catalog was read from.*-filled\.csv"):
            made.export(said(), out=out)
    assert made.path.read_text() == CSV


def test_the_changes_that_were_read_last_are_never_written_over(shop: Callable[..., Shop], tmp_path: Path) -> None:
    made = shop("c.csv", CSV)
    changes = tmp_path / "delta.csv"
    changes.write_text(CSV)
    made.layout = replace(made.layout, update=str(changes))
    with pytest.raises(SettingsError, match=r"delta\.csv is the file that changes were last read from"):
        made.export(said(), out=changes)


@pytest.mark.parametrize("name", ["f.xlsx", "f.json", "f.jsonl", "f.parquet", "f.csv.zip"])
def test_a_name_that_promises_another_format_is_refused(shop: Callable[..., Shop], tmp_path: Path, name: str) -> None:
    made = shop("c.csv", CSV)
    with pytest.raises(SettingsError, match=rf"{name}: the catalog comes back as CSV; .* -o .*/f\.csv"):
        made.export(said(), out=tmp_path / name)
    with pytest.raises(SettingsError, match=r"-o .*/c-filled\.csv"):
        made.export(said(), out=tmp_path / name.replace("f", "c", 1))
    assert not (tmp_path / name).exists()


def test_the_name_says_how_a_table_is_parted_and_packed(shop: Callable[..., Shop], tmp_path: Path) -> None:
    made = shop("c.csv", CSV)
    assert made.export(said(), out=tmp_path / "f.tsv")[0].decode() == CSV.replace(",", "\t")
    packed, _ = made.export(said(), out=tmp_path / "f.csv.gz")
    assert gzip.decompress(packed).decode() == CSV
    (tmp_path / "c.csv.gz").write_bytes(packed)
    made = Shop(tmp_path / "c.csv.gz")
    assert made.export(said(), out=tmp_path / "f.csv")[0].decode() == CSV
    assert gzip.decompress(made.export(said(), out=tmp_path / "f")[0]).decode() == CSV
