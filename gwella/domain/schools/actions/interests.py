"""Why a person may not look after a school: declared by people, or found for serving heads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.domain.people.models import User
from gwella.domain.schools.models import Interest, School


@dataclass(frozen=True, slots=True)
class InterestFacts:
    """An interest of a person (by e-mail) in a school (by number)."""

    email: str
    number: str
    kind: str
    declared_on: date
    note: str = ""
    is_derived: bool = False


@transaction.atomic
def record_interests(interests: Sequence[InterestFacts], *, by: Actor, at: datetime) -> int:
    """Add interests that are not open yet. Returns how many are new."""
    users = {u.email.lower(): u for u in User.objects.filter(email__in={i.email.lower() for i in interests})}
    schools = {s.number: s for s in School.objects.filter(number__in={i.number for i in interests})}
    is_open = set(
        Interest.objects.filter(user__in=users.values(), ended_on=None).values_list("user_id", "school_id", "kind")
    )
    fresh = []
    for facts in interests:
        user, school = users[facts.email.lower()], schools[facts.number]
        if (user.pk, school.pk, facts.kind) not in is_open:
            is_open.add((user.pk, school.pk, facts.kind))
            fresh.append(
                Interest(
                    user=user,
                    school=school,
                    kind=facts.kind,
                    note=facts.note,
                    is_derived=facts.is_derived,
                    declared_on=facts.declared_on,
                )
            )
    Interest.objects.bulk_create(fresh, batch_size=500)
    if fresh:
        record(
            "interests.recorded",
            by=by,
            at=at,
            data={"count": len(fresh)},
            subjects=[Subject("school", str(i.school_id), {"kind": i.kind}) for i in fresh],
        )
    return len(fresh)
