"""Pupil files into the store and figures out of it."""

from pathlib import Path

import pytest
from django.test import TestCase

from gwella.core.models import Work
from gwella.core.problems import BadInput
from gwella.domain.figures.actions import end_agreement
from gwella.domain.figures.models import DataSet, Figure, FigureRevision, MappingProfile
from gwella.evidence import store
from gwella.flows.evidence.store import current_keys, root, sweep_store
from gwella.flows.evidence.working_out import work_out_figures
from tests.cast import Cast
from tests.flows.pupil_data import AT, YEAR, agreement, assessed, bring, census, imports, upn, write

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> None:
    """A store of the test's own."""
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]


def pupils_of(data_set: DataSet) -> set[str]:
    """The numbers of a data set's pupils."""
    return set(store.read(root(), data_set.store_key)["upn"])


def test_a_file_comes_in_once_with_its_agreement_profile_and_place_in_the_store(cast: Cast, tmp_path: Path) -> None:
    agreement(cast)
    path = write(tmp_path / "census.csv", census(range(8)))
    brought = bring(cast, "pupils", path)
    assert brought.preview.counts == {"new": 8, "changed": 0, "unchanged": 0, "missing": 0, "unknown": 0}
    data_set = DataSet.objects.get()
    assert (data_set.kind, data_set.version, data_set.rows, len(pupils_of(data_set))) == ("pupils", 1, 8, 8)
    assert data_set.profile == MappingProfile.objects.get(code="gwella-pupils", version=1)
    assert data_set.agreement.code == "pupil-data"
    again = bring(cast, "pupils", path)
    assert (again.kept, DataSet.objects.count(), imports()) == (None, 1, 1)


@pytest.mark.parametrize(
    "change",
    [{"code": "another"}, {"kinds": ("results",)}, {"expires_on": AT.date().replace(year=2020, month=2, day=2)}],
)
def test_without_a_live_agreement_of_its_kind_no_row_is_read(
    cast: Cast, tmp_path: Path, change: dict[str, object]
) -> None:
    agreement(cast, **change)
    with pytest.raises(BadInput, match="agreement"):
        bring(cast, "pupils", tmp_path / "not there.csv")
    assert (imports(), list(root().rglob("*"))) == (0, [])


def test_an_ended_agreement_lets_nothing_in(cast: Cast, tmp_path: Path) -> None:
    end_agreement(agreement(cast), reason="Over", by=cast.ifan, at=AT)
    with pytest.raises(BadInput, match="agreement"):
        bring(cast, "pupils", write(tmp_path / "c.csv", census([1])))


@pytest.mark.parametrize(
    ("name", "value"), [("year", "2018"), ("year", "2018/20"), ("as_at", "Tuesday"), ("profile", "gwella-results")]
)
def test_an_answer_that_is_none_is_told(cast: Cast, tmp_path: Path, name: str, value: str) -> None:
    agreement(cast)
    with pytest.raises(BadInput) as refused:
        bring(cast, "pupils", write(tmp_path / "c.csv", census([1])), **{"year": YEAR, name: value})
    assert refused.value.problems


def test_pupils_of_schools_nobody_knows_are_told_and_left_out(cast: Cast, tmp_path: Path) -> None:
    agreement(cast)
    rows = census(range(3)) + census(range(3, 5), school="9939999")
    brought = bring(cast, "pupils", write(tmp_path / "c.csv", rows))
    assert [line.key for line in brought.preview.lists["unknown"]] == ["9939999"]
    assert DataSet.objects.get().rows == 3


def test_a_final_version_replaces_the_provisional_which_stays_beside_it(cast: Cast, tmp_path: Path) -> None:
    agreement(cast)
    bring(cast, "pupils", write(tmp_path / "p.csv", census(range(4))))
    brought = bring(cast, "pupils", write(tmp_path / "f.csv", census(range(1, 6), year_group=3)), status="final")
    assert brought.preview.counts == {"new": 2, "changed": 3, "unchanged": 0, "missing": 1, "unknown": 0}
    first, final = DataSet.objects.order_by("version")
    assert (first.replaced_by, final.replaced_by) == (final, None)
    assert (len(pupils_of(first)), len(pupils_of(final))) == (4, 5)
    assert current_keys([YEAR]) == {"pupils": [final.store_key]}


def test_a_councils_file_and_a_stages_file_replace_their_own_part_only(cast: Cast, tmp_path: Path) -> None:
    agreement(cast)
    bring(cast, "assessments", write(tmp_path / "fp.csv", assessed({1: 5, 2: 4})))
    bring(cast, "assessments", write(tmp_path / "other.csv", assessed({3: 5}, school="9952101")))
    bring(cast, "assessments", write(tmp_path / "again.csv", assessed({1: 6})), status="final")
    latest = DataSet.objects.get(replaced_by=None)
    assert (latest.version, latest.status, pupils_of(latest)) == (3, "provisional", {upn(1), upn(3)})
    assert {part: told["file"] for part, told in latest.parts.items()} == {"993 fp": "again.csv", "995 fp": "other.csv"}
    assert latest.rows == 6
    bring(cast, "assessments", write(tmp_path / "other.csv", assessed({3: 5}, school="9952101")), status="final")
    assert DataSet.objects.get(replaced_by=None).status == "final", "every part is final now"


def test_shuffled_rows_are_the_same_file(cast: Cast, tmp_path: Path) -> None:
    agreement(cast)
    bring(cast, "pupils", write(tmp_path / "p.csv", census(range(9))))
    again = bring(cast, "pupils", write(tmp_path / "q.csv", census(reversed(range(9)))))
    assert again.preview.carry_out is None


def test_an_import_that_fails_in_the_database_leaves_nothing_that_counts(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gwella.flows.evidence import pupil_files

    agreement(cast)

    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(pupil_files, "record_data_set", fail)
    with pytest.raises(RuntimeError):
        bring(cast, "pupils", write(tmp_path / "p.csv", census(range(9))))
    assert (DataSet.objects.count(), imports(), MappingProfile.objects.count()) == (0, 0, 0)
    assert len(sweep_store()) == 1, "the orphan is swept"
    monkeypatch.undo()
    bring(cast, "pupils", write(tmp_path / "p.csv", census(range(9))))
    assert (DataSet.objects.count(), sweep_store()) == (1, [])


def brought_in(cast: Cast, tmp_path: Path, levels: dict[int, object], **more: str) -> None:
    """A census of forty pupils, and what they reached."""
    agreement(cast)
    if not DataSet.objects.filter(kind="pupils").exists():
        bring(cast, "pupils", write(tmp_path / "c.csv", census(range(40))))
    bring(cast, "assessments", write(tmp_path / "a.csv", assessed(levels)), **more)


def values(group: str = "all", span: int = 1) -> dict[str, float | None]:
    """The Foundation Phase indicator as it stands, by place."""
    rows = Figure.objects.current().filter(measure="fp_indicator", year=YEAR, group=group, span=span)
    return dict(rows.values_list("place", "value"))


def test_figures_follow_for_school_council_and_region_by_group(cast: Cast, tmp_path: Path) -> None:
    brought_in(cast, tmp_path, {n: 5 if n < 30 else 4 for n in range(40)})
    assert work_out_figures([YEAR], by=cast.ifan, at=AT) > 0
    assert values() == {"school:9932147": 75.0, "council:993": 75.0, "region": 75.0}
    assert values("fsm")["region"] == 80.0, "eight of the ten eligible"
    assert values("not_fsm")["region"] == pytest.approx(100 * 22 / 30)
    figure = Figure.objects.get(place="school:9932147", measure="fp_indicator", group="girls", span=1)
    assert (figure.school, figure.numerator, figure.cohort, figure.pupils) == (cast.nant, 15.0, 20, 20)
    assert not Figure.objects.filter(measure="ks2_csi").exists()


def test_working_out_again_gives_the_same_and_a_final_version_lists_its_changes(cast: Cast, tmp_path: Path) -> None:
    brought_in(cast, tmp_path, dict.fromkeys(range(40), 5))
    first = work_out_figures([YEAR], by=cast.ifan, at=AT)
    assert work_out_figures([YEAR], by=cast.ifan, at=AT) == first
    assert not FigureRevision.objects.exists()
    bring(
        cast, "assessments", write(tmp_path / "b.csv", assessed({n: 5 if n else 4 for n in range(40)})), status="final"
    )
    work_out_figures([YEAR], by=cast.ifan, at=AT)
    changed = set(
        FigureRevision.objects.filter(place="region", measure="fp_indicator").values_list("group", "was", "becomes")
    )
    assert ("all", 100.0, 97.5) in changed
    assert not any(group == "boys" for group, _was, _becomes in changed), "pupil 0 is a girl"


def test_three_years_are_pooled_by_pupils_for_the_later_year(cast: Cast, tmp_path: Path) -> None:
    agreement(cast)
    for year, reached in (("2016/17", 0), ("2017/18", 10), ("2018/19", 20)):
        first = int(year[:4]) * 40 % 1000
        serials = range(first, first + 20)
        bring(cast, "pupils", write(tmp_path / "c.csv", census(serials)), year=year)
        levels = {n: 5 if i < reached else 4 for i, n in enumerate(serials)}
        bring(cast, "assessments", write(tmp_path / "a.csv", assessed(levels)), year=year)
    work_out_figures(["2016/17"], by=cast.ifan, at=AT)
    assert values() == {"school:9932147": 100.0, "council:993": 100.0, "region": 100.0}
    assert values(span=3)["school:9932147"] == 50.0


def test_work_is_asked_for_when_a_file_has_come_in(cast: Cast, tmp_path: Path) -> None:
    agreement(cast)
    with TestCase.captureOnCommitCallbacks(execute=False):
        bring(cast, "pupils", write(tmp_path / "c.csv", census(range(4))))
    assert Work.objects.get(name="figures.work_out").params == {"years": [YEAR], "by": cast.ifan.pk}
