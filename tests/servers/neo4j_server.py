"""A real Neo4j server in a folder of its own, for tests and measurements: started, stopped, killed, started again."""

from __future__ import annotations

import itertools
import os
import random
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import neo4j
from neo4j_jars import RELEASES, Release, java_command

VERSIONS = tuple(RELEASES)
USER, FIRST_PASSWORD, DATABASE = "neo4j", "neo4j", "neo4j"
SECONDS_TO_START, SECONDS_TO_STOP = 300.0, 120.0  # a busy machine needs them; a server that ended is seen at once
PORTS = range(10_000, 32_000)  # the system gives none of these to clients: a port is still free after a kill

DEFAULT_SETTINGS = {
    "server.memory.heap.max_size": "512m",
    "server.memory.pagecache.size": "128m",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "db.tx_log.preallocate": "false",
    "dbms.usage_report.enabled": "false",
    "client.allow_telemetry": "false",
    "server.jvm.additional": "-XX:+UseG1GC",
}


class ServerFailedError(Exception):
    """The server ended or did not answer; the message ends with the last lines of its log."""


class Neo4jServer:
    """One server on free loopback ports with a random password; `home` keeps its data, settings and log.

    A home that was used before keeps its data and its password. `settings` are lines of neo4j.conf
    (`server.jvm.additional` and the heap go to Java); what is changed there holds from the next `restart`. HTTP is off
    unless they enable it, which makes starting a quarter quicker. As a context manager the server stops at the end.
    """

    user = USER
    database = DATABASE

    def __init__(self, version: str, home: Path, settings: Mapping[str, str] | None = None) -> None:
        self.version = version
        self.home = home
        self.settings = {**DEFAULT_SETTINGS, **(settings or {})}
        self.bolt_port, self.http_port = free_ports(2)
        self._release: Release = RELEASES[version]
        self._password_file = home / "password"
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, version: str, home: Path, *, settings: Mapping[str, str] | None = None) -> Neo4jServer:
        """A new server, once it answers."""
        server = cls(version, home, settings)
        server.restart()
        return server

    @property
    def uri(self) -> str:
        """The address for one server without routing; with `+ssc` where the settings demand TLS."""
        encrypted = self.settings.get("server.bolt.tls_level") == "REQUIRED"
        return f"bolt{'+ssc' if encrypted else ''}://127.0.0.1:{self.bolt_port}"

    @property
    def routing_uri(self) -> str:
        """The same server under the scheme that Aura and clusters use."""
        return self.uri.replace("bolt", "neo4j", 1)

    @property
    def http_url(self) -> str:
        """Where Neo4j Browser answers, under /browser/."""
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def password(self) -> str:
        """The password that was set at the first start of this home."""
        return self._password_file.read_text(encoding="utf-8")

    @property
    def log(self) -> Path:
        """What the server printed since its home was made."""
        return self.home / "console.log"

    def environment(self) -> dict[str, str]:
        """The variables that make kgtag use this server."""
        return {
            "NEO4J_URI": self.uri,
            "NEO4J_USERNAME": self.user,
            "NEO4J_PASSWORD": self.password,
            "NEO4J_DATABASE": self.database,
        }

    def restart(self) -> None:
        """Start the server, stopping it first if it runs, and wait until it answers: same home, ports and password."""
        self.stop()
        self._write_settings()
        flags = [f"-Xmx{self.settings['server.memory.heap.max_size']}", self.settings["server.jvm.additional"]]
        folders = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}", "--console-mode"]
        command = [*java_command(self._release, self._release.main_class, *flags), *folders]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Shut down in order (SIGTERM); nothing when it does not run."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End at once as in a crash (SIGKILL); nothing when it does not run."""
        self._end(signal.SIGKILL)

    def driver(self, **options: Any) -> neo4j.Driver:
        """A driver logged in to this server."""
        return neo4j.GraphDatabase.driver(self.uri, auth=(self.user, self.password), **options)

    def run(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of one statement in its own transaction."""
        with self.driver() as driver, driver.session(database=self.database) as session:
            return session.run(cypher, parameters).data()

    def clear(self) -> None:
        """Remove all data, constraints and indexes."""
        self.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")
        for row in self.run("SHOW CONSTRAINTS YIELD name"):
            self.run(f"DROP CONSTRAINT `{row['name']}`")
        for row in self.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'"):
            self.run(f"DROP INDEX `{row['name']}`")

    def __enter__(self) -> Neo4jServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _write_settings(self) -> None:
        addresses = {
            "server.default_listen_address": "127.0.0.1",
            "server.bolt.listen_address": f"127.0.0.1:{self.bolt_port}",
            "server.bolt.advertised_address": f"127.0.0.1:{self.bolt_port}",
            "server.http.listen_address": f"127.0.0.1:{self.http_port}",
            "server.http.advertised_address": f"127.0.0.1:{self.http_port}",
        }
        lines = [f"{name}={value}\n" for name, value in {**addresses, **self.settings}.items()]
        (self.home / "conf").mkdir(parents=True, exist_ok=True)
        (self.home / "conf" / "neo4j.conf").write_text("".join(lines), encoding="utf-8")

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._process is None or self._process.poll() is not None:
                raise ServerFailedError(f"Neo4j {self.version} ended while starting:\n{self._last_lines()}")
            if time.monotonic() > deadline:
                raise ServerFailedError(
                    f"Neo4j {self.version} did not answer in {SECONDS_TO_START:.0f} s:\n{self._last_lines()}"
                )
            time.sleep(0.1)

    def _answers(self) -> bool:
        """Whether a login works and the database is online; the first time this sets the password."""
        ports = [self.bolt_port, *([self.http_port] if self.settings["server.http.enabled"] == "true" else [])]
        if not all(map(_is_open, ports)):
            return False
        try:
            if not self._password_file.exists():
                self._set_password()
            return self.run("RETURN 1 AS one") == [{"one": 1}]
        except (neo4j.exceptions.ServiceUnavailable, neo4j.exceptions.TransientError):
            return False

    def _set_password(self) -> None:
        password = secrets.token_urlsafe(12)
        with neo4j.GraphDatabase.driver(self.uri, auth=(USER, FIRST_PASSWORD)) as driver:
            change = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
            driver.execute_query(change, old=FIRST_PASSWORD, new=password, database_="system")
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(password, encoding="utf-8")

    def _end(self, sign: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(sign)
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise ServerFailedError(
                f"Neo4j {self.version} did not stop in {SECONDS_TO_STOP:.0f} s:\n{self._last_lines()}"
            ) from None

    def _last_lines(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:])


def neo4j_admin(version: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `neo4j-admin` (such as `database import full …`) on the home of a server that does not run."""
    (home / "conf").mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    command = [*java_command(RELEASES[version], "org.neo4j.cli.AdminTool", "-Xmx512m"), *arguments]
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)


def tls_settings(folder: Path) -> dict[str, str]:
    """Settings of a server that speaks only TLS over bolt, with a self-signed certificate made in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    files = ["-keyout", str(folder / "private.key"), "-out", str(folder / "public.crt")]
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*request, *files], check=True, capture_output=True)
    return {
        "dbms.ssl.policy.bolt.enabled": "true",
        "dbms.ssl.policy.bolt.base_directory": str(folder),
        "dbms.ssl.policy.bolt.client_auth": "NONE",
        "server.bolt.tls_level": "REQUIRED",
    }


def free_ports(count: int) -> list[int]:
    """Loopback ports that nobody listens on."""
    shuffled = random.SystemRandom().sample(PORTS, len(PORTS))
    return list(itertools.islice((port for port in shuffled if not _is_open(port)), count))


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
