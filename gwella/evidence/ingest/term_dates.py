"""Councils' term dates: terms with their half-term holidays, bank holidays, days on which schools are shut. From a
template."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from gwella.core.problems import Problem
from gwella.evidence.ingest.columns import Column, the_table
from gwella.evidence.ingest.containers import Limits
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import Findings, Record, once_each
from gwella.evidence.ingest.sheets import read_sheets
from gwella.evidence.ingest.terms import CALENDAR

COLUMNS = (
    Column("council", "Local authority", "Awdurdod lleol", ("Council", "Cyngor", "LA name", "LA Code")),
    Column("what", "What", "Beth", ("Kind", "Math", "Type", "Term", "Tymor"), required=True),
    Column("starts", "First day", "Diwrnod cyntaf", ("From", "Starts", "Start date", "Dyddiad dechrau"), required=True),
    Column("ends", "Last day", "Diwrnod olaf", ("To", "Until", "Ends", "End date", "Dyddiad gorffen")),
    Column("half_starts", "Half-term from", "Hanner tymor o", ("Half-term starts",)),
    Column("half_ends", "Half-term to", "Hanner tymor hyd", ("Half-term ends",)),
    Column("name_en", "Name in English", "Enw Saesneg", ("Name",)),
    Column("name_cy", "Name in Welsh", "Enw Cymraeg", ("Enw",)),
)
EXAMPLE_NAMES = frozenset({"Example, remove", "Enghraifft, dilëer"})
TERMS = ("autumn", "spring", "summer")
LONGEST_TERM = timedelta(days=140)
LONGEST_CLOSURE = timedelta(days=31)
LONGEST_NAME = 80
YEARS = (2000, 2100)


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One term, or one day of a council; `council` is a code, or "" for every council the service serves.

    `what` is autumn, spring or summer, or bank_holiday, closure or open. Only a term has more than one day, and may
    have a half-term holiday inside (both days off).
    """

    council: str
    what: str
    starts: date
    ends: date
    half_starts: date | None
    half_ends: date | None
    name_en: str
    name_cy: str
    place: Place = field(compare=False)

    @property
    def is_term(self) -> bool:
        """Whether it is a term rather than a day."""
        return self.what in TERMS


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a file of term dates says: each council's term of a school year once, and each of its days once."""

    file: str
    sha256: str
    rows: list[CalendarRow]
    refused: list[Problem]
    warnings: list[Problem]


def read_term_dates(
    path: Path, *, name: str = "", councils: Councils = WALES, limits: Limits | None = None
) -> CalendarFile:
    """Read term dates from CSV, ODS or XLSX with headings in either language. A closure of several days gives a row
    for each weekday of it.

    Raises BadInput where the table or its required columns are missing. Rows that cannot be right come in `refused`,
    and so do a term or a day of a council that stand twice and differ.
    """
    book = read_sheets(path, name=name, limits=limits)
    table = the_table(book, COLUMNS)
    findings = Findings(Place(book.file))
    findings.warn(*table.warnings)
    read = [row for record in table.records(councils) if (row := _row(record, findings))]
    days = [day for row in read if not row.is_term for day in _days(row)]
    rows = once_each([row for row in read if row.is_term], _which_term, "calendar_twice", findings)
    rows += once_each(days, lambda row: f"{row.council} {row.starts}", "calendar_twice", findings)
    return CalendarFile(book.file, book.sha256, rows, findings.refused, findings.warnings)


def _which_term(row: CalendarRow) -> str:
    # A term belongs to the school year of its last day; none lasts over the end of August.
    return f"{row.council} {row.ends.year - (row.ends.month < 9)} {row.what}"


def _days(row: CalendarRow) -> Iterator[CalendarRow]:
    for n in range((row.ends - row.starts).days + 1):
        day = row.starts + timedelta(days=n)
        if day.weekday() < 5:
            yield replace(row, starts=day, ends=day)


def _row(record: Record, findings: Findings) -> CalendarRow | None:
    if record.text("name_en") in EXAMPLE_NAMES or record.text("name_cy") in EXAMPLE_NAMES:
        findings.warn(record.problem("example_row", "name_en"))
        return None
    told = record.text("council")
    council = record.council(told, "council") if told else None
    what = record.term("what", CALENDAR)
    starts = record.day("starts")
    if starts is None and record.ok:
        record.refuse("value_missing", "starts")
    ends = record.day("ends") or starts
    half = record.day("half_starts"), record.day("half_ends")
    names = [record.text(key) for key in ("name_en", "name_cy")]
    if record.ok and what and starts and ends:
        _check(record, what.code, starts, ends, half)
    if not findings.take(record) or what is None or starts is None or ends is None:
        return None
    code = council.code if council else ""
    en, cy = (text[:LONGEST_NAME] for text in names)
    return CalendarRow(code, what.code, starts, ends, *half, en, cy, record.place)


def _check(record: Record, what: str, starts: date, ends: date, half: tuple[date | None, date | None]) -> None:
    """Note what cannot be right about the days of a row."""
    if not YEARS[0] <= starts.year <= YEARS[1]:
        record.refuse("date_impossible", "starts")
    elif ends < starts:
        record.refuse("days_backwards", "ends", other=starts.isoformat())
    elif what in TERMS:
        _check_term(record, starts, ends, half)
    elif any(half):
        record.refuse("half_term_of_no_term", "half_starts")
    elif ends - starts >= LONGEST_CLOSURE:
        record.refuse("closure_too_long", "ends")
    elif starts == ends and starts.weekday() > 4:
        record.warn("day_on_weekend", "starts")


def _check_term(record: Record, starts: date, ends: date, half: tuple[date | None, date | None]) -> None:
    first, last = half
    if ends - starts > LONGEST_TERM or ends == starts:
        record.refuse("term_length", "ends", limit=LONGEST_TERM.days // 7)
    elif (first is None) != (last is None):
        record.refuse("half_term_half_told", "half_starts" if first is None else "half_ends")
    elif first and last and not starts < first <= last < ends:
        record.refuse("half_term_outside", "half_starts", value=f"{first.isoformat()} – {last.isoformat()}")
