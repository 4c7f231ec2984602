"""A preview kept in plain data, drawn: counts, what would change, control totals, problems."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from gwella.core.models import DataImport
from gwella.core.problems import Problem
from gwella.core.telling import tell
from gwella.core.text import mark
from gwella.domain.schools.rules import PHASES
from gwella.flows.imports import SECTIONS
from gwella.web.components.lists import Column, Figure, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.components.navigation import Crumb

PROBLEMS = ("refused", "warnings")
FIRST = ("new", "changed", "unchanged", "missing", "unknown", "without", "refused")
TOTALS = {
    "maintained": mark("Maintained schools"),
    "independent": mark("Independent schools"),
    "schools": mark("All schools"),
    "all": mark("With referral units"),
}


def crumbs(*more: Crumb) -> list[Crumb]:
    """Where pages about imports stand."""
    service = Crumb(gettext("Service"), reverse("service"))
    return [service, Crumb(gettext("Imports"), reverse("imports")), *more]


def section_words(code: str) -> str:
    """What a list of the preview is called."""
    return gettext(SECTIONS[code])


def figures(report: Mapping[str, Any]) -> list[Figure]:
    """The five counts that matter most."""
    counts = report["counts"]
    shown = [code for code in FIRST if code in counts]
    return [Figure(section_words(code), counts[code]) for code in shown][:5]


def entries(report: Mapping[str, Any], code: str) -> list[Any]:
    """The lines (or problems) of one list."""
    return list(report.get(code, []) if code in PROBLEMS else report["lists"].get(code, []))


def filled_sections(report: Mapping[str, Any]) -> list[str]:
    """The lists that hold anything, in the order shown."""
    return [code for code in SECTIONS if entries(report, code)]


def heads(code: str, lines: Sequence[Any]) -> list[str]:
    """The column headings of one list."""
    if code in PROBLEMS:
        return [gettext("Sheet"), gettext("Row"), gettext("Column"), gettext("Value"), gettext("Reason")]
    named = [gettext("Number or code"), gettext("Name")]
    if any("changes" in line for line in lines):
        return [*named, gettext("What"), gettext("Before"), gettext("In the file")]
    return named


def rows(code: str, lines: Sequence[Any]) -> list[list[str | int | None]]:
    """The rows of one list as plain values; a line for each value that would change."""
    if code in PROBLEMS:
        return [_problem_row(Problem.from_json(line)) for line in lines]
    language = get_language() or "en"
    width = len(heads(code, lines))
    told: list[list[str | int | None]] = []
    for line in lines:
        name = line.get("cy" if language == "cy" else "en") or line.get("en", "")
        if width == 2:
            told.append([line["key"], name])
            continue
        for change in line.get("changes", []):
            what = [_words(change[part]) for part in ("label", "was", "becomes")]
            told.append([line["key"], name, *what])
    return told


def table(code: str, lines: Sequence[Any]) -> Table:
    """One list as a table."""
    headings = heads(code, lines)
    if code in PROBLEMS:
        columns = [Column(headings[1]), Column(headings[3]), Column(headings[4])]
        return Table(columns, [_place_cells(row) for row in rows(code, lines)], caption=section_words(code))
    nothing = Blank(gettext("nothing"))
    columns = [Column(heading) for heading in (headings[1], headings[0], *headings[2:])]
    body = [[name or key, key, *(value or nothing for value in rest)] for key, name, *rest in rows(code, lines)]
    return Table(columns, body, caption=section_words(code), tight=len(columns) == 2)


def totals_table(totals: Mapping[str, Any]) -> Table:
    """The published counts, council by council and phase by phase; one that differs shows both."""
    language = get_language() or "en"
    phases = totals["phases"]
    columns = [Column(gettext("Council")), *(Column(_phase_words(phase), number=True) for phase in phases)]
    body = [
        [
            area["cy" if language == "cy" else "en"],
            *(_total_cell(area["counts"].get(phase)) for phase in phases),
        ]
        for area in totals["areas"]
    ]
    return Table(columns, body, caption=gettext("Control totals"), tight=True)


def state_words(kept: DataImport) -> str:
    """Where an import stands."""
    return {
        DataImport.State.PREVIEWED: gettext("Waiting for a yes"),
        DataImport.State.COMMITTED: gettext("Brought in"),
        DataImport.State.REFUSED: gettext("Put aside"),
    }[DataImport.State(kept.state)]


def lead(kept: DataImport) -> str:
    """Where an import stands, in a sentence."""
    when = date_format(localtime(kept.committed_at or kept.brought_at), "j F Y, H:i")
    who = str(kept.brought_by or gettext("the system"))
    if kept.state == DataImport.State.COMMITTED:
        return gettext("Brought in by %(who)s, %(when)s. This is what it changed.") % {"who": who, "when": when}
    if kept.state == DataImport.State.REFUSED:
        return gettext("Put aside. Nothing of it was brought in.")
    return gettext("Nothing is written yet. This is what the file would change.")


def counts_line(kept: DataImport) -> str:
    """The counts of an import in one line."""
    counts = kept.report.get("counts", {})
    shown = [code for code in FIRST if counts.get(code)]
    return " · ".join(f"{section_words(code)}: {counts[code]}" for code in shown) or gettext("Nothing to change")


def _phase_words(phase: str) -> str:
    return gettext(TOTALS.get(phase) or PHASES.get(phase, phase))


def _total_cell(pair: Sequence[int] | None) -> Any:
    if pair is None:
        return Blank(gettext("not published"))
    published, counted = pair
    if published == counted:
        return str(published)
    return format_html(
        "<b>{}</b>", gettext("%(counted)s, published %(published)s") % {"counted": counted, "published": published}
    )


def _words(text: str) -> str:
    return gettext(text) if text else ""


def _problem_row(problem: Problem) -> list[str | int | None]:
    return [problem.sheet, problem.row, problem.column, problem.value, tell(problem)]


def _place_cells(row: Sequence[Any]) -> list[Any]:
    sheet, number, column, value, reason = row
    parts = [f"{gettext('Row')} {number}" if number else "", sheet]
    place = ", ".join(str(part) for part in parts if part) or gettext("The file")
    return [Cell(place, column), value or Blank(gettext("nothing")), reason]
