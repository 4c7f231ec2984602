"""The service's people: who they are, what they can do, where they start from, what bars them. From a template."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from gwella.core.problems import Problem
from gwella.evidence.ingest.columns import Column, the_table
from gwella.evidence.ingest.containers import Limits
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import Findings, Record, once_each
from gwella.evidence.ingest.sheets import read_sheets
from gwella.evidence.ingest.terms import INTERESTS, LANGUAGES, PHASES, STAFF_ROLES, SUBJECTS, WELSH_LEVELS

COLUMNS = (
    Column("name", "Name", "Enw", required=True),
    Column("email", "Email", "E-bost", ("E-mail", "Email address", "Ebost", "Cyfeiriad e-bost"), required=True),
    Column("role", "Role", "Rôl", required=True),
    Column("days", "Days a year", "Dyddiau’r flwyddyn", ("Days", "Dyddiau", "Days per year")),
    Column("phases", "Phases", "Cyfnodau", ("Phase", "Sectors", "Sectorau")),
    Column("subjects", "Subjects", "Pynciau", ("Subject", "Pwnc")),
    Column(
        "welsh_level", "Welsh level (0-5)", "Lefel Cymraeg (0-5)", ("Welsh level", "Lefel Cymraeg", "Welsh", "Cymraeg")
    ),
    Column("base_name", "Base", "Man cychwyn", ("Base name", "Swyddfa")),
    Column("base_postcode", "Base postcode", "Cod post y man cychwyn", ("Postcode", "Cod post")),
    Column("councils", "Councils", "Cynghorau", ("Council", "Cyngor", "Local authorities", "Awdurdodau lleol")),
    Column(
        "own_school",
        "Own school number (serving head)",
        "Rhif ei ysgol ei hun (pennaeth mewn swydd)",
        ("Own school", "Own school number", "Ei ysgol ei hun"),
    ),
    Column("interests", "Declared interests", "Buddiannau a ddatganwyd", ("Interests", "Buddiannau")),
    Column("reads", "Language", "Iaith", ("Language preference", "Dewis iaith", "Preferred language")),
    Column("starts_on", "Start date", "Dyddiad dechrau", ("Starts on", "Since", "Ers")),
    Column("ends_on", "End date", "Dyddiad gorffen", ("Ends on", "Until", "Hyd at")),
)
MOST_DAYS = Decimal(230)  # working days of a year after leave; more is a slip of the pen
LEADERS = frozenset({"system_leader", "senior_system_leader"})  # who may look after schools, so needs days and phases
_INTEREST = re.compile(r"(\d{7})\s*[:,–-]?\s*(.+)")
# The template's own examples: left in by mistake, they are nobody.
EXAMPLE_EMAILS = frozenset({"a.person@school-service.example", "b.person@school-service.example"})


@dataclass(frozen=True, slots=True, order=True)
class InterestDeclared:
    """A declared interest: the school's number and the kind (a code of `terms.INTERESTS`)."""

    school: str
    kind: str


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One person in one role. Days are kept as half days, so that they stay exact.

    `half_days` is None where none are given. `councils` are codes; none means any of the service's. `subjects` are
    codes of `terms.SUBJECTS`, or the text itself where it is new. `reads` is cy, en, both or "" (not asked).
    """

    name: str
    email: str
    role: str
    half_days: int | None
    phases: tuple[str, ...]
    subjects: tuple[str, ...]
    welsh_level: int | None
    base_name: str
    base_postcode: str
    councils: tuple[str, ...]
    own_school: str
    interests: tuple[InterestDeclared, ...]
    reads: str
    starts_on: date | None
    ends_on: date | None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Staff:
    """What a file of people says: `rows` by e-mail address, one a person."""

    file: str
    sha256: str
    rows: list[StaffRow]
    refused: list[Problem]
    warnings: list[Problem]


def read_staff(path: Path, *, name: str = "", councils: Councils = WALES, limits: Limits | None = None) -> Staff:
    """Read people from CSV, ODS or XLSX with headings in either language.

    Raises BadInput where the table or its required columns are missing; a person whose row cannot be right, or who
    has two rows that differ, comes in `refused`.
    """
    book = read_sheets(path, name=name, limits=limits)
    table = the_table(book, COLUMNS)
    findings = Findings(Place(book.file))
    findings.warn(*table.warnings)
    rows = [row for record in table.records(councils) if (row := _row(record, findings))]
    people = once_each(rows, lambda row: row.email.casefold(), "person_twice", findings)
    return Staff(book.file, book.sha256, people, findings.refused, findings.warnings)


def _row(record: Record, findings: Findings) -> StaffRow | None:
    if record.text("email") in EXAMPLE_EMAILS:
        findings.warn(record.problem("example_row", "email"))
        return None
    role = record.term("role", STAFF_ROLES)
    name = record.wanted_text("name", "name_missing")
    if not record.text("email"):
        record.refuse("value_missing", "email")
    row = StaffRow(
        name=name,
        email=record.email(),
        role=role.code if role else "",
        half_days=_half_days(record),
        phases=_phases(record),
        subjects=_subjects(record),
        welsh_level=_welsh_level(record),
        base_name=record.text("base_name"),
        base_postcode=record.postcode("base_postcode"),
        councils=_councils(record),
        own_school=record.school_number("own_school", wanted=False),
        interests=_interests(record),
        reads=record.code("reads", LANGUAGES),
        starts_on=record.day("starts_on"),
        ends_on=record.day("ends_on"),
        place=record.place,
    )
    _check(record, row)
    return row if findings.take(record) else None


def _check(record: Record, row: StaffRow) -> None:
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        record.refuse("date_impossible", "ends_on")
    if row.role in LEADERS and record.ok:
        if row.role == "system_leader" and row.half_days is None:
            record.refuse("value_missing", "days")
        for key in ("phases", "base_postcode", "welsh_level"):
            if not record.text(key):
                record.warn("value_missing", key)


def _half_days(record: Record) -> int | None:
    days = record.decimal("days", "days_impossible")
    if days is None:
        return None
    if not 0 <= days <= MOST_DAYS:
        record.refuse("days_impossible", "days")
    elif (days * 2) % 1:
        record.refuse("days_not_halves", "days")
    else:
        return int(days * 2)
    return None


def _phases(record: Record) -> tuple[str, ...]:
    found = (record.term("phases", PHASES, text=text) for text in record.parts("phases", commas=True))
    return tuple(sorted({term.code for term in found if term}))


def _subjects(record: Record) -> tuple[str, ...]:
    codes = set()
    for text in record.parts("subjects", commas=True):
        term = SUBJECTS.find(text)
        if term is None:
            record.warn("value_odd", "subjects", value=text)
        codes.add(term.code if term else text)
    return tuple(sorted(codes))


def _welsh_level(record: Record) -> int | None:
    text = record.text("welsh_level").removesuffix(".0")
    term = WELSH_LEVELS.find(text) if text else None
    if text and term is None:
        record.refuse("level_impossible", "welsh_level")
    return int(term.code) if term else None


def _councils(record: Record) -> tuple[str, ...]:
    # A comma may stand inside a council's name; where the whole is none, it separates.
    whole = record.parts("councils")
    texts = whole if all(record.councils.find(text) for text in whole) else record.parts("councils", commas=True)
    found = (record.council(text, "councils") for text in texts)
    return tuple(sorted({council.code for council in found if council}))


def _interests(record: Record) -> tuple[InterestDeclared, ...]:
    found = set()
    for text in record.parts("interests"):
        said = _INTEREST.fullmatch(text)
        kind = INTERESTS.find(said[2].strip("()")) if said else None
        if said is None or kind is None or record.councils.of_code(said[1][:3]) is None:
            record.refuse("interest_unreadable", "interests", value=text, known=INTERESTS.known())
        else:
            found.add(InterestDeclared(said[1], kind.code))
    return tuple(sorted(found))
