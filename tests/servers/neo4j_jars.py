"""The Neo4j servers that tests and measurements start: which, where their jars lie, and the Java that runs each.

`make neo4j` runs this file: it fetches what is missing from Maven Central and needs no network afterwards. The jars are
GPLv3: fetched for tests, never committed or shipped.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".neo4j"
POM = Path(__file__).resolve().parent / "pom.xml"
JVM_FOLDER = Path("/usr/lib/jvm")
OPENED_PACKAGES = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent", "java.lang")


@dataclass(frozen=True)
class Release:
    """One Neo4j version: its main class, its further JVM flags, and the Java versions it runs on, best first."""

    version: str
    main_class: str
    javas: tuple[int, ...]
    jvm_flags: tuple[str, ...] = ()

    @property
    def jars(self) -> Path:
        """The folder of this version's jars."""
        return FOLDER / self.version / "lib"

    @property
    def stamp(self) -> Path:
        """A file that is there when all jars are; it holds the hash of the pom they were fetched by."""
        return FOLDER / self.version / "fetched"


RELEASES = {
    release.version: release
    for release in (
        Release("5.26.25", "org.neo4j.server.CommunityEntryPoint", javas=(17, 21)),
        Release(
            "2026.09.0",
            "org.neo4j.server.Neo4jCommunity",
            javas=(25, 21),
            jvm_flags=("--enable-native-access=ALL-UNNAMED",),
        ),
    )
}


def java_command(release: Release, main_class: str, *flags: str) -> list[str]:
    """The command that runs a class of this release; raises FileNotFoundError where its Java is missing."""
    java = find_java(release)
    if java is None:
        raise FileNotFoundError(_no_java(release))
    opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED_PACKAGES]
    return [str(java), *flags, *opened, *release.jvm_flags, "-cp", f"{release.jars}/*", main_class]


def find_java(release: Release) -> Path | None:
    """The best Java of the machine that runs this release: from JAVA_HOME, the PATH and /usr/lib/jvm."""
    on_path = shutil.which("java")
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    homes += [Path(on_path).resolve().parents[1]] if on_path else []
    homes += sorted(JVM_FOLDER.iterdir()) if JVM_FOLDER.is_dir() else []
    found = {_java_version(home): home / "bin" / "java" for home in reversed(homes)}
    return next((found[version] for version in release.javas if version in found), None)


def _java_version(home: Path) -> int | None:
    """The feature version of an installed Java: 17 for 17.0.15."""
    release_file = home / "release"
    if not (home / "bin" / "java").is_file() or not release_file.is_file():
        return None
    match = re.search(r'^JAVA_VERSION="(\d+)', release_file.read_text(encoding="utf-8"), re.MULTILINE)
    return int(match[1]) if match else None


def missing() -> str | None:
    """What keeps the servers from starting on this machine, with the command that mends it; None when nothing does."""
    without_java = [_no_java(release) for release in RELEASES.values() if find_java(release) is None]
    without_jars = [release.version for release in RELEASES.values() if not _is_fetched(release)]
    facts = without_java + ([f"the jars of Neo4j {' and '.join(without_jars)} are not here"] if without_jars else [])
    return f"no Neo4j servers: {'; '.join(facts)}. Run: make neo4j" if facts else None


def _no_java(release: Release) -> str:
    versions = " or ".join(map(str, sorted(release.javas)))
    return f"Neo4j {release.version} needs Java {versions} (in {JVM_FOLDER} or JAVA_HOME)"


def _is_fetched(release: Release) -> bool:
    return release.stamp.is_file() and release.stamp.read_text(encoding="utf-8") == pom_hash()


def pom_hash() -> str:
    """What the jars were fetched by: another pom fetches them anew."""
    return hashlib.sha256(POM.read_bytes()).hexdigest()


def fetch(release: Release) -> None:
    """Copy the release's jars from Maven Central; does nothing when they are here."""
    if _is_fetched(release):
        return
    if shutil.which("mvn") is None:
        raise FileNotFoundError("Maven is missing (mvn). On Debian: apt-get install maven openjdk-17-jdk-headless")
    shutil.rmtree(release.jars.parent, ignore_errors=True)
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={release.jars}", f"-Dneo4j.version={release.version}"]
    subprocess.run(["mvn", "--batch-mode", "--quiet", "--file", str(POM), *goal], check=True)
    release.stamp.write_text(pom_hash(), encoding="utf-8")


def main() -> int:
    """Fetch every release and say where it lies; 1 when something is missing that cannot be fetched."""
    try:
        for release in RELEASES.values():
            fetch(release)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"make neo4j: {error}\n")
        return 1
    sys.stderr.write(f"Neo4j {' and '.join(RELEASES)}: {FOLDER}\n")
    gap = missing()
    sys.stderr.write(f"{gap}\n" if gap else "")
    return 1 if gap else 0


if __name__ == "__main__":
    sys.exit(main())
