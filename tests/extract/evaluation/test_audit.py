"""The audit: marks of a person become a precision with its interval."""

from pathlib import Path

import pytest
from kgtag.extract.evaluation.audit import COLUMNS, Share, draw_sample, read_audit, write_sample
from kgtag.kg.errors import NotFoundError, SettingsError
from kgtag.kg.workspace import Workspace

ROWS = [
    ("p1", "Color", "red", "a »red« shoe", ""),
    ("p2", "Color", "blue", "a »blue«, shoe", ""),
    ("p3", "Brand", "A", "»A«", ""),
]


def marked(path: Path, *marks: str, separator: str = ",") -> Path:
    rows = [COLUMNS, *((*row[:4], mark) for row, mark in zip(ROWS, marks, strict=True))]
    quoted = [separator.join(f'"{cell}"' for cell in row) for row in rows]
    path.write_text("\r\n".join(quoted) + "\r\n", encoding="utf-8")
    return path


def test_marks_are_counted_and_what_has_none_is_told_apart(tmp_path: Path):
    audit = read_audit(marked(tmp_path / "a.csv", "Yes", "n", ""))
    assert audit.overall == Share(1, 2)
    assert dict(audit.attributes) == {"Color": Share(1, 2)}
    assert audit.unmarked == 1


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_spreadsheets_save_is_read(tmp_path: Path, separator: str):
    assert read_audit(marked(tmp_path / "a.csv", "1", "0", "x", separator=separator)).overall == Share(2, 3)


def test_of_a_sample_without_marks_nothing_is_claimed(tmp_path: Path):
    write_sample(ROWS, tmp_path / "a.csv")
    with pytest.raises(SettingsError, match=r"no marks yet.*3 rows"):
        read_audit(tmp_path / "a.csv")


def test_a_file_that_is_there_is_not_replaced(tmp_path: Path):
    write_sample(ROWS, tmp_path / "a.csv")
    with pytest.raises(SettingsError, match="is there already"):
        write_sample(ROWS, tmp_path / "a.csv")


def test_a_mark_that_is_neither_yes_nor_no_is_named_with_its_line(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"a\.csv:3: the mark 'perhaps'"):
        read_audit(marked(tmp_path / "a.csv", "yes", "perhaps", ""))


@pytest.mark.parametrize("content", ["", "id;title\n1;x\n"])
def test_a_file_that_is_no_audit_is_refused(tmp_path: Path, content: str):
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match="columns product, attribute"):
        read_audit(tmp_path / "a.csv")


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"nothing\.csv cannot be read"):
        read_audit(tmp_path / "nothing.csv")


def test_nothing_to_draw_from_is_said(tmp_path: Path):
    with pytest.raises(NotFoundError, match="text asserts nothing"):
        draw_sample(Workspace(tmp_path), 5, seed=1)
