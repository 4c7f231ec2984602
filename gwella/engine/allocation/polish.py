"""A plan made better, a few neighbouring advisers at a time.

The units of a small team are freed, with those nobody has, and shared out again by HiGHS while the rest of the
plan stands still (large neighbourhood search; Shaw 1998, doi:10.1007/3-540-49481-2_30). Teams form around those
advisers to whom most of the gap falls. No step makes the score worse. Small teams gain most for the work; they
grow when a round of everybody has gained little.
"""

import random
from dataclasses import dataclass, replace

import numpy as np

from gwella.engine.allocation.bound import Bound
from gwella.engine.allocation.model import NOBODY, Bools, Floats, Ints, Model
from gwella.engine.allocation.plan import Shortfall, improve_plan

SMALLEST, LARGEST = 3, 6
CHECKS = 20  # HiGHS may make on one team
ENOUGH = 1e-3  # a team is planned to within this share of its best
LITTLE = 5e-4  # share of the score: a round of everybody that gains less makes teams grow
LEFT_OUT = 10  # units without an adviser that a team may pick from
CLOSE, CLOSENESS = 0.2, 4.0  # pull between advisers for a unit both might have, and for all its share
STRANGE, CALM = 0.05, 0.2  # pull of advisers without such a unit, and of those with no part of the gap
TINY = 1e-9


@dataclass(slots=True)
class Polish:
    """The search. Advisers with much of the gap, and likely to have each other's units (see `Bound`), form teams.
    `checks`: what HiGHS has made so far."""

    model: Model
    possible: Bools
    bound: Bound
    shortfall: Shortfall
    chance: random.Random
    checks: int = 0
    teams: int = 0

    def run(self, assignment: Ints, *, target: float, checks: int) -> Ints:
        """A plan with no worse a score, once the score is at most `target` or HiGHS has made `checks` more."""
        size, score = SMALLEST, self.shortfall.score(self.model, assignment)
        advisers = len(self.model.capacity)
        most = self.checks + checks
        while self.checks < most and advisers > 1:
            before = score
            for _ in range(advisers):
                if score <= target or self.checks >= most:
                    return assignment
                assignment = self._replan(assignment, self._team(assignment, size))
                score = self.shortfall.score(self.model, assignment)
            if before - score < LITTLE * before:
                size = min(size + 1, LARGEST)
        return assignment

    def _team(self, assignment: Ints, size: int) -> Ints:
        """An adviser and others drawn by chance: those with much of the gap, likely to have each other's units."""
        part = self._part_of_gap(assignment)
        first = self.chance.choices(range(len(part)), weights=(part + TINY).tolist())[0]
        share = self.bound.share
        held = assignment[:, None] == np.arange(share.shape[1])
        pull = CLOSENESS * share + CLOSE * (share > 0.01)
        ties = pull[held[:, first]].sum(axis=0) + (held * pull[:, [first]]).sum(axis=0)
        weight = (ties + STRANGE) * (part / max(TINY, float(part.mean())) + CALM)
        draw = np.array([self.chance.random() for _ in weight]) ** (1.0 / weight)
        draw[first] = 2.0
        return np.sort(np.argsort(-draw, kind="stable")[:size])

    def _part_of_gap(self, assignment: Ints) -> Floats:
        """A: what each adviser's units come to after prices, above the best bundle."""
        model = self.model
        units = np.flatnonzero(assignment != NOBODY)
        who = assignment[units]
        cost = model.load_cost * np.abs(model.load(assignment) - model.fair)
        np.add.at(cost, who, model.pair_cost[units, who] - self.bound.price[units])
        works_in = np.zeros(model.council_cost.shape, dtype=np.bool_)
        works_in[who, model.council[units]] = True
        cost += (model.council_cost * works_in).sum(axis=1)
        return np.maximum(0.0, cost - self.bound.least)

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
