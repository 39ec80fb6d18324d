"""What all benchmarks need: where data and results lie, and what a process of its own takes."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("KGTAG_BENCH_DATA", REPOSITORY.parent / "shared" / "data"))
RESULTS = REPOSITORY / "benchmarks" / "results"


@dataclass(frozen=True, slots=True)
class Spent:
    """Wall-clock and processor seconds of a process, its peak memory in MiB, and its answer: a first line of JSON."""

    seconds: float
    cpu_seconds: float
    peak_mib: int
    answer: dict[str, Any]


def run_apart(command: Sequence[str]) -> Spent:
    """Run a program in a process of its own and wait for it; raises CalledProcessError when it fails."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, list(command))
        output.seek(0)
        first = output.readline().decode()
    cpu_seconds = round(usage.ru_utime + usage.ru_stime, 2)
    answer = json.loads(first) if first.startswith("{") else {}
    return Spent(round(seconds, 2), cpu_seconds, usage.ru_maxrss // 1024, answer)


def write_result(name: str, facts: object) -> None:
    """Write what was measured to `benchmarks/results/NAME.json`, and say so."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(f"written to {path}")
