"""How pages about data say where they stand, and what is kept as codes."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gwella.documents.tables import EXTENSIONS, MIME, Format, write_table
from gwella.domain.figures.models import Agreement
from gwella.domain.figures.rules import DATA_KINDS, STATUSES
from gwella.flows.evidence.school_figures import measure_words
from gwella.web.components.marks import Tag
from gwella.web.components.navigation import Crumb, Tab, Tabs

PARTS = {
    "fp": _("Foundation Phase"),
    "ks2": _("Key Stage 2"),
    "ks3": _("Key Stage 3"),
    "gcse": _("GCSEs"),
    "gcse_short": _("Short course GCSEs"),
    "vocational": _("Vocational awards"),
}
SOON = timedelta(days=60)  # an agreement that ends within two months is worth renewing now


def language() -> str:
    """The reader's language: "en" or "cy"."""
    return "cy" if (get_language() or "").startswith("cy") else "en"


def service() -> list[Crumb]:
    """Where the first page of the area stands."""
    return [Crumb(gettext("Service"), reverse("service"))]


def crumbs(*more: Crumb, year: str = "") -> list[Crumb]:
    """Where every other page about data stands; `year`: the school year of the data sets it belongs to."""
    address = reverse("data_sets") + (f"?year={year}" if year else "")
    return [*service(), Crumb(gettext("Data"), address), *more]


def tabs(current: str) -> Tabs:
    """The parts of the area."""
    parts = {
        "data_sets": gettext("Data sets"),
        "agreements": gettext("Agreements"),
        "held_back": gettext("Held back"),
        "profiles": gettext("Mapping profiles"),
        "open_data": gettext("Open data"),
    }
    return Tabs(gettext("Data"), [Tab(label, reverse(name), name == current) for name, label in parts.items()])


def day(value: date) -> str:
    """A day in full."""
    return str(date_format(value, "j F Y"))


def kind(code: str) -> str:
    """A kind of data in words."""
    return gettext(DATA_KINDS.get(code, code))


def kinds(codes: Iterable[str]) -> str:
    """Kinds of data in words."""
    return " · ".join(kind(code) for code in DATA_KINDS if code in set(codes))


def status(code: str) -> str:
    """Provisional or final."""
    return gettext(STATUSES[code])


def measure(code: str) -> str:
    """What a measure is called."""
    return gettext(measure_words(code))


def of_part(code: str) -> str:
    """The stage or kind of award of a part of a data set; a measure's name where the part is a measure's."""
    return str(PARTS.get(code) or measure(code))


def number(value: float | None) -> str:
    """A value to one decimal, or nothing."""
    return "" if value is None else str(number_format(round(value + 0.0, 1), 1))


def state_of(held: Agreement, on: date) -> Tag:
    """Whether data may come in under an agreement today."""
    if held.is_live(on):
        return Tag("now", gettext("Ends soon")) if ends_soon(held, on) else Tag("done", gettext("Live"))
    if held.ended_on is not None and held.ended_on <= on:
        return Tag("todo", gettext("Ended"))
    return Tag("todo", gettext("Not begun") if on < held.starts_on else gettext("Expired"))


def ends_soon(held: Agreement, on: date) -> bool:
    """Whether a live agreement is worth renewing now."""
    return held.is_live(on) and (held.ended_on is not None or held.expires_on - on <= SOON)


def as_file(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], form: Format, title: str
) -> HttpResponse:
    """A table to take away."""
    made = write_table(list(headings), [list(row) for row in rows], form, title, {}, about_title=gettext("About"))
    disposition = f'attachment; filename="{name}.{EXTENSIONS[form]}"'
    return HttpResponse(made, content_type=MIME[form], headers={"Content-Disposition": disposition})
