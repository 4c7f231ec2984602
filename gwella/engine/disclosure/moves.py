"""Moves: changes of hidden numbers that leave everything shown as it is.

A table and the table after a move look the same from outside, so a hidden number that some move changes cannot be
worked out. Moves are whole numbers, found by linear programs (HiGHS) that hide as little more as they can.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array, eye_array
from scipy.sparse.csgraph import connected_components

from gwella.engine.disclosure.programs import minimise
from gwella.engine.disclosure.table import Bools, Floats, Ints

WHOLE = 1e-6
FREE = 1e-3  # the cost of moving what is hidden already: enough to keep moves short
STEP = 20.0  # no number has to move further
# What a target is worth, as multiples of the usual cost of a cell: dear cells are hidden only when cheap ones fail.
WORTH = (4.0, 4.0, 30.0, 30.0, 300.0, 3000.0)


@dataclass(frozen=True, slots=True)
class Layer:
    """One number of every cell: the rows that must stay 0, and how far it may go down (≤ 0) and up."""

    rows: csr_array
    low: Floats
    up: Floats


@dataclass(frozen=True, slots=True)
class Cover:
    """`moves`: whole changes over all cells. `hidden`: what has to be hidden for them. `left`: targets none changes."""

    moves: list[Ints]
    hidden: Bools
    left: Bools


def cover(layer: Layer, hidden: Bools, targets: Bools, cost: Floats, fixed: Bools, seed: int) -> Cover:
    """Moves that change every target, hiding further cells at least cost. `fixed` cells are known and cannot move."""
    dice = np.random.default_rng(seed)
    hidden, left = hidden.copy(), targets & ~fixed
    free = ~fixed & ((layer.low <= -1) | (layer.up >= 1))
    moves: list[Ints] = []
    usual = float(np.median(cost)) if len(cost) else 1.0

    def keep(change: Floats) -> None:
        for move in _whole_parts(layer, change):
            moves.append(move)
            hidden[move != 0] = True
            left[move != 0] = False

    for worth in WORTH:
        if not (left & free).any():
            break
        signs = _signs(layer, left & free, dice)
        keep(_many(layer, np.where(hidden, FREE, cost), free, signs, worth * usual))
    for cell in np.flatnonzero(left & free).tolist():
        if left[cell]:
            keep(_one(layer, np.where(hidden, FREE, cost), free, cell))
    return Cover(moves, hidden, left)


def _signs(layer: Layer, targets: Bools, dice: np.random.Generator) -> Floats:
    """Which way each target should go, so that the targets of an equation make up for each other. 0: no target."""
    columns = layer.rows.tocsc()  # type: ignore[no-untyped-call]
    weight = 1.0 / np.maximum(abs(layer.rows) @ targets.astype(np.float64), 1.0)
    balance = np.zeros(layer.rows.shape[0])
    signs = np.zeros(len(targets))
    chance = dice.choice([-1.0, 1.0], len(targets))
    for cell in np.flatnonzero(targets).tolist():
        inside = slice(columns.indptr[cell], columns.indptr[cell + 1])
        rows, values = columns.indices[inside], columns.data[inside]
        vote = float((values * balance[rows] * weight[rows]).sum())
        sign = -np.sign(vote) if vote else chance[cell]
        if layer.low[cell] > -1:
            sign = 1.0
        elif layer.up[cell] < 1:
            sign = -1.0
        signs[cell] = sign
        balance[rows] += values * sign
    return signs


def _many(layer: Layer, cost: Floats, free: Bools, signs: Floats, worth: float) -> Floats:
    """One change that moves as many targets their way as is worth its cost."""
    cells = np.flatnonzero(free)
    targets = np.flatnonzero(signs[cells])
    count, aims = len(cells), len(targets)
    sides = csr_array((signs[cells][targets], (np.arange(aims), targets)), shape=(aims, count))  # type: ignore[no-untyped-call]
    rows = layer.rows[:, cells]
    rows = rows[np.diff(rows.indptr) > 0]
    system = block_array([[rows, -rows, None], [sides, -sides, -eye_array(aims)]], format="csr")  # type: ignore[no-untyped-call]
    lower = np.zeros(system.shape[0])
    upper = np.concatenate([np.zeros(rows.shape[0]), np.full(aims, np.inf)])
    most = np.concatenate([_up(layer, cells), _down(layer, cells), np.ones(aims)])
    least = np.concatenate([np.zeros(2 * count), np.full(aims, -STEP)])
    prices = np.concatenate([cost[cells], cost[cells], np.full(aims, -worth)])
    found = minimise(prices, system, (lower, upper), (least, most))
    return _spread(found, cells, len(free))


def _one(layer: Layer, cost: Floats, free: Bools, target: int) -> Floats:
    """The cheapest change in whole numbers that moves one cell, up or down; nothing where there is none."""
    cells = np.flatnonzero(free)
    rows = layer.rows[:, cells]
    system = block_array([[rows, -rows]], format="csr")  # type: ignore[no-untyped-call]
    zeros = np.zeros(system.shape[0])
    best, least = np.zeros(len(free)), np.inf
    place = int(np.searchsorted(cells, target))
    for side in (0, len(cells)):
        low = np.zeros(2 * len(cells))
        up = np.concatenate([_up(layer, cells), _down(layer, cells)])
        if up[place + side] < 1:
            continue
        low[place + side] = up[place + side] = 1
        up[place + len(cells) - side] = 0
        prices = np.concatenate([cost[cells], cost[cells]])
        found = minimise(prices, system, (zeros, zeros), (low, up), whole=True)
        if found is not None and prices @ found < least:
            best, least = np.round(_spread(found, cells, len(free))), float(prices @ found)
    return best


def _up(layer: Layer, cells: NDArray[np.int64]) -> Floats:
    return np.clip(np.floor(layer.up[cells]), 0, STEP)


def _down(layer: Layer, cells: NDArray[np.int64]) -> Floats:
    return np.clip(np.floor(-layer.low[cells]), 0, STEP)


def _spread(found: Floats | None, cells: NDArray[np.int64], size: int) -> Floats:
    change = np.zeros(size)
    if found is not None:
        change[cells] = found[: len(cells)] - found[len(cells) : 2 * len(cells)]
    return change


def _whole_parts(layer: Layer, change: Floats) -> list[Ints]:
    """The change in parts that hang together, each made whole by a small factor; a part that cannot be is left out."""
    change = np.where(np.abs(change) > WHOLE, change, 0.0)
    cells = np.flatnonzero(change)
    if not len(cells):
        return []
    touched = abs(layer.rows[:, cells])
    _, labels = connected_components(touched.T @ touched, directed=False)
    return [
        whole
        for label in range(labels.max() + 1)
        if (whole := _whole(layer, cells[labels == label], change)) is not None
    ]


def _whole(layer: Layer, cells: NDArray[np.int64], change: Floats) -> Ints | None:
    for factor in (1, 2, 3, 4, 6):
        scaled = change[cells] * factor
        rounded = np.round(scaled)
        inside = (rounded >= layer.low[cells]) & (rounded <= layer.up[cells])
        if np.abs(scaled - rounded).max() < WHOLE * factor and inside.all():
            move = np.zeros(len(change), dtype=np.int64)
            move[cells] = rounded.astype(np.int64)
            return move if not (layer.rows @ move).any() else None
    return None
