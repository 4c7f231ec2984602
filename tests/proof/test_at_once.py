"""The same form sent 50 times in one moment: exactly one record, one event, and nobody sees a fault.

Against a real server with four workers, on SQLite and on PostgreSQL.
"""

from collections import Counter
from functools import partial

import pytest

from tests.proof.counting import Proof
from tests.proof.serving import Answer, Served

pytestmark = [pytest.mark.database, pytest.mark.xdist_group("served")]
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
