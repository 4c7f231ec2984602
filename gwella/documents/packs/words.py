"""Figures and sentences as a pack writes them, in the language that is active."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext

from gwella.core.text import mark, percentage
from gwella.insight.evidence.pieces import Point
from gwella.insight.evidence.words import BLANKS, Amount, Sentence, Told, Word

# Units whose figures are whole numbers.
_WHOLE = ("count", "pounds")
_PUBLISHED = "cxzprkb"
# Reasons that stand beside a value: what is to be known of it.
_BESIDE = "prkb"

TREND_WORDS: Mapping[str, str] = {
    "better": mark("Better"),
    "worse": mark("Worse"),
    "same": mark("Same"),
    "unknown": mark("Cannot say"),
}


def number(value: float, unit: str = "points") -> str:
    """A value rounded once, half up: one decimal, or none of a count or of pounds. No unit."""
    places = Decimal(1) if unit in _WHOLE else Decimal("0.1")
    rounded = Decimal(repr(value)).quantize(places, ROUND_HALF_UP)
    # Welsh and English write figures alike, so none of the tens of thousands in a region's packs asks the locale.
    shown = f"{abs(rounded):,}"
    return f"−{shown}" if rounded < 0 else shown


def amount(value: float, unit: str) -> str:
    """A value with its unit: 84.0 %, 352.1 points, £4,120."""
    match unit:
        case "percent":
            return percentage(number(value))
        case "pounds":
            return f"£{number(value, unit)}"
        case "points":
            return gettext("{value} points").format(value=number(value))
        case "per_1000":
            return gettext("{value} for each 1,000 pupils").format(value=number(value))
    return number(value, unit)


def difference(value: float) -> str:
    """A difference with its sign."""
    shown = number(value)
    return shown if shown.startswith("−") or not shown.strip("0.,") else f"+{shown}"


def unit_words(unit: str) -> str:
    """The unit as a heading tells it."""
    match unit:
        case "percent":
            return "%"
        case "points":
            return gettext("points")
        case "per_1000":
            return gettext("for each 1,000 pupils")
        case "pounds":
            return "£"
    return ""


def tell_sentence(sentence: Sentence) -> str:
    """A sentence of the evidence with its facts put in, each written in the reader's way."""
    return gettext(sentence.text).format(**{name: _fact(fact) for name, fact in sentence.facts.items()})


def _fact(fact: Told) -> str:
    match fact:
        case Word():
            return gettext(fact.text)
        case Amount():
            return amount(abs(fact.number), "points") if fact.is_difference else amount(fact.number, fact.unit)
    return str(fact)


class Blanks:
    """The blanks of one table: a letter stands in the cell, and what the letters mean under the table."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def cell(self, value: float | None, reason: str, unit: str, status: str = "") -> str:
        """A value, with the published letter of what is to be known of it; or a dash and the letter of its reason."""
        if value is None:
            return f"– {self._letter(reason or 'x')}"
        known = reason if reason and reason in _BESIDE else "p" if status == "provisional" else ""
        return f"{number(value, unit)} {self._letter(known)}" if known else number(value, unit)

    def point(self, point: Point, unit: str) -> str:
        """The value of a point or why there is none."""
        return self.cell(point.value, point.reason, unit, point.status)

    def beside(self, value: float | None) -> str:
        """A value of others, or that there are too few of them."""
        return self.cell(value, "few_schools", "points")

    def pupils(self, value: int | None, reason: str) -> str:
        """A count of pupils, or a dash where the figure is blank: the reason stands beside it already."""
        return "–" if value is None else number(value, "count")

    @property
    def codes(self) -> tuple[str, ...]:
        """The reasons used."""
        return tuple(self._letters)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the letters mean, in one line; nothing where there is no blank."""
        told = [f"[{letter}] {gettext(BLANKS[code])}" for code, letter in self._letters.items()]
        return ("; ".join(told) + ".",) if told else ()

    def _letter(self, code: str) -> str:
        """The published letter in brackets; reasons of ours take i, ii, iii, which no publisher uses."""
        if code not in self._letters:
            ours = sum(held not in _PUBLISHED for held in self._letters)
            self._letters[code] = code if code in _PUBLISHED else ("i", "ii", "iii", "iv", "v")[ours]
        return f"[{self._letters[code]}]"
