"""What a plan leaves short, why, and whose agreement would help most."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gwella.engine.allocation import limits, wishes
from gwella.engine.allocation.model import Ints, Model, model_of
from gwella.engine.allocation.problem import Problem

Links = Mapping[str, str | None]
"""Each school's adviser by key, None where it is left without."""

NOBODY_ALLOWED = "nobody_allowed"
"""No person keeps every limit at the school."""
NOBODY_LARGE_ENOUGH = "nobody_large_enough"
"""Everyone whom the limits allow has fewer days in the year than the school needs."""
NO_DAYS_LEFT = limits.NO_DAYS_LEFT
"""Those whom the limits allow have too few days left."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """Schools without an adviser that are alike in council, phase, language and reason, by key."""

    council: str
    phase: str
    language: str
    reason: str
    half_days: int
    schools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortages:
    """`groups`: most half-days first. `arithmetic`: half-days needed beyond everybody's capacity, short whoever
    could do what. `idle`: half-days left of advisers who may take none of the schools left without, so that they
    help nobody."""

    groups: tuple[Shortage, ...]
    arithmetic: int
    idle: int


@dataclass(frozen=True, slots=True)
class Help:
    """An adviser who has the days but has not agreed to a council: what agreeing would serve.

    `agreed`: councils agreed to already; `councils`: those to ask for. `kilometres`: driven more in the year.
    """

    adviser: str
    agreed: tuple[str, ...]
    councils: tuple[str, ...]
    half_days: int
    schools: tuple[str, ...]
    kilometres: float


def shortages(problem: Problem, links: Links) -> Shortages:
    """What the plan leaves short. Days that two groups of schools compete for show under whichever was left."""
    model = model_of(problem)
    missed = _missed(problem, links)
    gathered: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for row in missed:
        school = problem.schools[row]
        gathered[school.council, school.phase, school.language, why_nobody(model, row)].append(row)
    groups = [
        Shortage(*alike, sum(problem.schools[r].half_days for r in rows), tuple(problem.schools[r].key for r in rows))
        for alike, rows in gathered.items()
    ]
    spare = _spare(problem, links)
    useful = model.allowed[model.unit_of[missed]].any(axis=0) if missed else np.zeros(len(spare), dtype=np.bool_)
    return Shortages(
        groups=tuple(sorted(groups, key=lambda g: (-g.half_days, g.council, g.phase, g.language, g.reason))),
        arithmetic=max(0, int(model.need.sum() - model.capacity.sum())),
        idle=int(spare[~useful].sum()),
    )


def why_nobody(model: Model, row: int) -> str:
    """Why the school of this row can be left without: one of the three reasons above."""
    unit = int(model.unit_of[row])
    allowed = model.allowed[unit]
    if not allowed.any():
        return NOBODY_ALLOWED
    return NO_DAYS_LEFT if (allowed & (model.capacity >= model.need[unit])).any() else NOBODY_LARGE_ENOUGH


def what_would_help(problem: Problem, links: Links) -> list[Help]:
    """Advisers with days left who are kept from a school left without by nothing but the council, best first.

    Reckoned one at a time, the rest of the plan standing still: a new run may find better.
    """
    model = model_of(problem)
    units = sorted({int(model.unit_of[row]) for row in _missed(problem, links)}, key=lambda u: -int(model.need[u]))
    kilometres = wishes.travel(problem)
    found = []
    for column, left in enumerate(_spare(problem, links).tolist()):
        served: list[int] = []
        for unit in units:
            if model.need[unit] <= left and _only_council_stands_between(problem, model, unit, column):
                left -= int(model.need[unit])
                served += model.members[unit]
        if served:
            found.append(_help(problem, column, served, float(kilometres[served, column].sum())))
    return sorted(found, key=lambda one: (-one.half_days, one.kilometres, one.adviser))


def _help(problem: Problem, column: int, rows: list[int], kilometres: float) -> Help:
    adviser, schools = problem.advisers[column], [problem.schools[row] for row in rows]
    return Help(
        adviser=adviser.key,
        agreed=tuple(sorted(adviser.councils)),
        councils=tuple(sorted({school.council for school in schools} - adviser.councils)),
        half_days=sum(school.half_days for school in schools),
        schools=tuple(school.key for school in schools),
        kilometres=kilometres,
    )


def _only_council_stands_between(problem: Problem, model: Model, unit: int, column: int) -> bool:
    rows = list(model.members[unit])
    broken = model.broken[rows, column]
    council = limits.CODES.index("council")
    kept = [problem.schools[row].keep in ("", problem.advisers[column].key) for row in rows]
    return bool(np.isin(broken, (limits.KEPT, council)).all() and (broken == council).any() and all(kept))


def _missed(problem: Problem, links: Links) -> list[int]:
    return [row for row, school in enumerate(problem.schools) if links.get(school.key) is None]


def _spare(problem: Problem, links: Links) -> Ints:
    left = np.array([adviser.capacity_half_days for adviser in problem.advisers], dtype=np.int64)
    for school in problem.schools:
        column = problem.adviser_columns.get(links.get(school.key) or "")
        if column is not None:
            left[column] -= school.half_days
    return left
