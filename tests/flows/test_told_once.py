"""Where our own pupils and a published file tell the same figure, every reader chooses alike: our own."""

from pathlib import Path

import pytest

from gwella.domain.figures.actions import FigureFacts, publish_figures, record_data_set
from gwella.domain.figures.actions.sources import DataSetFacts
from gwella.domain.figures.models import DataSet, Dispute, Figure, Standing, Target
from gwella.domain.schools.models import School
from gwella.flows.evidence.comparing import compare_schools
from gwella.flows.evidence.leaving import protect_figures
from gwella.insight.evidence.boards import board_of
from gwella.insight.evidence.checks import figure_now, figures_to_check, to_check, waiting_checks
from gwella.insight.evidence.open_data import COLUMNS, open_data
from gwella.insight.evidence.school import evidence_of
from gwella.insight.evidence.targets import aims_of, targets_of
from tests.cast import Cast
from tests.flows.pupil_data import AT, EVERY_KIND, YEAR, agreement

pytestmark = pytest.mark.database
OURS, THEIRS = 80.0, 60.0
Sets = dict[str, DataSet]


def fact(school: School, measure: str, value: float | None) -> FigureFacts:
    """A percentage of twenty pupils, or a blank."""
    earned = None if value is None else value / 5
    reason = "" if value is not None else "x"
    return FigureFacts(f"school:{school.number}", YEAR, measure, "all", 1, earned, 20, value, 20, reason)


@pytest.fixture(params=["ours first", "theirs first"])
def sets(cast: Cast, tmp_path: Path, settings: object, request: pytest.FixtureRequest) -> Sets:
    """Both tell the indicator of Key Stage 2; only we the Foundation Phase; only they have a value in reading."""
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    council = cast.nant.council
    council.is_served = True
    council.save()
    held = agreement(cast, kinds=(*EVERY_KIND, "school_figures"))
    told = {
        "assessments": [("ks2_csi", OURS), ("ks2_maths", None), ("fp_indicator", OURS), ("pupils", 20.0)],
        "school_figures": [("ks2_csi", THEIRS), ("ks2_maths", THEIRS), ("ks2_science", None), ("pupils", 25.0)],
    }
    found = {}
    for kind in sorted(told, reverse=request.param == "theirs first"):
        facts = DataSetFacts(kind, YEAR, "final", AT.date(), AT.date(), "C", "C", 1)
        found[kind] = record_data_set(facts, agreement=held, by=cast.ifan, at=AT)
        publish_figures(found[kind], [fact(cast.nant, *one) for one in told[kind]], by=cast.ifan, at=AT)
    return found


def test_each_figure_is_told_once(cast: Cast, sets: Sets) -> None:
    told = Figure.objects.told().values_list("measure", "value", "data_set__kind")
    assert sorted(told) == [
        ("fp_indicator", OURS, "assessments"),
        ("ks2_csi", OURS, "assessments"),
        ("ks2_maths", THEIRS, "school_figures"),
        ("ks2_science", None, "school_figures"),
        ("pupils", 20.0, "assessments"),
    ]
    assert Figure.objects.current().count() == 8


def test_a_replaced_version_of_ours_gives_way(cast: Cast, sets: Sets) -> None:
    facts = DataSetFacts("assessments", YEAR, "final", AT.date(), AT.date(), "C", "C", 1)
    record_data_set(facts, agreement=sets["assessments"].agreement, by=cast.ifan, at=AT)
    assert Figure.objects.told().get(measure="ks2_csi").value == THEIRS


def test_comparisons_evidence_boards_and_targets_tell_the_same(cast: Cast, sets: Sets) -> None:
    compare_schools(YEAR)
    assert Standing.objects.get(measure="ks2_csi").value == OURS
    for safe in (True, False):
        measures = {one.code: one for one in evidence_of([cast.nant], safe=safe)[cast.nant.pk].measures}
        assert (measures["ks2_csi"].latest.value, measures["ks2_maths"].latest.value) == (OURS, THEIRS)
        source = measures["ks2_csi"].source
        assert source is not None
        assert source.kind == "assessments"
    council = [
        FigureFacts(f"council:{cast.nant.council.code}", YEAR, "ks2_csi", "all", 1, value / 5, 20, value, 20)
        for value in (OURS, THEIRS)
    ]
    for data_set, told in zip((sets["assessments"], sets["school_figures"]), council, strict=True):
        publish_figures(data_set, [fact(cast.nant, "ks2_csi", told.value), told], by=cast.ifan, at=AT)
    board = board_of("ks2_csi", f"council:{cast.nant.council.code}", School.objects.all())
    assert board is not None
    assert (board.years[-1].all.value, board.named[0].now.value) == (OURS, OURS)
    Target.objects.create(
        school=cast.nant, measure="ks2_csi", year=YEAR, stage="set", value=85, given_by=cast.carys, given_at=AT
    )
    (aim,) = aims_of(cast.nant, targets_of(cast.nant))
    assert aim.came is not None
    assert aim.came.value == OURS


def test_a_school_checks_what_is_told(cast: Cast, sets: Sets) -> None:
    held = {one.data_set.kind: one.figures for one in to_check(cast.nant, [])}
    assert held == {"assessments": 3, "school_figures": 2}
    assert [row.measure for row in figures_to_check(cast.nant, sets["school_figures"].pk)] == [
        "ks2_maths",
        "ks2_science",
    ]
    assert waiting_checks([cast.nant.pk]) == {cast.nant.pk: (YEAR, 2)}
    dispute = Dispute(school=cast.nant, year=YEAR, measure="ks2_csi", group="all", span=1)
    now = figure_now(dispute)
    assert now is not None
    assert now.value == OURS


def test_open_data_tell_each_figure_once_and_never_a_hidden_one_by_the_other(cast: Cast, sets: Sets) -> None:
    protect_figures(YEAR, by=cast.ifan, at=AT)
    Figure.objects.filter(data_set=sets["assessments"], measure="ks2_csi").update(hidden=True)
    at = list(COLUMNS).index
    rows = [row for row in open_data([YEAR]).rows() if row[at("measure")] == "ks2_csi"]
    assert [(row[at("value")], row[at("symbol")]) for row in rows] == [(None, "[c]")]
