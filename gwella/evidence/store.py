"""The columnar store of pupil rows: Parquet file sets beside the application's database, replaced whole, never edited.

A file set is named by its key, `kind/year/content hash`. It is written under another name and renamed, so that it is
whole or not there; which keys count is said by the application's database alone. No names of pupils are in here.
"""

import hashlib
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import ibis

ROWS = "rows.parquet"
ARRIVING = "arriving-"


def key_of(kind: str, year: str, frame: pl.DataFrame) -> str:
    """The key of a file set: the same rows, in whatever order they came, have the same key."""
    hashes = frame.select(frame.columns).hash_rows(seed=0).sort()
    digest = hashlib.sha256("|".join(f"{n}:{t}" for n, t in frame.schema.items()).encode())
    digest.update(hashes.to_numpy().tobytes())
    return f"{kind}/{year.replace('/', '-')}/{digest.hexdigest()[:24]}"


def write(root: Path, key: str, frame: pl.DataFrame) -> None:
    """Put a file set in place; one that is there already is left as it is. OSError where the disk is full."""
    target = root / key
    if (target / ROWS).exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(dir=target.parent, prefix=ARRIVING))
    try:
        frame.write_parquet(folder / ROWS, compression="zstd")
        with (folder / ROWS).open("rb") as file:
            os.fsync(file.fileno())
        try:
            folder.rename(target)
        except OSError:
            if not (target / ROWS).exists():  # else another wrote the same rows at the same moment
                raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read(root: Path, key: str) -> pl.DataFrame:
    """A file set's rows. FileNotFoundError where it is not there."""
    return pl.read_parquet(root / key / ROWS)


def tables(root: Path, keys: Mapping[str, Sequence[str]]) -> "dict[str, ibis.Table]":
    """The file sets of each kind as one Ibis table (DuckDB, in this process), for the kinds that have any."""
    import ibis  # slow to load, and reading files in does without it

    connection = ibis.duckdb.connect()
    return {
        kind: connection.read_parquet([str(root / key / ROWS) for key in sorted(chosen)], table_name=kind)
        for kind, chosen in keys.items()
        if chosen
    }


def sweep(root: Path, kept: Collection[str]) -> list[str]:
    """Remove the file sets nobody names any more and what a killed import left behind. The keys removed."""
    removed = []
    for folder in sorted(root.glob("*/*/*")):
        key = folder.relative_to(root).as_posix()
        if key not in kept:
            shutil.rmtree(folder)
            removed.append(key)
    return removed
