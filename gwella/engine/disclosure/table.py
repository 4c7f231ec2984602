"""A table with its totals: cells that count pupils, and numbers told of those pupils."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
# A total and its parts, as places in the table: the total is the sum of the parts.
Equation = tuple[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Number:
    """A number told of every cell's pupils; it adds up over parts as the counts do.

    `most`: what it cannot exceed (the pupils themselves, or their sessions); None: nothing. `is_count`: it counts
    pupils or events, so that 1 to 4 is small; points and sessions are not counts. `of_pupils`: `most` is the count.
    """

    value: Floats
    most: Floats | None = None
    is_count: bool = True
    of_pupils: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by name with their count of pupils (whole, n), what is told of them, and which are sums of which.

    Tables that share cells are one table with several equations for a cell: schools → council → region, and
    all = girls + boys. What is in no part (pupils of unknown sex) is a cell too, or is taken as known to everybody,
    which protects no less. `unpublished` cells are never shown and need no protection. `cost` of hiding each (n).
    """

    cells: tuple[str, ...]
    count: Floats
    equations: Sequence[Equation]
    numbers: Mapping[str, Number] = field(default_factory=dict)
    unpublished: frozenset[int] = frozenset()
    cost: Floats | None = None

    @property
    def size(self) -> int:
        """How many cells."""
        return len(self.cells)

    def costs(self) -> Floats:
        """What hiding each cell loses: given, or more for more pupils."""
        return np.log2(self.count + 2) if self.cost is None else self.cost

    def never_shown(self) -> Bools:
        """The unpublished cells as a mask."""
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[list(self.unpublished)] = True
        return mask


def matrix(equations: Sequence[Equation], size: int) -> csr_array:
    """The equations as rows over the cells: parts 1, total −1. A change of the table that keeps every total gives 0."""
    lengths = np.array([len(parts) + 1 for _, parts in equations], dtype=np.int64)
    columns = np.array([c for total, parts in equations for c in (total, *parts)], dtype=np.int64)
    values = np.ones(len(columns))
    if len(lengths):
        values[np.concatenate([[0], np.cumsum(lengths)[:-1]])] = -1.0
    rows = np.repeat(np.arange(len(lengths)), lengths)
    return csr_array((values, (rows, columns)), shape=(len(lengths), size))  # type: ignore[no-untyped-call]
