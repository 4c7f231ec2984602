"""The heading row of a table, found by the names of its columns in either language."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gwella.core.problems import BadInput, Problem
from gwella.core.text import fold
from gwella.evidence.ingest.cells import key_of, text_of
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import Record
from gwella.evidence.ingest.sheets import Row, Workbook

HEADING_ROWS = 40  # nobody puts more than a page of titles above a table
_LONGEST_HEADING = 120  # characters: a paragraph above a table is no heading, and patterns are slow on megabytes
_BOTH = re.compile(r" [-–/|] ")  # between the two languages of a heading
_SEE_NOTES = re.compile(r"[\s\-(\[,:]*\b(?:see notes?|gweler (?:y |r )?nodiadau|gweler y nodyn)\b[^/|]*(?=[/|]|$)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column we know: our key, its headings in both languages, other headings met, whether we can do without."""

    key: str
    en: str
    cy: str
    also: tuple[str, ...] = ()
    required: bool = False

    @property
    def names(self) -> str:
        """Its headings, for a message."""
        return self.en if self.en == self.cy else f"{self.en} / {self.cy}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet. `index` gives each known column's position, `headings` its heading in the file.

    `heading_row` counts from 1. `language` is that of the headings, "" where both or neither are used.
    `refused` holds what makes the table unusable, `warnings` the rest.
    """

    place: Place
    rows: Sequence[Row]
    heading_row: int
    index: dict[str, int]
    headings: dict[str, str]
    language: str
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def records(self, councils: Councils = WALES) -> Iterator[Record]:
        """Each row below the headings that holds anything, with its row number."""
        width = len(self.rows[self.heading_row - 1])
        for number, row in enumerate(self.rows[self.heading_row :], start=self.heading_row + 1):
            if not any(text_of(cell) for cell in row):
                continue
            cells = {key: row[i] if i < len(row) else None for key, i in self.index.items()}
            record = Record(self.place.at(number), cells, self.headings, councils)
            beyond = next((cell for cell in row[width:] if text_of(cell)), None)
            if beyond is not None:
                record.warn("row_too_long", value=text_of(beyond))
            yield record


def heading_key(text: str) -> str:
    """A heading as we compare it: folded, without punctuation and "- see notes"."""
    return key_of(_SEE_NOTES.sub("", fold(text)))


def find_table(rows: Sequence[Row], columns: Sequence[Column], place: Place, *, least: int = 2) -> Table | None:
    """The table whose headings are in the row that names most of `columns`; None where no row names `least`."""
    keys = {heading_key(name): c for c in reversed(columns) for name in (*c.also, c.key, c.cy, c.en)}
    best: tuple[int, list[tuple[int, str, Column | None]]] | None = None
    most = least - 1
    for number, row in enumerate(rows[:HEADING_ROWS], start=1):
        cells = [(i, text_of(cell)) for i, cell in enumerate(row)]
        named = [(i, text, _column_of(text, keys)) for i, text in cells if text and len(text) <= _LONGEST_HEADING]
        matches = len({column.key for _, _, column in named if column})
        if matches > most:
            most, best = matches, (number, named)
    if best is None:
        return None
    return _table(rows, columns, place, *best)


def _column_of(text: str, keys: dict[str, Column]) -> Column | None:
    """The column a heading names, in one language or in both ("Enw’r ysgol / School Name")."""
    whole = keys.get(heading_key(text))
    halves = _BOTH.split(_SEE_NOTES.sub(" ", fold(text)).strip())
    if whole or len(halves) != 2:
        return whole
    one, other = (keys.get(heading_key(half)) for half in halves)
    return one if one is other else None


def _table(
    rows: Sequence[Row],
    columns: Sequence[Column],
    place: Place,
    number: int,
    named: list[tuple[int, str, Column | None]],
) -> Table:
    place = place.at(number)
    table = Table(place, rows, number, {}, {}, _language_of(named))
    unknown = []
    for i, text, column in named:
        if column is None:
            unknown.append(text)
        elif column.key in table.index:
            table.refused.append(place.problem("column_twice", column=text))
        else:
            table.index[column.key], table.headings[column.key] = i, text
    near_ones = set()
    for column in columns:
        if column.required and column.key not in table.index:
            near = _near(column, unknown)
            near_ones.add(near)
            name = column.cy if table.language == "cy" else column.en
            code = "column_renamed" if near else "column_missing"
            table.refused.append(place.problem(code, column=name, near=near, names=column.names))
    table.warnings.extend(place.problem("column_unknown", column=t) for t in unknown if t not in near_ones)
    return table


def _language_of(named: list[tuple[int, str, Column | None]]) -> str:
    found = [(heading_key(text), c) for _, text, c in named if c and heading_key(c.en) != heading_key(c.cy)]
    english = sum(key == heading_key(c.en) for key, c in found)
    welsh = sum(key == heading_key(c.cy) for key, c in found)
    if english == welsh:
        return ""
    return "en" if english > welsh else "cy"


def _near(column: Column, unknown: list[str]) -> str:
    by_key = {heading_key(text): text for text in unknown}
    for name in (column.en, column.cy, *column.also):
        close = difflib.get_close_matches(heading_key(name), by_key, n=1, cutoff=0.75)
        if close:
            return by_key[close[0]]
    return ""


def the_table(book: Workbook, columns: Sequence[Column]) -> Table:
    """The table of a file that should hold one: that of the sheet which names most of `columns`.

    Raises BadInput where no sheet holds one, or where its required columns are missing or stand twice.
    """
    tables = [find_table(rows, columns, Place(book.file, sheet)) for sheet, rows in book.sheets.items()]
    best = max((table for table in tables if table), key=lambda table: len(table.index), default=None)
    if best is None:
        wanted = "; ".join(column.names for column in columns if column.required)
        raise BadInput(Place(book.file).problem("no_table", wanted=wanted))
    if best.refused:
        raise BadInput(best.refused)
    return best
