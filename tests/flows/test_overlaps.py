"""Overlaps of groups: counted from the census for councils and the region, small ones blank, and never let out."""

from pathlib import Path

import pytest

from gwella.domain.figures.models import Figure
from gwella.evidence.queries.overlaps import COMBINATIONS, code_of, too_small
from gwella.flows.evidence.leaving import protect_figures
from gwella.flows.evidence.working_out import work_out_figures
from gwella.insight.evidence.boards import measures_held
from tests.cast import Cast
from tests.flows.pupil_data import AT, YEAR, agreement, bring, census, write

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> None:
    """A store of the test's own."""
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]


def test_a_code_fits_its_column() -> None:
    longest = Figure._meta.get_field("measure").max_length
    assert longest is not None
    assert len(COMBINATIONS) == 11
    assert max(len(code_of(names)) for names in COMBINATIONS) <= longest


def test_one_small_count_takes_the_next_smallest_with_it() -> None:
    assert too_small({"a": 4, "b": 30, "c": 12}) == {"a", "c"}
    assert too_small({"a": 4, "b": 0, "c": 12}) == {"a", "b"}
    assert too_small({"a": 5, "b": 30}) == set()


def test_pupils_in_several_groups_are_counted_once_worked_out(cast: Cast, tmp_path: Path) -> None:
    for council in cast.councils.values():
        council.is_served = True
        council.save()
    agreement(cast)
    rows = census(range(24), aln="action") + census(range(24, 28), aln="action", looked_after="yes")
    rows += census(range(28, 48), enrolment="S", aln="action") + census(range(48, 72), year_group=-1, aln="action")
    bring(cast, "pupils", write(tmp_path / "c.csv", rows))
    work_out_figures([YEAR], by=cast.ifan, at=AT)
    told = {(f.place, f.measure): f for f in Figure.objects.filter(measure__startswith="overlap_")}
    assert {place for place, _ in told} == {"region", "council:993"}, "never a school's"
    both = told["council:993", "overlap_fsm_and_aln"]
    assert (both.numerator, both.pupils, both.value) == (7, 28, 25.0), "every fourth of 28 in years 1 to 11 on the roll"
    small = told["region", "overlap_care_and_aln"]
    assert (small.numerator, small.value, small.reason) == (None, None, "c"), "four pupils"
    protect_figures(YEAR, by=cast.ifan, at=AT)
    assert not Figure.objects.filter(measure__startswith="overlap_", hidden=False).exists(), "the gate lets none out"
    assert not [code for code in measures_held() if code.startswith("overlap_")]
