"""How long work reports how far it is, without knowing whether anyone looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

Advance = Callable[[int], None]


class Progress(Protocol):
    """Open a bar for `total` units of work; the context gives a function that says how many more are done."""

    def __call__(self, label: str, total: int, unit: str) -> AbstractContextManager[Advance]: ...


@contextmanager
def silent(label: str, total: int, unit: str) -> Iterator[Advance]:
    """Report nothing: for programs and tests."""
    del label, total, unit
    yield lambda count: None
