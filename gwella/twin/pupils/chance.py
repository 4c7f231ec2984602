"""Chance in long arrays, that falls the same everywhere: even numbers of a seeded generator, added and compared.

As in `twin.dice`, no logarithm, sine or library shuffle: those may differ between platforms or versions.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Chance:
    """One stream. Streams of other names are independent, so that adding a field moves no other."""

    def __init__(self, seed: int, *stream: object) -> None:
        mixed = hashlib.sha256("/".join(map(str, (seed, "pupils", *stream))).encode()).digest()
        self._random = np.random.Generator(np.random.PCG64(int.from_bytes(mixed[:16], "big")))

    def part(self, count: int) -> Floats:
        """`count` numbers from 0 up to, but not including, 1."""
        return self._random.random(count)

    def near(self, count: int, spread: float = 1.0) -> Floats:
        """`count` numbers around 0, standard deviation `spread`, none beyond three of it: sums of three even ones."""
        total = self.part(count) + self.part(count)
        return (total + self.part(count) - 1.5) * (2 * spread)

    def whole(self, count: int, low: int, high: int) -> Ints:
        """`count` whole numbers from `low` to `high`, both included."""
        return low + (self.part(count) * (high - low + 1)).astype(np.int64)

    def chance(self, likely: Floats) -> Bools:
        """True in a share of `likely`, each by its own."""
        return self.part(len(likely)) < likely

    def among(self, count: int, weights: tuple[float, ...]) -> Ints:
        """`count` places in `weights`, each in proportion to its weight."""
        edges = np.cumsum(weights)
        found: Ints = np.minimum(np.searchsorted(edges, self.part(count) * edges[-1], side="right"), len(weights) - 1)
        return found

    def order(self, count: int) -> Ints:
        """The places 0 to `count` - 1 in chance order."""
        return np.argsort(self.part(count), kind="stable")

    def rounded(self, exact: Floats | Ints) -> Ints:
        """Whole numbers whose expectations are `exact`: each rounded up as often as its fraction says."""
        return np.floor(exact + self.part(len(exact))).astype(np.int64)


def place_in_group(group: Ints, by: Floats) -> tuple[Ints, Ints]:
    """Each element's place from 0 among those of its `group` (numbers from 0), smallest `by` first; and group sizes."""
    order = np.lexsort((by, group))
    sizes = np.bincount(group, minlength=int(group.max(initial=-1)) + 1)
    starts = np.cumsum(sizes) - sizes
    places = np.empty(len(group), dtype=np.int64)
    places[order] = np.arange(len(group)) - starts[group[order]]
    return places, sizes
