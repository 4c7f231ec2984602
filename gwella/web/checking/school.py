"""A school's own check of its figures: by data set, found right or disputed with a reason. The trail stays."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from gwella.core import clock
from gwella.core.telling import tell_refusal
from gwella.core.verdict import Refused
from gwella.domain.figures.actions import accept_figures, dispute_figure
from gwella.domain.figures.models import DataSet, Dispute, Figure
from gwella.domain.figures.rules import STATUSES
from gwella.domain.people.models import User
from gwella.domain.schools.models import School
from gwella.insight.evidence.checks import (
    WAITING,
    Checked,
    check_of,
    disputes_of,
    figures_to_check,
    latest_and_earlier,
    to_check,
)
from gwella.insight.evidence.measures import words_of
from gwella.web.boards.words import figure_text, group_name, in_language, measure_name, set_about, set_name
from gwella.web.checking.drawing import state_tag, trail_table, who_checked
from gwella.web.checking.forms import DisputeForm
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Fact, Summary, Table
from gwella.web.components.marks import Blank, Cell, Tag
from gwella.web.components.navigation import Crumb
from gwella.web.pages import at_school, page, reach_of


@page(at_school("view_figures"))
def check(request: HttpRequest, school: School) -> HttpResponse:
    """Each data set with figures of the school: found right, disputed or waiting; below it what was disputed."""
    disputes = disputes_of(school)
    latest, earlier = latest_and_earlier(to_check(school, disputes))
    may_check = bool(_may_check(request, school))
    context = {
        "about": about(school),
        "crumbs": crumbs(school),
        "targets": reverse("school_targets", args=[school.number]),
        "say": _say(latest, may_check),
        "table": _sets(school, latest, gettext("The latest year of each kind")) if latest else None,
        "earlier": _sets(school, earlier, gettext("Earlier years")) if earlier else None,
        "earlier_label": _earlier(earlier),
        "trail": trail_table(disputes) if disputes else None,
    }
    return render(request, "checking/check.html", context)


def about(school: School) -> str:
    """Which school a page is about, over its title."""
    return f"{in_language(school.name)}, {school.number}"


def crumbs(school: School) -> list[Crumb]:
    """The way up: the school's page."""
    return [Crumb(in_language(school.name), reverse("school", args=[school.number]))]


def _may_check(request: HttpRequest, school: School) -> bool:
    return reach_of(request).schools("check_figures").filter(pk=school.pk).exists()


def _say(rows: Sequence[Checked], may_check: bool) -> str:
    if not rows:
        return gettext("No figures of this school have come in yet.")
    waiting = sum(row.state == WAITING for row in rows)
    if not waiting:
        return gettext("The school has looked at the latest year of every kind of data.")
    if may_check:
        told = gettext("You see your figures before anybody acts on them. Latest data sets that wait: %(count)s.")
    else:
        told = gettext("Latest data sets the school has not looked at yet: %(count)s.")
    return told % {"count": waiting}


def _earlier(rows: Sequence[Checked]) -> str:
    """What the fold of earlier years holds, and how many of them nobody has looked at."""
    waiting = sum(row.state == WAITING for row in rows)
    told = ngettext("Earlier years: %(count)s data set", "Earlier years: %(count)s data sets", len(rows))
    told %= {"count": len(rows)}
    left = gettext("not looked at: %(count)s") % {"count": waiting} if waiting else gettext("all looked at")
    return f"{told}, {left}"


def _sets(school: School, rows: Sequence[Checked], caption: str) -> Table:
    columns = [
        Column(gettext("Data set")),
        Column(gettext("Came in")),
        Column(gettext("Figures"), True),
        Column(gettext("Found right by")),
        Column(gettext("State")),
    ]
    body: list[list[Content]] = [
        [
            Cell(
                set_name(row.data_set),
                gettext(STATUSES[row.data_set.status]),
                reverse("school_check_set", args=[school.number, row.data_set.pk]),
            ),
            date_format(row.data_set.received_on, "j F Y"),
            str(row.figures),
            who_checked(row),
            state_tag(row),
        ]
        for row in rows
    ]
    return Table(columns, body, caption=caption)


# ---- one data set


@page(at_school("view_figures"))
def check_set(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """The school's figures of a data set, each with the way to dispute it, and one button that finds them right."""
    figures = figures_to_check(school, pk)
    if not figures:
        raise Http404
    data_set = figures[0].data_set
    disputes = disputes_of(school, data_set)
    may_check = data_set.replaced_by_id is None and _may_check(request, school)
    checked = check_of(school, data_set, len(figures), disputes)
    open_ones = {_key(row): row for row in disputes if row.answered_at is None}
    context = {
        "school": about(school),
        "crumbs": [*crumbs(school), Crumb(gettext("Check the figures"), reverse("school_check", args=[school.number]))],
        "title": set_name(data_set),
        "source": set_about(data_set),
        "is_replaced": data_set.replaced_by_id is not None,
        "checked": checked,
        "state": state_tag(checked),
        "who": who_checked(checked),
        "can_accept": may_check and checked.check is None,
        "all": _figures(school, [f for f in figures if f.group == "all"], open_ones, may_check),
        "groups": _by_measure(school, figures, open_ones, may_check),
        "trail": trail_table(disputes) if disputes else None,
        "accept": reverse("school_check_accept", args=[school.number, data_set.pk]),
    }
    return render(request, "checking/set.html", context)


Key = tuple[str, str]


def _key(row: Dispute | Figure) -> Key:
    return row.measure, row.group


def _by_measure(
    school: School, figures: Sequence[Figure], disputed: Mapping[Key, Dispute], may_check: bool
) -> list[tuple[str, Table]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.group != "all":
            found.setdefault(figure.measure, []).append(figure)
    return [
        (measure_name(code), _figures(school, rows, disputed, may_check, by_group=True)) for code, rows in found.items()
    ]


def _figures(
    school: School,
    figures: Sequence[Figure],
    disputed: Mapping[Key, Dispute],
    may_check: bool,
    *,
    by_group: bool = False,
) -> Table:
    columns = [
        Column(gettext("Group") if by_group else gettext("Measure")),
        Column(gettext("Value"), True),
        Column(gettext("Pupils"), True),
        Column(gettext("The school says")),
    ]
    rows = [
        [
            Cell(group_name(row.group)) if by_group else Cell(measure_name(row.measure), _meaning(row.measure)),
            figure_text(row),
            Blank(gettext("not known")) if row.pupils is None else str(row.pupils),
            _said(school, row, disputed, may_check),
        ]
        for row in figures
    ]
    caption = measure_name(figures[0].measure) if by_group and figures else gettext("All pupils")
    return Table(columns, rows, caption=caption, tight=by_group)


def _meaning(code: str) -> str:
    meaning = words_of(code).meaning
    return gettext(meaning) if meaning else ""


def _said(school: School, row: Figure, disputed: Mapping[Key, Dispute], may_check: bool) -> Content:
    if _key(row) in disputed:
        return Tag("now", gettext("Disputed"))
    if not may_check:
        return Blank(gettext("not disputed"))
    args = [school.number, row.data_set_id, row.measure, row.group]
    what = format_html('{}<span class="vh">: {}</span>', gettext("Dispute"), measure_name(row.measure))
    return Cell(what, href=reverse("school_dispute", args=args))


# ---- what the school says


@page(at_school("check_figures"), methods=("POST",))
def accept(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Find a data set's figures right. Twice is once."""
    data_set = get_object_or_404(DataSet, pk=pk)
    if data_set.replaced_by_id is not None:
        messages.warning(request, gettext("A later version has come in meanwhile. Look at that one."))
    else:
        accept_figures(school, data_set, by=cast(User, request.user), at=clock.now())
        told = gettext("Recorded that the figures are right: %(set)s.")
        messages.success(request, told % {"set": set_name(data_set)})
    return HttpResponseRedirect(reverse("school_check", args=[school.number]))


@page(at_school("check_figures"), methods=("GET", "POST"))
def dispute(request: HttpRequest, school: School, pk: int, measure: str, group: str) -> HttpResponse:
    """Dispute one figure with a reason. The figure changes only where the data do."""
    figure = _figure_or_404(school, pk, measure, group)
    form = DisputeForm(request.POST or None)
    back = reverse("school_check_set", args=[school.number, pk])
    if request.method == "POST" and form.is_valid():
        try:
            dispute_figure(figure, reason=form.cleaned_data["reason"], by=cast(User, request.user), at=clock.now())
        except Refused as refused:
            messages.warning(request, tell_refusal(refused.verdict))
        else:
            told = gettext("The data team has been told: %(measure)s. Its answer will stand here.")
            messages.success(request, told % {"measure": measure_name(measure)})
        return HttpResponseRedirect(back)
    up = [Crumb(gettext("Check the figures"), reverse("school_check", args=[school.number]))]
    context: dict[str, Any] = {
        "form": form,
        "about": about(school),
        "crumbs": [*crumbs(school), *up, Crumb(set_name(figure.data_set), back)],
        "back": back,
        "facts": _facts(figure),
    }
    return render(request, "checking/dispute_figure.html", context)


def _figure_or_404(school: School, pk: int, measure: str, group: str) -> Figure:
    rows = Figure.objects.told().select_related("data_set", "school")
    return get_object_or_404(rows, school=school, data_set=pk, measure=measure, group=group, span=1)


def _facts(figure: Figure) -> Summary:
    return Summary(
        [
            Fact(gettext("Figure"), measure_name(figure.measure), _meaning(figure.measure)),
            Fact(gettext("Of"), group_name(figure.group), figure.year),
            Fact(gettext("Value"), figure_text(figure)),
            Fact(gettext("Pupils"), Blank(gettext("not known")) if figure.pupils is None else str(figure.pupils)),
            Fact(gettext("Data set"), set_name(figure.data_set), set_about(figure.data_set)),
        ]
    )
