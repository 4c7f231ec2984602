"""Value added of every school, from the store: results after what was known of the pupils before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gwella.engine.indicators.progress import progress
from gwella.engine.value_added import ValueAdded, value_added
from gwella.evidence import store

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
    tables = store.tables(root, keys)
    found = []
    for outcome, needed in NEEDS.items():
        if not all(name in tables for name in needed):
            continue
        rows = progress(outcome, tables)
        held = rows.filter(rows.year == year, rows.prior.notnull(), rows.fsm.notnull(), rows.school.notnull())
        table = held.select("school", "result", "prior", "fsm").to_pyarrow()
        numbers = table["school"].to_numpy(zero_copy_only=False).astype(str)
        schools, place = np.unique(numbers, return_inverse=True)
        before = np.column_stack([table["prior"].to_numpy(), table["fsm"].to_numpy()])
        try:
            added = value_added(table["result"].to_numpy(), before, place, len(schools))
        except ValueError:  # too few pupils or schools for a model, or all began alike
            continue
        found.append(Progress(outcome, year, tuple(schools.tolist()), added))
    return found
