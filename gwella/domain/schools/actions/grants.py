"""Who holds which role, where and between which days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.core.verdict import ensure
from gwella.domain.people.models import User
from gwella.domain.places.models import Council
from gwella.domain.schools.access import Reach, can_end_grant
from gwella.domain.schools.models import RoleGrant, School


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A role for a person (by e-mail), over a council (code) or a school (number) or the service."""

    email: str
    role: str
    starts_on: date
    council: str = ""
    number: str = ""
    ends_on: date | None = None


@transaction.atomic
def grant_roles(grants: Sequence[GrantFacts], *, by: Actor, at: datetime) -> int:
    """Give roles that are not held yet, or not until the same last day. Returns how many are new."""
    users = {u.email.lower(): u for u in User.objects.filter(email__in={g.email.lower() for g in grants})}
    councils = {council.code: council for council in Council.objects.all()}
    schools = {s.number: s for s in School.objects.filter(number__in={g.number for g in grants if g.number})}
    rows = RoleGrant.objects.filter(user__in=users.values())
    held: set[tuple[int, str, int | None, int | None, date | None]] = set(
        rows.values_list("user_id", "role", "council_id", "school_id", "ends_on")
    )
    fresh = []
    for facts in grants:
        grant = RoleGrant(
            user=users[facts.email.lower()],
            role=facts.role,
            council=councils.get(facts.council),
            school=schools.get(facts.number),
            starts_on=facts.starts_on,
            ends_on=facts.ends_on,
        )
        key = (grant.user_id, grant.role, grant.council_id, grant.school_id)
        if held.isdisjoint({(*key, None), (*key, facts.ends_on)}):
            held.add((*key, facts.ends_on))
            fresh.append(grant)
    RoleGrant.objects.bulk_create(fresh, batch_size=500)
    if fresh:
        record(
            "roles.granted",
            by=by,
            at=at,
            data={"count": len(fresh)},
            subjects=[Subject("user", str(grant.user_id), {"role": grant.role}) for grant in fresh],
        )
    return len(fresh)


@transaction.atomic
def end_grants(ends: Sequence[tuple[RoleGrant, date]], *, by: Actor, at: datetime) -> int:
    """Let roles end, each with its last day (never before its first). Returns how many changed; none leaves no event.

    Raises Refused where one of them is the last administrator's.
    """
    last_days = {grant.pk: day for grant, day in ends}
    rows = RoleGrant.objects.select_for_update(of=("self",)).select_related("user").filter(pk__in=last_days)
    changed = []
    for grant in rows.order_by("pk"):
        day = max(last_days[grant.pk], grant.starts_on)
        if grant.ends_on != day:
            ensure(can_end_grant(grant))
            grant.ends_on = day
            changed.append(grant)
    RoleGrant.objects.bulk_update(changed, ["ends_on"], batch_size=500)
    if changed:
        record("roles.ended", by=by, at=at, data={"count": len(changed)}, subjects=_ended(changed))
    return len(changed)


def _ended(grants: Sequence[RoleGrant]) -> list[Subject]:
    told = []
    for grant in grants:
        data = {"role": grant.role, "ends_on": grant.ends_on.isoformat() if grant.ends_on else None}
        told.append(Subject("user", str(grant.user_id), data))
        if grant.school_id:
            told.append(Subject("school", str(grant.school_id), data))
    return told


@transaction.atomic
def end_grant(*, grant: RoleGrant, last_day: date, by: User, at: datetime) -> RoleGrant:
    """Let one role end after its last day. Refused where `by` keeps no roles, or for the only administrator's."""
    ensure(Reach(by, at.date()).may("administer"))
    end_grants([(grant, last_day)], by=by, at=at)
    grant.refresh_from_db()
    return grant
