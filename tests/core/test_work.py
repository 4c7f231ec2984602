"""The queue of work: asked by name, done once, told how far, and what came of it."""

import importlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from gwella.core import clock, work
from gwella.core.models import Work
from gwella.core.problems import BadInput, Problem
from gwella.core.work import Progress, ask, does, run_work
from gwella.jobs.registered import DONE_IN
from tests.consistency.project import ROOT

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
AT = datetime(2020, 2, 3, 10, 30, tzinfo=UTC)
REALLY = datetime(2126, 11, 22, 18, 0, tzinfo=UTC)


@pytest.fixture
def done() -> Iterator[list[Mapping[str, Any]]]:
    """What the doers of these tests were given; the doers are forgotten afterwards."""
    given: list[Mapping[str, Any]] = []
    known = dict(work._doers)

    @does("test.count")
    def count(params: Mapping[str, Any], tell: Progress) -> dict[str, Any]:
        given.append(params)
        for step in range(params["steps"]):
            tell(step + 1, params["steps"])
        return {"counted": params["steps"]}

    @does("test.refuse")
    def refuse(params: Mapping[str, Any], tell: Progress) -> dict[str, Any]:
        given.append(params)
        raise BadInput(Problem("sheet", "There is no sheet “{value}”.", value="Open"))

    @does("test.break")
    def break_down(params: Mapping[str, Any], tell: Progress) -> dict[str, Any]:
        given.append(params)
        raise RuntimeError("secret inside")

    yield given
    work._doers.clear()
    work._doers.update(known)


def test_work_is_done_and_its_result_kept(done: list[Mapping[str, Any]]) -> None:
    asked = ask("test.count", {"steps": 3}, by=None, at=AT)
    asked.refresh_from_db()
    assert done == [{"steps": 3}]
    assert (asked.state, asked.done, asked.total, asked.result) == ("done", 3, 3, {"counted": 3})
    assert asked.finished_at is not None
    assert asked.is_over


def test_it_waits_for_the_transaction_that_asks(done: list[Mapping[str, Any]]) -> None:
    with transaction.atomic():
        asked = ask("test.count", {"steps": 1}, by=None, at=AT)
        assert not done
        assert not asked.is_over
    assert done


@transaction.atomic
def _ask_and_fail() -> None:
    ask("test.count", {"steps": 1}, by=None, at=AT)
    raise ZeroDivisionError


def test_work_asked_for_in_vain_is_never_done(done: list[Mapping[str, Any]]) -> None:
    with pytest.raises(ZeroDivisionError):
        _ask_and_fail()
    assert not done
    assert not Work.objects.exists()


def test_the_same_work_delivered_twice_is_done_once(done: list[Mapping[str, Any]]) -> None:
    asked = ask("test.count", {"steps": 1}, by=None, at=AT)
    run_work.func(asked.pk)
    assert len(done) == 1


def test_bad_input_is_kept_as_problems_a_person_can_mend(done: list[Mapping[str, Any]]) -> None:
    asked = ask("test.refuse", {}, by=None, at=AT)
    asked.refresh_from_db()
    assert asked.state == "failed"
    assert asked.is_over
    [problem] = [Problem.from_json(kept) for kept in asked.problems]
    assert (problem.code, problem.value) == ("sheet", "Open")


def test_a_fault_of_ours_ends_the_work_and_shows_nothing_of_itself(done: list[Mapping[str, Any]]) -> None:
    asked = ask("test.break", {}, by=None, at=AT)
    asked.refresh_from_db()
    assert asked.state == "failed"
    assert "secret" not in str(asked.problems)
    assert asked.problems[0]["code"] == "fault"


def test_work_nobody_knows_ends_as_failed(done: list[Mapping[str, Any]]) -> None:
    asked = ask("test.unheard-of", {}, by=None, at=AT)
    asked.refresh_from_db()
    assert asked.state == "failed"


# ---- work for an hour


@pytest.fixture
def queue(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[DBTaskResult]:
    """The real queue, on a day held in the past: half past ten by the service's clock, another day in truth."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(clock, "real_now", lambda: REALLY)
    return DBTaskResult


def test_work_for_an_hour_waits_in_the_queue_by_the_real_clock(
    done: list[Mapping[str, Any]], queue: type[DBTaskResult]
) -> None:
    asked = ask("test.count", {"steps": 1}, by=None, at=AT, not_before=AT + timedelta(hours=2))
    assert queue.objects.get().run_after == REALLY + timedelta(hours=2)
    assert not queue.objects.ready().exists()
    assert asked.not_before == AT + timedelta(hours=2)
    assert not done


def test_work_whose_hour_has_come_is_done_by_the_worker(
    done: list[Mapping[str, Any]], queue: type[DBTaskResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask("test.count", {"steps": 1}, by=None, at=AT, not_before=AT + timedelta(hours=2))
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    assert not done
    queue.objects.update(run_after=datetime(2020, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=2))
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    asked.refresh_from_db()
    assert (asked.state, len(done)) == ("done", 1)


def test_where_the_service_s_hour_has_not_come_work_waits_on(
    done: list[Mapping[str, Any]], queue: type[DBTaskResult]
) -> None:
    asked = ask("test.count", {"steps": 1}, by=None, at=AT, not_before=AT + timedelta(days=3))
    queue.objects.all().delete()
    run_work.func(asked.pk)
    asked.refresh_from_db()
    assert asked.state == "waiting"
    assert queue.objects.get().run_after == REALLY + timedelta(days=3)
    assert not done


def test_an_hour_that_has_passed_is_now(done: list[Mapping[str, Any]], queue: type[DBTaskResult]) -> None:
    ask("test.count", {"steps": 1}, by=None, at=AT, not_before=AT)
    assert queue.objects.ready().count() == 1


def test_a_night_in_which_clocks_go_forward_is_an_hour_short(
    queue: type[DBTaskResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    friday, monday = (datetime(2020, 3, day, 8, tzinfo=clock.ZONE) for day in (27, 30))
    monkeypatch.setattr(clock, "now", lambda: friday)
    ask("test.count", {"steps": 1}, by=None, at=friday, not_before=monday)
    assert queue.objects.get().run_after == REALLY + timedelta(hours=71)


def test_work_and_its_place_in_the_queue_are_kept_together_or_not_at_all(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

    def ask_and_fail() -> None:
        with transaction.atomic():
            ask("test.count", {"steps": 1}, by=None, at=AT)
            assert DBTaskResult.objects.count() == 1, "in the queue before the commit, so no kill can come between"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask_and_fail()
    assert (Work.objects.count(), DBTaskResult.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", DONE_IN)
def test_every_work_is_done_where_the_table_says(name: str) -> None:
    importlib.import_module(DONE_IN[name])
    assert work._doers[name].__module__ == DONE_IN[name]


def test_the_table_tells_all_there_is_to_do() -> None:
    told = set(
        re.findall(r'^@does\("(.+)"\)', "\n".join(p.read_text() for p in (ROOT / "gwella/jobs").glob("*.py")), re.M)
    )
    assert told == set(DONE_IN)
