"""Packs of every school: what was issued and opened, and having a year's packs made."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.work import ask
from gwella.domain.people.models import User
from gwella.insight.boards.packs import PackYear, pack_years, years_with_figures
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank
from gwella.web.components.navigation import Crumb
from gwella.web.pages import anywhere, page, reach_of

PERMISSION = "issue_packs"


@page(anywhere(PERMISSION))
def packs(request: HttpRequest) -> HttpResponse:
    """The years, with how many schools have their pack and how many opened it."""
    years = pack_years(reach_of(request).schools(PERMISSION))
    columns = [
        Column(gettext("School year")),
        Column(gettext("First issued")),
        Column(gettext("Last issued")),
        Column(gettext("Schools"), number=True),
        Column(gettext("Packs issued"), number=True),
        Column(gettext("Opened"), number=True),
    ]
    context = {
        "crumbs": [Crumb(gettext("Service"), reverse("service"))],
        "table": Table(columns, [_row(year) for year in years], caption=gettext("Packs by school year")),
        "years": years_with_figures(),
    }
    return render(request, "packs/overview.html", context)


def _row(year: PackYear) -> list[Content]:
    days: list[Content] = [
        date_format(day, "j F Y") if day else Blank(gettext("not issued yet")) for day in (year.first_on, year.last_on)
    ]
    return [year.year, *days, str(year.schools), str(year.issued), str(year.opened)]


@page(anywhere(PERMISSION), methods=("POST",))
def make(request: HttpRequest) -> HttpResponse:
    """Have the packs of a year made and issued in the background."""
    year = request.POST.get("year", "")
    if year not in years_with_figures():
        messages.error(request, gettext("Choose a school year of which figures are here."))
        return HttpResponseRedirect(reverse("packs"))
    user = cast(User, request.user)
    work = ask("packs.make", {"year": year, "by": user.pk}, by=user, at=clock.now())
    return HttpResponseRedirect(reverse("work", args=[work.pk]))
