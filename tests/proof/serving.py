"""A real server over a database of its own: gunicorn with four workers, the cast in it, and its people signed in.

SQLite in a folder, or a new database on the PostgreSQL the tests run on.
"""

import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

import psycopg

from tests.consistency.project import ROOT
from tests.homes import new_home

TOKEN = "proof" * 6 + "ab"  # any secret does for the form's token: cookie and header only have to agree
Answer = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Served:
    """The server: where it listens, where its home and database are, and each person's session."""

    port: int
    home: Path
    database: str  # DATABASE_URL, or "" for SQLite in the home
    sessions: Mapping[str, str]

    def ask(self, method: str, path: str, who: str = "", form: Mapping[str, object] | None = None) -> Answer:
        """One request as one of the cast. Returns status and body; redirects are not followed."""
        cookies = [f"gwella-csrf={TOKEN}", *([f"gwella={self.sessions[who]}"] if who else [])]
        headers = {
            "Cookie": "; ".join(cookies),
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            connection.request(method, path, urlencode(form or {}), headers)
            response = connection.getresponse()
            return response.status, response.read().decode()

    def at_once(self, asked: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """All of them in the same moment, each from its own thread."""
        together = Barrier(len(asked))

        def one(call: Callable[[], Answer]) -> Answer:
            together.wait()
            return call()

        with ThreadPoolExecutor(len(asked)) as pool:
            return list(pool.map(one, asked))

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """What the database holds, asked past the server."""
        if self.database:
            with psycopg.connect(self.database) as connection:
                return connection.execute(question).fetchall()  # type: ignore[arg-type]
        with closing(sqlite3.connect(self.home / "gwella.sqlite3")) as file:
            return file.execute(question).fetchall()

    def count(self, question: str) -> int:
        """The one number a question gives."""
        return int(self.rows(question)[0][0])

    def command(self, *arguments: str) -> "subprocess.Popen[str]":
        """A `gwella` command beside the server, started."""
        command = [sys.executable, "-m", "gwella.jobs.commands", *arguments]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(command, cwd=ROOT, env=environment(self.home, self.database), **streams)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file in the home."""
        return not self.database


def environment(home: Path, database: str) -> dict[str, str]:
    """What the server and commands beside it are told."""
    ours = ("GWELLA_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    told = {
        "GWELLA_HOME": str(home),
        "GWELLA_TODAY": "2020-02-03",
        "GWELLA_INSECURE": "1",
        "GWELLA_LOG": "CRITICAL",
        "DJANGO_SETTINGS_MODULE": "tests.proof.served_settings",
    }
    return kept | told | ({"DATABASE_URL": database} if database else {})


def _run(home: Path, database: str, *command: str) -> str:
    told = environment(home, database)
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def _database() -> Iterator[str]:
    """A new PostgreSQL database that is dropped afterwards, or "" where the tests run on SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    name = f"proof_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name}")  # type: ignore[arg-type]
        head, _, query = server.partition("?")
        try:
            yield head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")
        finally:
            connection.execute(f"drop database {name} with (force)")  # type: ignore[arg-type]


@contextmanager
def served(home: Path) -> Iterator[Served]:
    """A server with the cast, a proposed allocation, and everybody signed in; stopped at the end of the block."""
    with _database() as database:
        if database:
            _run(home, database, "-m", "gwella.jobs.commands", "migrate")
        else:
            new_home(home)
        prepared = _run(home, database, "-m", "tests.proof.prepared")
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = ["--workers", "4", "--preload", "--log-level", "critical", "--bind", f"127.0.0.1:{port}"]
        command = [sys.executable, "-m", "gunicorn", "gwella.config.wsgi", *options]
        process = subprocess.Popen(command, cwd=ROOT, env=environment(home, database))
        try:
            found = Served(port, home, database, json.loads(prepared.splitlines()[-1]))
            _wait(found)
            yield found
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(server: Served) -> None:
    for _ in range(300):
        try:
            if server.ask("GET", "/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
