"""What stands in a list on the screen, as a file: CSV, CSV for Excel, XLSX, ODS. No Django here, and no clock.

A text that a spreadsheet would take for a formula gets an apostrophe before it, so that a file made here never
runs anything. Numbers stay numbers; dates are real dates in XLSX and ODS and ISO 8601 in CSV.
"""

import csv
import datetime
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from tablib.core import Databook, Dataset

Cell = str | int | float | Decimal | datetime.date | datetime.datetime | None
Format = Literal["csv", "csv-excel", "xlsx", "ods"]
MIME: Mapping[Format, str] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "csv-excel": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
EXTENSIONS: Mapping[Format, str] = {"csv": "csv", "csv-excel": "csv", "xlsx": "xlsx", "ods": "ods"}

# What spreadsheets take for the start of a formula (OWASP, CSV injection), full-width forms too.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
# What XML 1.0 cannot hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLE = re.compile(r"[\\*?:/\[\]']")
_TITLE_LENGTH = 31


def neutral(text: str) -> str:
    """The text so that no spreadsheet runs it: an apostrophe before = + - @, tab and line break.

    Control characters, which no spreadsheet file can hold, are left out.
    """
    clean = _NOT_XML.sub("", text)
    return f"'{clean}" if clean.startswith(_FORMULA_STARTS) else clean


def write_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    format: Format,
    sheet_title: str,
    about: Mapping[str, Cell],
    *,
    about_title: str = "About",
) -> bytes:
    """The table as a file: what is shown, in the order shown, under its headings.

    `about` (source, as at, filters: label to value) is a second sheet in XLSX and ODS, called `about_title`;
    a CSV holds the table alone, see `write_metadata`. CSV is RFC 4180 in UTF-8, "csv-excel" with the byte order
    mark Excel wants. Raises ValueError for a row of another width, or a cell of a kind that has no plain form.
    """
    heads = [neutral(column) for column in columns]
    body = [_cells(row, len(heads)) for row in rows]
    if format in ("csv", "csv-excel"):
        return _csv(heads, body, "utf-8-sig" if format == "csv-excel" else "utf-8")
    sheets = [_sheet(sheet_title, heads, body)]
    if about:
        pairs = [_cells(pair, 2) for pair in about.items()]
        sheets.append(_sheet(_other_title(about_title, sheet_title), None, pairs))
    return bytes(Databook(sheets).export(format))  # type: ignore[no-untyped-call]


def write_metadata(columns: Sequence[str], about: Mapping[str, Cell], csv_name: str) -> bytes:
    """What goes beside a CSV file, as `<name>-metadata.json` (W3C CSV on the Web): its columns and where it is from."""
    told = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": csv_name,
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True},
        "tableSchema": {"columns": [{"titles": column} for column in columns]},
        "notes": [{"label": label, "value": _plain(value)} for label, value in about.items()],
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _cells(row: Sequence[Cell], width: int) -> list[Cell]:
    if len(row) != width:
        raise ValueError(f"a row of {len(row)} cells under {width} headings")
    return [_cell(value) for value in row]


def _cell(value: Cell) -> Cell:
    if isinstance(value, bool) or not (value is None or isinstance(value, Cell)):
        raise ValueError(f"give the words or the figure that is shown, not {type(value).__name__}: {value!r}")
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise ValueError(f"no spreadsheet holds the number {value}: say why it is missing")
    return neutral(value) if isinstance(value, str) else value


def _plain(value: Cell) -> str | int | float | None:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _csv(heads: Sequence[str], body: Sequence[Sequence[Cell]], encoding: str) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_plain(value) for value in row] for row in body)
    return stream.getvalue().encode(encoding)


def _sheet(title: str, heads: Sequence[str] | None, body: Sequence[Sequence[Cell]]) -> Dataset:
    naive = ([_naive(value) for value in row] for row in body)
    return Dataset(*naive, headers=heads, title=_safe_title(title))  # type: ignore[no-untyped-call]


def _naive(value: Cell) -> Cell:
    """Spreadsheets know no time zones: the moment as the clock on its wall showed it."""
    return value.replace(tzinfo=None) if isinstance(value, datetime.datetime) else value


def _safe_title(title: str) -> str:
    clean = _NOT_IN_TITLE.sub("-", _NOT_XML.sub("", title)).strip()
    return clean[:_TITLE_LENGTH] or "Gwella"


def _other_title(title: str, taken: str) -> str:
    """A title for the second sheet that is not the first's; spreadsheets compare them without case."""
    same = _safe_title(title).casefold() == _safe_title(taken).casefold()
    return f"{_safe_title(title)[: _TITLE_LENGTH - 2]} 2" if same else title
