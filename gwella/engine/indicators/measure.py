"""What a measure is: the data every page needs of it, and one expression."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import ibis
from ibis import Table

Unit = Literal["percent", "points", "per_1000", "count", "ratio", "pounds"]
Better = Literal["more", "less", "neither"]
# A column of an Ibis table, or what is made of columns: Ibis's own annotations are too loose for arithmetic on them.
Column = Any

# What numerator / cohort is multiplied by.
SCALE: dict[str, float] = {
    "percent": 100.0,
    "points": 1.0,
    "per_1000": 1000.0,
    "count": 1.0,
    "ratio": 1.0,
    "pounds": 1.0,
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `name`, `meaning` and `counts` (whom it counts) are msgids.

    `source`: the pupil table it is computed from (see `pupils.py`, `exams.py`), or "published" where it only ever comes
    as a school's figure. `earned` and `of` are its expression: of a pupil table, one row a pupil, the pupil's share of
    the numerator and of the cohort (0 and 1 of a percentage, points of a mean, sessions of attendance), as float64
    without nulls. `first`, `last` and `without` are the school years it holds; None: open.
    """

    code: str
    name: str
    meaning: str
    counts: str
    source: str
    sectors: tuple[str, ...]
    unit: Unit = "percent"
    better: Better = "more"
    earned: Callable[[Table], Column] | None = None
    of: Callable[[Table], Column] | None = None
    first: str | None = None
    last: str | None = None
    without: tuple[str, ...] = ()
    pooled: bool = True

    def holds(self, year: str) -> bool:
        """Is there such a measure in this school year, "2018/19"?"""
        early = self.first is not None and year < self.first
        late = self.last is not None and year > self.last
        return not (early or late or year in self.without)

    def holding(self, year: Any) -> Column | None:
        """`holds` as an expression of a column of years; None where it holds in all."""
        limits = []
        if self.first is not None:
            limits.append(year >= self.first)
        if self.last is not None:
            limits.append(year <= self.last)
        if self.without:
            limits.append(year.notin(self.without))
        return ibis.and_(*limits) if limits else None


def flag(condition: Any) -> Column:
    """1.0 where the condition holds, 0.0 where it does not or is not known: adds up alike in every database."""
    return condition.fill_null(False).ifelse(1, 0).cast("float64")


def either(condition: Any, yes: Any, no: Any) -> Column:
    """`yes` where the condition holds, else `no`, as float64."""
    return condition.fill_null(False).ifelse(yes, no).cast("float64")
