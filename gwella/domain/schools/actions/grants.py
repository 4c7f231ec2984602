"""Who holds which role, where and between which days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.domain.people.models import User
from gwella.domain.places.models import Council
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
    """Give roles that are not held yet. Returns how many are new."""
    users = {u.email.lower(): u for u in User.objects.filter(email__in={g.email.lower() for g in grants})}
    councils = {council.code: council for council in Council.objects.all()}
    schools = {s.number: s for s in School.objects.filter(number__in={g.number for g in grants if g.number})}
    held: set[tuple[int, str, int | None, int | None]] = set(
        RoleGrant.objects.filter(user__in=users.values(), ends_on=None).values_list(
            "user_id", "role", "council_id", "school_id"
        )
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
        if key not in held:
            held.add(key)
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
