"""Open data: a school year's figures made into files to publish, what is hidden in them and why, and the files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gwella.core import clock
from gwella.core.models import Work
from gwella.core.work import ask
from gwella.documents.open_data import CSV, EXCEL, PARQUET
from gwella.domain.people.models import User
from gwella.insight.boards.packs import years_with_figures
from gwella.insight.evidence.open_data import WHY_HIDDEN
from gwella.web.components.lists import Column, Figure, Figures, Table
from gwella.web.components.marks import Cell
from gwella.web.evidence_in import words
from gwella.web.pages import anywhere, page

PERMISSION, NAME = "publish_open_data", "open_data.make"
FORMS = {
    CSV: _("CSV, for any program"),
    EXCEL: _("CSV for Excel, which then reads accents right"),
    PARQUET: _("Parquet, for programs that analyse"),
}
TYPES = {".csv": "text/csv; charset=utf-8", ".json": "application/json", ".parquet": "application/vnd.apache.parquet"}


@dataclass(frozen=True, slots=True)
class Made:
    """A school year's open data as they were last made, drawn."""

    year: str
    by: str
    at: Any
    figures: Figures
    reasons: Table
    files: Table
    given_away: list[str]


@page(anywhere(PERMISSION))
def open_data(request: HttpRequest) -> HttpResponse:
    """Have a year's figures made into open data; what was made, with what is hidden and why."""
    context = {
        "crumbs": words.crumbs(),
        "tabs": words.tabs("open_data"),
        "years": years_with_figures(),
        "made": [_drawn(work) for work in _latest().values()],
        "going": [(work.params["year"], reverse("work", args=[work.pk])) for work in _going()],
    }
    return render(request, "evidence_in/open_data.html", context)


@page(anywhere(PERMISSION), methods=("POST",))
def make(request: HttpRequest) -> HttpResponse:
    """Ask for a year's open data; who asks while they are being made is shown how far that is."""
    year = request.POST.get("year", "")
    if year not in years_with_figures():
        messages.error(request, gettext("Choose a school year of which figures are here."))
        return HttpResponseRedirect(reverse("open_data"))
    work = next((work for work in _going() if work.params["year"] == year), None)
    if work is None:
        user = cast(User, request.user)
        params = {"year": year, "by": user.pk, "page": "open_data", "args": []}
        with transaction.atomic():
            work = ask(NAME, params, by=user, at=clock.now())
    return HttpResponseRedirect(reverse("work", args=[work.pk]))


@page(anywhere(PERMISSION))
def download(request: HttpRequest, year: str, name: str) -> HttpResponseBase:
    """One file of a year's open data, as it was last made."""
    work = _latest().get(year.replace("-", "/"))
    if work is None or name not in dict(work.result["files"]):
        raise Http404
    path = Path(settings.MEDIA_ROOT) / "open-data" / year / work.result["folder"] / name
    try:
        file = path.open("rb")
    except FileNotFoundError:
        messages.error(request, gettext("The files of this year are not on this machine. Have them made again."))
        return HttpResponseRedirect(reverse("open_data"))
    plain, _dot, rest = name.partition(".")
    called = f"{plain}-{year}.{rest}"
    return FileResponse(file, as_attachment=True, filename=called, content_type=TYPES[path.suffix])


def _latest() -> dict[str, Work]:
    """By school year, latest first, the work that made its open data last."""
    found: dict[str, Work] = {}
    for work in Work.objects.filter(name=NAME, state=Work.State.DONE).select_related("asked_by"):
        found.setdefault(work.result["year"], work)
    return dict(sorted(found.items(), reverse=True))


def _going() -> list[Work]:
    return list(Work.objects.filter(name=NAME, state__in=(Work.State.WAITING, Work.State.RUNNING)))


def _drawn(work: Work) -> Made:
    told = work.result
    figures = [
        Figure(gettext("Figures"), number_format(told["figures"])),
        Figure(gettext("Hidden"), number_format(told["hidden"])),
    ]
    reasons = [[words_, number_format(count)] for words_, count in _reasons(told)]
    columns = [Column(gettext("Why it is hidden")), Column(gettext("Figures"), number=True)]
    return Made(
        year=told["year"],
        by=str(work.asked_by or gettext("the system")),
        at=work.asked_at,
        figures=Figures(figures),
        reasons=Table(columns, reasons, caption=gettext("Why figures are hidden")),
        files=_files(told),
        given_away=told["given_away"],
    )


def _reasons(told: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """What the gate says of its tables, then the rest. Families are in none of the files."""
    named = {why: count for why, count in told["why"].items() if why != "family"}
    for why, words_ in WHY_HIDDEN.items():
        if named.get(why):
            yield gettext(words_), named[why]
    rest = told["hidden"] - sum(named.values())
    if rest > 0:
        yield gettext("follows from these: years pooled, pupils of two groups, small groups of published figures"), rest


def _files(told: Mapping[str, Any]) -> Table:
    sizes = dict(told["files"])
    year = told["year"].replace("/", "-")
    rows = []
    for name, words_ in FORMS.items():
        beside = f"{name}-metadata.json"
        rows.append(
            [
                Cell(name, str(words_), reverse("open_data_file", args=[year, name])),
                filesizeformat(sizes[name]),
                Cell(gettext("Metadata"), beside, reverse("open_data_file", args=[year, beside])),
            ]
        )
    columns = [Column(gettext("File")), Column(gettext("Size")), Column(gettext("What it says of itself"))]
    return Table(columns, rows, caption=gettext("Files"))
