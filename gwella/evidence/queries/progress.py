"""Value added of every school, from the store: results after what was known of the pupils before.

Known before: prior attainment and free school meals, without which a pupil is left out; and what else of the intake is
known (deprivation, early stages of a language), where a pupil of whom it is not counts as the mean.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import numpy as np
import polars as pl
from ibis import Table
from numpy.typing import NDArray

from gwella.engine.indicators.exams import YEAR_11
from gwella.engine.indicators.progress import INTAKE, YEARS_BEFORE, progress
from gwella.engine.indicators.years import earlier
from gwella.engine.value_added import ValueAdded, value_added
from gwella.evidence import store
from gwella.evidence.queries.parts import Part, parts, sparing

# What each outcome needs of the store.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "ks2": ("pupils", "assessments"),
    "ks4": ("pupils", "assessments", "results"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """The model of one outcome in one year; the schools' numbers stand in the order of its arrays."""

    outcome: str
    year: str
    schools: tuple[str, ...]
    added: ValueAdded


def school_progress(root: Path, keys: Mapping[str, Sequence[str]], year: str) -> list[Progress]:
    """Value added in a year, for the outcomes whose data are there: the year's own and the earlier assessments.

    An outcome with too few pupils for a model, or none whose earlier attainment is known, is left out.
    """
    return progress_of(store.tables(root, keys), year)


def progress_of(tables: Mapping[str, Table], year: str) -> list[Progress]:
    """The same from the store's tables."""
    found = []
    for outcome, needed in NEEDS.items():
        if not all(name in tables for name in needed):
            continue
        held = _linked(outcome, _concerned(outcome, {name: tables[name] for name in needed}, year), year)
        schools = held["school"].unique().sort()
        order = held["school"].cast(pl.Enum(schools)).to_physical().to_numpy()
        try:
            added = value_added(held["result"].to_numpy(), _before(held), order, len(schools))
        except ValueError:  # too few pupils or schools for a model, or all began alike
            continue
        found.append(Progress(outcome, year, tuple(schools.to_list()), added))
    return found


def _before(held: pl.DataFrame) -> NDArray[np.float64]:
    """What was known of each pupil before. A fact of the intake that does not differ between pupils tells nothing."""
    intake = held.select(pl.col(INTAKE).fill_null(pl.col(INTAKE).mean()))
    told = [column for column in intake if column.null_count() == 0 and column.n_unique() > 1]
    return np.column_stack([column.to_numpy() for column in (held["prior"], held["fsm"], *told)])


def _concerned(outcome: str, tables: Mapping[str, Table], year: str) -> dict[str, Table]:
    """The tables' rows of the pupils who may have a result in the year: a seventh of a roll, or less."""
    if outcome == "ks4":
        here, roll = tables["results"], tables["pupils"]
        eldest = roll.filter(roll.year == year, roll.year_group == YEAR_11)
        who = ibis.union(here.filter(here.year == year).select("upn"), eldest.select("upn"), distinct=True)
    else:
        here = tables["assessments"]
        who = here.filter(here.year == year, here.stage == outcome).select("upn").distinct()
    return {name: table.semi_join(who, "upn") for name, table in tables.items()}


def _linked(outcome: str, tables: Mapping[str, Table], year: str) -> pl.DataFrame:
    """The pupils of the year whose result, prior attainment and free school meals are known."""
    years = {year, earlier(year, YEARS_BEFORE[outcome])}
    with sparing(tables):
        return pl.concat(_known(outcome, part, year) for part in parts(tables, years))


def _known(outcome: str, part: Part, year: str) -> pl.DataFrame:
    rows = progress(outcome, part.tables, part.sent)
    known = rows.filter(rows.year == year, rows.prior.notnull(), rows.fsm.notnull(), rows.school.notnull())
    frame: pl.DataFrame = known.select("school", "result", "prior", "fsm", *INTAKE).to_polars()
    return frame
