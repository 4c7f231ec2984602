"""Published values: a number, or a mark that says why there is none; and the bounds of what a measure can be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gwella.core.text import mark
from gwella.engine.indicators import MEASURES

# Marks of older publications, in the letters of today: hidden, not applicable, not available. None is ever 0.
MARKS: Mapping[str, str] = {
    "*": "c",
    "SUPP": "c",
    ".": "z",
    "NE": "z",
    "..": "x",
    "NP": "x",
    "LOWCOV": "x",
    **dict.fromkeys(("-", "--", "---", "N/A"), "x"),
}
LETTERS = "czxprkb"
# Letters that say something of a number, and those that say there is none.
WITH_VALUE, WITHOUT_VALUE = "prb", ("c", "z", "x")
# What each measure can be, by its unit; narrower where one is known better. Outside, a value is held back. Ours, not
# official values: wide enough for every true school, narrow enough for a slipped column.
BY_UNIT: Mapping[str, tuple[float, float]] = {
    "percent": (0, 100),
    "points": (0, 522),
    "per_1000": (0, 5_000),
    "count": (0, 5_000),
    "ratio": (1, 60),
    "pounds": (500, 120_000),
}
NARROWER: Mapping[str, tuple[float, float]] = {
    "attendance_primary": (40, 100),
    "attendance_secondary": (40, 100),
    "capped_points": (0, 464),
    "literacy_points": (0, 58),
    "numeracy_points": (0, 58),
    "science_points": (0, 58),
}
VIEWS: Mapping[str, str] = {
    "views_feel_safe": mark("Pupils who feel safe at school"),
    "views_enjoy_school": mark("Pupils who enjoy school"),
    "views_taught_well": mark("Pupils who say they are taught well"),
    "views_know_how_to_improve": mark("Pupils who know how to improve their work"),
    "views_listened_to": mark("Pupils who say the school listens to them"),
    "views_bullying_dealt_with": mark("Pupils who say bullying is dealt with well"),
    "views_behave_well": mark("Pupils who say others behave well"),
    "views_healthy": mark("Pupils who say the school helps them to be healthy"),
}
# Publishers here write 1,234 for a thousand and more, and 12,5 only where a comma is all there is.
_NUMBER = r"[-+−]?(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,20})?|\d{1,9}(?:[.,]\d{1,20})?)"
_VALUE = re.compile(rf"£?({_NUMBER})?\s*%?\s*(\[?[a-z]\]?)?", re.IGNORECASE)
_THOUSANDS = re.compile(r",(?=\d{3}(?:\D|$))")


@dataclass(frozen=True, slots=True)
class Published:
    """What a cell says: a number, a letter that says why there is none, or a number with a letter about it."""

    value: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One published figure. `of` is a school's number, a council's code, or "wales"; `row` counts from 1."""

    of: str
    year: str
    measure: str
    group: str
    span: int
    value: float | None
    reason: str
    cohort: int | None
    row: int
    column: str

    @property
    def identity(self) -> tuple[str, str, str, str, int]:
        """What may stand once in a file."""
        return (self.of, self.year, self.measure, self.group, self.span)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A value that cannot be true, as it stood, and why it is held back."""

    of: str
    year: str
    measure: str
    group: str
    row: int
    column: str
    raw: str
    why: str


def letter_of(text: str) -> str | None:
    """The letter a mark of any age means: "*" is c, "[z]" is z; None for no mark."""
    letter = MARKS.get(text.upper(), text.strip("[]").lower())
    return letter if len(letter) == 1 and letter in LETTERS else None


def published(text: str, mark: str = "") -> Published | None:
    """What a cell's text says, with the mark of a column of its own: a number, why there is none, or both.

    None where it is neither a number nor a mark, or where a number stands beside a mark that says there is none.
    An empty text is not available.
    """
    if letter_of(text):
        text, mark = "", text
    found = _VALUE.fullmatch(text)
    letter = letter_of(mark or (found[2] or "" if found else ""))
    if found is None or ((mark or found[2]) and letter is None):
        return None
    if not found[1]:
        return Published(None, letter if letter and letter not in WITH_VALUE else "x")
    if letter in WITHOUT_VALUE:
        return None
    # Low: it rounds to zero, and whatever stands there is not the value.
    return Published(None, letter) if letter == "k" else Published(_number(found[1]), letter or "")


def _number(text: str) -> float:
    return float(_THOUSANDS.sub("", text).replace(",", ".").replace("−", "-"))


def known(measure: str) -> bool:
    """Whether there is such a measure of schools."""
    return measure in MEASURES or measure in VIEWS


def bounds_of(measure: str) -> tuple[float, float]:
    """The least and the most a measure can be, in its unit. KeyError for none of ours."""
    if measure in VIEWS:
        return BY_UNIT["percent"]
    return NARROWER.get(measure) or BY_UNIT[MEASURES[measure].unit]


def is_impossible(measure: str, value: float) -> bool:
    """Whether the value lies outside what the measure can be."""
    least, most = bounds_of(measure)
    return not least <= value <= most


def is_year(text: str) -> bool:
    """Whether a text is a school year, as 2018/19."""
    return bool(re.fullmatch(r"\d{4}/\d{2}", text)) and int(text[5:]) == (int(text[:4]) + 1) % 100


def once_each(rows: list[FigureRow]) -> tuple[list[FigureRow], list[FigureRow], list[FigureRow]]:
    """The figures that stand once, equal ones that stand again, and those of one place that differ."""
    by_identity: dict[tuple[str, str, str, str, int], list[FigureRow]] = {}
    for row in rows:
        by_identity.setdefault(row.identity, []).append(row)
    kept, again, differ = [], [], []
    for first, *others in by_identity.values():
        if all((o.value, o.reason, o.cohort) == (first.value, first.reason, first.cohort) for o in others):
            kept.append(first)
            again += others
        else:
            differ += [first, *others]
    return kept, again, differ
