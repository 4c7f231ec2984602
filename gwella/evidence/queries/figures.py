"""The figures of every school and area, worked out from the store by DuckDB in this process."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import polars as pl
from ibis import Table

from gwella.engine.indicators import MEASURES, figures, sources, totals_of
from gwella.engine.indicators.compute import NEEDS
from gwella.evidence import store
from gwella.evidence.queries.parts import backend_of, parts, sparing

BATCH = 20_000
# A pooled figure is told for these groups; of the others a single year has too few pupils to begin with.
POOLED_GROUPS = ("all", "fsm", "not_fsm")
COLUMNS = ("year", "place", "measure", "group", "span", "numerator", "cohort", "pupils", "value")
KIND_OF = {measure.code: NEEDS[measure.source] for measure in MEASURES.values() if measure.source in NEEDS}


@dataclass(frozen=True, slots=True)
class Place:
    """A school's areas: its council's code, its family (empty: none), its sector (the register's phase)."""

    school: str
    council: str
    family: str
    sector: str


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, with the kind of data it comes from. `cohort` is what the numerator is divided by."""

    kind: str
    year: str
    place: str
    measure: str
    group: str
    span: int
    numerator: float
    cohort: int
    pupils: int
    value: float


def work_out(
    root: Path, keys: Mapping[str, Sequence[str]], places: Sequence[Place], years: Sequence[str]
) -> Iterator[Row]:
    """The figures of `years` from the file sets named in `keys`, which hold also the two years before each.

    Nothing where there is no census, since nobody can then be placed in a group.
    """
    tables = store.tables(root, keys)
    if "pupils" not in tables:
        return
    for values in told(tables, places, years).iter_rows(buffer_size=BATCH):
        year, place, measure, group, span, numerator, cohort, pupils, value = values
        kind = KIND_OF[measure]
        yield Row(kind, year, place, measure, group, span, numerator, round(cohort), round(pupils), value)


def told(tables: Mapping[str, Table], places: Sequence[Place], years: Sequence[str]) -> pl.DataFrame:
    """The same figures from the store's tables, "pupils" among them, as one table with `COLUMNS`."""
    where = ibis.memtable(
        {
            "school": [p.school for p in places],
            "council": [p.council for p in places],
            "family": [p.family or None for p in places],
            "sector": [p.sector for p in places],
        },
        schema={"school": "string", "council": "string", "family": "string", "sector": "string"},
    )
    with sparing(tables):
        found = figures(_added(tables), where)
        wanted = found.filter(
            found.year.isin(list(years)),
            (found.span == 1) | (found.group.isin(POOLED_GROUPS) & (found.years > 1)),
        )
        frame: pl.DataFrame = wanted.select(*COLUMNS).to_polars()
        return frame


def _added(tables: Mapping[str, Table]) -> Table:
    """The engine's `totals` of the tables, made a year, a part and a source at a time."""
    backend = backend_of(tables)
    asked: list[Table] = []
    years = ibis.union(*(table.select("year") for table in tables.values()), distinct=True)
    for year in sorted(years.to_polars()["year"]):
        for part in parts(tables, [year]):
            if not asked:
                for source in sources(part.tables):
                    asked.append(
                        backend.create_view(f"part_{source}_totals", totals_of(source, part.tables, part.sent))
                    )
                backend.create_table("added", schema=asked[0].schema())
            for question in asked:
                backend.insert("added", question)
    return backend.table("added")
