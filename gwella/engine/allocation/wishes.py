"""What a plan should do as well as it can. Each wish is one function giving what it counts, unweighted.

The objective is the sum of weight × count over the four wishes, in kilometres. Two wishes belong to a pair of
school and adviser, two to an adviser's whole bundle of schools.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gwella.engine.allocation.problem import HALF_DAYS_A_DAY, Problem

WISHES: tuple[str, ...] = ("travel", "change", "extra_council", "uneven_load")


def travel(problem: Problem) -> NDArray[np.float64]:
    """Kilometres driven in the year, out and back from the base for every visit, schools × advisers."""
    visits = np.array([s.half_days for s in problem.schools]) / problem.limits.half_days_a_visit
    return 2.0 * one_way_km(problem) * visits[:, None]


def change(problem: Problem) -> NDArray[np.float64]:
    """1 where the school would lose last year's adviser, schools × advisers.

    A school whose adviser is no longer in the pool loses that person under every plan: nothing is counted.
    """
    lost = np.zeros((len(problem.schools), len(problem.advisers)))
    for row, school in enumerate(problem.schools):
        column = problem.adviser_columns.get(school.last_adviser)
        if column is not None:
            lost[row] = 1.0
            lost[row, column] = 0.0
    return lost


def extra_council(problem: Problem, councils: tuple[str, ...]) -> NDArray[np.float64]:
    """1 where the adviser's working in that council is an extra one: any but home. Advisers × councils."""
    homes = np.array([a.home_council for a in problem.advisers], dtype=object)
    names = np.array(councils, dtype=object)
    extra: NDArray[np.float64] = (homes[:, None] != names[None, :]).astype(np.float64)
    return extra


def uneven_load(load: ArrayLike, fair: ArrayLike) -> NDArray[np.float64]:
    """Days above or below the fair share. Both in half-days, of any one shape."""
    difference = np.asarray(load, dtype=np.float64) - np.asarray(fair, dtype=np.float64)
    return np.abs(difference) / HALF_DAYS_A_DAY


def fair_share(need: int, capacity: ArrayLike) -> NDArray[np.float64]:
    """Half-days each adviser would have if `need` were spread in proportion to capacity, never above capacity."""
    room = np.asarray(capacity, dtype=np.float64)
    return room * min(1.0, need / max(1.0, float(room.sum())))


def one_way_km(problem: Problem) -> NDArray[np.float64]:
    """Kilometres by road from base to school, schools × advisers.

    An adviser without a known base is reckoned at the middle of the known distances to that school, so that
    the gap in the record neither draws nor repels; a school without a place is at 0 from everyone.
    """
    km = problem.straight_km * problem.limits.travel_factor
    if np.isnan(km).any():
        for row in km:
            known = row[~np.isnan(row)]
            row[np.isnan(row)] = np.median(known) if known.size else 0.0
    return km
