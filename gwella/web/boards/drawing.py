"""How a board is drawn: five years as a chart, the strip of schools, tables of gap and movement."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from gwella.insight.evidence.boards import Board, BoardYear, Spread
from gwella.insight.evidence.pieces import Point
from gwella.insight.evidence.trend import direction_of, is_break
from gwella.insight.evidence.words import BLANKS
from gwella.web.boards.words import difference_text, in_language, number, value_text
from gwella.web.components.base import Component, Content
from gwella.web.components.chart import Chart, Year
from gwella.web.components.lists import Column, Figure, Figures, Table
from gwella.web.components.marks import Blank, Cell, Trend

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20000, 50000)
MOST_RULES = 6
BINS = 72  # dots side by side; on a phone they touch, and still count
TALL = 150  # the strip's height, whatever the number of schools


def told(point: Point, unit: str) -> Content:
    """A point's value, or why there is none."""
    if point.value is None:
        return Blank(gettext(BLANKS.get(point.reason, BLANKS["x"])))
    return value_text(point.value, unit)


def _ends(values: Sequence[float], unit: str) -> tuple[float, float, float]:
    low, high = min(values), max(values)
    step = next((s for s in STEPS if math.ceil(high / s) - math.floor(low / s) <= MOST_RULES), STEPS[-1])
    start = max(math.floor(low / step) - 1, 0)
    end = math.ceil(high / step)
    end += end * step == high and not (unit == "percent" and high >= 100)
    return float(start * step), float(max(end, start + 1) * step), float(step)


def chart_of(
    board: Board,
    name: str,
    pairs: Sequence[tuple[Point, Point | None]],
    *,
    say: str,
    labels: tuple[str, str],
    table: Table,
    sub: str = "",
    trend: Trend | None = None,
) -> Chart | None:
    """Two series over the board's years; None where neither has a value."""
    unit = board.measure.unit
    values = [point.value for pair in pairs for point in pair if point is not None and point.value is not None]
    if not values or all(us.value is None for us, _them in pairs):
        return None
    low, high, step = _ends(values, unit)
    years = [
        Year(
            us.year,
            us.value,
            them.value if them else None,
            us.pupils if us.value is not None else None,
            is_break(board.measure.code, us.year, us.reason),
        )
        for us, them in pairs
    ]
    going = direction_of(board.measure.code, board.measure.better, unit, [us for us, _them in pairs])
    return Chart(
        name=name,
        trend=trend or Trend(going.word),
        say=say,
        sub=sub,
        years=years,
        us_label=labels[0],
        them_label=labels[1],
        low=low,
        high=high,
        step=step,
        unit="%" if unit == "percent" else "",
        table=table,
    )


def years_table(board: Board, *, beside: bool) -> Table:
    """Value and pupils of each year; the region's beside a council's."""
    unit = board.measure.unit
    columns = [Column(gettext("Year")), Column(gettext("Pupils"), True), Column(gettext("Value"), True)]
    if beside:
        columns.append(Column(gettext("Region"), True))
    rows = [
        [y.year, _pupils(y.all), told(y.all, unit), *([told(y.region, unit)] if beside else [])] for y in board.years
    ]
    return Table(columns, rows, caption=gettext("Five years"), tight=True)


def elsewhere_table(board: Board, region: str) -> Table:
    """The region beside Wales and other regions, year by year; a year from which it is counted otherwise says so."""
    unit = board.measure.unit
    names = [one.name or gettext("Wales") for one in board.elsewhere]
    columns = [Column(gettext("Year")), *(Column(name, True) for name in (region, *names))]
    rows: list[Sequence[Content]] = []
    for year in board.years:
        points = [
            year.all,
            *(one.points.get(year.year) or Point(year.year, None, None, "x") for one in board.elsewhere),
        ]
        is_break = year.year in board.breaks or any(point.reason == "b" for point in points)
        told_year = Cell(year.year, gettext("counted otherwise from this year")) if is_break else year.year
        rows.append([told_year, *(told(point, unit) for point in points)])
    return Table(columns, rows, caption=gettext("Beside Wales and other regions"), tight=True)


def _pupils(point: Point) -> Content:
    return Blank(gettext("not known")) if point.pupils is None else str(point.pupils)


def gap_trend(years: Sequence[BoardYear]) -> Trend:
    """Whether the gap became wider or narrower since the year before, to the place it is told."""
    known = [round(abs(year.gap), 1) for year in years if year.gap is not None]
    if len(known) < 2:
        return Trend("unknown")
    if known[-1] == known[-2]:
        return Trend("same")
    wider = known[-1] > known[-2]
    return Trend("worse", gettext("Wider")) if wider else Trend("better", gettext("Narrower"))


def gap_table(years: Sequence[BoardYear], unit: str) -> Table:
    """Both groups and the gap of each year."""
    columns = [
        Column(gettext("Year")),
        Column(gettext("Eligible for free school meals"), True),
        Column(gettext("Not eligible"), True),
        Column(gettext("Gap, in points"), True),
    ]
    rows = [
        [
            y.year,
            told(y.fsm, unit),
            told(y.not_fsm, unit),
            Blank(gettext("not known")) if y.gap is None else difference_text(y.gap),
        ]
        for y in years
    ]
    return Table(columns, rows, caption=gettext("The gap"), tight=True)


# ---- schools


@dataclass(frozen=True)
class Strip(Component):
    """Each school a dot on a line of values, without its name; the middle half of them shaded."""

    template = "boards/strip.html"
    spread: Spread
    unit: str
    label: str

    @property
    def ends(self) -> tuple[float, float]:
        values = (*self.spread.values, self.spread.low, self.spread.high)
        low, high, _step = _ends(values, self.unit)
        return low, high

    def _x(self, value: float) -> float:
        low, high = self.ends
        return 3 + 94 * (value - low) / (high - low)

    @property
    def band(self) -> tuple[str, str]:
        """(x, width) of the middle half."""
        left, right = self._x(self.spread.low), self._x(self.spread.high)
        return f"{left:.2f}%", f"{right - left:.2f}%"

    @property
    def middle(self) -> str:
        return f"{self._x(self.spread.middle):.2f}%"

    @property
    def dots(self) -> list[tuple[str, str]]:
        """(x, y) of each dot: those alike stand on one another."""
        low, high = self.ends
        stacks: Counter[int] = Counter()
        bins = [round((value - low) / (high - low) * BINS) for value in self.spread.values]
        tallest = max(Counter(bins).values(), default=1)
        rise = min(9.0, TALL / tallest)
        drawn = []
        for place in bins:
            drawn.append((f"{3 + 94 * place / BINS:.2f}%", f"{TALL + 12 - stacks[place] * rise:.1f}"))
            stacks[place] += 1
        return drawn

    @property
    def scale(self) -> list[tuple[str, str]]:
        """(x, number) at the ends."""
        return [(f"{self._x(value):.2f}%", number(value, 0)) for value in self.ends]


def spread_table(board: Board) -> Table:
    """The quarter points of the schools here, and of the region's beside a council's."""
    unit = board.measure.unit
    columns = [
        Column(gettext("Schools of")),
        Column(gettext("Schools"), True),
        Column(gettext("A quarter is below"), True),
        Column(gettext("Middle"), True),
        Column(gettext("A quarter is above"), True),
    ]
    found = [(gettext("Here"), board.spread), (gettext("Region"), board.region_spread)]
    rows = [
        [name, str(one.schools), *(value_text(value, unit) for value in (one.low, one.middle, one.high))]
        for name, one in found
        if one
    ]
    return Table(columns, rows, caption=gettext("How schools spread"), tight=True)


def counts(values: Mapping[str, int], words: Sequence[tuple[str, str]]) -> Figures:
    """Counts of schools as a strip."""
    return Figures([Figure(label, str(values.get(code, 0))) for code, label in words])


def named_table(board: Board) -> Table:
    """The schools in reach in the order of their names: now, beside the year before."""
    unit = board.measure.unit
    columns = [
        Column(gettext("School")),
        Column(gettext("Pupils"), True),
        Column(board.year, True),
        Column(gettext("The year before"), True),
        Column(gettext("Direction")),
    ]
    rows = [
        [
            Cell(in_language(one.school.name), href=reverse("school", args=[one.school.number])),
            _pupils(one.now),
            told(one.now, unit),
            Blank(gettext("no figure")) if one.before is None else told(one.before, unit),
            Trend(one.direction),
        ]
        for one in board.named
    ]
    return Table(columns, rows, caption=gettext("Schools by name"))
