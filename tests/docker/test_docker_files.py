"""The image and the compose files: no engine runs here, so they are linted and their steps are run without one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from kgtag.kg.stores.neo4j_address import neo4j_address
from neo4j_jars import RELEASES

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "docker" / "Dockerfile"
COMPOSE_FILES = [ROOT / "docker" / name for name in ("compose.yaml", "compose.cuda.yaml")]
COMPOSE = yaml.safe_load(COMPOSE_FILES[0].read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
TOOLS = Path(sys.executable).parent
PASSWORD = "${NEO4J_PASSWORD:?"


def run_of_dockerfile(word: str) -> list[str]:
    """The commands of the one RUN instruction that contains a word."""
    text = re.sub(r"\\\n\s*", "", DOCKERFILE.read_text(encoding="utf-8"))
    (instruction,) = [line for line in text.splitlines() if line.startswith("RUN ") and word in line]
    return [command.strip() for command in instruction.removeprefix("RUN ").split(" && ")]


def run(command: str, folder: Path) -> None:
    environment = {**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(["bash", "-c", command], cwd=folder, env=environment, check=True, capture_output=True)


def build_context(folder: Path) -> Path:
    """A copy of what .dockerignore lets through."""
    lines = (ROOT / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    assert (lines[0], lines[-1]) == ("*", "**/__pycache__")
    for pattern in lines[1:-1]:
        for path in ROOT.glob(pattern.removeprefix("!")):
            copy = shutil.copytree if path.is_dir() else shutil.copy
            copy(path, folder / path.name)
    return folder


def test_the_linter_finds_nothing_in_the_dockerfile():
    answer = subprocess.run([TOOLS / "hadolint", DOCKERFILE], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (0, "")


@pytest.mark.parametrize("path", COMPOSE_FILES, ids=lambda path: path.name)
def test_compose_files_follow_the_specification(path: Path):
    check = [TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", path]
    answer = subprocess.run(check, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_compose_itself_accepts_the_files_and_demands_the_password():
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not on this machine")
    config = [docker, "compose", *(word for path in COMPOSE_FILES for word in ("-f", path)), "config", "--quiet"]
    environment = {name: value for name, value in os.environ.items() if name != "NEO4J_PASSWORD"}
    refused = subprocess.run(config, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "put NEO4J_PASSWORD=... into docker/.env" in refused.stderr
    subprocess.run(config, env={**environment, "NEO4J_PASSWORD": "only-for-this-test"}, check=True)


@pytest.mark.parametrize("name", SERVICES)
class TestEveryService:
    def test_says_how_its_health_is_checked(self, name: str):
        assert {"test", "interval", "timeout", "start_period", "retries"} == set(SERVICES[name]["healthcheck"])

    def test_runs_as_a_user_without_rights(self, name: str):
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", SERVICES[name]["user"])

    def test_keeps_what_it_writes_in_named_volumes(self, name: str):
        written = [volume.split(":")[0] for volume in SERVICES[name]["volumes"] if not volume.endswith(":ro")]
        assert written
        assert set(written) <= set(COMPOSE["volumes"])

    def test_takes_the_password_from_the_environment_alone(self, name: str):
        secrets = {key: value for key, value in SERVICES[name]["environment"].items() if re.search("PASS|AUTH", key)}
        assert secrets
        assert all(value.removeprefix("neo4j/").startswith(PASSWORD) for value in secrets.values())

    def test_is_reached_from_this_machine_alone(self, name: str):
        assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_kgtag_waits_until_neo4j_is_healthy():
    assert SERVICES["kgtag"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}


def test_kgtag_understands_the_address_it_is_given(monkeypatch: pytest.MonkeyPatch):
    environment = SERVICES["kgtag"]["environment"]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    address = neo4j_address(environment["NEO4J_URI"])
    assert (address.uri, address.user, address.database) == (environment["NEO4J_URI"], "neo4j", "neo4j")
    assert address.password.startswith(PASSWORD)


def test_the_versions_of_neo4j_are_those_the_tests_run_on():
    image = re.fullmatch(r"neo4j:\$\{NEO4J_VERSION:-([\d.]+)\}-community", SERVICES["neo4j"]["image"])
    assert image is not None
    assert image[1] in RELEASES
    named = re.search(r"NEO4J_VERSION=([\d.]+\d)", COMPOSE_FILES[0].read_text(encoding="utf-8"))
    assert named is not None
    assert named[1] in RELEASES


def test_the_image_installs_the_locked_versions_and_chooses_torch_apart(tmp_path: Path):
    for name in ("pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path)
    *exports, install = run_of_dockerfile("uv export")
    for command in exports:
        run(command, tmp_path)
    read = {
        name: (tmp_path / name).read_text(encoding="utf-8") for name in ("locked.txt", "torch.txt", "without-torch.txt")
    }
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    versions = {package["name"]: package["version"] for package in lock["package"]}
    assert read["torch.txt"].split()[0] == f"torch=={versions['torch']}"
    pins = dict(re.findall(r"^([\w.-]+)==([^ ;\n]+)", read["without-torch.txt"], re.MULTILINE))
    assert pins.items() <= versions.items()
    assert not [name for name in pins if name == "torch" or name.startswith("nvidia-")]
    assert all(f"-r {name}" in install for name in ("torch.txt", "without-torch.txt"))


def test_the_image_holds_every_file_of_the_packages(tmp_path: Path):
    context = build_context(tmp_path)
    (install,) = run_of_dockerfile("--no-deps")
    run(install.replace("--python /opt/kgtag", "--target installed"), context)
    installed = {path.relative_to(context / "installed" / "kgtag") for path in context.glob("installed/kgtag/**/*.*")}
    packages = [ROOT / package for package in ("kg", "extract", "embed", "cypher")]
    sources = {path.relative_to(ROOT) for package in packages for path in package.rglob("*.*")} | {
        path.relative_to(ROOT) for path in ROOT.glob("*.py")
    }
    assert {path for path in sources if path.suffix != ".pyc"} <= installed
