"""One sheet of A4 for a meeting about a school: the few measures first, questions, targets, what is disputed."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from gwella.core import clock
from gwella.domain.figures.models import Dispute
from gwella.domain.figures.rules import DATA_KINDS, STATUSES, TARGET_STAGES
from gwella.domain.schools.models import School
from gwella.insight.evidence.pieces import Point, SchoolEvidence
from gwella.insight.evidence.school import evidence_of
from gwella.insight.evidence.targets import Aim, aims_of, targets_of
from gwella.insight.evidence.words import BLANKS
from gwella.web.boards.words import figure_text, group_name, in_language, measure_name, value_text
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.components.navigation import Crumb
from gwella.web.evidence import words
from gwella.web.evidence.disputed import Disputed, disputed_at
from gwella.web.evidence.drawing import AddedDrawing, Beside, MeasureDrawing
from gwella.web.evidence.plain import asked_of
from gwella.web.evidence.school import lead_of, year_of
from gwella.web.pages import at_school, page, reach_of

# As many as a sheet holds; what is left out is said, with where it stands.
MOST_ASKED, MOST_AIMS, MOST_DISPUTED = 4, 4, 3
SMALL_GROUP = "†"
STAGES = ("set", "agreed", "forecast")


@page(at_school("view_safe_figures"))
def sheet(request: HttpRequest, school: School) -> HttpResponse:
    """The sheet, of true figures for those who hold the right, else of the safe version without targets and reasons."""
    sees_all = reach_of(request).schools("view_figures").filter(pk=school.pk).exists()
    year = year_of(request)
    evidence = evidence_of([school], year=year, safe=not sees_all)[school.pk]
    if year and year not in evidence.years:
        raise Http404
    disputed = disputed_at(school, sees_why=sees_all)
    aims = aims_of(school, targets_of(school)) if sees_all else []
    added = [AddedDrawing(part.added) for part in evidence.parts if part.added]
    name = in_language(school.name)
    tab = reverse("school_evidence", args=[school.number])
    context = {
        "crumbs": [Crumb(name, reverse("school", args=[school.number])), Crumb(gettext("Evidence"), tab)],
        "name": name,
        "caption": f"{_title(evidence.year)} · {school.number}, {in_language(school.council.name)}",
        "printed": date_format(clock.today(), "j F Y"),
        "evidence": evidence,
        "lead": lead_of(evidence),
        "table": _measures(evidence, disputed),
        "small_group": SMALL_GROUP if any(words.is_small(p) for one in evidence.first for p in one.points[-2:]) else "",
        "added": added,
        "interval": next((one.interval for one in added if one.interval), ""),
        "questions": asked_of(evidence)[:MOST_ASKED],
        "targets": _targets(aims[:MOST_AIMS]) if aims else None,
        "more_targets": max(len(aims) - MOST_AIMS, 0),
        "sees_all": sees_all,
        "disputes": [_dispute(row, sees_why=sees_all) for row in _shown(disputed)],
        "more_disputes": max(len(disputed.rows) - MOST_DISPUTED, 0),
        "sources": _sources(evidence),
    }
    return render(request, "evidence/sheet.html", context)


def _title(year: str) -> str:
    return (
        gettext("Sheet for a meeting, figures of %(year)s") % {"year": year} if year else gettext("Sheet for a meeting")
    )


def _measures(evidence: SchoolEvidence, disputed: Disputed) -> Table | None:
    """The measures that matter first: school, similar schools, region, and where each goes."""
    if not evidence.first:
        return None
    before = evidence.first[0].points[-2].year
    heads = [
        Column(gettext("Measure")),
        Column(before, number=True),
        Column(evidence.year, number=True),
        Column(gettext("Similar"), number=True),
        Column(gettext("Region"), number=True),
        Column(gettext("Pupils"), number=True),
        Column(gettext("Direction")),
    ]
    rows = [_measure(MeasureDrawing(one, Beside(), "", disputed)) for one in evidence.first]
    return Table(heads, rows, caption=gettext("The measures that matter first"), tight=True, stacked=True)


def _measure(drawn: MeasureDrawing) -> list[Content]:
    one, here = drawn.one, drawn.one.latest
    return [
        Cell(drawn.name, words.unit_word(one.unit)),
        _value(drawn, one.points[-2]),
        _value(drawn, here),
        words.figure(here.similar, one.unit) if here.similar is not None else drawn.beside.why_blank(here),
        words.figure(here.region, one.unit) if here.region is not None else Blank(gettext("not worked out")),
        words.pupils_of(here.pupils, here.reason),
        drawn.trend or Blank(gettext("more is neither better nor worse")),
    ]


def _value(drawn: MeasureDrawing, point: Point) -> Content:
    """A value with the sign of a small group, which the foot of the table explains, and the mark of a dispute."""
    mark = drawn.mark(point.year)
    if point.value is None:
        return words.value_of(point, drawn.one.unit, mark)
    text = words.figure(point.value, drawn.one.unit)
    shown = f"{text} {SMALL_GROUP}" if words.is_small(point) else text
    notes = words.joined(gettext(BLANKS[point.reason]) if point.reason else "", mark)
    return Cell(shown, notes) if notes else shown


def _targets(aims: Sequence[Aim]) -> Table:
    columns = [
        Column(gettext("Measure")),
        *(Column(gettext(TARGET_STAGES[stage]), number=True) for stage in STAGES),
        Column(gettext("What came"), number=True),
    ]
    rows = [
        [Cell(measure_name(aim.measure.code), aim.year), *(_given(aim, s) for s in STAGES), _came(aim)] for aim in aims
    ]
    return Table(columns, rows, caption=gettext("Targets"), tight=True)


def _given(aim: Aim, stage: str) -> Content:
    target = aim.latest.get(stage)
    return Blank(gettext("not yet")) if target is None else value_text(target.value, aim.measure.unit)


def _came(aim: Aim) -> Content:
    if aim.came is not None:
        return figure_text(aim.came)
    by_hand = aim.latest.get("actual")
    return Blank(gettext("not yet")) if by_hand is None else value_text(by_hand.value, aim.measure.unit)


def _shown(disputed: Disputed) -> list[Dispute]:
    """The latest disputes, those of all pupils first."""
    rows = sorted(disputed.rows.values(), key=lambda row: (row.group == "all", row.year), reverse=True)
    return rows[:MOST_DISPUTED]


def _dispute(row: Dispute, *, sees_why: bool) -> dict[str, str]:
    """Which figure, and for those who may read it what the school says."""
    figure = f"{measure_name(row.measure)}, {group_name(row.group)}, {row.year}"
    return {"figure": figure, "reason": row.reason if sees_why else ""}


def _sources(evidence: SchoolEvidence) -> str:
    """The data the measures come from, each once, with its state and date."""
    found = dict.fromkeys(one.source for one in evidence.first if one.source)
    told = [
        f"{gettext(DATA_KINDS[source.kind])}, {gettext(STATUSES[source.status]).lower()}, "
        f"{date_format(source.as_at, 'j F Y')}"
        for source in found
    ]
    return gettext("Sources: %(sources)s.") % {"sources": "; ".join(told)} if told else ""
