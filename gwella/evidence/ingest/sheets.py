"""Any table somebody sends us, read safely: OpenDocument, Excel, CSV, TSV → sheets of rows of plain values."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from gwella.core.problems import BadInput
from gwella.evidence.ingest.containers import Kind, Limits, kind_of
from gwella.evidence.ingest.delimited import read_rows, shape_of
from gwella.evidence.ingest.reasons import Place

Cell = str | int | float | bool | date | None
Row = list[Cell]

_SIGXCPU = getattr(signal, "SIGXCPU", 24)  # how the kernel ends a process that used up its seconds
_CHILD_LIMITS = ("sheets", "rows", "columns", "cells", "cell_characters", "memory_bytes", "cpu_seconds", "output_bytes")
_LIMIT_OF = {
    "too_many_sheets": "sheets",
    "too_many_rows": "rows",
    "too_many_columns": "columns",
    "too_many_cells": "cells",
    "cell_too_long": "cell_characters",
}


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file's sheets. Row 1 of a spreadsheet is `sheets[name][0]`; rows are as long as their last filled cell.

    `file` is the name its owner gave it, `sha256` its content's, `encoding` empty unless it is text. A text file
    has one sheet, named "".
    """

    file: str
    kind: Kind
    sha256: str
    sheets: dict[str, list[Row]]
    encoding: str = ""


def read_sheets(path: Path, *, name: str = "", limits: Limits | None = None) -> Workbook:
    """Read a table. `name` is what to call the file in messages (an upload's own name).

    Goes by content, not by extension: CSV called .ods is read, HTML called .xlsx is refused. Workbooks are parsed
    in a child process with limits. Raises BadInput with one problem for anything that cannot be read safely.
    """
    limits = limits or Limits()
    place = Place(name or path.name)
    kind = kind_of(path, place, limits)
    encoding = ""
    if kind == "csv":
        shape = shape_of(path, place)
        encoding = shape.encoding
        sheets = {"": [_trimmed(row) for row in read_rows(path, shape, place, limits)]}
    else:
        sheets = _read_in_child(path, place, limits)
    if not any(any(rows) for rows in sheets.values()):
        raise BadInput(place.problem("file_empty"))
    return Workbook(place.file, kind, sha256_of(path), sheets, encoding)


def sha256_of(path: Path) -> str:
    """The hex SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _trimmed(record: list[str]) -> Row:
    row: Row = [cell if cell else None for cell in record]
    while row and row[-1] is None:
        row.pop()
    return row


def _read_in_child(path: Path, place: Place, limits: Limits) -> dict[str, list[Row]]:
    asked = {field: getattr(limits, field) for field in _CHILD_LIMITS}
    command = [sys.executable, "-m", "gwella.evidence.ingest.child", str(path.absolute()), json.dumps(asked)]
    # The child gets no secret of ours: only where its modules are.
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ.get("PATH", "")}
    with tempfile.TemporaryFile() as out:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                env=environment,
                timeout=limits.wall_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise BadInput(place.problem("too_slow")) from None
        if done.returncode == -_SIGXCPU:
            raise BadInput(place.problem("too_slow"))
        out.seek(0)
        return _sheets_of(out, place, limits)


def _sheets_of(out: IO[bytes], place: Place, limits: Limits) -> dict[str, list[Row]]:
    sheets: dict[str, list[Row]] = {}
    rows: list[Row] = []
    for line in out:
        try:
            told = json.loads(line)
        except ValueError:  # the child was stopped in the middle of a line
            break
        if isinstance(told, list):
            rows.append([_cell(value) for value in told])
        elif "sheet" in told:
            rows = sheets.setdefault(told["sheet"], [])
        elif "end" in told:
            return sheets
        else:
            raise BadInput(_refusal(told["refused"], place, limits))
    # No last line: the kernel ended the child for the memory, time or output it asked for.
    raise BadInput(place.problem("too_much"))


def _refusal(code: str, place: Place, limits: Limits) -> Any:
    limit = _LIMIT_OF.get(code)
    return place.problem(code, limit=getattr(limits, limit)) if limit else place.problem(code)


def _cell(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]  # JSON's own str, number, true, false or null
    if "d" in value:
        return date.fromisoformat(value["d"])
    moment = datetime.fromisoformat(value["t"])
    # A spreadsheet has no pure dates: midnight is how it writes a day.
    return moment.date() if not any((moment.hour, moment.minute, moment.second)) else moment
