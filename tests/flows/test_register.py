"""Registers of an invented region: nothing deleted, nothing overwritten silently, nothing twice."""

import random
from datetime import date, datetime
from pathlib import Path

import pytest

from gwella.core.clock import ZONE
from gwella.core.models import AuditEvent, DataImport
from gwella.core.problems import BadInput
from gwella.core.verdict import Refused
from gwella.domain.places.models import Postcode
from gwella.domain.schools.actions.lifecycle import correct_school, decide_difference, decide_missing
from gwella.domain.schools.models import (
    Contact,
    HandCorrection,
    RegisterDifference,
    RegisterMissing,
    RoleGrant,
    School,
    SchoolLink,
)
from gwella.flows.imports import Brought, Preview, bring_in
from gwella.flows.register import KIND
from tests.cast import Cast
from tests.flows.registers import COMPREHENSIVE, CWM_RHEDYN, NANT, PONT, school, write_register

pytestmark = pytest.mark.database
AT = datetime(2020, 2, 3, 10, tzinfo=ZONE)
NEW = school("9932188", "Ysgol Bryn Newydd")


def bring(tmp_path: Path, *schools: dict[str, str], dry_run: bool = False) -> Brought:
    path = write_register(tmp_path / "register.csv", schools)
    return bring_in(KIND, path, {}, by=None, at=AT, dry_run=dry_run)


def counts(preview: Preview) -> dict[str, int]:
    return {name: count for name, count in preview.report["counts"].items() if count}


@pytest.fixture
def known(cast: Cast, tmp_path: Path) -> Cast:
    """The cast's region after its first register."""
    bring(tmp_path, *CWM_RHEDYN)
    return cast


def test_a_dry_run_tells_and_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    brought = bring(tmp_path, *CWM_RHEDYN, NEW, dry_run=True)
    assert counts(brought.preview) == {"new": 1, "changed": 3}
    assert brought.kept is None
    assert not School.objects.filter(number="9932188").exists()
    assert not DataImport.objects.exists()


def test_new_and_changed_are_written_with_their_provenance_in_one_event(cast: Cast, tmp_path: Path) -> None:
    brought = bring(tmp_path, *CWM_RHEDYN, NEW)
    fresh = School.objects.get(number="9932188")
    assert (fresh.name_en, fresh.medium, fresh.pupils, fresh.council.code) == ("Ysgol Bryn Newydd", "EM", 120, "993")
    assert fresh.brought_by == brought.kept
    assert fresh.sort_cy
    assert "bryn newydd" in fresh.search_text
    event = AuditEvent.objects.get(kind="register.imported")
    assert event.subjects.filter(kind="school").count() == 4


def test_the_same_file_twice_changes_nothing(known: Cast, tmp_path: Path) -> None:
    events, files = AuditEvent.objects.count(), DataImport.objects.count()
    brought = bring(tmp_path, *CWM_RHEDYN)
    assert counts(brought.preview) == {"unchanged": 3}
    assert brought.kept is None
    assert (AuditEvent.objects.count(), DataImport.objects.count()) == (events, files)


def test_rows_in_another_order_change_nothing(known: Cast, tmp_path: Path) -> None:
    shuffled = list(CWM_RHEDYN)
    random.Random(7).shuffle(shuffled)
    assert bring(tmp_path, *shuffled).kept is None


def test_a_school_that_is_not_listed_waits_for_a_person(known: Cast, tmp_path: Path) -> None:
    brought = bring(tmp_path, NANT, COMPREHENSIVE)
    assert counts(brought.preview) == {"unchanged": 2, "missing": 1}
    assert RegisterMissing.objects.get(outcome="").school == known.pont
    assert School.objects.get(pk=known.pont.pk).state == "open"
    # Told again, asked once: the school still counts as missing and nothing is written.
    assert bring(tmp_path, NANT, COMPREHENSIVE).kept is None
    # Referral unit, independent school and the other council are not what this file is about.
    assert RegisterMissing.objects.count() == 1


def test_a_missing_school_that_is_listed_again_resolves_itself(known: Cast, tmp_path: Path) -> None:
    bring(tmp_path, NANT, COMPREHENSIVE)
    assert counts(bring(tmp_path, *CWM_RHEDYN).preview) == {"unchanged": 3, "returned": 1}
    assert RegisterMissing.objects.get().outcome == "returned"


def test_a_refused_row_s_school_is_not_missing(known: Cast, tmp_path: Path) -> None:
    broken = {**PONT, "postcode": "NOT A POSTCODE"}
    brought = bring(tmp_path, NANT, COMPREHENSIVE, broken)
    assert counts(brought.preview) == {"unchanged": 2, "refused": 1}
    problem = brought.preview.refused[0]
    assert (problem.row, problem.value) == (4, "NOT A POSTCODE")


def test_a_name_longer_than_any_database_holds_is_refused_by_row(known: Cast, tmp_path: Path) -> None:
    brought = bring(tmp_path, NANT, COMPREHENSIVE, {**PONT, "name": "Y" * 161})
    assert counts(brought.preview) == {"unchanged": 2, "refused": 1}


def test_what_a_person_put_right_stands_until_somebody_decides(known: Cast, tmp_path: Path) -> None:
    correct_school(known.pont, field="phone", value="01443 111111", reason="rang", by=known.ifan, at=AT)
    brought = bring(tmp_path, *CWM_RHEDYN)
    assert counts(brought.preview) == {"unchanged": 3, "differing": 1}
    assert School.objects.get(pk=known.pont.pk).phone == "01443 111111"
    difference = RegisterDifference.objects.get()
    assert (difference.ours, difference.theirs) == ("01443 111111", "01443 000000")
    decide_difference(difference, decision="keep", by=known.ifan, at=AT)
    assert counts(bring(tmp_path, *CWM_RHEDYN).preview) == {"unchanged": 3}
    other = {**PONT, "phone": "01443 222222"}
    assert counts(bring(tmp_path, NANT, other, COMPREHENSIVE).preview) == {"unchanged": 3, "differing": 1}
    decide_difference(RegisterDifference.objects.get(decision=""), decision="take", by=known.ifan, at=AT)
    assert School.objects.get(pk=known.pont.pk).phone == "01443 222222"
    assert not HandCorrection.objects.exists()


def test_a_number_taken_away_by_hand_can_be_asked_about(known: Cast, tmp_path: Path) -> None:
    correct_school(known.pont, field="pupils", value=None, reason="not theirs", by=known.ifan, at=AT)
    bring(tmp_path, *CWM_RHEDYN)
    difference = RegisterDifference.objects.get()
    assert (difference.ours, difference.theirs) == ("", 120)
    decide_difference(difference, decision="take", by=known.ifan, at=AT)
    assert School.objects.get(pk=known.pont.pk).pupils == 120


def test_the_second_to_decide_is_told_who_was_first(known: Cast, tmp_path: Path) -> None:
    correct_school(known.pont, field="phone", value="1", reason="rang", by=known.ifan, at=AT)
    bring(tmp_path, *CWM_RHEDYN)
    difference = RegisterDifference.objects.get()
    decide_difference(difference, decision="keep", by=known.ifan, at=AT)
    with pytest.raises(Refused) as refused:
        decide_difference(difference, decision="take", by=known.carys, at=AT)
    assert refused.value.verdict.params == {"name": "Ifan Beynon"}


def missing_of(known: Cast, tmp_path: Path, *schools: dict[str, str]) -> RegisterMissing:
    bring(tmp_path, *schools)
    return RegisterMissing.objects.get(outcome="")


def test_a_merged_school_closes_and_points_to_the_one_that_follows(known: Cast, tmp_path: Path) -> None:
    missing = missing_of(known, tmp_path, NANT, COMPREHENSIVE)
    on = date(2019, 12, 31)
    decide_missing(missing, outcome="merged", followers=[known.nant], happened_on=on, by=known.ifan, at=AT)
    before = School.objects.get(pk=known.pont.pk)
    assert (before.state, before.closed_on) == ("closed", on)
    assert [s.successor for s in before.successors.all()] == [known.nant]
    assert [s.predecessor for s in known.nant.predecessors.all()] == [before]
    assert counts(bring(tmp_path, NANT, COMPREHENSIVE).preview) == {"unchanged": 2}


def test_a_split_needs_two_and_a_closure_a_day(known: Cast, tmp_path: Path) -> None:
    missing = missing_of(known, tmp_path, NANT, COMPREHENSIVE)
    with pytest.raises(Refused):
        decide_missing(missing, outcome="split", followers=[known.nant], happened_on=AT.date(), by=known.ifan, at=AT)
    with pytest.raises(Refused):
        decide_missing(missing, outcome="closed", by=known.ifan, at=AT)
    assert School.objects.get(pk=known.pont.pk).state == "open"


def test_a_renumbered_school_takes_its_people_along_and_keeps_its_history(known: Cast, tmp_path: Path) -> None:
    renumbered = {**NANT, "number": "9932199"}
    missing = missing_of(known, tmp_path, renumbered, PONT, COMPREHENSIVE)
    after = School.objects.get(number="9932199")
    on = date(2020, 1, 31)
    decide_missing(missing, outcome="renumbered", followers=[after], happened_on=on, by=known.ifan, at=AT)
    assert [link.leader for link in after.links.all()] == [known.angharad]
    assert SchoolLink.objects.get(school=known.nant).ends_on == on
    assert Contact.objects.filter(school=after, until=None, name="Elin Vaughan").exists()
    assert RoleGrant.objects.filter(school=after, user=known.elin, ends_on=None).exists()
    assert RoleGrant.objects.get(school=known.nant, user=known.elin).ends_on == on
    assert after.predecessors.get().predecessor == known.nant


def test_a_kept_school_is_not_asked_about_again(known: Cast, tmp_path: Path) -> None:
    missing = missing_of(known, tmp_path, NANT, COMPREHENSIVE)
    decide_missing(missing, outcome="kept", reason="opened late", by=known.ifan, at=AT)
    assert counts(bring(tmp_path, NANT, COMPREHENSIVE).preview) == {"unchanged": 2}
    assert School.objects.get(pk=known.pont.pk).state == "open"


def test_a_register_never_opens_a_school_that_a_person_closed(known: Cast, tmp_path: Path) -> None:
    missing = missing_of(known, tmp_path, NANT, COMPREHENSIVE)
    decide_missing(missing, outcome="closed", happened_on=AT.date(), by=known.ifan, at=AT)
    bring(tmp_path, *CWM_RHEDYN)
    assert School.objects.get(pk=known.pont.pk).state == "closed"
    difference = RegisterDifference.objects.get(field="state")
    decide_difference(difference, decision="take", by=known.ifan, at=AT)
    assert School.objects.get(pk=known.pont.pk).state == "open"


def test_a_school_that_moves_gets_the_place_of_its_new_postcode(known: Cast, tmp_path: Path) -> None:
    Postcode.objects.create(code="CF37 9ZZ", latitude=51.5, longitude=-3.5)
    bring(tmp_path, NANT, {**PONT, "postcode": "CF37 9ZZ"}, COMPREHENSIVE)
    moved = School.objects.get(pk=known.pont.pk)
    assert (moved.latitude, moved.longitude) == (51.5, -3.5)


def test_real_schools_never_come_among_invented_ones(known: Cast, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as bad:
        bring(tmp_path, *CWM_RHEDYN, school("6722199", "An invented school with a real council's code"))
    assert bad.value.problems[0].code == "demonstration.mixed"


def test_invented_schools_never_come_among_real_ones(db: None, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        bring(tmp_path, *CWM_RHEDYN)
    assert not School.objects.exists()
