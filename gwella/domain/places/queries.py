"""What we want to know of places: which days are school days in a council."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from gwella.core.clock import school_year
from gwella.core.problems import BadInput
from gwella.domain.places.models import Council, CouncilDay, CouncilTerm, FrameworkYear
from gwella.domain.places.rules import TERMS, SchoolCalendar, bank_holidays
from gwella.frameworks.framework import Framework, Term
from gwella.frameworks.loader import load

# So many days hold a school day for each one asked for, whatever the holidays, and a summer more.
_SPAN = timedelta(days=3)
_SUMMER = timedelta(days=120)


def calendar_of(
    council: Council | None, first: date, last: date, *, default: Framework | None = None
) -> SchoolCalendar:
    """The school days of a council for the school years from `first` to `last`. Three queries.

    A term the council did not give is that of `default`, else of the framework in force in its year; so are all of
    them without a council. Where there is none either, the year's terms are not known.
    """
    return calendars_of([council], first, last, default=default)[council.pk if council else None]


def calendars_of(
    councils: Iterable[Council | None], first: date, last: date, *, default: Framework | None = None
) -> dict[int | None, SchoolCalendar]:
    """The school days of several councils by key (None: of no council), as `calendar_of` gives them. Three queries."""
    keys = [council.pk if council else None for council in councils]
    return calendars_by_key(keys, first, last, default=default)


def calendars_by_key(
    keys: Sequence[int | None], first: date, last: date, *, default: Framework | None = None
) -> dict[int | None, SchoolCalendar]:
    """The same where only the councils' keys are at hand; with a `default` two queries, else three."""
    years = _years(first, last)
    books = dict.fromkeys(years, default)
    if default is None:
        named = dict(FrameworkYear.objects.filter(school_year__in=years).values_list("school_year", "framework"))
        books = {year: _framework(named.get(year, "")) for year in years}
    own: dict[tuple[int | None, str, str], CouncilTerm] = {
        (row.council_id, row.school_year, row.term): row
        for row in CouncilTerm.objects.filter(council__in=[key for key in keys if key], school_year__in=years)
    }
    days: dict[int | None, dict[date, str]] = {}
    for shut in CouncilDay.objects.filter(council__in=[key for key in keys if key]):
        days.setdefault(shut.council_id, {})[shut.day] = shut.kind
    found = {}
    for key in keys:
        terms, defaults = [], set()
        for year in years:
            book = books[year]
            given = {term.code: term for term in book.calendar.terms_of(year)} if book else {}
            for code in TERMS:
                row = own.get((key, year, code))
                if row or code in given:
                    terms.append(_closed(_term(row) if row else given[code], days.get(key, {})))
                    defaults |= set() if row else {year}
        found[key] = SchoolCalendar(tuple(terms), frozenset(defaults))
    return found


def school_days(council: Council | None, first: date, last: date) -> list[date]:
    """The school days of a council from `first` to `last`, both included."""
    return calendar_of(council, first, last).school_days(first, last)


def add_school_days(council: Council | None, day: date, number: int) -> date:
    """The school day of a council `number` school days after `day`; see `SchoolCalendar.add_school_days`."""
    span = _SPAN * abs(number) + _SUMMER
    return calendar_of(council, day - span, day + span).add_school_days(day, number)


def _years(first: date, last: date) -> list[str]:
    return [school_year(date(year, 9, 1)) for year in range(_september(first), _september(last) + 1)]


def _september(day: date) -> int:
    """The year in which the day's school year begins."""
    return int(school_year(day)[:4])


def _framework(code: str) -> Framework | None:
    try:
        return load(code) if code else None
    except BadInput:
        return None


def _term(row: CouncilTerm) -> Term:
    # Without a half-term holiday one that ends before it begins, so that no day is in it.
    half = (row.half_term_starts_on or date.max, row.half_term_ends_on or date.min)
    return Term(row.term, row.starts_on, row.ends_on, *half)


def _closed(term: Term, days: dict[date, str]) -> Term:
    """The term with the days inside it on which schools are shut: by law, and as the council says."""
    law = {day for year in {term.starts.year, term.ends.year} for day in bank_holidays(year)}
    shut = law | {day for day, kind in days.items() if kind != "open"}
    shut -= {day for day, kind in days.items() if kind == "open"}
    inside = frozenset(day for day in shut if term.starts <= day <= term.ends)
    return Term(term.code, term.starts, term.ends, term.half_term_starts, term.half_term_ends, inside)
