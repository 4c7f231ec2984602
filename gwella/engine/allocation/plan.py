"""The plan itself: which unit goes to which adviser, by HiGHS on the pairs worth considering."""

from dataclasses import dataclass

import numpy as np

from gwella.engine.allocation.milp import Answer, Program, minimise
from gwella.engine.allocation.model import NOBODY, Bools, Floats, Ints, Model


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a plan may leave undone: half-days, and half-days × priority. `fine`: what each one more is
    reckoned to cost while a plan is still being sought that keeps to it; infinite where none may be."""

    half_days: int = 0
    by_priority: int = 0
    fine: float = 1e4

    def excess(self, model: Model, assignment: Ints) -> int:
        """By how much a plan leaves more undone."""
        left = model.need[assignment == NOBODY]
        weighted = left * model.priority[assignment == NOBODY]
        return max(0, int(left.sum()) - self.half_days) + max(0, int(weighted.sum()) - self.by_priority)

    def score(self, model: Model, assignment: Ints) -> float:
        """What a plan costs with its fines."""
        excess = self.excess(model, assignment)
        return model.cost(assignment) + (self.fine * excess if excess else 0.0)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the variables of a plan's program are."""

    units: Ints  # of each pair
    who: Ints  # of each pair
    pair: Ints
    left_out: Ints  # U
    excess: Ints  # half-days, by priority
    council_of: Ints  # adviser × council, flat: place or -1
    above: Ints  # A
    below: Ints  # A


def best_pairs(reduced: Floats, count: int) -> Bools:
    """U × A: the `count` pairs of each unit with the least reduced cost."""
    place = np.argsort(np.argsort(reduced, axis=1, kind="stable"), axis=1, kind="stable")
    best: Bools = (place < count) & np.isfinite(reduced)
    return best


def rounded(model: Model, possible: Bools, share: Floats) -> Ints:
    """A plan to start from: the surest units first, each to its likeliest adviser with days left.

    Units that fit nowhere likely are left out.
    """
    assignment = np.full(len(model.need), NOBODY, dtype=np.int64)
    room = model.capacity.copy()
    for unit in np.argsort(-share.max(axis=1, initial=0.0), kind="stable"):
        fits = possible[unit] & (room >= model.need[unit]) & ((share[unit] > 0) | (model.need[unit] == 0))
        if fits.any():
            who = int(np.where(fits, share[unit], -1.0).argmax())
            assignment[unit] = who
            room[who] -= model.need[unit]
    return assignment


def with_plan(pairs: Bools, assignment: Ints) -> Bools:
    """The pairs and those of a plan, so that the plan is among the answers."""
    both = pairs.copy()
    units = np.flatnonzero(assignment != NOBODY)
    both[units, assignment[units]] = True
    return both


def improve_plan(
    model: Model,
    pairs: Bools,
    start: Ints,
    shortfall: Shortfall,
    *,
    seed: int,
    work: int,
    gap: float,
    target: float | None = None,
) -> tuple[Ints, Answer]:
    """A plan on these pairs whose score is no worse than that of `start`.

    `start` must use only `pairs`. Returns the assignment (U) and how the search ended.
    """
    program, places = _program(model, pairs, shortfall)
    begin = _values(model, program, places, start, shortfall)
    answer = minimise(program, seed=seed, work=work, gap=gap, target=target, start=begin)
    if not answer.values.size:
        return start, answer
    found = np.full(len(model.need), NOBODY, dtype=np.int64)
    chosen = answer.values[places.pair] > 0.5
    found[places.units[chosen]] = places.who[chosen]
    better = shortfall.score(model, found) <= shortfall.score(model, start)
    return (found if better else start), answer


def _program(model: Model, pairs: Bools, shortfall: Shortfall) -> tuple[Program, _Columns]:
    program = Program()
    places = _add_columns(program, model, pairs, shortfall)
    units, who, pair = places.units, places.who, places.pair
    once = program.rows(1, 1, count=len(model.need))  # each unit has one adviser, or is left out
    program.put(once[units], pair, 1)
    program.put(once, places.left_out, 1)
    fair = program.rows(model.fair, model.fair, count=len(model.capacity))  # load, and how far from fair
    program.put(fair[who], pair, model.need[units])
    program.put(fair, places.above, -1)
    program.put(fair, places.below, 1)
    flat = who * model.council_cost.shape[1] + model.council[units]
    paid = places.council_of[flat] >= 0
    opened = program.rows(-np.inf, 0, count=int(paid.sum()))  # a pair needs its council opened
    program.put(opened, pair[paid], 1)
    program.put(opened, places.council_of[flat[paid]], -1)
    undone = program.rows(-np.inf, [shortfall.half_days, shortfall.by_priority], count=2)
    for row, weight, excess in zip(undone, (model.need, model.need * model.priority), places.excess, strict=True):
        program.put(np.repeat(row, len(weight)), places.left_out, weight)
        program.put(np.array([row]), np.array([excess]), -1)
    return program, places


def _add_columns(program: Program, model: Model, pairs: Bools, shortfall: Shortfall) -> _Columns:
    units, who = np.nonzero(pairs)
    pair = program.columns(model.pair_cost[units, who], 1, count=len(units), whole=True)
    # A unit without days takes no room: it is left out only where nobody may take it.
    may_miss = (model.need > 0) | ~pairs.any(axis=1)
    left_out = program.columns(0, may_miss, count=len(model.need), whole=True)
    held = np.isinf(shortfall.fine)
    excess = program.columns(0 if held else shortfall.fine, 0 if held else np.inf, count=2, whole=False)
    advisers, councils = model.council_cost.shape
    flat = np.unique(who * councils + model.council[units])
    flat = flat[model.council_cost.ravel()[flat] > 0]
    council_of = np.full(advisers * councils, -1, dtype=np.int64)
    council_of[flat] = program.columns(model.council_cost.ravel()[flat], 1, count=len(flat), whole=True)
    # The room above the fair share ends at the capacity, which is how capacity is kept.
    above = program.columns(model.load_cost, model.capacity - model.fair, count=advisers, whole=False)
    below = program.columns(model.load_cost, model.fair, count=advisers, whole=False)
    return _Columns(units, who, pair, left_out, excess, council_of, above, below)


def _values(model: Model, program: Program, places: _Columns, assignment: Ints, shortfall: Shortfall) -> Floats:
    """A plan as values of the program's variables."""
    values = np.zeros(program.width)
    values[places.pair] = assignment[places.units] == places.who
    out = assignment == NOBODY
    values[places.left_out] = out
    values[places.excess[0]] = max(0, int(model.need[out].sum()) - shortfall.half_days)
    weighted = int((model.need * model.priority)[out].sum())
    values[places.excess[1]] = max(0, weighted - shortfall.by_priority)
    units = np.flatnonzero(assignment != NOBODY)
    opened = places.council_of[assignment[units] * model.council_cost.shape[1] + model.council[units]]
    values[opened[opened >= 0]] = 1
    over = model.load(assignment) - model.fair
    values[places.above] = np.maximum(over, 0)
    values[places.below] = np.maximum(-over, 0)
    return values
