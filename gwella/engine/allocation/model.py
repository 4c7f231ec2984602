"""The problem as arrays, one row for each unit: a school, or a group of schools that share an adviser."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gwella.engine.allocation import limits, wishes
from gwella.engine.allocation.problem import HALF_DAYS_A_DAY, Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NOBODY = -1
"""In an assignment: the unit has no adviser."""

NO_COMMON_ADVISER = "no_common_adviser"
"""No adviser is allowed at every school of the group."""
TOO_MANY_DAYS = "too_many_days"
"""Every adviser allowed at all schools of the group has fewer days than they need together."""


@dataclass(frozen=True, slots=True)
class Split:
    """A group that nobody can take whole, so its schools are planned one by one."""

    group: str
    schools: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """S schools in U units, A advisers, C councils. Days in half-days, costs in weighted kilometres."""

    members: tuple[tuple[int, ...], ...]  # the school rows of each unit
    unit_of: Ints  # S
    broken: NDArray[np.int8]  # S × A: see limits.first_broken
    need: Ints  # U
    capacity: Ints  # A
    allowed: Bools  # U × A
    travel_cost: Floats  # U × A
    change_cost: Floats  # U × A
    pair_cost: Floats  # U × A: the two above together
    councils: tuple[str, ...]  # C
    council: Ints  # U: a group counts where most of its days are
    council_cost: Floats  # A × C
    fair: Floats  # A: half-days
    load_cost: float  # for a half-day above or below the fair share
    priority: Ints  # U: the highest of the members
    split: tuple[Split, ...]

    def cost_parts(self, assignment: Ints) -> dict[str, float]:
        """What a plan costs by wish, reckoned from scratch. `assignment`: U, adviser's column or NOBODY."""
        units = np.flatnonzero(assignment != NOBODY)
        who = assignment[units]
        works_in = np.zeros(self.council_cost.shape, dtype=np.bool_)
        works_in[who, self.council[units]] = True
        return {
            "travel": float(self.travel_cost[units, who].sum()),
            "change": float(self.change_cost[units, who].sum()),
            "extra_council": float(self.council_cost[works_in].sum()),
            "uneven_load": self.load_cost * float(np.abs(self.load(assignment) - self.fair).sum()),
        }

    def cost(self, assignment: Ints) -> float:
        """What a plan costs in all."""
        return sum(self.cost_parts(assignment).values())

    def load(self, assignment: Ints) -> Ints:
        """Half-days each adviser has under a plan."""
        units = np.flatnonzero(assignment != NOBODY)
        load = np.zeros(len(self.capacity), dtype=np.int64)
        np.add.at(load, assignment[units], self.need[units])
        return load

    def unmet(self, assignment: Ints) -> int:
        """Half-days of the units without an adviser."""
        return int(self.need[assignment == NOBODY].sum())


@lru_cache(maxsize=4)
def model_of(problem: Problem) -> Model:
    """The arrays of a problem, kept for the last few so that explaining many pairs builds them once."""
    broken = limits.first_broken(problem)
    capacity = np.array([a.capacity_half_days for a in problem.advisers], dtype=np.int64)
    half_days = np.array([s.half_days for s in problem.schools], dtype=np.int64)
    members, split = _units(problem, broken == limits.KEPT, half_days, capacity)
    need = np.array([half_days[list(rows)].sum() for rows in members], dtype=np.int64)
    weights = problem.weights
    travel_cost = _summed(weights.travel * wishes.travel(problem), members)
    change_cost = _summed(weights.change * wishes.change(problem), members)
    councils = tuple(sorted({s.council for s in problem.schools}))
    homes = [_main_council(problem, rows) for rows in members]
    unit_of = np.zeros(len(problem.schools), dtype=np.int64)
    for unit, rows in enumerate(members):
        unit_of[list(rows)] = unit
    return Model(
        members=members,
        unit_of=unit_of,
        broken=broken,
        need=need,
        capacity=capacity,
        allowed=_shared(broken == limits.KEPT, members),
        travel_cost=travel_cost,
        change_cost=change_cost,
        pair_cost=travel_cost + change_cost,
        councils=councils,
        council=np.array([councils.index(name) for name in homes], dtype=np.int64),
        council_cost=weights.extra_council * wishes.extra_council(problem, councils),
        fair=wishes.fair_share(int(need.sum()), capacity),
        load_cost=weights.uneven_load / HALF_DAYS_A_DAY,
        priority=np.array([max(problem.schools[r].priority for r in rows) for rows in members], dtype=np.int64),
        split=split,
    )


def _units(
    problem: Problem, allowed: Bools, half_days: Ints, capacity: Ints
) -> tuple[tuple[tuple[int, ...], ...], tuple[Split, ...]]:
    """Schools gathered into units, and the groups that had to be split because nobody can take them whole."""
    gathered: dict[str, list[int]] = defaultdict(list)
    for row, school in enumerate(problem.schools):
        gathered[f"group {school.group}" if school.group else f"school {school.key}"].append(row)
    members: list[tuple[int, ...]] = []
    split: list[Split] = []
    for rows in gathered.values():
        common = allowed[rows].all(axis=0)
        fits = common & (capacity >= half_days[rows].sum())
        if len(rows) == 1 or fits.any():
            members.append(tuple(rows))
            continue
        members += [(row,) for row in rows]
        reason = TOO_MANY_DAYS if common.any() else NO_COMMON_ADVISER
        keys = tuple(problem.schools[row].key for row in rows)
        split.append(Split(problem.schools[rows[0]].group, keys, reason))
    return tuple(sorted(members)), tuple(split)


def _summed(table: Floats, members: tuple[tuple[int, ...], ...]) -> Floats:
    return np.array([table[list(rows)].sum(axis=0) for rows in members]).reshape(len(members), table.shape[1])


def _shared(table: Bools, members: tuple[tuple[int, ...], ...]) -> Bools:
    return np.array([table[list(rows)].all(axis=0) for rows in members]).reshape(len(members), table.shape[1])


def _main_council(problem: Problem, rows: tuple[int, ...]) -> str:
    days: dict[str, int] = defaultdict(int)
    for row in rows:
        days[problem.schools[row].council] += problem.schools[row].half_days
    return max(sorted(days), key=lambda name: days[name])
