"""The evidence as a file: exactly what the page shows, blanks with their reasons."""

from collections.abc import Iterator
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language, gettext

from gwella.core import clock
from gwella.documents.tables import EXTENSIONS, MIME, Cell, Format, write_table
from gwella.domain.schools.models import School
from gwella.insight.evidence.pieces import MeasureEvidence, Point
from gwella.insight.evidence.words import BLANKS, GAP_NAMES
from gwella.web.evidence import words
from gwella.web.evidence.disputed import Disputed, disputed_at
from gwella.web.evidence.school import Seen, seen_by
from gwella.web.pages import at_school, page

PLACES = 1


@page(at_school("view_safe_figures"))
def export(request: HttpRequest, school: School) -> HttpResponse:
    """The figures of the page, or of one of its measures, as CSV, CSV for Excel, XLSX or ODS."""
    kind = request.GET.get("format", "csv")
    if kind not in MIME:
        raise Http404
    seen = seen_by(request, school)
    wanted = request.GET.get("measure", "")
    measures = [one for one in seen.evidence.measures if wanted in ("", one.code)]
    if not measures:
        raise Http404
    disputed = disputed_at(school, sees_why=seen.profile.may("view_figures"))
    rows = [row for one in measures for row in _rows(one, disputed)]
    about = {gettext("School"): f"{school.name.in_language(get_language() or 'en')}, {school.number}"}
    about[gettext("Day")] = clock.today().isoformat()
    title = gettext("Evidence")
    made = write_table(_heads(seen), rows, cast(Format, kind), title, cast(Any, about), about_title=gettext("About"))
    stem = slugify(f"{title} {school.number} {wanted} {seen.evidence.year}")
    name = f"{stem}.{EXTENSIONS[cast(Format, kind)]}"
    return HttpResponse(
        made,
        content_type=MIME[cast(Format, kind)],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _heads(seen: Seen) -> list[str]:
    return [
        gettext("Measure"),
        gettext("Code"),
        gettext("Group"),
        gettext("Year"),
        gettext("Value"),
        gettext("Unit"),
        gettext("Pupils"),
        gettext("Why blank, or what to know"),
        seen.beside.label,
        gettext("Region"),
        gettext("Source"),
    ]


def _rows(one: MeasureEvidence, disputed: Disputed) -> Iterator[list[Cell]]:
    """Five years of all pupils, the latest year's groups, the gaps over the years."""
    everyone = gettext("All pupils")
    for point in one.points:
        yield _row(one, everyone, point, disputed.has(one.code, "all", point.year))
    for group in one.groups:
        point = Point(one.latest.year, group.value, group.pupils, group.reason, group.hidden)
        yield _row(one, gettext(group.name), point, disputed.has(one.code, group.group, point.year))
    for gap in one.gaps:
        for point in gap.points:
            yield _row(one, gettext(GAP_NAMES[gap.code]), point)


def _row(one: MeasureEvidence, group: str, point: Point, is_disputed: bool = False) -> list[Cell]:
    notes = [gettext(BLANKS[point.reason])] if point.reason else []
    if is_disputed and point.reason != "c":
        notes.append(gettext("disputed"))
    return [
        gettext(one.name),
        one.code,
        group,
        point.year,
        _number(point.value, one.unit),
        words.unit_word(one.unit),
        point.pupils,
        "; ".join(notes),
        _number(point.similar, one.unit),
        _number(point.region, one.unit),
        words.source_line(one.source) if point.year == one.latest.year else "",
    ]


def _number(value: float | None, unit: str) -> float | None:
    """The number as it is shown: rounded once, half up."""
    if value is None:
        return None
    places = 0 if unit in ("count", "pounds") else PLACES
    rounded = float(int(abs(value) * 10**places + 0.5 + 1e-9) / 10**places)
    return -rounded if value < 0 else rounded
