"""From the store's tables to the figures of every school and area, in the one long shape that everything shares.

Two halves: `totals` adds pupils up, one pass a cohort, and totals of separate years may be made apart and put together
(so more pupils than fit in memory are counted); `figures` turns the totals, a small table, into values.
"""

from collections.abc import Mapping
from typing import Any

import ibis
from ibis import Table

from gwella.engine.indicators import exams, pupils
from gwella.engine.indicators.groups import GAPS, GROUPS, TRAITS
from gwella.engine.indicators.measure import SCALE, Column, Measure
from gwella.engine.indicators.measures import MEASURES
from gwella.engine.indicators.years import later

SPAN = 3
# Beside the years ahead that a year is pooled into: told for itself.
ALONE = -1
# Which of the store's tables each pupil table needs beside the census.
NEEDS: Mapping[str, str] = {
    "fp": "assessments",
    "ks2": "assessments",
    "ks3": "assessments",
    "ks4": "results",
    "attendance": "attendance",
    "exclusions": "exclusions",
    "census": "pupils",
}
_SUMS = ("numerator", "cohort", "pupils")


def pupil_table(source: str, tables: Mapping[str, Table], sent: Mapping[str, Table] | None = None) -> Table:
    """The pupil table that the measures of `source` are expressions of, one row a pupil a year. Else `KeyError`.

    `tables` and `sent`: as for `totals`.
    """
    known = pupils.known(tables)
    rows = tables[NEEDS[source]]
    everywhere = (sent or tables).get(NEEDS[source], rows)
    if source in pupils.SUBJECTS:
        return pupils.assessed(rows, known, source)
    if source == "ks4":
        return exams.aged_15(rows, known, everywhere)
    if source == "attendance":
        return pupils.attended(rows, known)
    if source == "exclusions":
        return pupils.excluded(rows, known, everywhere)
    return pupils.on_roll(known)


def totals(tables: Mapping[str, Table]) -> Table:
    """Sums by year, school, measure, group: `numerator`, `cohort`, `pupils` (float64).

    `tables`: the canonical tables of the store by name, "pupils" among them, and perhaps "census", which is
    `pupils.census` of it made beforehand; a missing table leaves its measures out. Totals of tables that share no year,
    or no pupil, may be put together by union.
    """
    return ibis.union(*(totals_of(source, tables) for source in sources(tables)))


def sources(tables: Mapping[str, Table]) -> list[str]:
    """The pupil tables that can be made of `tables`."""
    return [source for source, needed in NEEDS.items() if needed in tables]


def totals_of(source: str, tables: Mapping[str, Table], sent: Mapping[str, Table] | None = None) -> Table:
    """`totals` of the measures of one source.

    `sent`: where `tables` hold a part of the pupils, the undivided ones; whose files have come is asked of them.
    """
    measures = [measure for measure in MEASURES.values() if measure.source == source]
    return _long(_by_group(_cube(pupil_table(source, tables, sent), measures)), measures)


def _cube(table: Table, measures: list[Measure]) -> Table:
    """The one pass over pupils: each measure's sums by year, school and the pupils' traits."""
    sums: dict[str, Any] = {}
    for measure in measures:
        assert measure.earned is not None
        assert measure.of is not None
        earned, of = measure.earned(table), measure.of(table)
        sums[f"{measure.code}_numerator"] = earned.sum()
        sums[f"{measure.code}_cohort"] = of.sum()
        sums[f"{measure.code}_pupils"] = (of > 0).ifelse(1, 0).cast("float64").sum()
    return table.group_by("year", "school", *TRAITS).agg(**sums)


def _by_group(cube: Table) -> Table:
    each = cube.mutate(group=ibis.array(list(GROUPS)).unnest())
    inside = ibis.or_(*((each.group == group.code) & group.holds(each) for group in GROUPS.values()))
    sums = [name for name in cube.columns if name not in ("year", "school", *TRAITS)]
    kept = each.filter(inside)
    return kept.group_by("year", "school", "group").agg(**{name: kept[name].sum() for name in sums})


def _long(wide: Table, measures: list[Measure]) -> Table:
    """A row a measure, without those that count nothing or do not hold in the year."""
    each = wide.mutate(measure=ibis.array([measure.code for measure in measures]).unnest())

    def of_measure(part: str) -> Column:
        return ibis.cases(*((each.measure == measure.code, each[f"{measure.code}_{part}"]) for measure in measures))

    rows = each.select("year", "school", "measure", "group", **{part: of_measure(part) for part in _SUMS})
    limits = [(measure.code, measure.holding(rows.year)) for measure in measures]
    holds = [(rows.measure != code) | limit for code, limit in limits if limit is not None]
    return rows.filter((rows.cohort > 0) | (rows.numerator > 0), *holds)


def figures(sums: Table, places: Table) -> Table:
    """Figures of every school and area from `totals`.

    `places`: school, council, family (null: none), sector. Schools that are not in it, and measures that their sector
    does not have, are left out. Columns: year, place, measure, group, span (1, or 3: pupils of up to three years
    pooled), years (how many they are), numerator, cohort, pupils, value (unrounded). `cohort` is what the numerator is
    divided by (sessions, for attendance); `pupils` how many pupils that is.
    """
    every = _spans(_areas(sums, places))
    codes = {unit: [m.code for m in MEASURES.values() if m.unit == unit] for unit in SCALE}
    scale = ibis.cases(*((every.measure.isin(codes[unit]), factor) for unit, factor in SCALE.items() if codes[unit]))
    ratio = every.numerator / every.cohort * scale
    counted = every.measure.isin(codes["count"])
    return every.mutate(value=ibis.ifelse(counted, every.numerator, ratio))


def _areas(sums: Table, places: Table) -> Table:
    """Sums by place: "school:…", "council:…", "family:…", "region"."""
    whole = sums.group_by("year", "school", "measure", "group").agg(**{name: sums[name].sum() for name in _SUMS})
    # Only of the whole: exclusions may be of pupils whom the census does not know, who are in no cohort.
    rows = whole.filter(whole.cohort > 0).inner_join(places.select("school", "council", "family", "sector"), "school")
    sectors = {measure.sectors for measure in MEASURES.values()}
    codes = {sector: [m.code for m in MEASURES.values() if m.sectors == sector] for sector in sectors}
    rows = rows.filter(
        ibis.or_(*(rows.measure.isin(codes[sector]) & rows.sector.isin(sector) for sector in sorted(sectors)))
    )
    names = ibis.array(
        [
            ibis.literal("school:") + rows.school,
            ibis.literal("council:") + rows.council,
            ibis.literal("family:") + rows.family,
            ibis.literal("region"),
        ]
    )
    rows = rows.select("year", "measure", "group", *_SUMS, place=names.unnest())
    rows = rows.filter(rows.place.notnull())
    return rows.group_by("year", "place", "measure", "group").agg(**{name: rows[name].sum() for name in _SUMS})


def _spans(one: Table) -> Table:
    """Each year alone, and three years' pupils together (not a mean of percentages), told for the last where it has a
    figure.

    One pass, for a database might work a table out again for each time it is asked for.
    """
    pooled = [measure.code for measure in MEASURES.values() if measure.pooled]
    rows = one.mutate(ahead=ibis.array([ALONE, *range(SPAN)]).unnest())
    rows = rows.filter((rows.ahead == ALONE) | rows.measure.isin(pooled))
    rows = rows.mutate(
        year=later(rows.year, ibis.greatest(rows.ahead, 0)),
        span=(rows.ahead == ALONE).ifelse(1, SPAN).cast("int8"),
        own=(rows.ahead <= 0).ifelse(1, 0),
    )
    added = rows.group_by("year", "place", "measure", "group", "span").agg(
        own=rows.own.max(), years=rows.ahead.count().cast("int64"), **{name: rows[name].sum() for name in _SUMS}
    )
    return added.filter(added.own > 0).select("year", "place", "measure", "group", "span", "years", *_SUMS)


def compute(tables: Mapping[str, Table], places: Table) -> Table:
    """The figures of every school and area: `figures` of the `totals` of `tables`."""
    return figures(totals(tables), places)


def gaps(told: Table) -> Table:
    """The gaps of `figures`: year, place, measure, span, gap, value.

    "fsm": not eligible less eligible; "sex": girls less boys. In the measure's own unit (percentage points, points),
    where both groups have a figure.
    """
    keys = ("year", "place", "measure", "span")
    found = []
    for gap, (first, second) in GAPS.items():
        left, right = told.filter(told.group == first), told.filter(told.group == second)
        both = left.inner_join(right.select(*keys, other=right.value), keys)
        found.append(both.select(*keys, gap=ibis.literal(gap), value=both.value - both.other))
    return ibis.union(*found)
