"""Figures of councils and Wales: the long table by area, and the published table of pupils by year group and sector."""

from pathlib import Path

from gwella.core.problems import BadInput
from gwella.core.text import mark
from gwella.evidence.ingest.columns import Column, find_table
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import Findings, Record
from gwella.evidence.ingest.school_figures import LONG, Read, SchoolFigures, settled
from gwella.evidence.ingest.school_figures_values import FigureRow, HeldRow, is_impossible, is_year, known, published
from gwella.evidence.ingest.sheets import read_sheets

_AREA = Column("area", "Area", "Ardal", ("council", "cyngor", "local authority", "la_code"), required=True)
ROLL = (
    _AREA,
    Column("year_group", "Year group", "Grŵp blwyddyn", required=True),
    Column("sector", "Sector", "Sector", required=True),
    Column(
        "published", "Pupils as published", "Disgyblion fel y’u cyhoeddwyd", ("pupils_as_published",), required=True
    ),
    Column("pupils", "Pupils", "Disgyblion"),
)
BY_MEASURE = (_AREA, *(column for column in LONG if column.key != "school"))
# Pupils of a sector's schools in a council: measures of areas only.
SECTORS = {
    "nursery schools": "pupils_nursery",
    "primary schools": "pupils_primary",
    "middle schools": "pupils_middle",
    "secondary schools": "pupils_secondary",
    "special schools": "pupils_special",
}
AREA_MEASURES = {
    "pupils_nursery": mark("Pupils in nursery schools"),
    "pupils_primary": mark("Pupils in primary schools"),
    "pupils_middle": mark("Pupils in middle schools"),
    "pupils_secondary": mark("Pupils in secondary schools"),
    "pupils_special": mark("Pupils in special schools"),
}
YEAR_GROUPS = {"nursery 1": "n1", "nursery 2": "n2", "reception": "reception", "all years": "all"} | {
    f"year {n}": f"year_{n}" for n in range(1, 15)
}
NATION = ("wales", "cymru")
REGION = "region:"  # another region of Wales, by its name
LONGEST = 60
MOST_PUPILS = 500_000  # more than all of Wales has


def read_area_figures(path: Path, *, year: str, name: str = "", councils: Councils = WALES) -> SchoolFigures:
    """Read figures of areas; `year` is the school year of a file that does not say it. Raises BadInput as schools'."""
    book = read_sheets(path, name=name)
    place = Place(book.file)
    read = Read(place, Findings(place), councils)
    found = False
    for sheet, rows in book.sheets.items():
        roll = find_table(rows, ROLL, Place(book.file, sheet), least=4)
        table = roll or find_table(rows, BY_MEASURE, Place(book.file, sheet), least=3)
        if table is None or not {"area"} < table.index.keys():
            continue
        found = True
        if table.refused:
            raise BadInput(table.refused)
        read.findings.warn(*table.warnings)
        for record in table.records(councils):
            _take(record, year, read, is_roll=roll is not None)
    if not found:
        raise BadInput(Place(book.file).problem("no_table", wanted="; ".join(c.names for c in ROLL if c.required)))
    return settled(read)


def _take(record: Record, year: str, read: Read, *, is_roll: bool) -> None:
    area = _area_of(record, read.councils)
    key = "published" if is_roll else "value"
    told = published(record.text(key))
    measure, group = _of_roll(record) if is_roll else _of_measure(record)
    year = year if is_roll else record.text("year") or year
    if told is None:
        record.refuse("value_unknown", key, known="335, *, ., c, z, x")
    if not is_year(year):
        record.refuse("value_unknown", "year", known="2018/19")
    cohort = None if is_roll else record.whole("cohort")
    if not read.findings.take(record) or told is None:
        return
    column, row = record.headings.get(key, key), record.place.row or 0
    if why := _why_held(area, measure, told.value, read.councils):
        read.held.append(HeldRow(area, year, measure, group, row, column, record.text(key)[:80], why))
    else:
        read.rows.append(FigureRow(area, year, measure, group, 1, told.value, told.reason, cohort, row, column))


def _why_held(area: str, measure: str, value: float | None, councils: Councils) -> str:
    if area not in NATION and not area.startswith(REGION) and councils.of_code(area) is None:
        return "unknown_place"
    if value is None:
        return ""
    beyond = not 0 <= value <= MOST_PUPILS if measure in (*AREA_MEASURES, "pupils") else is_impossible(measure, value)
    return "impossible" if beyond else ""


def _area_of(record: Record, councils: Councils) -> str:
    """A council's code, "wales", "region:" with another region's name, or a code of another kind of table as it is."""
    text = record.wanted_text("area").removesuffix(".0")
    if text.lower() in NATION:
        return NATION[0]
    if text.lower().startswith(REGION):
        return (REGION + text[len(REGION) :].strip())[:LONGEST]
    if text.isascii() and text.isdigit():
        return text
    council = record.council(text, "area") if text else None
    return council.code if council else ""


def _of_roll(record: Record) -> tuple[str, str]:
    """The measure and group of a row of the table of pupils."""
    measure, group = (
        SECTORS.get(record.text("sector").lower(), ""),
        YEAR_GROUPS.get(record.text("year_group").lower(), ""),
    )
    if not measure:
        record.refuse("value_unknown", "sector", known=", ".join(SECTORS))
    if not group:
        record.refuse("value_unknown", "year_group", known=", ".join(YEAR_GROUPS))
    return measure, group


def _of_measure(record: Record) -> tuple[str, str]:
    measure = record.wanted_text("measure")
    if measure and not (known(measure) or measure in AREA_MEASURES):
        record.refuse("value_unknown", "measure", known=", ".join(AREA_MEASURES))
    return measure, record.text("group") or "all"
