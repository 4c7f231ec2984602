"""A million pupils, or nine: the region over and over under other numbers, a part at a time, straight to Parquet."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

from gwella.twin.pupils import roll
from gwella.twin.pupils import years as calendar
from gwella.twin.pupils.grow import grow_at
from gwella.twin.pupils.roll import Schools
from gwella.twin.pupils.tables import SCHEMAS, Pupils
from gwella.twin.region import Region

NEXT_SEED = 1_000_003


def grow_to(
    region: Region,
    folder: Path,
    *,
    seed: int,
    pupils: int,
    years: int = 1,
    until: str = "",
    tables: Collection[str] = tuple(SCHEMAS),
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, int]:
    """Write `folder`/TABLE/part-000.parquet and on until the last year has at least `pupils` pupils; rows by table.

    The region's schools are told again under establishment numbers it does not use, with other pupils; the truth is
    written beside as `truth`. Only one part is in memory at a time. `progress` hears of pupils made and wanted.
    Raises ValueError where the numbers of schools run out, after some ten million pupils.
    """
    schools = roll.lay_out(region)
    last = calendar.start(until) if until else calendar.start(region.year) - 1
    written: dict[str, int] = {}
    made = 0
    for part, numbers in enumerate(_numbers(schools)):
        grown = grow_at(replace(schools, numbers=numbers), seed=seed + part * NEXT_SEED, years=years, until=last)
        for name, rows in _write(grown, folder, part, tables).items():
            written[name] = written.get(name, 0) + rows
        made += grown.tables["pupils"][grown.years[-1]]["upn"].n_unique()
        if progress:
            progress(min(made, pupils), pupils)
        if made >= pupils:
            return written
    raise ValueError(f"the numbers of schools have run out after {made} pupils")


def _write(grown: Pupils, folder: Path, part: int, tables: Collection[str]) -> dict[str, int]:
    rows = {}
    for name in (*tables, "truth"):
        table = grown.truth if name == "truth" else grown.table(name)
        (folder / name).mkdir(parents=True, exist_ok=True)
        table.write_parquet(folder / name / f"part-{part:03d}.parquet", compression="lz4")
        rows[name] = table.height
    return rows


def _numbers(schools: Schools) -> Iterator[list[str]]:
    """The schools' own numbers, then others of the same councils, until a council has none left."""
    yield schools.numbers
    codes = [number[:3] for number in schools.numbers]
    used = frozenset(schools.numbers)
    free = {code: _free(code, used) for code in codes}
    while True:
        found = [next(free[code], "") for code in codes]
        if "" in found:
            return
        yield found


def _free(code: str, used: frozenset[str]) -> Iterator[str]:
    """The numbers of a council that no school of the region has."""
    return (number for place in range(10_000) if (number := f"{code}{place:04d}") not in used)
