"""School days: terms, half-terms, bank holidays and closed days, each council's own or the framework's defaults."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gwella.domain.places.models import CouncilDay, CouncilTerm
from gwella.domain.places.queries import add_school_days, calendar_of, calendars_of, school_days
from gwella.domain.places.rules import SchoolCalendar, bank_holidays
from gwella.frameworks import load
from gwella.frameworks.framework import Term
from tests.cast import Cast

DAY = timedelta(days=1)
DEFAULTS = load("wales-2017").calendar
TERMS = (*DEFAULTS.terms_of("2018/19"), *DEFAULTS.terms_of("2019/20"))
CALENDARS = st.sampled_from([SchoolCalendar(TERMS), SchoolCalendar(()), SchoolCalendar(TERMS[:4])])
DAYS = st.dates(date(2018, 1, 1), date(2021, 12, 31))


# ---- what holds of any calendar


@given(CALENDARS, DAYS, st.integers(-120, 120))
def test_adding_school_days_lands_on_a_school_day(calendar: SchoolCalendar, day: date, number: int) -> None:
    assert calendar.is_school_day(calendar.add_school_days(day, number))


@given(CALENDARS, DAYS, st.integers(1, 80))
def test_so_many_school_days_lie_between(calendar: SchoolCalendar, day: date, number: int) -> None:
    then = calendar.add_school_days(day, number)
    assert len(calendar.school_days(day + DAY, then)) == number


@given(CALENDARS, DAYS, st.integers(1, 60), st.integers(1, 60))
def test_adding_in_two_steps_is_adding_at_once(calendar: SchoolCalendar, day: date, one: int, two: int) -> None:
    assert calendar.add_school_days(calendar.add_school_days(day, one), two) == calendar.add_school_days(day, one + two)


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_going_back_from_a_school_day_returns(calendar: SchoolCalendar, day: date, number: int) -> None:
    assume(calendar.is_school_day(day))
    assert calendar.add_school_days(calendar.add_school_days(day, number), -number) == day


@given(CALENDARS, DAYS)
def test_no_school_day_is_a_weekend_or_in_a_half_term(calendar: SchoolCalendar, day: date) -> None:
    if calendar.is_school_day(day):
        assert day.weekday() < 5
        assert not any(term.half_term_starts <= day <= term.half_term_ends for term in calendar.terms)
    assert calendar.add_school_days(day, 0) >= day


@given(st.dates(date(1979, 1, 1), date(2100, 12, 31)))
def test_there_are_eight_bank_holidays_a_year_or_more_and_all_on_weekdays(day: date) -> None:
    found = bank_holidays(day.year)
    assert 8 <= len(found) <= 10
    assert all(holiday.weekday() < 5 and holiday.year == day.year for holiday in found)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2010, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27"),
        (2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"),
        (2019, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26"),
        (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
    ],
)
def test_bank_holidays_as_the_government_listed_them(year: int, days: str) -> None:
    assert sorted(f"{day:%m-%d}" for day in bank_holidays(year)) == days.split()


def test_a_holiday_between_two_terms_is_no_school_day_and_an_unknown_year_has_weekdays_but_august() -> None:
    calendar = SchoolCalendar(TERMS)
    assert not calendar.is_school_day(date(2019, 8, 30))
    assert not calendar.is_school_day(date(2019, 12, 27))
    unknown = SchoolCalendar(())
    assert unknown.is_school_day(date(2019, 9, 2))
    assert not unknown.is_school_day(date(2019, 8, 28))
    assert not unknown.is_school_day(date(2019, 5, 6))
    only_autumn = SchoolCalendar(TERMS[3:4])
    assert not only_autumn.is_school_day(date(2019, 10, 28))
    assert only_autumn.is_school_day(date(2020, 2, 17))


def test_a_closed_day_is_none_of_its_term() -> None:
    term = Term("autumn", date(2019, 9, 2), date(2019, 12, 20), date.max, date.min, frozenset({date(2019, 9, 2)}))
    assert not term.is_open(date(2019, 9, 2))
    assert term.is_open(date(2019, 10, 28))


# ---- each council's own


@pytest.fixture
def own(cast: Cast) -> Cast:
    """Cwm Rhedyn gave its autumn term, a training day, and a bank holiday on which schools open."""
    council = cast.councils["993"]
    CouncilTerm.objects.create(
        council=council, school_year="2019/20", term="autumn", starts_on="2019-09-04", ends_on="2019-12-18"
    )
    CouncilDay.objects.create(council=council, day="2019-09-04", kind="closure", name_en="Training")
    CouncilDay.objects.create(council=council, day="2020-05-08", kind="open")
    return cast


def test_the_council_s_own_days_count_and_the_rest_are_the_framework_s(own: Cast) -> None:
    ours, theirs = own.councils["993"], own.councils["995"]
    assert school_days(ours, date(2019, 9, 1), date(2019, 9, 6)) == [date(2019, 9, 5), date(2019, 9, 6)]
    assert school_days(theirs, date(2019, 9, 1), date(2019, 9, 4)) == [date(2019, 9, n) for n in (2, 3, 4)]
    assert school_days(ours, date(2020, 5, 8), date(2020, 5, 8))
    assert not school_days(theirs, date(2020, 5, 8), date(2020, 5, 8))
    # It gave no half-term with its autumn, so there is none; the spring is the framework's with its half-term.
    assert school_days(ours, date(2019, 10, 28), date(2019, 10, 28))
    assert not school_days(ours, date(2020, 2, 17), date(2020, 2, 21))


def test_what_is_default_is_said(own: Cast) -> None:
    calendar = calendar_of(own.councils["993"], date(2019, 9, 1), date(2020, 7, 1))
    assert calendar.defaults == {"2019/20"}
    assert calendar.terms[0].starts == date(2019, 9, 4)


def test_clocks_count_in_each_council_s_own_days(own: Cast) -> None:
    assert add_school_days(own.councils["993"], date(2019, 12, 17), 2) == date(2020, 1, 6)
    assert add_school_days(own.councils["995"], date(2019, 12, 17), 2) == date(2019, 12, 19)
    assert add_school_days(None, date(2019, 12, 20), -1) == date(2019, 12, 19)


def test_many_councils_take_three_queries(own: Cast, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        found = calendars_of([*own.councils.values(), None], date(2019, 9, 1), date(2020, 9, 1))
    assert len(found) == 3
