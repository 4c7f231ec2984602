"""Who belongs to a school: heads, chairs, clerks, governors, from a day to a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.domain.people.models import User
from gwella.domain.schools.models import Contact, School

# Posts that one person holds at a time: a newcomer ends the one before.
SINGLE_POSTS = ("head", "chair", "clerk")


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A contact as brought in. `number` is the school's."""

    number: str
    role: str
    name: str
    email: str = ""
    reads: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ContactCounts:
    """What became of the contacts brought in."""

    new: int
    changed: int
    unchanged: int
    ended: int


@transaction.atomic
def record_contacts(contacts: Sequence[ContactFacts], *, by: Actor, at: datetime) -> ContactCounts:
    """Add contacts and bring known ones up to date; a new head, chair or clerk ends the one before.

    Nobody leaves a post because a file does not name them. Schools must be known.
    """
    schools = {s.number: s for s in School.objects.filter(number__in={c.number for c in contacts})}
    in_post = _in_post(schools)
    users = {u.email.lower(): u for u in User.objects.filter(email__in={c.email.lower() for c in contacts if c.email})}
    fresh, changed, ended, unchanged, touched = [], [], [], 0, set()
    for facts in contacts:
        school = schools[facts.number]
        found = in_post.get((school.pk, facts.role, facts.name.casefold()))
        user = users.get(facts.email.lower()) if facts.email else None
        if found is None:
            ended += _end_before(in_post, school, facts, at.date())
            fresh.append(_contact(school, facts, user))
        elif _differs(found, facts, user):
            found.email, found.reads, found.user = facts.email or found.email, facts.reads or found.reads, user
            found.since = facts.since or found.since
            changed.append(found)
        else:
            unchanged += 1
            continue
        touched.add(school.pk)
    Contact.objects.bulk_update(ended, ["until"], batch_size=500)
    Contact.objects.bulk_update(changed, ["email", "reads", "user", "since"], batch_size=500)
    Contact.objects.bulk_create(fresh, batch_size=500)
    if touched:
        record(
            "contacts.recorded",
            by=by,
            at=at,
            data={"new": len(fresh), "changed": len(changed), "ended": len(ended)},
            subjects=[Subject("school", str(pk)) for pk in sorted(touched)],
        )
    return ContactCounts(len(fresh), len(changed), unchanged, len(ended))


def _in_post(schools: dict[str, School]) -> dict[tuple[int, str, str], Contact]:
    rows = Contact.objects.filter(school__in=schools.values(), until=None)
    return {(row.school_id, row.role, row.name.casefold()): row for row in rows}


def _end_before(
    in_post: dict[tuple[int, str, str], Contact], school: School, facts: ContactFacts, today: date
) -> list[Contact]:
    if facts.role not in SINGLE_POSTS:
        return []
    before = [c for (pk, role, _), c in in_post.items() if pk == school.pk and role == facts.role]
    for contact in before:
        contact.until = facts.since or today
    return before


def _contact(school: School, facts: ContactFacts, user: User | None) -> Contact:
    return Contact(
        school=school,
        role=facts.role,
        name=facts.name,
        email=facts.email,
        reads=facts.reads,
        since=facts.since,
        user=user,
    )


def _differs(found: Contact, facts: ContactFacts, user: User | None) -> bool:
    return bool(
        (facts.email and facts.email != found.email)
        or (facts.reads and facts.reads != found.reads)
        or (facts.since and facts.since != found.since)
        or (user and user.pk != found.user_id)
    )
