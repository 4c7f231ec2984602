"""Early signs: figures and circumstances that call for a look at a school. Never a judgement.

Each sign turns one reading into points: none up to `start`, all of its weight from `full` on, in proportion between.
A school's score is the sum, so that every point can be told in words. What is not known adds nothing. Weights, bounds
and the threshold are published with the list; none of them is an official value. They are ours, chosen in round numbers
on three years of three invented regions and then tried on a later year of another (docs/rules/early-signs.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gwella.core.text import mark

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# From this score on a school calls for a look.
THRESHOLD = 2.0
# A figure of fewer pupils moves too much by itself to be a sign.
LEAST_PUPILS = 15

LOOK = mark("These figures and circumstances call for a look. They are no judgement of the school.")
NOT_OFFICIAL = mark("Weights, bounds and the threshold are not official values.")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign. `words` tell a reading ({value}, and {measure} where it is of one); `meaning` says how it counts."""

    code: str
    name: str
    words: str
    meaning: str
    weight: float
    start: float
    full: float

    def points(self, readings: ArrayLike) -> Floats:
        """Points of readings, (s,), nan: not known, which earns none."""
        value = np.asarray(readings, dtype=np.float64)
        share = np.clip((value - self.start) / (self.full - self.start), 0.0, 1.0)
        return np.asarray(np.where(np.isnan(value), 0.0, self.weight * share))


SIGNS: Mapping[str, Sign] = {
    sign.code: sign
    for sign in (
        Sign(
            "low",
            mark("Below similar schools"),
            mark("{measure}: {value} percentage points below similar schools."),
            mark("How far the measure that is furthest below similar schools lies below them, in percentage points."),
            weight=2.0,
            start=2.0,
            full=12.0,
        ),
        Sign(
            "falling",
            mark("Falling against similar schools"),
            mark("{measure}: fell by {value} percentage points against similar schools in two years."),
            mark(
                "How much the measure that fell most lost against similar schools since two years before, "
                "in percentage points."
            ),
            weight=1.0,
            start=5.0,
            full=20.0,
        ),
        Sign(
            "value_added",
            mark("Value added below"),
            mark(
                "Value added lies below nought by {value} of half its interval’s width; "
                "from 1 on, its whole interval does."
            ),
            mark(
                "How far value added lies below nought, as a part of half its interval’s width; from 1 on, its whole "
                "interval does."
            ),
            weight=3.0,
            start=0.2,
            full=1.0,
        ),
        Sign(
            "attendance_fall",
            mark("Attendance falling"),
            mark("{measure}: fell by {value} percentage points against similar schools in two years."),
            mark("How much attendance lost against similar schools since two years before, in percentage points."),
            weight=1.0,
            start=0.5,
            full=2.0,
        ),
        Sign(
            "persistent_absence",
            mark("Persistent absence above similar schools"),
            mark("Persistent absence: {value} percentage points above similar schools."),
            mark("How far persistent absence lies above that of similar schools, in percentage points."),
            weight=1.0,
            start=2.0,
            full=8.0,
        ),
        Sign(
            "exclusions_rise",
            mark("Exclusions rising"),
            mark("Exclusions: {value} more for each thousand pupils than the year before."),
            mark("How many more exclusions there were for each thousand pupils than the year before."),
            weight=1.0,
            start=10.0,
            full=60.0,
        ),
        Sign(
            "no_contact",
            mark("Days without contact"),
            mark("Days since the service was last in touch: {value}."),
            mark("Days since the service was last in touch with the school."),
            weight=1.0,
            start=90.0,
            full=270.0,
        ),
        Sign(
            "head_vacancy",
            mark("No head in post"),
            mark("Days for which the head’s post has been empty: {value}."),
            mark("Days for which the head’s post has been empty."),
            weight=1.0,
            start=0.0,
            full=60.0,
        ),
        Sign(
            "chair_vacancy",
            mark("No chair of governors"),
            mark("Days for which the chair’s post has been empty: {value}."),
            mark("Days for which the post of chair of governors has been empty."),
            weight=0.5,
            start=0.0,
            full=120.0,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """`points`: by sign, (s,); `score`: (s,) their sum; `told`: (s,) whether the school calls for a look."""

    points: Mapping[str, Floats]
    score: Floats
    told: Flags


@dataclass(frozen=True, slots=True)
class BackTest:
    """How the signs would have done: told and it came, told in vain, not told and it came, rightly quiet."""

    hits: int
    false_alarms: int
    missed: int
    quiet: int


def worse_than(value: ArrayLike, similar: ArrayLike, *, better: Literal["more", "less"] = "more") -> Floats:
    """How much worse values are than similar schools', in their own unit; below nought: better. nan: not known."""
    gap = np.asarray(similar, dtype=np.float64) - np.asarray(value, dtype=np.float64)
    return gap if better == "more" else -gap


def worst(readings: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    """Of several measures' readings, (m, s), each school's greatest, (s,), and which it is, (s,); nan and -1: none."""
    table = np.asarray(readings, dtype=np.float64)
    if not len(table):
        return np.full(table.shape[1:], np.nan), np.full(table.shape[1:], -1)
    known = ~np.isnan(table)
    which = np.where(known, table, -np.inf).argmax(axis=0)
    none = ~known.any(axis=0)
    return np.where(none, np.nan, np.take_along_axis(table, which[None], axis=0)[0]), np.where(none, -1, which)


def of_enough(readings: ArrayLike, pupils: ArrayLike, *, least: int = LEAST_PUPILS) -> Floats:
    """The readings, (s,), nan where a figure is of fewer pupils than `least`, or of nobody knows how many."""
    count = np.asarray(pupils, dtype=np.float64)
    return np.asarray(np.where(count >= least, np.asarray(readings, dtype=np.float64), np.nan))


def weigh(readings: Mapping[str, ArrayLike], *, threshold: float = THRESHOLD) -> Weighed:
    """Points and score of schools from their readings by sign, (s,) each, nan: not known. `KeyError`: no such sign."""
    points = {code: SIGNS[code].points(values) for code, values in readings.items()}
    score = np.sum(list(points.values()), axis=0) if points else np.zeros(0)
    return Weighed(points, np.asarray(score), np.asarray(score >= threshold))


def back_test(told: ArrayLike, came: ArrayLike) -> BackTest:
    """Count what was told in a year, (s,) true or false, against what came the year after, (s,)."""
    said, happened = np.asarray(told, dtype=bool), np.asarray(came, dtype=bool)
    if said.shape != happened.shape:
        raise ValueError("one outcome for each school")
    counts = ((said & happened), (said & ~happened), (~said & happened), (~said & ~happened))
    return BackTest(*(int(count.sum()) for count in counts))
