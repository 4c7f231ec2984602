"""The safe version of a school’s evidence: what may not leave is blank and says so, and so is what would tell it."""

from dataclasses import replace

from gwella.engine.indicators import MEASURES
from gwella.insight.evidence.pieces import (
    Added,
    Direction,
    Gap,
    GroupValue,
    MeasureEvidence,
    Part,
    Point,
    SchoolEvidence,
)
from gwella.insight.evidence.trend import direction_of, one_pupil

# The limits of `engine.disclosure.rules`, which is slow to load; a test holds them together.
LEAST = 5
SMALL_GROUP = 10
# A group hidden is told by the whole less its other half, so both go.
HALVES = (("fsm", "not_fsm"), ("girls", "boys"), ("aln", "not_aln"), ("early_language", "not_early_language"))
_GAP_HALVES = {"fsm": "fsm", "sex": "girls"}


def may_not_leave(measure: str, numerator: float | None, cohort: int | None, pupils: int | None) -> bool:
    """Whether a figure is too small to leave by itself, whether or not its year has been through the gate.

    It is told of fewer than five pupils, counts one to four of them (of a share of the roll: or of the others), or says
    that none or all of fewer than ten did. Shares of sessions count no pupils.
    """
    if pupils is None:
        return False
    if 0 < pupils < LEAST:
        return True
    known = MEASURES.get(measure)
    if numerator is None or known is None or known.unit not in ("percent", "per_1000"):
        return False
    if known.unit == "percent" and cohort != pupils:
        return False
    others = pupils - numerator if known.source == "census" else 0
    all_or_none = known.unit == "percent" and pupils < SMALL_GROUP and numerator in (0, pupils)
    return 0 < numerator < LEAST or 0 < others < LEAST or all_or_none


def hide(evidence: SchoolEvidence) -> SchoolEvidence:
    """The evidence without figures marked hidden or of fewer than five pupils, nor those that would give them away."""
    return replace(evidence, parts=tuple(_part(part) for part in evidence.parts), is_safe=True)


def _part(part: Part) -> Part:
    return replace(
        part,
        first=tuple(_measure(one) for one in part.first),
        others=tuple(_measure(one) for one in part.others),
        added=_added(part.added, part.first) if part.added else None,
    )


def _measure(one: MeasureEvidence) -> MeasureEvidence:
    points = tuple(_point(point) for point in one.points)
    groups = _groups(one.groups, points[-1])
    shut = {group.group for group in groups if group.reason == "c"}
    gaps = tuple(_gap(gap, points, is_shut=_GAP_HALVES[gap.code] in shut) for gap in one.gaps)
    latest = points[-1]
    # Three years less two are the third: the pooled value goes with any of its years.
    pooled = one.pooled
    if pooled and (pooled.hidden or _is_small(pooled.pupils) or any(p.reason == "c" for p in points[-3:])):
        pooled = replace(pooled, value=None, pupils=None, reason="c")
    return replace(
        one,
        points=points,
        groups=groups,
        gaps=gaps,
        pooled=pooled,
        standing=None if latest.reason == "c" else one.standing,
        direction=direction_of(one.code, one.better, one.unit, points) if _changed(one, points) else one.direction,
        one_pupil=one_pupil(one.unit, latest),
    )


def _changed(one: MeasureEvidence, points: tuple[Point, ...]) -> bool:
    return points != one.points and one.direction != Direction("unknown", "context")


def _is_small(pupils: int | None) -> bool:
    return pupils is not None and pupils < LEAST


def _point(point: Point) -> Point:
    if point.value is None or not (point.hidden or _is_small(point.pupils)):
        return point
    return replace(point, value=None, pupils=None, reason="c")


def _groups(groups: tuple[GroupValue, ...], whole: Point) -> tuple[GroupValue, ...]:
    """Groups without those too small, and without the other half of each; none at all where the whole is hidden."""
    small = {one.group for one in groups if one.value is not None and (one.hidden or _is_small(one.pupils))}
    shut = {group for half in HALVES if small & set(half) for group in half} | small
    return tuple(
        replace(one, value=None, pupils=None, reason="c")
        if one.value is not None and (one.group in shut or whole.reason == "c")
        else one
        for one in groups
    )


def _gap(gap: Gap, points: tuple[Point, ...], *, is_shut: bool) -> Gap:
    last = len(gap.points) - 1
    told = []
    for place, (mine, whole) in enumerate(zip(gap.points, points, strict=True)):
        small = mine.hidden or _is_small(mine.pupils) or whole.reason == "c" or (is_shut and place == last)
        told.append(replace(mine, value=None, pupils=None, reason="c") if mine.value is not None and small else mine)
    return replace(gap, points=tuple(told))


def _added(added: Added, first: tuple[MeasureEvidence, ...]) -> Added:
    """Value added without the years in which the part's main figures are hidden: it follows them closely."""
    shut = {point.year for one in first for point in one.points if _point(point).reason == "c"}
    return replace(
        added,
        years=tuple(
            replace(one, effect=None, low=None, high=None, pupils=None, word="", reason="c")
            if one.effect is not None and (_is_small(one.pupils) or one.year in shut)
            else one
            for one in added.years
        ),
    )
