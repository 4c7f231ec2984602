"""What holds on a real server with four workers, on SQLite and on PostgreSQL; one server for all of it.

The same form sent 50 times in one moment: exactly one record, one event, and nobody sees a fault. A full disk, a
database that is away or may not be written: a clear page in both languages, and no half write. The backup's drill.
"""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests.proof import killing
from tests.proof.counting import Proof
from tests.proof.serving import Answer, Served, served

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over its own database, with the cast signed in. Each test asks about rows of its own."""
    with served(tmp_path_factory.mktemp("served") / "home") as running:
        yield running


# ---- many at once

TIMES = 50


def fifty(server: Served, path: str, who: str, form: dict[str, object] | None = None) -> list[Answer]:
    """The same POST, 50 times at once; each is answered by a redirect or a page, none by a fault."""
    answers = server.at_once([lambda: server.ask("POST", path, who, form)] * TIMES)
    statuses = Counter(status for status, _body in answers)
    assert set(statuses) <= {200, 302}, statuses
    return answers


def events(server: Served, kind: str) -> int:
    return server.count(f"select count(*) from core_auditevent where kind = '{kind}'")


@pytest.mark.proof("50 at once: confirming an allocation", sample=1, full=3)
def test_confirming_an_allocation(server: Served, proof: Proof) -> None:
    for number in range(1, proof.count + 1):
        started, told = events(server, "schools.linked"), events(server, "allocation.confirmed")
        fifty(server, f"/en/service/allocation/{number}/confirmed/", "carys")
        assert events(server, "allocation.confirmed") == told + 1
        # Another proposal of the same plan gives every school whom it has already.
        assert events(server, "schools.linked") == (1 if number == 1 else started)
        assert server.rows(f"select state from domain_allocationrun where number = {number}") == [("confirmed",)]
        links = "select count(*), count(distinct school_id) from domain_schoollink where ends_on is null"
        assert server.rows(links) == [(6, 6)]


@pytest.mark.proof("50 at once: declaring an interest", sample=1, full=7)
def test_declaring_an_interest(server: Served, proof: Proof) -> None:
    schools = ("9932150", "9934012", "9931101", "9936001", "9954012", "9952101", "9932147")
    for number in schools[: proof.count]:
        told = events(server, "interests.declared")
        form = {"school": number, "number": number, "kind": "child", "note": "", "step": "yes"}
        fifty(server, "/en/service/people/interests/declare/", "owain", form)
        of_school = f"from domain_interest i join domain_school s on s.id = i.school_id where s.number = '{number}'"
        assert server.count(f"select count(*) {of_school} and i.kind = 'child' and i.note = ''") == 1
        assert events(server, "interests.declared") == told + 1


@pytest.mark.proof("50 at once: adding a person with a role", sample=2, full=20)
def test_adding_a_person(server: Served, proof: Proof) -> None:
    for number in range(proof.count):
        told = events(server, "people.recorded"), events(server, "roles.granted")
        email = f"newcomer-{number}@example.invalid"
        form = {"email": email, "name": "Mair Newydd", "role": "finance", "starts_on_day": 3}
        form |= {"starts_on_month": 2, "starts_on_year": 2020}
        fifty(server, "/en/service/people/roles/give/", "nia", form)
        assert server.count(f"select count(*) from domain_user where email = '{email}'") == 1
        held = "select count(*) from domain_rolegrant g join domain_user u on u.id = g.user_id"
        assert server.count(f"{held} where u.email = '{email}'") == 1
        assert (events(server, "people.recorded"), events(server, "roles.granted")) == (told[0] + 1, told[1] + 1)


@pytest.mark.proof("50 at once: bringing in an upload, two workers", sample=1, full=1)
def test_bringing_in_an_upload(server: Served, proof: Proof) -> None:
    (pk,) = server.rows("select max(id) from core_dataimport")[0]
    fifty(server, f"/en/service/imports/{pk}/bring-in/", "ifan")
    workers = [server.command("worker", "--until-empty") for _ in range(2)]
    for worker in workers:
        told, _ = worker.communicate(timeout=120)
        assert worker.returncode == 0, told
    assert server.rows(f"select state from core_dataimport where id = {pk}") == [("committed",)]
    assert server.count("select count(*) from domain_school where number = '9932188'") == 1
    assert events(server, "register.imported") == 1
    assert server.rows("select distinct state from core_work") == [("done",)]


@pytest.mark.proof("two at once: one change by hand, the other is told", sample=2, full=20)
def test_of_two_who_change_a_proposal_one_is_told(server: Served, proof: Proof) -> None:
    """Bethan and Carys give the same school to different people, from the same page."""
    where = "from domain_proposal p join domain_allocationrun r on r.id = p.run_id join domain_school s"
    run = server.count("select max(number) from domain_allocationrun")
    school = "9934012"
    address = f"/en/service/allocation/{run}/schools/{school}/"
    people = dict(server.rows("select name, id from domain_user"))
    fit = [people["Nerys Bowen"], people["Angharad Morris"]]
    for number in range(proof.count):
        question = f"select leader_id {where} on s.id = p.school_id where r.number = {run} and s.number = '{school}'"
        held = server.count(question)
        told = events(server, "allocation.changed")
        other = next(person for person in fit if person != held)
        reasons = {who: f"Asked of {who}, time {number}" for who in ("bethan", "carys")}
        forms = {who: {"leader": other, "expected": held, "reason": reason} for who, reason in reasons.items()}
        answers = server.at_once([partial(server.ask, "POST", address, who, form) for who, form in forms.items()])
        assert sorted(status for status, _body in answers) == [302, 409]
        assert "Someone else has changed this" in next(body for status, body in answers if status == 409)
        assert server.count(question) == other
        assert events(server, "allocation.changed") == told + 1


# ---- what cannot be used

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


# ---- the drill


def chain(home: Path) -> str:
    """One number for the whole audit trail in its order: another event, word or order gives another number."""
    rows = killing.state(home)
    trail = hashlib.sha256()
    for table in ("core_auditevent", "core_auditsubject"):
        assert rows[table]
        trail.update(json.dumps(rows[table], default=str).encode())
    return trail.hexdigest()


@pytest.mark.proof("backup, empty machine, restore: every row and the audit trail equal", sample=1, full=10)
def test_the_drill(server: Served, tmp_path: Path, proof: Proof) -> None:
    """A backup is taken while the server runs; another machine brings it back."""
    if not server.is_sqlite:
        pytest.skip("PostgreSQL is backed up by its own tools, as docs/running.md says")
    for number in range(proof.count):
        archive, home = tmp_path / f"{number}.tar.gz", tmp_path / f"machine-{number}"
        for command, where in (("backup", server.home), ("restore", home)):
            beside = Served(0, where, "", {}).command(command, str(archive))
            told, _ = beside.communicate(timeout=120)
            assert beside.returncode == 0, told
        assert killing.state(home) == killing.state(server.home)
        assert chain(home) == chain(server.home)
