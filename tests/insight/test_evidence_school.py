"""A school’s evidence: direction by more than a pupil’s worth, reasons of blanks, the safe version, questions."""

import pytest
from pytest_django import DjangoAssertNumQueries

from gwella.domain.figures.models import DataSet, Figure
from gwella.domain.schools.models import School
from gwella.insight.evidence.hiding import hide
from gwella.insight.evidence.pieces import MeasureEvidence, Point, SchoolEvidence
from gwella.insight.evidence.questions import MOST, questions
from gwella.insight.evidence.school import evidence_of, years_to
from gwella.insight.evidence.trend import direction_of, one_pupil
from gwella.insight.evidence.words import BLANKS
from tests.cast import Cast
from tests.web.evidence.conftest import fact, publish, told

__all__ = ["told"]


def points(*values: tuple[float | None, int | None]) -> list[Point]:
    """Years to 2018/19 with value and pupils."""
    years = years_to("2018/19", len(values))
    return [Point(year, value, pupils) for year, (value, pupils) in zip(years, values, strict=True)]


@pytest.mark.parametrize(
    ("before", "after", "better", "word", "why"),
    [
        ((70.0, 20), (80.0, 20), "more", "better", ""),
        ((75.0, 20), (80.0, 20), "more", "same", ""),  # five points are one pupil of twenty
        ((75.0, 20), (69.9, 20), "more", "worse", ""),
        ((70.0, 20), (80.0, 20), "less", "worse", ""),
        ((70.0, 9), (100.0, 20), "more", "unknown", "few"),
        ((None, None), (80.0, 20), "more", "unknown", "first"),
        ((80.0, 20), (None, None), "more", "unknown", "blank"),
        ((10.0, 20), (20.0, 20), "neither", "unknown", "context"),
    ],
)
def test_a_direction_is_more_than_one_pupil_s_worth(
    before: tuple[float | None, int | None],
    after: tuple[float | None, int | None],
    better: str,
    word: str,
    why: str,
) -> None:
    found = direction_of("ks2_csi", better, "percent", points(before, after))
    assert (found.word, found.why) == (word, why)


def test_nothing_is_compared_across_a_year_without_a_figure_nor_across_a_break() -> None:
    over = direction_of("ks2_csi", "more", "percent", points((70.0, 20), (None, None), (90.0, 20)))
    assert (over.word, over.why, over.change) == ("unknown", "gap", None)
    across = [Point("2015/16", 50.0, 100), Point("2016/17", 70.0, 100)]
    assert direction_of("level2_inclusive", "more", "percent", across).why == "break"
    assert direction_of("level2", "more", "percent", across).word == "better"
    since = [*across, Point("2017/18", 60.0, 100)]
    assert direction_of("level2_inclusive", "more", "percent", since).word == "worse", "the years since are compared"
    told = [Point("2016/17", 50.0, 100), Point("2017/18", None, None, "b"), Point("2018/19", 70.0, 100)]
    assert direction_of("ks2_csi", "more", "percent", told).why == "break", "the publisher's own mark counts too"


@pytest.mark.database
def test_three_years_together_never_cross_a_break(told: Cast) -> None:
    here = Figure.objects.filter(school=told.nant, year="2018/19", measure="ks2_csi", group="all").get()
    Figure.objects.create(
        **{name: getattr(here, name) for name in ("school", "data_set", "year", "measure", "group", "place")},
        span=3,
        value=75.0,
        pupils=40,
        cohort=40,
        numerator=30.0,
    )
    assert of(evidence_of([told.nant])[told.nant.pk], "ks2_csi").pooled == Point("2018/19", 75.0, 40)
    Figure.objects.filter(pk=here.pk).update(reason="b")
    pooled = of(evidence_of([told.nant])[told.nant.pk], "ks2_csi").pooled
    assert pooled == Point("2018/19", None, None, "b")


def test_what_one_pupil_is_worth() -> None:
    assert one_pupil("percent", Point("2018/19", 80.0, 20)) == 5
    assert one_pupil("per_1000", Point("2018/19", 10.0, 200)) == 5
    assert one_pupil("points", Point("2018/19", 360.0, 90)) == 4
    assert one_pupil("percent", Point("2018/19", None, None)) is None


def of(evidence: SchoolEvidence, code: str) -> MeasureEvidence:
    """One measure."""
    return next(one for one in evidence.measures if one.code == code)


@pytest.mark.database
def test_every_blank_has_its_reason(told: Cast) -> None:
    evidence = evidence_of([told.nant], safe=False)[told.nant.pk]
    measure = of(evidence, "ks2_csi")
    assert [point.reason for point in measure.points] == ["not_here", "not_here", "not_here", "", ""]
    for one in evidence.measures:
        pieces = [*one.points, *one.groups, *(point for gap in one.gaps for point in gap.points)]
        assert all(piece.reason in BLANKS for piece in pieces if piece.value is None), one.code
    assert next(g for g in measure.groups if g.group == "looked_after").reason == "no_pupils"
    assert measure.gaps[0].latest.value == 37.5


@pytest.mark.database
def test_data_of_another_council_only_is_not_here_yet(told: Cast) -> None:
    Figure.objects.filter(school=told.nant, year="2018/19").delete()
    DataSet.objects.filter(year="2018/19").update(parts={"995 ks2": {}})
    assert of(evidence_of([told.nant])[told.nant.pk], "ks2_csi").latest.reason == "not_here"
    DataSet.objects.filter(year="2018/19").update(parts={"993 ks2": {}})
    assert of(evidence_of([told.nant])[told.nant.pk], "ks2_csi").latest.reason == "no_pupils"


@pytest.mark.database
def test_many_schools_take_as_many_queries_as_one(
    told: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    schools = list(School.objects.select_related("council"))
    with django_assert_num_queries(3):
        found = evidence_of(schools)
    assert len(found) == len(schools)


@pytest.mark.database
def test_nothing_hidden_can_be_worked_out_from_the_safe_version(told: Cast) -> None:
    evidence = evidence_of([told.nant], safe=True)[told.nant.pk]
    measure = of(evidence, "ks2_csi")
    shut = {group.group for group in measure.groups if group.reason == "c"}
    assert shut == {"fsm", "not_fsm"}, "the whole less one half is the other"
    assert all(group.pupils is None for group in measure.groups if group.reason == "c")
    assert measure.gaps[0].latest.reason == "c"
    assert measure.gaps[1].latest.value == 20


@pytest.mark.database
def test_a_hidden_whole_takes_with_it_what_stands_on_it(told: Cast) -> None:
    Figure.objects.filter(school=told.nant, year="2018/19", measure="ks2_csi", group="all").update(hidden=True)
    true = evidence_of([told.nant], safe=False)[told.nant.pk]
    assert of(true, "ks2_csi").latest.value == 80, "who holds the right sees it"
    measure = of(hide(true), "ks2_csi")
    assert (measure.latest.value, measure.standing, measure.one_pupil) == (None, None, None)
    assert all(group.value is None for group in measure.groups)
    assert measure.direction.why == "blank"
    assert measure.direction.change is None


@pytest.mark.database
def test_questions_come_from_the_figures_and_none_from_hidden_ones(told: Cast) -> None:
    true = evidence_of([told.nant], safe=False)[told.nant.pk]
    asked = [question.ask.text for question in questions(true)]
    assert any("grant" in ask for ask in asked)
    assert any("could learn from" in ask for ask in asked)
    assert len(asked) <= MOST
    assert not any("grant" in question.ask.text for question in questions(hide(true)))


@pytest.mark.database
def test_a_worse_year_is_asked_about_first(told: Cast) -> None:
    publish(told, "2019/20", [fact("school:9932147", "2019/20", 40, 20, measure="fp_indicator")])
    publish(told, "2018/19", [fact("school:9932147", "2018/19", 90, 20, measure="fp_indicator")])
    asked = questions(evidence_of([told.nant], year="2019/20")[told.nant.pk])
    assert asked[0].measure == "fp_indicator"
    assert "reasons" in asked[0].ask.text
