"""What follows when a person corrects a school's facts: it moves, and the interests that hang on its place with it."""

from datetime import date, datetime
from pathlib import Path

import pytest

from gwella.core.clock import ZONE
from gwella.core.models import DataImport
from gwella.domain.places.models import Boundary, Postcode
from gwella.domain.schools.models import Cluster, Interest, RegisterDifference, RegisterMissing, School
from gwella.flows.corrections import put_right, settle_difference, settle_missing
from gwella.flows.interests import follow_schools
from tests.cast import SINCE, Cast

pytestmark = pytest.mark.database
AT = datetime(2020, 2, 3, 10, tzinfo=ZONE)
NEAR, FAR = (51.62, -3.42), (51.10, -3.00)


@pytest.fixture
def heads(cast: Cast) -> Cast:
    """Angharad is head of Pont Rhedyn, so the schools near by are barred to her."""
    Interest.objects.create(user=cast.angharad, school=cast.pont, kind="own_school", declared_on=SINCE)
    follow_schools(by=None, at=AT)
    for code, (latitude, longitude) in (("CF37 1AB", NEAR), ("CF37 9ZZ", FAR)):
        Postcode.objects.create(code=code, latitude=latitude, longitude=longitude)
    return cast


def barred() -> set[str]:
    return set(Interest.objects.filter(is_derived=True, ended_on=None).values_list("school__number", flat=True))


def move(cast: Cast, postcode: str) -> str:
    return put_right(cast.nant, field="postcode", value=postcode, reason="moved", by=cast.carys, at=AT).remark


def test_a_corrected_postcode_moves_the_school_and_what_is_near(heads: Cast) -> None:
    assert "9932147" in barred()
    move(heads, "CF37 9ZZ")
    moved = School.objects.get(pk=heads.nant.pk)
    assert (moved.latitude, moved.longitude) == FAR
    assert "9932147" not in barred()
    move(heads, "CF37 1AB")
    assert "9932147" in barred()


def test_a_postcode_nobody_knows_leaves_the_school_nowhere_and_says_so(heads: Cast) -> None:
    assert move(heads, "CF37 8YY") == "nowhere"
    assert School.objects.get(pk=heads.nant.pk).latitude is None
    assert "9932147" not in barred()


def test_a_postcode_outside_the_council_is_remarked_on(heads: Cast) -> None:
    ring = [[-3.6, 51.5], [-3.2, 51.5], [-3.2, 51.8], [-3.6, 51.8], [-3.6, 51.5]]
    hole = [[-3.30, 51.70], [-3.25, 51.70], [-3.25, 51.75], [-3.30, 51.75], [-3.30, 51.70]]
    Boundary.objects.create(council=heads.councils["993"], polygons=[[ring, hole]], source="test")
    Postcode.objects.create(code="CF37 7XX", latitude=51.72, longitude=-3.27)
    assert move(heads, "CF37 1AB") == ""
    assert move(heads, "CF37 9ZZ") == "outside"
    assert move(heads, "CF37 7XX") == "outside"  # another council's land within ours


def brought() -> DataImport:
    return DataImport.objects.create(kind="register", file_name="r.csv", sha256="0" * 64, size=1, brought_at=AT)


def test_taking_the_register_s_postcode_moves_the_school_too(heads: Cast) -> None:
    difference = RegisterDifference.objects.create(
        school=heads.nant, field="postcode", ours="CF37 1AB", theirs="CF37 9ZZ", brought_by=brought()
    )
    settle_difference(difference, decision="take", by=heads.carys, at=AT)
    assert School.objects.get(pk=heads.nant.pk).latitude == FAR[0]
    assert "9932147" not in barred()


def missing_nant(cast: Cast) -> RegisterMissing:
    return RegisterMissing.objects.create(school=cast.nant, brought_by=brought())


def test_a_closed_school_bars_nobody_any_more(heads: Cast) -> None:
    settle_missing(missing_nant(heads), outcome="closed", happened_on=date(2020, 1, 31), by=heads.carys, at=AT)
    assert "9932147" not in barred()


def test_a_renumbered_school_is_barred_under_its_new_number(heads: Cast) -> None:
    cluster = Cluster.objects.create(name_en="Rhedyn", name_cy="Rhedyn")
    School.objects.filter(pk__in=[heads.nant.pk, heads.pont.pk]).update(cluster=cluster)
    follow_schools(by=None, at=AT)
    after = School.objects.create(
        number="9932199", name_en="Nant", name_cy="Nant", council=heads.councils["993"], kind="maintained"
    )
    settle_missing(
        missing_nant(heads),
        outcome="renumbered",
        followers=[after],
        happened_on=date(2020, 1, 31),
        by=heads.carys,
        at=AT,
    )
    found = Interest.objects.filter(is_derived=True, ended_on=None, kind="same_cluster")
    assert set(found.values_list("school__number", flat=True)) == {"9932199"}


def test_a_kept_school_stays_as_it_is(heads: Cast, tmp_path: Path) -> None:
    before = barred()
    settle_missing(missing_nant(heads), outcome="kept", reason="opened late", by=heads.carys, at=AT)
    assert barred() == before
