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

SMALLEST, LARGEST = 3, 6
CHECKS = 20  # HiGHS may make on one team
ENOUGH = 1e-3  # a team is planned to within this share of its best
LITTLE = 5e-4  # share of the score: a round of everybody that gains less makes teams grow
LEFT_OUT = 10  # units without an adviser that a team may pick from
CLOSE, CLOSENESS = 0.2, 4.0  # pull between advisers for a unit both might have, and for all its share


@dataclass(slots=True)
class Polish:
    """The search. `share`: U × A, how likely each pair is (see `Bound`); advisers likely to have each
    other's units form teams. `checks`: what HiGHS has made so far."""

    model: Model
    possible: Bools
    share: Floats
    shortfall: Shortfall
    chance: random.Random
    checks: int = 0
    teams: int = 0

    def run(self, assignment: Ints, *, target: float, checks: int) -> Ints:
        """A plan with no worse a score, once the score is at most `target` or HiGHS has made `checks` more."""
        size, score = SMALLEST, self.shortfall.score(self.model, assignment)
        advisers = range(len(self.model.capacity))
        most = self.checks + checks
        while self.checks < most and len(advisers) > 1:
            before = score
            for first in self.chance.sample(advisers, len(advisers)):
                if score <= target or self.checks >= most:
                    return assignment
                assignment = self._replan(assignment, self._team(assignment, first, size))
                score = self.shortfall.score(self.model, assignment)
            if before - score < LITTLE * before:
                size = min(size + 1, LARGEST)
        return assignment

    def _team(self, assignment: Ints, first: int, size: int) -> Ints:
        """An adviser and others drawn by chance, rather those likely to have each other's units."""
        held = assignment[:, None] == np.arange(self.share.shape[1])
        pull = CLOSENESS * self.share + CLOSE * (self.share > 0.01)
        ties = pull[held[:, first]].sum(axis=0) + (held * pull[:, [first]]).sum(axis=0)
        draw = np.array([self.chance.random() for _ in ties]) ** (1.0 / (ties + 0.05))
        draw[first] = 2.0
        return np.sort(np.argsort(-draw, kind="stable")[:size])

    def _free(self, assignment: Ints, team: Ints) -> Ints:
        """The team's units and some of those left out that it may take."""
        open_to = (assignment == NOBODY) & self.possible[:, team].any(axis=1)
        left_out = np.flatnonzero(open_to).tolist()
        some = self.chance.sample(left_out, min(LEFT_OUT, len(left_out)))
        return np.sort(np.concatenate([np.flatnonzero(np.isin(assignment, team)), np.array(some, dtype=np.int64)]))

    def _replan(self, assignment: Ints, team: Ints) -> Ints:
        free = self._free(assignment, team)
        still = assignment == NOBODY
        still[free] = False
        days = self.model.need[still]
        within = replace(
            self.shortfall,
            half_days=self.shortfall.half_days - int(days.sum()),
            by_priority=self.shortfall.by_priority - int((days * self.model.priority[still]).sum()),
        )
        found, answer = improve_plan(
            _part_of(self.model, free, team),
            self.possible[np.ix_(free, team)],
            np.where(assignment[free] == NOBODY, NOBODY, np.searchsorted(team, assignment[free])),
            within,
            seed=self.chance.randrange(2**31),
            work=CHECKS,
            gap=ENOUGH,
        )
        self.checks += max(1, answer.work)
        self.teams += 1
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
