"""Published categories of an invented region: what was decided here is never overwritten silently."""

import csv
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.core.models import AuditEvent
from gwella.core.verdict import Refused
from gwella.domain.categories.actions import CategoryFacts, decide_category_difference, record_categories
from gwella.domain.categories.models import CategoryDifference, CategoryRecord
from gwella.domain.categories.rules.published import HeldCategory, compare_categories
from gwella.flows.categories import KIND
from gwella.flows.imports import Preview, bring_in
from tests.cast import Cast

AT = datetime(2020, 2, 3, 9, 0, tzinfo=UTC)
YEAR = "2019/20"
database = pytest.mark.database


def bring(tmp_path: Path, **colours: str) -> Preview:
    path = tmp_path / "categories.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [[number.removeprefix("n"), "Primary", colour] for number, colour in colours.items()]
        csv.writer(file).writerows([["School number", "Sector", "Support category"], *rows])
    return bring_in(KIND, path, {"round": YEAR}, by=None, at=AT).preview


def held() -> CategoryRecord:
    return CategoryRecord.objects.get(school__number="9932147")


@pytest.fixture
def decided(cast: Cast) -> Cast:
    """Nant-y-Felin was decided here to be amber; Pont Rhedyn's yellow was published."""
    for number, colour, source in (("9932147", "amber", "decided"), ("9932150", "yellow", "published")):
        record_categories(
            [CategoryFacts(number, colour, Decimal(15), why="agreed")],
            school_year=YEAR,
            framework="wales-2017",
            by=cast.carys,
            at=AT,
            source=source,
        )
    return cast


@database
def test_a_published_list_never_overwrites_what_was_decided_here(decided: Cast, tmp_path: Path) -> None:
    preview = bring(tmp_path, n9932147="Yellow", n9932150="Green")
    assert (preview.counts["changed"], preview.counts["unchanged"], preview.counts["decided_here"]) == (1, 1, 1)
    line = preview.lists["decided_here"][0]
    assert (line.key, line.changes[0].was, line.changes[0].becomes) == ("9932147", "Amber", "Yellow")
    assert (held().category, held().source, held().ceiling_half_days) == ("amber", "decided", 30)
    assert CategoryRecord.objects.get(school__number="9932150").category == "green"
    difference = CategoryDifference.objects.get()
    assert (difference.ours, difference.theirs, difference.decision) == ("amber", "yellow", "")
    event = AuditEvent.objects.filter(kind="categories.imported").latest("pk")
    assert event.subjects.get(key=str(decided.nant.pk)).data == {"held": "amber", "asked": "yellow"}


@database
def test_the_same_list_twice_asks_once(decided: Cast, tmp_path: Path) -> None:
    bring(tmp_path, n9932147="Yellow")
    again = bring(tmp_path, n9932147="Yellow")
    assert again.counts["decided_here"] == 1
    assert again.carry_out is None
    assert CategoryDifference.objects.count() == 1


@database
def test_kept_it_is_not_asked_again_until_the_list_says_something_else(decided: Cast, tmp_path: Path) -> None:
    bring(tmp_path, n9932147="Yellow")
    difference = CategoryDifference.objects.get()
    decide_category_difference(difference, decision="keep", reason="moderated", by=decided.carys, at=AT)
    assert held().category == "amber"
    assert bring(tmp_path, n9932147="Yellow").counts["decided_here"] == 0
    assert bring(tmp_path, n9932147="Red").counts["decided_here"] == 1
    assert CategoryDifference.objects.get(decision="").theirs == "red"


@database
def test_taken_it_becomes_the_published_one_with_who_took_it_and_why(decided: Cast, tmp_path: Path) -> None:
    bring(tmp_path, n9932147="Yellow")
    difference = CategoryDifference.objects.get()
    decide_category_difference(difference, decision="take", reason="verified nationally", by=decided.carys, at=AT)
    assert (held().category, held().source, held().ceiling_half_days) == ("yellow", "published", 20)
    assert held().brought_by == difference.brought_by
    step = held().steps.last()
    assert step is not None
    assert (step.was, step.became, step.why, step.taken_by) == ("amber", "yellow", "verified nationally", decided.carys)
    event = AuditEvent.objects.get(kind="categories.difference_decided")
    assert event.data["decision"] == "take"
    assert event.subjects.get().key == str(decided.nant.pk)
    assert bring(tmp_path, n9932147="Yellow").carry_out is None


@database
def test_a_second_decision_is_told_who_was_first(decided: Cast, tmp_path: Path) -> None:
    bring(tmp_path, n9932147="Yellow")
    difference = CategoryDifference.objects.get()
    decide_category_difference(difference, decision="keep", reason="moderated", by=decided.carys, at=AT)
    with pytest.raises(Refused) as refused:
        decide_category_difference(difference, decision="take", reason="x", by=decided.ifan, at=AT)
    assert refused.value.verdict.params == {"name": "Carys Bowen"}
    assert held().category == "amber"


@database
def test_a_list_that_comes_round_takes_the_question_back(decided: Cast, tmp_path: Path) -> None:
    bring(tmp_path, n9932147="Yellow")
    assert bring(tmp_path, n9932147="Amber").carry_out is not None
    assert not CategoryDifference.objects.exists()
    assert held().source == "decided"


@database
def test_a_changed_published_category_keeps_the_file_it_came_from(decided: Cast, tmp_path: Path) -> None:
    bring(tmp_path, n9932150="Green")
    record = CategoryRecord.objects.get(school__number="9932150")
    assert record.brought_by is not None
    assert (record.category, record.source, record.ceiling_half_days) == ("green", "published", 8)


COLOURS = st.sampled_from(["green", "yellow", "amber", "red"])


@given(COLOURS, COLOURS, st.sampled_from(["", "green", "red"]), st.frozensets(COLOURS))
def test_a_category_of_ours_is_never_among_the_changed(ours: str, says: str, asked: str, kept: frozenset[str]) -> None:
    found = compare_categories({"1": HeldCategory(ours, True, asked, kept)}, {"1": says})
    assert not found.changed
    assert not found.new
    assert found.differing == (["1"] if says != ours and says not in kept else [])
    assert set(found.to_ask) <= set(found.differing)
