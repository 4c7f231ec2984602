"""A plan made better by many small moves: a unit to another adviser, or two units changing places.

Simulated annealing (Kirkpatrick 1983, doi:10.1126/science.220.4598.671), stopped by a number of moves, never by
time. It untangles regions where many advisers are alike (the same office, the same days), in which an exact search
tries the same plan again under other names. Capacity is always kept. Leaving a unit out is a move like any
other, to an adviser called nobody who costs the fine.
"""

import math
import random
from dataclasses import dataclass

import numpy as np

from gwella.engine.allocation.model import NOBODY, Bools, Ints, Model
from gwella.engine.allocation.plan import Shortfall

HOT, COLD = 0.35, 0.005  # what a move may cost at the start and at the end, of the mean cost of a unit
EVERY = 500  # moves between two coolings
SHIFTS = 0.5  # of the moves that fit without an exchange, those made without one


@dataclass(slots=True)
class _Standing:
    """The plan as plain lists, which Python reads faster than arrays. The last adviser is nobody."""

    who: list[int]
    need: list[int]
    council: list[int]
    pair: list[list[float]]
    extra: list[list[float]]
    uneven: list[list[float]]  # by adviser and load
    room: list[int]
    load: list[int]
    works: list[list[int]]  # units by adviser and council
    held: list[list[int]]
    place: list[int]  # of each unit in its adviser's list

    @classmethod
    def of(cls, model: Model, assignment: Ints, fine: float) -> "_Standing":
        nobody, days = len(model.capacity), int(model.need.sum())
        who = [nobody if column == NOBODY else column for column in assignment.tolist()]
        load = [*model.load(assignment).tolist(), model.unmet(assignment)]
        held: list[list[int]] = [[] for _ in range(nobody + 1)]
        place = []
        works = [[0] * len(model.councils) for _ in held]
        for unit, (adviser, council) in enumerate(zip(who, model.council.tolist(), strict=True)):
            place.append(len(held[adviser]))
            held[adviser].append(unit)
            works[adviser][council] += 1
        loads = np.arange(int(model.capacity.max(initial=0)) + 1)
        uneven = model.load_cost * np.abs(loads - model.fair[:, None])
        return cls(
            who=who,
            need=model.need.tolist(),
            council=model.council.tolist(),
            pair=np.column_stack([model.pair_cost, fine * model.need]).tolist(),
            extra=[*model.council_cost.tolist(), [0.0] * len(model.councils)],
            uneven=[*uneven.tolist(), [0.0] * (days + 1)],
            room=[*(model.capacity - load[:nobody]).tolist(), days],
            load=load,
            works=works,
            held=held,
            place=place,
        )

    def swapped(self, unit: int, to: int, other: int) -> float:
        """What it adds to the cost that two units, the other one with `to`, change places."""
        at, more_days = self.who[unit], self.need[other] - self.need[unit]
        here, there = self.council[unit], self.council[other]
        more = self.pair[unit][to] - self.pair[unit][at] + self.pair[other][at] - self.pair[other][to]
        if more_days:
            uneven, load = self.uneven[at], self.load[at]
            more += uneven[load + more_days] - uneven[load]
            uneven, load = self.uneven[to], self.load[to]
            more += uneven[load - more_days] - uneven[load]
        if here != there:
            more += self._council(at, there, here) + self._council(to, here, there)
        return more

    def shifted(self, unit: int, to: int) -> float:
        """What it adds to the cost to give a unit to another adviser."""
        at, days, council = self.who[unit], self.need[unit], self.council[unit]
        more = self.pair[unit][to] - self.pair[unit][at]
        uneven, load = self.uneven[at], self.load[at]
        more += uneven[load - days] - uneven[load]
        uneven, load = self.uneven[to], self.load[to]
        more += uneven[load + days] - uneven[load]
        if self.works[at][council] == 1:
            more -= self.extra[at][council]
        if not self.works[to][council]:
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
        self.works[at][council] -= 1
        self.works[to][council] += 1
        last = self.held[at].pop()
        if last != unit:
            self.held[at][self.place[unit]] = last
            self.place[last] = self.place[unit]
        self.place[unit] = len(self.held[to])
        self.held[to].append(unit)

    def _council(self, adviser: int, comes: int, goes: int) -> float:
        works, extra = self.works[adviser], self.extra[adviser]
        return (0.0 if works[comes] else extra[comes]) - (extra[goes] if works[goes] == 1 else 0.0)


def anneal(model: Model, pairs: Bools, assignment: Ints, shortfall: Shortfall, *, seed: int, moves_a_unit: int) -> Ints:
    """A plan with no worse a score. `pairs`: U × A, what a move may make; `assignment`: U, to begin from."""
    nobody = len(model.capacity)
    open_to = np.column_stack([pairs, model.need > 0])
    choices = [np.flatnonzero(row).tolist() for row in open_to]
    allowed = [frozenset(row) for row in choices]
    movable = [unit for unit, row in enumerate(choices) if len(row) > 1]
    if not movable or not nobody:
        return assignment
    standing = _Standing.of(model, assignment, shortfall.fine)
    chance = random.Random(seed)
    heat = HOT * model.cost(assignment) / len(movable)
    rounds = max(1, moves_a_unit * len(movable) // EVERY)
    cooling = (COLD / HOT) ** (1.0 / rounds)
    for _ in range(rounds):
        _walk(standing, choices, allowed, movable, heat, chance)
        heat *= cooling
    found = np.array([NOBODY if who == nobody else who for who in standing.who], dtype=np.int64)
    return found if shortfall.score(model, found) < shortfall.score(model, assignment) else assignment


def _walk(
    standing: _Standing,
    choices: list[list[int]],
    allowed: list[frozenset[int]],
    movable: list[int],
    heat: float,
    chance: random.Random,
) -> None:
    """`EVERY` moves at one heat: each kept if it costs no more than chance allows."""
    draw, who, need, room, held = chance.random, standing.who, standing.need, standing.room, standing.held
    for _ in range(EVERY):
        unit = movable[int(draw() * len(movable))]
        at, options = who[unit], choices[unit]
        to = options[int(draw() * len(options))]
        if to == at:
            continue
        # What chance lets a move cost at this heat; drawn first, it is the same test as exp(-more / heat).
        most = -heat * math.log(1.0 - draw())
        if room[to] >= need[unit] and draw() < SHIFTS:
            if standing.shifted(unit, to) <= most:
                standing.shift(unit, to)
        elif held[to]:
            other = held[to][int(draw() * len(held[to]))]
            more = need[unit] - need[other]
            if (
                at in allowed[other]
                and more <= room[to]
                and -more <= room[at]
                and (standing.swapped(unit, to, other) <= most)
            ):
                standing.shift(unit, to)
                standing.shift(other, at)
