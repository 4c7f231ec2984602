"""Standards groups and bands from figures: by hand where one can, with every measure's points beside them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from gwella.domain.categories.rules import WHY_STEP, band_of
from gwella.domain.figures.actions import FigureFacts, publish_figures, record_data_set
from gwella.domain.figures.actions.sources import DataSetFacts
from gwella.domain.figures.models import StepResult
from gwella.domain.places.models import FrameworkYear
from gwella.domain.schools.models import School
from gwella.flows.evidence.steps import compute_steps, step_year, unknown_figures
from gwella.frameworks import available, load
from tests.cast import Cast
from tests.flows.pupil_data import AT, agreement
from tests.frameworks.pause import with_changes

database = pytest.mark.database
Row = tuple[str, str, str, str, int, float, int]  # number, year, measure, group, span, value, pupils
YEARS = ("2013/14", "2012/13", "2011/12")


def schools(cast: Cast, phase: str, count: int) -> list[str]:
    """The numbers of invented schools of the first council, of one phase."""
    council = cast.councils["993"]
    council.is_served = True
    council.save()
    numbers = [f"99341{n:02d}" for n in range(count)]
    common = {"council": council, "kind": "maintained", "phase": phase, "medium": "EM"}
    School.objects.bulk_create(School(number=n, name_en=n, name_cy=n, **common) for n in numbers)
    return numbers


def publish(cast: Cast, rows: Iterable[Row]) -> None:
    """Figures, each of so many pupils."""
    facts = DataSetFacts("results", "2013/14", "final", AT.date(), AT.date(), "C", "C", 1)
    data_set = record_data_set(facts, agreement=agreement(cast), by=cast.ifan, at=AT)
    figures = [
        FigureFacts(f"school:{n}", year, measure, group, span, value * pupils / 100, pupils, value, pupils)
        for n, year, measure, group, span, value, pupils in rows
    ]
    publish_figures(data_set, figures, by=cast.ifan, at=AT)


def cohorts(number: str, *pupils: int) -> list[Row]:
    """Level 2 inclusive of single years, latest first: what the size of a cohort is told by."""
    return [(number, YEARS[i], "level2_inclusive", "all", 1, 50.0, p) for i, p in enumerate(pupils)]


def of(number: str, step: str = "standards") -> StepResult:
    return StepResult.objects.get(school__number=number, step=step)


@pytest.mark.parametrize("code", available())
def test_every_measure_of_every_framework_is_worked_out_here(code: str) -> None:
    assert unknown_figures(load(code)) == []


@pytest.mark.parametrize(
    ("key", "value", "item"),
    [
        ("banding.measures.attendance_context.figure", "luck", "luck"),
        ("banding.measures.attendance_context.group", "tall", "tall"),
    ],
)
def test_a_measure_nobody_works_out_is_told(key: str, value: str, item: str) -> None:
    problems = unknown_figures(with_changes("banding-2011", {key: value}))
    assert [(p.column, p.value, p.file) for p in problems] == [(key, item, "banding-2011.toml")]
    assert problems[0].message.format(**problems[0].params)
    changed = with_changes("wales-2014", {"standards.measures.secondary.fsm_gap.group": "aln"})
    assert [p.value for p in unknown_figures(changed)] == ["aln"]


@database
def test_points_of_the_pooled_figures_and_their_weighted_mean(cast: Cast) -> None:
    """By hand: 62 % on the boundary is 1 point at weight 2; a gap of 26 is 2 points at weight 1; 33 % of the eligible
    3 points at weight 2. Mean (2 + 2 + 6) / 5 = 2: group 2. Below no minimum (27.2)."""
    (one,) = schools(cast, "secondary", 1)
    pooled = [("level2_inclusive", "all", 62.0, 300), ("level2_inclusive", "fsm", 33.0, 100)]
    rows: list[Row] = [(one, YEARS[0], m, g, 3, v, p) for m, g, v, p in pooled]
    rows += [(one, YEARS[0], "level2_inclusive", "not_fsm", 3, 59.0, 200), *cohorts(one, 100, 100, 100)]
    publish(cast, rows)
    assert compute_steps("2014/15") == StepResult.objects.count() > 1
    found = of(one)
    assert (found.framework, found.result, found.score, found.why) == ("wales-2014", "2", 2.0, "")
    shown = {"value": 62.0, "cohort": 300, "points": 1, "weight": 2.0, "why": ""}
    assert found.points["level2_inclusive"] == shown | {"figure": "level2_inclusive", "group": "all", "seen": "value"}
    assert (found.points["fsm_gap"]["value"], found.points["fsm_gap"]["points"]) == (26.0, 2)
    assert (found.points["fsm_level2_inclusive"]["points"], found.points["fsm_level2_inclusive"]["cohort"]) == (3, 100)
    missing = found.points["level1"]
    assert (missing["value"], missing["points"], missing["why"]) == (None, None, "x")
    assert len(found.points) == 14


@database
@pytest.mark.parametrize(
    ("pupils", "why"),
    [
        ((5, 5, 5), ""),
        ((5, 5, 4), "small_cohort"),
        ((6, 4), ""),
        ((5, 4), "small_cohort"),
        ((5,), ""),
        ((4,), "small_cohort"),
    ],
)
def test_small_cohorts_have_no_group_and_say_so(cast: Cast, pupils: tuple[int, ...], why: str) -> None:
    (one,) = schools(cast, "secondary", 1)
    publish(cast, cohorts(one, *pupils))
    compute_steps("2014/15")
    found = of(one)
    assert (found.why, bool(found.result)) == (why, not why)
    assert found.points["level2_inclusive"]["value"] == 50.0, "the points are shown all the same"


@database
def test_the_minimum_for_the_eligible_limits_the_group(cast: Cast) -> None:
    """2015/16: below 32 % of eligible pupils at Level 2 inclusive, at best group 3."""
    (one,) = schools(cast, "secondary", 1)
    year = "2014/15"
    rows: list[Row] = [(one, year, "level2_inclusive", "all", 3, 70.0, 300), (one, year, "level1", "all", 3, 99.0, 300)]
    rows += [(one, year, "level2_inclusive", "fsm", 3, 31.9, 60), (one, year, "level2_inclusive", "all", 1, 70.0, 90)]
    publish(cast, rows)
    compute_steps("2015/16")
    found = of(one)
    assert (found.result, found.why) == ("3", "capped")
    assert found.score == pytest.approx((3 + 0.5 + 6) / 5.5)


@database
def test_without_figures_or_measures_the_reason_is_told(cast: Cast) -> None:
    (one,) = schools(cast, "secondary", 1)
    School.objects.filter(number=one).update(phase="special")
    compute_steps("2014/15")
    assert of(one).why == "no_group"
    School.objects.filter(number=one).update(phase="primary")
    compute_steps("2014/15")
    assert of(one).why == "small_cohort"
    assert set(StepResult.objects.values_list("why", flat=True)) <= set(WHY_STEP)
    assert compute_steps("2018/19") == 0, "no standards group from 2017"
    assert compute_steps("2030/31") == 0
    assert step_year("2013/14") == "2014/15"


BANDED = ("level2_inclusive", "capped_points", "attendance_secondary", "language_maths_points")


def ranked(numbers: list[str]) -> list[Row]:
    """The first school best in everything, and the more so the year after; shares of free meals all alike but one."""
    rows: list[Row] = []
    for i, number in enumerate(numbers):
        rows += [(number, "2011/12", m, "all", 1, 80.0 - 3 * i, 100) for m in BANDED]
        rows += [(number, "2010/11", m, "all", 1, 70.0 - i, 100) for m in BANDED]
        rows.append((number, "2011/12", "fsm_share", "all", 1, 10.0 + (i % 2), 500))
    return rows


@database
def test_the_best_in_all_twelve_scores_11_and_the_last_44(cast: Cast) -> None:
    numbers = schools(cast, "secondary", 8)
    publish(cast, ranked(numbers))
    compute_steps("2012/13")
    scores = {n: of(n, "band").score for n in numbers}
    assert (scores[numbers[0]], scores[numbers[-1]]) == (11.0, 44.0)
    assert (of(numbers[0], "band").result, of(numbers[-1], "band").result) == ("1", "5")
    points = of(numbers[0], "band").points
    assert len(points) == 12
    assert (points["attendance_progress"]["value"], points["attendance_progress"]["weight"]) == (10.0, 0.5)
    assert points["level2_inclusive_context"]["value"] > 0
    for number in numbers:
        found = of(number, "band")
        assert found.score == sum(p["points"] * p["weight"] for p in found.points.values())
        assert found.result == band_of(load("banding-2011"), Decimal(str(found.score)))


@database
def test_no_band_without_all_twelve_or_among_too_few(cast: Cast) -> None:
    numbers = schools(cast, "secondary", 6)
    rows = [r for r in ranked(numbers) if (r[0], r[1], r[2]) != (numbers[2], "2010/11", "capped_points")]
    publish(cast, [r for r in rows if r[0] != numbers[5]])
    compute_steps("2012/13")
    assert (of(numbers[2], "band").why, of(numbers[2], "band").result) == ("incomplete", "")
    assert of(numbers[2], "band").points["capped_points_progress"]["why"] == "x"
    assert of(numbers[5], "band").why == "no_values"
    assert of(numbers[0], "band").result
    School.objects.filter(number__in=numbers[3:]).update(phase="primary")
    compute_steps("2012/13")
    assert of(numbers[0], "band").why == "few_schools"


@database
def test_run_again_it_gives_the_same_and_another_nation_has_none_of_it(cast: Cast) -> None:
    publish(cast, ranked(schools(cast, "secondary", 5)))
    first = compute_steps("2012/13")

    def told() -> list[Mapping[str, object]]:
        return list(StepResult.objects.order_by("school", "step").values("school", "step", "score", "result", "points"))

    before = told()
    assert (compute_steps("2012/13"), told()) == (first, before)
    FrameworkYear.objects.update_or_create(school_year="2012/13", defaults={"framework": "england-rise"})
    assert compute_steps("2012/13") == 0


@database
def test_beside_the_one_named_the_others_of_its_nation_have_their_steps(cast: Cast) -> None:
    numbers = schools(cast, "secondary", 5)
    publish(cast, ranked(numbers))
    for named in ("csc-2012", "banding-2011"):
        FrameworkYear.objects.update_or_create(school_year="2012/13", defaults={"framework": named})
        compute_steps("2012/13")
        assert (of(numbers[0], "band").framework, of(numbers[0], "band").result) == ("banding-2011", "1"), named


def test_the_words_for_reasons_are_sentences() -> None:
    assert all(words.endswith(".") for words in WHY_STEP.values())


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> None:
    """A store of the test's own."""
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
