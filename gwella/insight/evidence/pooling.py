"""Schools taken together: pupils pooled, told only of five or more, none of them a figure that may not leave."""

from collections import defaultdict

from gwella.domain.figures.rules import LEAST_IN_SET
from gwella.engine.indicators import MEASURES, SCALE
from gwella.insight.evidence.hiding import LEAST


class Pool:
    """Figures of schools summed by measure and year. Figures of fewer than five pupils do not come in, so that two
    choices that differ in one school tell no small group."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])

    def add(self, measure: str, year: str, numerator: float | None, cohort: int | None, pupils: int | None) -> None:
        """Add one school's figure of all pupils."""
        if numerator is None or not cohort or not pupils or pupils < LEAST:
            return
        sums = self._sums[measure, year]
        sums[0] += numerator
        sums[1] += cohort
        sums[2] += 1

    @property
    def values(self) -> dict[tuple[str, str], float]:
        """The pooled values, in each measure's unit."""
        return {
            key: numerator / cohort * SCALE[MEASURES[key[0]].unit]
            for key, (numerator, cohort, schools) in self._sums.items()
            if schools >= LEAST_IN_SET
        }
