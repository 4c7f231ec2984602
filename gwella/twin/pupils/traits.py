"""What invented pupils are like: the traits that stay with them, each leaning on the others as they do in life.

All strengths are set by eye so that the sums look like the published ones; none is an official value.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gwella.twin.pupils import upns
from gwella.twin.pupils.chance import Bools, Chance, Floats, Ints
from gwella.twin.pupils.lives import Lives
from gwella.twin.pupils.roll import MEAN_MEALS, Schools

NEEDS = ("none", "action", "plus", "statement")
NEED_EDGES = (0.79, 0.915, 0.976)  # of those in mainstream: none, then action, then plus, the rest statements
DECILE_LEAN = 0.88  # below 1: more of the pupils in the deprived deciles
EAL_STAGES = "ABCDE"


@dataclass(frozen=True)
class Traits:
    """One element a pupil. Scores are near standard; `need` is a place in `NEEDS`; `decile` 1 most deprived."""

    upn: pl.Series
    girl: Bools
    born_on: Ints  # days since 1970
    month: Floats  # 0 the oldest of the cohort, to 1 the youngest
    poverty: Floats
    decile: Ints
    gift: Floats
    away: Floats  # how apt to be absent
    need: Ints
    arrived: Ints  # year group in which one began to learn the language of the school, or -99
    pace: Floats  # of learning it
    care_since: Ints  # first and last year group looked after, or 99
    care_until: Ints
    welsh_home: Bools
    stays_on: Floats  # the higher, the sooner in the sixth form


def make_traits(schools: Schools, lives: Lives, seed: int) -> Traits:
    """The traits of every pupil."""
    n = len(lives)
    chance = Chance(seed, "traits")
    first = lives.first_school
    girl = chance.part(n) < 0.488
    day = chance.whole(n, 0, 364)
    start = (lives.cohort - 5 - 1970).astype("datetime64[Y]").astype("datetime64[M]") + 8
    place = np.clip((schools.meals - MEAN_MEALS) / 14, -1.4, 2.6)[first]
    poverty = 0.55 * place + chance.near(n, 0.83)
    gift = chance.near(n) - 0.25 * poverty
    away = 0.35 * poverty + chance.near(n, 0.92)
    since, until = _care(Chance(seed, "care"), poverty)
    return Traits(
        upn=upns.allot(schools.numbers, first, lives.cohort + lives.first_group, _temporary(lives, seed)),
        girl=girl,
        born_on=start.astype("datetime64[D]").astype(np.int64) + day,
        month=day / 364,
        poverty=poverty,
        decile=_decile(poverty + Chance(seed, "deciles").near(n, 0.5)),
        gift=gift,
        away=away,
        need=_needs(Chance(seed, "needs"), gift, girl, poverty, schools.of("special")[first]),
        arrived=_arrived(Chance(seed, "languages"), schools, lives),
        pace=Chance(seed, "pace").part(n),
        care_since=since,
        care_until=until,
        welsh_home=Chance(seed, "home").chance(0.05 + 0.3 * schools.welsh[first]),
        stays_on=gift + Chance(seed, "sixth form").near(n, 0.8) + 0.2 * girl,
    )


def _temporary(lives: Lives, seed: int) -> Bools:
    """A few who come later bring no number, and are given one for the time being."""
    late: Bools = (Chance(seed, "temporary").part(len(lives)) < 0.02) & (lives.first_group > 3)
    return late


def _decile(score: Floats) -> Ints:
    """Deprivation deciles by rank, a little more pupils in the deprived ones: the region is poorer than the nation."""
    rank = np.empty(len(score))
    rank[np.argsort(-score, kind="stable")] = np.arange(len(score)) / max(len(score), 1)
    edges = np.arange(1, 10) / 10
    edges = edges + (1 - DECILE_LEAN) * edges * (1 - edges)
    return 1 + np.searchsorted(edges, rank, side="right")


def _needs(chance: Chance, gift: Floats, girl: Bools, poverty: Floats, special: Bools) -> Ints:
    """Additional needs: with lower gifts, boys and the poor more often; every pupil of a special school a statement."""
    score = -0.75 * gift - 0.45 * girl + 0.15 * poverty + chance.near(len(gift), 0.8)
    edges = np.quantile(score, NEED_EDGES)
    return np.where(special, 3, np.searchsorted(edges, score, side="right"))


def _arrived(chance: Chance, schools: Schools, lives: Lives) -> Ints:
    """A few schools have many pupils new to English or Welsh, most have hardly any."""
    luck = chance.part(len(schools))
    share = 0.015 + 0.45 * luck * luck * luck * luck * luck * luck * luck * luck * (1 - schools.welsh)
    learns = chance.chance(np.minimum(share[lives.first_school] * (1 + 0.8 * (lives.first_group > 0)), 0.95))
    return np.where(learns, lives.first_group, -99)


def _care(chance: Chance, poverty: Floats) -> tuple[Ints, Ints]:
    n = len(poverty)
    ever = chance.chance(np.clip(0.03 * (1 + 0.7 * poverty), 0.004, 0.14))
    since = chance.whole(n, -2, 11)
    return np.where(ever, since, 99), np.where(ever, since + chance.whole(n, 0, 7), 99)


def after_sixteen(schools: Schools, lives: Lives, traits: Traits, shares: tuple[float, float]) -> None:
    """Ends the stays of those who leave at sixteen or seventeen: the least apt to stay on, `shares` being who stay."""
    here = np.flatnonzero((lives.until > 11) & ~schools.of("special")[lives.school])
    score = traits.stays_on[lives.pupil[here]]
    if not len(score):
        return
    for group, share in zip((12, 13), shares, strict=True):
        lives.until[here[score < np.quantile(score, 1 - share)]] = np.minimum(
            lives.until[here[score < np.quantile(score, 1 - share)]], group - 1
        )
