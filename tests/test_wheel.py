"""What is installed is what stands in the repository, and it runs where the repository is not."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("kg", "extract", "embed", "cypher")
UV = [sys.executable, "-m", "uv"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([*UV, "build", "--wheel", "--quiet", "--out-dir", str(folder), str(ROOT)], check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path):
    sources = {f"kgtag/{path.name}" for path in ROOT.glob("*.py")} | {"kgtag/py.typed"}
    for package in PACKAGES:
        found = (
            path
            for pattern in ("*.py", "*.cypher", "*.grass", "*.toml", "templates/*")
            for path in (ROOT / package).rglob(pattern)
        )
        sources |= {f"kgtag/{path.relative_to(ROOT).as_posix()}" for path in found}
    with zipfile.ZipFile(wheel) as archive:
        assert {name for name in archive.namelist() if ".dist-info/" not in name} == sources


def test_an_installed_kgtag_builds_a_graph_away_from_the_repository(wheel: Path, tmp_path: Path):
    environment = tmp_path / "environment"
    subprocess.run([*UV, "venv", "--quiet", "--python", sys.executable, str(environment)], check=True)
    python = str(environment / "bin" / "python")
    requirements = tmp_path / "requirements.txt"
    export = ["export", "--frozen", "--no-dev", "--no-emit-project", "--quiet", "--project", str(ROOT)]
    subprocess.run([*UV, *export, "--output-file", str(requirements)], check=True, stdout=subprocess.DEVNULL)
    install = [*UV, "pip", "install", "--quiet", "--python", python]
    subprocess.run([*install, "--requirement", str(requirements)], check=True)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True)
    kgtag = str(environment / "bin" / "kgtag")
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    assert "kgtag build" in _run([kgtag, "--help"], tmp_path, clean)
    catalog = ROOT / "examples" / "new-products.jsonl"
    assert "5 products" in _run([kgtag, "build", str(catalog), "--no-train"], tmp_path, clean)
    assert "N0001" in _run([kgtag, "query", "MATCH (p:Product) RETURN p.id ORDER BY p.id"], tmp_path, clean)


def _run(arguments: list[str], folder: Path, environment: dict[str, str]) -> str:
    return subprocess.run(arguments, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout
