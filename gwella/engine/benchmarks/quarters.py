"""Quarters of the schools with about the same share of pupils eligible for free school meals.

Source: the published benchmark groups; only the first edges were read in a primary source, the others are not the
official value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Upper edges of the groups but the last, in per cent eligible; an edge belongs to the group below it.
FSM_EDGES: Mapping[str, tuple[float, ...]] = {"primary": (8, 16, 24, 32), "secondary": (10, 15, 20, 30)}
# A smaller group has no quarters.
LEAST = 4


@dataclass(frozen=True, slots=True)
class Quarters:
    """`quarter`: (n,) 1 (top) to 4, 0: none. `edges`: (n, 3) what the school's group needs for quarter 1, 2, 3. `size`:
    (n,) of the group.
    """

    quarter: NDArray[np.int8]
    edges: NDArray[np.float64]
    size: NDArray[np.int64]


def fsm_group(share: ArrayLike, edges: Sequence[float]) -> NDArray[np.int64]:
    """The group, 1 upwards, of each share of pupils eligible for free school meals, (n,) in per cent; 0 where it is not
    known.
    """
    given = np.asarray(share, dtype=np.float64)
    return np.where(np.isnan(given), 0, np.searchsorted(np.asarray(edges, dtype=np.float64), given, side="left") + 1)


def quarters(
    values: ArrayLike, groups: ArrayLike, *, better: Literal["more", "less"] = "more", least: int = LEAST
) -> Quarters:
    """Quarters of `values`, (n,), nan: none, within `groups`, (n,) whole numbers, 0: none. All groups in one go.

    The edges are the quartiles of the group's values (interpolated between neighbours); a value on an edge takes the
    better quarter. A group with fewer than `least` values has no quarters.
    """
    value, group = np.asarray(values, dtype=np.float64), np.asarray(groups, dtype=np.int64)
    sign = 1.0 if better == "more" else -1.0
    known = ~np.isnan(value) & (group > 0)
    signed, among = sign * value[known], group[known]
    order = np.lexsort((signed, among))
    _, start, member, size = np.unique(among[order], return_index=True, return_inverse=True, return_counts=True)
    ranked = signed[order]
    edges = np.stack([_quantile(ranked, start, size, share) for share in (0.75, 0.5, 0.25)], axis=1)
    quarter = 1 + (ranked[:, None] < edges[member]).sum(axis=1)
    enough = size[member] >= least
    where = np.flatnonzero(known)[order]
    found = Quarters(np.zeros(len(value), np.int8), np.full((len(value), 3), np.nan), np.zeros(len(value), np.int64))
    found.quarter[where] = np.where(enough, quarter, 0)
    found.edges[where] = np.where(enough[:, None], sign * edges[member], np.nan)
    found.size[where] = size[member]
    return found


def _quantile(
    ranked: NDArray[np.float64], start: NDArray[np.int64], size: NDArray[np.int64], share: float
) -> NDArray[np.float64]:
    """Of each run of `ranked`, the value at `share` of its length."""
    place = share * (size - 1)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, size - 1)
    below, above = ranked[start + low], ranked[start + high]
    return np.asarray(below + (above - below) * (place - low))
