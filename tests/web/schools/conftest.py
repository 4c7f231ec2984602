"""Schools as their pages show them: categories, links and places on top of the cast."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import Settings

from gwella.core import clock
from gwella.domain.categories.actions import CategoryFacts, record_categories
from gwella.domain.places.actions import record_boundaries
from tests.cast import TODAY, Cast

AT = datetime(2020, 1, 31, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> Iterator[None]:
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def region(cast: Cast) -> Cast:
    """The cast with three published categories; Pont Rhedyn and the unit have none yet."""
    colours = {"9932147": "amber", "9934012": "green", "9954012": "red", "9952101": "yellow"}
    ceilings = {"green": 4, "yellow": 10, "amber": 15, "red": 25}
    record_categories(
        [
            CategoryFacts(
                number, colour, Decimal(ceilings[colour]), decided_on=date(2020, 1, 24), why="As the list has it."
            )
            for number, colour in colours.items()
        ],
        school_year="2019/20",
        framework="wales-2017",
        by=None,
        at=AT,
    )
    return cast


@pytest.fixture
def bordered(region: Cast) -> Cast:
    """The region with a square outline for each council."""
    west = [[[[-3.6, 51.5], [-3.3, 51.5], [-3.3, 51.7], [-3.6, 51.7], [-3.6, 51.5]]]]
    south = [[[[-3.3, 51.35], [-3.1, 51.35], [-3.1, 51.5], [-3.3, 51.5], [-3.3, 51.35]]]]
    record_boundaries({"993": west, "995": south}, source="drawn for the tests", by=None, at=AT)
    return region


@pytest.fixture
def carys(client: Client, region: Cast) -> Client:
    """Carys, who leads the region, signed in."""
    client.force_login(region.carys)
    return client
