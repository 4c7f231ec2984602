"""School-level figures as published: one long table, or a row a school with a column a measure.

Long: school, year, measure, group, value or reason, cohort, source, as at, status. Wide: the headings of `WIDE`. What
cannot be true is held back with its reason; what cannot be read is refused.
"""

from dataclasses import dataclass, field
from pathlib import Path

from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.engine.indicators import GROUPS, MEASURES
from gwella.evidence.ingest.columns import Column, Table, find_table
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import Findings, Record
from gwella.evidence.ingest.school_figures_values import (
    FigureRow,
    HeldRow,
    Published,
    is_impossible,
    is_year,
    known,
    once_each,
    published,
)
from gwella.evidence.ingest.sheets import Row, read_sheets

LONG = (
    Column("school", "School", "Ysgol", ("school_number", "School number", "Rhif yr ysgol"), required=True),
    Column("year", "Year", "Blwyddyn", ("School year", "Blwyddyn ysgol"), required=True),
    Column("measure", "Measure", "Mesur", required=True),
    Column("group", "Group", "Grŵp"),
    Column("value", "Value", "Gwerth", required=True),
    Column("reason", "Reason", "Rheswm"),
    Column("cohort", "Cohort", "Carfan"),
    Column("source", "Source", "Ffynhonnell"),
    Column("as_at", "As at", "Fel ar", ("as-at",)),
    Column("status", "Status", "Statws"),
)
# One row a school: each heading's measure, with the years pooled into it.
WIDE = {
    "pupils": ("pupils", 1),
    "fsm_3yr_avg_pct": ("fsm_share", 3),
    "pupil_teacher_ratio": ("pupil_teacher_ratio", 1),
    "attendance_primary_pct": ("attendance_primary", 1),
    "attendance_secondary_pct": ("attendance_secondary", 1),
    "budget_per_pupil_gbp": ("budget_per_pupil", 1),
    "capped9": ("capped9", 1),
    "literacy": ("literacy_points", 1),
    "numeracy": ("numeracy_points", 1),
    "science": ("science_points", 1),
}
_SCHOOL = Column("school_number", "School number", "Rhif yr ysgol", required=True)
_ABOUT = (
    Column("school_name", "School name", "Enw’r ysgol"),
    Column("la_code", "Council code", "Cod y cyngor"),
    Column("sector", "Sector", "Sector"),
    Column("decoding", "Decoding", "Datgodio"),
)
# A published page from which the table was made may have lost a cell, so that every later one slipped.
AS_IT_STOOD = "as_scraped"
DOUBT = ("attendance", "uncertain")
MENDED = mark("Whoever made the table moved this row’s values back into their columns ({value}).")
NO_FIGURES = mark("The file holds no figure that could be read.")


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """What a file gave. `statuses`, `sources` and `days` are those a long table names itself."""

    rows: list[FigureRow]
    held: list[HeldRow]
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    statuses: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()


@dataclass(slots=True)
class Read:
    """What was read so far."""

    place: Place
    findings: Findings
    councils: Councils
    rows: list[FigureRow] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)
    statuses: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)

    def take(
        self, record: Record, of: str, year: str, measure: str, told: Published, *,
        key: str, group: str = "all", span: int = 1, cohort: int | None = None, why: str = "",
    ) -> None:  # fmt: skip
        """A value into the figures, or among those held back: for `why`, its place, or what the measure can be."""
        column = record.headings.get(key, key)
        row = record.place.row or 0
        if not why and not _is_place(of, self.councils):
            why = "unknown_place"
        if not why and told.value is not None and is_impossible(measure, told.value):
            why = "impossible"
        if why and (told.value is not None or why == "unknown_place"):
            self.held.append(HeldRow(of, year, measure, group, row, column, record.text(key)[:80], why))
        else:
            self.rows.append(FigureRow(of, year, measure, group, span, told.value, told.reason, cohort, row, column))


def _is_place(of: str, councils: Councils) -> bool:
    return of == "wales" or councils.of_code(of[:3]) is not None


def read_school_figures(path: Path, *, year: str, name: str = "", councils: Councils = WALES) -> SchoolFigures:
    """Read school-level figures; `year` is the school year of a file that does not say it.

    Raises BadInput where the file cannot be read, or holds no table of either shape.
    """
    book = read_sheets(path, name=name)
    place = Place(book.file)
    read = Read(place, Findings(place), councils)
    found = False
    for sheet, rows in book.sheets.items():
        table = table_of(rows, Place(book.file, sheet))
        if table is None:
            continue
        found = True
        if table.refused:
            raise BadInput(table.refused)
        read.findings.warn(*table.warnings)
        for record in table.records(councils):
            if "measure" in table.index:
                read_long(record, read)
            else:
                _read_wide(record, table, year, read)
    if not found:
        wanted = "; ".join([*(column.en for column in LONG if column.required), "/ school_number", *WIDE])
        raise BadInput(place.problem("no_table", wanted=wanted))
    return settled(read)


def table_of(rows: list[Row], place: Place) -> Table | None:
    """The long table of a sheet, else the wide one."""
    long = find_table(rows, LONG, place, least=3)
    if long is not None and {"school", "measure", "value"} <= long.index.keys():
        return long
    wide = find_table(rows, [_SCHOOL, *_ABOUT, *(Column(h, h, h) for h in WIDE)], place)
    return wide if wide is not None and "school_number" in wide.index else None


def settled(read: Read) -> SchoolFigures:
    """What was read, each figure once. Raises BadInput where there is none."""
    kept, again, differ = once_each(read.rows)
    place = read.place
    for row in again:
        read.findings.warn(place.at(row.row).problem("row_repeated", other=row.row))
    for row in differ:
        read.findings.refuse(place.at(row.row).problem("school_twice", value=row.of, other=row.measure))
    if not kept and not read.held:
        raise BadInput(read.findings.refused or [Problem("figures.none", NO_FIGURES, file=place.file)])
    return SchoolFigures(
        kept, read.held, read.findings.refused, read.findings.warnings,
        frozenset(read.statuses), frozenset(read.sources), frozenset(read.days),
    )  # fmt: skip


def read_long(record: Record, read: Read) -> None:
    """A row of the long table."""
    of = school_of(record, "school")
    year, measure = record.wanted_text("year"), record.wanted_text("measure")
    group = record.text("group") or "all"
    if year and not is_year(year):
        record.refuse("value_unknown", "year", known="2018/19")
    if measure and not known(measure):
        record.refuse("value_unknown", "measure", known=", ".join([*MEASURES][:6]) + " …")
    if group not in GROUPS and group not in ("primary", "secondary"):
        record.refuse("value_unknown", "group", known=", ".join(GROUPS))
    told = _value(record, "value", record.text("reason"))
    cohort = record.whole("cohort")
    if read.findings.take(record) and told is not None:
        _note(record, read)
        read.take(record, of, year, measure, told, key="value", group=group, cohort=cohort)


def _note(record: Record, read: Read) -> None:
    for key, into in (("status", read.statuses), ("source", read.sources), ("as_at", read.days)):
        if text := record.text(key):
            into.add(text)


def school_of(record: Record, key: str) -> str:
    """The school's number as it stands: seven figures. Whether they begin with a council's code is seen later."""
    text = record.text(key).removesuffix(".0").replace(" ", "").replace("/", "")
    if not text:
        record.refuse("number_missing", key)
    elif not (len(text) == 7 and text.isascii() and text.isdigit()):
        record.refuse("number_malformed", key)
    return text


def _value(record: Record, key: str, reason: str = "") -> Published | None:
    """The cell's value, with the letter or mark of a column of its own; refused where it is neither."""
    told = published(record.text(key), reason)
    if told is None:
        record.refuse("value_unknown", key, known="87.5, *, ., c, z, x, p, r, k, b")
    return told


def _read_wide(record: Record, table: Table, year: str, read: Read) -> None:
    """A row of the wide table: a value a measure, or why there is none."""
    of = school_of(record, "school_number")
    sector, decoding = record.text("sector").lower(), record.text("decoding")
    values = {heading: _value(record, heading) for heading in WIDE if heading in table.index}
    if not read.findings.take(record):
        return
    if decoding and decoding != AS_IT_STOOD:
        place = record.place
        read.findings.warn(
            Problem("figures.mended", MENDED, file=place.file, sheet=place.sheet, row=place.row, value=decoding,
                    params={"value": decoding})
        )  # fmt: skip
    for heading, told in values.items():
        assert told is not None
        measure, span = WIDE[heading]
        if not record.text(heading):
            told = Published(None, "x" if not sector or sector in MEASURES[measure].sectors else "z")
        doubtful = all(word in decoding for word in DOUBT) and measure.startswith("attendance")
        read.take(record, of, year, measure, told, key=heading, span=span, why="misread" if doubtful else "")
