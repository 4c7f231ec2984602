"""Sentences, numbers, blanks and sources of the evidence in the reader's language."""

from collections.abc import Iterable

from django.utils.formats import date_format, number_format
from django.utils.html import format_html_join
from django.utils.translation import get_language, gettext

from gwella.core.text import percentage
from gwella.domain.figures.rules import STATUSES
from gwella.insight.evidence.pieces import Direction, MeasureEvidence, Point, Source
from gwella.insight.evidence.words import BLANKS, Amount, Sentence, Told, Word
from gwella.web.components.base import Content
from gwella.web.components.marks import Blank, Cell, Trend

SMALL = 5


def say(sentence: Sentence) -> str:
    """A sentence with its facts."""
    return gettext(sentence.text).format(**{name: _told(fact) for name, fact in sentence.facts.items()})


def say_all(sentences: Iterable[Sentence]) -> str:
    """Sentences one after another."""
    return " ".join(say(sentence) for sentence in sentences)


def _told(fact: Told) -> str:
    match fact:
        case Word(text):
            return gettext(text)
        case Amount(number, unit, True):
            return apart(number, unit)
        case Amount(number, unit):
            return amount(number, unit)
    return str(fact)


def figure(number: float, unit: str = "percent") -> str:
    """A number alone: one decimal, half up, and none of counts; a true minus."""
    places = 0 if unit in ("count", "pounds") else 1
    scale = 10**places
    rounded = int(abs(number) * scale + 0.5 + 1e-9) / scale
    text = str(number_format(rounded, decimal_pos=places, force_grouping=True))
    return f"−{text}" if number < 0 and rounded else text


def amount(number: float, unit: str) -> str:
    """A number with its unit: 84.0 %."""
    text = figure(number, unit)
    match unit:
        case "percent":
            return percentage(text)
        case "pounds":
            return f"£{text}"
        case "per_1000":
            return gettext("%(number)s per 1,000") % {"number": text}
        case "points":
            return gettext("%(number)s points") % {"number": text}
    return text


def apart(number: float, unit: str) -> str:
    """A difference: 2.4 points, whatever it is of."""
    if unit in ("percent", "points"):
        return gettext("%(number)s points") % {"number": figure(number, unit)}
    return amount(number, unit)


def unit_word(unit: str) -> str:
    """The unit as a heading has it."""
    words = {"percent": "%", "points": gettext("points"), "per_1000": gettext("per 1,000"), "pounds": "£"}
    return words.get(unit, "")


def blank(reason: str) -> Blank:
    """Why a figure is missing."""
    return Blank(gettext(BLANKS.get(reason, BLANKS["x"])))


def value_of(point: Point, unit: str, also: Content = "") -> Content:
    """A value as a cell, with what is to be known of it; or why there is none. `also`: more of it."""
    if point.value is None:
        return Cell(blank(point.reason), also) if also and point.reason != "c" else blank(point.reason)
    notes = joined(
        gettext(BLANKS[point.reason]) if point.reason else "",
        gettext("small group: not to be passed on") if is_small(point) else "",
        also,
    )
    return Cell(figure(point.value, unit), notes) if notes else figure(point.value, unit)


def is_small(point: Point) -> bool:
    """Whether a value may not be passed on: of a small group, or telling one."""
    return point.value is not None and (point.hidden or (point.pupils is not None and point.pupils < SMALL))


def joined(*notes: Content) -> Content:
    """What is to be known of a figure, as one line."""
    return format_html_join("; ", "{}", ((note,) for note in notes if note))


def pupils_of(pupils: int | None, reason: str) -> Content:
    """How many pupils a figure is of."""
    if pupils is not None:
        return str(number_format(pupils, force_grouping=True))
    return blank(reason) if reason else Blank(gettext("not told"))


def trend(direction: Direction, stop: str = "") -> Trend:
    """The direction as arrow and word, with a full stop where a sentence follows."""
    words = {
        "better": gettext("Better"),
        "worse": gettext("Worse"),
        "same": gettext("Same"),
        "unknown": gettext("Too few pupils to say") if direction.why == "few" else gettext("Cannot say"),
    }
    return Trend(direction.word, words[direction.word] + stop)


def worth(one: MeasureEvidence) -> str:
    """What one pupil is worth in the latest year."""
    if one.one_pupil is None:
        return ""
    told = gettext("In %(year)s one pupil is worth %(points)s.")
    return told % {"year": one.latest.year, "points": apart(one.one_pupil, one.unit)}


def source_line(source: Source | None) -> str:
    """Where figures come from, their state, date and version."""
    if source is None:
        return gettext("Source: none yet; the data of this year has not come in.")
    told = gettext("Source: %(source)s, %(status)s, as at %(day)s, version %(version)s.")
    return told % {
        "source": source.name.in_language(get_language() or "en"),
        "status": gettext(STATUSES[source.status]).lower(),
        "day": date_format(source.as_at, "j F Y"),
        "version": source.version,
    }
