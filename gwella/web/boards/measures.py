"""A measure over the region or a council: five years, the gap, the spread of schools, how they moved."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from gwella.documents.tables import Cell as FileCell
from gwella.insight.evidence.boards import FIRST, REGION, Board, board_of, measures_held
from gwella.web.boards.area import asked, file_of, schools_of, tabs
from gwella.web.boards.drawing import (
    Strip,
    chart_of,
    counts,
    elsewhere_table,
    gap_table,
    gap_trend,
    named_table,
    spread_table,
    years_table,
)
from gwella.web.boards.words import group_name, measure_name, number, set_about, value_text
from gwella.web.components.filters import Export
from gwella.web.pages import anywhere, page


@page(anywhere("view_boards"))
def boards(request: HttpRequest) -> HttpResponse:
    """One measure of one place, in sentences, pictures and figures."""
    measures = measures_held()
    place, measure, places, form = asked(request, measures, FIRST)
    board = board_of(measure, place, schools_of(request, place)) if measures else None
    context = {"tabs": tabs(request, "boards"), "form": form, "place": places[place], "board": board}
    if board:
        context |= _drawn(board, places[place]) | {
            "export": Export.of(gettext("These figures"), request.GET, reverse("boards_export"))
        }
    return render(request, "boards/measures.html", context)


def _drawn(board: Board, place: str) -> dict[str, Any]:
    is_region = board.place == REGION
    meaning = gettext(board.measure.meaning)
    wales = next((one.points for one in board.elsewhere if not one.name), {})
    strip = Strip(board.spread, board.measure.unit, gettext("One dot is one school")) if board.spread else None
    return {
        "name": measure_name(board.measure.code),
        "chart": chart_of(
            board,
            "over-time",
            [(y.all, wales.get(y.year) if is_region else y.region) for y in board.years],
            say=_say(board, place),
            labels=(place, (gettext("Wales") if wales else "") if is_region else gettext("Region")),
            table=years_table(board, beside=not is_region),
            sub=meaning,
        ),
        "is_region": is_region,
        "elsewhere": elsewhere_table(board, place) if board.elsewhere else None,
        "elsewhere_say": _say_elsewhere(board, place),
        "elsewhere_sources": sorted({set_about(one.data_set) for one in board.elsewhere}),
        "gap": chart_of(
            board,
            "gap",
            [(y.fsm, y.not_fsm) for y in board.years],
            say=_say_gap(board),
            labels=(group_name("fsm"), group_name("not_fsm")),
            table=gap_table(board.years, board.measure.unit),
            trend=gap_trend(board.years),
        ),
        "strip": strip,
        "spread_say": _say_spread(board),
        "spread": spread_table(board) if board.spread else None,
        "left_out": board.left_out,
        "moved": counts(board.moved, _moves()) if board.moved else None,
        "beside": counts(board.beside, _besides()) if board.beside else None,
        "named": named_table(board) if board.named else None,
        "source": set_about(board.data_set) if board.data_set else "",
    }


def _moves() -> Sequence[tuple[str, str]]:
    return [
        ("better", gettext("Better")),
        ("same", gettext("Same")),
        ("worse", gettext("Worse")),
        ("unknown", gettext("Cannot say")),
    ]


def _besides() -> Sequence[tuple[str, str]]:
    return [
        ("ahead", gettext("Ahead of similar schools")),
        ("near", gettext("Within one pupil of them")),
        ("behind", gettext("Behind them")),
    ]


def _say(board: Board, place: str) -> str:
    latest = board.years[-1]
    if latest.all.value is None:
        return gettext("%(place)s: there is no figure for %(year)s.") % {"place": place, "year": latest.year}
    params = {"place": place, "year": latest.year, "value": value_text(latest.all.value, board.measure.unit)}
    if board.place == REGION or latest.region.value is None:
        return "{place}, {year}: {value}.".format_map(params)
    params["region"] = value_text(latest.region.value, board.measure.unit)
    return gettext("%(place)s, %(year)s: %(value)s. The region: %(region)s.") % params


def _say_elsewhere(board: Board, place: str) -> str:
    """The latest year that Wales or another region has beside the region's."""
    unit = board.measure.unit
    for year in reversed(board.years):
        others = [(one.name or gettext("Wales"), one.points.get(year.year)) for one in board.elsewhere]
        found = [(name, point.value) for name, point in others if point and point.value is not None]
        if found and year.all.value is not None:
            values = "; ".join(f"{name} {value_text(v, unit)}" for name, v in [(place, year.all.value), *found])
            return f"{year.year}: {values}."
    return ""


def _say_gap(board: Board) -> str:
    known = [year for year in board.years if year.gap is not None]
    if not known or known[-1].gap is None or known[0].gap is None:
        return gettext("The gap is not known.")
    params = {"year": known[-1].year, "gap": number(known[-1].gap), "first": known[0].year, "was": number(known[0].gap)}
    if len(known) == 1:
        return gettext("Gap in %(year)s: %(gap)s points.") % params
    return gettext("Gap in %(year)s: %(gap)s points; in %(first)s it was %(was)s.") % params


def _say_spread(board: Board) -> str:
    if board.spread is None:
        return gettext("Too few schools have a figure to say how they spread.")
    unit = board.measure.unit
    told = gettext("Half of %(count)s schools lie between %(low)s and %(high)s.")
    low, high = value_text(board.spread.low, unit), value_text(board.spread.high, unit)
    return told % {"count": board.spread.schools, "low": low, "high": high}


@page(anywhere("view_boards"))
def export(request: HttpRequest) -> HttpResponse:
    """The board's figures of its years as a file, unrounded."""
    measures = measures_held()
    place, measure, places, _form = asked(request, measures, FIRST)
    board = board_of(measure, place, schools_of(request, place)) if measures else None
    if board is None:
        raise Http404
    series = [("all", places[place], [y.all for y in board.years])]
    series += [("fsm", places[place], [y.fsm for y in board.years])]
    series += [("not_fsm", places[place], [y.not_fsm for y in board.years])]
    if place != REGION:
        series.append(("all", gettext("The region"), [y.region for y in board.years]))
    rows: list[Sequence[FileCell]] = [
        [where, measure_name(measure), group_name(group), point.year, point.value, point.pupils, point.reason]
        for group, where, points in series
        for point in points
    ]
    headings = [
        *(gettext("Place"), gettext("Measure"), gettext("Group"), gettext("Year")),
        *(gettext("Value"), gettext("Pupils"), gettext("Reason for a blank")),
    ]
    source = set_about(board.data_set) if board.data_set else ""
    return file_of(request, f"{places[place]} {measure_name(measure)}", headings, rows, source)
