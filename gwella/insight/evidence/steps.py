"""What a framework works out from a school's figures: its standards group or band, every measure's points beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gwella.core.text import Bilingual
from gwella.domain.categories.rules import WHY_STEP
from gwella.domain.figures.models import StepResult
from gwella.domain.schools.models import School
from gwella.frameworks import available, load
from gwella.frameworks.framework import Framework, Measure
from gwella.insight.evidence.measures import words_of

BAND = "band"


@dataclass(frozen=True, slots=True)
class StepPart:
    """One measure of a step. `seen`: what is taken of the figure; `unit` is the figure's own; `is_ours`: its weight or
    its boundaries are not the official ones."""

    name: Bilingual
    seen: str
    unit: str
    value: float | None
    why: str
    pupils: int | None
    points: int | None
    weight: float
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Step:
    """The result of one framework in one school year. `result` is empty without one; `why` is a msgid: why there is
    none, or why it is not what the points give."""

    year: str
    framework: str
    name: Bilingual
    is_band: bool
    result: Bilingual | None
    score: float | None
    why: str
    parts: Sequence[StepPart]


def steps_of(school: School) -> list[Step]:
    """The steps of a school, latest year first; one query. Those of a framework this version lacks are left out."""
    rows = StepResult.objects.filter(school=school).order_by("-year", "framework", "step")
    known = set(available())
    return [_step(row, load(row.framework)) for row in rows if row.framework in known]


def _step(row: StepResult, framework: Framework) -> Step:
    measures = _measures(framework, row.step)
    is_band = row.step == BAND
    scale = framework.scales.get("category" if is_band else "standards")
    grade = next((one for one in scale.grades if one.code == row.result), None) if scale else None
    return Step(
        year=row.year,
        framework=framework.code,
        name=framework.name,
        is_band=is_band,
        result=(grade.word if grade else Bilingual(row.result, row.result)) if row.result else None,
        score=row.score,
        why=WHY_STEP.get(row.why, ""),
        parts=[_part(code, part, measures) for code, part in row.points.items()],
    )


def _measures(framework: Framework, step: str) -> dict[str, Measure]:
    if step == BAND:
        return {one.code: one for one in framework.banding.measures} if framework.banding else {}
    return {one.code: one for of in framework.standards.measures.values() for one in of} if framework.standards else {}


def _part(code: str, part: dict[str, Any], measures: dict[str, Measure]) -> StepPart:
    measure = measures.get(code)
    words = words_of(part["figure"])
    return StepPart(
        name=measure.name if measure else Bilingual(code, code),
        seen=part["seen"],
        unit=words.unit,
        value=part["value"],
        why=part["why"],
        pupils=part["cohort"],
        points=part["points"],
        weight=part["weight"],
        is_ours=measure is not None and measure.status == "ours",
    )
