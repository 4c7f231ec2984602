"""Where a measure goes, judged by more than one pupil's worth; and what one pupil is worth."""

from collections.abc import Sequence

from gwella.insight.evidence.pieces import Direction, Point
from gwella.insight.evidence.words import BREAKS
from gwella.insight.evidence.words import Direction as Word

# Fewer pupils than this in either year are too few to say. Not the official value.
LEAST_PUPILS = 10
SCALES = {"percent": 100.0, "per_1000": 1000.0}


def one_pupil(unit: str, point: Point) -> float | None:
    """What one pupil is worth in a year: 100 / pupils of a per cent, 1,000 / pupils of a rate; of a mean of points,
    what it would lose had one pupil got nothing. None where there is no value."""
    if point.value is None or not point.pupils:
        return None
    if unit == "points":
        return abs(point.value) / point.pupils
    return SCALES[unit] / point.pupils if unit in SCALES else None


def is_break(code: str, year: str, reason: str = "") -> bool:
    """Whether a measure is counted otherwise from this year on, by our own list or by what its publisher says."""
    return year in BREAKS.get(code, ()) or reason == "b"


def direction_of(code: str, better: str, unit: str, points: Sequence[Point]) -> Direction:
    """The latest year against the year before. Never across a year without a figure, nor across a break of method."""
    here = points[-1]
    if better == "neither":
        return Direction("unknown", "context")
    if here.value is None:
        return Direction("unknown", "blank")
    earlier = [place for place, point in enumerate(points[:-1]) if point.value is not None]
    if not earlier:
        return Direction("unknown", "first")
    before = points[earlier[-1]]
    if any(is_break(code, point.year, point.reason) for point in points[earlier[-1] + 1 :]):
        return Direction("unknown", "break", before.year, before.value)
    if before is not points[-2] or before.value is None:
        return Direction("unknown", "gap", before.year, before.value)
    change = here.value - before.value
    if min(here.pupils or 0, before.pupils or 0) < LEAST_PUPILS:
        return Direction("unknown", "few", before.year, before.value, change)
    worth = max(one_pupil(unit, here) or 0.0, one_pupil(unit, before) or 0.0)
    if abs(change) <= worth:
        return Direction("same", "", before.year, before.value, change)
    word: Word = "better" if (change > 0) == (better == "more") else "worse"
    return Direction(word, "", before.year, before.value, change)
