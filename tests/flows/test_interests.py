"""Interests: declared, ended, followed from a serving head's own school; what they take away and what they never do."""

import random
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from gwella.core.audit import record
from gwella.core.models import AuditEvent
from gwella.core.verdict import Refused
from gwella.domain.people.models import SystemLeader
from gwella.domain.schools.access import CONFLICTED, Reach, can_declare_interest, can_end_interest
from gwella.domain.schools.models import Cluster, Interest, RoleGrant, School
from gwella.flows.interests import derive_interests, make_declaration, serving_head_km, withdraw_interest
from tests.cast import SINCE, TODAY, Cast

pytestmark = pytest.mark.database

AT = datetime(2020, 2, 3, 9, 0, tzinfo=UTC)
LATER = datetime(2020, 3, 2, 9, 0, tzinfo=UTC)
KM = Decimal(3)


def derived(kind: str = "") -> set[tuple[str, str]]:
    rows = Interest.objects.filter(is_derived=True, ended_on=None)
    rows = rows.filter(kind=kind) if kind else rows
    return set(rows.values_list("user__name", "school__number"))


def lead_own_school(cast: Cast, number: str = "9932150") -> Interest:
    return Interest.objects.create(
        user=cast.angharad, school=cast.schools[number], kind="own_school", declared_on=SINCE
    )


def test_a_serving_head_is_barred_from_schools_near_by_and_in_the_cluster(cast: Cast) -> None:
    cluster = Cluster.objects.create(name_en="Hafan", name_cy="Hafan")
    School.objects.filter(number__in=("9932150", "9954012")).update(cluster=cluster)
    lead_own_school(cast)
    assert derive_interests(km=KM, by=None, at=AT) == (3, 0)
    assert derived("near_own_school") == {("Angharad Morris", "9932147"), ("Angharad Morris", "9934012")}
    assert derived("same_cluster") == {("Angharad Morris", "9954012")}


def test_deriving_again_changes_nothing_and_leaves_no_event(cast: Cast) -> None:
    lead_own_school(cast)
    derive_interests(km=KM, by=None, at=AT)
    before, events = list(Interest.objects.values()), AuditEvent.objects.count()
    assert derive_interests(km=KM, by=None, at=LATER) == (0, 0)
    assert (list(Interest.objects.values()), AuditEvent.objects.count()) == (before, events)


def test_what_is_no_longer_so_ends_and_stays_in_the_record(cast: Cast) -> None:
    lead_own_school(cast)
    derive_interests(km=KM, by=None, at=AT)
    School.objects.filter(pk=cast.nant.pk).update(latitude=51.0)
    assert derive_interests(km=KM, by=None, at=LATER) == (0, 1)
    gone = Interest.objects.get(school=cast.nant, user=cast.angharad)
    assert (gone.declared_on, gone.ended_on) == (TODAY, date(2020, 3, 2))
    School.objects.filter(pk=cast.nant.pk).update(latitude=51.60)
    assert derive_interests(km=KM, by=None, at=LATER) == (1, 0)
    assert Interest.objects.filter(school=cast.nant, user=cast.angharad).count() == 2


def test_the_distance_is_the_framework_s(cast: Cast) -> None:
    lead_own_school(cast)
    assert serving_head_km(TODAY) == KM
    derive_interests(km=Decimal(2), by=None, at=AT)
    assert derived() == {("Angharad Morris", "9934012")}
    derive_interests(km=Decimal(100), by=None, at=AT)
    assert len(derived()) == 6


def test_a_school_without_a_place_a_closed_one_and_one_s_own_are_near_nobody(cast: Cast) -> None:
    lead_own_school(cast)
    School.objects.filter(pk=cast.nant.pk).update(latitude=None)
    School.objects.filter(number="9934012").update(state="closed")
    assert derive_interests(km=KM, by=None, at=AT) == (0, 0)
    School.objects.filter(pk=cast.pont.pk).update(latitude=None, longitude=None)
    assert derive_interests(km=KM, by=None, at=AT) == (0, 0)


def test_only_system_leaders_are_serving_heads(cast: Cast) -> None:
    Interest.objects.create(user=cast.bethan, school=cast.pont, kind="own_school", declared_on=SINCE)
    assert derive_interests(km=KM, by=None, at=AT) == (0, 0)


def test_an_interest_declared_for_the_same_reason_stays_its_person_s(cast: Cast) -> None:
    lead_own_school(cast)
    mine = Interest.objects.create(user=cast.angharad, school=cast.nant, kind="near_own_school", declared_on=SINCE)
    derive_interests(km=KM, by=None, at=AT)
    School.objects.filter(pk=cast.nant.pk).update(latitude=51.0)
    derive_interests(km=KM, by=None, at=LATER)
    mine.refresh_from_db()
    assert (mine.is_derived, mine.ended_on) == (False, None)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_order_of_what_happened_the_same_interests_hold(cast: Cast, seed: int) -> None:
    SystemLeader.objects.create(user=cast.bethan, half_days=20)

    def leads(who: str, number: str) -> Any:
        return lambda: make_declaration(
            person=cast.people[who], school=cast.schools[number], kind="own_school", note="", by=cast.carys, at=AT
        )

    def moves(number: str, latitude: float) -> Any:
        def move() -> None:
            School.objects.filter(number=number).update(latitude=latitude)
            derive_interests(km=KM, by=None, at=AT)

        return move

    steps = [leads("angharad", "9932150"), leads("bethan", "9954012"), moves("9952101", 51.44), moves("9931101", 51.61)]
    random.Random(seed).shuffle(steps)
    for step in steps:
        step()
    assert derived() == {
        ("Angharad Morris", "9932147"),
        ("Angharad Morris", "9934012"),
        ("Angharad Morris", "9931101"),
        ("Bethan Lloyd", "9952101"),
    }


# ---- what it takes away


def test_a_derived_interest_takes_what_service_roles_give_reading_and_writing(cast: Cast) -> None:
    assert Reach(cast.angharad, TODAY).can("view_school", cast.nant)
    make_declaration(person=cast.angharad, school=cast.pont, kind="own_school", note="", by=cast.angharad, at=AT)
    reach = Reach(cast.angharad, TODAY)
    for permission in ("view_school", "view_category", "view_contacts", "view_record", "list_schools"):
        assert reach.can(permission, cast.nant).reason == CONFLICTED
        assert not reach.schools(permission).filter(pk=cast.nant.pk).exists()


def test_a_derived_interest_never_takes_what_a_head_s_or_governor_s_role_gives(cast: Cast) -> None:
    RoleGrant.objects.create(user=cast.angharad, role="headteacher", school=cast.pont, starts_on=SINCE)
    RoleGrant.objects.create(user=cast.angharad, role="governor", school=cast.nant, starts_on=SINCE)
    make_declaration(person=cast.angharad, school=cast.pont, kind="own_school", note="", by=cast.angharad, at=AT)
    reach = Reach(cast.angharad, TODAY)
    assert reach.can("view_record", cast.pont)
    assert reach.can("view_category", cast.nant)
    assert not reach.can("view_record", cast.nant)


def test_a_derived_interest_bars_a_senior_from_that_school_alone(cast: Cast) -> None:
    SystemLeader.objects.create(user=cast.bethan, half_days=20)
    make_declaration(person=cast.bethan, school=cast.pont, kind="own_school", note="", by=cast.carys, at=AT)
    seen = set(Reach(cast.bethan, TODAY).schools().values_list("number", flat=True))
    assert seen == {"9931101", "9936001"}


def test_ending_the_own_school_gives_everything_back(cast: Cast) -> None:
    interest = make_declaration(
        person=cast.angharad, school=cast.pont, kind="own_school", note="", by=cast.angharad, at=AT
    )
    withdraw_interest(interest=interest, by=cast.angharad, at=LATER)
    assert not derived()
    assert Reach(cast.angharad, LATER.date()).can("view_school", cast.nant)
    assert not Reach(cast.angharad, date(2020, 3, 1)).can("view_school", cast.nant)


# ---- declaring and ending


def test_declaring_twice_makes_one_interest_and_one_event(cast: Cast) -> None:
    for _ in range(3):
        make_declaration(person=cast.bethan, school=cast.pont, kind="child", note="Year 4", by=cast.bethan, at=AT)
    interest = Interest.objects.get(user=cast.bethan)
    assert (interest.kind, interest.note, interest.is_derived, interest.declared_on) == (
        "child",
        "Year 4",
        False,
        TODAY,
    )
    event = AuditEvent.objects.get(kind="interests.declared")
    assert {(subject.kind, subject.key) for subject in event.subjects.all()} == {
        ("school", str(cast.pont.pk)),
        ("user", str(cast.bethan.pk)),
    }


def test_ending_twice_ends_once(cast: Cast) -> None:
    interest = Interest.objects.get(user=cast.gwenllian)
    withdraw_interest(interest=interest, by=cast.gwenllian, at=AT)
    interest.refresh_from_db()
    with pytest.raises(Refused):
        withdraw_interest(interest=interest, by=cast.gwenllian, at=LATER)
    interest.refresh_from_db()
    assert interest.ended_on == TODAY
    assert AuditEvent.objects.filter(kind="interests.ended").count() == 1


def test_nobody_declares_or_ends_for_another_but_who_manages_people(cast: Cast) -> None:
    on = TODAY
    interest = Interest.objects.get(user=cast.gwenllian)
    for who, may in (("gwenllian", True), ("carys", True), ("bethan", False), ("nia", False), ("elin", False)):
        reach = Reach(cast.people[who], on)
        assert bool(can_declare_interest(reach, cast.gwenllian, "child")) is may, who
        assert bool(can_end_interest(reach, interest)) is may, who


def test_a_derived_interest_is_neither_declared_nor_ended_by_hand(cast: Cast) -> None:
    lead_own_school(cast)
    derive_interests(km=KM, by=None, at=AT)
    found = Interest.objects.filter(is_derived=True).first()
    assert found
    for who in (cast.angharad, cast.carys):
        assert not can_declare_interest(Reach(who, TODAY), cast.angharad, "near_own_school")
        with pytest.raises(Refused):
            withdraw_interest(interest=found, by=who, at=AT)


def test_what_is_refused_leaves_nothing(cast: Cast) -> None:
    record("test.before", by=None, at=AT)
    with pytest.raises(Refused):
        make_declaration(person=cast.angharad, school=cast.nant, kind="child", note="", by=cast.bethan, at=AT)
    assert not Interest.objects.filter(user=cast.angharad).exists()
    assert AuditEvent.objects.count() == 1
