"""The parts of a framework that run the year: days, who decides, calendar, papers, language, allocation."""

import calendar as months
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise

from gwella.frameworks import faults
from gwella.frameworks.framework import (
    Allocation,
    Calendar,
    Days,
    Deadline,
    Form,
    Letter,
    Part,
    Publication,
    Scale,
    Stated,
    Term,
    TermDates,
)
from gwella.frameworks.reading import Table

TERMS = ("autumn", "spring", "summer")
# The wishes the allocation knows how to weigh.
WEIGHTS = ("travel", "change", "uneven_load", "extra_council")
WELSH_LEVELS = range(6)
# The language media of the official register of schools.
MEDIA = ("WM", "DS", "TR", "AB", "BB", "CB", "CH", "EW", "EM", "NA")
WITHOUT = "without_category"

_SCHOOL_YEAR = re.compile(r"(\d{4})/(\d{2})")
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")


def is_school_year(text: str) -> bool:
    """True for "2019/20" and its like."""
    found = _SCHOOL_YEAR.fullmatch(text)
    return bool(found) and (int(found[1]) + 1) % 100 == int(found[2]) if found else False


def next_year(school_year: str) -> str:
    """The school year after: "1999/00" after "1998/99"."""
    first = int(school_year[:4]) + 1
    return f"{first}/{(first + 1) % 100:02d}"


def school_year(table: Table, name: str) -> str:
    """A school year, or empty where it is not one."""
    text = table.text(name)
    if text and not is_school_year(text):
        table.refuse(name, faults.SCHOOL_YEAR, text)
        return ""
    return text


def years(table: Table) -> tuple[str, ...]:
    """The school years from `from` to `to`, both included."""
    first, last = school_year(table, "from"), school_year(table, "to")
    if first and last and last < first:
        table.refuse("to", faults.YEARS, last)
    found = []
    while first and last and first <= last:
        found.append(first)
        first = next_year(first)
    return table.done(tuple(found))


def half_days(table: Table, name: str) -> Decimal:
    """Days to the half, 0 or more."""
    value = table.number(name)
    if value * 2 % 1:
        table.refuse(name, faults.HALF_DAYS, value)
    return value


def days(table: Table, categories: Scale | None, *, ceilings_needed: bool) -> Days:
    """Ceilings per category, from the best to the worst never falling: days in inverse proportion to success."""
    without = table.stated(WITHOUT, half_days)
    if not (table.has("ceiling") or ceilings_needed):
        return table.done(Days({}, without))
    inner = table.table("ceiling")
    codes = categories.codes if categories else tuple(inner.data)
    ceilings: dict[str, Stated[Decimal]] = {code: inner.stated(code, half_days) for code in codes}
    inner.done(None)
    for better, worse in pairwise(code for code in codes if inner.has(code)):
        if ceilings[worse].value < ceilings[better].value:
            inner.refuse(f"{worse}.value", faults.DAYS_ORDER, ceilings[worse].value, worse=worse, better=better)
    return table.done(Days(ceilings, without))


def parts(table: Table, stages: Iterable[str], roles: Iterable[str], needed: Iterable[str]) -> tuple[Part, ...]:
    """Who advises, decides and is told at each stage, which must be one the rules know; `needed` may not be missing."""
    known_stages, known_roles = tuple(stages), tuple(roles)
    for stage in needed:
        if not table.has(stage):
            table.table(stage)
    found = []
    for stage, inner in table.children().items():
        table.check_among(stage, stage, known_stages)
        part = Part(
            stage,
            inner.wording("name"),
            inner.texts("advises", among=known_roles, empty=True),
            inner.choice("decides", known_roles),
            inner.texts("told", among=known_roles, empty=True),
            *inner.status(),
        )
        found.append(inner.done(part))
    return table.done(tuple(found))


def _deadline(code: str, table: Table, *, year_before: bool = False) -> Deadline:
    text = table.text("by")
    found = _MONTH_DAY.fullmatch(text)
    month, day = (int(found[1]), int(found[2])) if found else (0, 0)
    # A deadline must exist every year, so 29 February is none.
    if text and not (1 <= month <= 12 and 1 <= day <= months.monthrange(2001, month)[1]):
        table.refuse("by", faults.DATE, text)
        month, day = 0, 0
    elif text and year_before and month > 8:
        table.refuse("by", faults.NOTICE_LATE, text)
    return table.done(Deadline(code, table.wording("name"), month, day, *table.status(), year_before))


def _deadlines(table: Table) -> tuple[Deadline, ...]:
    found = tuple(_deadline(code, inner) for code, inner in table.children().items())
    for before, after in pairwise(deadline for deadline in found if deadline.month):
        if after.on("2018/19") < before.on("2018/19"):
            table.refuse(
                f"{after.code}.by",
                faults.DEADLINE_ORDER,
                f"{after.month:02d}-{after.day:02d}",
                after=after.code,
                before=before.code,
            )
    return table.done(found)


def _term(table: Table, name: str) -> Term:
    inner = table.table(name)
    half = inner.items("half_term", (date,), faults.NOT_TWO_DATES)
    if inner.has("half_term") and len(half) != 2:
        inner.refuse("half_term", faults.NOT_TWO_DATES)
        half = ()
    starts, ends = inner.day("starts"), inner.day("ends")
    off = half if len(half) == 2 else (starts, ends)
    return inner.done(Term(name, starts, ends, *off))


def _term_dates(table: Table) -> TermDates:
    year = school_year(table, "year")
    terms = tuple(_term(table, name) for name in TERMS)
    complete = all(table.has(term.code) for term in terms)
    if year and complete and date.min not in {day for term in terms for day in (term.starts, term.ends)}:
        _check_terms(table, year, terms)
    return table.done(TermDates(year, terms, *table.status()))


def _check_terms(table: Table, year: str, terms: tuple[Term, ...]) -> None:
    opened = date(int(year[:4]), 9, 1)
    for term in terms:
        inside = term.starts <= term.half_term_starts <= term.half_term_ends <= term.ends
        if not inside or term.starts < opened:
            table.refuse(term.code, faults.TERM, term.starts)
        opened = max(opened, term.ends)
    if opened >= date(int(year[:4]) + 1, 9, 1):
        table.refuse(TERMS[-1], faults.TERM, opened)


def calendar(table: Table, in_force: tuple[str, ...]) -> Calendar:
    """Deadlines, the notice of allocation, first visits, and terms for every year the framework is in force."""
    deadlines = _deadlines(table.table("deadlines"))
    notice = _deadline("allocation_notice", table.table("allocation_notice"), year_before=True)
    first_visit = table.stated("first_visit_days", Table.whole)
    terms = tuple(_term_dates(inner) for inner in table.tables("terms"))
    given = [dates.school_year for dates in terms]
    for year in dict.fromkeys(y for y in given if y and given.count(y) > 1):
        table.refuse("terms", faults.TWICE, year, item=year)
    for year in in_force:
        if table.has("terms") and year not in given:
            table.refuse("terms", faults.TERMS_MISSING, year, year=year)
    return table.done(Calendar(deadlines, notice, first_visit, terms))


def publication(table: Table, sectors: Iterable[str]) -> Publication:
    """Whether categories are published or told, and who stands in several lists."""
    known = tuple(sectors)
    lists: Mapping[str, tuple[str, ...]] = {}
    if table.has("lists"):
        inner = table.table("lists")
        for sector in inner.data:
            inner.check_among(sector, sector, known)
        lists = inner.done({sector: inner.texts(sector, among=known) for sector in inner.data})
    return table.done(
        Publication(table.stated("published", Table.flag), table.stated("told_in_letters", Table.flag), lists)
    )


def _welsh_level(table: Table, name: str) -> int:
    level = table.whole(name)
    if level not in WELSH_LEVELS:
        table.refuse(name, faults.WELSH_LEVEL, level, level=str(level))
    return level


def welsh(table: Table) -> dict[str, Stated[int]]:
    """The least level of Welsh that a school of each language medium needs."""
    return table.done({medium: table.stated(medium, _welsh_level) for medium in MEDIA})


def _factor(table: Table, name: str) -> Decimal:
    value = table.number(name)
    if table.has(name) and value < 1:
        table.refuse(name, faults.TRAVEL_FACTOR, value)
    return value


def allocation(table: Table, categories: Scale | None) -> Allocation:
    """The weights by name, distances, and which categories are served first."""
    weights = table.table("weights")
    expected = {*(categories.codes if categories else ()), WITHOUT}

    def order(inner: Table, name: str) -> tuple[str, ...]:
        found = inner.texts(name, among=expected if categories else None)
        missing = expected - set(found)
        if found and categories and missing:
            inner.refuse(name, faults.PRIORITY, list(found), missing=", ".join(sorted(missing)))
        return found

    return table.done(
        Allocation(
            weights=weights.done({name: weights.stated(name, Table.number) for name in WEIGHTS}),
            travel_factor=table.stated("travel_factor", _factor),
            days_a_visit=table.stated("days_a_visit", half_days),
            serving_head_km=table.stated("serving_head_km", Table.number),
            priority=table.stated("priority", order),
        )
    )


def forms(table: Table, deadlines: Iterable[Deadline]) -> tuple[Form, ...]:
    """The round's forms. A form may name the deadline it is due by."""
    known = [deadline.code for deadline in deadlines]
    found = []
    for code, inner in table.children().items():
        deadline = inner.choice("deadline", known) if inner.has("deadline") else ""
        found.append(inner.done(Form(code, inner.wording("name"), deadline, *inner.status())))
    return table.done(tuple(found))


def letters(table: Table, categories: Scale | None, roles: Iterable[str]) -> tuple[Letter, ...]:
    """The letters that categories call for."""
    known_roles = tuple(roles)
    found = []
    for code, inner in table.children().items():
        table.check_among(code, code, categories.codes if categories else None)
        signed = inner.choice("signed_by", known_roles)
        found.append(inner.done(Letter(code, inner.wording("name"), signed, *inner.status())))
    return table.done(tuple(found))
