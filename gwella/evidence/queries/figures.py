"""The figures of every school and area, worked out from the store by DuckDB in this process."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis

from gwella.engine.indicators import MEASURES, figures, totals
from gwella.engine.indicators.compute import NEEDS
from gwella.evidence import store

BATCH = 20_000
# A pooled figure is told for these groups; of the others a single year has too few pupils to begin with.
POOLED_GROUPS = ("all", "fsm", "not_fsm")
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
    where = ibis.memtable(
        {
            "school": [p.school for p in places],
            "council": [p.council for p in places],
            "family": [p.family or None for p in places],
            "sector": [p.sector for p in places],
        },
        schema={"school": "string", "council": "string", "family": "string", "sector": "string"},
    )
    told = figures(totals(tables), where)
    wanted = told.filter(
        told.year.isin(list(years)), (told.span == 1) | (told.group.isin(POOLED_GROUPS) & (told.years > 1))
    )
    columns = ("year", "place", "measure", "group", "span", "numerator", "cohort", "pupils", "value")
    for batch in wanted.select(*columns).to_pyarrow().to_batches(BATCH):
        for values in zip(*(batch.column(name).to_pylist() for name in columns), strict=True):
            year, place, measure, group, span, numerator, cohort, pupils, value = values
            kind = KIND_OF[measure]
            yield Row(kind, year, place, measure, group, span, numerator, round(cohort), round(pupils), value)
