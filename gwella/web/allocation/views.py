"""Runs: the list of them, a new search, one run as figures, map, shortages and loads."""

from typing import cast

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from gwella.core import clock, work
from gwella.domain.allocation.access import can_confirm_allocation
from gwella.domain.allocation.models import AllocationRun
from gwella.domain.allocation.queries import LoadOf
from gwella.domain.categories.queries import framework_in_force
from gwella.domain.people.models import User
from gwella.web.allocation import drawing, short
from gwella.web.allocation.forms import SearchForm
from gwella.web.allocation.seen import RunSeen
from gwella.web.allocation.words import caption_of, half_days, lead_of
from gwella.web.components.days import days
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Cell
from gwella.web.components.navigation import Pagination
from gwella.web.pages import anywhere, page

PER_PAGE = 25
FEW = 8


@page(anywhere("propose_allocation"))
def runs(request: HttpRequest) -> HttpResponse:
    """Every run, newest first."""
    rows = AllocationRun.objects.select_related("proposed_by", "confirmed_by")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": drawing.crumbs()[:1],
        "table": _runs_table(list(shown)),
        "count": shown.paginator.count,
        "pagination": Pagination(shown, request.GET),
    }
    return render(request, "allocation/runs.html", context)


def _runs_table(rows: list[AllocationRun]) -> Table:
    columns = [
        Column(gettext("Run")),
        Column(gettext("State")),
        Column(gettext("Schools"), number=True),
        Column(gettext("Days short"), number=True),
        Column(gettext("From the best"), number=True),
    ]
    return Table(columns, [_run_row(run) for run in rows], caption=gettext("Runs"))


def _run_row(run: AllocationRun) -> list[object]:
    starts = gettext("from %(day)s") % {"day": date_format(run.starts_on, "j F Y")}
    when = date_format(localtime(run.proposed_at), "j F Y, H:i")
    sub = " · ".join(str(part) for part in (starts, when, run.proposed_by) if part)
    return [
        Cell(drawing.run_name(run), sub, reverse("allocation_run", args=[run.number])),
        drawing.state_tag(run),
        run.schools,
        half_days(run.unmet_half_days),
        drawing.gap_words(run),
    ]


@page(anywhere("propose_allocation"), methods=("GET", "POST"))
def new_run(request: HttpRequest) -> HttpResponse:
    """What a search is asked; the plan is worked out in the background."""
    framework = framework_in_force(clock.school_year(clock.today()))
    if framework is None:
        year = clock.school_year(clock.today())
        return render(request, "allocation/no_framework.html", {"crumbs": drawing.crumbs(), "year": year})
    form = SearchForm(framework, clock.today(), request.POST if request.method == "POST" else None)
    if form.is_valid():
        user = cast(User, request.user)
        params = {
            "starts_on": form.cleaned_data["starts_on"].isoformat(),
            "seed": form.cleaned_data["seed"],
            "tolerance": form.cleaned_data["tolerance"],
            "weights": dict(form.weights),
            "by": user.pk,
            "page": "allocation_new",
            "args": [],
        }
        with transaction.atomic():
            asked = work.ask("allocate", params, by=user, at=clock.now())
        return HttpResponseRedirect(reverse("work", args=[asked.pk]))
    context = {"crumbs": drawing.crumbs(), "form": form, "framework": framework}
    return render(request, "allocation/new.html", context)


@page(anywhere("propose_allocation"))
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One run: a sentence, the figures, the map of links, what is short, who carries what."""
    seen = RunSeen(request, number)
    person = request.GET.get("person", "")
    chosen = int(person) if person.isdecimal() else None
    before = drawing.since_before(seen)
    context = {
        "seen": seen,
        "run": seen.run,
        "crumbs": drawing.crumbs(),
        "caption": caption_of(seen.run),
        "lead": _lead(seen),
        "figures": drawing.figures(seen),
        "map": drawing.link_map(seen, chosen),
        "map_source": drawing.map_source(seen, chosen),
        "shortages": short.shortages(seen),
        "other_shortages": short.other_shortages(seen),
        "why_short": short.why_short(seen),
        "days_beyond": short.days_beyond(seen),
        "what_would_help": short.what_would_help(seen),
        "before": before,
        "loads": drawing.loads(seen, _busiest(seen.loads)),
        "people": max(seen.run.people, len(seen.loads)),
        "can_confirm": can_confirm_allocation(seen.reach, seen.run),
        "note": _note(seen),
        "scope": _scope(seen),
        "how_made": drawing.how_made(seen.run),
        "state": drawing.state_tag(seen.run),
        "decided": _decided(seen.run),
        "given": len(seen.everything) - len(seen.without),
    }
    return render(request, "allocation/run.html", context)


def _lead(seen: RunSeen) -> str:
    told = lead_of(
        seen.run,
        schools=len(seen.everything),
        without=len(seen.without),
        unmet=seen.unmet,
        conflicts=len(seen.broken),
    )
    if len(seen.shortages) > 1:
        worst = seen.shortages[0]
        most = gettext("Most are short in: %(where)s (%(days)s days).")
        told += " " + most % {"where": short.where_short(seen, worst), "days": days(worst["days"])}
    return told


def _busiest(loads: list[LoadOf]) -> list[LoadOf]:
    """Those for whom most is new, and then those with least left."""
    return sorted(loads, key=lambda load: (-load.new, load.free, load.leader.name))[:FEW]


def _note(seen: RunSeen) -> str:
    if not seen.is_open:
        return ""
    if not seen.by_hand:
        return gettext("Nothing is sent until the plan is confirmed, and letters wait for a yes of their own.")
    told = ngettext(
        "Nothing is sent until the plan is confirmed. %(count)s change by hand so far.",
        "Nothing is sent until the plan is confirmed. %(count)s changes by hand so far.",
        seen.by_hand,
    )
    return told % {"count": seen.by_hand}


def _scope(seen: RunSeen) -> str:
    """What a senior system leader is told of what they see."""
    if seen.sees_all:
        return ""
    told = gettext("Figures, map and loads are the whole region’s. You see and change by name: %(count)s schools.")
    return told % {"count": len(seen.named)}


def _decided(run: AllocationRun) -> str:
    if run.state != AllocationRun.State.CONFIRMED or run.confirmed_at is None:
        return ""
    when = date_format(localtime(run.confirmed_at), "j F Y, H:i")
    return gettext("Confirmed %(when)s") % {"when": when} + (f", {run.confirmed_by}" if run.confirmed_by else "")


@page(anywhere("propose_allocation"))
def loads(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody's days under a run."""
    seen = RunSeen(request, number)
    context = {
        "run": seen.run,
        "crumbs": drawing.crumbs(seen.run),
        "caption": caption_of(seen.run),
        "table": drawing.loads(seen, seen.all_loads),
        "count": len(seen.all_loads),
        "idle": sum(not load.schools for load in seen.all_loads),
    }
    return render(request, "allocation/loads.html", context)
