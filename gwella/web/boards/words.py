"""Figures, measures and years as boards and a school's check say them."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext

from gwella.core.clock import ZONE
from gwella.core.text import Bilingual, percentage
from gwella.domain.figures.models import DataSet, Figure
from gwella.domain.figures.rules import DATA_KINDS, REASONS, STATUSES
from gwella.insight.evidence.measures import GROUP_NAMES, words_of
from gwella.web.components.base import Content
from gwella.web.components.marks import Blank

# Whole numbers of these units need no decimal.
WHOLE = ("count", "pounds")


def language() -> str:
    """The language of the page."""
    return "cy" if (get_language() or "").startswith("cy") else "en"


def in_language(text: Bilingual) -> str:
    """A text in the language of the page."""
    return text.in_language(language())


def measure_name(code: str) -> str:
    """A measure's name."""
    return gettext(words_of(code).name)


def group_name(code: str) -> str:
    """A group's name."""
    return gettext(GROUP_NAMES.get(code, code))


def number(value: float, places: int = 1) -> str:
    """A value rounded half up, in the reader's format. 0.05 is 0.1, not the 0.0 of binary rounding."""
    step = Decimal(1).scaleb(-places)
    return str(number_format(Decimal(repr(value)).quantize(step, ROUND_HALF_UP), decimal_pos=places))


def value_text(value: float, unit: str) -> str:
    """A value with its unit: 86.4 %, 352.1, £4,512."""
    if unit == "percent":
        return percentage(number(value))
    if unit == "pounds":
        return f"£{number(value, 0)}"
    return number(value, 0 if unit in WHOLE else 1)


def difference_text(value: float) -> str:
    """A difference with its sign."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(value))}"


def figure_text(figure: Figure) -> Content:
    """A figure, or why there is none."""
    if figure.value is None:
        return Blank(gettext(REASONS.get(figure.reason, REASONS["x"])))
    return value_text(figure.value, words_of(figure.measure).unit)


def set_name(data_set: DataSet) -> str:
    """A data set: what it is and of which year."""
    return f"{gettext(DATA_KINDS[data_set.kind])}, {data_set.year}"


def set_about(data_set: DataSet) -> str:
    """Where a data set comes from, in which state, when it came."""
    told = gettext("Source: %(source)s, version %(version)s (%(status)s), came in on %(day)s.")
    return told % {
        "source": in_language(data_set.source),
        "version": data_set.version,
        "status": gettext(STATUSES[data_set.status]).lower(),
        "day": date_format(data_set.received_on, "j F Y"),
    }


def moment(at: object) -> str:
    """A moment as its day, here."""
    return str(date_format(at.astimezone(ZONE), "j F Y")) if hasattr(at, "astimezone") else ""
