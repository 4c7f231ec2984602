"""Every measure there is, as data and one expression each.

Sources: the measures as published year by year. Changes by year stand in the expression (Level 2 inclusive, persistent
absence) or in the years a measure holds.
"""

from collections.abc import Mapping
from typing import Any

import ibis
from ibis import Table

from gwella.core.text import mark
from gwella.engine.indicators.exams import CHANGED
from gwella.engine.indicators.measure import Column, Measure, either, flag

YOUNGER = ("primary", "middle", "special")
OLDER = ("secondary", "middle", "special", "pru")
EVERY = ("nursery", "primary", "middle", "secondary", "special", "pru")
# No teacher assessment was asked for in the two years of the pandemic.
PANDEMIC = ("2019/20", "2020/21")
# Persistent absence: a fifth of sessions or more, to the first year; more than a tenth, from the second.
FIFTH_TO, TENTH_FROM = "2018/19", "2022/23"
TRANSFER_AGE = 11
FIVE_GCSES = 5

_ASSESSED = mark("Pupils assessed, with those who got no level; absent and disapplied pupils are left out.")
_EXAMINED = mark("Pupils in year 11 on the roll in January, with those who got no result.")
_SESSIONS = mark("Half-day sessions possible for pupils aged 5 to 15.")
_ATTENDED = mark("Pupils aged 5 to 15 with at least one possible session.")
_STATUTORY = mark("Pupils in years 1 to 11 on the roll in January of whom it is known.")
_ON_ROLL = mark("Pupils on the roll in January; those registered mainly elsewhere and guests are left out.")
_SCHOOL = mark("As published for the school.")


def _column(name: str) -> Column:
    return lambda pupil: flag(pupil[name] > 0)


def _reached(level: int, *subjects: str) -> Column:
    """Has the pupil reached `level` in the best of these subjects?"""
    return lambda pupil: flag(_best(pupil, subjects) >= level)


def _best(pupil: Table, subjects: tuple[str, ...]) -> Column:
    return ibis.greatest(*(pupil[subject] for subject in subjects)) if len(subjects) > 1 else pupil[subjects[0]]


def _together(level: int, first: str, second: str, *rest: str) -> Column:
    """Has the pupil reached `level` in the first or second subject, and in each of the rest?"""
    return lambda pupil: flag(
        ibis.and_(_best(pupil, (first, second)) >= level, *(pupil[subject] >= level for subject in rest))
    )


def _either_has(first: str, second: str) -> Column:
    return lambda pupil: flag((pupil[f"has_{first}"] > 0) | (pupil[f"has_{second}"] > 0))


_FP: dict[str, Any] = {
    "source": "fp",
    "sectors": YOUNGER,
    "counts": _ASSESSED,
    "first": "2011/12",
    "last": "2021/22",
    "without": PANDEMIC,
}
_FOUNDATION_PHASE = (
    Measure(
        "fp_indicator",
        mark("Foundation Phase indicator"),
        mark(
            "Outcome 5 or better in personal and social development, in language (English or "
            "Welsh) and in mathematical development, all three."
        ),
        earned=_together(5, "lang_en", "lang_cy", "psd", "maths"),
        of=_column("any"),
        **_FP,
    ),
    Measure(
        "fp_lang",
        mark("Language development, Foundation Phase"),
        mark("Outcome 5 or better in language, literacy and communication skills, in English or in Welsh."),
        earned=_reached(5, "lang_en", "lang_cy"),
        of=_either_has("lang_en", "lang_cy"),
        **_FP,
    ),
    Measure(
        "fp_maths",
        mark("Mathematical development, Foundation Phase"),
        mark("Outcome 5 or better in mathematical development."),
        earned=_reached(5, "maths"),
        of=_column("has_maths"),
        **_FP,
    ),
    Measure(
        "fp_psd",
        mark("Personal and social development, Foundation Phase"),
        mark("Outcome 5 or better in personal and social development, well-being and cultural diversity."),
        earned=_reached(5, "psd"),
        of=_column("has_psd"),
        **_FP,
    ),
)


_KS2 = {
    "csi": (
        mark("Core subject indicator, Key Stage 2"),
        mark("Level 4 or better in English or Welsh first language, in mathematics and in science together."),
    ),
    "language": (
        mark("English or Welsh, Key Stage 2"),
        mark("Level 4 or better in English or in Welsh first language."),
    ),
    "english": (mark("English, Key Stage 2"), mark("Level 4 or better in English.")),
    "welsh": (mark("Welsh first language, Key Stage 2"), mark("Level 4 or better in Welsh first language.")),
    "maths": (mark("Mathematics, Key Stage 2"), mark("Level 4 or better in mathematics.")),
    "science": (mark("Science, Key Stage 2"), mark("Level 4 or better in science.")),
}
_KS3 = {
    "csi": (
        mark("Core subject indicator, Key Stage 3"),
        mark("Level 5 or better in English or Welsh first language, in mathematics and in science together."),
    ),
    "language": (
        mark("English or Welsh, Key Stage 3"),
        mark("Level 5 or better in English or in Welsh first language."),
    ),
    "english": (mark("English, Key Stage 3"), mark("Level 5 or better in English.")),
    "welsh": (mark("Welsh first language, Key Stage 3"), mark("Level 5 or better in Welsh first language.")),
    "maths": (mark("Mathematics, Key Stage 3"), mark("Level 5 or better in mathematics.")),
    "science": (mark("Science, Key Stage 3"), mark("Level 5 or better in science.")),
}


def _key_stage(stage: str, level: int, words: Mapping[str, tuple[str, str]], **shared: Any) -> tuple[Measure, ...]:
    expressions = {
        "csi": (_together(level, "english", "welsh", "maths", "science"), _column("any")),
        "language": (_reached(level, "english", "welsh"), _either_has("english", "welsh")),
    }
    for subject in ("english", "welsh", "maths", "science"):
        expressions[subject] = (_reached(level, subject), _column(f"has_{subject}"))
    return tuple(
        Measure(
            f"{stage}_{part}",
            name,
            meaning,
            _ASSESSED,
            stage,
            earned=expressions[part][0],
            of=expressions[part][1],
            without=PANDEMIC,
            **shared,
        )
        for part, (name, meaning) in words.items()
    )


def _level2_inclusive(pupil: Table) -> Column:
    """Level 2 with English or Welsh first language and mathematics; stricter and wider from the summer of 2017."""
    now = pupil.year >= CHANGED
    volume = either(now, pupil.gcse2 + pupil.two_vocational2, pupil.level2)
    language = either(now, pupil.language_c, pupil.literacy_c)
    mathematics = either(now, pupil.numeracy_c, pupil.mathematics_c)
    return flag(ibis.and_(volume >= FIVE_GCSES, language > 0, mathematics > 0))


def _maths_c(pupil: Table) -> Column:
    return either(pupil.year >= CHANGED, pupil.numeracy_c, pupil.mathematics_c)


def _language_c(pupil: Table) -> Column:
    return either(pupil.year >= CHANGED, pupil.language_c, pupil.literacy_c)


def _one(pupil: Table) -> Column:
    """Every pupil of the table counts."""
    return flag(pupil.upn.notnull())


def _exam(code: str, name: str, meaning: str, earned: Column, **more: Any) -> Measure:
    return Measure(code, name, meaning, _EXAMINED, "ks4", OLDER, earned=earned, of=_one, **more)


_INTERIM: dict[str, Any] = {"unit": "points", "first": "2018/19"}
_EXAMS = (
    _exam(
        "level2_inclusive",
        mark("Level 2 inclusive"),
        mark(
            "The volume of five GCSEs at A* to C, with English or Welsh first language and "
            "mathematics among them. From 2017 the better of Mathematics and Mathematics-Numeracy"
            " counts, literature no longer counts for language, and at most two qualifications "
            "other than GCSEs count."
        ),
        _level2_inclusive,
    ),
    _exam(
        "level2", mark("Level 2"), mark("The volume of five GCSEs at A* to C."), lambda p: flag(p.level2 >= FIVE_GCSES)
    ),
    _exam(
        "level1", mark("Level 1"), mark("The volume of five GCSEs at A* to G."), lambda p: flag(p.level1 >= FIVE_GCSES)
    ),
    _exam(
        "capped_points",
        mark("Capped points score"),
        mark("The points of a pupil’s best results, up to the volume of eight GCSEs, on average. Full marks are 464."),
        lambda p: p.capped,
        unit="points",
    ),
    _exam(
        "capped9",
        mark("Capped 9"),
        mark(
            "Points for language, mathematics and science, one GCSE each, and for the best six "
            "others, on average. Full marks are 522."
        ),
        lambda p: p.literacy + p.numeracy + p.science + p.wider,
        **_INTERIM,
    ),
    _exam(
        "literacy_points",
        mark("Literacy points"),
        mark("The points of the best GCSE in English or Welsh first language, language or literature, on average."),
        lambda p: p.literacy,
        **_INTERIM,
    ),
    _exam(
        "numeracy_points",
        mark("Numeracy points"),
        mark("The points of the better of Mathematics and Mathematics-Numeracy, on average."),
        lambda p: p.numeracy,
        **_INTERIM,
    ),
    _exam(
        "science_points",
        mark("Science points"),
        mark("The points of the best single award in science, on average."),
        lambda p: p.science,
        **_INTERIM,
    ),
    _exam(
        "language_maths_points",
        mark("Points in English or Welsh and mathematics"),
        mark("The mean of a pupil’s best points in English or Welsh first language and in mathematics, on average."),
        lambda p: (p.literacy + p.numeracy) / 2,
        unit="points",
    ),
    _exam(
        "ks4_csi",
        mark("Core subject indicator, Key Stage 4"),
        mark("A* to C in English or Welsh first language, in mathematics and in science together."),
        lambda p: _language_c(p) * _maths_c(p) * p.science_c,
    ),
    _exam(
        "ks4_language",
        mark("English or Welsh, A* to C"),
        mark("A* to C in English or in Welsh first language."),
        _language_c,
    ),
    _exam(
        "ks4_maths",
        mark("Mathematics, A* to C"),
        mark("A* to C in mathematics; from 2017 also in Mathematics-Numeracy."),
        _maths_c,
    ),
    _exam("ks4_science", mark("Science, A* to C"), mark("A* to C in science."), lambda p: p.science_c),
    _exam(
        "no_qualification",
        mark("Without a qualification"),
        mark("No pass in any award."),
        lambda p: flag((p.level1 + p.capped) == 0),
        better="less",
    ),
)


def _persistent(pupil: Table) -> Column:
    share = pupil.absent / pupil.possible
    return ibis.ifelse(pupil.year <= FIFTH_TO, flag(share >= 0.2), flag(share > 0.1))


def _between_years(pupil: Table) -> Column:
    return flag((pupil.year <= FIFTH_TO) | (pupil.year >= TENTH_FROM))


def _sessions(column: str, *, older: bool) -> Column:
    def expression(pupil: Table) -> Column:
        here = pupil.age >= TRANSFER_AGE if older else pupil.age < TRANSFER_AGE
        value = pupil.possible - pupil.absent if column == "present" else pupil.possible
        return either(here, value, 0.0)

    return expression


_WELLBEING = (
    Measure(
        "attendance_primary",
        mark("Attendance, primary"),
        mark(
            "Half-day sessions attended of those possible, pupils aged 5 to 10. Approved activity"
            " off site is attendance."
        ),
        _SESSIONS,
        "attendance",
        ("primary", "middle"),
        earned=_sessions("present", older=False),
        of=_sessions("possible", older=False),
    ),
    Measure(
        "attendance_secondary",
        mark("Attendance, secondary"),
        mark(
            "Half-day sessions attended of those possible, pupils aged 11 to 15, to the late May "
            "bank holiday. Approved activity off site is attendance."
        ),
        _SESSIONS,
        "attendance",
        ("secondary", "middle"),
        earned=_sessions("present", older=True),
        of=_sessions("possible", older=True),
    ),
    Measure(
        "persistent_absence",
        mark("Persistent absence"),
        mark(
            "Pupils absent for a fifth of their sessions or more, to 2018/19; for more than a "
            "tenth, from 2022/23. There is no figure for the years between."
        ),
        _ATTENDED,
        "attendance",
        EVERY,
        better="less",
        earned=lambda p: _persistent(p) * _between_years(p),
        of=_between_years,
    ),
    Measure(
        "exclusion_rate",
        mark("Exclusions"),
        mark("Exclusions, fixed-term and permanent, for each thousand pupils."),
        _ON_ROLL,
        "exclusions",
        EVERY,
        unit="per_1000",
        better="less",
        earned=lambda p: p.exclusions,
        of=lambda p: p.here,
    ),
)


def _share(code: str, trait: str, name: str, meaning: str) -> Measure:
    return Measure(
        code,
        name,
        meaning,
        _STATUTORY,
        "census",
        EVERY,
        better="neither",
        earned=lambda p: either(p[trait] == 1, p.statutory, 0.0),
        of=lambda p: either(p[trait].notnull(), p.statutory, 0.0),
    )


_CONTEXT = (
    _share(
        "fsm_share",
        "fsm",
        mark("Eligible for free school meals, share"),
        mark("Pupils eligible for free school meals; transitional protection and universal meals do not count."),
    ),
    _share(
        "aln_share",
        "aln",
        mark("Additional learning needs, share"),
        mark("Pupils with additional learning needs or special educational needs of any degree."),
    ),
    _share(
        "early_language_share",
        "early_language",
        mark("Early stages of English or Welsh, share"),
        mark("Pupils in the first three of five stages of learning English or Welsh as an additional language."),
    ),
    _share(
        "looked_after_share",
        "looked_after",
        mark("Looked-after children, share"),
        mark("Pupils who are looked after by a council."),
    ),
    Measure(
        "pupils",
        mark("Number of pupils"),
        mark("Pupils on the roll on the day of the census in January."),
        _ON_ROLL,
        "census",
        EVERY,
        unit="count",
        better="neither",
        earned=lambda p: p.here,
        of=lambda p: p.here,
        pooled=False,
    ),
    Measure(
        "pupil_teacher_ratio",
        mark("Pupils for each teacher"),
        mark("Pupils to each full-time equivalent teacher."),
        _SCHOOL,
        "published",
        EVERY,
        unit="ratio",
        better="neither",
        pooled=False,
    ),
    Measure(
        "budget_per_pupil",
        mark("Budget for each pupil"),
        mark("The school’s budget divided by its pupils, in pounds."),
        _SCHOOL,
        "published",
        EVERY,
        unit="pounds",
        better="neither",
        pooled=False,
    ),
)


MEASURES: Mapping[str, Measure] = {
    measure.code: measure
    for measure in (
        *_FOUNDATION_PHASE,
        *_key_stage("ks2", 4, _KS2, sectors=YOUNGER, last="2021/22"),
        *_key_stage("ks3", 5, _KS3, sectors=OLDER),
        *_EXAMS,
        *_WELLBEING,
        *_CONTEXT,
    )
}
