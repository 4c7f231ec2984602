"""What every test may ask for."""

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """A small invented region with one named person per role."""
    return make_cast()
