"""A plan made better by many small moves: one unit to another adviser, or two units changing places.

Simulated annealing (Kirkpatrick 1983, doi:10.1126/science.220.4598.671). It stops after a number of moves, never by
time. It is what untangles regions where many advisers are alike (the same office, the same days), for which an exact
search tries the same plan again under other names. Capacity is kept, and nobody who has an adviser loses one.
"""

import math
import random

from gwella.engine.allocation.model import NOBODY, Bools, Ints, Model

HOT, COLD = 0.5, 0.002  # of the mean cost of a unit: what a move may cost at the start, and at the end


class _Standing:
    """The plan as plain lists, with what each adviser carries: Python moves these faster than arrays."""

    def __init__(self, model: Model, assignment: Ints) -> None:
        self.who: list[int] = assignment.tolist()
        self.need: list[int] = model.need.tolist()
        self.council: list[int] = model.council.tolist()
        self.pair: list[list[float]] = model.pair_cost.tolist()
        self.extra: list[list[float]] = model.council_cost.tolist()
        self.fair: list[float] = model.fair.tolist()
        self.room: list[int] = (model.capacity - model.load(assignment)).tolist()
        self.load: list[int] = model.load(assignment).tolist()
        self.a_half_day = model.load_cost
        self.held = [[0] * len(model.councils) for _ in self.fair]
        for unit, adviser in enumerate(self.who):
            if adviser != NOBODY:
                self.held[adviser][self.council[unit]] += 1

    def shift_cost(self, unit: int, to: int) -> float:
        """What giving a unit to another adviser adds to the cost."""
        at, days, council = self.who[unit], self.need[unit], self.council[unit]
        more = self.pair[unit][to] - self.pair[unit][at]
        more += self._uneven(at, -days) + self._uneven(to, days)
        if self.held[at][council] == 1:
            more -= self.extra[at][council]
        if self.held[to][council] == 0:
            more += self.extra[to][council]
        return more

    def shift(self, unit: int, to: int) -> None:
        """Give a unit to another adviser."""
        at, days, council = self.who[unit], self.need[unit], self.council[unit]
        self.who[unit] = to
        self.load[at] -= days
        self.room[at] += days
        self.load[to] += days
        self.room[to] -= days
        self.held[at][council] -= 1
        self.held[to][council] += 1

    def _uneven(self, adviser: int, days: int) -> float:
        over = self.load[adviser] - self.fair[adviser]
        return self.a_half_day * (abs(over + days) - abs(over))


def anneal(model: Model, possible: Bools, assignment: Ints, *, seed: int, moves_a_unit: int) -> Ints:
    """A plan that costs no more. `possible`: U × A; `assignment`: U, NOBODY stays NOBODY."""
    choices = [row.nonzero()[0].tolist() for row in possible]
    movable = [u for u, who in enumerate(assignment.tolist()) if who != NOBODY and len(choices[u]) > 1]
    if not movable or not moves_a_unit:
        return assignment
    standing = _Standing(model, assignment)
    chance = random.Random(seed)
    best, best_cost = list(standing.who), 0.0
    cost = 0.0  # against the plan begun with
    scale = model.cost(assignment) / len(movable)
    total = moves_a_unit * len(movable)
    cooling = math.log(COLD / HOT) / total
    for move in range(total):
        heat = HOT * scale * math.exp(cooling * move)
        unit = movable[int(chance.random() * len(movable))]
        more = _try(standing, choices, movable, unit, heat, chance)
        cost += more
        if cost < best_cost - 1e-9:
            best, best_cost = list(standing.who), cost
    better = assignment.copy()
    better[:] = best
    return better if model.cost(better) < model.cost(assignment) else assignment


def _try(
    standing: _Standing, choices: list[list[int]], movable: list[int], unit: int, heat: float, chance: random.Random
) -> float:
    """One move, kept or undone; what it added to the cost."""
    other = movable[int(chance.random() * len(movable))]
    if chance.random() < 0.5:
        to = choices[unit][int(chance.random() * len(choices[unit]))]
        if to == standing.who[unit] or standing.room[to] < standing.need[unit]:
            return 0.0
        more = standing.shift_cost(unit, to)
        if not _kept(more, heat, chance):
            return 0.0
        standing.shift(unit, to)
        return more
    here, there = standing.who[unit], standing.who[other]
    difference = standing.need[other] - standing.need[unit]
    if here == there or there not in choices[unit] or here not in choices[other]:
        return 0.0
    if standing.room[here] < difference or standing.room[there] < -difference:
        return 0.0
    more = standing.shift_cost(unit, there)
    standing.shift(unit, there)
    more += standing.shift_cost(other, here)
    if _kept(more, heat, chance):
        standing.shift(other, here)
        return more
    standing.shift(unit, here)
    return 0.0


def _kept(more: float, heat: float, chance: random.Random) -> bool:
    return more <= 0 or chance.random() < math.exp(-more / heat)
