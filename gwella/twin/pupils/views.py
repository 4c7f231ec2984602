"""What invented pupils say: the answers of a survey by school, in per cent who agree. Statements are our own."""

import numpy as np
import polars as pl

from gwella.twin.pupils import years
from gwella.twin.pupils.census import Present
from gwella.twin.pupils.chance import Chance, Ints
from gwella.twin.pupils.effects import SPREAD, Effects
from gwella.twin.pupils.roll import Schools
from gwella.twin.pupils.tables import SCHEMAS, shaped

# statement: per cent who agree in primary, in secondary, and how far the school's effect moves it
STATEMENTS = {
    "feel_safe": (95.0, 86.0, 2.0),
    "enjoy_school": (90.0, 72.0, 4.0),
    "taught_well": (96.0, 80.0, 4.0),
    "know_how_to_improve": (91.0, 74.0, 4.0),
    "listened_to": (86.0, 61.0, 5.0),
    "bullying_dealt_with": (88.0, 64.0, 3.0),
    "behave_well": (78.0, 55.0, 5.0),
    "healthy": (93.0, 71.0, 2.0),
}
ASKED = {"primary": (3, 6), "secondary": (7, 11)}
ANSWERED = 0.8


def views(schools: Schools, here: Present, effects: Effects, seed: int) -> pl.DataFrame:
    """The table `views`: primary and secondary pupils' answers, where ten or more answered."""
    frames = [pl.DataFrame(schema=SCHEMAS["views"])]
    frames += [_audience(schools, here, effects, seed, audience) for audience in ASKED]
    return pl.concat(frames).sort("school", "audience", "statement")


def _audience(schools: Schools, here: Present, effects: Effects, seed: int, audience: str) -> pl.DataFrame:
    chance = Chance(seed, "views", here.year, audience)
    low, high = ASKED[audience]
    old_enough = (here.group >= low) & (here.group <= high) & ~schools.of("special", "pru")[here.school]
    asked = np.bincount(here.school[old_enough], minlength=len(schools))
    answered = chance.rounded(asked * np.clip(ANSWERED + chance.near(len(schools), 0.1), 0.2, 1.0))
    answered = np.minimum(answered, asked)
    row = np.flatnonzero(answered >= 10)
    stage = "ks2" if audience == "primary" else "ks4"
    lead = effects.of(stage, row, np.full(len(row), here.year)) / SPREAD[stage]
    steady = Chance(seed, "views", audience).near(len(schools))[row]
    parts = [
        _statement(schools, here.year, audience, name, row, asked, answered, chance, lead, steady)
        for name in STATEMENTS
    ]
    return pl.concat(parts)


def _statement(
    schools: Schools, year: int, audience: str, name: str, row: Ints, asked: Ints, answered: Ints,
    chance: Chance, lead: object, steady: object,
) -> pl.DataFrame:  # fmt: skip
    mean, moved = STATEMENTS[name][audience == "secondary"], STATEMENTS[name][2]
    share = mean + moved * (0.6 * np.asarray(lead) + 0.7 * np.asarray(steady)) + chance.near(len(row), moved / 2)
    agreeing = chance.rounded(answered[row] * np.clip(share, 5.0, 99.5) / 100)
    return shaped(
        "views",
        {
            "year": years.name(year),
            "school": pl.Series(schools.numbers).gather(row),
            "audience": audience,
            "statement": name,
            "asked": asked[row],
            "answered": answered[row],
            "agree": 100 * np.minimum(agreeing, answered[row]) / answered[row],
        },
    )
