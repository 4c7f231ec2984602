"""Value added: how pupils of a school did against pupils elsewhere who began alike.

A pupil's result is a line of what was known before (prior attainment, deprivation …), plus the school's effect,
plus the pupil's own. School effects are drawn towards nought the more, the fewer the pupils: a mixed model with a
random intercept, fitted by restricted maximum likelihood. All it needs of the pupils are sums by school.
"""

from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# Fewer pupils are too few to say. Not the official value.
LEAST_PUPILS = 10
CONFIDENCE = 0.95


class Word(StrEnum):
    """How a school did against similar pupils elsewhere."""

    BETTER = "better"
    SIMILAR = "similar"
    BELOW = "below"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums that the model needs. p columns, the first of ones; s schools.

    `count`: (s,) pupils; `x`: (s, p), `y`: (s,) sums by school; `xx`: (p, p), `xy`: (p,), `yy`: sums of products of all
    pupils.
    """

    count: Floats
    x: Floats
    y: Floats
    xx: Floats
    xy: Floats
    yy: float


@dataclass(frozen=True, slots=True)
class ValueAdded:
    """The fitted model. `coefficients`: (p,), the constant first; `between`, `within`: variances of schools and of
    pupils.

    Per school, (s,): `pupils`, `effect` (shrunken, in units of the result), `low`, `high` (its interval), `word`.
    """

    coefficients: Floats
    between: float
    within: float
    pupils: NDArray[np.int64]
    effect: Floats
    low: Floats
    high: Floats
    word: tuple[Word, ...]


def sums(results: ArrayLike, before: ArrayLike, schools: ArrayLike, count: int) -> Sums:
    """Sums of pupils: `results` (n,), `before` (n, k) or (n,), `schools` (n,) whole numbers 0 to `count` - 1.

    A pupil of whom anything is not known (nan) is left out. `ValueError` where the shapes do not fit.
    """
    y = np.asarray(results, dtype=np.float64)
    known_before = np.asarray(before, dtype=np.float64)
    x = np.column_stack([np.ones(len(y)), known_before.reshape(len(y), -1)])
    school = np.asarray(schools, dtype=np.int64)
    complete = np.isfinite(x).all(axis=1) & np.isfinite(y)
    if not complete.all():
        y, x, school = y[complete], x[complete], school[complete]

    def by_school(column: Floats) -> Floats:
        return np.bincount(school, column, minlength=count).astype(np.float64)

    sums_x = np.stack([by_school(column) for column in x.T], axis=1)
    return Sums(
        count=sums_x[:, 0],
        x=sums_x,
        y=by_school(y),
        xx=x.T @ x,
        xy=x.T @ y,
        yy=float(y @ y),
    )


def value_added(
    results: ArrayLike,
    before: ArrayLike,
    schools: ArrayLike,
    count: int,
    *,
    confidence: float = CONFIDENCE,
    least: int = LEAST_PUPILS,
) -> ValueAdded:
    """School effects on `results` after what was known `before`; arguments as in `sums`.

    The interval allows for the pupils being a sample and for the line being an estimate. A school is better or below
    where its whole interval is; with fewer than `least` pupils it is too few to say. `ValueError` with too few pupils
    or schools for the model, or where what was known before does not differ between pupils.
    """
    return fit(sums(results, before, schools, count), confidence=confidence, least=least)


def fit(of: Sums, *, confidence: float = CONFIDENCE, least: int = LEAST_PUPILS) -> ValueAdded:
    """`value_added` from sums already made."""
    pupils, columns = of.count.sum(), len(of.xy)
    if pupils <= columns or np.count_nonzero(of.count) < 2:
        raise ValueError("too few pupils or schools for a model")
    if np.linalg.matrix_rank(of.xx / np.sqrt(np.outer(np.diag(of.xx), np.diag(of.xx)))) < columns:
        raise ValueError("what was known before does not differ between pupils")
    ratio = _best_ratio(of)
    inverse, beta, within = _solved(of, ratio)
    shrink = ratio * of.count / (1 + ratio * of.count)
    mean_x = of.x / np.maximum(of.count, 1)[:, None]
    effect = shrink * (of.y / np.maximum(of.count, 1) - mean_x @ beta)
    # Of a school's own pupils, and of the line that it is held against.
    own = within * ratio / (1 + ratio * of.count)
    line = within * shrink**2 * np.einsum("sp,pq,sq->s", mean_x, inverse, mean_x)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt(own + line)
    low, high = effect - half, effect + half
    return ValueAdded(
        coefficients=beta,
        between=ratio * within,
        within=within,
        pupils=of.count.astype(np.int64),
        effect=effect,
        low=low,
        high=high,
        word=tuple(_word(*school, least) for school in zip(of.count, low, high, strict=True)),
    )


def _solved(of: Sums, ratio: float) -> tuple[Floats, Floats, float]:
    """With variance between schools `ratio` times that within: the inverse of X'V'X, the coefficients, the variance
    within.
    """
    weight = ratio / (1 + ratio * of.count)
    inverse: Floats = np.asarray(np.linalg.inv(of.xx - (of.x * weight[:, None]).T @ of.x), dtype=np.float64)
    right = of.xy - of.x.T @ (weight * of.y)
    beta = inverse @ right
    squares = of.yy - float((weight * of.y) @ of.y) - float(beta @ right)
    return inverse, beta, float(squares / (of.count.sum() - len(beta)))


def _misfit(of: Sums, ratio: float) -> float:
    """Minus twice the restricted log likelihood, but for a constant, at its best for this ratio of variances."""
    inverse, beta, within = _solved(of, ratio)
    freedom = of.count.sum() - len(beta)
    determinant = -np.linalg.slogdet(inverse)[1]
    return float(freedom * np.log(within) + np.log1p(ratio * of.count).sum() + determinant)


def _best_ratio(of: Sums) -> float:
    """The ratio of variances that fits best: a coarse look, then the minimum between its neighbours; perhaps nought."""
    from scipy.optimize import minimize_scalar  # slow to load, and only working out asks for it

    looks = np.linspace(-14.0, 8.0, 45)
    best = int(np.argmin([_misfit(of, np.exp(look)) for look in looks]))
    between = (looks[max(best - 1, 0)], looks[min(best + 1, len(looks) - 1)])
    found = minimize_scalar(  # type: ignore[no-untyped-call]
        lambda look: _misfit(of, np.exp(look)), bounds=between, method="bounded", options={"xatol": 1e-10}
    )
    return float(np.exp(found.x)) if found.fun < _misfit(of, 0.0) else 0.0


def _word(pupils: float, low: float, high: float, least: int) -> Word:
    if pupils < least:
        return Word.TOO_FEW
    if low > 0:
        return Word.BETTER
    return Word.BELOW if high < 0 else Word.SIMILAR
