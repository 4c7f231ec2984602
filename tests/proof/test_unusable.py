"""A full disk, a database that is away or may not be written: a clear page in both languages, and no half write."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest

from tests.proof.serving import Served

pytestmark = [pytest.mark.database, pytest.mark.xdist_group("served")]
WORDS = {"en": "Gwella cannot be used just now", "cy": "Nid oes modd defnyddio Gwella ar hyn o bryd"}
PATHS = {"en": "/en/service/people/interests/declare/", "cy": "/cy/gwasanaeth/pobl/buddiannau/datgan/"}
WHO, NOTE = "mabli", "n" * 200
SCHOOLS = ("9932147", "9932150", "9934012", "9931101", "9936001", "9954012", "9952101")
KINDS = ("employer", "governor", "relative", "child", "paid_provider")
PAIRS = [(number, kind) for kind in KINDS for number in SCHOOLS]
DONE: set[tuple[str, str]] = set()


@contextmanager
def full(server: Served) -> Iterator[None]:
    """Not one page more: what is there stays, nothing grows."""
    with closing(sqlite3.connect(server.home / "gwella.sqlite3")) as file:
        file.execute("vacuum")
        (pages,) = file.execute("pragma page_count").fetchone()
    (server.home / "pragma").write_text(f"pragma max_page_count = {pages}")
    yield
    (server.home / "pragma").unlink()


@contextmanager
def read_only(server: Served) -> Iterator[None]:
    """Everything may be read, nothing written."""
    if server.is_sqlite:
        (server.home / "pragma").write_text("pragma query_only = on")
        yield
        (server.home / "pragma").unlink()
        return
    name = server.database.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(server.database, autocommit=True) as connection:
        connection.execute(f"alter database {name} set default_transaction_read_only = on")  # type: ignore[arg-type]
        yield
        connection.execute("set default_transaction_read_only = off")
        connection.execute(f"alter database {name} reset default_transaction_read_only")  # type: ignore[arg-type]


@contextmanager
def away(server: Served) -> Iterator[None]:
    """Nobody answers where the database was."""
    if server.is_sqlite:
        file, kept = server.home / "gwella.sqlite3", server.home / "away"
        kept.mkdir()
        moved = [path.rename(kept / path.name) for path in server.home.glob("gwella.sqlite3*")]
        file.mkdir()
        yield
        file.rmdir()
        for path in moved:
            path.rename(server.home / path.name)
        kept.rmdir()
        return
    name = server.database.partition("?")[0].rpartition("/")[2]
    elsewhere = server.database.replace(f"/{name}", "/postgres", 1)
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute(f"alter database {name} allow_connections false")  # type: ignore[arg-type]
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        yield
        connection.execute(f"alter database {name} allow_connections true")  # type: ignore[arg-type]


FAULTS = {"full": full, "read_only": read_only, "away": away}


def declared(server: Served) -> list[tuple[str, str]]:
    """Each interest beside its event, told of the person and the school: what is half written has no partner."""
    interests = "select s.id, i.kind from domain_interest i join domain_school s on s.id = i.school_id"
    events = "select a.key, e.data from core_auditevent e join core_auditsubject a on a.event_id = e.id"
    kept = sorted((str(key), kind) for key, kind in server.rows(f"{interests} where i.note = '{NOTE}'"))
    told = server.rows(
        f"{events} where e.kind = 'interests.declared' and a.kind = 'school' and e.actor_name = 'Mabli Rowe'"
    )
    data = [(key, json.loads(value) if isinstance(value, str) else value) for key, value in told]
    assert sorted((key, value["kind"]) for key, value in data) == kept
    return kept


@pytest.mark.parametrize("fault", FAULTS)
def test_a_clear_page_and_no_half_write(server: Served, fault: str) -> None:
    """Declarations are sent until one is refused: at once, or on a full disk when the last page has no room."""
    if fault == "full" and not server.is_sqlite:
        pytest.skip("a PostgreSQL server's disk is not ours to fill; SQLite shows it")
    before, accepted = len(declared(server)), 0
    with FAULTS[fault](server):
        for number, kind in [pair for pair in PAIRS if pair not in DONE]:
            form = {"school": number, "number": number, "kind": kind, "note": NOTE, "step": "yes"}
            status, body = server.ask("POST", PATHS["cy"], WHO, form)
            if status == 503:
                break
            accepted += 1
            DONE.add((number, kind))
        assert_clear(status, body, "cy")
        assert_clear(*server.ask("POST", PATHS["en"], WHO, form), "en")
        assert server.ask("GET", "/health")[0] == (503 if fault == "away" else 200)
    # The last one is there whole or not at all: its session may have found the disk full after it was kept.
    assert accepted == 0 or fault == "full"
    assert len(declared(server)) - before in ((accepted, accepted + 1) if fault == "full" else (0,))
    # As soon as the fault is mended, the same form is taken, once.
    assert server.ask("POST", PATHS["cy"], WHO, form)[0] == 302
    DONE.add((number, kind))
    assert len(declared(server)) == before + accepted + 1


def assert_clear(status: int, body: str, language: str) -> None:
    assert status == 503, body[:500]
    assert WORDS[language] in body
    assert f'<html lang="{language}"' in body
