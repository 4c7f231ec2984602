"""What a framework is: a dated book of rules as plain, frozen data. `loader` reads it and checks it.

A school year is written "2019/20" and starts on 1 September; such texts sort as they follow. Days are
`Decimal` to the half, percentages `Decimal` from 0 to 100.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from gwella.core.text import Bilingual, mark

T = TypeVar("T")

# official: read in a primary source · second_hand: told by others · ours: not found, Gwella's default
Status = Literal["official", "second_hand", "ours"]
STATUS_WORDS: Mapping[Status, str] = {
    "official": mark("official"),
    "second_hand": mark("second-hand"),
    "ours": mark("not the official value"),
}

NO_GROUP = "none"  # the matrix row of a school without a standards group
MAIN_SCALE = "category"  # the scale whose grades are a framework's categories (or bands)


@dataclass(frozen=True, slots=True)
class Wording(Bilingual):
    """A text in both languages. `review`: no Welsh speaker has read the Welsh yet."""

    review: bool = False


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """A value with its provenance. `source` names one of the framework's sources; empty where the value is ours."""

    value: T
    status: Status
    source: str = ""

    @property
    def is_ours(self) -> bool:
        """True where screens and documents must say "not the official value"."""
        return self.status == "ours"


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a scale. `colour` and `shape` are set where it is a support category."""

    code: str
    word: Wording
    colour: str = ""
    shape: str = ""
    meaning: Wording | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Grades from the best to the worst."""

    code: str
    name: Wording
    grades: tuple[Grade, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The grades' codes, best first."""
        return tuple(grade.code for grade in self.grades)

    def place(self, code: str) -> int:
        """0 for the best grade. `ValueError` for a grade the scale has not."""
        return self.codes.index(code)

    def grade(self, code: str) -> Grade:
        """The grade of that code. `ValueError` where there is none."""
        return self.grades[self.place(code)]

    def worse(self, one: str, other: str) -> str:
        """The worse of two grades."""
        return max(one, other, key=self.place)

    def is_better(self, one: str, other: str) -> bool:
        """True where `one` is a better grade than `other`."""
        return self.place(one) < self.place(other)


# What of a figure is taken: its value, the gap (others less the group), how it rose on the year before, or how far it
# stands from the context line.
Seen = Literal["value", "gap", "progress", "context"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with its weight and the values (best first) that still earn 1, 2 and 3 points; none: ranked.

    `figure` and `group` are codes of the figures it is taken from; `seen` is what is taken of them.
    """

    code: str
    name: Wording
    weight: Decimal
    status: Status
    source: str = ""
    boundaries: tuple[Decimal, ...] = ()
    figure: str = ""
    group: str = "all"
    seen: Seen = "value"


@dataclass(frozen=True, slots=True)
class Standards:
    """Step one: points by fixed boundaries, their weighted mean, and the group by the mean's edges."""

    edges: Stated[tuple[Decimal, ...]]  # the mean that still earns groups 1, 2, 3
    years_pooled: Stated[int]
    small_cohort: Stated[int]  # fewer pupils over the pooled years than this: no group
    small_cohort_year: Stated[int]  # the same in a single year
    measures: Mapping[str, tuple[Measure, ...]]  # by sector; a sector without measures has no group


@dataclass(frozen=True, slots=True)
class Banding:
    """A score is the weighted sum of quarters (1 best to 4); its band is found by edges. Lower is better."""

    edges: Stated[tuple[Decimal, ...]]
    weight_sum: Stated[Decimal]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Aspect:
    """What capacity is judged on."""

    code: str
    name: Wording


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix: the default, and what may be chosen instead with a recorded reason."""

    default: str
    allowed: tuple[str, ...]
    status: Status
    source: str = ""

    @property
    def permitted(self) -> tuple[str, ...]:
        """The default and its alternatives."""
        return (self.default, *self.allowed)


@dataclass(frozen=True, slots=True)
class Cap:
    """Where `measure` is below `below`, each scale named in `best` can be at best the grade given there."""

    code: str
    name: Wording
    years: tuple[str, ...]
    sectors: tuple[str, ...]
    measure: str
    below: Stated[Decimal]
    best: Mapping[str, str]

    def applies(self, school_year: str, sector: str) -> bool:
        """True where the cap is to be tested at all."""
        return school_year in self.years and sector in self.sectors


@dataclass(frozen=True, slots=True)
class Override:
    """A school in one of these follow-up categories of an inspection gets `category` at best."""

    name: Wording
    follow_up: tuple[str, ...]
    category: Stated[str]


@dataclass(frozen=True, slots=True)
class Days:
    """Ceilings of days a year; never a promise. `ceilings` is empty where a framework sets none."""

    ceilings: Mapping[str, Stated[Decimal]]
    without_category: Stated[Decimal]


@dataclass(frozen=True, slots=True)
class Part:
    """Who advises, who decides and who is told at one stage. Codes are of `Framework.roles`."""

    stage: str
    name: Wording
    advises: tuple[str, ...]
    decides: str
    told: tuple[str, ...]
    status: Status
    source: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a judgement of needs says of each: its theme, and how urgent it is (a grade of the scale "urgency")."""

    themes: Mapping[str, Wording]
    urgency: Scale


@dataclass(frozen=True, slots=True)
class Level:
    """What goes with one level of support: how often it is reviewed, and the days that guide the dialogue."""

    grade: str
    review_terms: Stated[int]
    days: Stated[Decimal]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A reason for which a school may be given a level of support, from a school year on."""

    code: str
    name: Wording
    level: str
    from_year: str
    status: Status
    source: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """What is to be there so many weeks after support began."""

    code: str
    name: Wording
    weeks: int
    status: Status
    source: str = ""

    def on(self, began: date) -> date:
        """The day by which it is to be there."""
        return began + timedelta(weeks=self.weeks)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for the framework from a school year on."""

    from_year: str
    name: Wording
    status: Status
    source: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day of each school year by which something is done. `year_before`: before that school year begins."""

    code: str
    name: Wording
    month: int
    day: int
    status: Status
    source: str = ""
    year_before: bool = False

    def on(self, school_year: str) -> date:
        """The date in that school year ("2018/19": 20 November is in 2018, 31 January in 2019)."""
        first = int(school_year[:4])
        later = self.month < 9 and not self.year_before
        return date(first + later, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Term:
    """A term's first and last day, and the half-term holiday inside it (both days off).

    `closed` are other days inside it on which no school is open: bank holidays, days for training.
    """

    code: str  # autumn | spring | summer
    starts: date
    ends: date
    half_term_starts: date
    half_term_ends: date
    closed: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """True on the term's days outside half term, weekends and closed days apart."""
        inside = self.starts <= day <= self.ends and day not in self.closed
        return inside and not self.half_term_starts <= day <= self.half_term_ends and day.weekday() < 5


@dataclass(frozen=True, slots=True)
class TermDates:
    """The default terms of one school year, for councils that have not given their own."""

    school_year: str
    terms: tuple[Term, ...]
    status: Status
    source: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The round's deadlines in their order, letters and first visits, default term dates."""

    deadlines: tuple[Deadline, ...]
    allocation_notice: Deadline
    first_visit_days: Stated[int]
    term_dates: tuple[TermDates, ...]

    def deadline(self, code: str) -> Deadline | None:
        """The deadline of that code, or None where the framework has none."""
        return next((deadline for deadline in self.deadlines if deadline.code == code), None)

    def terms_of(self, school_year: str) -> tuple[Term, ...]:
        """The default terms of a school year; empty where the framework gives none."""
        return next((dates.terms for dates in self.term_dates if dates.school_year == school_year), ())

    def first_visit_by(self, link_begins: date) -> date:
        """The last day of the window for the first visit of a new link."""
        return link_begins + timedelta(days=self.first_visit_days.value)


@dataclass(frozen=True, slots=True)
class Publication:
    """Whether categories are published, and told in letters. `lists`: the published lists a sector stands in."""

    published: Stated[bool]
    told_in_letters: Stated[bool]
    lists: Mapping[str, tuple[str, ...]]

    def lists_of(self, sector: str) -> tuple[str, ...]:
        """The lists a school stands in: its sector's, unless it stands in several (all-through schools)."""
        return self.lists.get(sector, (sector,))


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the round, by the number the field knows it under."""

    code: str
    name: Wording
    deadline: str
    status: Status
    source: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter a category calls for, and which role signs it."""

    category: str
    name: Wording
    signed_by: str
    status: Status
    source: str = ""


@dataclass(frozen=True, slots=True)
class Allocation:
    """What the allocation weighs, in kilometres by the wish's name, and who is served first when days run short."""

    weights: Mapping[str, Stated[Decimal]]
    travel_factor: Stated[Decimal]
    serving_head_km: Stated[Decimal]
    days_a_visit: Stated[Decimal]
    priority: Stated[tuple[str, ...]]  # categories and "without_category", first served first

    def priority_of(self, category: str | None) -> int:
        """The higher, the sooner served; the last of the list has 1. `ValueError` for an unknown category."""
        return len(self.priority.value) - self.priority.value.index(category or "without_category")


@dataclass(frozen=True, slots=True)
class Framework:
    """One dated book of rules. A part that the framework has not is None or empty."""

    code: str
    name: Wording
    national: bool
    years: tuple[str, ...]
    sectors: tuple[str, ...]
    steps: tuple[str, ...]
    sources: Mapping[str, Wording]
    roles: Mapping[str, Wording]
    scales: Mapping[str, Scale]
    days: Days
    parts: tuple[Part, ...]
    calendar: Calendar
    publication: Publication
    welsh_levels: Mapping[str, Stated[int]]  # by medium code of the school register; 0 to 5
    allocation: Allocation
    evidence_terms: Stated[int]  # how many terms old first-hand evidence may be
    aspects: tuple[Aspect, ...] = ()
    standards: Standards | None = None
    banding: Banding | None = None
    matrix: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)  # by group (or "none"), by capacity
    caps: tuple[Cap, ...] = ()
    override: Override | None = None
    forms: tuple[Form, ...] = ()
    letters: tuple[Letter, ...] = ()
    nation: str = "wales"
    needs: Needs | None = None
    support: tuple[Level, ...] = ()  # by grade of the scale "support", least support first
    eligibility: tuple[Criterion, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    owners: tuple[Owner, ...] = ()

    @property
    def categories(self) -> Scale | None:
        """The scale of categories (or bands); None in a framework without grades."""
        return self.scales.get(MAIN_SCALE)

    def part(self, stage: str) -> Part | None:
        """Who advises, decides and is told at a stage; None where the framework has no such stage."""
        return next((part for part in self.parts if part.stage == stage), None)

    def owner(self, school_year: str) -> Owner | None:
        """Who answers for it in a school year; None where the framework does not say."""
        return next((owner for owner in reversed(self.owners) if owner.from_year <= school_year), None)

    def criteria(self, school_year: str) -> tuple[Criterion, ...]:
        """The criteria that hold in a school year."""
        return tuple(criterion for criterion in self.eligibility if criterion.from_year <= school_year)

    def covers(self, school_year: str, sector: str = "") -> bool:
        """True where the framework is in force that year (for that sector, where one is given)."""
        return school_year in self.years and (not sector or sector in self.sectors)
