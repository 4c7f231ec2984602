"""The list of schools with its map, and the files made of exactly what it shows."""

from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.text import slugify
from django.utils.translation import get_language, gettext, ngettext

from gwella.core import clock
from gwella.documents.tables import EXTENSIONS, MIME, Format, write_metadata, write_table
from gwella.domain.categories.queries import framework_in_force
from gwella.domain.places.models import Service
from gwella.domain.schools.queries.listing import number_in
from gwella.domain.schools.queries.profile import language_of
from gwella.insight.school_list import SCOPE, Row, SchoolList
from gwella.insight.school_map import map_of
from gwella.insight.school_table import Told, about, category_of, ceiling_of, columns, leader_of, phase_of, table_rows
from gwella.web.components.base import Content
from gwella.web.components.days import days
from gwella.web.components.filters import Export
from gwella.web.components.lists import Column, Order, Table
from gwella.web.components.marks import Blank, Category, Cell
from gwella.web.components.navigation import Pagination
from gwella.web.pages import anywhere, page, reach_of
from gwella.web.schools.asked import filters_of, wanted_by
from gwella.web.schools.drawing import SchoolMapDrawing

PAGE_LENGTH = 25


def language() -> str:
    """The reader's language: "en" or "cy"."""
    return "cy" if (get_language() or "").startswith("cy") else "en"


def list_for(request: HttpRequest) -> SchoolList:
    """The list that the address asks for, of whoever asks."""
    today = clock.today()
    year = clock.school_year(today)
    return SchoolList(
        reach_of(request),
        wanted_by(request.GET),
        language=language(),
        on=today,
        school_year=year,
        framework=framework_in_force(year),
    )


@page(anywhere("list_schools"))
def schools(request: HttpRequest) -> HttpResponse:
    """Every school the person reaches: search, filters, map, table, pages, export. A number alone opens its school."""
    number = number_in(request.GET.get("q", ""))
    if number and reach_of(request).schools("view_school").filter(number=number).exists():
        return HttpResponseRedirect(reverse("school", args=[number]))
    found = list_for(request)
    shown = Paginator(found.found, PAGE_LENGTH).get_page(request.GET.get("page"))
    drawn = map_of(found) if found.found else None
    context = {
        "schools": found,
        "heading": _heading(found),
        "filters": filters_of(found, request.GET),
        "map": SchoolMapDrawing(drawn, found, "list") if drawn else None,
        "shown": _shown(found, shown),
        "export": _export(found, request.GET),
        "table": _table(found, shown, request.GET),
        "pagination": Pagination(shown, request.GET),
        "elsewhere": _elsewhere(found, request.GET),
    }
    return render(request, "schools/list.html", context)


def _heading(found: SchoolList) -> str:
    told = ngettext("%(count)s of %(total)s school", "%(count)s of %(total)s schools", found.total)
    if len(found.found) == found.total or found.wanted.of("kind") != frozenset({SCOPE["kind"]}):
        told = ngettext("%(count)s school", "%(count)s schools", len(found.found))
    return told % {"count": _number(len(found.found)), "total": _number(found.total)}


def _number(count: int) -> str:
    """A count as the reader's language writes it: 1,500."""
    return str(number_format(count, force_grouping=True))


def _shown(found: SchoolList, shown: "Page[Row]") -> str:
    orders = {
        "name": gettext("by name"),
        "council": gettext("by council"),
        "category": gettext("by category"),
        "leader": gettext("by system leader"),
    }
    places = (shown.start_index(), shown.end_index(), len(found.found))
    params = dict(zip(("first", "last", "count"), map(_number, places), strict=True))
    told = gettext("Schools %(first)s to %(last)s of %(count)s") % params
    return f"{told}, {orders[found.wanted.sort]}"


def _export(found: SchoolList, query: QueryDict) -> Export:
    count = len(found.found)
    say = ngettext("Export this %(count)s school", "Export these %(count)s schools", count) % {"count": _number(count)}
    formats = (("csv", "CSV"), ("csv-excel", gettext("CSV for Excel")), ("xlsx", "XLSX"), ("ods", "ODS"))
    return Export(say, [(word, _export_address(query, code)) for code, word in formats])


def _export_address(query: QueryDict, code: str) -> str:
    rest = query.copy()
    rest.pop("page", None)
    rest["format"] = code
    return f"{reverse('schools_export')}?{rest.urlencode()}"


def _elsewhere(found: SchoolList, query: QueryDict) -> tuple[str, str] | None:
    """That more schools match among those closed or not served, with the address that shows them too."""
    if not found.wanted.is_narrowed or not found.elsewhere:
        return None
    told = ngettext(
        "%(count)s more matches among schools that are closed or not served.",
        "%(count)s more match among schools that are closed or not served.",
        found.elsewhere,
    )
    wider = query.copy()
    wider.pop("page", None)
    wider.setlist("kind", ["served", "other"])
    wider.setlist("state", ["open", "closed"])
    return told % {"count": _number(found.elsewhere)}, f"?{wider.urlencode()}"


def _table(found: SchoolList, shown: "Page[Row]", query: QueryDict) -> Table:
    head = [
        Column(gettext("School"), sort="name"),
        Column(gettext("Council"), sort="council"),
        Column(gettext("Category"), sort="category"),
        Column(gettext("Days")),
        Column(gettext("System leader"), sort="leader"),
    ]
    sort = f"-{found.wanted.sort}" if found.wanted.descending else found.wanted.sort
    caption = gettext("Schools with their council, category, days and system leader")
    return Table(head, [_cells(row, found) for row in shown], caption=caption, order=Order(query, sort))


def _cells(row: Row, found: SchoolList) -> list[Content]:
    line = row.line
    lang = language_of(line.name)
    name = Cell(
        line.name,
        f"{line.number} · {phase_of(row)}" + ("" if line.is_open else f" · {gettext('Closed')}"),
        reverse("school", args=[line.number]),
        lang if lang != found.language else "",
    )
    category, ceiling = category_of(row, found.categories), ceiling_of(row)
    return [
        name,
        line.council,
        Blank(category.reason)
        if category.reason
        else Category(row.decided.category if row.decided else "", category.value),
        gettext("ceiling %(days)s") % {"days": days(row.decided.ceiling)}
        if row.decided and not ceiling.reason
        else Blank(ceiling.reason),
        _told(leader_of(row)),
    ]


def _told(told: Told) -> Content:
    return Blank(told.reason) if told.reason else Cell(told.value, told.note)


@page(anywhere("list_schools"))
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file: the schools, columns, order and filters of the page, all pages of it."""
    code = request.GET.get("format", "")
    if code not in MIME and code != "metadata":
        raise Http404
    found = list_for(request)
    service = Service.objects.first()
    day = clock.today()
    told = about(
        found,
        filters=[f"{chip.group}: {chip.label}" for chip in filters_of(found, request.GET).chips],
        service=service.name.in_language(found.language) if service else "",
        day=date_format(day, "j F Y"),
    )
    title = gettext("Schools")
    stem = f"{slugify(title)}-{day.isoformat()}"
    if code == "metadata":
        body = write_metadata(columns(), cast(Any, told), f"{stem}.csv")
        return _file(body, "application/csvm+json", f"{stem}.csv-metadata.json")
    kind = cast(Format, code)
    made = write_table(columns(), table_rows(found), kind, title, cast(Any, told), about_title=gettext("About"))
    response = _file(made, MIME[kind], f"{stem}.{EXTENSIONS[kind]}")
    if EXTENSIONS[kind] == "csv":
        response["Link"] = (
            f'<{_export_address(request.GET, "metadata")}>; rel="describedby"; type="application/csvm+json"'
        )
    return response


def _file(body: bytes, mime: str, name: str) -> HttpResponse:
    return HttpResponse(body, content_type=mime, headers={"Content-Disposition": f'attachment; filename="{name}"'})
