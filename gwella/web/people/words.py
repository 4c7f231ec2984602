"""How pages about people say what is kept as codes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from gwella.domain.people.rules import LEADER_FIELDS, ROLES, SUBJECTS, WELSH_LEVELS
from gwella.domain.schools.models import Interest, School
from gwella.domain.schools.rules import INTERESTS, PHASES
from gwella.web.components.base import Content
from gwella.web.components.days import Days, days
from gwella.web.components.marks import Blank, Cell
from gwella.web.components.navigation import Crumb


def language() -> str:
    """The reader's language: "en" or "cy"."""
    return "cy" if (get_language() or "").startswith("cy") else "en"


def crumbs(*more: Crumb) -> list[Crumb]:
    """Where pages behind the Service door stand."""
    return [Crumb(gettext("Service"), reverse("service")), *more]


def day(value: date) -> str:
    """A day in full."""
    return str(date_format(value, "j F Y"))


def since_until(starts_on: date, ends_on: date | None) -> Cell:
    """A first day, with the last under it where one is known."""
    return Cell(
        day(starts_on), gettext("until %(day)s") % {"day": day(ends_on)} if ends_on else gettext("no end planned")
    )


def phases(codes: Iterable[str]) -> str:
    """Phases in words."""
    return ", ".join(gettext(PHASES[code]) for code in PHASES if code in set(codes))


def subjects(codes: Sequence[str]) -> str:
    """Subjects in words; those nobody foresaw as they were written."""
    return ", ".join(sorted(gettext(SUBJECTS[code]) if code in SUBJECTS else code for code in codes))


def welsh(level: int) -> str:
    """A level of Welsh in words."""
    return gettext(WELSH_LEVELS[level])


def signed(value: Days) -> str:
    """Days left, with a real minus sign where more is carried than there is."""
    return days(value).replace("-", "\N{MINUS SIGN}")


def councils(named: Sequence[tuple[str, str]]) -> Content:
    """The councils a person agreed to."""
    return ", ".join(name for _, name in named) or gettext("Any of the service’s")


def role(code: str) -> str:
    """A role in words, with a capital."""
    words = gettext(ROLES[code].name) if code in ROLES else code
    return words[:1].upper() + words[1:]


def interest_kind(interest: Interest) -> Cell:
    """Why a school is closed to a person, and whether they said so or the program found it."""
    how = gettext("found by the program") if interest.is_derived else gettext("declared")
    return Cell(gettext(INTERESTS[interest.kind]), how)


def school_cell(school: School, reachable: bool) -> Cell:
    """A school's name with number and council, linked where the reader may open it."""
    name, council = school.name.in_language(language()), school.council.name.in_language(language())
    return Cell(name, f"{school.number} · {council}", reverse("school", args=[school.number]) if reachable else "")


def field(name: str) -> str:
    """What a system leader brings, by the name it is kept under."""
    return gettext(LEADER_FIELDS[name])


def field_value(name: str, value: Any, councils_by_code: Mapping[str, str]) -> Content:
    """A value of what a system leader brings."""
    if value in (None, "", []):
        return Blank(gettext("nothing"))
    match name:
        case "days":
            return days(value)
        case "phases":
            return phases(value)
        case "subjects":
            return subjects(value)
        case "welsh_level":
            return welsh(value)
        case "councils":
            return ", ".join(councils_by_code.get(code, code) for code in value)
        case "starts_on" | "ends_on":
            return day(date.fromisoformat(value))
    return str(value)
