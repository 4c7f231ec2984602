"""Who belongs to a school: heads, chairs, clerks, governors, from a day to a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.core.text import fold
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
class ContactComparison:
    """What contacts brought in would change, and whom newcomers to single posts follow, each with the last day known.

    `changed` pairs the contact held with the facts; `ended` pairs a contact with the newcomer's facts.
    """

    new: Sequence[ContactFacts]
    changed: Sequence[tuple[Contact, ContactFacts]]
    ended: Sequence[tuple[Contact, ContactFacts]]
    unchanged: int


def compare_contacts(contacts: Sequence[ContactFacts]) -> ContactComparison:
    """What the contacts would change of those in post. Schools must be known; a name stands once a role and school.

    A person is known by the name, whatever its accents and capitals. What the facts leave empty stays as it is.
    """
    numbers = {facts.number for facts in contacts}
    rows = (
        Contact.objects.filter(school__number__in=numbers, until=None).select_related("school", "user").order_by("pk")
    )
    in_post: dict[tuple[str, str], dict[str, Contact]] = {}
    for row in rows:
        in_post.setdefault((row.school.number, row.role), {})[fold(row.name)] = row
    emails = {facts.email.lower() for facts in contacts if facts.email}
    users = {user.email.lower(): user.pk for user in User.objects.filter(email__in=emails)}
    new, changed, ended, unchanged = [], [], [], 0
    for facts in contacts:
        held = in_post.get((facts.number, facts.role), {})
        found = held.get(fold(facts.name))
        if found is None:
            new.append(facts)
            if facts.role in SINGLE_POSTS:
                ended += [(before, facts) for before in held.values()]
        elif _differs(found, facts, users.get(facts.email.lower())):
            changed.append((found, facts))
        else:
            unchanged += 1
    return ContactComparison(new, changed, ended, unchanged)


@transaction.atomic
def record_contacts(contacts: Sequence[ContactFacts], *, by: Actor, at: datetime) -> ContactComparison:
    """Add contacts and bring known ones up to date; a new head, chair or clerk ends the one before.

    Nobody leaves a post because a file does not name them. Schools must be known.
    """
    schools = {s.number: s for s in School.objects.filter(number__in={c.number for c in contacts})}
    users = {u.email.lower(): u for u in User.objects.filter(email__in={c.email.lower() for c in contacts if c.email})}
    found = compare_contacts(contacts)
    for contact, newcomer in found.ended:
        contact.until = newcomer.since or at.date()
    for contact, facts in found.changed:
        contact.name, contact.email, contact.reads = (
            facts.name,
            facts.email or contact.email,
            facts.reads or contact.reads,
        )
        contact.user = users.get(contact.email.lower(), contact.user)
        contact.since = facts.since or contact.since
    fresh = [_contact(schools[facts.number], facts, users.get(facts.email.lower())) for facts in found.new]
    Contact.objects.bulk_update([contact for contact, _ in found.ended], ["until"], batch_size=500)
    Contact.objects.bulk_update(
        [contact for contact, _ in found.changed], ["name", "email", "reads", "user", "since"], batch_size=500
    )
    Contact.objects.bulk_create(fresh, batch_size=500)
    touched = {contact.school_id for contact in fresh} | {contact.school_id for contact, _ in found.changed}
    if touched:
        record(
            "contacts.recorded",
            by=by,
            at=at,
            data={"new": len(found.new), "changed": len(found.changed), "ended": len(found.ended)},
            subjects=[Subject("school", str(pk)) for pk in sorted(touched)],
        )
    return found


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


def _differs(found: Contact, facts: ContactFacts, user_id: int | None) -> bool:
    return bool(
        found.name != facts.name
        or (facts.email and facts.email != found.email)
        or (facts.reads and facts.reads != found.reads)
        or (facts.since and facts.since != found.since)
        or (user_id and user_id != found.user_id)
    )
