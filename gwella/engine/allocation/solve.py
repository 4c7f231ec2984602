"""From a problem to a plan: unmet days first, then the wishes, with the proof of how good it is."""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gwella.engine.allocation.anneal import anneal
from gwella.engine.allocation.bound import Bound, raise_bound
from gwella.engine.allocation.model import NOBODY, Bools, Ints, Model, Split, model_of
from gwella.engine.allocation.plan import Shortfall, improve_plan, likely_pairs, with_plan
from gwella.engine.allocation.polish import Polish
from gwella.engine.allocation.problem import Problem
from gwella.engine.allocation.unmet import Fewest, fewest_unmet

FINE = 10.0
FEW_PAIRS = 2000  # so few that HiGHS settles all of them at once


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work a run may do: never time, so that the same run gives the same plan anywhere."""

    checks: int = 100  # of HiGHS on the likely pairs
    moves: int = 2500  # small moves a unit, by chance
    rounds: int = 100  # teams re-planned while the gap is too wide


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
    rounds: int  # teams re-planned
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
    fine = FINE * bound.value / max(1, int(model.need.sum()))
    allowance = replace(allowance, fine=fine)
    started = anneal(model, possible, fewest.assignment, seed=seed, moves_a_unit=effort.moves)
    assignment, lower = _exact_plan(model, possible, bound, started, allowance, gap=gap, seed=seed, effort=effort)
    polish = Polish(model, possible, bound.share, allowance, random.Random(seed))
    assignment = polish.run(assignment, target=lower / (1.0 - gap), rounds=effort.rounds)
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
        rounds=polish.rounds,
        seed=seed,
        seconds=time.perf_counter() - began,
    )


def _allowance(model: Model, fewest: Fewest, tolerance: float) -> Shortfall:
    """What the plan may leave undone: the fewest, and the tolerance if one was chosen."""
    if tolerance <= 0:
        return fewest.shortfall
    more = int(tolerance * int(model.need.sum()))
    top = int(model.priority.max(initial=0))
    least = fewest.shortfall
    return replace(least, half_days=least.half_days + more, by_priority=least.by_priority + more * top)


def _may_miss(model: Model, fewest: Fewest, allowance: Shortfall) -> Bools:
    """The units the plan may leave out: none that would alone exceed what may be left undone."""
    hopeless = fewest.assignment == NOBODY
    room = allowance.half_days - fewest.hopeless
    kept: Bools = (model.need <= room) & (model.need * model.priority <= allowance.by_priority)
    either: Bools = kept | hopeless
    return either


def _exact_plan(
    model: Model,
    possible: Bools,
    bound: Bound,
    start: Ints,
    allowance: Shortfall,
    *,
    gap: float,
    seed: int,
    effort: Effort,
) -> tuple[Ints, float]:
    """HiGHS on the likely pairs (all where they are few), from a plan that is there already; and the best bound known.

    A plan that is near enough the bound is left as it is.
    """
    target = bound.value / (1.0 - gap)
    few = int(possible.sum()) <= FEW_PAIRS
    if not few and model.cost(start) <= target:
        return start, bound.value
    pairs = possible if few else with_plan(likely_pairs(bound.share, possible), start)
    assignment, answer = improve_plan(
        model,
        pairs,
        start,
        allowance,
        seed=seed,
        work=effort.checks * (10 if few else 1),
        gap=gap / 4,
        target=target,
    )
    if allowance.excess(model, assignment):  # no wish is worth a school left out that need not be
        assignment = start
    return assignment, max(bound.value, answer.bound) if few else bound.value


def _links(problem: Problem, model: Model, assignment: Ints) -> dict[str, str | None]:
    who = assignment[model.unit_of]
    return {
        school.key: None if column == NOBODY else problem.advisers[column].key
        for school, column in zip(problem.schools, who.tolist(), strict=True)
    }
