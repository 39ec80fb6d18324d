"""Steps say what they took, also when the run does not come to its end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kgtag.kg import steps
from kgtag.kg.settings import Settings
from kgtag.kg.steps import Run, replaced_folder
from kgtag.kg.terminal import Terminal
from kgtag.kg.workspace import Workspace


def run_in(folder: Path) -> Run:
    return Run(Workspace(folder), Settings(workspace=folder), Terminal(quiet=True))


def test_what_a_finished_step_took_is_kept_though_the_next_one_fails(tmp_path: Path) -> None:
    run = run_in(tmp_path)
    run.step("read", "key", [], lambda: {"products": 3})
    with pytest.raises(ZeroDivisionError):
        run.step("extract", "key", [], lambda: {"mentions": 1 // 0})
    facts = Workspace(tmp_path).step_facts()
    assert facts.keys() == {"read"}
    assert facts["read"] == run.steps["read"]
    assert facts["read"]["products"] == 3


def test_a_step_says_its_processor_seconds_and_the_memory_needed_so_far(tmp_path: Path) -> None:
    run = run_in(tmp_path)
    run.step("read", "key", [], lambda: {"sum": sum(range(3_000_000))})
    assert run.steps["read"]["cpu_seconds"] > 0
    assert run.steps["read"]["peak_memory_mib"] > 1


def test_the_end_of_a_long_step_is_told_before_the_next_one_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(Workspace(tmp_path), Settings(workspace=tmp_path), Terminal())
    run.step("read", "key", [], dict)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(steps, "TOLD_AFTER", 0.0)
    run.step("extract", "key", [], dict)
    assert capsys.readouterr().err == "extract: done in 0 s\n"


def test_a_step_with_nothing_to_do_keeps_what_it_took_when_it_was_done(tmp_path: Path) -> None:
    run_in(tmp_path).step("read", "key", [], lambda: {"products": 3})
    again = run_in(tmp_path)
    again.step("read", "key", [], lambda: {"products": 4})
    assert again.steps["read"] == {"done": False}
    assert Workspace(tmp_path).step_facts()["read"]["products"] == 3


def test_a_step_that_was_broken_off_is_done_again_for_whatever_it_was_made_from(tmp_path: Path) -> None:
    run_in(tmp_path).step("read", "A", [], dict)
    with pytest.raises(KeyboardInterrupt):
        run_in(tmp_path).step("read", "B", [], interrupted)
    again = run_in(tmp_path)
    again.step("read", "A", [], dict)
    assert again.steps["read"]["done"]


def interrupted() -> dict[str, int]:
    raise KeyboardInterrupt


def test_a_folder_that_is_replaced_is_whole_at_every_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "model"
    with replaced_folder(folder) as new:
        (new / "weights").write_text("old")
    remove = shutil.rmtree

    def removed_while_it_is_whole(path: Path, **options: bool) -> None:
        remove(path, **options)
        assert folder.joinpath("weights").read_text() in ("old", "new")

    monkeypatch.setattr(shutil, "rmtree", removed_while_it_is_whole)
    with replaced_folder(folder) as new:
        (new / "weights").write_text("new")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert folder.joinpath("weights").read_text() == "new"
