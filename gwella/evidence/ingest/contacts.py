"""Who belongs to each school: head, deputy, chair, clerk, governors. From a template."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from gwella.core.problems import Problem
from gwella.core.text import fold
from gwella.evidence.ingest.columns import Column, the_table
from gwella.evidence.ingest.containers import Limits
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import Findings, Record, once_each
from gwella.evidence.ingest.sheets import read_sheets
from gwella.evidence.ingest.terms import CONTACT_ROLES, LANGUAGES

COLUMNS = (
    Column("number", "School number", "Rhif yr ysgol", ("School code", "Cod ysgol"), required=True),
    Column("role", "Role", "Rôl", required=True),
    Column("name", "Name", "Enw", required=True),
    Column("email", "Email", "E-bost", ("E-mail", "Email address", "Ebost", "Cyfeiriad e-bost")),
    Column("reads", "Language", "Iaith", ("Language preference", "Dewis iaith", "Preferred language")),
    Column("since", "Since", "Ers", ("Start date", "Dyddiad dechrau")),
)
ONE_IN_POST = ("head", "chair", "clerk")
# The template's own examples: left in by mistake, they are nobody.
EXAMPLE_EMAILS = frozenset({"head@a-school.example", "chair@a-school.example"})


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One person in one role at one school. `reads` is cy, en, both or "" (not asked); `email` may be ""."""

    number: str
    role: str
    name: str
    email: str
    reads: str
    since: date | None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Contacts:
    """What a file of contacts says: `rows` by school, role and name."""

    file: str
    sha256: str
    rows: list[ContactRow]
    refused: list[Problem]
    warnings: list[Problem]


def read_contacts(path: Path, *, name: str = "", councils: Councils = WALES, limits: Limits | None = None) -> Contacts:
    """Read contacts from CSV, ODS or XLSX with headings in either language.

    Raises BadInput where the table or its required columns are missing. Rows that cannot be right, and two heads,
    chairs or clerks of one school, come in `refused`.
    """
    book = read_sheets(path, name=name, limits=limits)
    table = the_table(book, COLUMNS)
    findings = Findings(Place(book.file))
    findings.warn(*table.warnings)
    read = [row for record in table.records(councils) if (row := _row(record, findings))]
    rows = once_each(read, _who, "contact_twice", findings)
    return Contacts(book.file, book.sha256, _one_in_post(rows, findings), findings.refused, findings.warnings)


def _row(record: Record, findings: Findings) -> ContactRow | None:
    if record.text("email") in EXAMPLE_EMAILS:
        findings.warn(record.problem("example_row", "email"))
        return None
    role = record.term("role", CONTACT_ROLES)
    row = ContactRow(
        number=record.school_number(),
        role=role.code if role else "",
        name=record.wanted_text("name", "name_missing"),
        email=record.email(),
        reads=record.code("reads", LANGUAGES),
        since=record.day("since"),
        place=record.place,
    )
    if record.ok and not row.email:
        record.warn("no_contact_details", "email", value=row.name)
    return row if findings.take(record) else None


def _who(row: ContactRow) -> str:
    return f"{row.number} {row.role} {fold(row.name)} {row.email.casefold()}"


def _one_in_post(rows: Sequence[ContactRow], findings: Findings) -> list[ContactRow]:
    """The rows without the heads, chairs and clerks of schools that would have two."""
    posts: dict[tuple[str, str], list[ContactRow]] = defaultdict(list)
    for row in rows:
        if row.role in ONE_IN_POST:
            posts[row.number, row.role].append(row)
    crowded = {post: found for post, found in posts.items() if len(found) > 1}
    for (number, role), found in crowded.items():
        for row in found:
            other = next(each for each in found if each is not row)
            findings.refuse(row.place.problem("one_head_only", value=number, role=role, other=other.place.row))
    return [row for row in rows if (row.number, row.role) not in crowded]
