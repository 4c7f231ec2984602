"""A small invented region's pupils come in: earlier years as grown, the latest as two suppliers' files, all figured."""

from pathlib import Path

import pytest

from gwella.domain.figures.models import DataSet, Figure, SimilarSchool, Standing
from gwella.domain.schools.models import School
from gwella.flows.demonstration import build_demonstration
from gwella.flows.evidence.demonstration import bring_in_pupils
from gwella.flows.evidence.store import current_keys, root
from gwella.jobs.evidence import work_out
from gwella.twin.generate import generate
from gwella.twin.pupils import grow
from tests.flows.pupil_data import AT

pytestmark = pytest.mark.database


def test_a_small_region_is_figured_from_files_of_two_suppliers(db: None, tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    region = generate(seed=3, schools=40)
    build_demonstration(region, by=None, at=AT)
    pupils = grow(region, seed=3, years=2)
    counts = bring_in_pupils(pupils, by=None, at=AT)
    assert counts["files"] >= 12, "both suppliers' kinds of file"
    grown = sum(
        pupils.tables[kind][year].height for kind in pupils.tables if kind != "views" for year in pupils.tables[kind]
    )
    kept = sum(DataSet.objects.filter(replaced_by=None).values_list("rows", flat=True))
    assert kept == counts["rows"], "what was kept of the last year is what its files brought"
    assert grown - kept == counts["refused"]
    year = pupils.years[-1]
    work_out({"years": [year], "by": None}, lambda done, total: None)
    region_wide = Figure.objects.current().get(place="region", measure="pupils", group="all", year=year, span=1)
    on_roll = pupils.tables["pupils"][year].filter(pupils.tables["pupils"][year]["enrolment"].is_in(["C", "M"]))
    assert 0 <= on_roll["upn"].n_unique() - region_wide.value <= counts["refused"], "all but those of refused rows"
    assert Standing.objects.filter(year=year).exists()
    assert SimilarSchool.objects.filter(year=year).exists()
    assert set(Figure.objects.exclude(school=None).values_list("school__council__is_served", flat=True)) == {True}
    assert School.objects.served().count() >= 40
    assert all((root() / key).exists() for keys in current_keys([year]).values() for key in keys)
