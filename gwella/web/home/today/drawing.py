"""How Today draws what boards count: category marks, the mix of categories, schools, leaders' days, what changed."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext

from gwella.core.clock import ZONE
from gwella.core.text import mark
from gwella.domain.schools.models import School
from gwella.domain.schools.rules import MEDIUMS, PHASES
from gwella.insight.boards.changes import Change
from gwella.insight.boards.schools import Board, BoardSchool
from gwella.insight.people_list import Carried
from gwella.insight.school_list import NOT_DECIDED
from gwella.web.components.base import Content
from gwella.web.components.days import Load, days
from gwella.web.components.lists import Column, Moment, Table, Timeline
from gwella.web.components.marks import Blank, Category, Cell
from gwella.web.schools.words import category_word, tell_event, tell_particulars

# What happened at several schools or several times in a day, where the usual sentence tells a particular of one.
AT_SEVERAL = {
    "schools.founded": mark("Schools were put on the register"),
    "schools.linked": mark("System leaders were given to schools"),
    "schools.placed": mark("Schools were placed on the map by postcode"),
    "school.corrected": mark("Facts about schools were corrected by hand"),
    "difference.decided": mark("Differences between register and corrections were decided"),
    "missing.decided": mark("It was decided what became of schools the register no longer has"),
    "allocation.proposed": mark("An allocation was proposed"),
    "allocation.changed": mark("A proposed allocation was changed by hand"),
    "notices.prepared": mark("Letters to schools were prepared"),
    "notices.approved": mark("Letters to schools were approved"),
    "notices.withdrawn": mark("Letters to schools were withdrawn"),
    "notice.sent": mark("Letters were sent to schools"),
    "notice.acknowledged": mark("Letters were confirmed as read"),
}

# What happened several times in a day, where one sentence tells a particular of one time.
SEVERAL_TIMES = {
    "categories.imported": mark("Published support categories were brought in"),
    "register.imported": mark("Registers of schools were brought in"),
}


def count(number: int) -> str:
    """A number in the reader's format."""
    return str(number_format(number))


def category(board: Board, code: str) -> Category:
    """A category's mark in the words of the year's framework."""
    return Category(code, category_word(board.framework_code, code) if code else gettext("Not decided"))


def named(row: BoardSchool) -> Cell:
    """A school as the first cell of a row: its name, the other name, its phase and medium."""
    sub: Content = medium_and_phase(row)
    if row.other_name != row.name:
        other = "en" if (get_language() or "").startswith("cy") else "cy"
        sub = format_html('<span lang="{}">{}</span> · {}', other, row.other_name, sub)
    return Cell(row.name, sub, reverse("school", args=[row.number]))


def medium_and_phase(row: BoardSchool | School) -> str:
    """The school's phase and medium in words; a medium that does not apply is left out."""
    medium = MEDIUMS.get(row.medium, "") if row.medium not in ("", "NA") else ""
    told = (PHASES.get(row.phase, "") if row.phase else "", medium)
    return " · ".join(gettext(words) for words in told if words)


def ceiling(row: BoardSchool) -> Content:
    """The ceiling of days, or why there is none."""
    return Blank(gettext("comes with the category")) if row.ceiling is None else days(row.ceiling)


def list_address(**filters: str) -> str:
    """The list of schools, narrowed."""
    return f"{reverse('schools')}?{urlencode(filters)}"


def filter_value(code: str) -> str:
    """A category as the list of schools filters by it."""
    return code or NOT_DECIDED


def mix_table(board: Board) -> Table:
    """How many schools of each category, with their ceilings; each count leads to its schools."""
    counts = board.counts()
    rows: list[list[Content]] = []
    for code in board.codes:
        if not counts[code] and not code:
            continue
        total = sum((row.ceiling or Decimal(0) for row in board.rows if row.category == code), Decimal(0))
        linked = Cell(count(counts[code]), href=list_address(category=filter_value(code))) if counts[code] else "0"
        rows.append([category(board, code), linked, days(total) if code else Blank(gettext("comes with the category"))])
    columns = [
        Column(gettext("Category")),
        Column(gettext("Schools"), True),
        Column(gettext("Ceilings, in days"), True),
    ]
    foot = [gettext("All"), count(len(board.rows)), days(board.need)]
    return Table(columns, rows, caption=gettext("Schools by category"), tight=True, foot=foot)


def source(board: Board) -> str:
    """Of which year the categories are, and what a ceiling is and is not."""
    parts = [
        gettext("Categories of the school year %(year)s.") % {"year": board.school_year},
        gettext("A ceiling comes from the category and is never a promise. Schools are never ranked."),
    ]
    if undecided := board.counts()[""]:
        told = gettext("Schools without a category, not counted in the days: %(count)s.")
        parts.append(told % {"count": count(undecided)})
    return " ".join(parts)


def schools_table(
    board: Board, rows: Iterable[BoardSchool], more: Sequence[tuple[str, Callable[[BoardSchool], Content]]]
) -> Table:
    """Schools with category and ceiling, and whatever else is asked for, a heading and a cell each."""
    columns = [
        Column(gettext("School")),
        Column(gettext("Category")),
        Column(gettext("Ceiling of days")),
        *(Column(heading) for heading, _cell in more),
    ]
    body = [
        [named(row), category(board, row.category), ceiling(row), *(cell(row) for _heading, cell in more)]
        for row in rows
    ]
    return Table(columns, body, caption=gettext("My schools"))


def leader_cell(row: BoardSchool) -> Content:
    """Who looks after a school, since when; or that nobody does."""
    if row.keeper is None:
        return Blank(gettext("nobody confirmed yet"))
    return Cell(row.keeper.name, since(row))


def since(row: BoardSchool) -> str:
    """Since when somebody has looked after a school."""
    if row.keeper is None:
        return ""
    return gettext("since %(day)s") % {"day": date_format(row.keeper.since, "j F Y")}


def load_bar(carried: Carried, half_days: int | None, scale: Decimal) -> Content:
    """One person's ceilings against their days. A bar beyond the dashed line is more than they have."""
    if half_days is None:
        return Blank(gettext("days a year not recorded"))
    capacity = Decimal(half_days) / 2
    told = gettext("Ceilings: %(carried)s · days: %(capacity)s") % {
        "carried": days(carried.days),
        "capacity": days(capacity),
    }
    if carried.undecided:
        told += " · " + gettext("without a category: %(count)s") % {"count": carried.undecided}
    return Load(carried.days, 0, capacity, scale or Decimal(1), told)


def timeline(changes: Sequence[Change]) -> Timeline:
    """What happened, newest first."""
    return Timeline([_moment(change) for change in changes])


def _moment(change: Change) -> Moment:
    here = change.at.astimezone(ZONE)
    at_schools = ngettext("%(count)s school", "%(count)s schools", change.schools) % {"count": change.schools}
    who = change.who or gettext("by the system")
    who = who if change.events == 1 else ""
    return Moment(
        when=date_format(here, "j F Y"),
        text=told(change),
        sub=" · ".join(part for part in (who, at_schools if change.schools > 1 else "") if part),
    )


def told(change: Change) -> str:
    """A change as one sentence."""
    if change.schools > 1 or change.events > 1:
        known = AT_SEVERAL | (SEVERAL_TIMES if change.events > 1 else {})
        if change.kind in known:
            return gettext(known[change.kind])
    particulars = tell_particulars(change.kind, change.data)
    sentence = tell_event(change.kind, change.data)
    return f"{sentence}: {particulars}" if particulars and change.schools == 1 else sentence
