"""A per-product stage redoes what changed and nothing else, and a broken-off one goes on where it stood."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from kgtag.kg import memo
from kgtag.kg.memo import remake_changed
from kgtag.kg.tables import empty_table, write_table
from kgtag.kg.workspace import Workspace


class Stage:
    """Makes one mention a product, and remembers for whom it was asked."""

    def __init__(self, fail_at: str | None = None) -> None:
        self.asked: list[str] = []
        self.fail_at = fail_at

    def __call__(self, keys: pl.DataFrame) -> pl.DataFrame:
        if self.fail_at in keys["product"].to_list():
            raise KeyboardInterrupt
        self.asked += keys["product"].to_list()
        made = keys.select("product", value="key")
        return pl.concat([empty_table("mentions"), made], how="diagonal")


def keys(**content: str) -> pl.DataFrame:
    return pl.DataFrame({"product": list(content), "key": list(content.values())})


def values(workspace: Workspace) -> dict[str, str]:
    return dict(workspace.table("mentions").select("product", "value").iter_rows())


def test_only_new_and_changed_products_are_made_again(tmp_path: Path):
    workspace, first, second = Workspace(tmp_path), Stage(), Stage()
    assert remake_changed(workspace, "mentions", keys(a="1", b="1", c="1"), first) == 3
    assert remake_changed(workspace, "mentions", keys(a="1", b="2", d="1"), second) == 2
    assert second.asked == ["b", "d"]
    assert values(workspace) == {"a": "1", "b": "2", "d": "1"}


def test_a_table_of_another_version_is_made_again_whole(tmp_path: Path):
    workspace, again = Workspace(tmp_path), Stage()
    remake_changed(workspace, "mentions", keys(a="1", b="1"), Stage())
    workspace.write("mentions", workspace.table("mentions").drop("extractor"))
    assert remake_changed(workspace, "mentions", keys(a="1", b="1"), again) == 2
    assert values(workspace) == {"a": "1", "b": "1"}


def test_a_broken_off_stage_goes_on_where_it_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memo, "CHUNK", 1)
    workspace, broken, resumed = Workspace(tmp_path), Stage(fail_at="c"), Stage()
    content = keys(a="1", b="1", c="1", d="1")
    with pytest.raises(KeyboardInterrupt):
        remake_changed(workspace, "mentions", content, broken)
    remake_changed(workspace, "mentions", content, resumed)
    assert (broken.asked, resumed.asked) == (["a", "b"], ["c", "d"])
    assert set(values(workspace)) == {"a", "b", "c", "d"}


def test_the_table_is_the_same_whatever_the_order_products_came_in(tmp_path: Path):
    one, other = Workspace(tmp_path / "one"), Workspace(tmp_path / "other")
    remake_changed(one, "mentions", keys(a="1", b="1"), Stage())
    remake_changed(other, "mentions", keys(b="1"), Stage())
    remake_changed(other, "mentions", keys(b="1", a="1"), Stage())
    assert one.table_fingerprint("mentions") == other.table_fingerprint("mentions")


def test_a_stage_that_is_broken_off_between_its_two_files_is_made_again(tmp_path: Path, monkeypatch):
    workspace = Workspace(tmp_path)
    remake_changed(workspace, "mentions", keys(a="1", b="1"), Stage())
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(memo, "write_table", interrupt_at_the_keys)
        remake_changed(workspace, "mentions", keys(a="2", b="2"), Stage())
    remake_changed(workspace, "mentions", keys(a="1", b="1"), Stage())
    assert values(workspace) == {"a": "1", "b": "1"}


def test_a_table_that_was_deleted_is_made_again(tmp_path: Path):
    workspace = Workspace(tmp_path)
    remake_changed(workspace, "mentions", keys(a="1", b="1"), Stage())
    workspace.table_path("mentions").unlink()
    assert remake_changed(workspace, "mentions", keys(a="1", b="1"), Stage()) == 2
    assert values(workspace) == {"a": "1", "b": "1"}


def interrupt_at_the_keys(frame: pl.DataFrame, path: Path) -> None:
    if "done" in path.name:
        raise KeyboardInterrupt
    write_table(frame, path)
