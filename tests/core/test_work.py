"""The queue of work: asked by name, done once, told how far, and what came of it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from gwella.core import work
from gwella.core.models import Work
from gwella.core.problems import BadInput, Problem
from gwella.core.work import Progress, ask, does, run_work

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
AT = datetime(2020, 2, 3, 10, 30, tzinfo=UTC)


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
