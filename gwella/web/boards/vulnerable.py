"""The learners who are most at risk, of the region or a council: numbers, how they do beside all, overlaps."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext

from gwella.documents.tables import Cell as FileCell
from gwella.insight.evidence.vulnerable import GROUPS, Beside, Overlap, Share, Vulnerable, vulnerable_of
from gwella.insight.evidence.words import BLANKS
from gwella.web.boards.area import asked, file_of, tabs
from gwella.web.boards.drawing import told
from gwella.web.boards.words import (
    difference_text,
    group_name,
    in_language,
    language,
    measure_name,
    set_about,
    set_name,
    value_text,
)
from gwella.web.components.base import Content
from gwella.web.components.filters import Export
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.pages import anywhere, page, reach_of


@page(anywhere("view_vulnerable"))
def vulnerable(request: HttpRequest) -> HttpResponse:
    """One view of the four groups at a place."""
    place, _measure, places, form = asked(request, [], "", permission="view_vulnerable")
    view = _view(request, place)
    context: dict[str, Any] = {"tabs": tabs(request, "vulnerable"), "form": form, "place": places[place], "view": view}
    if view:
        export = Export.of(gettext("These figures"), request.GET, reverse("vulnerable_export"))
        context |= _drawn(view, places[place]) | {"export": export}
    return render(request, "boards/vulnerable.html", context)


@page(anywhere("view_vulnerable"))
def export(request: HttpRequest) -> HttpResponse:
    """What the page shows as a file, no more: blanks stay blank."""
    place, _measure, places, _form = asked(request, [], "", permission="view_vulnerable")
    view = _view(request, place)
    if view is None:
        raise Http404
    headings = [
        *(gettext("Table"), gettext("Place or school"), gettext("Groups"), gettext("Measure"), gettext("Year")),
        *(gettext("Pupils"), gettext("Value"), gettext("Less all pupils"), gettext("Reason for a blank")),
    ]
    source = " ".join(f"{set_name(held)}. {set_about(held)}" for held in view.sets)
    title = f"{places[place]} {gettext('Most vulnerable learners')}"
    return file_of(request, title, headings, _file_rows(view, places[place]), source)


def _view(request: HttpRequest, place: str) -> Vulnerable | None:
    schools = reach_of(request).schools("view_vulnerable").served().order_by(f"sort_{language()}", "number")
    return vulnerable_of(place, schools)


def _drawn(view: Vulnerable, place: str) -> dict[str, Any]:
    return {
        "say": _say(view, place),
        "say_beside": _say_beside(view.beside),
        "shares": _shares(view),
        "beside": _beside(view.beside) if view.beside else None,
        "overlaps": _overlaps(view.overlaps) if view.overlaps else None,
        "schools": _schools(view) if view.schools else None,
        "sources": [f"{set_name(held)}. {set_about(held)}" for held in view.sets],
    }


def _blank(reason: str) -> Blank:
    return Blank(gettext(BLANKS.get(reason, BLANKS["x"])))


def _count(count: int) -> str:
    return str(number_format(count, force_grouping=True))


# ---- sentences


def _say(view: Vulnerable, place: str) -> str:
    """How many are eligible for free school meals, and how many are in two of the groups at once, or looked after."""
    told = {group: view.shares[group][-1] for group in GROUPS}
    meals, care = told["fsm"], told["looked_after"]
    params = {"place": place, "year": view.year, "care": "" if care.count is None else _count(care.count)}
    if meals.count is None or meals.value is None:
        return gettext("%(place)s: there is no figure for %(year)s.") % params
    params |= {"count": _count(meals.count), "share": value_text(meals.value, "percent")}
    if care.count is None:
        return gettext("%(place)s, %(year)s: %(count)s pupils are eligible for free school meals, %(share)s.") % params
    return (
        gettext(
            "%(place)s, %(year)s: %(count)s pupils are eligible for free school meals, %(share)s; %(care)s are looked "
            "after."
        )
        % params
    )


def _say_beside(rows: Sequence[Beside]) -> str:
    """The measure, of those in per cent, in which pupils eligible for free school meals are furthest from all."""
    far = [(abs(gap), row) for row in rows if row.measure.unit == "percent" and (gap := row.gap("fsm")) is not None]
    if not far:
        return ""
    gap, row = max(far, key=lambda one: one[0])
    told = gettext(
        "Pupils eligible for free school meals are furthest from all pupils here: %(measure)s, %(gap)s points."
    )
    signed = difference_text(row.gap("fsm") or gap)
    return told % {"measure": measure_name(row.measure.code), "gap": signed}


# ---- tables


def _shares(view: Vulnerable) -> Table:
    years = view.shares[GROUPS[0]]
    columns = [Column(gettext("Group")), *(Column(one.year, True) for one in years)]
    rows: list[Sequence[Content]] = [
        [group_name(group), *(_share(one) for one in view.shares[group])] for group in GROUPS
    ]
    return Table(columns, rows, caption=gettext("How many pupils, and their share"), tight=True)


def _share(share: Share) -> Content:
    if share.count is None or share.value is None:
        return _blank(share.reason)
    return Cell(_count(share.count), value_text(share.value, "percent"))


def _beside(rows: Sequence[Beside]) -> Table:
    columns = [
        Column(gettext("Measure")),
        Column(gettext("Year")),
        Column(group_name("all"), True),
        *(Column(group_name(group), True) for group in GROUPS),
    ]
    return Table(columns, [_row(row) for row in rows], caption=gettext("Beside all pupils"))


def _row(row: Beside) -> list[Content]:
    cells: list[Content] = [measure_name(row.measure.code), row.all.year, told(row.all, row.measure.unit)]
    for group in GROUPS:
        gap, point = row.gap(group), row.groups[group]
        value = told(point, row.measure.unit)
        cells.append(value if gap is None else Cell(value, difference_text(gap)))
    return cells


def _overlaps(rows: Sequence[Overlap]) -> Table:
    columns = [
        Column(gettext("Groups")),
        Column(gettext("How many groups"), True),
        Column(gettext("Pupils"), True),
    ]
    return Table(
        columns,
        [
            [
                "; ".join(group_name(group) for group in row.groups),
                str(len(row.groups)),
                _blank(row.share.reason) if row.share.count is None else _count(row.share.count),
            ]
            for row in rows
        ],
        caption=gettext("Pupils in more than one group"),
        tight=True,
    )


def _schools(view: Vulnerable) -> Table:
    columns = [Column(gettext("School")), *(Column(group_name(group), True) for group in GROUPS)]
    rows: list[Sequence[Content]] = [
        [
            Cell(in_language(one.school.name), href=reverse("school", args=[one.school.number])),
            *(_blank("c") if (count := one.counts[group]) is None else _count(count) for group in GROUPS),
        ]
        for one in view.schools
    ]
    return Table(columns, rows, caption=gettext("Pupils of each group, by school"))


# ---- the file


def _file_rows(view: Vulnerable, place: str) -> Iterator[Sequence[FileCell]]:
    """A row a cell of the page's tables, in their order; shares and values unrounded."""
    table = gettext("How many pupils, and their share")
    for group in GROUPS:
        for one in view.shares[group]:
            told = one.count is not None and one.value is not None
            figures = [one.count, one.value, None] if told else [None, None, None]
            yield [table, place, group_name(group), "", one.year, *figures, "" if told else one.reason]
    table = gettext("Beside all pupils")
    for row in view.beside:
        for group, point in (("all", row.all), *row.groups.items()):
            gap = None if group == "all" else row.gap(group)
            measure = measure_name(row.measure.code)
            yield [table, place, group_name(group), measure, point.year, None, point.value, gap, point.reason]
    table = gettext("Pupils in more than one group")
    for both in view.overlaps:
        groups = "; ".join(group_name(group) for group in both.groups)
        yield [table, place, groups, "", both.share.year, both.share.count, None, None, both.share.reason]
    table = gettext("Pupils of each group, by school")
    for school in view.schools:
        for group, count in school.counts.items():
            reason = "c" if count is None else ""
            name = in_language(school.school.name)
            yield [table, name, group_name(group), "", view.year, count, None, None, reason]
