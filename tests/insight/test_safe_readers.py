"""Who may see safe figures only sees nothing small, whether or not the gate has been run, nor what would tell it."""

import pytest
from django.test import Client
from django.urls import reverse

from gwella.core import clock
from gwella.domain.figures.models import FamilyPlace, Figure, Standing
from gwella.domain.schools.access import Reach
from gwella.engine.disclosure import RULES
from gwella.insight.evidence.compared import similar_to
from gwella.insight.evidence.hiding import LEAST, SMALL_GROUP, may_not_leave
from gwella.insight.evidence.pieces import MeasureEvidence, Part
from gwella.insight.evidence.school import evidence_of
from tests.cast import Cast
from tests.web.evidence.conftest import NUMBER, _on_the_day, fact, publish, told

__all__ = ["_on_the_day", "told"]
YEAR = "2018/19"


def test_the_limits_are_those_of_the_gate() -> None:
    assert (RULES.least_cohort, RULES.least_count, RULES.small_group) == (LEAST, LEAST, SMALL_GROUP)


@pytest.mark.parametrize(
    ("measure", "numerator", "cohort", "pupils", "small"),
    [
        ("ks2_csi", 10.0, 20, 20, False),
        ("ks2_csi", 4.0, 20, 20, True),  # a count of four
        ("ks2_csi", 0.0, 20, 20, False),
        ("ks2_csi", 17.0, 20, 20, False),  # three did not reach it: the rule counts those who did
        ("fsm_share", 17.0, 20, 20, True),  # of a share both sides are groups
        ("ks2_csi", 3.0, 4, 4, True),
        ("ks2_csi", 9.0, 9, 9, True),  # all of a small group
        ("ks2_csi", 0.0, 9, 9, True),
        ("ks2_csi", 10.0, 10, 10, False),
        ("attendance_primary", 3.0, 4000, 20, False),  # sessions
        ("attendance_primary", 3800.0, 4000, 4, True),
        ("exclusion_rate", 3.0, 200, 200, True),
        ("capped9", 3.0, 30, 30, False),  # points
        ("ks2_csi", None, None, 20, False),
        ("ks2_csi", None, None, None, False),
    ],
)
def test_what_may_not_leave_by_itself(
    measure: str, numerator: float | None, cohort: int | None, pupils: int | None, small: bool
) -> None:
    assert may_not_leave(measure, numerator, cohort, pupils) is small


def part(cast: Cast, *, safe: bool) -> Part:
    """Nant's Key Stage 2."""
    evidence = evidence_of([cast.nant], safe=safe)[cast.nant.pk]
    return next(part for part in evidence.parts if part.code == "ks2")


def indicator(cast: Cast, *, safe: bool) -> MeasureEvidence:
    return part(cast, safe=safe).first[0]


@pytest.mark.database
def test_a_year_that_has_not_been_through_the_gate_shows_nothing_small(told: Cast) -> None:
    assert not Figure.objects.filter(hidden=True).exists()
    publish(told, "2016/17", [fact(f"school:{NUMBER}", "2016/17", 10, 20)])
    years = {point.year: point for point in indicator(told, safe=True).points}
    assert (years["2016/17"].value, years["2016/17"].reason) == (None, "c"), "two pupils of twenty"
    assert years["2017/18"].value == 70
    true = next(point for point in indicator(told, safe=False).points if point.year == "2016/17")
    assert (true.value, true.hidden) == (10, True), "who holds the right sees it, and that it may not be passed on"


@pytest.mark.database
def test_how_a_hidden_figure_stands_is_hidden_with_it(told: Cast) -> None:
    """Quarter, context line and value added all follow the figure."""
    assert indicator(told, safe=True).standing is not None
    assert part(told, safe=True).added.latest.word == "below"  # type: ignore[union-attr]
    Figure.objects.filter(school=told.nant, year=YEAR, measure="ks2_csi", group="all").update(hidden=True)
    assert indicator(told, safe=True).standing is None
    assert indicator(told, safe=True).beside_similar is None
    added = part(told, safe=True).added.latest  # type: ignore[union-attr]
    assert (added.effect, added.low, added.high, added.pupils, added.word, added.reason) == (
        *(None, None, None, None),
        "",
        "c",
    )
    assert part(told, safe=False).added.latest.word == "below"  # type: ignore[union-attr]


@pytest.mark.database
def test_value_added_of_a_few_is_hidden(told: Cast) -> None:
    Standing.objects.filter(measure="progress_ks2").update(cohort=4)
    assert part(told, safe=True).added.latest.reason == "c"  # type: ignore[union-attr]


def shares(cast: Cast, nant: float, elsewhere: float) -> None:
    """So many of twenty pupils are eligible for free school meals: at Nant, and at the school most like it."""
    places = {NUMBER: nant, "9952300": elsewhere}
    rows = [fact(f"school:{number}", YEAR, 5 * count, 20, measure="fsm_share") for number, count in places.items()]
    publish(cast, YEAR, rows)


@pytest.mark.database
@pytest.mark.parametrize(
    ("who", "nant", "elsewhere", "own", "other", "share"),
    [
        ("ffion", 10, 10, 12.3, 14.6, 0.75),
        ("ffion", 2, 10, None, 14.6, None),
        ("ffion", 10, 2, 12.3, None, None),
        ("elin", 2, 10, 12.3, 14.6, 0.75),  # the head sees the school's own true figures
        ("elin", 10, 2, 12.3, None, None),  # and no other school's
        ("carys", 2, 2, 12.3, 14.6, 0.75),
    ],
)
def test_likeness_tells_no_small_figure(
    told: Cast, who: str, nant: int, elsewhere: int, own: float | None, other: float | None, share: float | None
) -> None:
    shares(told, nant, elsewhere)
    first = similar_to(told.nant, YEAR, Reach(told.people[who], clock.today())).schools[0]
    meals, pupils = first.of("fsm"), first.of("pupils")
    assert meals is not None
    assert pupils is not None
    assert (meals.own, meals.other, meals.share) == (own, other, share)
    assert (pupils.own, pupils.share is None) == (210.0, share is None), "shares add up, so one would tell the other"


@pytest.mark.database
@pytest.mark.parametrize(("who", "nant", "challenge"), [("ffion", 2, None), ("ffion", 10, 31.5), ("elin", 2, 31.5)])
def test_the_index_of_challenge_is_not_told_where_a_part_of_it_would_follow(
    told: Cast, who: str, nant: int, challenge: float | None
) -> None:
    shares(told, nant, 10)
    FamilyPlace.objects.update_or_create(school=told.nant, year=YEAR, defaults={"family": "1", "challenge": 31.5})
    assert similar_to(told.nant, YEAR, Reach(told.people[who], clock.today())).challenge == challenge


@pytest.mark.database
def test_the_page_says_why_likeness_is_blank(client: Client, told: Cast) -> None:
    shares(told, 2, 10)
    client.force_login(told.ffion)
    page = client.get(reverse("school_similar", args=[NUMBER])).content.decode()
    assert "hidden, because the group is small" in page
    assert "12.3" not in page
    assert "of the difference" not in page
