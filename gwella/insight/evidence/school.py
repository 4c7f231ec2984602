"""What the figures say of a school over five years: values, groups, gaps, how it stands, and why a blank is blank.

Many schools are read as fast as one: the number of queries does not depend on how many are asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from gwella.domain.figures.models import ComparisonSet, DataSet, Figure, Standing
from gwella.domain.figures.rules import REASONS
from gwella.domain.schools.models import School
from gwella.engine.indicators import GAPS, GROUPS, MEASURES, Measure
from gwella.insight.evidence.hiding import hide, may_not_leave
from gwella.insight.evidence.measures import KNOWN
from gwella.insight.evidence.pieces import (
    Added,
    AddedYear,
    Found,
    Gap,
    GroupValue,
    MeasureEvidence,
    Part,
    Point,
    SchoolEvidence,
    Source,
    Stand,
)
from gwella.insight.evidence.pooling import Pool
from gwella.insight.evidence.trend import direction_of, is_break, one_pupil
from gwella.insight.evidence.words import ADDED, KINDS, MATTER, PART_OF, PARTS

YEARS = 5
POOLED = 3
OUTCOMES = ("assessments", "results", "attendance")
# Groups told year by year, since their gaps are; the others of the latest year only.
_GAPPED = sorted({group for pair in GAPS.values() for group in pair})

Key = tuple[str, str, str, int]  # measure, year, group, years pooled


@dataclass(frozen=True)
class _Held:
    """Everything read for the schools asked for, before it is put together."""

    year: str
    sets: Mapping[tuple[str, str], DataSet]
    figures: Mapping[int, Mapping[Key, Found]]
    region: Mapping[tuple[str, str], float]
    standings: Mapping[int, Mapping[tuple[str, str], Standing]]
    pooled: Mapping[tuple[str, str], float] | None


def evidence_of(
    schools: Iterable[School], *, year: str | None = None, safe: bool = True, chosen: ComparisonSet | None = None
) -> dict[int, SchoolEvidence]:
    """The evidence of each school (with its council at hand) by its key, as of `year` or of the latest with outcomes.

    `safe` hides figures that may not leave: those marked so, and of fewer than five pupils, with what would give them
    away. The schools of `chosen`, pooled, stand where similar schools stood. Three queries however many schools. A year
    of which nothing is here gives evidence that is blank and says so.
    """
    asked = list(schools)
    held = _read(asked, year, chosen)
    found = {school.pk: _school(school, held) for school in asked}
    return {key: hide(one) for key, one in found.items()} if safe else found


def years_to(year: str, count: int = YEARS) -> list[str]:
    """The school years up to and with `year`, earliest first."""
    last = int(year[:4])
    return [f"{y}/{(y + 1) % 100:02d}" for y in range(last - count + 1, last + 1)]


# ---- reading


def _read(schools: Sequence[School], year: str | None, chosen: ComparisonSet | None) -> _Held:
    current = list(DataSet.objects.filter(replaced_by=None).order_by("received_on", "pk"))
    sets = {(one.kind, one.year): one for one in current}
    if year is None:
        outcomes = [one.year for one in current if one.kind in OUTCOMES]
        year = max(outcomes or [one.year for one in current], default="")
    if not year:
        return _Held("", {}, {}, {}, {}, None)
    years = years_to(year)
    keys = [school.pk for school in schools]
    figures, region, pool = _figures(keys, year, years, chosen)
    return _Held(year, sets, figures, region, _standings(keys, years), pool.values if chosen else None)


def _figures(
    keys: Sequence[int], year: str, years: Sequence[str], chosen: ComparisonSet | None
) -> tuple[dict[int, dict[Key, Found]], dict[tuple[str, str], float], Pool]:
    """The schools' figures, the region's of all pupils, and those of chosen schools together; one query."""
    everyone = Q(year__in=years, group="all", span=1, hidden=False)
    wanted = Q(school__in=keys) & (Q(year=year) | Q(year__in=years, span=1, group__in=["all", *_GAPPED]))
    wanted |= everyone & Q(place="region")
    if chosen is not None:
        wanted |= everyone & Q(school__in=chosen.members.order_by().values("pk"))
    rows = Figure.objects.told().filter(wanted, measure__in=list(MEASURES)).order_by()
    told = rows.values_list(
        *("school_id", "data_set_id", "measure", "year", "group", "span"),
        *("value", "pupils", "cohort", "reason", "hidden", "numerator"),
    )
    found: dict[int, dict[Key, Found]] = defaultdict(dict)
    region: dict[tuple[str, str], float] = {}
    pool, mine = Pool(), set(keys)
    for school, data_set, measure, of, group, span, value, pupils, cohort, reason, hidden, numerator in told.iterator():
        many = cohort if pupils is None else pupils
        key = (measure, of, group, span)
        if school is None:
            if value is not None:
                region[measure, of] = value
        elif school not in mine:
            pool.add(measure, of, numerator, cohort, many)
        else:
            shut = hidden or may_not_leave(measure, numerator, cohort, many)
            found[school][key] = Found(value, many, reason, shut, data_set)
    return found, region, pool


def _standings(keys: Sequence[int], years: Sequence[str]) -> dict[int, dict[tuple[str, str], Standing]]:
    found: dict[int, dict[tuple[str, str], Standing]] = defaultdict(dict)
    for row in Standing.objects.filter(school__in=keys, year__in=years).order_by().iterator():
        found[row.school_id][row.measure, row.year] = row
    return found


# ---- putting together


def _school(school: School, held: _Held) -> SchoolEvidence:
    if not held.year:
        return SchoolEvidence(school, "", ())
    years = tuple(sorted({year for _kind, year in held.sets}, reverse=True))
    parts = []
    for code, name in PARTS.items():
        measures = [
            _measure(school, measure, held)
            for measure in MEASURES.values()
            if PART_OF[measure.source] == code and _may_have(school, measure, held)
        ]
        kept = [one for one in measures if _is_worth_telling(one)]
        first = [one for one in kept if one.code in MATTER[code]]
        added = _added(school, code, held) if code in ADDED and kept else None
        if kept:
            parts.append(Part(code, name, tuple(first), tuple(one for one in kept if one not in first), added))
    return SchoolEvidence(school, held.year, tuple(parts), years)


def _may_have(school: School, measure: Measure, held: _Held) -> bool:
    """Measures of the school's own sector, and any of which it has a figure."""
    if (school.phase or school.kind) in measure.sectors and measure.source != "published":
        return True
    mine = held.figures.get(school.pk, {})
    return any((measure.code, year, "all", 1) in mine for year in years_to(held.year))


def _is_worth_telling(one: MeasureEvidence) -> bool:
    """Not those that never held in these years, nor those the school never had pupils for; nor, unless they matter,
    those of which nothing has come in yet."""
    if any(point.value is not None or point.reason in REASONS for point in one.points):
        return True
    return one.code in MATTER[one.part] and one.latest.reason == "not_here"


def _measure(school: School, measure: Measure, held: _Held) -> MeasureEvidence:
    mine = held.figures.get(school.pk, {})
    stands = held.standings.get(school.pk, {})
    points = tuple(_point(school, measure, year, held) for year in years_to(held.year))
    latest = mine.get((measure.code, held.year, "all", 1))
    own = held.sets.get((KINDS[measure.source], held.year))
    source = next((one for one in held.sets.values() if latest and one.pk == latest.data_set), own)
    pooled = mine.get((measure.code, held.year, "all", POOLED))
    return MeasureEvidence(
        code=measure.code,
        part=PART_OF[measure.source],
        name=measure.name,
        meaning=measure.meaning,
        counts=measure.counts,
        unit=measure.unit,
        better=measure.better,
        points=points,
        groups=_groups(school, measure, held),
        gaps=tuple(_gap(code, measure, held, mine) for code in GAPS) if measure.better != "neither" else (),
        pooled=_pooled(measure.code, pooled, points) if pooled else None,
        standing=_stand(stands.get((measure.code, held.year))),
        direction=direction_of(measure.code, measure.better, measure.unit, points),
        one_pupil=one_pupil(measure.unit, points[-1]),
        source=_source(source) if source else None,
    )


def _pooled(code: str, found: Found, points: Sequence[Point]) -> Point:
    """Three years' pupils together; blank where the measure began to be counted otherwise among them."""
    latest = points[-1].year
    if any(is_break(code, point.year, point.reason) for point in points[1 - POOLED :]):
        return Point(latest, None, None, "b")
    return Point(latest, found.value, found.pupils, found.reason, found.hidden)


def _point(school: School, measure: Measure, year: str, held: _Held, group: str = "all") -> Point:
    found = held.figures.get(school.pk, {}).get((measure.code, year, group, 1))
    standing = held.standings.get(school.pk, {}).get((measure.code, year)) if group == "all" else None
    similar = standing.similar if standing else None
    if held.pooled is not None:
        similar = held.pooled.get((measure.code, year)) if group == "all" else None
    region = held.region.get((measure.code, year)) if group == "all" else None
    status = held.sets[KINDS[measure.source], year].status if (KINDS[measure.source], year) in held.sets else ""
    if found is None:
        return Point(year, None, None, _why_blank(school, measure, year, held), False, status, similar, region)
    return Point(year, found.value, found.pupils, found.reason, found.hidden, status, similar, region)


def _why_blank(school: School, measure: Measure, year: str, held: _Held) -> str:
    """Why there is no row: no such measure, no data yet (of the school's council and stage), or no such pupils."""
    if not measure.holds(year):
        return "no_measure"
    data_set = held.sets.get((KINDS[measure.source], year))
    if data_set is None or (data_set.parts and not _has_part(data_set, school, measure)):
        return "not_here"
    return "no_pupils"


def _has_part(data_set: DataSet, school: School, measure: Measure) -> bool:
    council = school.council.code
    if data_set.kind == "assessments":
        return f"{council} {measure.source}" in data_set.parts
    return any(part.split(" ")[0] == council for part in data_set.parts)


def _groups(school: School, measure: Measure, held: _Held) -> tuple[GroupValue, ...]:
    """The groups of the latest year; none of a measure that only describes the school's pupils."""
    if measure.better == "neither" or measure.source == "published":
        return ()
    values = [(group, _point(school, measure, held.year, held, group.code)) for group in GROUPS.values()]
    return tuple(
        GroupValue(group.code, group.name, point.value, point.pupils, point.reason, point.hidden)
        for group, point in values
        if group.code != "all"
    )


def _gap(code: str, measure: Measure, held: _Held, mine: Mapping[Key, Found]) -> Gap:
    """The first group's value less the second's, year by year; blank with the reason of the first that is blank."""
    points = []
    for year in years_to(held.year):
        sides = [mine.get((measure.code, year, group, 1)) for group in GAPS[code]]
        known = [side for side in sides if side is not None and side.value is not None]
        hidden = any(side.hidden for side in known)
        if len(known) == 2:
            first, second = known
            fewer = min(first.pupils or 0, second.pupils or 0)
            points.append(Point(year, (first.value or 0.0) - (second.value or 0.0), fewer, "", hidden))
        else:
            why = next((side.reason for side in sides if side and side.value is None), "")
            missing = "no_measure" if not measure.holds(year) else "no_pupils"
            here = (KINDS[measure.source], year) in held.sets
            points.append(Point(year, None, None, why or (missing if here else "not_here"), hidden))
    return Gap(code, GAPS[code][0], GAPS[code][1], tuple(points))


def _stand(row: Standing | None) -> Stand | None:
    if row is None:
        return None
    return Stand(row.quarter, row.benchmark_group, row.expected, row.residual, row.similar, row.similar_cohort)


def _source(one: DataSet) -> Source:
    return Source(one.kind, one.year, one.source, one.status, one.as_at, one.version)


def _added(school: School, stage: str, held: _Held) -> Added:
    """Value added year by year; a year without is not matched yet, or has too few pupils."""
    code = f"progress_{stage}"
    mine = held.standings.get(school.pk, {})
    years = []
    for year in years_to(held.year):
        row = mine.get((code, year))
        if row is None:
            years.append(AddedYear(year, None, None, None, None, "", "not_matched"))
        else:
            years.append(AddedYear(year, row.effect, row.effect_low, row.effect_high, row.cohort, row.effect_word, ""))
    return Added(code, KNOWN[code].name, ADDED[stage], tuple(years))
