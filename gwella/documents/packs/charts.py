"""Where the points of a pack's chart stand, as shares of the plot. No Django here."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

# At most so many rules across a plot; the scale leaves this share free over the highest and under the lowest point.
RULES, AIR = 5, 0.1
# Under this share of the plot a figure stands over its point: under it are the years.
FOOT = 0.3
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point: shares from the left and from the foot; its figure (may be empty) stands over it, or `below`."""

    x: float
    y: float
    text: str
    below: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a scale and the step between its rules, in the measure's unit."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """How far up the plot a value stands."""
        return (value - self.low) / (self.high - self.low)

    @property
    def rules(self) -> list[float]:
        """The values at which a rule is drawn."""
        return [self.low + n * self.step for n in range(round((self.high - self.low) / self.step) + 1)]


@dataclass(frozen=True, slots=True)
class Chart:
    """A plot: rules (height, words), the school's and the others' points (None: no figure), the foot, what it says.

    `breaks`: the places, from 0, that no line comes to, since from there on it is counted otherwise.
    """

    rules: tuple[tuple[float, str], ...]
    us: tuple[Mark | None, ...]
    them: tuple[Mark | None, ...]
    feet: tuple[tuple[float, str, str], ...]
    alt: str
    breaks: tuple[int, ...] = ()


def scale_of(values: Sequence[float], most: float | None = None) -> Scale:
    """A scale that holds the values with some air, on round numbers; never under 0 nor over `most` (100 per cent).

    A scale of measures that never fall below 0. Raises ValueError for no values.
    """
    if not values:
        raise ValueError("nothing to draw")
    lowest, highest = min(values), max(values)
    spread = max(highest - lowest, 4.0)
    low, high = max(lowest - AIR * 2 * spread, 0.0), highest + AIR * 2 * spread
    for step in _STEPS:
        first, last = math.floor(low / step) * step, math.ceil(high / step) * step
        if most is not None:
            last = max(min(last, math.ceil(most / step) * step), first + step)
        if (last - first) / step <= RULES:
            return Scale(first, last, step)
    return Scale(0.0, float(math.ceil(high / _STEPS[-1]) * _STEPS[-1]), float(_STEPS[-1]))


def chart_of(
    years: Sequence[tuple[str, float | None, float | None, str]],
    *,
    written: Callable[[float], str],
    alt: str,
    most: float | None = None,
    breaks: Collection[str] = (),
) -> Chart | None:
    """A chart of (year, the school's value, similar schools' value, pupils in words), earliest first; None where the
    school has no value in any year. `written` writes a value; `alt` is what the chart says; `breaks`: years from
    which it is counted otherwise.
    """
    if all(us is None for _year, us, _them, _pupils in years):
        return None
    scale = scale_of([value for _y, us, them, _p in years for value in (us, them) if value is not None], most)
    across = [0.08 + 0.84 * n / max(len(years) - 1, 1) for n in range(len(years))]
    theirs = [n for n, (_y, _us, them, _p) in enumerate(years) if them is not None]
    us_marks: list[Mark | None] = []
    them_marks: list[Mark | None] = []
    for n, (x, (_year, us, them, _pupils)) in enumerate(zip(across, years, strict=True)):
        under = us is not None and them is not None and us < them
        us_marks.append(None if us is None else _mark(x, scale.share(us), written(us), below=under))
        # Their figure stands at both ends only, on the side ours leaves free, where it does not touch ours.
        is_told = them is not None and n in (theirs[0], theirs[-1])
        text = written(them) if is_told and them is not None else ""
        below = us is not None and not under
        them_marks.append(None if them is None else _mark(x, scale.share(them), text, below=below))
    return Chart(
        rules=tuple((scale.share(value), f"{value:g}") for value in scale.rules),
        us=tuple(us_marks),
        them=tuple(them_marks),
        feet=tuple((x, year, pupils) for x, (year, _us, _them, pupils) in zip(across, years, strict=True)),
        alt=alt,
        breaks=tuple(n for n, (year, *_rest) in enumerate(years) if year in breaks),
    )


def _mark(x: float, y: float, text: str, *, below: bool) -> Mark:
    """A point whose figure never stands in the foot of the plot."""
    return Mark(x, y, text, below and y > FOOT)
