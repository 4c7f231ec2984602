"""What a plan may never do. Each limit says, for every school and adviser, whether the pair is allowed.

A pair broken by several limits is counted under the first in the order of `LIMITS`, so that the counts
of people ruled out add up. That an adviser has no days left depends on the plan and is told by `explain`.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from gwella.core.text import mark
from gwella.engine.allocation.problem import Problem
from gwella.engine.geo import haversine_km

Allowed = NDArray[np.bool_]
"""Schools × advisers: true where the limit is kept."""


def phase(problem: Problem) -> Allowed:
    """The adviser judges schools of this phase."""
    return _both(problem, lambda s: s.phase, lambda a: a.phases)


def welsh(problem: Problem) -> Allowed:
    """The adviser's Welsh is at least of the level the school needs."""
    needed = np.array([s.welsh_needed for s in problem.schools], dtype=np.int64)
    level = np.array([a.welsh_level for a in problem.advisers], dtype=np.int64)
    kept: Allowed = level >= needed[:, None]
    return kept


def interest(problem: Problem) -> Allowed:
    """The adviser has declared no interest that bars this school."""
    kept = _all_true(problem)
    for column, adviser in enumerate(problem.advisers):
        for key in adviser.barred & problem.school_rows.keys():
            kept[problem.school_rows[key], column] = False
    return kept


def own_school(problem: Problem) -> Allowed:
    """A serving head does not look after the own school."""
    kept = _all_true(problem)
    for column, row in _own_schools(problem):
        kept[row, column] = False
    return kept


def same_cluster(problem: Problem) -> Allowed:
    """A serving head does not look after a school of the own school's cluster."""
    kept = _all_true(problem)
    clusters = np.array([s.cluster for s in problem.schools], dtype=object)
    for column, row in _own_schools(problem):
        if clusters[row]:
            kept[:, column] = clusters != clusters[row]
    return kept


def near_own_school(problem: Problem) -> Allowed:
    """A serving head does not look after a school within `serving_head_km` (straight line) of the own school."""
    kept = _all_true(problem)
    nan = float("nan")
    lat = np.array([nan if s.lat is None else s.lat for s in problem.schools], dtype=np.float64)
    lon = np.array([nan if s.lon is None else s.lon for s in problem.schools], dtype=np.float64)
    for column, row in _own_schools(problem):
        km = haversine_km(lat, lon, lat[row], lon[row])
        kept[:, column] = ~(km <= problem.limits.serving_head_km)  # not known is not near
    return kept


def council(problem: Problem) -> Allowed:
    """The adviser has agreed to work in this school's council, or in any."""
    anywhere = np.array([not a.councils for a in problem.advisers], dtype=np.bool_)
    return _both(problem, lambda s: s.council, lambda a: a.councils) | anywhere


def keep(problem: Problem) -> Allowed:
    """A school whose adviser is already decided keeps that adviser."""
    kept = _all_true(problem)
    keys = np.array([a.key for a in problem.advisers], dtype=object)
    for row, school in enumerate(problem.schools):
        if school.keep:
            kept[row] = keys == school.keep
    return kept


LIMITS: Mapping[str, Callable[[Problem], Allowed]] = {
    limit.__name__: limit
    for limit in (phase, welsh, interest, own_school, same_cluster, near_own_school, council, keep)
}

GROUP = "group"
"""The adviser is ruled out for another school that must have the same adviser."""
NO_DAYS_LEFT = "no_days_left"
"""The adviser's other schools leave too few days."""

REASONS: Mapping[str, str] = {
    "phase": mark("does not judge schools of this phase"),
    "welsh": mark("has Welsh below the level needed"),
    "interest": mark("has declared an interest"),
    "own_school": mark("leads this school"),
    "same_cluster": mark("leads a school of the same cluster"),
    "near_own_school": mark("leads a school close by"),
    "council": mark("has not agreed to work in this council"),
    "keep": mark("the link is already decided for another person"),
    GROUP: mark("is ruled out for another school that shares the adviser"),
    NO_DAYS_LEFT: mark("has too few days left"),
}
"""Why a person is ruled out, as marked msgids that follow the person's name."""

CODES: tuple[str, ...] = tuple(LIMITS)
KEPT = -1


def first_broken(problem: Problem) -> NDArray[np.int8]:
    """Schools × advisers: the place in `CODES` of the first limit broken, or `KEPT` where all are kept."""
    broken = np.full((len(problem.schools), len(problem.advisers)), KEPT, dtype=np.int8)
    for place, limit in enumerate(LIMITS.values()):
        broken[(broken == KEPT) & ~limit(problem)] = place
    return broken


def _all_true(problem: Problem) -> Allowed:
    return np.ones((len(problem.schools), len(problem.advisers)), dtype=np.bool_)


def _both(problem: Problem, of_school: Callable[..., str], of_adviser: Callable[..., frozenset[str]]) -> Allowed:
    """True where the school's word is among the adviser's words."""
    words = [of_school(s) for s in problem.schools]
    rows = [[word in accepted for word in words] for accepted in map(of_adviser, problem.advisers)]
    table: Allowed = np.array(rows, dtype=np.bool_).reshape(len(problem.advisers), len(words)).T
    return table


def _own_schools(problem: Problem) -> list[tuple[int, int]]:
    """Column of each serving head with the row of the own school, where that school is in the problem."""
    return [
        (column, problem.school_rows[a.own_school])
        for column, a in enumerate(problem.advisers)
        if a.own_school in problem.school_rows
    ]
