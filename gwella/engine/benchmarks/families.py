"""Families of schools: about eleven of one sector, medium and size, with about the same challenge.

Size bands are not the official value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gwella.engine.benchmarks.context import Context, index_of_challenge

ABOUT = 11
# Pupils up to which a school is in the first, second ... band: half, one, two forms of entry; four, six, eight.
SIZE_BANDS: Mapping[str, tuple[float, ...]] = {"primary": (105, 210, 420), "secondary": (600, 900, 1200)}


@dataclass(frozen=True, slots=True)
class Families:
    """Per school, (n,): `family` 1 upwards (0: none), its `index` of challenge (nan: none), `band` of size (1 upwards),
    `size` of the family.
    """

    family: NDArray[np.int64]
    index: NDArray[np.float64]
    band: NDArray[np.int64]
    size: NDArray[np.int64]


def size_bands(context: Context) -> NDArray[np.int64]:
    """(n,): the band of size, 1 upwards; sectors without bands have one; 0 where the number of pupils is not known."""
    band = np.ones(len(context.pupils), dtype=np.int64)
    for sector, edges in SIZE_BANDS.items():
        here = context.sector == sector
        band[here] = np.searchsorted(np.asarray(edges), context.pupils[here], side="left") + 1
    return np.where(np.isnan(context.pupils), 0, band)


def families(context: Context, *, about: int = ABOUT) -> Families:
    """Schools of each sector, medium and size band, in order of challenge, cut into families of nearly equal size of
    `about` schools.

    Schools with the same challenge keep the order in which they are given. A school whose size or challenge is not
    known has none.
    """
    index, band = index_of_challenge(context), size_bands(context)
    known = np.flatnonzero(~np.isnan(index) & (band > 0))
    strata = np.stack([_codes(context.sector), _codes(context.medium), band], axis=1)[known]
    _, stratum = np.unique(strata, axis=0, return_inverse=True)
    order = np.lexsort((index[known], stratum.ravel()))
    _, start, member, count = np.unique(
        stratum.ravel()[order], return_index=True, return_inverse=True, return_counts=True
    )
    pieces = np.maximum(1, np.rint(count / about).astype(np.int64))
    place = np.arange(len(order)) - start[member]
    # Families are numbered on from one stratum to the next.
    before = np.cumsum(pieces) - pieces
    number = 1 + before[member] + place * pieces[member] // count[member]
    found = np.zeros(len(index), dtype=np.int64)
    found[known[order]] = number
    sizes = np.bincount(found, minlength=1)
    return Families(found, index, band, np.where(found > 0, sizes[found], 0))


def _codes(names: NDArray[np.str_]) -> NDArray[np.int64]:
    return np.unique(names, return_inverse=True)[1].astype(np.int64)
