"""The context line: what schools with such a share of free school meals get on average, and how far each is from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Two points always lie on a line.
LEAST = 3


@dataclass(frozen=True, slots=True)
class Lines:
    """Least squares `value = a + b x share`, a line for each group. Per school, (s,): `expected`, `residual` (nan:
    none).

    Per group, in the order of `groups`, (g,): `n` schools, `a`, `b`, `r2` (nan without a line).
    """

    groups: NDArray[np.int64]
    n: NDArray[np.int64]
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    r2: NDArray[np.float64]
    expected: NDArray[np.float64]
    residual: NDArray[np.float64]


def context_lines(share: ArrayLike, values: ArrayLike, groups: ArrayLike) -> Lines:
    """Lines of `values` on `share` (per cent eligible for free school meals), (s,), nan: not known; `groups`, (s,), say
    which schools belong together, a year and sector say. Fewer than three schools, or all with one share, have no line.
    """
    x, y = np.asarray(share, dtype=np.float64), np.asarray(values, dtype=np.float64)
    codes, member = np.unique(np.asarray(groups, dtype=np.int64), return_inverse=True)
    known = ~(np.isnan(x) | np.isnan(y))

    def total(amount: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(member[known], amount[known], minlength=len(codes)).astype(np.float64)

    with np.errstate(divide="ignore", invalid="ignore"):
        n = total(np.ones(len(x)))
        mean_x, mean_y = total(x) / n, total(y) / n
        # About the means: the plain sums of squares lose digits.
        dx, dy = x - mean_x[member], y - mean_y[member]
        sxx, sxy, syy = total(dx * dx), total(dx * dy), total(dy * dy)
        exists = (n >= LEAST) & (sxx > 0)
        b = np.where(exists, sxy / sxx, np.nan)
        a = mean_y - b * mean_x
        r2 = np.where(syy > 0, b * sxy / syy, np.nan)
    expected = np.where(np.isnan(x), np.nan, a[member] + b[member] * x)
    return Lines(codes, n.astype(np.int64), a, b, r2, expected, y - expected)
