"""What invented pupils are awarded at the end of year 11.

Entries, difficulties and thresholds are set so that the region looks like the published figures; none is official.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gwella.twin.pupils import years
from gwella.twin.pupils.attainment import OWN, SPECIAL, Taking, rise, truth, welsh_speaking, year_names
from gwella.twin.pupils.chance import Bools, Chance, Floats, Ints
from gwella.twin.pupils.roll import Schools
from gwella.twin.pupils.tables import shaped
from gwella.twin.pupils.traits import Traits

LETTERS = ("U", "G", "F", "E", "D", "C", "B", "A", "A*")
LETTER_EDGES = (-2.5, -2.0, -1.55, -1.08, -0.53, 0.25, 1.02, 1.72)
NUMBERS = ("U", "1", "2", "3", "4", "5", "6", "7", "8", "9")
NUMBER_EDGES = (-2.4, -1.75, -1.15, -0.45, 0.05, 0.5, 0.95, 1.4, 1.95)
POINTS = np.array([0, 16, 22, 28, 34, 40, 46, 52, 58])  # of LETTERS, as capped points count them
BEST = 8
WORKING = -2.6  # below, no entry for a GCSE
AWARDS = ("L1P", "P", "M", "D")
AWARD_EDGES = (-1.1, 0.1, 0.9)
AWARD_POINTS = np.array([25.0, 40.0, 46.0, 52.0])  # for the size of one GCSE


@dataclass(frozen=True)
class Course:
    """One subject one may be entered for: `share` of pupils, of whom `leaning` more of the able (or, below 0, of
    the others); `easy` and `girls` as in `attainment.SUBJECTS`; the years it was offered; `size` in GCSEs.
    """

    subject: str
    share: float
    leaning: float = 0.0
    easy: float = 0.0
    girls: float = 0.0
    size: float = 1.0
    since: int = 0
    until: int = 9999
    kind: str = "gcse"
    welsh: bool | None = None  # only where Welsh is a first language, or only where it is not


NOW, THEN = years.FIRST_NUMERACY, years.FIRST_NUMERACY - 1
COURSES = (
    Course("english_language", 0.99, girls=0.16),
    Course("english_literature", 0.80, 0.2, easy=0.08, girls=0.2),
    Course("welsh_language", 0.99, easy=0.12, girls=0.18, welsh=True),
    Course("welsh_literature", 0.78, 0.2, easy=0.1, girls=0.2, welsh=True),
    Course("mathematics", 0.985, easy=-0.1, girls=-0.04),
    Course("numeracy", 0.97, easy=-0.12, girls=-0.06, since=NOW),
    Course("science", 0.86, 0.1, until=THEN),
    Course("additional_science", 0.62, 0.25, until=THEN),
    Course("double_science", 0.72, 0.3, easy=0.02, size=2.0, since=NOW),
    Course("science", 0.2, -0.25, easy=0.1, since=NOW),
    Course("religious_studies", 0.38, 0.04, girls=0.2),
    Course("religious_studies", 0.35, easy=-0.05, girls=0.2, size=0.5, kind="gcse_short"),
    Course("welsh_second_language", 0.62, 0.1, easy=0.05, girls=0.22, welsh=False),
    Course("history", 0.42, 0.1),
    Course("geography", 0.36, 0.08),
    Course("french", 0.22, 0.1, girls=0.15),
    Course("art_and_design", 0.32, -0.02, easy=0.25, girls=0.3),
    Course("design_and_technology", 0.36, -0.05, girls=0.1),
    Course("drama", 0.16, easy=0.2, girls=0.15),
    Course("music", 0.1, 0.02, easy=0.3),
    Course("physical_education", 0.3, easy=0.15),
    Course("computing", 0.32, easy=0.0, girls=-0.05),
    Course("business_studies", 0.24, easy=0.05),
    Course("skills_challenge_certificate", 0.82, kind="vocational", easy=0.35, since=NOW),
    Course("hospitality", 0.16, -0.1, kind="vocational", easy=0.2),
    Course("sport", 0.18, -0.08, kind="vocational", easy=0.3, size=2.0),
    Course("health_and_social_care", 0.18, -0.1, kind="vocational", easy=0.2, girls=0.3, size=2.0),
    Course("applied_science", 0.28, -0.25, kind="vocational", easy=0.4, size=2.0, until=THEN),
    Course("public_services", 0.16, -0.15, kind="vocational", easy=0.35, size=4.0, until=THEN),
)


@dataclass(frozen=True)
class Sitting:
    """What all the courses of one run share, one element a pupil."""

    schools: Schools
    traits: Traits
    who: Taking
    in_welsh: Bools
    lift: Floats
    english: bool


def results(
    schools: Schools, traits: Traits, who: Taking, seed: int, *, english: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table `results` over all years, and the truth of ks4 behind it."""
    special = schools.of("special", "pru")[who.school]
    lift = rise("ks4", who.start) * 0.6 - SPECIAL * special
    sitting = Sitting(schools, traits, who, welsh_speaking(schools, who), lift, english)
    rows: list[pl.DataFrame] = []
    with_school: list[Ints] = []
    without: list[Ints] = []
    for course in COURSES:
        chance = Chance(seed, "ks4", course.subject, course.kind, course.since)
        score = _score(sitting, course, chance)
        enters = _enters(sitting, course, chance, score)
        if course.kind == "vocational":
            rows.append(_awarded(sitting, course, score, enters))
            continue
        rows.append(_graded(sitting, course, score, enters))
        if course.kind == "gcse":
            for found, at in ((with_school, score), (without, score - who.effect)):
                found += [POINTS[np.searchsorted(LETTER_EDGES, at, side="right")] * enters] * int(course.size)
    gain = _best(with_school) - _best(without)
    return pl.concat(rows), truth(schools, who, "ks4", gain)


def _best(points: list[Ints]) -> Floats:
    """The sum of the best eight of each pupil."""
    table = np.sort(np.array(points), axis=0)
    return np.asarray(table[-BEST:].sum(axis=0), dtype=np.float64)


def _score(sitting: Sitting, course: Course, chance: Chance) -> Floats:
    who = sitting.who
    girls = course.girls * (sitting.traits.girl[who.pupil] - 0.5)
    return who.score + course.easy + girls + sitting.lift + chance.near(len(who.pupil), OWN * 1.1)


def _enters(sitting: Sitting, course: Course, chance: Chance, score: Floats) -> Bools:
    who = sitting.who
    likely = np.clip(course.share + course.leaning * (who.score + sitting.lift), 0.0, 0.99)
    offered = (who.start >= course.since) & (who.start <= course.until)
    if course.welsh is not None:
        offered &= (sitting.in_welsh == course.welsh) & (not sitting.english)
    if sitting.english:
        offered &= course.subject not in ("numeracy", "skills_challenge_certificate")
    found: Bools = chance.chance(likely) & offered & (score > WORKING)
    return found


def _common(sitting: Sitting, course: Course, row: Ints) -> dict[str, object]:
    who = sitting.who
    return {
        "year": year_names(who.start[row]),
        "school": pl.Series(sitting.schools.numbers).gather(who.school[row]),
        "upn": sitting.traits.upn.gather(who.pupil[row]),
        "qualification": course.kind,
        "subject": course.subject,
        "size": course.size,
    }


def _graded(sitting: Sitting, course: Course, score: Floats, enters: Bools) -> pl.DataFrame:
    """GCSEs: their grade alone; points follow from it."""
    row = np.flatnonzero(enters)
    letters = pl.Series(LETTERS).gather(np.searchsorted(LETTER_EDGES, score[row], side="right"))
    if sitting.english:
        numbers = pl.Series(NUMBERS).gather(np.searchsorted(NUMBER_EDGES, score[row], side="right"))
        letters = numbers.zip_with(pl.Series(sitting.who.start[row] >= years.FIRST_NUMBER_GRADES), letters)
    empty = {"points": None, "level2": None, "level1": None}
    return shaped("results", _common(sitting, course, row) | {"grade": letters} | empty)


def _awarded(sitting: Sitting, course: Course, score: Floats, enters: Bools) -> pl.DataFrame:
    """Other awards: grade, points and what they count for are given with them."""
    row = np.flatnonzero(enters)
    award = np.searchsorted(AWARD_EDGES, score[row], side="right")
    given = {
        "grade": pl.Series(AWARDS).gather(award),
        "points": AWARD_POINTS[award] * course.size,
        "level2": award > 0,
        "level1": True,
    }
    return shaped("results", _common(sitting, course, row) | given)
