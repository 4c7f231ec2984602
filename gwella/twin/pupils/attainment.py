"""How invented pupils do: attainment carried along from stage to stage, and what their teachers assess.

Strengths and thresholds are set so that the region looks like the nation's published figures; none is official.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gwella.twin.pupils import census, years
from gwella.twin.pupils.chance import Bools, Chance, Floats, Ints
from gwella.twin.pupils.effects import STAGES, Effects
from gwella.twin.pupils.lives import Lives
from gwella.twin.pupils.roll import Schools
from gwella.twin.pupils.tables import TRUTH, shaped
from gwella.twin.pupils.traits import Traits

KEPT = {"ks2": 0.82, "ks3": 0.85, "ks4": 0.83}  # of the stage before (ks2 before ks4) that is carried along
POOR = {"fp": 0.28, "ks2": 0.07, "ks3": 0.09, "ks4": 0.13}
AWAY = {"fp": 0.08, "ks2": 0.05, "ks3": 0.08, "ks4": 0.16}
GIRLS = {"fp": 0.20, "ks2": 0.02, "ks3": 0.06, "ks4": 0.06}
NEW = {"fp": 0.50, "ks2": 0.48, "ks3": 0.42, "ks4": 0.42}
OWN = 0.36  # what is a subject's own
SPECIAL = 2.6  # pupils of special schools are this far down

# subject: how much easier, how much better girls do; edges: the scores from which the levels begin.
SUBJECTS: dict[str, dict[str, tuple[float, float]]] = {
    "fp": {"psd": (0.42, 0.15), "lang_en": (0.0, 0.12), "lang_cy": (0.05, 0.12), "maths": (0.12, -0.03)},
    "ks2": {"english": (0.0, 0.12), "welsh": (-0.02, 0.14), "maths": (0.02, -0.06), "science": (0.08, -0.02)},
    "ks3": {"english": (0.0, 0.14), "welsh": (0.03, 0.16), "maths": (0.0, -0.05), "science": (0.1, 0.0)},
}
EDGES = {
    "fp": (-3.4, -3.1, -2.8, -2.45, -1.75, 0.2),  # outcomes 1 to 6
    "ks2": (-3.3, -3.0, -2.65, -1.92, 0.1, 2.2),  # levels 1 to 6
    "ks3": (-3.6, -3.3, -2.9, -2.4, -1.77, -0.25, 1.0, 2.3),  # levels 1 to 8
}
WELSH = {"lang_cy", "welsh"}


@dataclass(frozen=True)
class Attainment:
    """By stage: latent attainment of every pupil at it, the school then (-1: none here), what the school added."""

    score: dict[str, Floats]
    school: dict[str, Ints]
    effect: dict[str, Floats]


@dataclass(frozen=True)
class Taking:
    """Those assessed at a stage in the years wanted: one element a pupil; `score` is theirs, `start` of the year."""

    pupil: Ints
    school: Ints
    start: Ints
    score: Floats
    effect: Floats


def make_attainment(schools: Schools, lives: Lives, traits: Traits, effects: Effects, seed: int) -> Attainment:
    """Attainment along every life: before the first year grown too, so that every pupil has a past."""
    score: dict[str, Floats] = {}
    found_school: dict[str, Ints] = {}
    added: dict[str, Floats] = {}
    everyone = np.arange(len(lives))
    for stage, group in STAGES.items():
        year = lives.cohort + group
        at = lives.school_at(group)
        at = np.where(at >= 0, census.standing(schools, at, everyone, year), -1)
        special = schools.of("special")[at] & (at >= 0)
        effect = np.where(special, 0.0, effects.of(stage, at, year))
        own = _before(stage, score, traits) + Chance(seed, "attainment", stage).near(len(lives), NEW[stage])
        own += GIRLS[stage] * (traits.girl - 0.5) - POOR[stage] * traits.poverty - AWAY[stage] * traits.away
        own -= 0.35 * census.early(traits, everyone, np.full(len(lives), group))
        score[stage], found_school[stage], added[stage] = own + effect, at, effect
    return Attainment(score, found_school, added)


def _before(stage: str, score: dict[str, Floats], traits: Traits) -> Floats:
    if stage == "fp":
        special = SPECIAL * ((traits.need == 3) & (traits.gift < 0.5))
        start: Floats = 0.72 * traits.gift - 0.4 * (traits.month - 0.5) - 0.33 * traits.need - 0.2 * special + 0.12
        return start
    earlier = {"ks2": "fp", "ks3": "ks2", "ks4": "ks2"}[stage]
    kept: Floats = KEPT[stage] * score[earlier] + 0.1 * (traits.month - 0.5)  # the youngest catch up
    return kept


def taking(done: Attainment, lives: Lives, stage: str, first: int, until: int) -> Taking:
    """Those who reach the stage at a school of the region in the years that start in `first` to `until`."""
    start = lives.cohort + STAGES[stage]
    pupil = np.flatnonzero((done.school[stage] >= 0) & (start >= first) & (start <= until))
    return Taking(pupil, done.school[stage][pupil], start[pupil], done.score[stage][pupil], done.effect[stage][pupil])


def rise(stage: str, start: Ints) -> Floats:
    """How much easier results came in a year: they rose until 2016, and fell when methods changed."""
    found = -0.07 * np.clip(2015 - start, 0, 7)
    if stage == "fp":
        return np.asarray(np.where(start >= 2017, -0.22, found), dtype=np.float64)
    return np.asarray(np.where(start >= 2018, -0.08, found), dtype=np.float64)


def assessments(
    schools: Schools, traits: Traits, who: Taking, stage: str, seed: int, *, english: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table `assessments` of a stage over all years, and the truth behind it."""
    parts, gains, taken = [], np.zeros(len(who.pupil)), np.zeros(len(who.pupil))
    special = schools.of("special")[who.school]
    in_welsh = welsh_speaking(schools, who)
    lift = rise(stage, who.start) - SPECIAL * special
    for subject, (easy, girls) in SUBJECTS[stage].items():
        chance = Chance(seed, stage, subject)
        score = who.score + easy + girls * (traits.girl[who.pupil] - 0.5) + lift
        score += chance.near(len(who.pupil), OWN)
        level = np.searchsorted(EDGES[stage], score, side="right")
        without = np.searchsorted(EDGES[stage], score - who.effect, side="right")
        code = _codes(chance, level, special)
        sits = _sits(subject, in_welsh, english)
        gains += (level - without) * sits
        taken += sits
        parts.append(_rows(schools, traits, who, stage, subject, level, code, sits))
    return pl.concat(parts), truth(schools, who, stage, gains / np.maximum(taken, 1))


def welsh_speaking(schools: Schools, who: Taking) -> Bools:
    """Whether each is taught Welsh as a first language: all of a Welsh-medium school, half where both are used."""
    share = schools.welsh[who.school]
    return np.asarray((share == 1) | ((share > 0) & (who.pupil % 2 == 0)), dtype=np.bool_)


def _sits(subject: str, in_welsh: Bools, english: bool) -> Bools:
    if subject in WELSH:
        return in_welsh & (not english)
    if subject == "lang_en":
        return ~in_welsh
    return np.ones(len(in_welsh), dtype=np.bool_)


CODES = ("", "N", "D", "W", "A")


def _codes(chance: Chance, level: Ints, special: Bools) -> Ints:
    """Places in `CODES` of what stands in place of a level: not awarded, disapplied, working towards, absent."""
    part = chance.part(len(level))
    code = np.where(level == 0, 3, 0)
    code = np.where((part < 0.002) & (level > 0), 1, code)
    code = np.where((part > 0.6) & special & (level == 0), 2, code)
    return np.where((part > 0.998) & ~special, 4, code)


def _rows(
    schools: Schools, traits: Traits, who: Taking, stage: str, subject: str, level: Ints, code: Ints, sits: Bools
) -> pl.DataFrame:
    row = np.flatnonzero(sits)
    plain = code[row] == 0
    names = pl.Series([str(n) for n in range(10)] + list(CODES))
    return shaped(
        "assessments",
        {
            "year": year_names(who.start[row]),
            "school": pl.Series(schools.numbers).gather(who.school[row]),
            "upn": traits.upn.gather(who.pupil[row]),
            "stage": stage,
            "subject": subject,
            "result": names.gather(np.where(plain, level[row], 10 + code[row])),
            "level": pl.Series(level[row]).set(pl.Series(~plain), None),
        },
    )


def year_names(start: Ints) -> pl.Series:
    """The school years that start in these calendar years, as text."""
    low = int(start.min(initial=2000))
    known = pl.Series([years.name(low + i) for i in range(int(start.max(initial=2000)) - low + 1)])
    return known.gather(start - low)


def truth(schools: Schools, who: Taking, stage: str, gain: Floats) -> pl.DataFrame:
    """Rows of `Pupils.truth`: effect and mean gain by school and year; special schools are measured otherwise."""
    special = schools.of("special")[who.school]
    return (
        pl.DataFrame(
            {
                "school": pl.Series(schools.numbers).gather(who.school),
                "year": year_names(who.start),
                "stage": stage,
                "effect": who.effect,
                "gain": gain,
            }
        )
        .filter(~pl.Series(special))
        .group_by("school", "year", "stage")
        .agg(pl.col("effect").first(), pl.col("gain").mean(), pl.len().alias("pupils"))
        .cast(pl.Schema(TRUTH))
        .select(list(TRUTH))
        .sort("year", "school")
    )
