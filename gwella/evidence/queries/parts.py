"""More pupils than fit in memory, a part at a time: tables of the same names, each time of other pupils.

A question of a part is a view, made once; so it is put into SQL once, however many parts there are.
"""

import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import ibis
from ibis import Table
from ibis.backends.duckdb import Backend

from gwella.engine.indicators import pupils

# About so many rows of a table are worked on at once: under a gigabyte.
ROWS = 2_000_000
MEMORY = "2GB"
# Which schools have sent any rows is asked of all, not of a part.
SENT = ("results", "exclusions")

# Shorter SQL is not worth the time it takes to make: seconds, where a year's figures are asked for.
ibis.options.sql.fuse_selects = False


@dataclass(frozen=True, slots=True)
class Part:
    """The store's tables of some pupils, "census" made beforehand, and which schools `sent` rows at all."""

    tables: Mapping[str, Table]
    sent: Mapping[str, Table]


def backend_of(tables: Mapping[str, Table]) -> Backend:
    """The DuckDB that the tables are read by."""
    found = tables["pupils"].get_backend()
    assert isinstance(found, Backend)
    return found


@contextmanager
def sparing(tables: Mapping[str, Table]) -> Iterator[None]:
    """Within, what does not fit in the memory allowed goes to disk."""
    connection = backend_of(tables).con
    with tempfile.TemporaryDirectory(prefix="gwella-") as folder:
        connection.execute("set enable_progress_bar = false")
        connection.execute("set memory_limit = $1", [MEMORY])
        connection.execute("set temp_directory = $1", [folder])
        connection.execute("set preserve_insertion_order = false")
        yield


def parts(tables: Mapping[str, Table], years: Collection[str]) -> Iterator[Part]:
    """The pupils of these school years, a part after the other; one part's tables are gone when the next is asked for.

    A pupil is in one part with all rows of all years.
    """
    backend = backend_of(tables)
    kept = {name: table.filter(table.year.isin(sorted(years))) for name, table in tables.items()}
    sent = {}
    for name in SENT:
        if name in kept:
            sent[name] = _put(backend, f"sent_{name}", kept[name].select("year", "school").distinct())
    count = _power_of_two(max(int(table.count().execute()) for table in kept.values()) / ROWS)
    for place in range(count):
        for name, table in kept.items():
            mine = table.filter((table.upn.hash() & (count - 1)) == place) if count > 1 else table
            backend.create_view(f"part_{name}", mine, overwrite=True)
        found = {name: backend.table(f"part_{name}") for name in kept}
        found["census"] = _put(backend, "part_census", pupils.census(found["pupils"]))
        yield Part(found, sent)


def _put(backend: Backend, name: str, rows: Table) -> Table:
    """The rows as a table of that name, in place of what it held."""
    backend.con.execute(f"create or replace table {name} as {backend.compile(rows)}")
    return backend.table(name)


def _power_of_two(least: float) -> int:
    count = 1
    while count < least:
        count *= 2
    return count
