"""Files that are whole or not there, and words for one that is damaged all the same; knows no format but JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from .errors import KgtagError, WorkspaceError

_LONGEST_REASON = 160


@contextmanager
def replaced_file(path: Path) -> Iterator[Path]:
    """Give a path to write to, which takes the place of `path` once all is written and flushed to the disk.

    Until then a reader sees the old file; where writing fails, it stays. Of a link the file that it leads to is
    replaced.

    Raises:
        KgtagError: a folder, a device or a pipe stands there.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "no regular file"
        raise KgtagError(f"{path} is {kind} and cannot be replaced; name a file")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        yield partial
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that takes its name when it is whole."""
    with replaced_file(path) as partial, partial.open("wb") as file:
        yield file


@contextmanager
def intact(path: Path, fix: str) -> Iterator[None]:
    """Turn whatever is said of a file or folder that is damaged or missing into a WorkspaceError with the fix.

    Libraries share no error for a file that they cannot read, and some raise `Exception` itself: keep to the reading.
    """
    try:
        yield
    except (KgtagError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise WorkspaceError(f"{error.filename or path} is missing: {fix}") from error
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_REASON]
        raise WorkspaceError(f"{path} is damaged ({reason}): {fix}") from error


def read_json(path: Path, fix: str, version: int | None = None) -> dict[str, Any]:
    """Read a JSON object, of a `version` that its entry `format` names.

    Raises:
        WorkspaceError: it is not there, no JSON object, or of another version; with the `fix`.
    """
    with intact(path, fix):
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise TypeError("it holds no JSON object")
    if version is not None and content.get("format") != version:
        raise WorkspaceError(f"{path} has format {content.get('format')}, this version of kgtag {version}: {fix}")
    return content
