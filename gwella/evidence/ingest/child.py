"""The child process that opens workbooks: `python -m gwella.evidence.ingest.child FILE LIMITS-AS-JSON`.

A workbook of 300 KB can unpack to gigabytes, and a parser may have holes: whatever happens here, the caller goes
on. The child limits itself before it loads the parser, reads, and writes JSON lines to its standard output:
{"sheet": name} then one list per row. Dates are {"d": "2018-04-10"} or {"t": "2018-04-10T12:00:00"}.
The last line is {"end": true} or {"refused": code}. Imports nothing of ours, so that it starts quickly.
"""

import contextlib
import datetime
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO


class Refused(Exception):
    """The file asks for more than the limits allow; the argument is the reason's code."""


def limit_self(memory_bytes: int, cpu_seconds: int, output_bytes: int) -> None:
    """Let the kernel hold this process to its limits (where the platform has them)."""
    try:
        import resource
    except ImportError:  # not a POSIX system: the caller's wall clock still holds
        return
    for which, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, output_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (limit, limit))


def cell_as_json(value: Any) -> Any:
    """One cell as JSON can carry it; the empty string becomes null."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime.datetime):
        return {"t": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"d": value.isoformat()}
    if isinstance(value, bool | int | float | str):
        return value
    return str(value)


def trimmed(row: Iterable[Any]) -> list[Any]:
    """The row's cells as JSON values without the empty ones at its end."""
    cells = [cell_as_json(value) for value in row]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def lines(workbook: Any, sheets: int, rows: int, columns: int, cells: int, cell_characters: int) -> Iterator[Any]:
    """Sheet headings and rows in order, empty rows at a sheet's end left out. Refused where limits are passed."""
    names = [sheet.name for sheet in workbook.sheets_metadata if str(sheet.typ).endswith("WorkSheet")]
    _hold(len(names) <= sheets, "too_many_sheets")
    _hold(len(set(names)) == len(names), "file_damaged")  # the parser would give the first of them twice
    for name in names:
        yield {"sheet": name}
        blank = 0
        for row in _rows(workbook.get_sheet_by_name(name)):
            values = trimmed(row)
            if not values:
                blank += 1
                continue
            rows, cells = rows - blank - 1, cells - len(values)
            _hold(rows >= 0, "too_many_rows")
            _hold(len(values) <= columns, "too_many_columns")
            _hold(cells >= 0, "too_many_cells")
            _hold(all(len(v) <= cell_characters for v in values if isinstance(v, str)), "cell_too_long")
            yield from ([] for _ in range(blank))
            blank = 0
            yield values
    yield {"end": True}


def _rows(sheet: Any) -> Iterable[Any]:
    # The parser gives the empty rows above what is written, but not the empty columns to its left.
    if sheet.start is not None:
        left = [None] * sheet.start[1]
        for row in sheet.iter_rows():
            yield left + row


def _hold(fits: bool, code: str) -> None:
    if not fits:
        raise Refused(code)


def write_workbook(path: str, limits: dict[str, int], out: TextIO) -> None:
    """Write the workbook at `path` as JSON lines to `out`; its last line says how it ended."""
    try:
        import python_calamine

        try:
            # Not by path: then the parser would believe the file's extension.
            with open(path, "rb") as file:
                workbook = python_calamine.CalamineWorkbook.from_filelike(file)
            for line in lines(workbook, **limits):
                print(json.dumps(line, ensure_ascii=False, allow_nan=False), file=out)
        except python_calamine.PasswordError:
            print('{"refused": "file_encrypted"}', file=out)
    except Refused as refused:
        print(json.dumps({"refused": refused.args[0]}), file=out)
    except (MemoryError, OSError, ImportError):  # ImportError: not even the parser found room
        print('{"refused": "too_much"}', file=out)
    except BaseException:  # the parser's panics are no Exception; any of them means a file that cannot be read
        print('{"refused": "file_damaged"}', file=out)
    out.flush()


def main() -> None:
    """Read the file named by the first argument under the limits of the second."""
    limits = json.loads(sys.argv[2])
    limit_self(limits.pop("memory_bytes"), limits.pop("cpu_seconds"), limits.pop("output_bytes"))
    with open(1, "w", encoding="utf-8", closefd=False) as out:
        write_workbook(sys.argv[1], limits, out)


if __name__ == "__main__":
    main()
