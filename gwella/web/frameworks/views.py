"""The frameworks as people read them: which is in force, and each in words with what is not official marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, gettext, ngettext

from gwella.core import clock
from gwella.domain.places.models import FrameworkYear
from gwella.frameworks import available, load
from gwella.frameworks.framework import NO_GROUP, Framework
from gwella.frameworks.show import Row, Section, sections
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Fact, Summary, Table
from gwella.web.components.marks import Blank, Category, Cell, Review, Tag
from gwella.web.components.navigation import Crumb
from gwella.web.pages import anywhere, page

MATRIX = "From group and capacity to category"


def _language() -> str:
    return "cy" if (get_language() or "").startswith("cy") else "en"


def _crumbs() -> list[Crumb]:
    return [Crumb(gettext("Service"), reverse("service"))]


@page(anywhere("view_frameworks"))
def frameworks(request: HttpRequest) -> HttpResponse:
    """Every framework, with the years it is written for and those in which it is in force here."""
    in_force: dict[str, list[str]] = {}
    for year in FrameworkYear.objects.order_by("school_year"):
        in_force.setdefault(year.framework, []).append(year.school_year)
    now = clock.school_year(clock.today())
    rows = [_row(load(code), in_force.get(code, []), now) for code in available()]
    columns = [Column(gettext("Framework")), Column(gettext("Written for")), Column(gettext("In force here"))]
    context = {
        "crumbs": _crumbs(),
        "table": Table(columns, rows, caption=gettext("Frameworks")),
        "lead": _lead(in_force, now),
    }
    return render(request, "frameworks/list.html", context)


def _lead(in_force: dict[str, list[str]], now: str) -> str:
    code = next((code for code, years in in_force.items() if now in years), "")
    if not code:
        return gettext("No framework is in force in %(year)s, so days, letters and allocation wait.") % {"year": now}
    name = load(code).name.in_language(_language()) if code in available() else code
    return gettext("In force in %(year)s: %(name)s.") % {"year": now, "name": name}


def _row(framework: Framework, years: list[str], now: str) -> list[Content]:
    name = Cell(framework.name.in_language(_language()), framework.code, reverse("framework", args=[framework.code]))
    here: Content = Blank(gettext("not used here"))
    if now in years:
        here = Cell(Tag("now", gettext("This year")), ", ".join(years))
    elif years:
        here = ", ".join(years)
    return [name, ", ".join(framework.years), here]


@dataclass(frozen=True, slots=True)
class Block:
    """One section of the page."""

    heading: str
    anchor: str
    body: Content


@page(anywhere("view_frameworks"))
def framework(request: HttpRequest, code: str) -> HttpResponse:
    """One framework in words. Each value says whether it is official, and where it was read."""
    if code not in available():
        raise Http404
    found = load(code)
    every = sections(found, _language(), gettext)
    ours = sum(row.is_ours for section in every for row in section.rows)
    told = ngettext(
        "%(count)s value is not the official one, and says so.",
        "%(count)s values are not the official ones, and say so.",
        ours,
    )
    years = FrameworkYear.objects.filter(framework=code).order_by("school_year").values_list("school_year", flat=True)
    context = {
        "crumbs": [*_crumbs(), Crumb(gettext("Frameworks"), reverse("frameworks"))],
        "title": found.name.in_language(_language()),
        "caption": f"{code} · {', '.join(found.years)}",
        "lead": told % {"count": ours} if ours else gettext("Every value here is the official one."),
        "years": list(years),
        "blocks": [_block(section, found) for section in every],
    }
    return render(request, "frameworks/framework.html", context)


def _block(section: Section, found: Framework) -> Block:
    anchor = slugify(section.title)
    if section.title == gettext(MATRIX) and found.categories:
        return Block(section.title, anchor, _matrix(found))
    if not any(row.status for row in section.rows):
        return Block(section.title, anchor, Summary([Fact(row.label, _value(row)) for row in section.rows]))
    columns = [Column(gettext("What")), Column(gettext("Value")), Column(gettext("Where from"))]
    rows: list[list[Content]] = [[row.label, _value(row), _origin(row)] for row in section.rows]
    return Block(section.title, anchor, Table(columns, rows, caption=section.title))


def _value(row: Row) -> Content:
    return Cell(row.value, Review()) if row.needs_review and _language() == "cy" else row.value


def _origin(row: Row) -> Content:
    """Whether the value is official, and where it was read; words carry no figure and need none."""
    if not row.status:
        return Blank(gettext("a word, not a value"))
    return Cell(row.status, row.source)


def _matrix(found: Framework) -> Table:
    """The matrix as the field draws it: a row a group, a column a judgement of capacity."""
    scale, groups, capacity = found.categories, found.scales.get("standards"), found.scales.get("capacity")
    assert scale is not None
    codes: Sequence[str] = capacity.codes if capacity else sorted({c for row in found.matrix.values() for c in row})
    heads = [capacity.grade(code).word.in_language(_language()) if capacity else code for code in codes]
    rows: list[list[Content]] = []
    for group, cells in found.matrix.items():
        name = (
            gettext("No standards group")
            if group == NO_GROUP or groups is None
            else (groups.grade(group).word.in_language(_language()))
        )
        row: list[Content] = [name]
        for code in codes:
            cell = cells.get(code)
            if cell is None:
                row.append(Blank(gettext("not in the framework")))
                continue
            word = scale.grade(cell.default).word.in_language(_language())
            others = ", ".join(scale.grade(other).word.in_language(_language()) for other in cell.allowed)
            notes = [gettext("with a reason: %(others)s") % {"others": others}] if others else []
            notes += [gettext("not the official value")] if cell.status == "ours" else []
            row.append(Cell(Category(cell.default, word), " · ".join(notes)))
        rows.append(row)
    return Table([Column(gettext("Standards group")), *(Column(head) for head in heads)], rows, caption=gettext(MATRIX))
