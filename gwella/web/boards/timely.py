"""Timely: per data set the day promised and the day it came; the packs of its year, issued and opened."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext

from gwella.insight.evidence.timely import Came, Packs, data_sets_in_time
from gwella.web.boards.area import tabs
from gwella.web.boards.words import in_language, moment, set_name
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank, Cell, Tag
from gwella.web.pages import anywhere, page, reach_of

# Earlier years lie in a fold: a promise long past is seldom looked for.
YEARS_SHOWN = 2


@page(anywhere("view_boards"))
def timely(request: HttpRequest) -> HttpResponse:
    """Each data set against its promise, then the packs of the reader's schools."""
    came = data_sets_in_time(reach_of(request).schools("view_boards").served())
    years = sorted({row.latest.year for row in came}, reverse=True)[:YEARS_SHOWN]
    recent = [row for row in came if row.latest.year in years]
    earlier = [row for row in came if row.latest.year not in years]
    context = {
        "tabs": tabs(request, "timely"),
        "say": _say(came),
        "table": _table(recent) if recent else None,
        "earlier": _table(earlier) if earlier else None,
    }
    return render(request, "boards/timely.html", context)


def _say(came: Sequence[Came]) -> str:
    promised = [row for row in came if row.days_late is not None]
    if not promised:
        return gettext("No data set was promised for a day, so nothing can be told as late.")
    told = gettext("Data sets promised for a day: %(all)s. In time: %(in_time)s.")
    return told % {"all": len(promised), "in_time": sum((row.days_late or 0) <= 0 for row in promised)}


def _table(came: Sequence[Came]) -> Table:
    columns = [
        Column(gettext("Data set")),
        Column(gettext("Promised for")),
        Column(gettext("Came in")),
        Column(gettext("Figures worked out")),
        Column(gettext("Packs of the year")),
        Column(gettext("Opened by schools"), True),
    ]
    return Table(columns, [_row(row) for row in came], caption=gettext("Data sets against their promise"))


def _row(row: Came) -> list[Content]:
    latest = row.latest
    due = date_format(row.due_on, "j F Y") if row.due_on else Blank(gettext("no day was promised"))
    figured = moment(latest.figured_at) if latest.figured_at else Blank(gettext("not yet"))
    return [
        Cell(set_name(latest), in_language(latest.source)),
        Cell(due, _lateness(row)),
        Cell(date_format(row.first_on, "j F Y"), _later(row)),
        figured,
        _issued(row),
        _opened(row.packs),
    ]


def _lateness(row: Came) -> Content:
    if row.days_late is None:
        return ""
    if row.days_late <= 0:
        return Tag("done", gettext("In time"))
    return Tag("urgent", gettext("Late, days: %(count)s") % {"count": row.days_late})


def _later(row: Came) -> str:
    if row.latest.received_on == row.first_on:
        return ""
    day = date_format(row.latest.received_on, "j F Y")
    return gettext("version %(version)s came on %(day)s") % {"version": row.latest.version, "day": day}


def _issued(row: Came) -> Content:
    if not row.packs.issued or row.days_to_pack is None:
        return Blank(gettext("no pack issued yet"))
    told = gettext("%(count)s, the first on %(day)s") % {"count": row.packs.issued, "day": moment(row.packs.first_at)}
    if row.days_to_pack < 0:
        return Cell(told, gettext("before this data set came"))
    return Cell(told, gettext("days after the data: %(count)s") % {"count": row.days_to_pack})


def _opened(packs: Packs) -> Content:
    if not packs.issued:
        return Blank(gettext("no pack issued yet"))
    return gettext("%(opened)s of %(issued)s") % {"opened": packs.opened, "issued": packs.issued}
