"""Regions of a few sizes and seeds, each made once for the tests of this folder."""

from functools import cache

import pytest

from gwella.twin import Region, generate_with_plan


@cache
def made(seed: int, schools: int = 426) -> tuple[Region, dict[str, str]]:
    """A region and a plan that covers it."""
    return generate_with_plan(seed, schools)


@pytest.fixture(scope="package")
def region() -> Region:
    return made(1)[0]
