"""Lists about people as files: exactly what is shown, with what it is of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext

from gwella.core import clock
from gwella.documents.tables import EXTENSIONS, MIME, Cell, Format, write_table
from gwella.domain.places.models import Service
from gwella.web.components.filters import Filters
from gwella.web.people import words


def table(
    request: HttpRequest,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    filters: Filters,
    about: Mapping[str, Cell],
) -> HttpResponse:
    """A list in the format the address names (404 for none), saying of which service, day and filters it is."""
    code = request.GET.get("format", "")
    if code not in MIME:
        raise Http404
    kind, today, service = cast(Format, code), clock.today(), Service.objects.first()
    told: dict[str, Cell] = {
        gettext("Service"): service.name.in_language(words.language()) if service else "",
        gettext("As at"): words.day(today),
        **about,
        gettext("Filters"): "; ".join(f"{chip.group}: {chip.label}" for chip in filters.chips) or gettext("none"),
    }
    body = write_table(headings, rows, kind, title, told, about_title=gettext("About"))
    name = f"{slugify(title)}-{today.isoformat()}.{EXTENSIONS[kind]}"
    return HttpResponse(
        body, content_type=MIME[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
