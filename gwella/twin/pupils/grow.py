"""A region's pupils, put together."""

from collections.abc import Iterator

import polars as pl

from gwella.twin.pupils import attainment, census, exams, lives, presence, roll, traits, views
from gwella.twin.pupils import years as calendar
from gwella.twin.pupils.attainment import Attainment
from gwella.twin.pupils.effects import STAGES, make_effects
from gwella.twin.pupils.lives import Lives
from gwella.twin.pupils.roll import Schools
from gwella.twin.pupils.tables import SCHEMAS, TRUTH, Pupils
from gwella.twin.pupils.traits import Traits
from gwella.twin.region import Region


def grow(region: Region, *, seed: int, years: int = 10, until: str = "", english: bool = False) -> Pupils:
    """Invent `years` school years of pupils of the region's served schools, the last of them `until` ("2018/19").

    `until` is the year before the region's own unless said: its results are the newest there are. `english`: the
    measures of England, key stages 2 and 4 in English alone. The same arguments give the same pupils everywhere.
    Raises ValueError for no year at all, or an `until` that is no school year.
    """
    last = calendar.start(until) if until else calendar.start(region.year) - 1
    return grow_at(roll.lay_out(region), seed=seed, years=years, until=last, english=english)


def grow_at(schools: Schools, *, seed: int, years: int, until: int, english: bool = False) -> Pupils:
    """As `grow`, at these schools; `until` is the calendar year in which the last year starts."""
    if years < 1:
        raise ValueError("at least one year")
    first = until - years + 1
    everyone = lives.make_lives(schools, seed, first, until)
    traits_of = traits.make_traits(schools, everyone, seed)
    traits.after_sixteen(schools, everyone, traits_of, roll.SIXTH)
    effects = make_effects(len(schools), seed, first - roll.LAST, until)
    done = attainment.make_attainment(schools, everyone, traits_of, effects, seed)

    found: dict[str, dict[str, pl.DataFrame]] = {name: {} for name in SCHEMAS}
    truth = [pl.DataFrame(schema=dict(TRUTH))]
    for name, frame, behind in _outcomes(schools, everyone, traits_of, done, seed, (first, until), english):
        truth.append(behind)
        for (year,), part in frame.partition_by("year", as_dict=True).items():
            kept = found[name].get(year)
            found[name][year] = part if kept is None else pl.concat([kept, part])
    for year in range(first, until + 1):
        here = census.present(schools, everyone, traits_of, seed, year, until)
        text = calendar.name(year)
        found["pupils"][text] = census.census(schools, traits_of, here, seed)
        found["attendance"][text] = presence.attendance(schools, traits_of, here, seed)
        found["exclusions"][text] = presence.exclusions(schools, traits_of, here, seed)
        found["views"][text] = views.views(schools, here, effects, seed)
    ordered = {name: _by_year(by_year) for name, by_year in found.items()}
    names = tuple(calendar.name(year) for year in range(first, until + 1))
    return Pupils(seed, english, names, ordered, pl.concat(truth).sort("stage", "year", "school"))


def _by_year(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return {year: frames[year] for year in sorted(frames) if len(frames[year])}


def _outcomes(
    schools: Schools,
    everyone: Lives,
    traits_of: Traits,
    done: Attainment,
    seed: int,
    window: tuple[int, int],
    english: bool,
) -> Iterator[tuple[str, pl.DataFrame, pl.DataFrame]]:
    """Each stage's table, with its name, and the truth behind it."""
    for stage in STAGES:
        held = [year for year in range(window[0], window[1] + 1) if _held(stage, year, english)]
        if not held:
            continue
        who = attainment.taking(done, everyone, stage, held[0], held[-1])
        if stage == "ks4":
            yield "results", *exams.results(schools, traits_of, who, seed, english=english)
        else:
            yield "assessments", *attainment.assessments(schools, traits_of, who, stage, seed, english=english)


def _held(stage: str, year: int, english: bool) -> bool:
    return stage == "ks4" or stage in calendar.stages(year, english=english)
