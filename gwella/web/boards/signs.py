"""Early signs: schools that call for a look, why, by which weights, and how often such signs were right before."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext

from gwella.domain.figures.models import SignTest
from gwella.insight.evidence.signs import LOOK, NOT_OFFICIAL, SIGNS, THRESHOLD, Called, called_for, tests_of
from gwella.web.boards.area import tabs
from gwella.web.boards.words import in_language, language, number
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.pages import anywhere, page, reach_of

# A sign that earns less would be told as 0.0 points.
LEAST_TOLD = 0.05


@page(anywhere("view_boards"))
def signs(request: HttpRequest) -> HttpResponse:
    """The schools within reach that call for a look, with reasons; weights and back-test beside them."""
    called = called_for(reach_of(request).schools("view_boards"), language())
    tests = tests_of()
    context = {
        "tabs": tabs(request, "signs"),
        "look": gettext(LOOK),
        "count": len(called),
        "day": date_format(called[0].sign.on, "j F Y") if called else "",
        "table": _table(called) if called else None,
        "weights": _weights(),
        "threshold": number(THRESHOLD),
        "not_official": gettext(NOT_OFFICIAL),
        "says": [_tested(test) for test in tests],
        "tests": _tests(tests) if tests else None,
    }
    return render(request, "boards/signs.html", context)


def _table(called: Sequence[Called]) -> Table:
    columns = [Column(gettext("School")), Column(gettext("Why a look")), Column(gettext("Points"), True)]
    rows = [
        [
            Cell(
                in_language(one.school.name),
                in_language(one.school.council.name),
                reverse("school", args=[one.school.number]),
            ),
            _why(one),
            number(one.sign.score),
        ]
        for one in called
    ]
    return Table(columns, rows, caption=gettext("Schools that call for a look"))


def _why(one: Called) -> Content:
    """A sentence a sign, with its points of how many; then what could not be read."""
    told = [
        (
            gettext(said.words).format(value=_amount(said.value), measure=gettext(said.measure)),
            gettext("%(points)s of %(weight)s points") % {"points": number(said.points), "weight": number(said.weight)},
        )
        for said in one.said
        if said.points >= LEAST_TOLD
    ]
    unknown = ", ".join(gettext(name) for name in one.unknown)
    sub = gettext("Not known: %(signs)s") % {"signs": unknown} if unknown else ""
    return Cell(format_html_join("", "<div>{} <small>{}</small></div>", told), sub)


def _amount(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)


def _weights() -> Table:
    columns = [
        Column(gettext("Sign")),
        Column(gettext("Most points"), True),
        Column(gettext("Counts from"), True),
        Column(gettext("In full at"), True),
    ]
    rows = [
        [
            Cell(gettext(sign.name), gettext(sign.meaning)),
            number(sign.weight),
            _amount(sign.start),
            _amount(sign.full),
        ]
        for sign in SIGNS.values()
    ]
    return Table(columns, rows, caption=gettext("Weights"))


def _tested(test: SignTest) -> str:
    """ "Of N told, M …": what the signs of a year would have told, and what became of it."""
    told = test.hits + test.false_alarms
    if not told:
        return gettext("%(year)s: no school would have been told.") % {"year": test.year}
    words = gettext("%(year)s: of %(told)s schools told, %(hits)s fell behind the year after.")
    return words % {"year": test.year, "told": told, "hits": test.hits}


def _tests(tests: Sequence[SignTest]) -> Table:
    columns = [
        Column(gettext("Year")),
        Column(gettext("Told, rightly"), True),
        Column(gettext("Told in vain"), True),
        Column(gettext("Not told, though it came"), True),
        Column(gettext("Not told, rightly"), True),
        Column(gettext("Told of those it came to")),
    ]
    rows = [
        [
            test.year,
            *(str(count) for count in (test.hits, test.false_alarms, test.missed, test.quiet)),
            _found(test),
        ]
        for test in tests
    ]
    return Table(columns, rows, caption=gettext("How the signs did in earlier years"), tight=True)


def _found(test: SignTest) -> Content:
    came = test.hits + test.missed
    if not came:
        return Blank(gettext("it came to no school"))
    return gettext("%(hits)s of %(came)s") % {"hits": test.hits, "came": came}
