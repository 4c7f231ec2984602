"""A file of pupils read by a mapping profile: our rows, and row, column, value of each that is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

import polars as pl

from gwella.core.problems import BadInput, Problem
from gwella.evidence.ingest.cells import text_of
from gwella.evidence.ingest.columns import HEADING_ROWS, heading_key
from gwella.evidence.ingest.containers import Limits, kind_of
from gwella.evidence.ingest.delimited import read_rows, shape_of
from gwella.evidence.ingest.pupils.fields import schema_of
from gwella.evidence.ingest.pupils.parsing import parse
from gwella.evidence.ingest.pupils.profiles import Profile
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.sheets import read_sheets

# A region's results of a year are a hundred megabytes of text; a workbook of that size nobody could open.
LIMITS = Limits(
    file_bytes=600_000_000,
    rows=12_000_000,
    columns=500,
    cells=400_000_000,
    cell_characters=2_000,
    memory_bytes=2 * 2**30,
    cpu_seconds=120,
    wall_seconds=180,
    output_bytes=1_000_000_000,
)
ROW = "__row"


@dataclass(frozen=True, slots=True)
class PupilRows:
    """What a file gave: `frame` with the columns of `fields.schema_of`, how many rows it had, and what was refused."""

    kind: str
    frame: pl.DataFrame
    rows: int
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def read_pupils(path: Path, profile: Profile, *, year: str, name: str = "", limits: Limits = LIMITS) -> PupilRows:
    """Read a file of pupils of a school year. Raises BadInput where it cannot be read at all, or lacks a heading."""
    raw, place = raw_table(path, profile.headings, sheet=profile.sheet, name=name, limits=limits)
    parsed = parse(raw, profile, place)
    frame = parsed.frame.with_columns(pl.lit(year).alias("year")).select(
        pl.col(column).cast(kind) for column, kind in schema_of(profile.kind).items()
    )
    return PupilRows(profile.kind, frame, raw.height, parsed.refused, parsed.warnings)


def first_rows(path: Path, *, name: str = "", count: int = 12) -> list[list[str]]:
    """The first rows of a file as text, for a person to map them by example. Raises BadInput as `read_pupils`."""
    place = Place(name or path.name)
    if kind_of(path, place, LIMITS) == "csv":
        rows = _head(path, place, LIMITS)
    else:
        book = read_sheets(path, name=name, limits=LIMITS)
        rows = [[text_of(cell) for cell in row] for row in max(book.sheets.values(), key=len)]
    return [row for row in rows if any(row)][:count]


def raw_table(
    path: Path, headings: Sequence[str], *, sheet: str = "", name: str = "", limits: Limits = LIMITS
) -> tuple[pl.DataFrame, Place]:
    """A file's cells as text under the headings asked for, with the row each stands in as `ROW`. Empty cells are null.

    Raises BadInput where the file cannot be read, has no such headings, or has one of them twice.
    """
    place = Place(name or path.name)
    if kind_of(path, place, limits) == "csv":
        return _from_text(path, headings, place, limits), place
    book = read_sheets(path, name=name, limits=limits)
    place = Place(book.file, sheet)
    candidates = {sheet: book.sheets[sheet]} if sheet in book.sheets else book.sheets
    texts = {title: [[text_of(cell) for cell in row] for row in rows] for title, rows in candidates.items()}
    title = max(texts, key=lambda t: _named_in(texts[t], headings))
    place = Place(book.file, title)
    rows = texts[title]
    at, index = _heading_row(rows[:HEADING_ROWS], headings, place)
    body = [(number, row) for number, row in enumerate(rows[at + 1 :], start=at + 2) if any(row)]
    columns = {
        heading: pl.Series([row[i] if i < len(row) and row[i] else None for _, row in body], dtype=pl.String)
        for heading, i in index.items()
    }
    return pl.DataFrame({ROW: pl.Series([n for n, _ in body], dtype=pl.UInt32), **columns}), place


def _named_in(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> int:
    wanted = {heading_key(heading) for heading in headings}
    return max((len(wanted & {heading_key(cell) for cell in row}) for row in rows[:HEADING_ROWS]), default=0)


def _heading_row(rows: Sequence[Sequence[str]], headings: Sequence[str], place: Place) -> tuple[int, dict[str, int]]:
    """Where the headings stand (from 0), and each heading's column. BadInput where one is missing or stands twice."""
    wanted = {heading_key(heading): heading for heading in headings}
    best = max(range(len(rows)), key=lambda i: len(wanted.keys() & {heading_key(c) for c in rows[i]}), default=-1)
    keys = [heading_key(cell) for cell in rows[best]] if best >= 0 else []
    if not wanted.keys() & set(keys):
        raise BadInput(place.problem("no_table", wanted="; ".join(headings)))
    problems = [
        place.at(best + 1).problem("column_missing", column=h, names=h) for k, h in wanted.items() if k not in keys
    ]
    problems += [place.at(best + 1).problem("column_twice", column=wanted[k]) for k in wanted if keys.count(k) > 1]
    if problems:
        raise BadInput(problems)
    return best, {heading: keys.index(key) for key, heading in wanted.items()}


def _head(path: Path, place: Place, limits: Limits) -> list[list[str]]:
    rows = []
    for row in read_rows(path, shape_of(path, place), place, limits):
        rows.append([text_of(cell) for cell in row])
        if len(rows) == HEADING_ROWS:
            break
    return rows


def _from_text(path: Path, headings: Sequence[str], place: Place, limits: Limits) -> pl.DataFrame:
    shape = shape_of(path, place)
    head = _head(path, place, limits)
    at, index = _heading_row(head, headings, place)
    if _is_plain(path):
        fast = _read_fast(path, shape.encoding, shape.delimiter, index, at, limits)
        if fast is not None:
            return fast
    # Quotation marks, rows of different lengths: row by row, so that whatever is wrong is told with its place.
    rows = enumerate(read_rows(path, shape, place, limits), start=1)
    body = [(number, row) for number, row in rows if number > at + 1 and any(row)]
    columns = {
        heading: pl.Series([(row[i].strip() or None) if i < len(row) else None for _, row in body], dtype=pl.String)
        for heading, i in index.items()
    }
    return pl.DataFrame({ROW: pl.Series([n for n, _ in body], dtype=pl.UInt32), **columns})


def _is_plain(path: Path) -> bool:
    """Whether no quotation mark stands in the file, so that a row is a line."""
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            if b'"' in chunk or b"\r\r" in chunk:
                return False
    return True


def _read_fast(
    path: Path, encoding: str, delimiter: str, index: dict[str, int], at: int, limits: Limits
) -> pl.DataFrame | None:
    """The table read by polars; None where it is not regular enough for that."""
    with NamedTemporaryFile(suffix=".csv") as other:
        source = path
        if encoding != "utf-8-sig":
            with path.open(encoding=encoding, newline="") as text:
                while chunk := text.read(1 << 22):
                    other.write(chunk.encode())
            other.flush()
            source = Path(other.name)
        try:
            read = pl.read_csv(
                source,
                has_header=False,
                skip_lines=at + 1,
                infer_schema=False,
                separator=delimiter,
                quote_char=None,
                raise_if_empty=False,
            )
        except (pl.exceptions.PolarsError, OSError):
            return None
    if read.height > limits.rows or read.width <= max(index.values()):
        return None
    cells = {heading: pl.col(f"column_{i}").str.strip_chars() for heading, i in index.items()}
    numbered = read.with_row_index(ROW, offset=at + 2)
    filled = numbered.filter(pl.any_horizontal(pl.exclude(ROW).is_not_null()))
    return filled.select(
        ROW, *(pl.when(cell != "").then(cell).otherwise(None).alias(heading) for heading, cell in cells.items())
    )
