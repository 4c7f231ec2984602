"""What schools add: true effects that move slowly, one a school, stage and year, apart from who their pupils are."""

from dataclasses import dataclass

import numpy as np

from gwella.twin.pupils.chance import Chance, Floats, Ints

STAGES = {"fp": 2, "ks2": 6, "ks3": 9, "ks4": 11}  # the year group assessed
SPREAD = {"fp": 0.22, "ks2": 0.24, "ks3": 0.22, "ks4": 0.25}  # standard deviation between schools
KEEPING = 0.9  # of a year's effect that is left the year after
COMMON = 0.75  # how far a school's stages move together


@dataclass(frozen=True)
class Effects:
    """`by_stage`: shape (years, schools), the first year starting in `since`; unit: a pupil's standard deviation."""

    since: int
    by_stage: dict[str, Floats]

    def of(self, stage: str, school: Ints, year: Ints) -> Floats:
        """The effects of schools (places) in years; 0 where the school is -1."""
        table = self.by_stage[stage]
        return np.where(school < 0, 0.0, table[np.clip(year - self.since, 0, len(table) - 1), school])


def make_effects(count: int, seed: int, since: int, until: int) -> Effects:
    """Effects of `count` schools in the years that start in `since` to `until`."""
    common = _walk(Chance(seed, "effects"), count, until - since + 1)
    rest = (1 - COMMON**2) ** 0.5
    return Effects(
        since,
        {
            stage: SPREAD[stage] * (COMMON * common + rest * _walk(Chance(seed, "effects", stage), count, len(common)))
            for stage in STAGES
        },
    )


def _walk(chance: Chance, count: int, years: int) -> Floats:
    """Standard scores, each year `KEEPING` of the last and something new."""
    found = np.empty((years, count))
    found[0] = chance.near(count)
    new = (1 - KEEPING**2) ** 0.5
    for year in range(1, years):
        found[year] = KEEPING * found[year - 1] + chance.near(count, new)
    return found
