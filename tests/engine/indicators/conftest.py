"""One store for all tests of measures: its questions take a second to compile."""

import pytest

from tests.engine.indicators.making import Store


@pytest.fixture(scope="session")
def store() -> Store:
    """A store to be filled and asked."""
    return Store()
