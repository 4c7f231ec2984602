"""Every change to people: who they are, and what system leaders bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.places.models import Council, Postcode


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as they are brought in, known by their e-mail in any case."""

    email: str
    name: str
    reads: str = ""
    joined_on: date | None = None


@dataclass(frozen=True, slots=True)
class LeaderFacts:
    """What a system leader brings. `days` a year to the half; `councils` by code, none named means any."""

    email: str
    days: Decimal
    phases: Sequence[str]
    subjects: Sequence[str]
    welsh_level: int
    base_name: str = ""
    base_postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    councils: Sequence[str] = ()
    starts_on: date | None = None
    ends_on: date | None = None


CHANGED_MEANWHILE = Problem(
    "leader.changed_meanwhile",
    mark("Somebody changed these details after you opened them. Nothing of yours was kept."),
    mend=mark("What is kept now stands in the form; look at it and make your change again."),
)


@transaction.atomic
def record_people(people: Sequence[PersonFacts], *, by: Actor, at: datetime) -> dict[str, User]:
    """Add people not known yet and bring names and languages up to date. Returns them by lower-case e-mail.

    A new person has no password: they set one by the link that is sent to them.
    """
    wanted = {person.email.lower(): person for person in people}
    known = {user.email.lower(): user for user in User.objects.filter(email__in=[*wanted, *_as_written(people)])}
    unusable = make_password(None)
    fresh = [
        User(email=email, name=p.name, reads=p.reads, joined_on=p.joined_on, password=unusable)
        for email, p in wanted.items()
        if email not in known
    ]
    changed = []
    for email, user in known.items():
        person = wanted[email]
        if (user.name, user.reads) != (person.name, person.reads or user.reads):
            user.name, user.reads = person.name, person.reads or user.reads
            changed.append(user)
    User.objects.bulk_create(fresh, batch_size=500)
    User.objects.bulk_update(changed, ["name", "reads"], batch_size=500)
    if fresh or changed:
        record("people.recorded", by=by, at=at, data={"count": len(fresh) + len(changed), "new": len(fresh)})
    return {user.email.lower(): user for user in User.objects.filter(email__in=[*wanted, *_as_written(people)])}


def _as_written(people: Sequence[PersonFacts]) -> list[str]:
    return [person.email for person in people]


@transaction.atomic
def record_leaders(leaders: Sequence[LeaderFacts], *, by: Actor, at: datetime) -> dict[str, SystemLeader]:
    """Add or bring up to date what system leaders bring. Their people must be known. Returns them by e-mail."""
    users = {u.email.lower(): u for u in User.objects.filter(email__in=[leader.email.lower() for leader in leaders])}
    councils = {council.code: council for council in Council.objects.all()}
    SystemLeader.objects.bulk_create(
        [_leader(users[facts.email.lower()], facts) for facts in leaders],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=[
            "half_days",
            "phases",
            "subjects",
            "welsh_level",
            "base_name",
            "base_postcode",
            "latitude",
            "longitude",
            "starts_on",
            "ends_on",
        ],
    )
    kept = {leader.user_id: leader for leader in SystemLeader.objects.filter(user__in=users.values())}
    works_in = SystemLeader.councils.through
    works_in.objects.filter(systemleader__in=kept.values()).delete()
    works_in.objects.bulk_create(
        [
            works_in(systemleader_id=kept[users[facts.email.lower()].pk].pk, council_id=councils[code].pk)
            for facts in leaders
            for code in facts.councils
        ]
    )
    record(
        "leaders.recorded",
        by=by,
        at=at,
        data={"count": len(leaders)},
        subjects=[Subject("user", str(user.pk)) for user in users.values()],
    )
    return {email: kept[user.pk] for email, user in users.items()}


def _leader(user: User, facts: LeaderFacts) -> SystemLeader:
    return SystemLeader(
        user=user,
        half_days=int(facts.days * 2),
        phases=list(facts.phases),
        subjects=list(facts.subjects),
        welsh_level=facts.welsh_level,
        base_name=facts.base_name,
        base_postcode=facts.base_postcode,
        latitude=facts.latitude,
        longitude=facts.longitude,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
    )


def leader_values(leader: SystemLeader) -> dict[str, Any]:
    """What a system leader brings as plain values under the names of `rules.LEADER_FIELDS`; councils by code."""
    return {
        "days": leader.days,
        "phases": sorted(leader.phases),
        "subjects": sorted(leader.subjects),
        "welsh_level": leader.welsh_level,
        "base_name": leader.base_name,
        "base_postcode": leader.base_postcode,
        "councils": sorted(council.code for council in leader.councils.all()),
        "starts_on": leader.starts_on.isoformat() if leader.starts_on else None,
        "ends_on": leader.ends_on.isoformat() if leader.ends_on else None,
    }


@transaction.atomic
def change_leader(
    leader: SystemLeader, facts: LeaderFacts, *, seen: Mapping[str, Any], by: Actor, at: datetime
) -> dict[str, tuple[Any, Any]]:
    """Change what one system leader brings. Returns what changed: field → (was, became); nothing leaves no event.

    `seen` are the values (`leader_values`) the person had before their eyes. Raises BadInput where they are not those
    kept any more, so that nobody's change is overwritten unseen. A base stands where its postcode does; one whose
    postcode has no known place stands nowhere.
    """
    kept = SystemLeader.objects.select_for_update(of=("self",)).select_related("user").get(pk=leader.pk)
    was = leader_values(kept)
    if was != seen:
        raise BadInput(CHANGED_MEANWHILE)
    if facts.base_postcode != kept.base_postcode:
        point = Postcode.objects.filter(code=facts.base_postcode).first()
        kept.latitude, kept.longitude = (point.latitude, point.longitude) if point else (None, None)
    kept.half_days, kept.welsh_level = int(facts.days * 2), facts.welsh_level
    kept.phases, kept.subjects = list(facts.phases), list(facts.subjects)
    kept.base_name, kept.base_postcode = facts.base_name, facts.base_postcode
    kept.starts_on, kept.ends_on = facts.starts_on, facts.ends_on
    kept.save()
    kept.councils.set(Council.objects.filter(code__in=facts.councils))
    became = leader_values(kept)
    changes = {name: (was[name], became[name]) for name in was if was[name] != became[name]}
    if changes:
        record(
            "leader.changed",
            by=by,
            at=at,
            data={"changes": {name: list(pair) for name, pair in changes.items()}},
            subjects=[Subject("user", str(kept.user_id), {"name": kept.user.name})],
        )
    return changes


@transaction.atomic
def record_invitation(person: User, *, by: Actor, at: datetime) -> None:
    """Keep that a link to set a password was sent to a person."""
    record("person.invited", by=by, at=at, subjects=[Subject("user", str(person.pk), {"name": person.name})])
