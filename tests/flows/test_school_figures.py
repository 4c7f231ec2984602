"""Published figures into the long table: versions, parts, what is held back, and the real files."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gwella.core import work
from gwella.core.models import AuditEvent, DataImport
from gwella.core.problems import BadInput
from gwella.domain.figures.models import DataSet, Figure, FigureRevision, HeldBack
from gwella.domain.schools.models import School
from gwella.flows.evidence.agreements import OPEN_LICENCE, agreements_from, record_open_licence
from gwella.flows.evidence.leaving import is_protected
from gwella.flows.imports import Preview, bring_in
from gwella.flows.kinds import KINDS
from tests.cast import Cast
from tests.evidence.making import write_csv
from tests.flows.pupil_data import AT, agreement
from tests.flows.test_imports_real import FILES, FIVE
from tests.realdata import needs_shared, shared

pytestmark = pytest.mark.database
YEAR = "2018/19"
LONG = ["school", "year", "measure", "group", "value", "cohort"]
NANT, PONT, HAFAN = "9932147", "9932150", "9954012"


def bring(path: Path, kind: str = "school_figures", **more: Any) -> Preview:
    params = {"year": YEAR, "as_at": "2019-09-30", "status": "final", "agreement": OPEN_LICENCE} | more
    return bring_in(KINDS[kind], path, params, by=None, at=AT).preview


def long(tmp_path: Path, *rows: tuple[str, str, str], year: str = YEAR) -> Path:
    body = [[school, year, measure, "all", value, "100"] for school, measure, value in rows]
    return write_csv(tmp_path / "figures.csv", [LONG, *body])


@pytest.fixture
def licence(cast: Cast) -> Cast:
    record_open_licence(by=None, at=AT)
    return cast


def test_without_an_agreement_nothing_comes_in(cast: Cast, tmp_path: Path) -> None:
    path = long(tmp_path, (NANT, "fsm_share", "12.5"))
    with pytest.raises(BadInput) as refused:
        bring(path)
    assert refused.value.problems[0].code == "evidence.no_agreement"
    agreement(cast)  # for pupil data only
    with pytest.raises(BadInput):
        bring(path, agreement="pupil-data")
    assert not DataSet.objects.exists()


def test_the_open_licence_is_recorded_once_and_only_when_asked_for(cast: Cast) -> None:
    first = record_open_licence(by=cast.ifan, at=AT)
    assert record_open_licence(by=cast.ifan, at=AT) == first
    assert AuditEvent.objects.filter(kind="agreement.recorded").count() == 1
    assert first.is_live(AT.date())


def test_figures_come_in_with_their_cohort_and_what_is_held_back(licence: Cast, tmp_path: Path) -> None:
    path = long(
        tmp_path, (NANT, "fsm_share", "12.5"), (PONT, "fsm_share", "*"), (HAFAN, "attendance_secondary", "5286")
    )
    preview = bring(path)
    assert preview.counts == {"new": 2, "changed": 0, "unchanged": 0, "unknown": 0}
    assert preview.facts["missing"] == {"c": 1}
    data_set = DataSet.objects.get()
    assert (data_set.version, data_set.status, data_set.rows) == (1, "final", 2)
    assert list(Figure.objects.values_list("school__number", "value", "reason", "cohort")) == [
        (NANT, 12.5, "", 100),
        (PONT, None, "c", 100),
    ]
    held = HeldBack.objects.get()
    assert (held.school, held.raw, held.why, held.row) == (licence.hafan, "5286", "impossible", 4)


def test_the_same_file_twice_changes_nothing(licence: Cast, tmp_path: Path) -> None:
    path = long(tmp_path, (NANT, "fsm_share", "12.5"), (NANT, "attendance_primary", "5286"))
    bring(path)
    events = AuditEvent.objects.count()
    again = bring(path)
    assert again.carry_out is None
    assert again.counts["unchanged"] == 1
    assert (AuditEvent.objects.count(), DataImport.objects.count(), DataSet.objects.count()) == (events, 1, 1)


def test_a_file_replaces_its_own_measures_of_its_own_council_and_lists_what_changed(
    licence: Cast, tmp_path: Path
) -> None:
    bring(long(tmp_path, (NANT, "fsm_share", "12.5"), (PONT, "fsm_share", "30"), (HAFAN, "fsm_share", "20")))
    bring(long(tmp_path, (NANT, "attendance_primary", "94")))
    preview = bring(long(tmp_path, (NANT, "fsm_share", "13.5")))
    assert preview.counts["changed"] == 1
    latest = DataSet.objects.get(replaced_by=None)
    assert latest.version == 3
    assert sorted(latest.figures.values_list("school__number", "measure", "value")) == [
        (NANT, "attendance_primary", 94.0),
        (NANT, "fsm_share", 13.5),
        (HAFAN, "fsm_share", 20.0),
    ]
    changed = FigureRevision.objects.filter(data_set=latest).order_by("place")
    assert [(c.place, c.was, c.becomes) for c in changed] == [
        (f"school:{NANT}", 12.5, 13.5),
        (f"school:{PONT}", 30.0, None),
    ]


def test_each_year_of_a_file_is_a_data_set_of_its_own(licence: Cast, tmp_path: Path) -> None:
    rows = [[NANT, year, "fsm_share", "all", value, ""] for year, value in ((YEAR, "12"), ("2017/18", "11"))]
    bring(write_csv(tmp_path / "f.csv", [LONG, *rows]))
    assert sorted(DataSet.objects.values_list("year", "rows")) == [("2017/18", 1), (YEAR, 1)]


def test_what_may_not_leave_is_hidden_before_anything_is_worked_out(
    licence: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing stands open between the import and the work in the background, nor what an earlier file brought."""
    asked: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(work, "ask", lambda name, params, **_more: asked.append((name, params["years"])))
    rows = [
        [number, year, "fsm_share", "all", "25", cohort]
        for year in (YEAR, "2017/18")
        for number, cohort in ((NANT, "4"), (HAFAN, "90"))
    ]
    bring(write_csv(tmp_path / "f.csv", [LONG, *rows]))
    bring(long(tmp_path, (NANT, "attendance_primary", "94")))
    hidden = Figure.objects.current().filter(hidden=True)
    assert sorted(hidden.values_list("school__number", "year")) == [(NANT, "2017/18"), (NANT, YEAR)]
    assert all(is_protected(data_set) for data_set in DataSet.objects.filter(replaced_by=None))
    assert asked[0] == ("figures.work_out", ["2017/18", YEAR]), "and the gate is run for all of these years"


def test_numbers_of_no_school_here_are_listed(licence: Cast, tmp_path: Path) -> None:
    preview = bring(long(tmp_path, (NANT, "fsm_share", "12.5"), ("9939999", "fsm_share", "30")))
    assert preview.counts["unknown"] == 1
    assert [line.key for line in preview.lists["unknown"]] == ["9939999"]
    assert Figure.objects.count() == 1


def test_a_file_that_says_provisional_is_not_brought_in_as_final(licence: Cast, tmp_path: Path) -> None:
    rows = [[*LONG, "status"], [NANT, YEAR, "fsm_share", "all", "12", "", "provisional"]]
    path = write_csv(tmp_path / "f.csv", rows)
    with pytest.raises(BadInput) as refused:
        bring(path)
    assert refused.value.problems[0].code == "figures.two_statuses"
    assert bring(path, status="provisional").counts["new"] == 1


def test_pupils_views_are_figures_of_schools(cast: Cast, tmp_path: Path) -> None:
    agreement(cast, kinds=("views",))
    rows = [
        ["year", "school", "audience", "statement", "asked", "answered", "agree"],
        [YEAR, NANT, "primary", "feel_safe", 60, 50, 96.0],
    ]
    bring(write_csv(tmp_path / "v.csv", rows), "views", agreement="pupil-data")
    figure = Figure.objects.get()
    assert (figure.measure, figure.numerator, figure.cohort, figure.value) == ("views_feel_safe", 48.0, 50, 96.0)


def test_agreements_of_a_file() -> None:
    text = """
code = "census"
name_en = "Pupil census"
name_cy = "Cyfrifiad disgyblion"
controllers = "The five councils"
purpose_en = "School improvement"
purpose_cy = "Gwella ysgolion"
lawful_basis = "Public task"
recipients = "The service"
kinds = ["pupils"]
fields = ["upn", "sex"]
starts_on = 2019-09-01
expires_on = 2021-08-31
"""
    (facts,) = agreements_from(text)
    assert (facts.code, facts.kinds, facts.expires_on) == ("census", ["pupils"], date(2021, 8, 31))
    for wrong, named in (
        ('kinds = ["shoes"]', "kinds"),
        ('fields = ["shoe_size"]', "fields"),
        ("expires_on = 2018-01-01", "expires_on"),
        ('expires_on = "soon"', "expires_on"),
        ('recipients = ""', "recipients"),
    ):
        name = wrong.split(" =")[0]
        bad = "\n".join(wrong if line.startswith(f"{name} =") else line for line in text.splitlines())
        with pytest.raises(BadInput) as refused:
            agreements_from(bad, file="a.toml")
        assert (refused.value.problems[0].column, refused.value.problems[0].file) == (named, "a.toml")


@needs_shared
@pytest.mark.realdata
def test_the_real_published_files_load_with_their_refusals_listed(db: None) -> None:
    bring_in(KINDS["register"], shared(FILES["register"]), {"authorities": FIVE}, by=None, at=AT)
    record_open_licence(by=None, at=AT)
    path = shared("data/wales/mylocalschool_2025_csc_decoded.csv")
    preview = bring(path, year="2023/24", as_at="2025-01-01")
    # Schools opened since the register of 2018 are on no list of ours yet.
    assert (
        len(preview.lists["unknown"])
        == preview.counts["unknown"]
        == 372 - School.objects.filter(pk__in=Figure.objects.values("school")).count()
    )
    assert preview.facts["loaded"] == Figure.objects.filter(value__isnull=False).count()
    assert [h["value"] for h in preview.facts["held_back"]] == ["92.2"]
    assert HeldBack.objects.get().why == "misread"
    assert bring(path, year="2023/24", as_at="2025-01-01").carry_out is None

    areas = shared("data/wales/statswales_pupils_by_la_yeargroup_sector_2018-19.csv")
    preview = bring(areas, "area_figures")
    assert (preview.facts["loaded"], preview.facts["missing"]) == (245, {"c": 5, "z": 260})
    of_areas = Figure.objects.filter(data_set__kind="area_figures")
    assert of_areas.get(place="council:672", measure="pupils_primary", group="n1").value == 335
    assert not of_areas.filter(value=0, reason__in=("c", "z")).exists()
    assert bring(areas, "area_figures").carry_out is None
