"""How schools stand beside others: by hand where one can, and never on results where schools are chosen."""

from pathlib import Path

import pytest

from gwella.domain.figures.actions import FigureFacts, publish_figures, record_data_set
from gwella.domain.figures.actions.sources import DataSetFacts
from gwella.domain.figures.models import DataSet, FamilyPlace, SimilarSchool, Standing
from gwella.domain.schools.models import School
from gwella.flows.evidence.comparing import compare_schools
from tests.cast import Cast
from tests.flows.pupil_data import AT, YEAR, agreement

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> None:
    """A store of the test's own."""
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]


def primaries(cast: Cast, count: int) -> list[str]:
    """The numbers of invented primaries of the first council, English-medium."""
    council = cast.councils["993"]
    council.is_served = True
    council.save()
    numbers = [f"99323{n:02d}" for n in range(count)]
    common = {"council": council, "kind": "maintained", "phase": "primary", "medium": "EM"}
    School.objects.bulk_create(School(number=n, name_en=n, name_cy=n, **common) for n in numbers)
    return numbers


def publish(cast: Cast, values: dict[str, tuple[float, float, int]]) -> DataSet:
    """Share of free school meals, key stage 2 indicator and pupils of each school, by number."""
    facts = DataSetFacts("assessments", YEAR, "final", AT.date(), AT.date(), "C", "C", 1)
    data_set = record_data_set(facts, agreement=agreement(cast), by=cast.ifan, at=AT)
    figures = [
        FigureFacts(f"school:{number}", YEAR, measure, "all", 1, value * pupils / 100, pupils, value, pupils)
        for number, (fsm, indicator, pupils) in values.items()
        for measure, value in (("fsm_share", fsm), ("ks2_csi", indicator), ("pupils", float(pupils)))
    ]
    publish_figures(data_set, figures, by=cast.ifan, at=AT)
    return data_set


def standings() -> dict[str, Standing]:
    """The key stage 2 indicator's standings, by school."""
    return {s.school.number: s for s in Standing.objects.filter(measure="ks2_csi").select_related("school")}


def test_the_context_line_quarters_and_similar_schools_of_a_group(cast: Cast) -> None:
    numbers = primaries(cast, 6)
    values = {number: (float(i + 1), 100.0 - 2 * i, 20) for i, number in enumerate(numbers)}
    values[numbers[5]] = (6.0, 50.0, 20)
    publish(cast, values)
    assert compare_schools(YEAR) == 6
    found = standings()
    assert {s.benchmark_group for s in found.values()} == {1}, "all at most 8 %"
    assert [found[n].quarter for n in numbers] == [1, 1, 2, 3, 4, 4]
    line = found[numbers[0]]
    assert line.expected == pytest.approx(115.333 - 7.714, abs=0.001), "the least squares line through the six"
    assert line.residual == pytest.approx(100 - 107.619, abs=0.001)
    others = [values[n][1] for n in numbers[1:]]
    assert found[numbers[0]].similar == pytest.approx(sum(others) / 5), "five others, equal cohorts"
    assert found[numbers[0]].similar_cohort == 100


def test_similar_schools_are_chosen_by_context_whatever_their_results(cast: Cast) -> None:
    numbers = primaries(cast, 14)
    publish(cast, {n: (3.0 * i, 90.0, 20 + i) for i, n in enumerate(numbers)})
    compare_schools(YEAR)
    chosen = list(SimilarSchool.objects.values_list("school__number", "other__number", "rank"))
    why = SimilarSchool.objects.filter(school__number=numbers[0]).first()
    assert why is not None
    assert sum(part[0] for part in why.why.values()) == pytest.approx(1, abs=0.01)
    assert why.why["fsm"][1:] == [0.0, 3.0]
    publish(cast, {n: (3.0 * i, 90.0 - 5 * (i % 3), 20 + i) for i, n in enumerate(numbers)})
    compare_schools(YEAR)
    assert list(SimilarSchool.objects.values_list("school__number", "other__number", "rank")) == chosen
    assert FamilyPlace.objects.filter(year=YEAR).count() == 14


def test_another_medium_or_phase_is_never_similar(cast: Cast) -> None:
    numbers = primaries(cast, 4)
    School.objects.filter(number=numbers[3]).update(medium="WM")
    publish(cast, dict.fromkeys(numbers, (10.0, 90.0, 20)))
    compare_schools(YEAR)
    assert not SimilarSchool.objects.filter(other__number=numbers[3]).exists()
    assert not SimilarSchool.objects.filter(school__number=numbers[3]).exists()
    assert standings()[numbers[3]].similar is None


def test_run_again_it_gives_the_same_and_without_figures_nothing(cast: Cast) -> None:
    assert compare_schools(YEAR) == 0
    publish(cast, {n: (10.0 + i, 90.0, 20) for i, n in enumerate(primaries(cast, 5))})
    first = compare_schools(YEAR)
    assert (compare_schools(YEAR), Standing.objects.count()) == (first, first)
