"""The terms of each council served, as given or as the framework has them until then."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from gwella.core import clock
from gwella.domain.places.models import Council, CouncilDay, CouncilTerm, FrameworkYear
from gwella.domain.places.queries import calendars_of
from gwella.domain.places.rules import DAY_KINDS, TERMS, SchoolCalendar
from gwella.frameworks.framework import Term
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank, Cell, Tag
from gwella.web.components.navigation import Crumb, Tab, Tabs
from gwella.web.pages import anywhere, page, reach_of


@page(anywhere("view_frameworks"))
def term_dates(request: HttpRequest) -> HttpResponse:
    """Each council's terms in a school year, the days on which schools are shut, and what is only our default."""
    this_year = clock.school_year(clock.today())
    given = set(CouncilTerm.objects.order_by().values_list("school_year", "council_id", "term"))
    years = _years(this_year, {school_year for school_year, _council, _term in given})
    year = request.GET.get("year", this_year)
    year = year if year in years else this_year
    first, last = date(int(year[:4]), 9, 1), date(int(year[:4]) + 1, 8, 31)
    language = "cy" if (get_language() or "").startswith("cy") else "en"
    councils = list(Council.objects.filter(is_served=True).order_by(f"sort_{language}", "code"))
    calendars = calendars_of(councils, first, last)
    own = {(council, term) for school_year, council, term in given if school_year == year}
    columns = [gettext("Council"), *(gettext(words) for words in TERMS.values())]
    headings = [*(Column(heading) for heading in columns), Column(gettext("School days"), number=True)]
    rows = [_row(council, calendars[council.pk], own, (first, last), language) for council in councils]
    context = {
        "crumbs": [Crumb(gettext("Service"), reverse("service"))],
        "tabs": Tabs(
            gettext("School years"),
            [Tab(each, f"?year={each}", each == year) for each in years],
        ),
        "table": Table(headings, rows, caption=gettext("Terms")) if rows else None,
        "days": _days_table(councils, (first, last), language),
        "framework": _framework(year),
        "has_defaults": any(calendars[council.pk].defaults for council in councils),
        "upload": reverse("import_upload", args=["term-dates"]) if reach_of(request).has("import_data") else "",
    }
    return render(request, "imports/term_dates.html", context)


def _years(this_year: str, given: Iterable[str]) -> list[str]:
    """The school years anybody gave terms for, with last year, this one and the next."""
    first = int(this_year[:4])
    near = [clock.school_year(date(year, 9, 1)) for year in (first - 1, first, first + 1)]
    return sorted({*near, *given})


def _row(
    council: Council, calendar: SchoolCalendar, own: Collection[tuple[int, str]], span: tuple[date, date], language: str
) -> list[Content]:
    terms = {term.code: term for term in calendar.terms}
    days: Content = Blank(gettext("not all terms are known"))
    if calendar.is_known(span[0]):
        days = str(len(calendar.school_days(*span)))
    return [
        council.name.in_language(language),
        *(_term_cell(terms.get(code), (council.pk, code) in own) for code in TERMS),
        days,
    ]


def _term_cell(term: Term | None, is_given: bool) -> Content:
    if term is None:
        return Blank(gettext("no council and no framework gives it"))
    told = _span(term.starts, term.ends)
    half = gettext("without a half-term holiday")
    if term.half_term_starts <= term.half_term_ends:
        half = gettext("half-term %(days)s") % {"days": _span(term.half_term_starts, term.half_term_ends)}
    return Cell(told, half if is_given else f"{half} · {gettext('not the official value')}")


def _span(first: date, last: date) -> str:
    return f"{date_format(first, 'j F')} – {date_format(last, 'j F Y')}"


def _days_table(councils: Sequence[Council], span: tuple[date, date], language: str) -> Table | None:
    """Days that councils gave apart from terms, one row for those that gave the same."""
    rows = CouncilDay.objects.filter(council__in=councils, day__range=span).select_related("council")
    same: dict[tuple[date, str, str], list[str]] = {}
    for row in rows.order_by("day", f"council__sort_{language}"):
        key = (row.day, row.kind, row.name.in_language(language))
        same.setdefault(key, []).append(row.council.name.in_language(language))
    body: list[list[Content]] = [
        [
            date_format(day, "l j F Y"),
            gettext("Every council served") if len(names) == len(councils) else ", ".join(names),
            Tag("done" if kind == "open" else "todo", gettext(DAY_KINDS[kind])),
            name or Blank(gettext("no name given")),
        ]
        for (day, kind, name), names in same.items()
    ]
    columns = [Column(gettext("Day")), Column(gettext("Council")), Column(gettext("What")), Column(gettext("Name"))]
    return Table(columns, body, caption=gettext("Days councils gave")) if body else None


def _framework(year: str) -> str:
    named = FrameworkYear.objects.filter(school_year=year).first()
    return named.framework if named else ""
