"""The day, and no second factor, for pages about figures."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from gwella.core import clock
from tests.cast import TODAY


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> Iterator[None]:
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.fixed(TODAY):
        yield
