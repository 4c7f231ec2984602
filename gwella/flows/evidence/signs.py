"""Early signs of every school, found from figures and records, and tried on earlier years. Never a judgement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gwella.core import clock
from gwella.domain.figures.actions import replace_signs
from gwella.domain.figures.models import EarlySign, SignTest, Standing
from gwella.domain.schools.models import Contact, School
from gwella.engine.early_signs import (
    LEAST_PUPILS,
    LOOK,
    NOT_OFFICIAL,
    SIGNS,
    THRESHOLD,
    Weighed,
    back_test,
    of_enough,
    weigh,
    worse_than,
    worst,
)
from gwella.engine.indicators import MEASURES
from gwella.flows.evidence.comparing import PROGRESS
from gwella.flows.evidence.working_out import years_before
from gwella.frameworks.running import next_year

__all__ = ["LOOK", "NOT_OFFICIAL", "SIGNS", "THRESHOLD", "Said", "find_signs", "in_words", "not_known"]

# What matters first of each phase, all in per cent.
MAIN = ("fp_indicator", "ks2_csi", "ks3_csi", "level2_inclusive")
ATTENDANCE = ("attendance_primary", "attendance_secondary")
LAST_QUARTER = 4
POSTS = {"head": "head_vacancy", "chair": "chair_vacancy"}
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Held:
    """One standing, as far as signs need it."""

    value: float
    similar: float
    cohort: int
    quarter: int | None
    word: str
    below: float  # value added below nought, in half widths of its interval; nan: not known


Standings = Mapping[tuple[int, str, str], Held]  # by school, measure and school year


@dataclass(frozen=True, slots=True)
class Reading:
    """One sign's readings of the schools, (s,): the measure each is of (empty: none), and why it is not known."""

    value: Floats
    measure: Sequence[str]
    why: Sequence[str]


@dataclass(frozen=True, slots=True)
class Said:
    """One sign in words: a msgid with {value} and {measure}, what stands for them, its points of how many.

    `measure` is a msgid too; `value` is unrounded.
    """

    sign: str
    words: str
    value: float
    measure: str
    points: float
    weight: float


def find_signs(on: date, *, last_contact: Mapping[int, date] | None = None) -> int:
    """Find the signs of the served schools on a day, and try them on every earlier year. How many call for a look.

    `last_contact`: by school's key, the day the service was last in touch; who is absent is not known. Follows from
    figures and records alone: run again on the day, it gives the same.
    """
    standings = _standings()
    years = sorted({year for _s, measure, year in standings if measure in MAIN and year <= clock.school_year(on)})
    if not years:
        replace_signs([], [])
        return 0
    schools = list(School.objects.served().order_by("pk"))
    keys = [school.pk for school in schools]
    contacts = _contacts()
    readings = _readings(keys, years[-1], standings) | _empty_posts(keys, on, contacts)
    readings["no_contact"] = _contact(keys, on, last_contact or {})
    weighed = weigh({code: reading.value for code, reading in readings.items()})
    signs = [
        EarlySign(school=school, on=on, score=float(weighed.score[i]), parts=_parts(readings, weighed, i))
        for i, school in enumerate(schools)
        if weighed.score[i] > 0
    ]
    tests = [test for year in years[:-1] if (test := _test(year, standings, contacts))]
    replace_signs(signs, tests)
    return int(weighed.told.sum())


def in_words(parts: Mapping[str, Mapping[str, Any]]) -> list[Said]:
    """Why a school calls for a look, the weightiest sign first: of `EarlySign.parts`."""
    found = [
        Said(
            sign=code,
            words=SIGNS[code].words,
            value=part["value"],
            measure=MEASURES[part["measure"]].name if part["measure"] in MEASURES else "",
            points=part["points"],
            weight=SIGNS[code].weight,
        )
        for code, part in parts.items()
        if code in SIGNS and part["points"] > 0
    ]
    return sorted(found, key=lambda said: -said.points)


def not_known(parts: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The signs that could not be read, by name (a msgid): "small_cohort" or "not_known"."""
    return {SIGNS[code].name: part["why"] for code, part in parts.items() if code in SIGNS and part["why"]}


# ---- reading


def _standings() -> Standings:
    wanted = {*MAIN, *ATTENDANCE, *PROGRESS.values(), "persistent_absence", "exclusion_rate"}
    rows = Standing.objects.filter(measure__in=wanted)
    columns = ("value", "similar", "cohort", "quarter", "effect_word", "effect", "effect_low", "effect_high")
    told = rows.values_list("school_id", "measure", "year", *columns).iterator()
    return {
        (school, measure, year): Held(
            value, np.nan if similar is None else similar, cohort, quarter, word, _below(word, *effect)
        )
        for school, measure, year, value, similar, cohort, quarter, word, *effect in told
    }


def _below(word: str, effect: float | None, low: float | None, high: float | None) -> float:
    if word in ("", "too_few") or effect is None or low is None or high is None or high <= low:
        return np.nan
    return -2 * effect / (high - low)


def _readings(keys: Sequence[int], year: str, standings: Standings) -> dict[str, Reading]:
    """What the figures of a year, and of two before it, say of each school."""
    year_before, two_before = years_before(year, 3)[1:]

    def gap(measure: str, of: str) -> Floats:
        held = [standings.get((key, measure, of)) for key in keys]
        values, similar, cohort = (
            np.array([np.nan if h is None else getattr(h, name) for h in held], dtype=np.float64)
            for name in ("value", "similar", "cohort")
        )
        less = MEASURES[measure].better == "less"
        return of_enough(worse_than(values, similar, better="less" if less else "more"), cohort)

    def fall(measure: str) -> Floats:
        before = gap(measure, two_before)
        return gap(measure, year) - np.where(np.isnan(before), gap(measure, year_before), before)

    def rise(measure: str) -> Floats:
        now, before = ([standings.get((key, measure, of)) for key in keys] for of in (year, year_before))
        told = [
            np.nan if a is None or b is None or min(a.cohort, b.cohort) < LEAST_PUPILS else a.value - b.value
            for a, b in zip(now, before, strict=True)
        ]
        return np.array(told, dtype=np.float64)

    def reading(measures: Sequence[str], values: Iterable[Floats]) -> Reading:
        value, which = worst(np.stack(list(values)))
        unread = [_why(key, measures, year, standings) for key in keys]
        return Reading(
            value,
            [measures[w] if w >= 0 else "" for w in which],
            [why if np.isnan(v) else "" for why, v in zip(unread, value, strict=True)],
        )

    return {
        "low": reading(MAIN, (gap(measure, year) for measure in MAIN)),
        "falling": reading(MAIN, (fall(measure) for measure in MAIN)),
        "value_added": _value_added(keys, year, standings),
        "attendance_fall": reading(ATTENDANCE, (fall(measure) for measure in ATTENDANCE)),
        "persistent_absence": reading(("persistent_absence",), (gap("persistent_absence", year),)),
        "exclusions_rise": reading(("exclusion_rate",), (rise("exclusion_rate"),)),
    }


def _why(key: int, measures: Sequence[str], year: str, standings: Standings) -> str:
    held = [standings.get((key, measure, year)) for measure in measures]
    small = [h.cohort < LEAST_PUPILS for h in held if h]
    return "small_cohort" if small and all(small) else "not_known"


def _value_added(keys: Sequence[int], year: str, standings: Standings) -> Reading:
    measures = list(PROGRESS.values())
    held = [[standings.get((key, measure, year)) for key in keys] for measure in measures]
    value, which = worst(np.array([[h.below if h else np.nan for h in row] for row in held], dtype=np.float64))
    there = [any(row[i] for row in held) for i in range(len(keys))]
    why = [
        "" if not np.isnan(v) else "small_cohort" if told else "not_known" for v, told in zip(value, there, strict=True)
    ]
    return Reading(value, [measures[w] if w >= 0 else "" for w in which], why)


Contacts = Mapping[tuple[int, str], Sequence[tuple[date | None, date | None]]]


def _contacts() -> Contacts:
    found: dict[tuple[int, str], list[tuple[date | None, date | None]]] = {}
    rows = Contact.objects.filter(role__in=POSTS).values_list("school_id", "role", "since", "until")
    for school, role, since, until in rows:
        found.setdefault((school, role), []).append((since, until))
    return found


def _empty_posts(keys: Sequence[int], on: date, contacts: Contacts) -> dict[str, Reading]:
    """Days for which the posts of head and chair have been empty; nobody ever recorded is not known."""
    found = {}
    for role, sign in POSTS.items():
        days = np.array([_empty_for(contacts.get((key, role), ()), on) for key in keys], dtype=np.float64)
        found[sign] = Reading(days, [""] * len(keys), ["not_known" if np.isnan(d) else "" for d in days])
    return found


def _empty_for(held: Sequence[tuple[date | None, date | None]], on: date) -> float:
    begun = [(since, until) for since, until in held if since is None or since <= on]
    if any(until is None or until > on for _since, until in begun):
        return 0.0
    ended = [until for _since, until in begun if until]
    return float((on - max(ended)).days) if ended else np.nan


def _contact(keys: Sequence[int], on: date, last_contact: Mapping[int, date]) -> Reading:
    days = [(on - last_contact[key]).days if key in last_contact else np.nan for key in keys]
    why = ["" if key in last_contact else "not_known" for key in keys]
    return Reading(np.array(days, dtype=np.float64), [""] * len(keys), why)


def _parts(readings: Mapping[str, Reading], weighed: Weighed, i: int) -> dict[str, dict[str, Any]]:
    return {
        code: {
            "value": None if np.isnan(reading.value[i]) else float(reading.value[i]),
            "points": round(float(weighed.points[code][i]), 4),
            "measure": reading.measure[i],
            "why": reading.why[i],
        }
        for code, reading in readings.items()
    }


# ---- trying the signs on an earlier year


def _test(year: str, standings: Standings, contacts: Contacts) -> SignTest | None:
    """What the signs of a year would have told, against what came the year after; None without figures of both."""
    after = next_year(year)
    keys = sorted(
        {
            key
            for key, measure, of in standings
            if of == year and measure in MAIN and _came(key, year, after, standings) is not None
        }
    )
    if not keys:
        return None
    end = date(int(after[:4]), 8, 31)
    readings = _readings(keys, year, standings) | _empty_posts(keys, end, contacts)
    told = weigh({code: reading.value for code, reading in readings.items()}).told
    counts = back_test(told, [bool(_came(key, year, after, standings)) for key in keys])
    return SignTest(
        year=year,
        threshold=THRESHOLD,
        hits=counts.hits,
        false_alarms=counts.false_alarms,
        missed=counts.missed,
        quiet=counts.quiet,
    )


def _came(key: int, year: str, after: str, standings: Standings) -> bool | None:
    """Did a main measure fall into the last quarter, or was value added below, the year after? None: nobody knows."""
    known = False
    for measure in MAIN:
        was, became = standings.get((key, measure, year)), standings.get((key, measure, after))
        if was and became and was.quarter and became.quarter:
            known = True
            if was.quarter < LAST_QUARTER == became.quarter:
                return True
    for measure in PROGRESS.values():
        held = standings.get((key, measure, after))
        if held and held.word not in ("", "too_few"):
            known = True
            if held.word == "below":
                return True
    return False if known else None
