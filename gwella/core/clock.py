"""The service's date. The demonstration and tests may fix it; audit keeps real time.

Only doors (web, api, jobs) read this clock; everything below is told the day or the moment.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")
_fixed: ContextVar[date | None] = ContextVar("fixed", default=None)


def today() -> date:
    """The service's date: fixed for a while, else `GWELLA_TODAY`, else the real one."""
    if day := _fixed.get():
        return day
    if written := os.environ.get("GWELLA_TODAY"):
        return date.fromisoformat(written)
    return datetime.now(ZONE).date()


def now() -> datetime:
    """The moment on the service's date, with the real time of day."""
    real = datetime.now(ZONE)
    return datetime.combine(today(), real.timetz())


def real_now() -> datetime:
    """The real moment, for what must not be moved: audit, locks, time-outs."""
    return datetime.now(UTC)


@contextmanager
def fixed(day: date) -> Iterator[None]:
    """Hold the service's date at `day` for a block."""
    token = _fixed.set(day)
    try:
        yield
    finally:
        _fixed.reset(token)


def school_year(day: date) -> str:
    """The school year of a day, as written: 2020-02-03 is in "2019/20". It starts on 1 September."""
    first = day.year if day.month >= 9 else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"
