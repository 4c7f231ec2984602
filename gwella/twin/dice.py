"""Chance that falls the same everywhere: only what Python promises to keep, `random()` of a seeded generator.

No logarithm, sine or library shuffle is used: those may differ between platforms or versions.
"""

import hashlib
import itertools
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """One stream of chance. Streams of other names are independent, so that adding a field moves no other."""

    def __init__(self, seed: int, stream: str) -> None:
        mixed = hashlib.sha256(f"{seed}/{stream}".encode()).digest()
        self._random = random.Random(int.from_bytes(mixed[:8], "big"))

    def part(self) -> float:
        """A number from 0 up to, but not including, 1."""
        return self._random.random()

    def between(self, low: float, high: float) -> float:
        """A number from `low` to `high`, all alike."""
        return low + (high - low) * self.part()

    def near(self, spread: float) -> float:
        """A number around 0, mostly small: the sum of three even ones, with standard deviation `spread`."""
        return (self.part() + self.part() + self.part() - 1.5) * 2 * spread

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.part() * (high - low + 1))

    def chance(self, likely: float) -> bool:
        """True in a share of `likely`."""
        return self.part() < likely

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self.part() * len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One of the items, in proportion to its weight."""
        left = self.part() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        return items[-1]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = int(self.part() * (last + 1))
            order[last], order[other] = order[other], order[last]
        return order


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers that sum to `total` and are nearest the weights (largest remainder, first wins a tie)."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda i: (counts[i] - exact[i], i))
    for index in order[: total - sum(counts)]:
        counts[index] += 1
    return counts


def at(quantiles: Sequence[tuple[float, float]], part: float) -> float:
    """The value at `part` (0 to 1) of a distribution given by its quantiles (part, value), straight between them."""
    for (low, below), (high, above) in itertools.pairwise(quantiles):
        if part <= high:
            return below + (above - below) * (part - low) / (high - low)
    return quantiles[-1][1]
