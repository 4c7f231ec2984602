"""From a problem to a plan: unmet days first, then the wishes, with the proof of how good it is."""

import math
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gwella.engine.allocation.anneal import anneal
from gwella.engine.allocation.bound import Bound, raise_bound
from gwella.engine.allocation.model import NOBODY, Bools, Ints, Model, Split, model_of
from gwella.engine.allocation.plan import Shortfall, best_pairs, improve_plan, rounded, with_plan
from gwella.engine.allocation.polish import Polish
from gwella.engine.allocation.problem import Problem
from gwella.engine.allocation.unmet import Fewest, fewest_unmet

FINE = 10.0  # times the mean cost of a half-day: for leaving one more undone, while searching
DEAR = 20.0  # times that, once the fewest unmet days are held to
FEW_PAIRS = 2000  # so few that HiGHS settles all of them at once
NEAR = 2.0  # times the gap asked: how far from it a search is still worth more work
CHOICES, BARELY = 16, 0.003  # small moves try so many pairs a unit, and all with more than this share


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work a run may do: never time, so that the same run gives the same plan anywhere."""

    moves: int = 3000  # small ones, a unit
    exact: int = 1200  # checks HiGHS may make on all pairs, where those are few
    teams: int = 2500  # checks it may make on teams of advisers, while the gap is too wide; twice where it is near


@dataclass(frozen=True, slots=True)
class Plan:
    """Who looks after which school, what it costs, and how far it can be from the best.

    `links`: adviser's key for each school's key, None where the school is left without. `unmet_floor`: no plan
    whatever leaves fewer half-days unmet. `bound`: no plan that leaves so few half-days unmet
    costs less. `gap`: (objective - bound) / objective; `proven`: it is within what was asked. `parts`: the
    objective by wish. `load`: half-days by adviser. `split`: groups nobody could take whole.
    """

    links: Mapping[str, str | None]
    unmet_half_days: int
    unmet_floor: int
    unmet_proven: bool
    objective: float
    bound: float
    gap: float
    proven: bool
    parts: Mapping[str, float]
    load: Mapping[str, int]
    split: tuple[Split, ...]
    steps: int  # of the bound
    teams: int  # of advisers planned anew
    seed: int
    seconds: float = field(compare=False)

    @property
    def unmet(self) -> tuple[str, ...]:
        """The schools left without an adviser."""
        return tuple(school for school, adviser in self.links.items() if adviser is None)


def solve(
    problem: Problem, *, seed: int = 1, gap: float = 0.01, tolerance: float = 0.0, effort: Effort | None = None
) -> Plan:
    """A plan for the problem: always one, the least bad where days or people are short.

    `gap`: how near the best the wishes must be proven to be. `tolerance`: share of all days that may be
    left unmet beyond the fewest, where a little more would buy much shorter journeys. The same problem, seed and
    effort give the same plan, in whatever order schools and advisers come.
    """
    began = time.perf_counter()
    effort = effort or Effort()
    model = model_of(problem)
    possible = model.allowed & (model.capacity >= model.need[:, None])
    fewest = fewest_unmet(model, possible, seed=seed)
    allowance = _allowance(model, fewest, tolerance)
    bound = raise_bound(
        model, possible, unmet=allowance.half_days - fewest.hopeless, may_miss=_may_miss(model, fewest, allowance)
    )
    allowance = replace(allowance, fine=max(1.0, FINE * bound.value / max(1, int(model.need.sum()))))
    search = _Search(model, possible, bound, fewest, allowance, gap, seed, effort)
    assignment, lower = search.run()
    cost = model.cost(assignment)
    lower = min(lower, cost)
    reached = (cost - lower) / cost if cost > 0 else 0.0
    return Plan(
        links=_links(problem, model, assignment),
        unmet_half_days=model.unmet(assignment),
        unmet_floor=fewest.floor,
        unmet_proven=model.unmet(assignment) <= fewest.floor,
        objective=cost,
        bound=lower,
        gap=reached,
        proven=reached <= gap,
        parts=model.cost_parts(assignment),
        load=dict(zip(problem.adviser_columns, model.load(assignment).tolist(), strict=True)),
        split=model.split,
        steps=bound.steps,
        teams=search.teams,
        seed=seed,
        seconds=time.perf_counter() - began,
    )


def _allowance(model: Model, fewest: Fewest, tolerance: float) -> Shortfall:
    """What the plan may leave undone: the fewest, and the tolerance if one was chosen."""
    fewest_left = fewest.shortfall
    more = int(tolerance * int(model.need.sum()))
    top = int(model.priority.max(initial=0))
    return replace(
        fewest_left, half_days=fewest_left.half_days + more, by_priority=fewest_left.by_priority + more * top
    )


def _may_miss(model: Model, fewest: Fewest, allowance: Shortfall) -> Bools:
    """The units the plan may leave out: none that would alone exceed what may be left undone."""
    hopeless = fewest.assignment == NOBODY
    room = allowance.half_days - fewest.hopeless
    kept: Bools = (model.need <= room) & (model.need * model.priority <= allowance.by_priority) | hopeless
    return kept


@dataclass(slots=True)
class _Search:
    """From the bound to a plan: small moves, then team by team while the gap is wider than asked."""

    model: Model
    possible: Bools
    bound: Bound
    fewest: Fewest
    allowance: Shortfall
    gap: float
    seed: int
    effort: Effort
    teams: int = 0

    def run(self) -> tuple[Ints, float]:
        """The plan, and the best bound known."""
        if int(self.possible.sum()) <= FEW_PAIRS:
            return self._all_pairs()
        best = self._small_moves(rounded(self.model, self.possible, self.bound.share), self.allowance)
        best = self._by_teams(best, self.allowance)
        if self._is_near(best):
            best = self._by_teams(best, self.allowance)
        if self.allowance.excess(self.model, best):
            # Too tight to find so few unmet days on the way: begin from the plan that has them, and hold to it.
            begin = self.fewest.assignment
            dear = replace(self.allowance, fine=DEAR * self.allowance.fine)
            held = replace(self.allowance, fine=math.inf)
            plans = [begin, self._small_moves(begin, dear)]
            best = self._by_teams(min(plans, key=lambda plan: held.score(self.model, plan)), held)
        return best, self.bound.value

    def _by_teams(self, assignment: Ints, allowance: Shortfall) -> Ints:
        polish = Polish(self.model, self.possible, self.bound, allowance, random.Random(self.seed))
        better = polish.run(assignment, target=self._target, checks=self.effort.teams)
        self.teams += polish.teams
        return better

    def _is_near(self, assignment: Ints) -> bool:
        """Whether a plan is not yet as good as asked, but so near that more work may get it there."""
        return self._target < self._score(assignment) <= self.bound.value / (1.0 - NEAR * self.gap)

    @property
    def _target(self) -> float:
        return self.bound.value / (1.0 - self.gap)

    def _score(self, assignment: Ints) -> float:
        return self.allowance.score(self.model, assignment)

    def _all_pairs(self) -> tuple[Ints, float]:
        """So few pairs that HiGHS settles them all, with a bound of its own."""
        plan, answer = improve_plan(
            self.model,
            self.possible,
            self.fewest.assignment,
            replace(self.allowance, fine=math.inf),
            seed=self.seed,
            work=self.effort.exact,
            gap=self.gap / 4,
            target=self._target,
        )
        return plan, max(self.bound.value, answer.bound)

    def _small_moves(self, start: Ints, allowance: Shortfall) -> Ints:
        """A plan from `start`."""
        pairs = (self.possible & (self.bound.share > BARELY)) | best_pairs(self.bound.reduced, CHOICES)
        pairs = with_plan(pairs, start)
        return anneal(self.model, pairs, start, allowance, seed=self.seed, moves_a_unit=self.effort.moves)


def _links(problem: Problem, model: Model, assignment: Ints) -> dict[str, str | None]:
    who = assignment[model.unit_of]
    return {
        school.key: None if column == NOBODY else problem.advisers[column].key
        for school, column in zip(problem.schools, who.tolist(), strict=True)
    }
