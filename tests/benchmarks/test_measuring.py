"""What a process of its own takes and answers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.fixture
def measuring(imported: Callable[[str], ModuleType]) -> ModuleType:
    return imported("measuring")


def test_a_process_answers_with_its_first_line_and_is_charged_for_what_it_took(measuring: ModuleType) -> None:
    program = "import json; held = bytes(50 << 20); print(json.dumps({'held': len(held)})); print('more')"
    spent = measuring.run_apart([sys.executable, "-c", program])
    assert spent.answer == {"held": 50 << 20}
    assert spent.peak_mib > 50
    assert spent.cpu_seconds > 0


def test_a_process_that_fails_is_an_error_with_its_exit_code(measuring: ModuleType) -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        measuring.run_apart([sys.executable, "-c", "raise SystemExit(3)"])
    assert failed.value.returncode == 3
