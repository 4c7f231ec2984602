"""The fewest days any plan must leave without an adviser, and a plan that leaves no more.

Wishes play no part here, so units alike in days, priority and possible advisers are one class, and only how
many of a class go to whom is asked: 426 schools become some 70 classes.
"""

import random
from dataclasses import dataclass, replace

import numpy as np

from gwella.engine.allocation.milp import Answer, Program, minimise
from gwella.engine.allocation.model import NOBODY, Bools, Ints, Model
from gwella.engine.allocation.plan import Shortfall

WORK = 30  # checks on all advisers at once, enough for the bound at the root
TEAM, TEAM_WORK = 6, 60  # advisers in a small team, and checks on it
ROUNDS, PATIENCE = 120, 40  # teams tried, and in a row without gain
FEW, MORE_WORK = 400, 20  # class-adviser pairs so few that all at once may take more checks, times


@dataclass(frozen=True, slots=True)
class Fewest:
    """`assignment`: U, a plan that leaves `shortfall` undone. `floor`: no plan leaves fewer half-days.
    `proven`: the shortfall's half-days are the floor. `hopeless`: half-days of units nobody may take."""

    assignment: Ints
    shortfall: Shortfall
    floor: int
    proven: bool
    hopeless: int
    work: int


@dataclass(frozen=True, slots=True)
class _Classes:
    """Units alike: the class of each unit that takes part (or -1), and what is common to a class."""

    of_unit: Ints  # U
    days: Ints
    priority: Ints
    possible: Bools  # class × A
    size: Ints


def fewest_unmet(model: Model, possible: Bools, *, seed: int, work: int = WORK, rounds: int = ROUNDS) -> Fewest:
    """Leave as few half-days as possible without adviser; among such plans, those of least priority.

    `possible`: U × A, pairs a plan may use. `work`: checks HiGHS may make on all advisers at once;
    `rounds`: how many small teams of advisers are then re-planned while the floor is not reached.
    """
    hopeless = int(model.need[~possible.any(axis=1)].sum())
    classes = _classes(model, possible)
    search = _Search(classes, model.capacity, random.Random(seed), seed)
    counts, answer = search.all_at_once(_fill(classes, model.capacity), classes.days, work)
    grain = int(np.gcd.reduce(classes.days)) if len(classes.days) else 1
    floor = max(0, int(np.ceil((answer.bound - 1e-6) / grain)) * grain)
    counts = search.by_teams(counts, classes.days, floor, rounds)
    left = search.left(counts, classes.days)
    if left and len(set(classes.priority.tolist())) > 1:
        weight = classes.days * classes.priority
        counts, _ = search.all_at_once(counts, weight, work, most_left=left)
        counts = search.by_teams(counts, weight, 0, rounds, most_left=left)
    assignment = _spread(model, possible, classes, counts)
    out = assignment == NOBODY
    shortfall = Shortfall(int(model.need[out].sum()), int((model.need * model.priority)[out].sum()))
    return Fewest(assignment, shortfall, floor + hopeless, left <= floor, hopeless, search.work)


def _classes(model: Model, possible: Bools) -> _Classes:
    of_unit = np.full(len(model.need), -1, dtype=np.int64)
    seen: dict[tuple[int, int, bytes], int] = {}
    taking_part = np.flatnonzero((model.need > 0) & possible.any(axis=1))
    for unit in taking_part:
        alike = (int(model.need[unit]), int(model.priority[unit]), possible[unit].tobytes())
        of_unit[unit] = seen.setdefault(alike, len(seen))
    first = [int(np.flatnonzero(of_unit == number)[0]) for number in range(len(seen))]
    size = np.bincount(of_unit[taking_part], minlength=len(seen)).astype(np.int64)
    return _Classes(of_unit, model.need[first], model.priority[first], possible[first], size)


@dataclass(slots=True)
class _Search:
    """Looks for counts (class × A: how many of a class each adviser takes) that leave little out."""

    classes: _Classes
    capacity: Ints
    chance: random.Random
    seed: int
    work: int = 0

    def left(self, counts: Ints, weight: Ints) -> int:
        """The weight left out under these counts."""
        return int(((self.classes.size - counts.sum(axis=1)) * weight).sum())

    def all_at_once(self, counts: Ints, weight: Ints, work: int, most_left: int | None = None) -> tuple[Ints, Answer]:
        """All advisers in one program, from `counts`; its bound holds for every plan."""
        most = work * (MORE_WORK if self.classes.possible.sum() <= FEW else 1)
        counts, answer = _least(self.classes, self.capacity, weight, counts, most_left, seed=self.seed, work=most)
        self.work += answer.work
        return counts, answer

    def by_teams(self, counts: Ints, weight: Ints, floor: int, rounds: int, most_left: int | None = None) -> Ints:
        """Free the schools of a few advisers at a time and share them out again with those left out."""
        waited = 0
        for _ in range(rounds if len(self.capacity) > TEAM else 0):
            before = self.left(counts, weight)
            if before <= floor or waited >= PATIENCE:
                break
            team = self._team(counts)
            others = counts.copy()
            others[:, team] = 0
            free = replace(
                self.classes,
                size=self.classes.size - others.sum(axis=1),
                possible=self.classes.possible & np.isin(np.arange(len(self.capacity)), team),
            )
            found, answer = _least(
                free, self.capacity, weight, counts - others, most_left, seed=self.seed, work=TEAM_WORK
            )
            self.work += answer.work
            counts = others + found
            waited = 0 if self.left(counts, weight) < before else waited + 1
        return counts

    def _team(self, counts: Ints) -> list[int]:
        """Advisers drawn by chance: rather those with room, and those who could take what is left out."""
        left_out = self.classes.size > counts.sum(axis=1)
        wanted = self.classes.possible[left_out].any(axis=0)
        room = self.capacity > (counts * self.classes.days[:, None]).sum(axis=0)
        pull = np.where(wanted, 5.0, 1.0) * np.where(room, 2.0, 1.0)
        order = np.array([self.chance.random() for _ in pull]) ** (1.0 / pull)  # a draw without return
        team: list[int] = np.argsort(-order, kind="stable")[:TEAM].tolist()
        return team


def _least(
    classes: _Classes,
    capacity: Ints,
    weight: Ints,
    counts: Ints,
    most_left: int | None,
    *,
    seed: int,
    work: int,
) -> tuple[Ints, Answer]:
    """The counts that leave the least weight out, starting from `counts`.

    `most_left`: half-days that may be left out at most.
    """
    program = Program()
    kinds, who = np.nonzero(classes.possible & (classes.size > 0)[:, None])
    most = np.minimum(classes.size[kinds], capacity[who] // classes.days[kinds])
    taken = program.columns(0, most, count=len(kinds), whole=True)
    left = program.columns(weight, classes.size, count=len(classes.size), whole=False)
    every = program.rows(classes.size, classes.size, count=len(classes.size))
    program.put(every[kinds], taken, 1)
    program.put(every, left, 1)
    within = program.rows(-np.inf, capacity, count=len(capacity))
    program.put(within[who], taken, classes.days[kinds])
    if most_left is not None:
        row = program.rows(-np.inf, most_left, count=1)
        program.put(np.repeat(row, len(left)), left, classes.days)
    start = np.concatenate([counts[kinds, who], classes.size - counts.sum(axis=1)]).astype(np.float64)
    answer = minimise(program, seed=seed, work=work, start=start)
    if not answer.values.size:
        return counts, answer
    found = np.zeros(classes.possible.shape, dtype=np.int64)
    found[kinds, who] = np.rint(answer.values[taken]).astype(np.int64)
    return found, answer


def _fill(classes: _Classes, capacity: Ints) -> Ints:
    """A plain plan to start from: classes with the fewest takers first, each to the emptiest adviser."""
    counts = np.zeros(classes.possible.shape, dtype=np.int64)
    room = capacity.copy()
    for kind in np.lexsort((-classes.days, classes.possible.sum(axis=1))):
        for _ in range(int(classes.size[kind])):
            who = int(np.where(classes.possible[kind], room, -1).argmax())
            if room[who] < classes.days[kind]:
                break
            counts[kind, who] += 1
            room[who] -= classes.days[kind]
    return counts


def _spread(model: Model, possible: Bools, classes: _Classes, counts: Ints) -> Ints:
    """An assignment (U) with these counts; within a class, each in turn to whom it costs least.

    Units without days go where they cost least: they take no room.
    """
    assignment = np.full(len(model.need), NOBODY, dtype=np.int64)
    cost = np.where(possible, model.pair_cost, np.inf)
    places = counts.copy()
    for unit in range(len(model.need)):
        kind = classes.of_unit[unit]
        if kind >= 0:
            open_to = np.where(places[kind] > 0, cost[unit], np.inf)
        elif model.need[unit] == 0:
            open_to = cost[unit]
        else:
            continue
        who = int(open_to.argmin()) if open_to.size else NOBODY
        if who != NOBODY and np.isfinite(open_to[who]):
            assignment[unit] = who
            if kind >= 0:
                places[kind, who] -= 1
    return assignment
