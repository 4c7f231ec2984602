"""What a school aims at, measure by measure: set, agreed, forecast, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from gwella.domain.figures.models import Figure, Target
from gwella.domain.schools.models import School
from gwella.insight.evidence.measures import KNOWN, ORDER, MeasureWords, words_of
from gwella.insight.evidence.pieces import Point
from gwella.insight.evidence.trend import one_pupil


@dataclass(frozen=True, slots=True)
class Aim:
    """One measure in one year: the latest value of each stage, and the figure that came. `given` counts all values."""

    measure: MeasureWords
    year: str
    latest: Mapping[str, Target]
    came: Figure | None
    given: int

    @property
    def worth(self) -> float | None:
        """What one pupil is worth: of those who came, else of those foreseen; None where nobody said how many."""
        if self.came is not None and self.came.value is not None:
            return one_pupil(self.measure.unit, Point(self.year, self.came.value, self.came.pupils))
        aimed = next((target for target in self.latest.values() if target.cohort), None)
        return one_pupil(self.measure.unit, Point(self.year, aimed.value, aimed.cohort)) if aimed else None


def targets_of(school: School) -> list[Target]:
    """Every value given on the way of the school's targets, latest first; one query."""
    return list(Target.objects.filter(school=school).select_related("given_by").order_by("-given_at", "-pk"))


def aims_of(school: School, targets: list[Target]) -> list[Aim]:
    """What the school aims at, latest year first, in the order measures are told; one query."""
    found: dict[tuple[str, str], list[Target]] = {}
    for target in targets:
        found.setdefault((target.year, target.measure), []).append(target)
    if not found:
        return []
    rows = Figure.objects.told().filter(
        school=school,
        group="all",
        span=1,
        year__in={year for year, _measure in found},
        measure__in={measure for _year, measure in found},
    )
    came = {(row.year, row.measure): row for row in rows}
    aims = [
        Aim(
            words_of(measure),
            year,
            {target.stage: target for target in reversed(given)},
            came.get((year, measure)),
            len(given),
        )
        for (year, measure), given in found.items()
    ]
    aims.sort(key=lambda aim: ORDER.get(aim.measure.code, len(ORDER)))
    aims.sort(key=lambda aim: aim.year, reverse=True)
    return aims


def measures_to_aim_at(school: School) -> list[MeasureWords]:
    """The measures a school of this phase can aim at: those where more, or less, is better."""
    sector = school.phase or school.kind
    return [
        words
        for words in KNOWN.values()
        if words.better != "neither" and words.sectors and (sector in words.sectors or not school.phase)
    ]
