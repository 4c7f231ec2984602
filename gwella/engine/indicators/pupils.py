"""From the store's rows to one row a pupil a year: the census, teacher assessment, attendance, exclusions.

A pupil counts at one school a year: where the January census has the pupil on the roll (enrolment C or M; S and G do
not count). A pupil whom the census does not know counts at the school that sent the row, in "all" only.
"""

from collections.abc import Mapping
from typing import Any

import ibis
from ibis import Table

from gwella.engine.indicators.groups import TRAITS
from gwella.engine.indicators.measure import Column, flag

KEYS = ("year", "upn")
ON_ROLL = ("C", "M")
# Absent or disapplied: outside the cohort of the subject. Every other code without a level counts as not reaching it.
# Our list, not the official value.
OUTSIDE_COHORT = ("A", "D")
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "fp": ("psd", "lang_en", "lang_cy", "maths"),
    "ks2": ("english", "welsh", "maths", "science"),
    "ks3": ("english", "welsh", "maths", "science"),
}
NO_LEVEL = -1
AGES = (5, 15)
# Years 1 to 11 are the pupils aged 5 to 15 on the 31 August before.
SCHOOL_YEARS = (1, 11)


def _one(condition: Column) -> Column:
    return condition.ifelse(1, 0)


def census(pupils: Table) -> Table:
    """One row a pupil a year: year, upn, school (null where on no roll), year_group, `TRAITS`, and the tenth of
    deprivation.

    A pupil on the roll of two schools counts at the main one (M before C, then the lower number). Rows given twice are
    one pupil, and a yes stands over a no. No code of language acquisition means not in its early stages.
    """
    on_roll = pupils.enrolment.isin(ON_ROLL)
    rank = (pupils.enrolment == "M").ifelse("0", "1") + pupils.school
    rows = pupils.mutate(
        place=ibis.ifelse(on_roll, rank, ibis.null("string")),
        fsm=_one(pupils.fsm_eligible),
        has_aln=_one(pupils.aln != "none"),
        early=_one(pupils.eal.isin(("A", "B", "C")).fill_null(False)),
        care=_one(pupils.looked_after),
    )
    # `ifelse` sends an unknown to 0: put the unknown back.
    rows = rows.mutate(
        fsm=ibis.ifelse(rows.fsm_eligible.isnull(), ibis.null("int8"), rows.fsm),
        has_aln=ibis.ifelse(rows.aln.isnull(), ibis.null("int8"), rows.has_aln),
        care=ibis.ifelse(rows.looked_after.isnull(), ibis.null("int8"), rows.care),
    )
    found = rows.group_by(*KEYS).agg(
        place=rows.place.min(),
        year_group=rows.year_group.max(),
        fsm=rows.fsm.max(),
        sex=rows.sex.max(),
        aln=rows.has_aln.max(),
        early_language=rows.early.max(),
        looked_after=rows.care.max(),
        deprivation=rows.deprivation.min(),
    )
    return found.mutate(school=found.place.substr(1)).select(*KEYS, "school", "year_group", *TRAITS, "deprivation")


def known(tables: Mapping[str, Table]) -> Table:
    """The `census` of the store's tables: "census" where it was made beforehand, else of "pupils"."""
    return tables["census"] if "census" in tables else census(tables["pupils"])


def matched(rows: Table, known: Table) -> Table:
    """`rows` (one a pupil a year, with the `sender` school) with the census's school and traits.

    Pupils whom the census knows but has on no roll are left out.
    """
    joined = rows.left_join(known, KEYS)
    school = joined.school.coalesce(joined.sender)
    kept = joined.filter(joined.school.notnull() | joined.upn_right.isnull())
    return kept.mutate(school=school).drop("sender", "year_right", "upn_right")


def assessed(assessments: Table, known: Table, stage: str) -> Table:
    """One row a pupil assessed at `stage`, with each subject's best level (-1: none), whether it counts, and `any`."""
    rows = assessments.filter(assessments.stage == stage)
    outside = rows.level.isnull() & rows.result.strip().upper().isin(OUTSIDE_COHORT)
    rows = rows.mutate(counted=_one(~outside.fill_null(False)), reached=rows.level.fill_null(NO_LEVEL))
    columns: dict[str, Any] = {}
    for subject in SUBJECTS[stage]:
        here = rows.subject == subject
        columns[subject] = here.ifelse(rows.reached, NO_LEVEL).max()
        columns[f"has_{subject}"] = here.ifelse(rows.counted, 0).max()
    found = rows.group_by(*KEYS).agg(sender=rows.school.min(), any=rows.counted.max(), **columns)
    return matched(found, known)


def attended(attendance: Table, known: Table) -> Table:
    """One row a pupil aged 5 to 15: age, and the half-day sessions `possible` and `absent`, added over schools.

    A row given twice counts once.
    """
    once = attendance.group_by(*KEYS, "school").agg(
        age=attendance.age.max(),
        possible=attendance.possible.max(),
        absent=(attendance.authorised.fill_null(0) + attendance.unauthorised.fill_null(0)).max(),
    )
    found = once.group_by(*KEYS).agg(
        sender=once.school.min(),
        age=once.age.max(),
        possible=once.possible.sum().cast("float64"),
        absent=once.absent.sum().cast("float64"),
    )
    return matched(found.filter(found.age.between(*AGES), found.possible > 0), known)


def on_roll(known: Table) -> Table:
    """The pupils of the census on a roll: `here` 1.0, and `statutory` 1.0 in years 1 to 11."""
    here = known.filter(known.school.notnull())
    return here.mutate(here=ibis.literal(1.0), statutory=flag(here.year_group.between(*SCHOOL_YEARS)))


def excluded(exclusions: Table, known: Table, sent: Table | None = None) -> Table:
    """Pupils on a roll with their number of `exclusions`, and pupils the census does not know with `here` 0.0.

    Only councils that sent exclusions for the year: elsewhere none is not known from no file. `sent`: all exclusions,
    where `exclusions` are those of some pupils.
    """
    counts = exclusions.group_by(*KEYS).agg(
        sender=exclusions.school.min(), exclusions=exclusions.count().cast("float64")
    )
    pupils = on_roll(known).left_join(counts, KEYS)
    pupils = pupils.mutate(exclusions=pupils.exclusions.fill_null(0.0)).drop("year_right", "upn_right", "sender")
    columns = (*KEYS, "school", *TRAITS, "here", "exclusions")
    strange = matched(counts.anti_join(known, KEYS), known).mutate(here=ibis.literal(0.0))
    both = ibis.union(pupils.select(columns), strange.select(columns))
    everywhere = exclusions if sent is None else sent
    councils = everywhere.select("year", council=everywhere.school.substr(0, 3)).distinct()
    return both.mutate(council=both.school.substr(0, 3)).semi_join(councils, ("year", "council"))
