"""What every board's page has: its parts as links, the places its reader may ask for, a file of what is shown."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gwella.core import clock
from gwella.documents.tables import EXTENSIONS, MIME, Format, write_table
from gwella.documents.tables import Cell as FileCell
from gwella.domain.places.models import Council
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models.register import SchoolQuerySet
from gwella.insight.evidence.boards import MINE, REGION
from gwella.web.boards.words import in_language, language, measure_name
from gwella.web.components.navigation import Tab, Tabs
from gwella.web.pages import reach_of

PARTS = (
    (_("Measures"), "boards", "view_boards"),
    (_("Most vulnerable learners"), "vulnerable", "view_vulnerable"),
    (_("Early signs"), "signs", "view_boards"),
    (_("Timely"), "timely", "view_boards"),
)


def tabs(request: HttpRequest, current: str) -> Tabs:
    """The parts of the boards that are open to the reader."""
    reach = reach_of(request)
    shown = [(label, name) for label, name, permission in PARTS if reach.has(permission)]
    return Tabs(gettext("Boards"), [Tab(label, reverse(name), name == current) for label, name in shown])


def places_of(reach: Reach, permission: str) -> dict[str, str]:
    """The places whose boards a person may see, by code, in words: the region, or their own councils alone; and the
    schools they look after.
    """
    mine = reach.council_ids(permission)
    councils = Council.objects.filter(is_served=True).order_by("code")
    if mine is not None:
        councils = councils.filter(pk__in=mine)
    found = {REGION: gettext("The region")} if mine is None else {}
    found |= {f"council:{council.code}": in_language(council.name) for council in councils}
    return found | ({MINE: gettext("The schools you look after")} if reach.looking_after(permission) else {})


def schools_of(request: HttpRequest, place: str) -> SchoolQuerySet:
    """The schools a board of the place may name, in the order of their names."""
    reach = reach_of(request)
    schools = reach.linked("view_boards") if place == MINE else reach.schools("view_boards")
    return schools.order_by(f"sort_{language()}", "number")


class AskForm(forms.Form):
    """Which measure, of which place."""

    def __init__(self, *args: object, places: Mapping[str, str], measures: Sequence[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["place"] = forms.ChoiceField(label=_("Place"), choices=list(places.items()))
        if measures:
            named = [(code, measure_name(code)) for code in measures]
            self.fields["measure"] = forms.ChoiceField(label=_("Measure"), choices=named)


def asked(
    request: HttpRequest, measures: Sequence[str], first: str, permission: str = "view_boards"
) -> tuple[str, str, dict[str, str], AskForm]:
    """The place and measure the address names, or the first of each; 404 for one the reader may not see."""
    places = places_of(reach_of(request), permission)
    if not places:
        raise Http404
    place = request.GET.get("place") or next(iter(places))
    measure = request.GET.get("measure") or (first if first in measures or not measures else measures[0])
    if place not in places or (measures and measure not in measures):
        raise Http404
    form = AskForm(initial={"place": place, "measure": measure}, places=places, measures=measures)
    return place, measure, places, form


def file_of(
    request: HttpRequest, title: str, headings: Sequence[str], rows: Iterable[Sequence[FileCell]], source: str
) -> HttpResponse:
    """What is shown as a file, in the format the address names (404 for none), with its source."""
    code = request.GET.get("format", "")
    if code not in MIME:
        raise Http404
    kind, today = cast(Format, code), clock.today()
    about: dict[str, FileCell] = {gettext("As at"): today, gettext("Source"): source}
    body = write_table(headings, rows, kind, title, about, about_title=gettext("About"))
    name = f"{slugify(title)}-{today.isoformat()}.{EXTENSIONS[kind]}"
    return HttpResponse(
        body, content_type=MIME[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
