"""Evidence over time: a sentence, then the picture, then the figures. Drawn on the server, without script.

Positions across are per cents and text has a fixed size, so that nothing shrinks on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.utils.formats import number_format

from gwella.web.components.base import Component, Content
from gwella.web.components.lists import Table
from gwella.web.components.marks import Trend

TOP, BOTTOM = 18, 208  # where the highest and the lowest value of the scale are drawn


@dataclass(frozen=True)
class Year:
    """One year of a measure: the school's value, the others' value, the pupils counted (None: no figure).

    `is_break`: counted otherwise from this year on, so that no line comes to it.
    """

    label: str
    us: float | None
    them: float | None = None
    pupils: int | None = None
    is_break: bool = False


@dataclass(frozen=True)
class Drawn:
    """One point where it is drawn, with its words."""

    x: str
    y: str
    text: str
    text_y: str


@dataclass(frozen=True)
class Chart(Component):
    """One measure of a school against similar schools, with its takeaway, table and source.

    `low` and `high` are the ends of the scale in `unit`; a scale that does not start at 0 says so by itself.
    `sub` says what the measure is and what one pupil is worth.
    """

    template = "components/chart.html"
    name: str
    trend: Trend
    say: Content
    sub: Content
    years: Sequence[Year]
    us_label: Content
    them_label: Content
    low: float
    high: float
    table: Table
    unit: str = ""
    step: float = 10

    def __post_init__(self) -> None:
        if self.high <= self.low or not self.years:
            raise ValueError("A chart needs a year and a scale that rises.")

    def _y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return BOTTOM - (BOTTOM - TOP) * min(max(share, 0.0), 1.0)

    def _x(self, index: int) -> str:
        """Years stand at equal distances, with room for half a label at each end."""
        last = len(self.years) - 1
        return f"{12 + 80 * index / last:.2f}%" if last else "52%"

    @property
    def cut(self) -> str:
        """Where the scale starts, if not at 0."""
        return number_format(self.low, decimal_pos=0) if self.low > 0 else ""

    @property
    def rules(self) -> list[tuple[str, str, str]]:
        """(y of the line, y of its number, number) up the scale."""
        values = []
        value = self.low
        while value <= self.high + 1e-9:
            values.append(value)
            value += self.step
        unit = f" {self.unit}" if self.unit else ""
        return [
            (f"{self._y(v):.1f}", f"{self._y(v) - 4:.1f}", f"{v:g}{unit if v == values[-1] else ''}") for v in values
        ]

    @cached_property
    def us(self) -> list[Drawn]:
        return [
            Drawn(self._x(i), f"{self._y(y.us):.1f}", _one_place(y.us), f"{self._label_y(y):.1f}")
            for i, y in enumerate(self.years)
            if y.us is not None
        ]

    @cached_property
    def them(self) -> list[Drawn]:
        """The others' points; only the first and the last carry their figure."""
        with_figure = [i for i, year in enumerate(self.years) if year.them is not None]
        ends = {with_figure[0], with_figure[-1]} if with_figure else set()
        return [
            Drawn(
                self._x(i),
                f"{self._y(year.them):.1f}",
                _one_place(year.them) if i in ends else "",
                f"{self._their_label_y(year):.1f}",
            )
            for i, year in enumerate(self.years)
            if year.them is not None
        ]

    def _their_label_y(self, year: Year) -> float:
        """Their figure stands over their square, or under it where our dot is just above."""
        there = self._y(year.them or 0)
        above_taken = year.us is not None and 0 <= there - self._y(year.us) < 60
        return there + 22 if above_taken else there - 12

    def _label_y(self, year: Year) -> float:
        """Our figure stands under its dot, or above it where the others' line or the foot would cross it."""
        here = self._y(year.us or 0)
        there = self._y(year.them) if year.them is not None else None
        below_taken = there is not None and 0 <= there - here < 44
        return here - 14 if below_taken or here > BOTTOM - 26 else here + 25

    @property
    def us_lines(self) -> list[tuple[Drawn, Drawn]]:
        return self._joined([year.us for year in self.years], self.us)

    @property
    def them_lines(self) -> list[tuple[Drawn, Drawn]]:
        return self._joined([year.them for year in self.years], self.them)

    def _joined(self, values: list[float | None], drawn: list[Drawn]) -> list[tuple[Drawn, Drawn]]:
        """Neighbouring years only: a line never crosses a year without a figure, nor a break of method."""
        points = iter(drawn)
        placed = [
            (year, next(points) if value is not None else None) for year, value in zip(self.years, values, strict=True)
        ]
        return [(a, b) for (_year, a), (year, b) in pairwise(placed) if a and b and not year.is_break]

    @property
    def feet(self) -> list[tuple[str, str, str]]:
        """(x, year, pupils) under the axis."""
        return [
            (self._x(i), year.label, "" if year.pupils is None else str(year.pupils))
            for i, year in enumerate(self.years)
        ]


def _one_place(value: float | None) -> str:
    return "" if value is None else str(number_format(round(value, 1), decimal_pos=1))
