"""A plan made better, a few neighbouring advisers at a time.

The units of a small team are freed, with those nobody has, and shared out again by HiGHS while the rest of the
plan stands still (large neighbourhood search; Shaw 1998, doi:10.1007/3-540-49481-2_30). No step makes the
score worse. Small teams gain most for the work; they grow when a round of everybody has gained little.
"""

import random
from dataclasses import dataclass, replace

import numpy as np

from gwella.engine.allocation.model import NOBODY, Bools, Floats, Ints, Model
from gwella.engine.allocation.plan import Shortfall, improve_plan

CLOSE = 0.01  # a pair likelier than this ties an adviser to a unit
SMALLEST, LARGEST = 3, 6
CHECKS = 20  # HiGHS may make on one team
ENOUGH = 1e-3  # a team is planned to within this share of its best
LITTLE = 5e-4  # share of the score: a round of everybody that gains less makes teams grow


@dataclass(slots=True)
class Polish:
    """The search. `closeness`: U × A, how likely each pair is; advisers near to the same units form teams.
    `rounds` counts the teams planned."""

    model: Model
    possible: Bools
    closeness: Floats
    shortfall: Shortfall
    chance: random.Random
    rounds: int = 0

    def run(self, assignment: Ints, *, target: float, rounds: int) -> Ints:
        """A plan with no worse a score, after `rounds` teams or once the score is at most `target`."""
        size, score = SMALLEST, self.shortfall.score(self.model, assignment)
        advisers = range(len(self.model.capacity))
        while self.rounds < rounds and len(advisers) > 1:
            before = score
            for first in self.chance.sample(advisers, len(advisers)):
                if score <= target or self.rounds >= rounds:
                    return assignment
                assignment = self._replan(assignment, self._team(assignment, first, size))
                score = self.shortfall.score(self.model, assignment)
                self.rounds += 1
            if before - score < LITTLE * before:
                if size == LARGEST:
                    break
                size += 1
        return assignment

    def _team(self, assignment: Ints, first: int, size: int) -> Ints:
        """An adviser and others drawn by chance, rather those with whom more units could be exchanged."""
        held = assignment[:, None] == np.arange(self.closeness.shape[1])
        near = self.closeness > CLOSE
        ties = near[held[:, first]].sum(axis=0) + held[near[:, first]].sum(axis=0)
        draw = np.array([self.chance.random() for _ in ties]) ** (1.0 / (ties + 0.05))
        draw[first] = 2.0
        return np.sort(np.argsort(-draw, kind="stable")[:size])

    def _replan(self, assignment: Ints, team: Ints) -> Ints:
        left_out = (assignment == NOBODY) & self.possible[:, team].any(axis=1)
        free = np.flatnonzero(np.isin(assignment, team) | left_out)
        part = _part_of(self.model, free, team)
        start = np.where(assignment[free] == NOBODY, NOBODY, np.searchsorted(team, assignment[free]))
        still = (assignment == NOBODY) & ~left_out
        within = replace(
            self.shortfall,
            half_days=self.shortfall.half_days - int(self.model.need[still].sum()),
            by_priority=self.shortfall.by_priority - int((self.model.need * self.model.priority)[still].sum()),
        )
        pairs = self.possible[np.ix_(free, team)]
        found, _ = improve_plan(part, pairs, start, within, seed=self.chance.randrange(2**31), work=CHECKS, gap=ENOUGH)
        better = assignment.copy()
        better[free] = np.where(found == NOBODY, NOBODY, team[found])
        return better


def _part_of(model: Model, units: Ints, advisers: Ints) -> Model:
    """The model of some units and advisers alone."""
    both = np.ix_(units, advisers)
    return replace(
        model,
        need=model.need[units],
        capacity=model.capacity[advisers],
        travel_cost=model.travel_cost[both],
        change_cost=model.change_cost[both],
        pair_cost=model.pair_cost[both],
        council=model.council[units],
        council_cost=model.council_cost[advisers],
        fair=model.fair[advisers],
        priority=model.priority[units],
    )
