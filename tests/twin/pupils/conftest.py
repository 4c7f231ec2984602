"""Pupils of the whole invented region over four years, and of a small one, each grown once."""

from functools import cache

import pytest

from gwella.twin.pupils import Pupils, grow
from gwella.twin.region import Region
from tests.twin.conftest import made


@cache
def grown(schools: int = 426, years: int = 4, english: bool = False) -> Pupils:
    return grow(made(1, schools)[0], seed=1, years=years, english=english)


@pytest.fixture(scope="package")
def whole() -> Pupils:
    return grown()


@pytest.fixture(scope="package")
def small() -> Pupils:
    return grown(40, 3)


@pytest.fixture(scope="package")
def home() -> Region:
    """The region of `whole`."""
    return made(1)[0]
