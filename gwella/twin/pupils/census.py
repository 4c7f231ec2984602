"""The pupil census of an invented year: who is on which roll in January, and what is known of them."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gwella.twin.pupils import years
from gwella.twin.pupils.chance import Bools, Chance, Floats, Ints, place_in_group
from gwella.twin.pupils.lives import Lives
from gwella.twin.pupils.roll import Schools
from gwella.twin.pupils.tables import shaped
from gwella.twin.pupils.traits import EAL_STAGES, NEEDS, Traits

MISSED = 0.003  # came after census day: their results match no row
GUESTS = 0.001
DUAL = 0.02  # of those in years 9 to 11 whose exclusions lead to a referral unit part of the week


@dataclass(frozen=True)
class Present:
    """Who is at school in a year: one element a pupil, as places of pupils and schools. `meals`: eligible."""

    year: int
    pupil: Ints
    school: Ints
    group: Ints
    meals: Bools


def present(schools: Schools, lives: Lives, traits: Traits, seed: int, year: int, until: int) -> Present:
    """The pupils of the year that starts in `year`, each once, at the school they were really on the roll of."""
    stays = lives.stays_in(year)
    pupil = lives.pupil[stays]
    school = standing(schools, lives.school[stays], pupil, np.full(len(pupil), year))
    group = year - lives.cohort[pupil]
    meals = _meals(schools, traits, Chance(seed, "meals", year), pupil, school, until - year)
    return Present(year, pupil, school, group, meals)


def standing(schools: Schools, school: Ints, pupil: Ints, year: Ints) -> Ints:
    """The schools, or before they opened one of the two that their pupils were at."""
    return np.where(schools.opened[school] > year, schools.before[school, pupil % 2], school)


def _meals(schools: Schools, traits: Traits, chance: Chance, pupil: Ints, school: Ints, ago: int) -> Bools:
    """The poorest of each school, as many as its share; the share drifts, and was higher after 2008."""
    drift = Chance(0, "drift").part(len(schools)) - 0.5
    share = schools.meals / 100 * (1 + 0.012 * min(ago, 7)) * (1 + 0.03 * ago * drift)
    score = traits.poverty[pupil] + chance.near(len(pupil), 0.3)
    rank, sizes = place_in_group(school, -score)
    eligible: Bools = rank < np.floor(share[school] * sizes[school] + 0.5)
    return eligible


def census(schools: Schools, traits: Traits, here: Present, seed: int) -> pl.DataFrame:
    """The table `pupils` of the year."""
    chance = Chance(seed, "census", here.year)
    n = len(here.pupil)
    kept = np.flatnonzero(chance.part(n) >= MISSED)
    main, unit = _dual(schools, traits, chance, here)
    kept = kept[~np.isin(kept, main)]
    guests = np.flatnonzero((chance.part(n) < GUESTS) & (here.group >= 0))
    row = np.concatenate([kept, main, main, guests])
    school = here.school[row]
    school[len(kept) + len(main) : len(kept) + 2 * len(main)] = unit
    if len(guests):
        school[-len(guests) :] = np.roll(here.school[guests], 1)
    status = np.repeat(["C", "M", "S", "G"], [len(kept), len(main), len(main), len(guests)])
    told = _told(schools, traits, chance, here, row, school)
    return shaped("pupils", told | {"enrolment": pl.Series(status)}).sort("school", "year_group", "upn", "enrolment")


def _dual(schools: Schools, traits: Traits, chance: Chance, here: Present) -> tuple[Ints, Ints]:
    """Rows of pupils who spend part of the week at a referral unit of their council, and that unit."""
    units = np.full(schools.council.max() + 1, -1, dtype=np.int64)
    for place in np.flatnonzero(schools.of("pru")):
        units[schools.council[place]] = place
    apt = (here.group >= 9) & (here.group <= 11) & schools.of("secondary")[here.school]
    score = 0.5 * traits.away[here.pupil] - 0.3 * traits.gift[here.pupil] - 0.3 * traits.girl[here.pupil]
    unit = units[schools.council[here.school]]
    likely = np.where(apt & (unit >= 0), DUAL * np.clip(score, 0, None), 0.0)
    main = np.flatnonzero(chance.chance(likely))
    return main, unit[main]


def _told(
    schools: Schools, traits: Traits, chance: Chance, here: Present, row: Ints, school: Ints
) -> dict[str, object]:
    pupil, group, year = here.pupil[row], here.group[row], here.year
    eligible = pl.Series(here.meals[row])
    part = chance.part(len(here.pupil))[row]  # by pupil, so that a pupil's two rows agree
    kept_by_law = (part > 0.86) & ~here.meals[row] & (traits.poverty[pupil] > 0)
    eal = eal_stage(traits, pupil, group)
    decile = pl.Series(traits.decile[pupil])
    return {
        "year": years.name(year),
        "school": pl.Series(schools.numbers).gather(school),
        "upn": traits.upn.gather(pupil),
        "year_group": group,
        "born_on": pl.Series(traits.born_on[pupil]).cast(pl.Int32).cast(pl.Date),
        "sex": pl.Series(["M", "F"]).gather(traits.girl[pupil].astype(np.int64)),
        "fsm_eligible": eligible,
        "fsm_protected": pl.Series(kept_by_law) if year >= years.FIRST_PROTECTED else None,
        "fsm_universal": pl.Series(group <= 6) if year >= years.FIRST_UNIVERSAL else None,
        "aln": pl.Series([*NEEDS, "idp"]).gather(_needs(traits, pupil, year)),
        "eal": pl.Series([*EAL_STAGES, None]).gather(eal),
        "looked_after": (traits.care_since[pupil] <= group) & (group <= traits.care_until[pupil]),
        "welsh_home": traits.welsh_home[pupil],
        "deprivation": decile.set(pl.Series(part < 0.006), None),  # no address
    }


def eal_stage(traits: Traits, pupil: Ints, group: Ints) -> Ints:
    """Places in `EAL_STAGES` (A new to the language, D and E fluent enough); 5 for those at home in it."""
    learned = np.floor((group - traits.arrived[pupil]) * (0.35 + 0.6 * traits.pace[pupil]))
    return np.where(traits.arrived[pupil] == -99, 5, np.clip(learned, 0, 4)).astype(np.int64)


def _needs(traits: Traits, pupil: Ints, year: int) -> Ints:
    """Needs of the year: few are found before Reception; from 2021 plans replace them, all by 2024."""
    need = traits.need[pupil]
    share = (year - years.FIRST_PLANS + 1) / (years.LAST_NEEDS - years.FIRST_PLANS + 1)
    planned = (need > 0) & (traits.pace[pupil] < np.clip(share, 0, 1))
    return np.where(planned, 4, need)


def early(traits: Traits, pupil: Ints, group: Ints) -> Floats:
    """How far short of the language pupils are: 1 new to it, 0 fluent or at home in it."""
    short = np.clip((3 - eal_stage(traits, pupil, group) % 5) / 3, 0, 1)
    return np.where(traits.arrived[pupil] == -99, 0.0, short)
