"""From results to a group or a band: step one of the categorisation, and the banding before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gwella.core.text import mark
from gwella.core.verdict import YES, Verdict, no
from gwella.frameworks.framework import Banding, Cap, Framework, Measure

# Why a step has no result, or not the one its points would give.
WHY_STEP = {
    "no_group": mark("This framework has no standards group for this kind of school."),
    "small_cohort": mark("The cohort is too small for a standards group."),
    "no_values": mark("No measure has a value."),
    "incomplete": mark("A band needs a value of every measure."),
    "few_schools": mark("There are too few schools to rank."),
    "capped": mark("Below the minimum for pupils eligible for free school meals, which limits the group."),
}


@dataclass(frozen=True, slots=True)
class StandardsGroup:
    """Step one's result. `group` is None where `verdict` is no and says why; `mean` is the mean of points.

    `capped_by` is the cap that kept the school from a better group; `why` is a code of `WHY_STEP`, empty where the
    points speak for themselves.
    """

    group: str | None
    verdict: Verdict
    mean: Decimal | None = None
    capped_by: Cap | None = None
    why: str = ""


def points(measure: Measure, value: Decimal) -> int:
    """1 (best) to 4 by fixed boundaries; on a boundary the better. Where the boundaries rise, less is better."""
    less_is_better = measure.boundaries[0] < measure.boundaries[-1]
    for place, boundary in enumerate(measure.boundaries, 1):
        if value <= boundary if less_is_better else value >= boundary:
            return place
    return len(measure.boundaries) + 1


def standards_group(
    framework: Framework,
    *,
    school_year: str,
    sector: str,
    values: Mapping[str, Decimal | None],
    pupils: Sequence[int],
) -> StandardsGroup:
    """The standards group of a school, or the reason why it has none.

    `values`: each measure over the pooled years, by its code, unrounded; None or absent where there is none.
    `pupils`: the cohorts of the years pooled. Fewer than the framework's small cohort give no group; with
    fewer years than it pools, its yearly number times the years. A cap on the group is applied here.
    Source: the framework's `standards` and `caps`.
    """
    standards = framework.standards
    measures = standards.measures.get(sector, ()) if standards else ()
    if standards is None or not measures:
        return StandardsGroup(None, no(WHY_STEP["no_group"]), why="no_group")
    whole = len(pupils) >= standards.years_pooled.value
    least = standards.small_cohort.value if whole else standards.small_cohort_year.value * len(pupils)
    if not pupils or sum(pupils) < least:
        reason = no(
            mark("Small cohort: {pupils} pupils, fewer than {least}."), pupils=str(sum(pupils)), least=str(least)
        )
        return StandardsGroup(None, reason, why="small_cohort")
    earned = [(m.weight, points(m, v)) for m in measures if (v := values.get(m.code)) is not None]
    if not earned:
        return StandardsGroup(None, no(WHY_STEP["no_values"]), why="no_values")
    mean = sum((w * p for w, p in earned), Decimal(0)) / sum((w for w, _ in earned), Decimal(0))
    scale = framework.scales["standards"]
    group = scale.codes[sum(mean > edge for edge in standards.edges.value)]
    cap = standards_cap(framework, school_year, sector, values)
    if cap and scale.is_better(group, cap.best["standards"]):
        return StandardsGroup(cap.best["standards"], YES, mean, cap, "capped")
    return StandardsGroup(group, YES, mean)


def standards_cap(
    framework: Framework, school_year: str, sector: str, values: Mapping[str, Decimal | None]
) -> Cap | None:
    """The cap that limits the standards group, the strictest of several; None where its measure has no value."""
    found = []
    for cap in framework.caps:
        value = values.get(cap.measure)
        if (
            cap.applies(school_year, sector)
            and "standards" in cap.best
            and value is not None
            and value < cap.below.value
        ):
            found.append(cap)
    return max(found, key=lambda cap: framework.scales["standards"].place(cap.best["standards"]), default=None)


def banding_score(framework: Framework, quarters: Mapping[str, int]) -> Decimal:
    """The weighted sum of a school's quarters, 1 (best) to 4, by measure. Lower is better.

    `ValueError` where a quarter is missing or is none, or where the framework does not band.
    """
    banding = _banding(framework)
    codes = {measure.code for measure in banding.measures}
    if set(quarters) != codes or not all(1 <= quarter <= 4 for quarter in quarters.values()):
        raise ValueError("one quarter, 1 to 4, for each measure")
    return sum((measure.weight * quarters[measure.code] for measure in banding.measures), Decimal(0))


def band_of(framework: Framework, score: Decimal) -> str:
    """The band of a score; a score on an edge takes the better band. `ValueError` where the framework does not band."""
    edges = _banding(framework).edges.value
    return framework.scales["category"].codes[sum(score > edge for edge in edges)]


def _banding(framework: Framework) -> Banding:
    if framework.banding is None:
        raise ValueError(f"{framework.code} does not band")
    return framework.banding
