"""The parts of a framework that tell needs and agreed support, instead of grades or beside them."""

from collections.abc import Iterable
from itertools import pairwise

from gwella.frameworks import faults
from gwella.frameworks.framework import Criterion, Level, Milestone, Needs, Owner, Scale, Wording
from gwella.frameworks.reading import Table
from gwella.frameworks.running import half_days, school_year

NONE = Scale("urgency", Wording("", ""), ())


def needs(table: Table, urgency: Scale | None) -> Needs:
    """The themes of needs. How urgent each is stands on a scale of its own, the least urgent first."""
    inner = table.table("themes")
    if table.has("themes") and not inner.data:
        table.refuse("themes", faults.EMPTY)
    themes = inner.done({code: inner.wording(code) for code in inner.data})
    return table.done(Needs(themes, urgency or NONE))


def support(table: Table, scale: Scale | None) -> tuple[Level, ...]:
    """Each level of support. More support is never reviewed more rarely, nor guided by fewer days."""
    codes = scale.codes if scale else tuple(table.data)
    found = []
    for code in codes:
        inner = table.table(code)
        found.append(
            inner.done(Level(code, inner.stated("review_terms", Table.whole), inner.stated("days", half_days)))
        )
    for less, more in pairwise(level for level in found if table.has(level.grade)):
        if more.days.value < less.days.value:
            table.refuse(
                f"{more.grade}.days.value", faults.DAYS_ORDER, more.days.value, worse=more.grade, better=less.grade
            )
        if more.review_terms.value > less.review_terms.value:
            table.refuse(
                f"{more.grade}.review_terms.value", faults.REVIEW_ORDER, more.review_terms.value,
                more=more.grade, less=less.grade,
            )  # fmt: skip
    return table.done(tuple(found))


def eligibility(table: Table, scale: Scale | None, years: Iterable[str]) -> tuple[Criterion, ...]:
    """The criteria, each with the level of support it opens and the school year from which it holds."""
    found = []
    for code, inner in table.children().items():
        level = inner.choice("level", scale.codes if scale else None)
        found.append(inner.done(Criterion(code, inner.wording("name"), level, _from(inner, years), *inner.status())))
    return table.done(tuple(found))


def milestones(table: Table) -> tuple[Milestone, ...]:
    """The milestones, in weeks after support began and in their order."""
    found = [
        inner.done(Milestone(code, inner.wording("name"), inner.whole("weeks"), *inner.status()))
        for code, inner in table.children().items()
    ]
    for before, after in pairwise(found):
        if after.weeks < before.weeks:
            table.refuse(
                f"{after.code}.weeks", faults.MILESTONE_ORDER, after.weeks, after=after.code, before=before.code
            )
    return table.done(tuple(found))


def owners(tables: list[Table], years: Iterable[str]) -> tuple[Owner, ...]:
    """Who answers for the framework, from which school year on, each later than the one before."""
    found: list[Owner] = []
    for table in tables:
        owner = Owner(_from(table, years), table.wording("name"), *table.status())
        if found and owner.from_year and owner.from_year <= found[-1].from_year:
            table.refuse("from", faults.OWNER_ORDER, owner.from_year)
        found.append(table.done(owner))
    return tuple(found)


def _from(table: Table, years: Iterable[str]) -> str:
    year = school_year(table, "from")
    if year:
        table.check_among("from", year, tuple(years) or None)
    return year
