"""Open data as files: CSV, CSV for Excel and Parquet, each with its metadata beside it. No clock."""

import csv
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO

import polars as pl

from gwella.documents.tables import neutral
from gwella.insight.evidence.open_data import COLUMNS, Cell, OpenData

NAME = "gwella-figures"
CSV, EXCEL, PARQUET = f"{NAME}.csv", f"{NAME}-excel.csv", f"{NAME}.parquet"
BATCH = 20_000
_TYPES = {"value": pl.Float64(), "pupils": pl.Int32(), "years": pl.Int8()}
SCHEMA = pl.Schema({name: _TYPES.get(name, pl.String()) for name in COLUMNS})


def write_open_data(data: OpenData, folder: Path, progress: Callable[[int], None] = lambda done: None) -> list[Path]:
    """Write the figures into a folder, in three forms with a metadata file each; the files, in that order.

    Each file takes its place when it is whole: a reader finds the one before or this one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    about = data.about()
    with ExitStack() as stack:
        plain = stack.enter_context(_text(folder / CSV, "utf-8"))
        excel = stack.enter_context(_text(folder / EXCEL, "utf-8-sig"))
        parquet = stack.enter_context(_placed(folder / PARQUET))
        parts = [SCHEMA.to_frame()]
        tables = [csv.writer(file, lineterminator="\r\n") for file in (plain, excel)]
        for table in tables:
            table.writerow(COLUMNS)
        rows, done = data.rows(), 0
        while some := list(islice(rows, BATCH)):
            safe = [[neutral(cell) if isinstance(cell, str) else cell for cell in row] for row in some]
            for table in tables:
                table.writerows(safe)
            parts.append(_frame(some))
            done += len(some)
            progress(done)
        words = {"gwella": json.dumps(about, ensure_ascii=False)}
        pl.concat(parts).write_parquet(parquet, compression="zstd", metadata=words)
    return [path for name in (CSV, EXCEL, PARQUET) for path in (folder / name, _beside(folder / name, about))]


def _frame(rows: Sequence[Sequence[Cell]]) -> pl.DataFrame:
    told = [[float(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows]
    return pl.DataFrame(told, schema=SCHEMA, orient="row")


def _beside(path: Path, about: dict[str, object]) -> Path:
    """The metadata file of one form: what all say, and how this one is read."""
    reading: dict[str, object] = {"url": path.name}
    if path.suffix == ".csv":
        reading = {"@context": "http://www.w3.org/ns/csvw", **reading}
        encoding = "utf-8-sig" if path.name == EXCEL else "utf-8"
        reading["dialect"] = {"encoding": encoding, "delimiter": ",", "header": True, "lineTerminators": "\r\n"}
        reading["tableSchema"] = {"columns": [{"name": name, "titles": name} for name in COLUMNS]}
    else:
        reading["columns"] = {name: str(kind) for name, kind in SCHEMA.items()}
    target = path.with_name(f"{path.name}-metadata.json")
    with _text(target, "utf-8") as file:
        json.dump({**reading, "gwella": about}, file, ensure_ascii=False, indent=2)
    return target


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[IO[str]]:
    with _placed(path) as part, Path(part).open("w", encoding=encoding, newline="") as file:
        yield file


@contextmanager
def _placed(path: Path) -> Iterator[str]:
    """A name to write under; the file takes its own name when all went well."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield str(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
