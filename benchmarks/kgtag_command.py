"""The `kgtag` command as a user runs it, each time as a process of its own, with what it took."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from measuring import run_apart

COMMAND = [sys.executable, "-c", "from kgtag.cli import main; main()"]


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: wall-clock and processor seconds, peak memory in MiB (its children's too), and its first JSON answer."""

    what: str
    seconds: float
    cpu_seconds: float
    peak_mib: int
    answer: dict[str, Any]


def measure(what: str, *arguments: str) -> Measured:
    """Run `kgtag`, wait for it and print a line; raises CalledProcessError when it fails."""
    spent = run_apart([*COMMAND, *arguments])
    peak = max(spent.peak_mib, int(spent.answer.get("peak_memory_mib", 0)))
    measured = Measured(what, spent.seconds, spent.cpu_seconds, peak, spent.answer)
    print(
        f"{what:<44}{measured.seconds:>9.1f} s{measured.cpu_seconds:>9.1f} CPU s{measured.peak_mib:>9,} MiB   "
        f"{done_steps(spent.answer)}".rstrip(),
        flush=True,
    )
    return measured


def imports(module: str, *arguments: str) -> bool:
    """Say whether a run of `kgtag` imports a module; raises CalledProcessError when it fails."""
    ask = f"print({module!r} in sys.modules, file=sys.stderr)"
    code = f"import sys\nfrom kgtag.cli import main\ntry:\n    main()\nfinally:\n    {ask}"
    ran = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    return ran.stderr.splitlines()[-1] == "True"


def done_steps(answer: dict[str, Any]) -> str:
    """Say how long each step of a build took that had something to do."""
    steps = answer.get("steps", {})
    return ", ".join(f"{name} {step['seconds']:.0f} s" for name, step in steps.items() if step["done"])
