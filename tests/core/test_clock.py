"""The service's date: fixed by a block, by the environment, or real; and school years."""

from datetime import date, timedelta
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.core import clock


def test_a_block_fixes_the_day_and_gives_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GWELLA_TODAY", "2020-02-03")
    with clock.fixed(date(2024, 2, 29)):
        assert clock.today() == date(2024, 2, 29)
        with clock.fixed(date(2025, 1, 1)):
            assert clock.today() == date(2025, 1, 1)
        assert clock.today() == date(2024, 2, 29)
    assert clock.today() == date(2020, 2, 3)


def test_a_block_that_fails_gives_the_day_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GWELLA_TODAY", "2020-02-03")
    with pytest.raises(KeyError), clock.fixed(date(2024, 2, 29)):
        raise KeyError
    assert clock.today() == date(2020, 2, 3)


def test_a_fixed_day_holds_for_one_s_own_thread_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GWELLA_TODAY", "2020-02-03")
    seen: list[date] = []
    with clock.fixed(date(2024, 2, 29)):
        other = Thread(target=lambda: seen.append(clock.today()))
        other.start()
        other.join()
    assert seen == [date(2020, 2, 3)]


def test_without_any_wish_the_day_is_the_real_one_in_wales(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GWELLA_TODAY", raising=False)
    real = clock.real_now().astimezone(clock.ZONE).date()
    assert clock.today() - real in (timedelta(0), timedelta(days=1))


def test_now_is_on_the_service_s_day_and_knows_its_zone() -> None:
    with clock.fixed(date(2020, 7, 1)):
        now = clock.now()
    assert now.date() == date(2020, 7, 1)
    assert now.utcoffset() is not None


def test_a_date_nobody_can_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GWELLA_TODAY", "3 February")
    with pytest.raises(ValueError, match="3 February"):
        clock.today()


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2020, 2, 3), "2019/20"),
        (date(2020, 8, 31), "2019/20"),
        (date(2020, 9, 1), "2020/21"),
        (date(1999, 9, 1), "1999/00"),
        (date(2009, 12, 31), "2009/10"),
    ],
)
def test_the_school_year_turns_on_the_first_of_september(day: date, year: str) -> None:
    assert clock.school_year(day) == year


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_year_has_one_school_year_s_name_and_the_next_day_never_an_earlier_one(day: date) -> None:
    year = clock.school_year(day)
    first = int(year[:4])
    assert date(first, 9, 1) <= day <= date(first + 1, 8, 31)
    assert clock.school_year(day + timedelta(days=1)) >= year
