"""What value added needs of pupils: a result, and what was known of the pupil before. One row a pupil a year."""

from collections.abc import Mapping

import ibis
from ibis import Table

from gwella.engine.indicators import exams, pupils
from gwella.engine.indicators.measure import Column, either
from gwella.engine.indicators.years import later

# From a stage's assessment to the one before: years 6 to 11, years 2 to 6.
YEARS_FROM_KS2, YEARS_FROM_FP = 5, 4
YEARS_BEFORE: Mapping[str, int] = {"ks4": YEARS_FROM_KS2, "ks2": YEARS_FROM_FP}
INTERIM_FROM = "2018/19"


# What is known of a pupil beside prior attainment and free meals, which a school did not choose. Additional needs
# are left out: schools themselves say who has them, and in trials they told nothing more.
INTAKE = ("deprivation", "early_language")


def progress(outcome: str, tables: Mapping[str, Table], sent: Mapping[str, Table] | None = None) -> Table:
    """Pupils with their prior attainment: year, school, upn, result, prior, fsm (float64; null: not known).

    `outcome` "ks4": the capped points (Capped 9 from 2018/19) after the mean level of Key Stage 2 five years before;
    "ks2": the mean level after the mean outcome of the Foundation Phase four years before. The mean is of language (the
    better of English and Welsh), mathematics and the third subject; no level is 0. `fsm` is 1.0 or 0.0 in the year of
    the result, and so is what `INTAKE` tells. Else `KeyError`. `sent`: as for `totals_of`.
    """
    known = pupils.known(tables)
    if outcome == "ks4":
        after = exams.aged_15(tables["results"], known, (sent or tables)["results"])
        points = after.literacy + after.numeracy + after.science + after.wider
        result = either(after.year >= INTERIM_FROM, points, after.capped)
        stage, years = "ks2", YEARS_FROM_KS2
    elif outcome == "ks2":
        after = pupils.assessed(tables["assessments"], known, "ks2")
        result = _mean(after, "english", "welsh", "maths", "science")
        stage, years = "fp", YEARS_FROM_FP
    else:
        raise KeyError(outcome)
    before = _before(stage, years, tables["assessments"], known)
    rows = after.select("year", "school", "upn", result=result, fsm=after.fsm.cast("float64"), **_intake(after))
    joined = rows.left_join(before, ("year", "upn"))
    return joined.select("year", "school", "upn", "result", "prior", "fsm", *INTAKE)


def _intake(after: Table) -> dict[str, Column]:
    return {name: after[name].cast("float64") for name in INTAKE}


def _before(stage: str, years: int, assessments: Table, known: Table) -> Table:
    """The attainment at `stage`, told under the year of the result that it precedes."""
    found = pupils.assessed(assessments, known, stage)
    subjects = ("lang_en", "lang_cy", "maths", "psd") if stage == "fp" else ("english", "welsh", "maths", "science")
    return found.select("upn", year=later(found.year, years), prior=_mean(found, *subjects))


def _mean(table: Table, first: str, second: str, *rest: str) -> Column:
    """The mean level of the better of two languages and of the rest; null where a subject was not assessed."""
    language = ibis.greatest(table[first], table[second], 0)
    assessed = [
        (table[f"has_{first}"] > 0) | (table[f"has_{second}"] > 0),
        *(table[f"has_{name}"] > 0 for name in rest),
    ]
    total: Column = language
    for name in rest:
        total = total + ibis.greatest(table[name], 0)
    mean = total.cast("float64") / (1 + len(rest))
    return ibis.ifelse(ibis.and_(*assessed), mean, ibis.null("float64"))
