"""Attendance and exclusions of an invented year. Strengths are set by eye; none is an official value."""

import numpy as np
import polars as pl

from gwella.twin.pupils import years
from gwella.twin.pupils.census import Present
from gwella.twin.pupils.chance import Chance, Floats, Ints
from gwella.twin.pupils.roll import Schools
from gwella.twin.pupils.tables import shaped
from gwella.twin.pupils.traits import Traits

SESSIONS = {"primary": 380, "secondary": 336, "last": 300}  # half days; year 11 leaves early
MISSED = {"primary": 0.0335, "secondary": 0.0382}  # before the few who miss a great deal
FIXED = (0.004, 0.004, 0.005, 0.007, 0.009, 0.012, 0.016, 0.035, 0.055, 0.07, 0.07, 0.05)  # by year group, 0 to 11
LENGTHS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 8.0, 12.0)
LENGTH_WEIGHTS = (8.0, 30.0, 5.0, 22.0, 16.0, 6.0, 9.0, 2.0, 1.0)


def attendance(schools: Schools, traits: Traits, here: Present, seed: int) -> pl.DataFrame:
    """The table `attendance`: one row a pupil from Reception to year 11; none in a year without a collection."""
    held = (here.group >= 0) & (here.group <= 11) & (here.year not in years.NO_ATTENDANCE)
    row = np.flatnonzero(held)
    chance = Chance(seed, "attendance", here.year)
    pupil, group = here.pupil[row], here.group[row]
    older = group >= 7
    most = np.where(older, np.where(group == 11, SESSIONS["last"], SESSIONS["secondary"]), SESSIONS["primary"])
    possible = most - 2 * chance.whole(len(row), 0, 4)
    late = chance.part(len(row)) < 0.012  # came or left within the year
    possible = np.where(late, (possible * chance.part(len(row))).astype(np.int64) // 2 * 2 + 2, possible)
    absent = chance.rounded(possible * np.minimum(_rate(schools, traits, chance, here, row), 0.95))
    share = 0.12 + 0.2 * older + 0.1 * traits.poverty[pupil] + chance.near(len(row), 0.12)
    unauthorised = np.minimum(chance.rounded(absent * np.clip(share, 0.0, 1.0)), absent)
    return shaped(
        "attendance",
        {
            "year": years.name(here.year),
            "school": pl.Series(schools.numbers).gather(here.school[row]),
            "upn": traits.upn.gather(pupil),
            "age": group + 4,
            "possible": possible,
            "authorised": absent - unauthorised,
            "unauthorised": unauthorised,
        },
    ).sort("school", "upn")


def _rate(schools: Schools, traits: Traits, chance: Chance, here: Present, row: Ints) -> Floats:
    """The share of sessions missed: most miss few, a few miss many; more with free meals, in later years, once."""
    group = here.group[row]
    apt = 0.75 * traits.away[here.pupil[row]] + chance.near(len(row), 0.66) + 0.25 * here.meals[row]
    apt += 0.3 * schools.of("special", "pru")[here.school[row]] + 0.05 * (group - 8) * (group > 8)
    lean = 1 + 0.25 * np.maximum(apt, -3.5)
    squared = lean * lean
    improved = 1 + 0.025 * max(2013 - here.year, 0) + 0.35 * (here.year > 2020)
    return np.where(group >= 7, MISSED["secondary"], MISSED["primary"]) * squared * squared * improved


def exclusions(schools: Schools, traits: Traits, here: Present, seed: int) -> pl.DataFrame:
    """The table `exclusions`: one row for each time."""
    chance = Chance(seed, "exclusions", here.year)
    row = np.flatnonzero((here.group >= 0) & (here.group <= 11))
    pupil = here.pupil[row]
    score = 0.6 * traits.away[pupil] - 0.35 * traits.gift[pupil] + 0.5 * (traits.need[pupil] > 0)
    score += 0.35 * here.meals[row] - 0.6 * traits.girl[pupil]
    lean = np.maximum(1 + 0.45 * score, 0.0)
    risk = np.minimum(np.array(FIXED)[here.group[row]] * lean * lean * lean * 0.5, 0.6)
    part = chance.part(len(row))
    times = (part < risk).astype(np.int64) + (part < 0.35 * risk) + (part < 0.12 * risk)
    who = np.repeat(row, times)
    days = np.array(LENGTHS)[chance.among(len(who), LENGTH_WEIGHTS)]
    out = row[chance.chance(np.where(here.group[row] >= 7, 0.006, 0.0015) * risk)]
    both = np.concatenate([who, out])
    return shaped(
        "exclusions",
        {
            "year": years.name(here.year),
            "school": pl.Series(schools.numbers).gather(here.school[both]),
            "upn": traits.upn.gather(here.pupil[both]),
            "kind": pl.Series(np.repeat(["fixed", "permanent"], [len(who), len(out)])),
            "days": pl.Series(np.concatenate([days, np.zeros(len(out))])),
        },
    ).sort("school", "upn", "kind", "days")
