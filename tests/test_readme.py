"""Every command of the README runs, in its order, as a newcomer would type it (with a tiny encoder, to be quick)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUICK = {"KGTAG_TRAINING_EPOCHS": "1", "KGTAG_EMBEDDING_EPOCHS": "2", "KGTAG_DEVICE": "cpu"}


def readme_commands() -> list[str]:
    blocks = re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    lines = [line.split("   #")[0].split(" # ")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("kgtag ")]


def test_the_commands_of_the_readme_run(tmp_path: Path, tiny_encoder: Path):
    commands = readme_commands()
    assert len(commands) >= 8
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **QUICK, "KGTAG_ENCODER": str(tiny_encoder), "PATH": path}
    for command in commands:
        answer = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, f"{command}\n{answer.stderr}"
        assert answer.stdout or " -o " in command, command


def test_the_pages_the_readme_points_to_are_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
