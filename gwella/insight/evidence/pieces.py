"""The pieces of a school's evidence, as pages and packs read them. Values unrounded, in the measure's unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gwella.core.text import Bilingual
from gwella.domain.schools.models import School
from gwella.insight.evidence.words import Direction as DirectionWord


@dataclass(frozen=True, slots=True)
class Found:
    """A figure as it lies in the table."""

    value: float | None
    pupils: int | None
    reason: str
    hidden: bool
    data_set: int


@dataclass(frozen=True, slots=True)
class Point:
    """One year of a measure. `reason` is a code of `words.BLANKS`: why there is no value, or what is to be known of it.

    `similar` and `region`: the pooled value of the similar schools (or of those chosen instead) and of the region.
    """

    year: str
    value: float | None
    pupils: int | None
    reason: str = ""
    hidden: bool = False
    status: str = ""
    similar: float | None = None
    region: float | None = None


@dataclass(frozen=True, slots=True)
class GroupValue:
    """One group of pupils in the latest year. `name` is a msgid."""

    group: str
    name: str
    value: float | None
    pupils: int | None
    reason: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """The first group's value less the second's, over the years; `pupils` of a point is the smaller group."""

    code: str
    first: str
    second: str
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point:
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Stand:
    """How the latest value stands: its quarter (1 the top) of its group by free school meals, and the context line."""

    quarter: int | None
    benchmark_group: int | None
    expected: float | None
    residual: float | None
    similar: float | None
    similar_pupils: int | None


@dataclass(frozen=True, slots=True)
class Direction:
    """Where a measure goes: a word, why none can be told (a code of `words.WHY_UNKNOWN`), and against which year."""

    word: DirectionWord
    why: str = ""
    was_year: str = ""
    was: float | None = None
    change: float | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The data set a measure comes from. `kind` and `status` are codes."""

    kind: str
    year: str
    name: Bilingual
    status: str
    as_at: date
    version: int


@dataclass(frozen=True, slots=True)
class MeasureEvidence:
    """One measure of one school: five years, earliest first. Names and meanings are msgids.

    `one_pupil` is what one pupil is worth in the latest year; `pooled` three years' pupils together.
    """

    code: str
    part: str
    name: str
    meaning: str
    counts: str
    unit: str
    better: str
    points: tuple[Point, ...]
    groups: tuple[GroupValue, ...]
    gaps: tuple[Gap, ...]
    pooled: Point | None
    standing: Stand | None
    direction: Direction
    one_pupil: float | None
    source: Source | None

    @property
    def latest(self) -> Point:
        """The year asked for."""
        return self.points[-1]

    @property
    def beside_similar(self) -> float | None:
        """The latest value less that of similar schools; None where either is blank."""
        here = self.latest
        return None if here.value is None or here.similar is None else here.value - here.similar

    @property
    def is_near_similar(self) -> bool:
        """Whether no more than one pupil's worth parts the school from similar schools."""
        apart = self.beside_similar
        return apart is not None and self.one_pupil is not None and abs(apart) <= self.one_pupil


@dataclass(frozen=True, slots=True)
class AddedYear:
    """Value added of one year with its interval and its word (a code of `figures.rules.EFFECT_WORDS`)."""

    year: str
    effect: float | None
    low: float | None
    high: float | None
    pupils: int | None
    word: str
    reason: str


@dataclass(frozen=True, slots=True)
class Added:
    """How far pupils came beside similar pupils elsewhere, over the years. Name and meaning are msgids."""

    code: str
    name: str
    meaning: str
    years: tuple[AddedYear, ...]

    @property
    def latest(self) -> AddedYear:
        return self.years[-1]


@dataclass(frozen=True, slots=True)
class Part:
    """One phase of the evidence: the few measures that matter first, then the rest, and value added."""

    code: str
    name: str
    first: tuple[MeasureEvidence, ...]
    others: tuple[MeasureEvidence, ...]
    added: Added | None


@dataclass(frozen=True, slots=True)
class SchoolEvidence:
    """The evidence of a school as of a year; no parts: nothing is here. `years`: those with data, latest first."""

    school: School
    year: str
    parts: tuple[Part, ...]
    years: tuple[str, ...] = ()
    is_safe: bool = False

    @property
    def measures(self) -> Iterator[MeasureEvidence]:
        """Every measure, those that matter first in each part."""
        for part in self.parts:
            yield from (*part.first, *part.others)

    @property
    def first(self) -> list[MeasureEvidence]:
        """The measures that matter."""
        return [one for part in self.parts for one in part.first]
