"""Similar schools: the nearest on circumstances, never on results, and why these."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gwella.engine.benchmarks.context import Context

COUNT = 10
NOBODY = -1
# So many schools are held against all others at once: a nation in little memory.
BLOCK = 512
# What makes schools alike, and how much each weighs. Not the official value.
WEIGHTS: Mapping[str, float] = {"fsm": 0.4, "deprivation": 0.2, "aln": 0.15, "early_language": 0.1, "pupils": 0.15}


@dataclass(frozen=True, slots=True)
class Similar:
    """For each of n schools its m nearest, nearest first, by the k `features`.

    `nearest`: (n, m) places in the arrays given, -1: no more of this sector and medium. `distance`: (n, m) in standard
    deviations. `because`: (n, m, k) each feature's share of the squared distance (adds up to 1, or 0 for twins).
    `difference`: (n, m, k) theirs less ours, as given (pupils, percentage points); nan where one is not known.
    """

    features: tuple[str, ...]
    nearest: NDArray[np.int64]
    distance: NDArray[np.float64]
    because: NDArray[np.float64]
    difference: NDArray[np.float64]


def similar_schools(context: Context, *, count: int = COUNT, weights: Mapping[str, float] = WEIGHTS) -> Similar:
    """The `count` nearest schools of the same sector and medium, by weighted standardised distance.

    The number of pupils counts by its logarithm: 50 more matter to a small school. Features are standardised within the
    sector; what is not known counts as the sector's mean. As near: the order given. `KeyError`/`AttributeError` for a
    feature that is not a circumstance.
    """
    features = tuple(weights)
    given = np.stack([getattr(context, name) for name in features], axis=1).astype(np.float64)
    scaled = _standardised(context, features, given) * np.sqrt([weights[name] for name in features])
    n = len(given)
    nearest = np.full((n, count), NOBODY, dtype=np.int64)
    squares = np.full((n, count), np.nan)
    strata = np.stack([context.sector, context.medium], axis=1)
    for stratum in np.unique(strata, axis=0):
        here = np.flatnonzero((strata == stratum).all(axis=1))
        found, square = _nearest(scaled[here], count)
        nearest[here, : found.shape[1]] = here[found]
        squares[here, : found.shape[1]] = square
    parts = (scaled[nearest] - scaled[:, None, :]) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        because = np.where(parts.sum(axis=2, keepdims=True) > 0, parts / parts.sum(axis=2, keepdims=True), 0.0)
    nobody = (nearest == NOBODY)[:, :, None]
    difference = np.where(nobody, np.nan, given[nearest] - given[:, None, :])
    return Similar(features, nearest, np.sqrt(squares), np.where(nobody, np.nan, because), difference)


def _standardised(context: Context, features: tuple[str, ...], given: NDArray[np.float64]) -> NDArray[np.float64]:
    amounts = given.copy()
    if "pupils" in features:
        column = features.index("pupils")
        amounts[:, column] = np.log(np.maximum(amounts[:, column], 1.0))
    for sector in np.unique(context.sector):
        here = context.sector == sector
        known = np.ma.masked_invalid(amounts[here])
        mean, deviation = known.mean(axis=0).filled(0.0), known.std(axis=0).filled(0.0)
        amounts[here] = (amounts[here] - mean) / np.where(deviation > 0, deviation, 1.0)
    return np.nan_to_num(amounts)


def _nearest(points: NDArray[np.float64], count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The `count` nearest other points of each, (p, m), and their squared distances; as near, the one given first."""
    kept = max(0, min(count, len(points) - 1))
    nearest = np.zeros((len(points), kept), dtype=np.int64)
    squares = np.zeros((len(points), kept))
    for first in range(0, len(points) if kept else 0, BLOCK):
        rows = points[first : first + BLOCK]
        square = np.zeros((len(rows), len(points)))
        # One feature at a time: no array of every pair by every feature.
        for own, column in zip(rows.T, points.T, strict=True):
            square += (own[:, None] - column) ** 2
        own_place = np.arange(len(rows))
        square[own_place, first + own_place] = np.inf
        # All that are no farther than the last one wanted, in order: of each school's, so many.
        edge = np.partition(square, kept - 1, axis=1)[:, kept - 1 : kept]
        row, other = np.nonzero(square <= edge)
        order = np.lexsort((other, square[row, other], row))
        wanted = order[np.searchsorted(row, own_place)[:, None] + np.arange(kept)]
        nearest[first : first + BLOCK] = other[wanted]
        squares[first : first + BLOCK] = square[row, other][wanted]
    return nearest, squares
