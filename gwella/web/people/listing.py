"""The list of system leaders, and the files made of exactly what it shows."""

from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from gwella.core import clock
from gwella.documents.tables import Cell as FileCell
from gwella.insight.people_list import FILTERS, SCOPE, SORTS, Carried, LeaderLine, PeopleList, Wanted, choices
from gwella.web.components.base import Content
from gwella.web.components.days import Days, Load, days
from gwella.web.components.filters import Choice, Export, Filters, Group
from gwella.web.components.lists import Column, Figure, Figures, Order, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.components.navigation import Pagination
from gwella.web.pages import anywhere, page, reach_of
from gwella.web.people import files, words

PAGE_LENGTH = 25
FORMATS = ("csv", "xlsx", "ods")


def wanted_by(query: QueryDict) -> Wanted:
    """The list an address asks for. An order nobody knows is by name; a value nobody knows finds nobody."""
    by = query.get("sort", "")
    sort = by.removeprefix("-")
    return Wanted(
        query=query.get("q", "").strip()[:100],
        ticked={group: frozenset(values) for group in (*FILTERS, *SCOPE) if (values := query.getlist(group))},
        sort=sort if sort in SORTS else "name",
        descending=sort in SORTS and by.startswith("-"),
    )


def people_for(query: QueryDict) -> PeopleList:
    """The list that an address asks for, on the service's date."""
    today = clock.today()
    return PeopleList(wanted_by(query), language=words.language(), on=today, school_year=clock.school_year(today))


@page(anywhere("view_people"))
def people(request: HttpRequest) -> HttpResponse:
    """Every system leader with what they bring and what they carry of it. Capacity is the region's, so all see all."""
    found = people_for(request.GET)
    shown = Paginator(found.found, PAGE_LENGTH).get_page(request.GET.get("page"))
    reach = reach_of(request)
    return render(
        request,
        "people/list.html",
        {
            "people": found,
            "crumbs": words.crumbs(),
            "filters": filters_of(found, request.GET),
            "figures": _figures(found),
            "heading": _heading(found),
            "shown": _shown(shown, found),
            "table": _table(found, shown, request.GET),
            "export": _export(found, request.GET),
            "pagination": Pagination(shown, request.GET),
            "may_import": reach.has("manage_people"),
            "may_keep_roles": reach.has("administer"),
        },
    )


def filters_of(found: PeopleList, query: QueryDict) -> Filters:
    """The panel with the count of each value, given everything else that is asked for."""
    legends = {"phase": gettext("Phase"), "welsh": gettext("Welsh"), "council": gettext("May work in")}
    groups = [
        Group(name, legends[name], [_choice(found, name, value, word) for value, word in known.items()])
        for name, known in choices(found).items()
    ]
    states = {"now": gettext("In post"), "later": gettext("Not begun yet"), "left": gettext("Has left")}
    present = {row.state for row in found.rows}
    if len(present) > 1 or found.wanted.ticked.get("state"):
        groups.append(
            Group("state", gettext("Standing"), [_choice(found, "state", *state) for state in states.items()])
        )
    return Filters(query, groups, search="q", search_label=gettext("Name or base"))


def _choice(found: PeopleList, group: str, value: str, word: str) -> Choice:
    label = word if group == "council" else gettext(word)
    return Choice(value, label, found.counts[group][value], value in found.wanted.ticked.get(group, ()))


def _figures(found: PeopleList) -> Figures:
    rows = found.found
    carried = sum((row.carried.days for row in rows), Decimal(0))
    brought = sum((row.days for row in rows), Decimal(0))
    undecided = sum(row.carried.undecided for row in rows)
    without = gettext("schools without a category yet: %(count)s") % {"count": undecided} if undecided else ""
    return Figures(
        [
            Figure(gettext("Days a year"), days(brought)),
            Figure(gettext("Ceilings carried"), days(carried), without),
            Figure(gettext("Days left over"), words.signed(brought - carried)),
            Figure(gettext("Schools looked after"), sum(row.carried.schools for row in rows)),
        ]
    )


def _heading(found: PeopleList) -> str:
    told = ngettext("%(count)s of %(total)s system leader", "%(count)s of %(total)s system leaders", found.total)
    if len(found.found) == found.total:
        told = ngettext("%(count)s system leader", "%(count)s system leaders", len(found.found))
    return told % {"count": len(found.found), "total": found.total}


def _shown(shown: "Page[LeaderLine]", found: PeopleList) -> str:
    params = {"first": shown.start_index(), "last": shown.end_index(), "count": len(found.found)}
    return gettext("People %(first)s to %(last)s of %(count)s") % params


def _export(found: PeopleList, query: QueryDict) -> Export:
    count = len(found.found)
    say = ngettext("Export this %(count)s person", "Export these %(count)s people", count) % {"count": count}
    return Export.of(say, query, reverse("people_export"), FORMATS)


def _table(found: PeopleList, shown: "Page[LeaderLine]", query: QueryDict) -> Table:
    head = [
        Column(gettext("System leader"), sort="name"),
        Column(gettext("Phases and subjects")),
        Column(gettext("Welsh"), sort="welsh"),
        Column(gettext("Ceilings carried, of days a year"), sort="carried"),
        Column(gettext("Left"), number=True, sort="left"),
    ]
    sort = f"-{found.wanted.sort}" if found.wanted.descending else found.wanted.sort
    caption = gettext("System leaders with their skills, councils and days")
    return Table(head, [_cells(row, found) for row in shown], caption=caption, order=Order(query, sort))


def _cells(row: LeaderLine, found: PeopleList) -> list[Content]:
    return [
        Cell(row.name, _base_and_councils(row, found), reverse("person", args=[row.user_id])),
        Cell(words.phases(row.phases) or Blank(gettext("none recorded")), words.subjects(row.subjects)),
        words.welsh(row.welsh_level),
        Load(row.carried.days, 0, row.days, found.scale, load_words(row.carried, row.days)),
        words.signed(row.left),
    ]


def _base_and_councils(row: LeaderLine, found: PeopleList) -> str:
    every = not row.councils or len(row.councils) == len(found.councils)
    where = gettext("any council") if every else ", ".join(name for _, name in row.councils)
    return f"{row.base or gettext('base not recorded')} · {where}"


def load_words(carried: Carried, brought: Days) -> str:
    """What a person carries, in one line."""
    params = {"carried": days(carried.days), "days": days(brought), "schools": carried.schools}
    told = gettext("%(carried)s of %(days)s days · schools: %(schools)s") % params
    if carried.undecided:
        told += " · " + gettext("without a category: %(count)s") % {"count": carried.undecided}
    return told


@page(anywhere("view_people"))
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file: the people, columns, order and filters of the page, all pages of it."""
    found = people_for(request.GET)
    about: dict[str, FileCell] = {
        gettext("School year of the categories"): found.school_year,
        gettext("People"): f"{len(found.found)} / {found.total}",
        gettext("Days"): gettext("A ceiling comes from the category and is never a promise."),
    }
    rows = [_row(row) for row in found.found]
    return files.table(request, gettext("System leaders"), _headings(), rows, filters_of(found, request.GET), about)


def _headings() -> list[str]:
    return [
        gettext("System leader"),
        gettext("Base"),
        gettext("Phases"),
        gettext("Subjects"),
        gettext("Welsh"),
        gettext("May work in"),
        gettext("Schools"),
        gettext("Schools without a category"),
        gettext("Ceilings carried"),
        gettext("Days a year"),
        gettext("Left"),
    ]


def _row(row: LeaderLine) -> list[str | int | Decimal]:
    return [
        row.name,
        row.base or gettext("base not recorded"),
        words.phases(row.phases) or gettext("none recorded"),
        words.subjects(row.subjects) or gettext("none recorded"),
        words.welsh(row.welsh_level),
        str(words.councils(row.councils)),
        row.carried.schools,
        row.carried.undecided,
        row.carried.days,
        row.days,
        row.left,
    ]
