"""What no plan can be better than: schools priced, one exact knapsack for each adviser.

"Each school has one adviser" is given up for a price u on each school. What is left falls apart into one
problem an adviser: which bundle of schools, within the days, costs least after prices? Solved exactly by
dynamic programming over days, the sum of the answers and the prices is below every plan's cost; the prices
are moved by subgradient steps until it rises no more (Fisher 2004, doi:10.1287/mnsc.1040.0263, gives the
method; the generalised assignment problem is its standard example).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gwella.engine.allocation.model import Bools, Floats, Ints, Model

# Measured on generated regions of 426 schools and 60 advisers.
AIM = 0.1  # the step aims this share above the best bound so far
MOMENTUM = 0.95
FIRST_STEP, LAST_STEP, SHRINK = 0.6, 0.0005, 0.5
PATIENCE, WORTH = 30, 2e-5  # steps without this share of gain before the step shrinks
MOST_STEPS = 900
LATEST = 0.01  # weight of the newest bundles in the running average
ROUNDING = 1e-7  # of the bound, given away for floating-point sums


@dataclass(frozen=True, slots=True)
class Bound:
    """`value`: no plan within the same unmet days costs less. `price`: U, what a unit is worth.
    `share`: U × A, how much of late the bundles gave the unit to the adviser: near 1 where a good plan
    is plain, split where it is not. `reduced`: U × A, how much dearer than the bound a plan with that
    pair must be; infinite where not possible. `least`: A, what the best bundle comes to after prices: what an
    adviser's schools in a plan come to above it is that adviser's part of the gap."""

    value: float
    price: Floats
    least: Floats
    share: Floats
    reduced: Floats
    steps: int


@dataclass(frozen=True, slots=True)
class _Group:
    """Units of one council and equal days, so that one array step serves all advisers."""

    council: int
    days: int
    units: Ints


@dataclass(frozen=True, slots=True)
class _Taken:
    """How often a group's cheapest units are taken at each load: what is needed to read bundles back."""

    group: _Group
    order: Ints  # rank × A: the group's units, cheapest first
    count: NDArray[np.int16]  # A × loads


class Knapsacks:
    """The advisers' knapsacks of one model, ready to be solved for any prices.

    `possible`: U × A, pairs a plan may use. Days are divided by their greatest common divisor, which
    shortens the tables and changes no answer.
    """

    def __init__(self, model: Model, possible: Bools) -> None:
        sizes = [int(n) for n in model.need if n]
        self.grain = int(np.gcd.reduce(sizes)) if sizes else 1
        self.days = model.need // self.grain
        self.room = model.capacity // self.grain
        self.cost = np.where(possible, model.pair_cost, np.inf)
        self.council_cost = model.council_cost
        self.load_cost = model.load_cost * self.grain
        self.fair = model.fair / self.grain
        self.groups = _groups(model.council, self.days)
        loads = np.arange(int(self.room.max(initial=0)) + 1)
        self.spread = self.load_cost * np.abs(loads - self.fair[:, None])
        self.spread[loads > self.room[:, None]] = np.inf
        self.loads = len(loads)

    def solve(self, price: Floats) -> tuple[Floats, Bools, Floats]:
        """(best value of each adviser A, the bundles that reach it U × A, cost table A × loads)."""
        reduced = self.cost - price[:, None]
        # A unit dearer than the evenness it could bring is never worth taking.
        reduced[reduced >= self.load_cost * self.days[:, None]] = np.inf
        table = np.full((len(self.room), self.loads), np.inf)
        table[:, 0] = 0.0
        trace: list[tuple[Bools, list[_Taken]]] = []
        for council, groups in enumerate(self.groups):
            inside = table
            taken: list[_Taken] = []
            for group in groups:
                inside = self._take(group, reduced[group.units], inside, taken)
            inside = inside + self.council_cost[:, council, None]
            used = inside < table
            table = np.where(used, inside, table)
            trace.append((used, taken))
        total = table + self.spread
        load = total.argmin(axis=1)
        return total[np.arange(len(load)), load], self._read_back(trace, load), table

    def _take(self, group: _Group, reduced: Floats, before: Floats, taken: list[_Taken]) -> Floats:
        """The table after each adviser may take the 0, 1, 2 … cheapest units of a group."""
        finite = np.isfinite(reduced).sum(axis=0)
        most = int(min(finite.max(initial=0), (self.loads - 1) // max(1, group.days)))
        if most == 0:
            return before
        order = np.argsort(reduced, axis=0, kind="stable")[:most]
        together = np.cumsum(np.take_along_axis(reduced, order, axis=0), axis=0)
        after = before.copy()
        count = np.zeros(before.shape, dtype=np.int16)
        for number in range(1, most + 1):
            shift = number * group.days
            offer = before[:, : self.loads - shift] + together[number - 1][:, None]
            kept = after[:, shift:]
            better = offer < kept
            np.copyto(kept, offer, where=better)
            np.copyto(count[:, shift:], number, where=better)
        taken.append(_Taken(group, order, count))
        return after

    def _read_back(self, trace: list[tuple[Bools, list[_Taken]]], load: Ints) -> Bools:
        bundles = np.zeros((len(self.days), len(load)), dtype=np.bool_)
        advisers = np.arange(len(load))
        left = load.copy()
        for used, taken in reversed(trace):
            inside = used[advisers, left]
            for step in reversed(taken):
                number = np.where(inside, step.count[advisers, left], 0)
                left -= number * step.group.days
                rank, who = np.nonzero(np.arange(len(step.order))[:, None] < number)
                bundles[step.group.units[step.order[rank, who]], who] = True
        return bundles

    def pair_surplus(self, price: Floats) -> tuple[Floats, Floats]:
        """(best value of each adviser A, how much the bound rises when a pair is forced U × A).

        A unit may count twice, so the rise is never too much.
        """
        best, _, table = self.solve(price)
        surplus = self.cost - price[:, None] - best
        for days in np.unique(self.days):
            free = self.loads - days
            if free <= 0:
                continue
            forced = (table[:, :free] + self.spread[:, days:]).min(axis=1)
            surplus[self.days == days] += forced
        return best, surplus


def raise_bound(model: Model, possible: Bools, *, unmet: int = 0, may_miss: Bools | None = None) -> Bound:
    """The best bound found on the cost of a plan that leaves at most `unmet` half-days without adviser.

    `possible`: U × A, pairs a plan may use. `may_miss`: U, units that may be left out; default all. Units
    with no possible pair take no part, and their days must not be counted in `unmet`.
    """
    knapsacks = Knapsacks(model, possible)
    taking_part = possible.any(axis=1)
    missable = taking_part & (model.need > 0) & (True if may_miss is None else may_miss)
    missed = _missed(model.need, missable, unmet)
    price = np.where(taking_part, np.where(possible, model.pair_cost, np.inf).min(axis=1, initial=np.inf), 0.0)

    share = np.zeros(possible.shape)

    def value_at(price: Floats) -> tuple[float, Floats]:
        nonlocal share
        best, bundles, _ = knapsacks.solve(price)
        saved, left_out = missed(price)
        share = share + (bundles - share) * LATEST
        value = float(price[taking_part].sum()) + float(best.sum()) - saved
        return value, np.where(taking_part, 1.0 - bundles.sum(axis=1) - left_out, 0.0)

    value, price, steps = _climb(value_at, price)
    share /= 1.0 - (1.0 - LATEST) ** steps
    least, reduced = knapsacks.pair_surplus(price)
    return Bound(value - ROUNDING * abs(value), price, least, share, reduced, steps)


def _climb(value_at: Callable[[Floats], tuple[float, Floats]], price: Floats) -> tuple[float, Floats, int]:
    """Subgradient steps with momentum from `price`; the best value seen, its prices, and the steps made."""
    best, best_price = -np.inf, price
    direction = np.zeros_like(price)
    step, waited, mark = FIRST_STEP, 0, -np.inf
    for number in range(1, MOST_STEPS + 1):
        value, slope = value_at(price)
        if value > best:
            best, best_price = value, price
        if best > mark + WORTH * abs(best):
            waited, mark = 0, best
        else:
            waited += 1
        if waited >= PATIENCE:
            step, waited, direction, price = step * SHRINK, 0, np.zeros_like(price), best_price
            if step < LAST_STEP:
                return best, best_price, number
            continue
        direction = slope + MOMENTUM * direction
        length = float(direction @ direction)
        if length == 0.0:
            return best, best_price, number
        price = price + step * (AIM * abs(best) + best - value) / length * direction
    return best, best_price, MOST_STEPS


def _missed(need: Ints, missable: Bools, unmet: int) -> Callable[[Floats], tuple[float, Floats]]:
    """The dearest units to leave out within `unmet` half-days, part of one allowed: (price saved, share of each)."""
    units = np.flatnonzero(missable)

    def leave_out(price: Floats) -> tuple[float, Floats]:
        share = np.zeros(len(need))
        if unmet <= 0 or not units.size:
            return 0.0, share
        order = units[np.argsort(-price[units] / need[units], kind="stable")]
        order = order[price[order] > 0]
        before = np.cumsum(need[order]) - need[order]
        share[order] = np.clip((unmet - before) / need[order], 0.0, 1.0)
        return float((share * price).sum()), share

    return leave_out


def _groups(council: Ints, days: Ints) -> list[list[_Group]]:
    """For each council its units by days, longest first."""
    gathered: list[list[_Group]] = []
    for place in range(int(council.max(initial=-1)) + 1):
        here = np.flatnonzero(council == place)
        sizes = sorted({int(d) for d in days[here]}, reverse=True)
        gathered.append([_Group(place, size, here[days[here] == size]) for size in sizes])
    return gathered
