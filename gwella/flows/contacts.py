"""Who belongs to each school, from a file: heads, deputies, chairs, clerks, governors, and the language each asked for.

A new head, chair or clerk ends the one before, and with the post the role it gave in Gwella. Nobody leaves because a
file does not name them. A contact is no account: who may sign in is decided by giving a role.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from gwella.core.audit import Actor
from gwella.core.models import DataImport
from gwella.core.problems import Problem
from gwella.core.text import Bilingual, fold, mark
from gwella.domain.schools.actions.contacts import ContactComparison, ContactFacts, compare_contacts, record_contacts
from gwella.domain.schools.actions.grants import end_grants
from gwella.domain.schools.models import Contact, RoleGrant, School
from gwella.domain.schools.rules import CONTACT_ROLES
from gwella.evidence.ingest.contacts import COLUMNS, ContactRow, Contacts, read_contacts
from gwella.evidence.ingest.reasons import REASONS
from gwella.evidence.ingest.templates import template
from gwella.flows.imports import Change, Kind, Line, Params, Preview
from gwella.flows.known import known_councils, problem_at
from gwella.flows.staff import CHECK_NUMBER, NO_SUCH_SCHOOL, READ_LANGUAGES, READS, ROLE, TOO_LONG

HEADINGS = {column.key: column.names for column in COLUMNS}
# The role in Gwella that goes with a single post at a school.
ROLE_OF_POST = {"head": "headteacher", "chair": "chair", "clerk": "clerk"}
MOST_LETTERS = {"name": 120, "email": 254}

NOT_SERVED = mark("The school {value} is not one this service serves.")
CLOSED = mark("The school {value} is closed.")
NAME = mark("Name")
EMAIL = mark("E-mail")
SINCE = mark("In post since")
FOLLOWS = mark("In post before")


def read(path: Path, name: str, params: Params) -> Contacts:
    """Read a file of contacts. BadInput where the table or its required columns are missing."""
    return read_contacts(path, name=name, councils=known_councils())


def preview(contacts: Contacts, params: Params) -> Preview:
    """What the file would change, and which of its rows cannot be right for this service."""
    numbers = {row.number for row in contacts.rows}
    schools = {s.number: s for s in School.objects.filter(number__in=numbers).select_related("council")}
    refused, rows = list(contacts.refused), []
    twice = _twice(contacts.rows)
    for row in contacts.rows:
        faults = [*_faults(row, schools), *twice.get(row, ())]
        refused += faults
        if not faults:
            rows.append(row)
    facts = [ContactFacts(row.number, row.role, row.name, row.email, row.reads, row.since) for row in rows]
    found = compare_contacts(facts)
    return Preview(
        counts={"new": len(found.new), "changed": len(found.changed), "unchanged": found.unchanged},
        lists={
            "new": [_new(one, schools[one.number], found) for one in found.new],
            "changed": [
                _line(one, schools[one.number], list(_changes(contact, one))) for contact, one in found.changed
            ],
        },
        refused=refused,
        warnings=contacts.warnings,
        facts={"contacts": len(facts), "schools": len({one.number for one in facts}), "ended": len(found.ended)},
        carry_out=partial(_carry_out, facts) if found.new or found.changed else None,
    )


def _carry_out(facts: Sequence[ContactFacts], brought_by: DataImport, by: Actor, at: datetime) -> None:
    found = record_contacts(facts, by=by, at=at)
    left = {contact.user_id for contact, _ in found.ended} - {None}
    grants = RoleGrant.objects.filter(user__in=left, ends_on=None).order_by("pk")
    held = {(grant.user_id, grant.role, grant.school_id): grant for grant in grants}
    ends = []
    for contact, _ in found.ended:
        grant = held.get((contact.user_id or 0, ROLE_OF_POST[contact.role], contact.school_id))
        if grant and contact.until:
            # The newcomer's first day is the first on which the role gives nothing any more.
            ends.append((grant, contact.until - timedelta(days=1)))
    end_grants(ends, by=by, at=at)


# ---- what cannot be right


def _faults(row: ContactRow, schools: Mapping[str, School]) -> Iterator[Problem]:
    school = schools.get(row.number)
    heading = HEADINGS["number"]
    if school is None:
        yield problem_at(row.place, "contacts.no_such_school", NO_SUCH_SCHOOL, heading, row.number, CHECK_NUMBER)
    elif not school.council.is_served:
        yield problem_at(row.place, "contacts.not_served", NOT_SERVED, heading, row.number)
    elif school.state == "closed":
        yield problem_at(row.place, "contacts.closed", CLOSED, heading, row.number)
    for key, most in MOST_LETTERS.items():
        text = str(getattr(row, key))
        if len(text) > most:
            code = "contacts.too_long"
            yield problem_at(row.place, code, TOO_LONG, HEADINGS[key], text[:most], "", limit=str(most))


def _twice(rows: Sequence[ContactRow]) -> dict[ContactRow, list[Problem]]:
    """Rows that give one name twice in one role at one school, with different addresses: which is right, who knows."""
    same: dict[tuple[str, str, str], list[ContactRow]] = defaultdict(list)
    for row in rows:
        same[row.number, row.role, fold(row.name)].append(row)
    message = REASONS["contact_twice"].message
    return {
        row: [problem_at(row.place, "contact_twice", message, HEADINGS["name"], row.name, "", other=str(other))]
        for found in same.values()
        if len(found) > 1
        for row in found
        for other in [next(one.place.row for one in found if one is not row)]
    }


# ---- what it changes, in words


def _line(facts: ContactFacts, school: School, changes: Sequence[Change], note: str = "") -> Line:
    name = Bilingual(f"{facts.name}, {school.name_en}", f"{facts.name}, {school.name_cy}")
    return Line(facts.number, name, changes, note or CONTACT_ROLES[facts.role])


def _new(facts: ContactFacts, school: School, found: ContactComparison) -> Line:
    before = [contact for contact, newcomer in found.ended if newcomer is facts]
    changes = [Change("role", ROLE, "", CONTACT_ROLES[facts.role])]
    return _line(facts, school, [*changes, *(Change("before", FOLLOWS, one.name, facts.name) for one in before)])


def _changes(contact: Contact, facts: ContactFacts) -> Iterator[Change]:
    if contact.name != facts.name:
        yield Change("name", NAME, contact.name, facts.name)
    if facts.email and contact.email != facts.email:
        yield Change("email", EMAIL, contact.email, facts.email)
    if facts.reads and contact.reads != facts.reads:
        yield Change("reads", READS, READ_LANGUAGES[contact.reads], READ_LANGUAGES[facts.reads])
    if facts.since and contact.since != facts.since:
        yield Change("since", SINCE, contact.since.isoformat() if contact.since else "", facts.since.isoformat())


def empty_table(language: str) -> list[list[str]]:
    """The headings of an empty file of contacts in a language, with example rows, which the reader leaves out."""
    made = template("contacts", "cy" if language.startswith("cy") else "en")
    return [list(made.headings), *map(list, made.examples)]


KIND = Kind(
    code="contacts",
    name=mark("Schools’ contacts"),
    about=mark(
        "Heads, deputies, chairs, clerks and governors, with the language each asked for. A new head, chair or clerk "
        "ends the one before."
    ),
    formats=".csv,.xlsx,.ods",
    read=read,
    preview=preview,
    permission="manage_people",
    template=empty_table,
)
