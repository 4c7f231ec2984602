"""What people decide about the register: corrections by hand, differences, schools that are no longer listed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from gwella.core.audit import Subject, record
from gwella.core.verdict import ensure
from gwella.domain.people.models import User
from gwella.domain.places.models import Postcode
from gwella.domain.schools.actions.contacts import SINGLE_POSTS
from gwella.domain.schools.actions.keys import set_keys
from gwella.domain.schools.actions.register import stored
from gwella.domain.schools.models import (
    Contact,
    HandCorrection,
    Interest,
    RegisterDifference,
    RegisterMissing,
    RoleGrant,
    School,
    SchoolLink,
    Succession,
)
from gwella.domain.schools.rules import CORRECTABLE, Value, can_decide_difference, can_decide_missing, shown_value

_NUMBERS = ("pupils", "lowest_age", "highest_age")


@transaction.atomic
def correct_school(school: School, *, field: str, value: Value, reason: str, by: User, at: datetime) -> HandCorrection:
    """Put one field of a school right. A later register asks before it changes it. ValueError for another field."""
    if field not in CORRECTABLE:
        raise ValueError(f"{field} is the register's alone")
    school = School.objects.select_for_update().get(pk=school.pk)
    was = getattr(school, field)
    _set(school, field, value)
    correction, _ = HandCorrection.objects.update_or_create(
        school=school,
        field=field,
        defaults={"value": stored(value), "reason": reason, "corrected_by": by, "corrected_at": at},
    )
    data = {"field": field, "was": shown_value(was), "becomes": shown_value(value), "reason": reason}
    record("school.corrected", by=by, at=at, data=data, subjects=[Subject("school", str(school.pk))])
    return correction


@transaction.atomic
def decide_difference(difference: RegisterDifference, *, decision: str, by: User, at: datetime) -> RegisterDifference:
    """Keep what a person corrected, or take what the register has. Refused where somebody decided already.

    "take" ends the correction; "keep" is not asked again until a register says something else.
    """
    difference = RegisterDifference.objects.select_for_update().get(pk=difference.pk)
    ensure(can_decide_difference(difference.decision, str(difference.decided_by or "")))
    if decision not in ("keep", "take"):
        raise ValueError(decision)
    difference.decision, difference.decided_by, difference.decided_at = decision, by, at
    difference.save()
    school = School.objects.select_for_update().get(pk=difference.school_id)
    if decision == "take":
        HandCorrection.objects.filter(school=school, field=difference.field).delete()
        _set(school, difference.field, difference.theirs)
    data = {
        "field": difference.field,
        "decision": decision,
        "ours": shown_value(difference.ours),
        "theirs": shown_value(difference.theirs),
    }
    record("difference.decided", by=by, at=at, data=data, subjects=[Subject("school", str(school.pk))])
    return difference


@transaction.atomic
def decide_missing(
    missing: RegisterMissing,
    *,
    outcome: str,
    followers: Sequence[School] = (),
    happened_on: date | None = None,
    reason: str = "",
    by: User,
    at: datetime,
) -> RegisterMissing:
    """Say what became of a school the register no longer has: closed, merged, split, renumbered, or kept.

    All but "kept" close it on `happened_on`, end its link, and join it to the schools that follow; the people of a
    renumbered school go with it. Nothing of its history is touched. Refused where somebody decided already.
    """
    missing = RegisterMissing.objects.select_for_update().get(pk=missing.pk)
    verdict = can_decide_missing(
        missing.outcome,
        str(missing.decided_by or ""),
        outcome=outcome,
        followers=len(followers),
        happened_on=happened_on,
    )
    ensure(verdict)
    missing.outcome, missing.decided_by, missing.decided_at, missing.reason = outcome, by, at, reason
    missing.save()
    school = School.objects.select_for_update().get(pk=missing.school_id)
    if happened_on and outcome != "kept":
        _close(school, happened_on, outcome)
        Succession.objects.bulk_create(
            Succession(predecessor=school, successor=follower, kind=outcome, happened_on=happened_on)
            for follower in followers
        )
        if outcome == "renumbered":
            _move_people(school, followers[0], happened_on)
    data = {
        "outcome": outcome,
        "happened_on": happened_on.isoformat() if happened_on else "",
        "followers": [follower.number for follower in followers],
        "reason": reason,
    }
    subjects = [Subject("school", str(each.pk)) for each in (school, *followers)]
    record("missing.decided", by=by, at=at, data=data, subjects=subjects)
    return missing


def _set(school: School, field: str, value: Value) -> None:
    """Write one field, with what hangs on it."""
    if field == "state":
        school.state, school.closed_on = shown_value(value), None
    else:
        setattr(school, field, None if field in _NUMBERS and value == "" else value)
    if field == "postcode":
        point = Postcode.objects.filter(code=school.postcode).first()
        school.latitude, school.longitude = (point.latitude, point.longitude) if point else (None, None)
    set_keys([school])
    school.save()


def _close(school: School, on: date, outcome: str) -> None:
    school.state, school.closed_on = "closed", on
    school.save(update_fields=["state", "closed_on"])
    for link in SchoolLink.objects.filter(school=school, ends_on=None):
        link.ends_on, link.end_reason = max(on, link.starts_on), outcome
        link.save(update_fields=["ends_on", "end_reason"])


def _move_people(before: School, after: School, on: date) -> None:
    """The same school under another number keeps its people; what ended before stays with the old number."""
    after.cluster_id, after.federation_id = before.cluster_id, before.federation_id
    after.save(update_fields=["cluster", "federation"])
    held = set(Contact.objects.filter(school=after, until=None).values_list("role", flat=True)) & set(SINGLE_POSTS)
    Contact.objects.filter(school=before, until=None).exclude(role__in=held).update(school=after)
    declared = Interest.objects.filter(school=after, ended_on=None).values_list("user_id", flat=True)
    Interest.objects.filter(school=before, ended_on=None).exclude(user__in=list(declared)).update(school=after)
    next_day = on + timedelta(days=1)
    for grant in RoleGrant.objects.filter(school=before, ends_on=None):
        RoleGrant.objects.create(user_id=grant.user_id, role=grant.role, school=after, starts_on=next_day)
        grant.ends_on = max(on, grant.starts_on)
        grant.save(update_fields=["ends_on"])
    link = SchoolLink.objects.filter(school=before).order_by("-starts_on", "-pk").first()
    if link and link.end_reason == "renumbered" and not SchoolLink.objects.filter(school=after, ends_on=None).exists():
        SchoolLink.objects.create(school=after, leader_id=link.leader_id, starts_on=next_day, reason="renumbered")
