"""The Welsh Government's address list of schools: the register everything else hangs on.

One sheet per kind of school and language; the two languages of a kind are joined by school number, so that every
value keeps both its wordings. One sheet alone, or a CSV file of one, is read too.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from gwella.core.problems import BadInput, Problem
from gwella.core.text import Bilingual
from gwella.evidence.ingest.cells import day_of, key_of, text_of
from gwella.evidence.ingest.columns import Column, Table, find_table
from gwella.evidence.ingest.containers import Limits
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import Findings
from gwella.evidence.ingest.schools import SchoolSheetRow, join_languages, read_school
from gwella.evidence.ingest.sheets import Workbook, read_sheets
from gwella.evidence.ingest.totals import ControlTotals, check_totals, differences, find_totals

Kind = Literal["maintained", "independent", "pru"]

COLUMNS = (
    Column("number", "School Number", "Rhif yr ysgol", ("School No", "School code", "Cod ysgol"), required=True),
    Column("name", "School Name", "Enw’r ysgol", required=True),
    Column("council", "LA Code", "Cod ALl", ("Local Authority Code", "Cod Awdurdod Lleol")),
    Column("council_name", "Local Authority", "Awdurdod Lleol"),
    Column("sector", "Sector", "Sector"),
    Column("governance", "Governance - see notes", "Llywodraethu - Gweler y nodiadau"),
    Column("medium", "WM Code", "Cod CC", ("Welsh Medium Code", "Cod cyfrwng Cymraeg")),
    Column("medium_name", "Welsh Medium Type - see notes", "Math o gyfrwng Cymraeg - Gweler y nodiadau"),
    Column("school_type", "School Type", "Math o ysgol"),
    Column("religious_character", "Religious Character", "Cymeriad crefyddol"),
    *(Column(f"address_{n}", f"Address {n}", f"Cyfeiriad {n}") for n in (1, 2, 3, 4)),
    Column("postcode", "Postcode", "Cod post"),
    Column("phone", "Phone Number", "Rhif ffôn", ("Telephone", "Ffôn")),
    Column("pupils", "Pupils - see notes", "Disgyblion - Gweler y nodiadau"),
)
_LEAST_COLUMNS = 3  # the totals and notes sheets name at most two of them
_KIND_WORDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("independent", ("independent", "annibynnol")),
    ("pru", ("pru", "ucd", "referral", "cyfeirio")),
)
_AS_AT = re.compile(r"@\s*(\d{1,2}/\d{1,2}/\d{4})")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One school. Words stand in both languages as published; codes are ours or the register's (see `terms`).

    `phase` is "" for an independent school, `medium` "" where the register gives none (NA is a value).
    `display_name` differs from `name` only where that is all capitals: a proposal. `pupils` is None where no number
    is published, `pupils_mark` then holds the mark ("*", "." …). Ages in years, where the type states them.
    """

    number: str
    name: Bilingual
    display_name: Bilingual
    kind: Kind
    phase: str
    council: str
    council_name: Bilingual
    sector: Bilingual
    governance: str
    governance_name: Bilingual
    medium: str
    medium_name: Bilingual
    school_type: str
    school_type_name: Bilingual
    lowest_age: int | None
    highest_age: int | None
    faith: str
    faith_name: Bilingual
    address: tuple[str, ...]
    postcode: str
    phone: str
    pupils: int | None
    pupils_mark: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class SheetUse:
    """A sheet that was read as a list of schools. `language` is "en", "cy" or "" (headings of both or neither)."""

    sheet: str
    kind: Kind
    language: str
    heading_row: int
    rows: int


@dataclass(frozen=True, slots=True)
class Register:
    """What a file says. `rows` by school number; `refused` rows are not among them; `warnings` are.

    `as_at` is the day the file says it stood so, `sha256` the content's, `encoding` "" for workbooks.
    """

    file: str
    sha256: str
    encoding: str
    as_at: date | None
    rows: list[RegisterRow]
    totals: ControlTotals | None
    refused: list[Problem]
    warnings: list[Problem]
    sheets: tuple[SheetUse, ...]


def read_register(
    path: Path, *, name: str = "", kind: Kind | None = None, councils: Councils = WALES, limits: Limits | None = None
) -> Register:
    """Read the register of schools.

    `name` is the file's own name for messages; `kind` says what a list without a Sector column holds where neither
    sheet nor file name does. Raises BadInput where no list can be read at all; single bad rows come in `refused`.
    """
    book = read_sheets(path, name=name, limits=limits)
    lists, others = _lists(book, kind)
    findings = Findings(Place(book.file))
    read: list[SchoolSheetRow] = []
    uses = []
    for table, its_kind in lists:
        findings.warn(*table.warnings)
        before = len(read)
        for record in table.records(councils):
            row = read_school(record, its_kind, table.language)
            row.spoilt = not findings.take(record)
            read.append(row)
        uses.append(SheetUse(table.place.sheet, its_kind, table.language, table.heading_row, len(read) - before))
        if len(read) == before:
            findings.warn(table.place.problem("no_rows"))
    rows = _schools(read, findings)
    totals = find_totals(book, councils)
    place = Place(book.file, totals.sheet if totals else "")
    findings.warn(*(differences(check_totals(rows, totals), place) if totals else [place.problem("totals_missing")]))
    return Register(
        file=book.file,
        sha256=book.sha256,
        encoding=book.encoding,
        as_at=_as_at(others),
        rows=rows,
        totals=totals,
        refused=findings.refused,
        warnings=findings.warnings,
        sheets=tuple(uses),
    )


def _lists(book: Workbook, kind: Kind | None) -> tuple[list[tuple[Table, Kind]], list[str]]:
    """The sheets that list schools, with their kind, and the texts of the others."""
    lists: list[tuple[Table, Kind]] = []
    problems: list[Problem] = []
    others: list[str] = []
    for sheet, rows in book.sheets.items():
        table = find_table(rows, COLUMNS, Place(book.file, sheet), least=_LEAST_COLUMNS)
        if table is None:
            others += [text_of(cell) for row in rows for cell in row if isinstance(cell, str)]
            continue
        problems += table.refused
        its_kind = _kind_of(table, kind)
        if its_kind is None:
            problems.append(table.place.problem("kind_unknown"))
        else:
            lists.append((table, its_kind))
    if not lists and not problems:
        wanted = "; ".join(column.names for column in COLUMNS if column.required)
        problems.append(Place(book.file).problem("no_table", wanted=wanted))
    if problems:
        raise BadInput(problems)
    return lists, others


def _kind_of(table: Table, kind: Kind | None) -> Kind | None:
    if "sector" in table.index:
        return "maintained"
    for text in (table.place.sheet, table.place.file):
        words = set(key_of(text).split())
        for its_kind, names in _KIND_WORDS:
            if words & set(names):
                return its_kind
    return kind


def _schools(read: Sequence[SchoolSheetRow], findings: Findings) -> list[RegisterRow]:
    """One row for each number that has nothing against it, by number."""
    by_number: dict[str, list[SchoolSheetRow]] = defaultdict(list)
    for row in read:
        if row.number:
            by_number[row.number].append(row)
    both = _kinds_in_both_languages(read)
    rows = []
    for number in sorted(by_number):
        if any(row.spoilt for row in by_number[number]):
            continue
        joined = join_languages(by_number[number], both)
        findings.refuse(*joined.refused)
        findings.warn(*joined.warnings)
        if joined.values is not None:
            rows.append(RegisterRow(**joined.values))
    return rows


def _kinds_in_both_languages(read: Iterable[SchoolSheetRow]) -> frozenset[str]:
    languages: dict[str, set[str]] = defaultdict(set)
    for row in read:
        languages[row.kind].add(row.language)
    return frozenset(kind for kind, found in languages.items() if {"en", "cy"} <= found)


def _as_at(texts: Iterable[str]) -> date | None:
    for text in texts:
        found = _AS_AT.search(text)
        if found:
            return day_of(found[1])
    return None
