"""Data sets: which came, when, from what file and under which agreement; what a version changed; what is held back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext

from gwella.core import clock
from gwella.documents.tables import EXTENSIONS, Format
from gwella.domain.figures.models import Agreement, DataSet, FigureRevision, HeldBack
from gwella.domain.figures.rules import WHY_HELD
from gwella.domain.places.models import Council
from gwella.web.components.base import Content
from gwella.web.components.filters import Export
from gwella.web.components.lists import Column, Fact, Summary, Table
from gwella.web.components.marks import Blank, Cell, Tag
from gwella.web.components.navigation import Crumb, Pagination, Tab, Tabs
from gwella.web.evidence_in import words
from gwella.web.pages import anywhere, page

PER_PAGE = 50


@page(anywhere("import_data"))
def data_sets(request: HttpRequest) -> HttpResponse:
    """The data sets of a school year: the version that counts of each kind."""
    years = list(DataSet.objects.order_by("-year").values_list("year", flat=True).distinct()[:7])
    year = request.GET.get("year", years[0] if years else "")
    held = (
        DataSet.objects.filter(year=year, replaced_by=None)
        .select_related("agreement")
        .annotate(apart=Count("held_back", distinct=True), changes=Count("revisions", distinct=True))
        .order_by("kind")
    )
    heads = [gettext("Data"), gettext("Status"), gettext("As at"), gettext("Came on"), gettext("Agreement")]
    columns = [
        *(Column(h) for h in heads),
        *(Column(h, number=True) for h in (gettext("Rows"), gettext("Held back"), gettext("Changed"))),
    ]
    rows = [_row(data_set) for data_set in held]
    on = clock.today()
    context = {
        "ending": [
            (reverse("agreement", args=[a.code]), a.name.in_language(words.language()), a.ended_on or a.expires_on)
            for a in Agreement.objects.order_by("expires_on")
            if words.ends_soon(a, on)
        ],
        "crumbs": words.service(),
        "tabs": words.tabs("data_sets"),
        "years": Tabs(gettext("School years"), [Tab(y, f"?year={y}", y == year) for y in years]) if years else None,
        "year": year,
        "table": Table(columns, rows, caption=gettext("Data sets")) if rows else None,
    }
    return render(request, "evidence_in/data_sets.html", context)


def _row(data_set: Any) -> list[Content]:
    version = gettext("version %(number)s") % {"number": data_set.version}
    return [
        Cell(words.kind(data_set.kind), version, reverse("data_set", args=[data_set.pk])),
        Tag("done" if data_set.status == "final" else "now", words.status(data_set.status)),
        words.day(data_set.as_at),
        _came(data_set),
        data_set.agreement.name.in_language(words.language()),
        number_format(data_set.rows),
        number_format(data_set.apart),
        number_format(data_set.changes),
    ]


def _came(data_set: DataSet) -> Content:
    """The day it came, beside the day it was promised for."""
    came = words.day(data_set.received_on)
    if data_set.due_on is None:
        return Cell(came, gettext("no day was promised"))
    late = (data_set.received_on - data_set.due_on).days
    told = gettext("days late: %(count)s") % {"count": late} if late > 0 else gettext("in time")
    return Cell(came, f"{told} · {gettext('promised for %(day)s') % {'day': words.day(data_set.due_on)}}")


@page(anywhere("import_data"))
def data_set(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: where it came from, part by part, and the versions before and after."""
    asked = DataSet.objects.select_related(
        "agreement", "profile", "brought_by", "brought_by__brought_by", "replaced_by"
    )
    held = get_object_or_404(asked, pk=pk)
    versions = list(DataSet.objects.filter(kind=held.kind, year=held.year))
    context = {
        "crumbs": words.crumbs(year=held.year),
        "held": held,
        "title": words.kind(held.kind),
        "caption": f"{held.year} · {gettext('version %(number)s') % {'number': held.version}}",
        "summary": Summary(_facts(held)),
        "parts": _parts_table(held),
        "versions": _versions_table(held, versions) if len(versions) > 1 else None,
        "changes": held.revisions.count(),
        "apart": held.held_back.count(),
    }
    return render(request, "evidence_in/data_set.html", context)


def _facts(held: DataSet) -> list[Fact]:
    brought = held.brought_by
    facts = [
        Fact(gettext("Status"), words.status(held.status)),
        Fact(gettext("As at"), words.day(held.as_at)),
        Fact(gettext("Came on"), _came(held)),
        Fact(
            gettext("Agreement"),
            Cell(
                held.agreement.name.in_language(words.language()), "", reverse("agreement", args=[held.agreement.code])
            ),
        ),
        Fact(gettext("Source"), held.source.in_language(words.language())),
        Fact(gettext("Rows"), number_format(held.rows)),
    ]
    if held.profile:
        told = gettext("version %(number)s") % {"number": held.profile.version}
        facts.append(Fact(gettext("Mapping profile"), held.profile.name, told))
    if brought:
        who = str(brought.brought_by or gettext("the system"))
        facts.append(Fact(gettext("Brought in by"), Cell(who, brought.file_name, reverse("import", args=[brought.pk]))))
    worked = words.day(held.figured_at) if held.figured_at else Blank(gettext("not yet"))
    return [*facts, Fact(gettext("Figures worked out"), worked)]


def _parts_table(held: DataSet) -> Table | None:
    if not held.parts:
        return None
    heads = (gettext("Part"), gettext("File"), gettext("Status"), gettext("As at"))
    named = {council.code: council.name.in_language(words.language()) for council in Council.objects.all()}
    rows = [
        [
            _part_words(part, named),
            Cell(told["file"], told["also"]) if told.get("also") else told["file"],
            words.status(told["status"]),
            words.day(date.fromisoformat(told["as_at"])),
        ]
        for part, told in sorted(held.parts.items())
    ]
    return Table([Column(h) for h in heads], rows, caption=gettext("Parts"))


def _part_words(part: str, named: Mapping[str, str]) -> str:
    """A part's council by its name, and the stage or award that its file brought."""
    where, _, what = part.partition(" ")
    known = words.of_part(what) if what else ""
    return f"{named.get(where, where)} · {known}" if known else named.get(where, where)


def _versions_table(held: DataSet, versions: list[DataSet]) -> Table:
    heads = [gettext("Version"), gettext("Status"), gettext("As at"), gettext("Came on")]
    rows = [
        [
            Cell(str(one.version), gettext("this one"))
            if one.pk == held.pk
            else Cell(str(one.version), "", reverse("data_set", args=[one.pk])),
            words.status(one.status),
            words.day(one.as_at),
            words.day(one.received_on),
        ]
        for one in versions
    ]
    return Table([Column(h) for h in heads], rows, caption=gettext("Versions"))


@page(anywhere("import_data"))
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What a version changed beside the one before, figure by figure, on pages or as a file."""
    held = get_object_or_404(DataSet, pk=pk)
    found = FigureRevision.objects.filter(data_set=held).select_related("school")
    heads = [
        gettext("School or area"),
        gettext("Measure"),
        gettext("Group"),
        gettext("Was"),
        gettext("Becomes"),
        gettext("Cohort was"),
        gettext("Cohort becomes"),
    ]
    name = f"changes-{held.kind}-{held.year.replace('/', '-')}-{held.version}"
    if file := _file(request, name, heads, found, lambda c: [_place(c), words.measure(c.measure), c.group, c.was,
                                                             c.becomes, c.was_cohort, c.becomes_cohort]):  # fmt: skip
        return file
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    none = Blank(gettext("no value"))
    rows = [
        [_place(c), words.measure(c.measure), c.group, words.number(c.was) or none, words.number(c.becomes) or none]
        for c in shown
    ]
    columns = [*(Column(h) for h in heads[:3]), *(Column(h, number=True) for h in heads[3:5])]
    title = gettext("What version %(number)s changed") % {"number": held.version}
    context = {
        "title": title,
        "lead": f"{words.kind(held.kind)}, {held.year}",
        "crumbs": words.crumbs(Crumb(words.kind(held.kind), reverse("data_set", args=[pk])), year=held.year),
        "table": Table(columns, rows, caption=title) if rows else None,
        "nothing": gettext("This version changed no figure of the one before."),
        "pagination": Pagination(shown, request.GET),
        "export": Export.of(gettext("Take these changes as a file"), request.GET, request.path),
    }
    return render(request, "evidence_in/list.html", context)


@page(anywhere("import_data"))
def held_back(request: HttpRequest) -> HttpResponse:
    """Values that cannot be true, of the versions that count: kept apart, with the reason."""
    found = HeldBack.objects.filter(data_set__replaced_by=None).select_related("school", "data_set")
    if wanted := request.GET.get("of", ""):
        found = found.filter(data_set=int(wanted) if wanted.isdecimal() else 0)
    heads = [gettext("School or area"), gettext("Measure"), gettext("Value"), gettext("Why"), gettext("Where it stood")]
    if file := _file(request, "held-back", [*heads, gettext("Row"), gettext("School year")], found, lambda h: [
        _place(h), words.measure(h.measure), h.raw, gettext(WHY_HELD[h.why]), h.column, h.row, h.year
    ]):  # fmt: skip
        return file
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        [
            _place(h),
            Cell(words.measure(h.measure), h.year),
            h.raw,
            gettext(WHY_HELD[h.why]),
            Cell(h.column, gettext("row %(row)s") % {"row": h.row} if h.row else ""),
        ]
        for h in shown
    ]
    context = {
        "title": gettext("Held back"),
        "lead": gettext(
            "Values that cannot be true. They are neither used nor thrown away; ask the publisher about them."
        ),
        "crumbs": words.crumbs(),
        "tabs": words.tabs("held_back"),
        "table": Table([Column(h) for h in heads], rows, caption=gettext("Held back")) if rows else None,
        "nothing": gettext("Nothing is held back: every value that came can be true."),
        "pagination": Pagination(shown, request.GET),
        "export": Export.of(gettext("Take these values as a file"), request.GET, request.path),
    }
    return render(request, "evidence_in/list.html", context)


def _place(row: Any) -> str:
    """The school's name, or the area's code as it stands."""
    return str(
        row.school.name.in_language(words.language()) if row.school else row.place.partition(":")[2] or row.place
    )


def _file(request: HttpRequest, name: str, heads: list[str], found: QuerySet[Any], cells: Any) -> HttpResponse | None:
    wanted = request.GET.get("format")
    if wanted not in EXTENSIONS:
        return None
    return words.as_file(name, heads, [cells(one) for one in found], cast(Format, wanted), name)
