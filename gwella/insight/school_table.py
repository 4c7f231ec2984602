"""The list of schools as a table: the same cells for the page and for every file made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext

from gwella.domain.schools.rules import PHASES
from gwella.insight.school_list import NOT_DECIDED, Row, SchoolList


@dataclass(frozen=True, slots=True)
class Told:
    """What a cell says: a value with perhaps a note to it, or the reason why there is none."""

    value: str | Decimal = ""
    note: str = ""
    reason: str = ""


def columns() -> list[str]:
    """The headings of the exported table, in the reader's language."""
    return [
        gettext("School"),
        gettext("Number"),
        gettext("Phase"),
        gettext("Council"),
        gettext("Category"),
        gettext("Ceiling of days"),
        gettext("System leader"),
    ]


def table_rows(schools: SchoolList) -> list[list[str | Decimal | None]]:
    """Every school of the list as a row under `columns`, in the list's order. What is blank says why."""
    return [_row(row, schools.categories) for row in schools.found]


def _row(row: Row, words: Mapping[str, str]) -> list[str | Decimal | None]:
    category, ceiling, leader = category_of(row, words), ceiling_of(row), leader_of(row)
    return [
        row.line.name,
        row.line.number,
        phase_of(row),
        row.line.council,
        str(category.value) or category.reason,
        None if ceiling.reason else ceiling.value,
        f"{leader.value} ({leader.note})" if leader.note else str(leader.value) or leader.reason,
    ]


def about(schools: SchoolList, *, filters: Sequence[str], service: str, day: str) -> dict[str, str]:
    """What a file says of itself: of what service and day, which schools of how many, and narrowed by what."""
    return {
        gettext("Service"): service,
        gettext("As at"): day,
        gettext("School year of the categories"): schools.school_year,
        gettext("Schools"): f"{len(schools.found)} / {schools.total}",
        gettext("Filters"): "; ".join(filters) or gettext("none"),
        gettext("Days"): gettext("A ceiling comes from the category and is never a promise."),
    }


def phase_of(row: Row) -> str:
    """The school's phase in words; an independent school has none, so its kind stands there."""
    return gettext(PHASES[row.line.phase]) if row.line.phase in PHASES and row.line.phase else gettext("Independent")


def category_of(row: Row, words: Mapping[str, str]) -> Told:
    """The category in words."""
    if not row.sees_category:
        return Told(reason=gettext("your roles do not show categories here"))
    if row.decided:
        return Told(words.get(row.category) or row.category)
    if row.category == NOT_DECIDED:
        return Told(gettext("Not decided"))
    return Told(reason=_without(row))


def ceiling_of(row: Row) -> Told:
    """The ceiling of days that comes with the category."""
    if not row.sees_category:
        return Told(reason=gettext("comes with the category"))
    if row.decided:
        return Told(row.decided.ceiling)
    return Told(reason=gettext("comes with the category") if row.category == NOT_DECIDED else _without(row))


def leader_of(row: Row) -> Told:
    """Who looks after the school, and until when where an end is known; else why nobody does."""
    now, later = row.line.keeper, row.line.next_keeper
    if now and now.ends_on and later:
        note = gettext("from %(day)s: %(name)s") % {"day": _day(later.starts_on), "name": later.name}
        return Told(now.name, note)
    if now and now.ends_on:
        note = gettext("until %(day)s, the next one not confirmed yet") % {"day": _day(now.ends_on)}
        return Told(now.name, note)
    if now:
        return Told(now.name)
    if later:
        return Told(reason=gettext("from %(day)s: %(name)s") % {"day": _day(later.starts_on), "name": later.name})
    if not (row.line.is_served and row.line.is_open):
        return Told(reason=_without(row))
    return Told(reason=gettext("nobody confirmed yet"))


def _without(row: Row) -> str:
    return gettext("not served by this service") if row.line.is_open else gettext("closed")


def _day(day: date) -> str:
    return str(date_format(day, "j F Y"))
