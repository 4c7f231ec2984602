"""What happens to places, in words for the record; which days are school days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from gwella.core.clock import school_year
from gwella.core.text import mark
from gwella.core.verdict import YES, Verdict, no
from gwella.frameworks.framework import Term

EVENTS = {
    "service.established": mark("The service was set up: {name_en}"),
    "councils.recorded": mark("Councils were recorded: {count}"),
    "council.served": mark("{council} is served by the service"),
    "council.left": mark("{council} is no longer served by the service"),
    "boundaries.imported": mark("Boundaries were brought in: {count}"),
    "places.imported": mark("Postcodes were brought in: {count}"),
    "framework.brought_into_force": mark("Framework {framework} was brought into force for {school_year}"),
    "term_dates.imported": mark("Term dates were brought in ({file}). Terms: {terms}, days: {days}"),
}

TERMS = {"autumn": mark("Autumn term"), "spring": mark("Spring term"), "summer": mark("Summer term")}
DAY_KINDS = {
    "bank_holiday": mark("Bank holiday"),
    "closure": mark("Schools are shut"),
    "open": mark("School day after all"),
}


def can_serve_council(is_served: bool, *, wanted: bool, others: int) -> Verdict:
    """Whether a council may be served, or no longer. `others`: how many councils are served beside it."""
    if is_served == wanted:
        told = mark("This council is served already.") if wanted else mark("This council is not served.")
        return no(told)
    if not wanted and not others:
        return no(mark("This is the only council served; a service without one has no schools."))
    return YES


_DAY = timedelta(days=1)
_AUGUST = 8
# Bank holidays moved or added by royal proclamation, in England and Wales. The day moved → where to; or a day more.
_MOVED = {
    date(2012, 5, 28): date(2012, 6, 4),
    date(2020, 5, 4): date(2020, 5, 8),
    date(2022, 5, 30): date(2022, 6, 2),
}
_MORE = (date(2011, 4, 29), date(2012, 6, 5), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8))


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """Which days are school days. `terms` hold their closed days; `defaults` are the school years with a term that
    no council gave (ours, not the official value).

    Outside the terms of a school year that has not all three, weekdays count but August's and bank holidays: nobody
    knows better.
    """

    terms: tuple[Term, ...]
    defaults: frozenset[str] = frozenset()

    def is_known(self, day: date) -> bool:
        """Whether all terms of the day's school year are there."""
        year = school_year(day)
        return {term.code for term in self.terms if school_year(term.ends) == year} == TERMS.keys()

    def is_school_day(self, day: date) -> bool:
        """Whether schools are open on the day."""
        term = next((term for term in self.terms if term.starts <= day <= term.ends), None)
        if term or self.is_known(day):
            return bool(term and term.is_open(day))
        return day.weekday() < 5 and day.month != _AUGUST and day not in bank_holidays(day.year)

    def school_days(self, first: date, last: date) -> list[date]:
        """The school days from `first` to `last`, both included."""
        days = (first + n * _DAY for n in range((last - first).days + 1))
        return [day for day in days if self.is_school_day(day)]

    def add_school_days(self, day: date, number: int) -> date:
        """The school day `number` school days after `day` (before it, where negative); `day` itself never counts.

        With 0: the day itself, or where it is none the next school day.
        """
        if number == 0:
            return day if self.is_school_day(day) else self.add_school_days(day, 1)
        step = _DAY if number > 0 else -_DAY
        found = (day + n * step for n in count(1))
        return _nth((each for each in found if self.is_school_day(each)), abs(number))


def _nth(days: Iterator[date], number: int) -> date:
    for _ in range(number - 1):
        next(days)
    return next(days)


def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England and Wales in a year, with those of the proclamations known to this version.

    Source: Banking and Financial Dealings Act 1971, schedule 1, with New Year's Day and the first Monday in May as
    proclaimed since; a Saturday or Sunday is replaced by the next weekday.
    """
    easter = _easter(year)
    fixed = [_weekday_from(date(year, 1, 1)), easter - 2 * _DAY, easter + _DAY]
    mondays = [_monday_from(date(year, 5, 1)), _monday_from(date(year, 5, 25)), _monday_from(date(year, 8, 25))]
    december = [date(year, 12, day) for day in (25, 26, 27, 28)]
    # Two weekdays: Christmas and Boxing Day, or as many of the next ones as fall on a weekend.
    feast = [day for day in december if day.weekday() < 5][:2]
    found = {_MOVED.get(day, day) for day in (*fixed, *mondays, *feast)}
    return frozenset(found | {day for day in _MORE if day.year == year})


def _weekday_from(day: date) -> date:
    return day + (7 - day.weekday()) * _DAY if day.weekday() > 4 else day


def _monday_from(day: date) -> date:
    return day + (-day.weekday() % 7) * _DAY


def _easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian reckoning (Nature, 1876)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
