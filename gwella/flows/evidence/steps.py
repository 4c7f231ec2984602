"""What the frameworks compute from figures: standards groups and bands, with every measure's points beside them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from gwella.core.problems import Problem
from gwella.core.text import mark
from gwella.domain.categories.rules import band_of, banding_score, points, standards_group
from gwella.domain.figures.actions import replace_steps
from gwella.domain.figures.models import Figure, StepResult
from gwella.domain.places.models import FrameworkYear
from gwella.domain.schools.models import School
from gwella.engine.benchmarks import context_lines, quarters
from gwella.engine.indicators import GAPS, GROUPS, MEASURES, SCALE
from gwella.flows.evidence.working_out import POOLED, years_before
from gwella.frameworks import Framework, available, in_force, load
from gwella.frameworks.framework import Measure
from gwella.frameworks.running import next_year

__all__ = ["compute_steps", "step_year", "unknown_figures"]

CONTEXT = "fsm_share"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Held:
    """One figure: its value exactly as numerator and cohort give it, and how many pupils it is of; or its reason."""

    value: Decimal | None
    pupils: int | None
    reason: str


NOTHING = Held(None, None, "x")
# Figures by school, measure, group, school year and span.
Figures = Mapping[tuple[int, str, str, str, int], Held]


def step_year(year: str) -> str:
    """The school year whose round rests on the figures of `year`: the next, for results come in its summer."""
    return next_year(year)


def unknown_figures(framework: Framework) -> list[Problem]:
    """Each measure of the framework whose figure or group nobody works out, with what there is."""
    found = []
    for key, measure in _measures(framework):
        if measure.figure not in MEASURES:
            found.append(_unknown(framework, f"{key}.figure", measure.figure, MEASURES))
        others = {second for _first, second in GAPS.values()} if measure.seen == "gap" else set(GROUPS)
        if measure.group not in others:
            found.append(_unknown(framework, f"{key}.group", measure.group, others))
    return found


def _measures(framework: Framework) -> list[tuple[str, Measure]]:
    by_sector = framework.standards.measures if framework.standards else {}
    found = [(f"standards.measures.{s}.{m.code}", m) for s, several in by_sector.items() for m in several]
    ranked = framework.banding.measures if framework.banding else ()
    return found + [(f"banding.measures.{m.code}", m) for m in ranked]


def _unknown(framework: Framework, key: str, value: str, known: Collection[str]) -> Problem:
    return Problem(
        "framework_unknown_figure",
        mark("“{key}” names {item}, which is not worked out here."),
        f"{framework.code}.toml",
        column=key,
        value=value,
        mend=mark("Choose among: {known}."),
        params={"key": key, "item": value, "known": ", ".join(sorted(known))},
    )


def compute_steps(year: str) -> int:
    """Work out the steps of a school year's round and put them where pages read them. How many there are.

    Rests on the figures of the school year before, pooled where the framework pools. Run again, it gives the same.
    """
    rows = [row for framework in _frameworks(year) for row in _steps(framework, year)]
    replace_steps(year, rows)
    return len(rows)


def _frameworks(year: str) -> list[Framework]:
    """Those in force in the year: of the nation of the framework the service named, and that one itself."""
    code = FrameworkYear.objects.filter(school_year=year).values_list("framework", flat=True).first()
    named = load(code) if code in available() else None
    found = in_force(year, nation=named.nation).frameworks if named else in_force(year).frameworks
    return [*found, *([named] if named and named not in found else [])]


def _steps(framework: Framework, year: str) -> list[StepResult]:
    if not (framework.standards or framework.banding):
        return []
    schools = _schools(framework)
    latest = years_before(year, POOLED + 1)[1:]
    figures = _figures(framework, schools, latest)
    found = _groups(framework, year, schools, figures, latest) if framework.standards else []
    return found + (_bands(framework, year, schools, figures, latest) if framework.banding else [])


def _schools(framework: Framework) -> list[School]:
    rows = School.objects.filter(kind__in=("maintained", "pru"), council__is_served=True).order_by("pk")
    return [school for school in rows if _sector(school) in framework.sectors]


def _sector(school: School) -> str:
    return school.phase or school.kind


def _figures(framework: Framework, schools: Sequence[School], years: Sequence[str]) -> Figures:
    measures = [measure for _key, measure in _measures(framework)]
    groups = {measure.group for measure in measures} | {first for first, _second in GAPS.values()} | {"all"}
    rows = Figure.objects.told().filter(
        year__in=years,
        measure__in={CONTEXT, *(measure.figure for measure in measures)},
        group__in=groups,
        school__in=[school.pk for school in schools],
    )
    columns = ("school_id", "measure", "group", "year", "span", "numerator", "cohort", "value", "pupils", "reason")
    found = {}
    for *key, numerator, cohort, value, pupils, reason in rows.order_by().values_list(*columns).iterator():
        exact = _exact(str(key[1]), numerator, cohort, value)
        found[tuple(key)] = Held(exact, pupils, reason or ("x" if exact is None else ""))
    return found


def _exact(measure: str, numerator: float | None, cohort: int | None, value: float | None) -> Decimal | None:
    """62 of 100 is 62 %, not 62.000000000000007: a value on a boundary takes the better side."""
    if value is None:
        return None
    if numerator is None or not cohort or measure not in MEASURES or MEASURES[measure].unit == "count":
        return Decimal(repr(value))
    return Decimal(numerator) * Decimal(SCALE[MEASURES[measure].unit]) / Decimal(cohort)


# ---- standards groups


def _groups(
    framework: Framework, year: str, schools: Sequence[School], figures: Figures, latest: Sequence[str]
) -> list[StepResult]:
    standards = framework.standards
    assert standards is not None
    # Figures are pooled over three years; a framework that pools fewer is taken year by year.
    span = POOLED if standards.years_pooled.value == POOLED else 1
    found = []
    for school in schools:
        measures = standards.measures.get(_sector(school), ())
        told = {measure.code: _pooled(measure, school.pk, figures, latest[0], span) for measure in measures}
        result = standards_group(
            framework,
            school_year=year,
            sector=_sector(school),
            values={code: held.value for code, held in told.items()},
            pupils=_cohorts(measures, school.pk, figures, latest[: standards.years_pooled.value]),
        )
        found.append(
            StepResult(
                school=school,
                year=year,
                framework=framework.code,
                step="standards",
                score=None if result.mean is None else float(result.mean),
                result=result.group or "",
                why=result.why,
                points={
                    m.code: _part(m, told[m.code], None if (v := told[m.code].value) is None else points(m, v))
                    for m in measures
                },
            )
        )
    return found


def _pooled(measure: Measure, school: int, figures: Figures, year: str, span: int) -> Held:
    """The figure over the pooled years, or of the one year there is."""

    def held(group: str) -> Held:
        one = figures.get((school, measure.figure, group, year, 1), NOTHING)
        return figures.get((school, measure.figure, group, year, span), one)

    own = held(measure.group)
    if measure.seen != "gap":
        return own
    other = held(next(first for first, second in GAPS.values() if second == measure.group))
    if own.value is None or other.value is None:
        return Held(None, own.pupils, own.reason or other.reason)
    return Held(other.value - own.value, own.pupils, "")


def _cohorts(measures: Sequence[Measure], school: int, figures: Figures, years: Sequence[str]) -> list[int]:
    """The pupils of each year of the first measure of all pupils that the school has figures of."""
    for figure in (measure.figure for measure in measures if measure.group == "all"):
        held = [figures.get((school, figure, "all", year, 1), NOTHING).pupils for year in years]
        if found := [pupils for pupils in held if pupils is not None]:
            return found
    return []


def _part(measure: Measure, held: Held, earned: int | None) -> dict[str, object]:
    return {
        "value": None if held.value is None else float(held.value),
        "cohort": held.pupils,
        "points": earned,
        "weight": float(measure.weight),
        "figure": measure.figure,
        "group": measure.group,
        "seen": measure.seen,
        "why": held.reason if held.value is None else "",
    }


# ---- bands


def _bands(
    framework: Framework, year: str, schools: Sequence[School], figures: Figures, latest: Sequence[str]
) -> list[StepResult]:
    assert framework.banding is not None
    told, ranked = {}, {}
    for measure in framework.banding.measures:
        told[measure.code] = _seen(measure, schools, figures, latest)
        values = np.array([np.nan if held.value is None else float(held.value) for held in told[measure.code]])
        less = measure.figure in MEASURES and MEASURES[measure.figure].better == "less"
        ranked[measure.code] = quarters(values, np.ones(len(schools)), better="less" if less else "more").quarter
    return [
        _band(
            framework,
            year,
            school,
            {m.code: (told[m.code][i], int(ranked[m.code][i])) for m in framework.banding.measures},
        )
        for i, school in enumerate(schools)
    ]


def _seen(measure: Measure, schools: Sequence[School], figures: Figures, latest: Sequence[str]) -> list[Held]:
    """What banding takes of a figure, of each school: its value, its rise on the year before, or against context."""
    now, before = latest[0], latest[1]
    held = [figures.get((s.pk, measure.figure, measure.group, now, 1), NOTHING) for s in schools]
    if measure.seen == "progress":
        was = [figures.get((s.pk, measure.figure, measure.group, before, 1), NOTHING) for s in schools]
        return [
            Held(None if a.value is None or b.value is None else a.value - b.value, a.pupils, a.reason or b.reason)
            for a, b in zip(held, was, strict=True)
        ]
    if measure.seen != "context":
        return held
    share = [figures.get((s.pk, CONTEXT, "all", now, 1), NOTHING).value for s in schools]
    sectors = np.unique([_sector(s) for s in schools], return_inverse=True)[1]
    residual = context_lines(_floats(share), _floats([h.value for h in held]), sectors).residual
    return [
        Held(None, h.pupils, h.reason or "x") if np.isnan(r) else Held(Decimal(repr(float(r))), h.pupils, "")
        for h, r in zip(held, residual, strict=True)
    ]


def _floats(values: Sequence[Decimal | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)


def _band(framework: Framework, year: str, school: School, told: Mapping[str, tuple[Held, int]]) -> StepResult:
    assert framework.banding is not None
    score, result, why = None, "", ""
    if all(held.value is None for held, _quarter in told.values()):
        why = "no_values"
    elif any(held.value is None for held, _quarter in told.values()):
        why = "incomplete"
    elif not all(quarter for _held, quarter in told.values()):
        why = "few_schools"
    else:
        score = banding_score(framework, {code: quarter for code, (_held, quarter) in told.items()})
        result = band_of(framework, score)
    return StepResult(
        school=school,
        year=year,
        framework=framework.code,
        step="band",
        score=None if score is None else float(score),
        result=result,
        why=why,
        points={m.code: _part(m, told[m.code][0], told[m.code][1] or None) for m in framework.banding.measures},
    )
