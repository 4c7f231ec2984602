"""The service's people from a file: who they are, their roles, what system leaders bring, which schools are closed to
them.

A file adds and brings up to date. Nobody leaves, no role ends and no interest is withdrawn because a file does not
name it, and an empty cell changes nothing; so the same file twice, in any order of rows, gives the same people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from gwella.core.audit import Actor
from gwella.core.models import DataImport
from gwella.core.problems import Problem
from gwella.core.text import Bilingual, mark
from gwella.domain.people.actions import LeaderFacts, PersonFacts, leader_values, record_leaders, record_people
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.people.rules import LEADER_FIELDS, ROLES, SUBJECTS, WELSH_LEVELS
from gwella.domain.places.models import Council, Postcode
from gwella.domain.schools.actions.grants import GrantFacts, end_grants, grant_roles
from gwella.domain.schools.actions.interests import InterestFacts, record_interests
from gwella.domain.schools.models import Interest, RoleGrant, School
from gwella.domain.schools.rules import INTERESTS, PHASES
from gwella.evidence.ingest.staff import COLUMNS, Staff, StaffRow, read_staff
from gwella.evidence.ingest.templates import template
from gwella.flows.imports import Change, Kind, Line, Params, Preview
from gwella.flows.interests import derive_interests, serving_head_km
from gwella.flows.known import known_councils, problem_at

# Roles in which a person may look after schools; whoever has days in one of them is a system leader too.
LEADERS = ("system_leader", "senior_system_leader", "strategic_lead")
HEADINGS = {column.key: column.names for column in COLUMNS}

NOT_SERVED = mark("“{value}” is not one of this service's councils.")
NAME_SERVED = mark("Name councils that the service serves, or mark this one as served.")
NO_COUNCIL = mark("This role is held over a council, and none is named.")
NAME_ONE = mark("Name the council or councils, separated by ;.")
NO_SUCH_SCHOOL = mark("The school {value} is not on the register.")
CHECK_NUMBER = mark("Check the number, or bring in the register first.")
NOT_BY_FILE = mark("A file makes nobody a system administrator.")
GIVE_BY_HAND = mark("Give the role on the page Roles, or with `gwella grant`.")
NO_PLACE = mark("The place of the postcode {value} is not known, so distances from it cannot be worked out.")
BRING_PLACES = mark("Check the postcode, or bring in places.")
TOO_LONG = mark("“{column}” is longer than {limit} characters.")
NAME = mark("Name")
READS = mark("Language")
READ_LANGUAGES = {"cy": mark("Welsh"), "en": mark("English"), "both": mark("Both languages"), "": ""}
ROLE = mark("Role")
PLACE_OF_BASE = mark("Place of the base")
ENDED = mark("This role of the person ended on {day}; a file does not bring it back.")
MOST_LETTERS = {"name": 120, "email": 254, "base_name": 80}


@dataclass(frozen=True, slots=True)
class Held:
    """What we hold of the people, schools, councils and postcodes a file names."""

    users: Mapping[str, User]
    leaders: Mapping[int, SystemLeader]
    grants: Mapping[int, Sequence[RoleGrant]]
    interests: frozenset[tuple[int, str, str]]
    councils: Mapping[str, Council]
    schools: frozenset[str]
    points: Mapping[str, Postcode]


@dataclass(frozen=True, slots=True)
class Step:
    """What one row changes: facts to record, roles (with council) to give and to end, interests to record."""

    row: StaffRow
    is_new: bool
    person: PersonFacts | None = None
    leader: LeaderFacts | None = None
    grants: Sequence[tuple[str, str]] = ()
    ends: Sequence[RoleGrant] = ()
    interests: Sequence[tuple[str, str]] = ()
    changes: Sequence[Change] = field(default_factory=list)

    @property
    def changes_anything(self) -> bool:
        """Whether anything would be written."""
        return bool(self.person or self.leader or self.grants or self.ends or self.interests)


def read(path: Path, name: str, params: Params) -> Staff:
    """Read a file of people. BadInput where the table or its required columns are missing."""
    return read_staff(path, name=name, councils=known_councils())


def preview(staff: Staff, params: Params) -> Preview:
    """What the file would change, and which of its rows cannot be right for this service."""
    held = _held(staff.rows)
    refused, warnings, steps = list(staff.refused), list(staff.warnings), []
    for row in staff.rows:
        faults = list(_faults(row, held))
        refused += faults
        if not faults:
            warnings += _doubts(row, held)
            steps.append(_step(row, held))
    new = [step for step in steps if step.is_new]
    changed = [step for step in steps if step.changes_anything and not step.is_new]
    return Preview(
        counts={"new": len(new), "changed": len(changed), "unchanged": len(steps) - len(new) - len(changed)},
        lists={
            "new": [_line(step, note=ROLES[step.row.role].name) for step in new],
            "changed": [_line(step) for step in changed],
        },
        refused=refused,
        warnings=warnings,
        facts={
            "people": len(steps),
            "system_leaders": sum(_brings(step.row) for step in steps),
            "interests": sum(len(step.interests) for step in steps),
        },
        carry_out=partial(_carry_out, [*new, *changed]) if new or changed else None,
    )


def _carry_out(steps: Sequence[Step], brought_by: DataImport, by: Actor, at: datetime) -> None:
    today = at.date()
    if people := [step.person for step in steps if step.person]:
        record_people(people, by=by, at=at)
    if leaders := [step.leader for step in steps if step.leader]:
        record_leaders(leaders, by=by, at=at)
    grant_roles(
        [
            GrantFacts(step.row.email, role, step.row.starts_on or today, council, ends_on=step.row.ends_on)
            for step in steps
            for role, council in step.grants
        ],
        by=by,
        at=at,
    )
    end_grants([(grant, step.row.ends_on or today) for step in steps for grant in step.ends], by=by, at=at)
    record_interests(
        [InterestFacts(step.row.email, number, kind, today) for step in steps for number, kind in step.interests],
        by=by,
        at=at,
    )
    derive_interests(km=serving_head_km(today), by=by, at=at)


def _line(step: Step, note: str = "") -> Line:
    return Line(step.row.email, Bilingual(step.row.name, step.row.name), step.changes, note)


def _brings(row: StaffRow) -> bool:
    return row.role in LEADERS and row.half_days is not None


# ---- what we hold


def _held(rows: Sequence[StaffRow]) -> Held:
    emails = {row.email.lower() for row in rows} | {row.email for row in rows}
    users = {user.email.lower(): user for user in User.objects.filter(email__in=emails)}
    mine = list(users.values())
    grants: dict[int, list[RoleGrant]] = {}
    for grant in RoleGrant.objects.filter(user__in=mine).select_related("council").order_by("pk"):
        grants.setdefault(grant.user_id, []).append(grant)
    open_interests = Interest.objects.filter(user__in=mine, ended_on=None)
    numbers = {number for row in rows for number, _ in _interests(row)}
    leaders = SystemLeader.objects.filter(user__in=mine).select_related("user").prefetch_related("councils")
    return Held(
        users=users,
        leaders={leader.user_id: leader for leader in leaders},
        grants=grants,
        interests=frozenset(open_interests.values_list("user_id", "school__number", "kind")),
        councils={council.code: council for council in Council.objects.all()},
        schools=frozenset(School.objects.filter(number__in=numbers).values_list("number", flat=True)),
        points=Postcode.objects.in_bulk({row.base_postcode for row in rows if row.base_postcode}),
    )


def _interests(row: StaffRow) -> list[tuple[str, str]]:
    """The schools closed to the person, with why: those declared, and the own school of a serving head."""
    own = [(row.own_school, "own_school")] if row.own_school else []
    return own + [(declared.school, declared.kind) for declared in row.interests]


# ---- what cannot be right


def _faults(row: StaffRow, held: Held) -> Iterator[Problem]:
    def fault(code: str, message: str, key: str, value: str, mend: str, **params: str) -> Problem:
        return problem_at(row.place, f"staff.{code}", message, HEADINGS[key], value, mend, **params)

    if row.role == "administrator":
        yield fault("administrator", NOT_BY_FILE, "role", row.role, GIVE_BY_HAND)
    for key, most in MOST_LETTERS.items():
        text = str(getattr(row, key))
        if len(text) > most:
            yield fault("too_long", TOO_LONG, key, text[:most], "", limit=str(most))
    for code in row.councils:
        council = held.councils.get(code)
        if council is None or not council.is_served:
            name = council.name.en if council else code
            yield fault("not_served", NOT_SERVED, "councils", name, NAME_SERVED)
    if ROLES[row.role].reach == "council" and not row.councils:
        yield fault("no_council", NO_COUNCIL, "councils", "", NAME_ONE)
    for number, kind in _interests(row):
        if number not in held.schools:
            key = "own_school" if kind == "own_school" else "interests"
            yield fault("no_such_school", NO_SUCH_SCHOOL, key, number, CHECK_NUMBER)


def _doubts(row: StaffRow, held: Held) -> Iterator[Problem]:
    if _brings(row) and row.base_postcode and row.base_postcode not in held.points:
        yield problem_at(
            row.place, "staff.no_place", NO_PLACE, HEADINGS["base_postcode"], row.base_postcode, BRING_PLACES
        )
    for role, council in _wanted_roles(row):
        same = _same(held, row, role, council)
        last = max((grant.ends_on for grant in same if grant.ends_on), default=None)
        if same and last and all(grant.ends_on for grant in same) and last != row.ends_on and not _is_new(row, same):
            yield problem_at(
                row.place, "staff.role_ended", ENDED, HEADINGS["role"], role, GIVE_BY_HAND, day=last.isoformat()
            )


# ---- what it changes


def _step(row: StaffRow, held: Held) -> Step:
    user = held.users.get(row.email.lower())
    changes: list[Change] = []
    person = _person(row, user, changes)
    leader = _leader(row, held, user, changes) if _brings(row) else None
    grants, ends = _roles(row, held)
    changes += [Change("role", ROLE, "", ROLES[role].name) for role, _ in grants]
    if ends and row.ends_on and not leader:
        changes.append(Change("ends_on", LEADER_FIELDS["ends_on"], "", row.ends_on.isoformat()))
    fresh = [one for one in _interests(row) if user is None or (user.pk, *one) not in held.interests]
    changes += [Change("interest", INTERESTS[kind], "", number) for number, kind in fresh]
    return Step(row, user is None, person, leader, grants, ends, fresh, changes)


def _person(row: StaffRow, user: User | None, changes: list[Change]) -> PersonFacts | None:
    if user is None:
        return PersonFacts(row.email, row.name, row.reads, row.starts_on)
    if (user.name, user.reads) == (row.name, row.reads or user.reads):
        return None
    if user.name != row.name:
        changes.append(Change("name", NAME, user.name, row.name))
    if row.reads and user.reads != row.reads:
        changes.append(Change("reads", READS, READ_LANGUAGES[user.reads], READ_LANGUAGES[row.reads]))
    return PersonFacts(row.email, row.name, row.reads)


def _leader(row: StaffRow, held: Held, user: User | None, changes: list[Change]) -> LeaderFacts | None:
    """What the person brings now, where that is not what we hold. An empty cell leaves what we hold."""
    kept = held.leaders.get(user.pk) if user else None
    was: dict[str, Any] = leader_values(kept) if kept else {}
    facts = LeaderFacts(
        email=row.email,
        days=Decimal(row.half_days or 0) / 2,
        phases=row.phases or was.get("phases", ()),
        subjects=row.subjects or was.get("subjects", ()),
        welsh_level=was.get("welsh_level", 0) if row.welsh_level is None else row.welsh_level,
        base_name=row.base_name or was.get("base_name", ""),
        base_postcode=row.base_postcode or was.get("base_postcode", ""),
        councils=row.councils or was.get("councils", ()),
        starts_on=row.starts_on or (kept.starts_on if kept else None),
        ends_on=row.ends_on or (kept.ends_on if kept else None),
    )
    facts = _placed(facts, kept, held.points)
    if kept is None:
        return facts
    found = list(_leader_changes(was, facts, held.councils))
    if (kept.latitude, kept.longitude) != (facts.latitude, facts.longitude):
        found.append(Change("place", PLACE_OF_BASE, "", facts.base_postcode))
    changes += found
    return facts if found else None


def _placed(facts: LeaderFacts, kept: SystemLeader | None, points: Mapping[str, Postcode]) -> LeaderFacts:
    point = points.get(facts.base_postcode)
    if point:
        return replace(facts, latitude=point.latitude, longitude=point.longitude)
    if kept and kept.base_postcode == facts.base_postcode:
        return replace(facts, latitude=kept.latitude, longitude=kept.longitude)
    return facts


def _leader_changes(was: Mapping[str, Any], facts: LeaderFacts, councils: Mapping[str, Council]) -> Iterator[Change]:
    becomes: dict[str, Any] = {
        "days": float(facts.days),
        "phases": sorted(facts.phases),
        "subjects": sorted(facts.subjects),
        "welsh_level": facts.welsh_level,
        "base_name": facts.base_name,
        "base_postcode": facts.base_postcode,
        "councils": sorted(facts.councils),
        "starts_on": facts.starts_on.isoformat() if facts.starts_on else None,
        "ends_on": facts.ends_on.isoformat() if facts.ends_on else None,
    }
    for name, label in LEADER_FIELDS.items():
        before, after = was[name], becomes[name]
        if isinstance(after, list):
            yield from (Change(name, label, _word(name, one, councils), "") for one in sorted({*before} - {*after}))
            yield from (Change(name, label, "", _word(name, one, councils)) for one in sorted({*after} - {*before}))
        elif before != after:
            yield Change(name, label, _word(name, before, councils), _word(name, after, councils))


def _word(name: str, value: Any, councils: Mapping[str, Council]) -> str:
    match name:
        case "phases":
            return PHASES.get(str(value), str(value))
        case "subjects":
            return SUBJECTS.get(str(value), str(value))
        case "welsh_level":
            return WELSH_LEVELS.get(value, "")
        case "councils":
            both = councils[value].name
            return both.en if both.en == both.cy else f"{both.en} / {both.cy}"
        case "days":
            return f"{value:g}"
    return str(value or "")


def _wanted_roles(row: StaffRow) -> list[tuple[str, str]]:
    """The roles a row names, each with its council's code, or "" where it is held over no council."""
    over = row.councils if ROLES[row.role].reach == "council" else ("",)
    also = [("system_leader", "")] if _brings(row) and row.role != "system_leader" else []
    return [(row.role, council) for council in over] + also


def _same(held: Held, row: StaffRow, role: str, council: str) -> list[RoleGrant]:
    """What the person holds, or held, of a role over a council."""
    user = held.users.get(row.email.lower())
    mine = held.grants.get(user.pk, ()) if user else ()
    return [
        grant
        for grant in mine
        if (grant.role, grant.council.code if grant.council else "") == (role, council) and not grant.school_id
    ]


def _is_new(row: StaffRow, same: Sequence[RoleGrant]) -> bool:
    """Whether the row begins a period of its own: the role was never held, or ended before the row's first day."""
    return all(grant.ends_on and row.starts_on and grant.ends_on < row.starts_on for grant in same)


def _roles(row: StaffRow, held: Held) -> tuple[list[tuple[str, str]], list[RoleGrant]]:
    """The roles to give, and those held without an end that are to end on the row's last day."""
    fresh, ends = [], []
    for role, council in _wanted_roles(row):
        same = _same(held, row, role, council)
        if _is_new(row, same):
            fresh.append((role, council))
        elif row.ends_on:
            ends += [grant for grant in same if grant.ends_on is None]
    return fresh, ends


def empty_table(language: str) -> list[list[str]]:
    """The headings of an empty file of people in a language, with example rows, which the reader leaves out."""
    made = template("staff", "cy" if language.startswith("cy") else "en")
    return [list(made.headings), *map(list, made.examples)]


KIND = Kind(
    code="staff",
    name=mark("The service's people"),
    about=mark(
        "System leaders, senior and strategic leads and others: days, phases, subjects, Welsh, base, councils and "
        "interests. Nobody is removed because a file does not name them."
    ),
    formats=".csv,.xlsx,.ods",
    read=read,
    preview=preview,
    permission="manage_people",
    template=empty_table,
)
