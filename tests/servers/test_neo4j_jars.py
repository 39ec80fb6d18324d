"""What a machine without Java, or without the jars, is told."""

from __future__ import annotations

from pathlib import Path

import neo4j_jars
import pytest
from neo4j_jars import RELEASES, find_java, missing

OLD = RELEASES["5.26.25"]


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without Java, Maven and jars; the folder where Java installations would lie."""
    monkeypatch.setattr(neo4j_jars, "FOLDER", tmp_path / "neo4j")
    monkeypatch.setattr(neo4j_jars, "JVM_FOLDER", tmp_path / "jvm")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "jvm"


def install_java(home: Path, version: str) -> Path:
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.touch()
    (home / "release").write_text(f'IMPLEMENTOR="Somebody"\nJAVA_VERSION="{version}"\n', encoding="utf-8")
    return java


def test_one_line_names_everything_that_is_missing_and_the_command_that_fetches_it(bare_machine: Path):
    line = missing()
    assert line is not None
    assert line.count("\n") == 0
    assert all(f"Neo4j {version} needs Java" in line for version in RELEASES)
    assert line.endswith("Run: make neo4j")


def test_without_maven_nothing_is_fetched_and_the_packages_are_named(bare_machine: Path):
    with pytest.raises(FileNotFoundError, match="apt-get install maven"):
        neo4j_jars.fetch(OLD)


def test_jars_that_are_here_are_not_fetched_again(bare_machine: Path):
    OLD.stamp.parent.mkdir(parents=True)
    OLD.stamp.write_text(neo4j_jars.pom_hash(), encoding="utf-8")
    neo4j_jars.fetch(OLD)


def test_the_java_that_suits_a_release_best_is_taken(bare_machine: Path):
    install_java(bare_machine / "java-11", "11.0.2")
    second_best = install_java(bare_machine / "java-21", "21.0.1")
    install_java(bare_machine / "java-25", "25")
    assert find_java(OLD) == second_best
    best = install_java(bare_machine / "java-17", "17.0.15")
    assert find_java(OLD) == best


def test_java_home_counts(bare_machine: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    java = install_java(tmp_path / "mine", "17.0.15")
    monkeypatch.setenv("JAVA_HOME", str(java.parents[1]))
    assert find_java(OLD) == java
