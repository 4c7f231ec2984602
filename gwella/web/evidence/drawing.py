"""A measure drawn: its picture, its table, its groups and gaps."""

import math
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext

from gwella.domain.figures.rules import EFFECT_WORDS
from gwella.insight.evidence.pieces import Added, MeasureEvidence, Part, Point
from gwella.insight.evidence.sentences import added_says, takeaway
from gwella.insight.evidence.trend import is_break
from gwella.insight.evidence.words import ADDED_INTERVAL, GAP_NAMES, QUARTERS
from gwella.web.components.base import Content
from gwella.web.components.chart import Chart, Year
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank, Cell, Trend
from gwella.web.evidence import words
from gwella.web.evidence.disputed import NONE_DISPUTED, Disputed

STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
MOST_RULES = 5


@dataclass(frozen=True)
class Beside:
    """What a school is drawn beside: its similar schools, or the choice of this name."""

    chosen: str = ""

    @property
    def is_chosen(self) -> bool:
        return bool(self.chosen)

    @property
    def label(self) -> str:
        return (
            gettext("Schools chosen: %(name)s") % {"name": self.chosen} if self.chosen else gettext("Similar schools")
        )

    @property
    def heading(self) -> str:
        return gettext("Chosen") if self.chosen else gettext("Similar")

    def why_blank(self, point: Point) -> Blank:
        """Why no other school's value stands beside a point."""
        if self.chosen:
            return words.blank("few_schools")
        return Blank(gettext("no comparison")) if point.value is not None else words.blank(point.reason)


class MeasureDrawing:
    """One measure as its template draws it."""

    def __init__(self, one: MeasureEvidence, beside: Beside, export: str, disputed: Disputed = NONE_DISPUTED) -> None:
        self.one = one
        self.beside = beside
        self.export = export
        self.disputed = disputed

    @property
    def disputes(self) -> str:
        """Which of its figures the school disputes; nothing where it disputes none."""
        return self.disputed.told(self.one.code)

    def mark(self, year: str, group: str = "all") -> Content:
        """The mark of a dispute beside one figure."""
        return self.disputed.mark(self.one.code, group, year)

    @property
    def name(self) -> str:
        return gettext(self.one.name)

    @property
    def meaning(self) -> str:
        return gettext(self.one.meaning)

    @property
    def counts(self) -> str:
        return gettext(self.one.counts)

    @property
    def say(self) -> str:
        return words.say_all(takeaway(self.one, chosen=self.beside.is_chosen))

    @property
    def trend(self) -> Trend | None:
        return None if self.one.direction.why == "context" else words.trend(self.one.direction)

    @property
    def opening(self) -> Trend | None:
        """The direction before its sentence."""
        return None if self.one.direction.why == "context" else words.trend(self.one.direction, ".")

    @property
    def source(self) -> str:
        return words.source_line(self.one.source)

    @cached_property
    def chart(self) -> Chart | None:
        """The picture; none where no year has a value."""
        if all(point.value is None for point in self.one.points):
            return None
        low, high, step = scale_of(self.one)
        lower = gettext("Lower is better.") if self.one.better == "less" else ""
        return Chart(
            name=f"m-{self.one.code}",
            trend=words.trend(self.one.direction, "."),
            say=self.say,
            sub=" ".join(told for told in (lower, words.worth(self.one), self._breaks) if told),
            years=[Year(p.year, p.value, p.similar, p.pupils, self._is_break(p)) for p in self.one.points],
            us_label=gettext("This school"),
            them_label=self.beside.label,
            low=low,
            high=high,
            step=step,
            unit=words.unit_word(self.one.unit),
            table=self.table,
        )

    def _is_break(self, point: Point) -> bool:
        return is_break(self.one.code, point.year, point.reason)

    @property
    def _breaks(self) -> str:
        """From which years it is counted otherwise, where a line would have come from the year before."""
        years = [point.year for point in self.one.points[1:] if self._is_break(point)]
        if not years:
            return ""
        return gettext("Counted otherwise from %(years)s, so the line stops there.") % {"years": ", ".join(years)}

    @property
    def table(self) -> Table:
        """Five years: pupils, school, the others, the difference, the region."""
        unit = words.unit_word(self.one.unit)
        told = f", {unit}" if unit else ""
        heads = [
            Column(gettext("Year")),
            Column(gettext("Pupils"), number=True),
            Column(gettext("School") + told, number=True),
            Column(self.beside.heading + told, number=True),
            Column(gettext("Difference"), number=True),
            Column(gettext("Region") + told, number=True),
        ]
        return Table(heads, [self._row(point) for point in self.one.points], caption=self.name, tight=True)

    def _row(self, point: Point) -> list[Content]:
        unit = self.one.unit
        both = point.value is not None and point.similar is not None
        other = self.beside.why_blank(point)
        year = Cell(point.year, gettext("counted otherwise from this year")) if self._is_break(point) else point.year
        return [
            year,
            words.pupils_of(point.pupils, point.reason),
            words.value_of(point, unit, self.mark(point.year)),
            words.figure(point.similar, unit) if point.similar is not None else other,
            words.figure((point.value or 0) - (point.similar or 0), unit) if both else other,
            words.figure(point.region, unit) if point.region is not None else Blank(gettext("not worked out")),
        ]

    @property
    def facts(self) -> list[str]:
        """Its quarter, the context line and the pooled years, in words; nothing where there are none."""
        return [line for line in (self._quarter, self._expected, self._pooled) if line]

    @property
    def _quarter(self) -> str:
        standing = self.one.standing
        if standing is None or standing.quarter is None:
            return ""
        return gettext("It is %(quarter)s.") % {"quarter": gettext(QUARTERS[standing.quarter])}

    @property
    def _expected(self) -> str:
        standing = self.one.standing
        if standing is None or standing.expected is None:
            return ""
        told = gettext("Schools with as many pupils eligible for free school meals reach %(value)s on the line of all.")
        return told % {"value": words.amount(standing.expected, self.one.unit)}

    @property
    def _pooled(self) -> str:
        pooled = self.one.pooled
        if pooled is None:
            return ""
        if pooled.value is None:
            return gettext("Three years’ pupils together: no figure, %(why)s.") % {
                "why": words.blank(pooled.reason).reason
            }
        told = gettext("Three years’ pupils together: %(value)s, pupils: %(pupils)s.")
        return told % {"value": words.amount(pooled.value, self.one.unit), "pupils": pooled.pupils or "–"}

    @property
    def groups(self) -> Table | None:
        """Each group of pupils in the latest year."""
        if not self.one.groups:
            return None
        told = words.unit_word(self.one.unit)
        heads = [
            Column(gettext("Group")),
            Column(gettext("Pupils"), number=True),
            Column(f"{gettext('School')}, {told}" if told else gettext("School"), number=True),
        ]
        rows: list[list[Content]] = []
        for one in self.one.groups:
            point = Point(self.one.latest.year, one.value, one.pupils, one.reason, one.hidden)
            value = words.value_of(point, self.one.unit, self.mark(point.year, one.group))
            rows.append([gettext(one.name), words.pupils_of(one.pupils, one.reason), value])
        caption = gettext("Groups of pupils, %(year)s") % {"year": self.one.latest.year}
        return Table(heads, rows, caption=caption, caption_shown=True, tight=True)

    @property
    def gaps(self) -> Table | None:
        """The gaps over five years, in points."""
        if not self.one.gaps:
            return None
        heads = [Column(gettext("Gap, in points"))]
        heads += [Column(point.year, number=True) for point in self.one.points]
        rows: list[list[Content]] = [
            [gettext(GAP_NAMES[gap.code]), *(words.value_of(point, self.one.unit) for point in gap.points)]
            for gap in self.one.gaps
        ]
        return Table(heads, rows, caption=gettext("Gaps"), caption_shown=True, tight=True)


def scale_of(one: MeasureEvidence) -> tuple[float, float, float]:
    """The ends of the scale and the step of its lines: about five, from 0 where the values come near it."""
    values = [value for p in one.points for value in (p.value, p.similar) if value is not None]
    low, high = min(values), max(values)
    step = next((s for s in STEPS if math.ceil(high / s) - math.floor(low / s) <= MOST_RULES), STEPS[-1])
    start = max(math.floor(low / step) - 1, 0)
    end = math.ceil(high / step)
    end += end * step == high and not (one.unit == "percent" and high >= 100)
    return float(start * step), float(max(end, start + 1) * step), float(step)


class AddedDrawing:
    """Value added as its template draws it: the sentence, and the years with their interval."""

    def __init__(self, added: Added) -> None:
        self.added = added

    @property
    def name(self) -> str:
        return gettext(self.added.name)

    @property
    def meaning(self) -> str:
        return gettext(self.added.meaning)

    @property
    def say(self) -> str:
        return words.say(added_says(self.added))

    @property
    def interval(self) -> str:
        """What the interval behind the word speaks of; nothing where there is none."""
        return gettext(ADDED_INTERVAL) if self.added.latest.low is not None else ""

    @property
    def trend(self) -> Trend:
        shape = {"better": "better", "similar": "same", "below": "worse"}
        word = self.added.latest.word
        told = gettext(EFFECT_WORDS[word]).capitalize() if word else gettext("Cannot say")
        return Trend(shape.get(word, "unknown"), f"{told}.")

    @property
    def table(self) -> Table:
        heads = [
            Column(gettext("Year")),
            Column(gettext("Pupils"), number=True),
            Column(gettext("Further or less far"), number=True),
            Column(gettext("Between"), number=True),
            Column(gettext("In words")),
        ]
        rows: list[list[Content]] = []
        for one in self.added.years:
            if one.effect is None or one.low is None or one.high is None:
                why = words.blank(one.reason)
                rows.append([one.year, why, why, why, why])
                continue
            between = gettext("%(low)s and %(high)s") % {"low": _signed(one.low), "high": _signed(one.high)}
            rows.append([one.year, one.pupils, _signed(one.effect), between, gettext(EFFECT_WORDS[one.word])])
        return Table(heads, rows, caption=self.name, tight=True)


def _signed(number: float) -> str:
    """An effect with its sign, to two decimals: a tenth of a level is much."""
    from django.utils.formats import number_format

    rounded = round(number, 2)
    text = str(number_format(abs(rounded), decimal_pos=2))
    return text if not rounded else f"{'+' if rounded > 0 else '−'}{text}"


class PartDrawing:
    """One phase: the measures that matter drawn, the rest as a table, value added."""

    def __init__(self, part: Part, beside: Beside, export: str, disputed: Disputed = NONE_DISPUTED) -> None:
        self.part = part
        self.first = [MeasureDrawing(one, beside, f"{export}&measure={one.code}", disputed) for one in part.first]
        self.others = [MeasureDrawing(one, beside, f"{export}&measure={one.code}", disputed) for one in part.others]
        self.added = AddedDrawing(part.added) if part.added else None
        self.beside = beside

    @property
    def code(self) -> str:
        return self.part.code

    @property
    def name(self) -> str:
        return gettext(self.part.name)

    @property
    def sources(self) -> list[str]:
        """Where the other measures come from, each source once."""
        return list(dict.fromkeys(one.source for one in self.others))

    @property
    def is_rest_open(self) -> bool:
        """Where nothing stands before the other measures, they stand open."""
        return not self.first

    @property
    def rest(self) -> Table | None:
        """The other measures over five years, with their direction."""
        if not self.part.others:
            return None
        years = [point.year for point in self.part.others[0].points]
        heads = [Column(gettext("Measure")), *(Column(year, number=True) for year in years)]
        if self.compares:
            heads += [Column(f"{self.beside.heading}, {years[-1]}", number=True), Column(gettext("Direction"))]
        rows = [self._rest_row(drawn) for drawn in self.others]
        return Table(heads, rows, caption=gettext("Other measures"), tight=True, stacked=True)

    @property
    def compares(self) -> bool:
        """Whether any of the other measures is better one way; those that only describe pupils are not compared."""
        return any(one.better != "neither" for one in self.part.others)

    def _rest_row(self, drawn: MeasureDrawing) -> list[Content]:
        one = drawn.one
        last = one.latest
        cells = [_year(drawn, point) for point in one.points]
        named: list[Content] = [Cell(drawn.name, words.unit_word(one.unit)), *cells]
        if not self.compares:
            return named
        other = words.figure(last.similar, one.unit) if last.similar is not None else self.beside.why_blank(last)
        return [*named, other, drawn.trend or Blank(gettext("more is neither better nor worse"))]


def _of(point: Point) -> str:
    if point.pupils is None:
        return ""
    return gettext("of %(pupils)s") % {"pupils": words.pupils_of(point.pupils, "")}


def _year(drawn: MeasureDrawing, point: Point) -> Content:
    """One year of another measure: its value, of how many pupils, and what is to be known of it."""
    of = "" if drawn.one.code == "pupils" or point.value is None else _of(point)
    return words.value_of(point, drawn.one.unit, words.joined(of, drawn.mark(point.year)))
