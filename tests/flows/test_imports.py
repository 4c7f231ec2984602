"""Every kind the same: previewed, decided by a person, kept whole or not at all."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gwella.core.clock import ZONE
from gwella.core.models import AuditEvent, DataImport
from gwella.core.problems import BadInput
from gwella.core.verdict import Refused
from gwella.domain.people.models import SystemLeader
from gwella.domain.places.models import Boundary, Postcode
from gwella.domain.schools.models import School
from gwella.flows import boundaries, places, register
from gwella.flows.imports import (
    bring_in,
    can_commit_import,
    commit_import,
    keep_file,
    kept_file,
    preview_file,
    put_import_aside,
)
from tests.cast import Cast
from tests.flows.registers import CWM_RHEDYN, school, write_register

pytestmark = pytest.mark.database
AT = datetime(2020, 2, 3, 10, tzinfo=ZONE)
NEW = school("9932188", "Ysgol Bryn Newydd")


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """Kept files go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return Path(settings.MEDIA_ROOT) / "imports"


def previewed(cast: Cast, tmp_path: Path, *schools: dict[str, str]) -> DataImport:
    """A register uploaded by Ifan and read."""
    path = write_register(tmp_path / "register.csv", schools)
    sha256, _ = keep_file(_chunks(path))
    return preview_file(register.KIND, sha256=sha256, file_name="register.csv", params={}, by=cast.ifan, at=AT)


def _chunks(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()


def test_a_preview_writes_no_school_and_keeps_the_file(cast: Cast, tmp_path: Path) -> None:
    kept = previewed(cast, tmp_path, *CWM_RHEDYN, NEW)
    assert kept.state == DataImport.State.PREVIEWED
    assert kept.report["counts"]["new"] == 1
    assert kept_file(kept.sha256).stat().st_size == kept.size
    assert not School.objects.filter(number="9932188").exists()


def test_yes_brings_it_in_once_and_forgets_the_file(cast: Cast, tmp_path: Path) -> None:
    kept = previewed(cast, tmp_path, *CWM_RHEDYN, NEW)
    commit_import(register.KIND, kept, by=cast.ifan, at=AT)
    commit_import(register.KIND, kept, by=cast.ifan, at=AT)
    assert School.objects.filter(number="9932188").count() == 1
    assert AuditEvent.objects.filter(kind="register.imported").count() == 1
    with pytest.raises(BadInput):
        kept_file(kept.sha256)


def test_what_changed_meanwhile_is_shown_again_before_anything_is_written(cast: Cast, tmp_path: Path) -> None:
    mine = previewed(cast, tmp_path, *CWM_RHEDYN, NEW)
    theirs = previewed(cast, tmp_path, *CWM_RHEDYN, NEW)
    commit_import(register.KIND, theirs, by=cast.carys, at=AT)
    with pytest.raises(BadInput) as bad:
        commit_import(register.KIND, mine, by=cast.ifan, at=AT)
    assert bad.value.problems[0].code == "import.moved_on"
    mine.refresh_from_db()
    assert mine.state == DataImport.State.PREVIEWED
    assert mine.report["counts"]["new"] == 0
    assert can_commit_import(mine).reason == "This file would change nothing."


def test_put_aside_is_the_end_of_it(cast: Cast, tmp_path: Path, files: Path) -> None:
    kept = previewed(cast, tmp_path, *CWM_RHEDYN, NEW)
    put_import_aside(kept)
    assert list(files.iterdir()) == []
    with pytest.raises(Refused):
        commit_import(register.KIND, kept, by=cast.ifan, at=AT)
    assert not School.objects.filter(number="9932188").exists()


def test_a_file_that_cannot_be_read_leaves_nothing(cast: Cast, tmp_path: Path, files: Path) -> None:
    sha256, _ = keep_file(iter([b"%PDF-1.7 not a register"]))
    with pytest.raises(BadInput):
        preview_file(register.KIND, sha256=sha256, file_name="x.csv", params={}, by=cast.ifan, at=AT)
    assert list(files.iterdir()) == []
    assert not DataImport.objects.exists()


def test_a_file_altered_on_disk_is_not_brought_in(cast: Cast, tmp_path: Path, files: Path) -> None:
    kept = previewed(cast, tmp_path, *CWM_RHEDYN, NEW)
    (files / kept.sha256).write_text("something else")
    with pytest.raises(BadInput):
        commit_import(register.KIND, kept, by=cast.ifan, at=AT)


def test_a_fault_in_the_middle_leaves_before(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = previewed(cast, tmp_path, *CWM_RHEDYN, NEW)

    def fail(*args: Any, **more: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("gwella.domain.schools.actions.register.record", fail)
    with pytest.raises(RuntimeError):
        commit_import(register.KIND, kept, by=cast.ifan, at=AT)
    kept.refresh_from_db()
    assert kept.state == DataImport.State.PREVIEWED
    assert not School.objects.filter(number="9932188").exists()
    assert not AuditEvent.objects.exists()


def test_postcodes_place_schools_and_leaders_that_have_no_place(cast: Cast, tmp_path: Path) -> None:
    School.objects.filter(pk=cast.nant.pk).update(latitude=None, longitude=None, postcode="CF37 1AB")
    SystemLeader.objects.update(latitude=None, longitude=None, base_postcode="CF37 1AE")
    path = tmp_path / "places.csv"
    path.write_text("pcds,lat,long\nCF37 1AB,51.6,-3.4\nCF371AE,51.7,-3.3\nCF37 1AD,99.99999,0\nnonsense,51,-3\n")
    brought = bring_in(places.KIND, path, {}, by=None, at=AT).preview
    assert Postcode.objects.count() == 2
    assert len(brought.refused) == 1
    assert School.objects.get(pk=cast.nant.pk).latitude == 51.6
    leader = SystemLeader.objects.get()
    assert (leader.latitude, leader.longitude, leader.half_days) == (51.7, -3.3, 240)
    assert School.objects.get(pk=cast.pont.pk).latitude == cast.pont.latitude
    assert bring_in(places.KIND, path, {}, by=None, at=AT).kept is None


def test_boundaries_of_councils_known_here_only(cast: Cast, tmp_path: Path) -> None:
    square = "[[[-3.4,51.5],[-3.3,51.5],[-3.3,51.6],[-3.4,51.6],[-3.4,51.5]]]"
    features = ",".join(
        f'{{"type":"Feature","properties":{{"name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":{square}}}}}'
        for name in ("Cwm Rhedyn", "Cardiff")
    )
    path = tmp_path / "outlines.json"
    path.write_text(f'{{"type":"FeatureCollection","features":[{features}]}}')
    brought = bring_in(boundaries.KIND, path, {}, by=None, at=AT).preview
    assert list(Boundary.objects.values_list("council__code", flat=True)) == ["993"]
    assert brought.counts["missing"] == 1
    assert bring_in(boundaries.KIND, path, {}, by=None, at=AT).kept is None
