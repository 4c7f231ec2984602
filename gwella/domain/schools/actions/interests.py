"""Why a person may not look after a school: declared by people, or found for serving heads."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.core.verdict import ensure
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach, can_declare_interest, can_end_interest
from gwella.domain.schools.models import Interest, School

# A person's key, a school's key, and why.
Found = tuple[int, int, str]


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
    is_open = _open_of(users.values())
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
        record("interests.recorded", by=by, at=at, data={"count": len(fresh)}, subjects=_subjects(fresh))
    return len(fresh)


@transaction.atomic
def declare_interest(*, person: User, school: School, kind: str, note: str, by: User, at: datetime) -> Interest:
    """Declare an interest, one's own or for another. From this moment the person's service roles give nothing there.

    Declaring what is declared already changes nothing. Raises Refused where `by` may not, or the kind is none that
    a person declares.
    """
    ensure(can_declare_interest(Reach(by, at.date()), person, kind))
    # Two declarations at once (a double click) wait for each other here.
    User.objects.select_for_update().get(pk=person.pk)
    held = Interest.objects.filter(user=person, school=school, kind=kind, ended_on=None).first()
    if held and not held.is_derived:
        return held
    interest = held or Interest(user=person, school=school, kind=kind, declared_on=at.date())
    interest.note, interest.is_derived = note, False
    interest.save()
    record(
        "interests.declared",
        by=by,
        at=at,
        data={"person": person.name, "kind": kind},
        subjects=_subjects([interest]),
    )
    return interest


@transaction.atomic
def end_interest(*, interest: Interest, by: User, at: datetime) -> Interest:
    """End a declared interest from today; it stays in the record. Ending one that has ended changes nothing.

    Raises Refused where `by` may not, and for what the program found: that ends when it is no longer so.
    """
    ensure(can_end_interest(Reach(by, at.date()), interest))
    kept = Interest.objects.select_for_update(of=("self",)).select_related("user").get(pk=interest.pk)
    if kept.ended_on is not None:
        return kept
    kept.ended_on = max(at.date(), kept.declared_on)
    kept.save(update_fields=["ended_on"])
    record(
        "interests.ended",
        by=by,
        at=at,
        data={"person": kept.user.name, "kind": kept.kind},
        subjects=_subjects([kept]),
    )
    return kept


@transaction.atomic
def refresh_derived_interests(found: Collection[Found], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Make the derived interests what was `found`. Returns how many began and how many ended; none leaves no event.

    An interest that a person declared for the same reason stays theirs.
    """
    people = {user_id for user_id, _, _ in found}
    derived = Interest.objects.filter(is_derived=True, ended_on=None)
    people |= set(derived.values_list("user_id", flat=True))
    # Two refreshings at once wait for each other here, each in the same order.
    list(User.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    wanted = set(found)
    ended = [row for row in derived if (row.user_id, row.school_id, row.kind) not in wanted]
    is_open = _open_of(people)
    fresh = [
        Interest(user_id=user_id, school_id=school_id, kind=kind, is_derived=True, declared_on=at.date())
        for user_id, school_id, kind in sorted(wanted - is_open)
    ]
    for row in ended:
        row.ended_on = max(at.date(), row.declared_on)
    Interest.objects.bulk_update(ended, ["ended_on"], batch_size=500)
    Interest.objects.bulk_create(fresh, batch_size=500)
    if fresh or ended:
        record(
            "interests.derived",
            by=by,
            at=at,
            data={"new": len(fresh), "ended": len(ended)},
            subjects=_subjects([*fresh, *ended]),
        )
    return len(fresh), len(ended)


def _open_of(people: Iterable[User | int]) -> set[Found]:
    rows = Interest.objects.filter(user__in=list(people), ended_on=None)
    return set(rows.values_list("user_id", "school_id", "kind"))


def _subjects(interests: Sequence[Interest]) -> list[Subject]:
    """The schools, each with why, and the people."""
    schools = [Subject("school", str(i.school_id), {"kind": i.kind}) for i in interests]
    return schools + [Subject("user", key) for key in sorted({str(i.user_id) for i in interests})]
