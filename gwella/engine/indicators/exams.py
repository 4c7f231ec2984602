"""Key Stage 4: from awards to one row a pupil aged 15 a year.

The best results "up to n GCSEs" are counted by volume, the last award in part where it does not fit whole. In order of
points per GCSE, with V the volume so far, they are worth the sum over awards of min(n, V) x (this one's points less the
next one's): no award needs to know whether it was taken.
"""

from collections.abc import Mapping
from typing import Any

import ibis
from ibis import Table, _

from gwella.engine.indicators.groups import TRAITS
from gwella.engine.indicators.measure import Column, either, flag
from gwella.engine.indicators.pupils import KEYS

# Points of a whole GCSE by grade; any other grade 0. A short course counts half.
POINTS: Mapping[str, float] = {"A*": 58, "A": 52, "B": 46, "C": 40, "D": 34, "E": 28, "F": 22, "G": 16}
LEVEL_2, LEVEL_1 = 40, 16
LANGUAGE = ("english_language", "welsh_language")
LITERATURE = ("english_literature", "welsh_literature")
MATHEMATICS, NUMERACY = "mathematics", "numeracy"
DOUBLE = "double_science"
SCIENCE = ("science", DOUBLE, "biology", "chemistry", "physics")
# From the summer of 2017: numeracy counts beside mathematics, literature no longer counts for literacy, and at most two
# qualifications other than GCSEs count towards Level 2 inclusive.
CHANGED = "2016/17"
VOCATIONAL_AT_MOST = 2
CAPPED, WIDER = 8.0, 6.0
YEAR_11 = 11


def _halves(results: Table) -> Table:
    """Every award with its grade; a double award as two, each with its own ("AB": A and B; "C": C and C)."""
    grade = results.grade.fill_null("").upper().re_replace(r"[\s/-]", "")
    rows = results.mutate(grade=grade, part=ibis.literal(0))
    double = (rows.qualification == "gcse") & (rows.subject == DOUBLE)
    single, pair = rows.filter(~double), rows.filter(double)
    starred = pair.grade.startswith("A*")
    first = ibis.ifelse(starred, "A*", pair.grade.substr(0, 1))
    rest = ibis.ifelse(starred, pair.grade.substr(2), pair.grade.substr(1))
    second = ibis.ifelse(rest == "", first, rest)
    return ibis.union(
        single,
        pair.mutate(grade=first, part=ibis.literal(1), size=ibis.literal(1.0)),
        pair.mutate(grade=second, part=ibis.literal(2), size=ibis.literal(1.0)),
    )


def awards(results: Table) -> Table:
    """One row an award: year, upn, sender, qualification, subject, part, size, each, level1, level2.

    `each` is points per GCSE; `level1` and `level2` are volumes in GCSEs. The same award twice (a re-sit) counts once,
    at its best.
    """
    rows = _halves(results.mutate(size=results.size.cast("float64"), points=results.points.cast("float64")))
    vocational = rows.qualification == "vocational"
    size: Column = ibis.cases(
        (vocational, rows.size.fill_null(0.0)),
        (rows.qualification == "gcse_short", 0.5),
        else_=rows.size.fill_null(1.0),
    )
    by_grade = ibis.cases(*((rows.grade == grade, float(points)) for grade, points in POINTS.items()), else_=0.0)
    given = ibis.ifelse(size > 0, rows.points.fill_null(0.0) / size.nullif(0.0), 0.0)
    rows = rows.mutate(size=size, each=ibis.ifelse(vocational, given, by_grade))
    level2 = ibis.ifelse(vocational, flag(rows.level2), flag(rows.each >= LEVEL_2))
    level1 = ibis.ifelse(
        vocational, flag(rows.level1.fill_null(False) | rows.level2.fill_null(False)), flag(rows.each >= LEVEL_1)
    )
    rows = rows.mutate(at_level2=level2, at_level1=level1)
    best = rows.group_by(*KEYS, "qualification", "subject", "part", "size").agg(
        sender=rows.school.min(), each=rows.each.max(), at_level2=rows.at_level2.max(), at_level1=rows.at_level1.max()
    )
    return best.mutate(level2=best.at_level2 * best.size, level1=best.at_level1 * best.size)


def _by_pupil(order: Column, **frame: Any) -> Any:
    return ibis.window(group_by=KEYS, order_by=order, **frame)  # type: ignore[no-untyped-call]


def _slots(table: Table) -> dict[str, Any]:
    """Where a whole GCSE may stand in a slot of the Capped 9."""
    whole = table.qualification == "gcse"
    return {
        "literacy": whole & table.subject.isin((*LANGUAGE, *LITERATURE)),
        "numeracy": whole & table.subject.isin((MATHEMATICS, NUMERACY)),
        "science": whole & table.subject.isin(SCIENCE),
    }


def _steps(best: Table) -> Table:
    """A pupil's awards by points per GCSE: the volume at each, and which slots it could fill."""
    slots = {name: flag(where).max() for name, where in _slots(best).items()}
    return best.group_by(*KEYS, "each").agg(
        sender=best.sender.min(),
        size=best.size.sum(),
        level1=best.level1.sum(),
        level2=best.level2.sum(),
        vocational2=either(best.qualification == "vocational", best.level2, 0.0).sum(),
        language=flag(best.subject.isin(LANGUAGE) & (best.qualification == "gcse")).max(),
        mathematics=flag((best.subject == MATHEMATICS) & (best.qualification == "gcse")).max(),
        **slots,
    )


def _two_best_vocational(best: Table) -> Table:
    """The volume at Level 2 of a pupil's two largest vocational awards."""
    rows = best.filter(best.qualification == "vocational", best.level2 > 0)
    order = _by_pupil([rows.level2.desc(), rows.subject, rows.part])
    rows = rows.mutate(place=ibis.row_number().over(order))
    return rows.filter(rows.place < VOCATIONAL_AT_MOST).group_by(*KEYS).agg(two_vocational2=_.level2.sum())


def _at_c(table: Table, slot: str) -> Column:
    return either(table.each >= LEVEL_2, table[slot], 0.0).max()


def examined(best: Table) -> Table:
    """One row a pupil with awards: year, upn, sender, volumes, grades C or better, points.

    Volumes: volume, level1, level2, gcse2 (GCSEs only), two_vocational2. 1.0 or 0.0: language_c, literacy_c,
    mathematics_c, numeracy_c, science_c. Points: capped (the best eight), literacy, numeracy, science (the slots) and
    wider (the best six of the rest).
    """
    steps = _steps(best)
    so_far = _by_pupil(steps.each.desc(), preceding=None, following=0)
    order = _by_pupil(steps.each.desc())
    slots = ("literacy", "numeracy", "science")
    steps = steps.mutate(
        volume=steps.size.sum().over(so_far),
        down=steps.each - steps.each.lead().over(order).fill_null(0.0),
        **{f"had_{slot}": steps[slot].max().over(so_far) for slot in slots},
    )
    rest = steps.volume - steps.had_literacy - steps.had_numeracy - steps.had_science
    pupils = steps.group_by(*KEYS).agg(
        sender=steps.sender.min(),
        volume=steps["size"].sum(),
        level1=steps.level1.sum(),
        level2=steps.level2.sum(),
        gcse2=(steps.level2 - steps.vocational2).sum(),
        capped=(ibis.least(steps.volume, CAPPED) * steps.down).sum(),
        wider=(ibis.least(rest, WIDER) * steps.down).sum(),
        language_c=_at_c(steps, "language"),
        mathematics_c=_at_c(steps, "mathematics"),
        **{f"{slot}_c": _at_c(steps, slot) for slot in slots},
        **{slot: (steps[slot] * steps.each).max() for slot in slots},
    )
    joined = pupils.left_join(_two_best_vocational(best), KEYS)
    return joined.mutate(two_vocational2=joined.two_vocational2.fill_null(0.0)).drop("year_right", "upn_right")


def aged_15(results: Table, known: Table, sent: Table | None = None) -> Table:
    """The cohort: pupils in year 11 on a roll in the January census, and pupils with results whom it does not know.

    Pupils without results count, with nothing, at schools that sent results: a school whose results have not come has
    no figure rather than nought. Columns of `examined`, with school and traits. `sent`: all results, where `results`
    are those of some pupils.
    """
    found = examined(awards(results))
    both = found.outer_join(known, KEYS)
    in_census = both.upn_right.notnull()
    cohort: Column = ibis.ifelse(in_census, (both.year_group == YEAR_11) & both.school.notnull(), both.upn.notnull())
    numbers = [name for name in found.columns if name not in (*KEYS, "sender")]
    pupils = both.filter(cohort.fill_null(False)).select(
        *TRAITS,
        "deprivation",
        year=both.year.coalesce(both.year_right),
        upn=both.upn.coalesce(both.upn_right),
        school=both.school.coalesce(both.sender),
        **{name: both[name].fill_null(0.0) for name in numbers},
    )
    here = results if sent is None else sent
    return pupils.semi_join(here.select("year", "school").distinct(), ("year", "school"))
