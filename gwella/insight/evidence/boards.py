"""One measure over the region or a council: five years, the gap, how its schools spread and moved. Never a ranking.

Schools are counted; they are named only where they lie within the reader's reach, in the order of their names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from django.db.models import Q

from gwella.domain.figures.models import DataSet, Figure, Standing
from gwella.domain.schools.models import School
from gwella.domain.schools.models.register import SchoolQuerySet
from gwella.evidence.queries.overlaps import PREFIX
from gwella.insight.evidence.measures import ORDER, MeasureWords, words_of
from gwella.insight.evidence.pieces import Point
from gwella.insight.evidence.trend import SCALES, direction_of, one_pupil
from gwella.insight.evidence.words import BREAKS

REGION = "region"
# The schools somebody looks after, counted together.
MINE = "mine"
YEARS = 5
GROUPS = ("all", "fsm", "not_fsm")
# Schools with fewer pupils are left out of a spread: one pupil would move them by a fifth. Not the official value.
LEAST_PUPILS = 5
# Below this many schools a quarter of them is nobody's pattern, and could be read as one school.
LEAST_SCHOOLS = 5
FIRST = "ks2_csi"


@dataclass(frozen=True, slots=True)
class BoardYear:
    """One year of a measure at a place: all pupils, those eligible for free school meals, those not; the region's."""

    year: str
    all: Point
    fsm: Point
    not_fsm: Point
    region: Point

    @property
    def gap(self) -> float | None:
        """Not eligible less eligible, in the measure's unit."""
        if self.fsm.value is None or self.not_fsm.value is None:
            return None
        return self.not_fsm.value - self.fsm.value


@dataclass(frozen=True, slots=True)
class Spread:
    """How schools' values lie: quarter points and middle of so many schools; `values` only of schools in reach."""

    schools: int
    low: float
    middle: float
    high: float
    values: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A school in reach, by name: its value now and the year before, its pupils."""

    school: School
    now: Point
    before: Point | None
    direction: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Wales (`name` empty) or another region by its name, as published: its points by year, and from which data set."""

    name: str
    points: Mapping[str, Point]
    data_set: DataSet


@dataclass(slots=True)
class Board:
    """A board. `moved` counts schools by direction, `beside` those ahead of, within a pupil of, behind similar ones.

    `elsewhere`: Wales and other regions, beside the region alone; `breaks`: years from which it is counted otherwise.
    """

    measure: MeasureWords
    place: str
    years: list[BoardYear]
    data_set: DataSet | None = None
    spread: Spread | None = None
    region_spread: Spread | None = None
    elsewhere: list[Elsewhere] = field(default_factory=list)
    breaks: tuple[str, ...] = ()
    left_out: int = 0
    moved: Mapping[str, int] = field(default_factory=dict)
    beside: Mapping[str, int] = field(default_factory=dict)
    named: list[Named] = field(default_factory=list)

    @property
    def year(self) -> str:
        """The latest year with a figure."""
        return self.years[-1].year


def measures_held() -> list[str]:
    """The measures with a figure of the region, in the order measures are told; one query."""
    held = Figure.objects.filter(place=REGION, span=1, group="all").order_by().values_list("measure", flat=True)
    # Overlaps of groups have a page of their own.
    held = held.exclude(measure__startswith=PREFIX)
    return sorted(set(held.distinct()), key=lambda code: ORDER.get(code, len(ORDER)))


def board_of(measure: str, place: str, schools: SchoolQuerySet) -> Board | None:
    """The board of a measure at a place (`region`, `council:993`, or `mine`: all of `schools` together); `schools` are
    those in the reader's reach. At most six queries. None where the place has no figure.
    """
    words = words_of(measure)
    council = place.partition(":")[2]
    reached = [] if place == REGION else list(schools.filter(council__code=council) if council else schools)
    pooled = _pooled(words, [school.pk for school in reached]) if place == MINE else {}
    years, data_set = _years(measure, place, pooled)
    if not years:
        return None
    board = Board(words, place, years, data_set)
    everywhere = _values(measure, years)
    mine = set(everywhere) if place == REGION else {school.pk for school in reached}
    here = {pk: held for pk, held in everywhere.items() if (held.council == council if council else pk in mine)}
    board.spread, board.left_out = _spread(here.values(), board.year, mine)
    if place != REGION:
        board.region_spread, _ = _spread(everywhere.values(), board.year, set())
    board.moved = Counter(_direction(words, held, years) for held in here.values() if board.year in held.points)
    board.beside = _beside(words, board.year, here)
    if place == REGION:
        board.elsewhere = _elsewhere(measure, [y.year for y in years])
        board.breaks = BREAKS.get(measure, ())
    if place != REGION:
        board.named = _named(words, [school for school in reached if school.pk in here], here, years)
    return board


# ---- the place


def _pooled(words: MeasureWords, schools: Sequence[int]) -> Mapping[tuple[str, str], Point]:
    """The pupils of these schools counted together, by year and group; one query."""
    rows = Figure.objects.told().filter(
        school__in=schools, measure=words.code, group__in=GROUPS, span=1, numerator__isnull=False, cohort__gt=0
    )
    totals: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for year, group, *counts in rows.order_by().values_list("year", "group", "numerator", "cohort", "pupils"):
        totals[year, group] = [had + (more or 0) for had, more in zip(totals[year, group], counts, strict=True)]
    scale = SCALES.get(words.unit, 1.0)
    return {
        (year, group): Point(year, scale * numerator / cohort, round(pupils))
        for (year, group), (numerator, cohort, pupils) in totals.items()
    }


def _years(measure: str, place: str, pooled: Mapping[tuple[str, str], Point]) -> tuple[list[BoardYear], DataSet | None]:
    rows = list(
        Figure.objects.told()
        .filter(place__in={place, REGION}, measure=measure, group__in=GROUPS, span=1)
        .select_related("data_set")
    )
    found = {(row.place, row.year, row.group): row for row in rows}
    of_place = [year for year, _group in pooled] if place == MINE else [row.year for row in rows if row.place == place]
    latest = max(of_place, default="")
    if not latest:
        return [], None
    first = min([*of_place, *(row.year for row in rows)])
    wanted = [year for year in _up_to(latest) if year >= first]

    def point(where: str, year: str, group: str) -> Point:
        if where == MINE:
            return pooled.get((year, group)) or Point(year, None, None, "x")
        row = found.get((where, year, group))
        return Point(year, row.value, row.pupils, row.reason) if row else Point(year, None, None, "x")

    years = [
        BoardYear(
            year,
            point(place, year, "all"),
            point(place, year, "fsm"),
            point(place, year, "not_fsm"),
            point(REGION, year, "all"),
        )
        for year in wanted
    ]
    held = found.get((REGION if place == MINE else place, latest, "all"))
    return years, held.data_set if held else None


def _elsewhere(measure: str, years: Sequence[str]) -> list[Elsewhere]:
    """Wales first, then other regions by name: published figures of areas alone."""
    rows = Figure.objects.told().filter(
        Q(place="wales") | Q(place__startswith="region:"), measure=measure, group="all", span=1, year__in=years
    )
    points: dict[str, dict[str, Point]] = defaultdict(dict)
    sets: dict[str, DataSet] = {}
    for row in rows.select_related("data_set").order_by("year"):
        name = row.place.partition(":")[2]
        points[name][row.year] = Point(row.year, row.value, row.pupils, row.reason)
        sets[name] = row.data_set
    return [Elsewhere(name, points[name], sets[name]) for name in sorted(points)]


def _up_to(latest: str) -> Iterator[str]:
    end = int(latest[:4])
    return (f"{y}/{(y + 1) % 100:02d}" for y in range(end - YEARS + 1, end + 1))


# ---- its schools


@dataclass(slots=True)
class _Held:
    key: int
    council: str
    points: dict[str, Point] = field(default_factory=dict)


def _values(measure: str, years: Sequence[BoardYear]) -> dict[int, _Held]:
    """Every served school's values of the latest two years, by key."""
    served = School.objects.all().served().order_by().values("pk")
    rows = Figure.objects.told().filter(
        measure=measure, group="all", span=1, year__in=[y.year for y in years[-2:]], school__in=served
    )
    found: dict[int, _Held] = {}
    told = rows.order_by().values_list("school_id", "school__council__code", "year", "value", "pupils")
    for key, council, year, value, pupils in told:
        if value is not None:
            found.setdefault(key, _Held(key, council)).points[year] = Point(year, value, pupils)
    return found


def _spread(held: Iterable[_Held], year: str, mine: set[int]) -> tuple[Spread | None, int]:
    points = [(one.key, one.points[year]) for one in held if year in one.points]
    large = [(key, point.value) for key, point in points if (point.pupils or 0) >= LEAST_PUPILS]
    values = sorted(value for _key, value in large if value is not None)
    left_out = len(points) - len(values)
    if len(values) < LEAST_SCHOOLS:
        return None, left_out
    low, middle, high = quantiles(values, n=4, method="inclusive")
    reached = sorted(value for key, value in large if key in mine and value is not None)
    return Spread(len(values), low, middle, high, tuple(reached)), left_out


def _direction(words: MeasureWords, held: _Held, years: Sequence[BoardYear]) -> str:
    points = [held.points.get(y.year) or Point(y.year, None, None, "x") for y in years[-2:]]
    return direction_of(words.code, words.better, words.unit, points).word


def _beside(words: MeasureWords, year: str, here: Mapping[int, _Held]) -> Mapping[str, int]:
    rows = Standing.objects.filter(measure=words.code, year=year, similar__isnull=False).order_by()
    counts: dict[str, int] = defaultdict(int)
    for school, value, similar, cohort in rows.values_list("school_id", "value", "similar", "cohort"):
        if school in here and similar is not None:
            counts[_place_beside(words, Point(year, value, cohort), similar)] += 1
    return counts


def _place_beside(words: MeasureWords, point: Point, similar: float) -> str:
    difference = (point.value or 0.0) - similar
    if abs(difference) <= (one_pupil(words.unit, point) or 0.0):
        return "near"
    return "ahead" if (difference > 0) == (words.better != "less") else "behind"


def _named(
    words: MeasureWords, schools: Sequence[School], here: Mapping[int, _Held], years: Sequence[BoardYear]
) -> list[Named]:
    latest = years[-1].year
    before = years[-2].year if len(years) > 1 else ""
    return [
        Named(
            school,
            here[school.pk].points[latest],
            here[school.pk].points.get(before),
            _direction(words, here[school.pk], years),
        )
        for school in schools
        if latest in here[school.pk].points
    ]
