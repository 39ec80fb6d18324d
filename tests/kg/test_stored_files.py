"""A file is whole or not there; one that is damaged all the same is told of, with the fix."""

from pathlib import Path

import pytest
from kgtag.kg.errors import NotFoundError, WorkspaceError
from kgtag.kg.stored_files import intact, read_json, replaced_file, written_whole


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path):
    path = tmp_path / "new" / "file"
    with written_whole(path) as file:
        file.write(b"half")
        assert not path.exists()
        file.write(b", whole")
    assert path.read_bytes() == b"half, whole"
    assert list(path.parent.iterdir()) == [path]


def test_where_writing_fails_the_old_file_stays_and_nothing_is_left_beside_it(tmp_path: Path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(KeyError), replaced_file(path) as partial:
        partial.write_text("half")
        raise KeyError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_whatever_a_library_says_of_a_damaged_file_is_told_with_its_name_and_the_fix(tmp_path: Path):
    with (
        pytest.raises(WorkspaceError, match=rf"^{tmp_path} is damaged \(Exception: no such thing\): mend it$"),
        intact(tmp_path, "mend it"),
    ):
        raise Exception("no such\n  thing")


def test_a_file_that_is_missing_is_named(tmp_path: Path):
    with pytest.raises(WorkspaceError, match=r"gone\.json is missing: mend it"), intact(tmp_path, "mend it"):
        (tmp_path / "gone.json").read_text()


def test_what_a_person_can_mend_otherwise_is_told_as_it_is(tmp_path: Path):
    with pytest.raises(NotFoundError), intact(tmp_path, "mend it"):
        raise NotFoundError("no such product")


@pytest.mark.parametrize("content", ["", "[]", "{", "null", "\ufffd" * 3, "[" * 100_000])
def test_what_is_no_json_object_is_damaged(content: str, tmp_path: Path):
    path = tmp_path / "card.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"card\.json is damaged .*: mend it"):
        read_json(path, "mend it")


def test_a_card_of_another_version_is_refused(tmp_path: Path):
    path = tmp_path / "card.json"
    path.write_text('{"format": 2}')
    assert read_json(path, "mend it", 2) == {"format": 2}
    with pytest.raises(WorkspaceError, match=r"has format 2, this version of kgtag 3: mend it"):
        read_json(path, "mend it", 3)
