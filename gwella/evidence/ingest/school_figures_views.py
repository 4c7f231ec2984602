"""What pupils say of their school: a survey's answers, a statement a row, as school-level figures."""

from collections import defaultdict
from pathlib import Path

from gwella.evidence.ingest.columns import Column, the_table
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import Findings, Record
from gwella.evidence.ingest.school_figures import Read, SchoolFigures, school_of, settled
from gwella.evidence.ingest.school_figures_values import VIEWS, FigureRow, HeldRow, is_impossible, is_year, published
from gwella.evidence.ingest.sheets import read_sheets

COLUMNS = (
    Column("year", "Year", "Blwyddyn"),
    Column("school", "School", "Ysgol", ("School number", "Rhif yr ysgol"), required=True),
    Column("audience", "Audience", "Cynulleidfa", required=True),
    Column("statement", "Statement", "Datganiad", required=True),
    Column("asked", "Asked", "Gofynnwyd"),
    Column("answered", "Answered", "Atebwyd", required=True),
    Column("agree", "Agree", "Cytuno", required=True),
)
AUDIENCES = ("primary", "secondary")
Answers = dict[tuple[str, str, str], dict[str, FigureRow]]


def read_views(path: Path, *, year: str, name: str = "", councils: Councils = WALES) -> SchoolFigures:
    """Read pupils' answers: per cent who agree, of those who answered. Raises BadInput as the other readers.

    A school whose younger and older pupils were both asked has a figure of all, and one of each.
    """
    book = read_sheets(path, name=name)
    table = the_table(book, COLUMNS)
    place = Place(book.file, table.place.sheet)
    read = Read(place, Findings(place), councils)
    read.findings.warn(*table.warnings)
    answers: Answers = defaultdict(dict)
    for record in table.records(councils):
        _take(record, year, answers, read)
    read.rows = [row for by_audience in answers.values() for row in _told(list(by_audience.values()))]
    return settled(read)


def _take(record: Record, year: str, answers: Answers, read: Read) -> None:
    of, year = school_of(record, "school"), record.text("year") or year
    audience, measure = record.text("audience").lower(), f"views_{record.text('statement')}"
    told, answered = published(record.text("agree")), record.whole("answered")
    statements = ", ".join(code.removeprefix("views_") for code in VIEWS)
    for key, fits, known in (
        ("statement", measure in VIEWS, statements),
        ("audience", audience in AUDIENCES, ", ".join(AUDIENCES)),
        ("agree", told is not None, "87.5, *, c, x"),
        ("year", is_year(year), "2018/19"),
    ):
        if not fits:
            record.refuse("value_unknown", key, known=known)
    if earlier := answers.get((of, year, measure), {}).get(audience):
        record.refuse("school_twice", "school", other=earlier.row)
    if not read.findings.take(record) or told is None:
        return
    row, column = record.place.row or 0, record.headings["agree"]
    if why := _why_held(of, measure, told.value, read.councils):
        read.held.append(HeldRow(of, year, measure, audience, row, column, record.text("agree")[:80], why))
        return
    answers[of, year, measure][audience] = FigureRow(
        of, year, measure, audience, 1, told.value, told.reason, answered, row, column
    )


def _why_held(of: str, measure: str, value: float | None, councils: Councils) -> str:
    if councils.of_code(of[:3]) is None:
        return "unknown_place"
    return "impossible" if value is not None and is_impossible(measure, value) else ""


def _told(rows: list[FigureRow]) -> list[FigureRow]:
    """The figure of all who answered, and those of the younger and the older where both did."""
    first = rows[0]
    cohort = sum(row.cohort or 0 for row in rows)
    whole = all(row.value is not None and row.cohort for row in rows)
    value = sum((row.value or 0) * (row.cohort or 0) for row in rows) / cohort if whole else first.value
    reason = "" if value is not None else first.reason
    every = FigureRow(
        first.of, first.year, first.measure, "all", 1, value, reason, cohort or None, first.row, first.column
    )
    return [every, *rows] if len(rows) > 1 else [every]
