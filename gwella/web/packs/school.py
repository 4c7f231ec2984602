"""A school's packs: the headteacher's edition for those who may see true figures, the governors' for the others."""

from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from gwella.core import clock
from gwella.core.clock import ZONE
from gwella.documents.packs.parts import EDITION_NAMES, EDITIONS, Edition
from gwella.documents.packs.shelf import Shelf
from gwella.domain.figures.access import can_view_figures
from gwella.domain.figures.actions import open_pack
from gwella.domain.figures.models import Pack
from gwella.domain.people.models import User
from gwella.domain.schools.models import School
from gwella.insight.boards.packs import packs_of
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.components.navigation import Crumb
from gwella.web.pages import at_school, page, reach_of


def _editions(request: HttpRequest, school: School) -> tuple[Edition, ...]:
    """The editions a person may have of a school's packs."""
    return EDITIONS if can_view_figures(reach_of(request), school) else ("governors",)


@page(at_school("view_safe_figures"))
def packs(request: HttpRequest, school: School) -> HttpResponse:
    """The packs issued to a school, and who opened them."""
    editions = _editions(request, school)
    held = packs_of(School.objects.filter(pk=school.pk))
    columns = [Column(gettext("School year")), Column(gettext("Issued"))]
    columns += [Column(gettext(EDITION_NAMES[edition])) for edition in editions]
    columns += [Column(gettext("Opened by"))]
    name = school.name.in_language(get_language() or "en")
    context = {
        "crumbs": [
            Crumb(name, reverse("school", args=[school.number])),
            Crumb(gettext("Evidence"), reverse("school_evidence", args=[school.number])),
        ],
        "name": name,
        "table": Table(columns, [_row(school, pack, editions) for pack in held], caption=gettext("Packs issued")),
        "any": bool(held),
        "only_safe": "head" not in editions,
    }
    return render(request, "packs/school.html", context)


def _row(school: School, pack: Pack, editions: tuple[Edition, ...]) -> list[Content]:
    issued = date_format(pack.issued_at.astimezone(ZONE), "j F Y")
    version = gettext("Version {number}").format(number=pack.edition)
    links: list[Content] = [
        Cell(
            gettext("Download"),
            gettext("PDF, Welsh and English"),
            reverse("school_pack", args=[school.number, pack.year.replace("/", "-"), pack.edition, edition]),
        )
        for edition in editions
    ]
    opened = ", ".join(opening.opened_by.name for opening in pack.openings.all())
    return [Cell(pack.year, version), issued, *links, opened or Blank(gettext("not opened yet"))]


@page(at_school("view_safe_figures"))
def download(request: HttpRequest, school: School, year: str, version: int, edition: str) -> HttpResponse:
    """One edition of a pack, to keep. Opening it for the first time is noted."""
    if edition not in _editions(request, school):
        raise Http404
    pack = get_object_or_404(Pack, school=school, year=year.replace("-", "/"), edition=version)
    path = Shelf(Path(settings.MEDIA_ROOT) / "packs").path(pack.sha256, edition)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        messages.error(request, gettext("The file of this pack is not on this machine. Have the packs made again."))
        return HttpResponseRedirect(reverse("school_packs", args=[school.number]))
    open_pack(pack, by=cast(User, request.user), at=clock.now())
    name = f"{school.number}-{pack.year.replace('/', '-')}-{edition}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
