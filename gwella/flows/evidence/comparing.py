"""How each school stands beside others: quarters, the context line, families, similar schools, value added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gwella.domain.figures.actions import replace_comparisons
from gwella.domain.figures.models import FamilyPlace, Figure, SimilarSchool, Standing
from gwella.domain.figures.rules import LEAST_IN_SET
from gwella.domain.schools.models import School
from gwella.engine.benchmarks import (
    FSM_EDGES,
    Context,
    Similar,
    context_lines,
    families,
    fsm_group,
    quarters,
    similar_schools,
)
from gwella.engine.indicators import MEASURES, SCALE, Measure
from gwella.evidence.queries.progress import school_progress
from gwella.flows.evidence.store import current_keys, root
from gwella.flows.evidence.working_out import years_before

CONTEXT = {"fsm": "fsm_share", "aln": "aln_share", "early_language": "early_language_share", "pupils": "pupils"}
# Value added stands beside the measures as one of its own.
PROGRESS = {"ks2": "progress_ks2", "ks4": "progress_ks4"}
LEAST_TOLD = 5  # pupils, below which a school's figure does not come into that of others
LOOK_BACK = 6  # school years: from key stage 2 to the examinations, both counted
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Values:
    """One measure's values of the schools, in their order; nan: none."""

    value: Floats
    numerator: Floats
    cohort: Floats
    pupils: Floats


def compare_schools(year: str) -> int:
    """Work out how schools stand in a year and put it where pages read it. How many standings there are.

    Follows from the year's figures: run again, it gives the same. Nothing where there are no figures.
    """
    counted = Figure.objects.told().filter(year=year, measure="pupils", group="all", span=1)
    asked = School.objects.filter(kind__in=("maintained", "pru"), council__is_served=True)
    schools = list(asked.filter(pk__in=counted.values("school")).order_by("pk"))
    index = {school.pk: i for i, school in enumerate(schools)}
    values = _values(year, index)
    if "pupils" not in values:
        replace_comparisons(year, standings=[], similar=[], families=[])
        return 0
    context = _context(schools, values)
    alike = similar_schools(context)
    found = families(context)
    standings = [
        standing
        for measure in MEASURES.values()
        if measure.code in values and measure.better != "neither"
        for standing in _standings(year, measure, schools, values[measure.code], context, alike)
    ]
    standings += _progress(year, {school.number: school for school in schools})
    replace_comparisons(
        year,
        standings=standings,
        similar=_similar(year, schools, context, alike),
        families=[
            FamilyPlace(school=schools[i], year=year, family=str(found.family[i]), challenge=float(found.index[i]))
            for i in np.flatnonzero(found.family > 0).tolist()
        ],
    )
    return len(standings)


def _values(year: str, index: Mapping[int, int]) -> dict[str, Values]:
    rows = Figure.objects.told().filter(year=year, group="all", span=1, school__in=index, value__isnull=False)
    found: dict[str, Values] = {}
    told = rows.order_by().values_list("measure", "school_id", "value", "numerator", "cohort", "pupils")
    for measure, school, *numbers in told.iterator():
        if measure not in found:
            found[measure] = Values(*(np.full(len(index), np.nan) for _ in range(4)))
        held = found[measure]
        for array, number in zip((held.value, held.numerator, held.cohort, held.pupils), numbers, strict=True):
            array[index[school]] = np.nan if number is None else number
    return found


def _context(schools: Sequence[School], values: Mapping[str, Values]) -> Context:
    unknown = np.full(len(schools), np.nan)
    known = {name: values[code].value if code in values else unknown for name, code in CONTEXT.items()}
    return Context(
        **known,
        deprivation=values["deprived_share"].value if "deprived_share" in values else unknown,
        sector=np.array([school.phase or school.kind for school in schools]),
        medium=np.array([school.medium for school in schools]),
    )


def _standings(
    year: str, measure: Measure, schools: Sequence[School], held: Values, context: Context, alike: Similar
) -> list[Standing]:
    sectors, sector = np.unique(context.sector, return_inverse=True)
    edges = {code: FSM_EDGES.get(str(code), ()) for code in sectors}
    group = np.zeros(len(schools), dtype=np.int64)
    for place, code in enumerate(sectors):
        here = context.sector == code
        if edges[code]:
            group[here] = fsm_group(context.fsm[here], edges[code]) + 100 * place
    group[np.isnan(context.fsm)] = 0
    ranked = quarters(held.value, group, better="less" if measure.better == "less" else "more")
    lines = context_lines(context.fsm, held.value, sector)
    similar, others = _of_similar(measure, held, alike)
    return [
        Standing(
            school=schools[i],
            year=year,
            measure=measure.code,
            value=float(held.value[i]),
            cohort=_whole(held.pupils[i]) or 0,
            benchmark_group=int(group[i] % 100) or None,
            quarter=int(ranked.quarter[i]) or None,
            expected=_known(lines.expected[i]),
            residual=_known(lines.residual[i]),
            similar=_known(similar[i]),
            similar_cohort=_whole(others[i]),
        )
        for i in np.flatnonzero(~np.isnan(held.value)).tolist()
    ]


def _of_similar(measure: Measure, held: Values, alike: Similar) -> tuple[Floats, Floats]:
    """The value of each school's similar schools taken together, pupils pooled; and how many pupils they are.

    Not of fewer than five schools, and without figures of fewer than five pupils: whoever reads it, none can be told.
    """
    enough = np.nan_to_num(held.pupils[alike.nearest]) >= LEAST_TOLD
    there = (alike.nearest >= 0) & ~np.isnan(held.value[alike.nearest]) & enough
    there &= (there.sum(axis=1) >= LEAST_IN_SET)[:, None]

    def total(array: Floats) -> Floats:
        summed: Floats = np.where(there, np.nan_to_num(array[alike.nearest]), 0.0).sum(axis=1)
        return summed

    cohort = total(held.cohort)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(cohort > 0, total(held.numerator) / cohort * SCALE[measure.unit], np.nan)
    return value, np.where(cohort > 0, total(held.pupils), np.nan)


def _similar(year: str, schools: Sequence[School], context: Context, alike: Similar) -> list[SimilarSchool]:
    rows = []
    for i, school in enumerate(schools):
        for rank, other in enumerate(alike.nearest[i], start=1):
            if other < 0:
                break
            because = zip(alike.features, alike.because[i, rank - 1], strict=True)
            why = {
                name: [round(float(share), 4), _known(getattr(context, name)[i]), _known(getattr(context, name)[other])]
                for name, share in because
                if _known(getattr(context, name)[i]) is not None
            }
            distance = float(alike.distance[i, rank - 1])
            rows.append(
                SimilarSchool(school=school, other=schools[other], year=year, rank=rank, distance=distance, why=why)
            )
    return rows


def _progress(year: str, schools: Mapping[str, School]) -> list[Standing]:
    keys = current_keys(years_before(year, LOOK_BACK))
    return [
        Standing(
            school=schools[number],
            year=year,
            measure=PROGRESS[told.outcome],
            value=float(told.added.effect[i]),
            cohort=int(told.added.pupils[i]),
            effect=float(told.added.effect[i]),
            effect_low=float(told.added.low[i]),
            effect_high=float(told.added.high[i]),
            effect_word=str(told.added.word[i]),
        )
        for told in school_progress(root(), keys, year)
        for i, number in enumerate(told.schools)
        if number in schools
    ]


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _whole(number: float) -> int | None:
    return None if np.isnan(number) else round(float(number))
