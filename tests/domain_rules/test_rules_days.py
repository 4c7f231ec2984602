"""Days a year, at most.

The category sets a ceiling of days, in inverse proportion to success. It is never a promise: the days agreed in
dialogue stand beside it.
"""

from decimal import Decimal
from itertools import pairwise

import pytest

from gwella.domain.categories.rules import can_categorise, days_ceiling
from gwella.frameworks import available, in_force, load
from tests.domain_rules.spec import truth_table
from tests.frameworks.pause import pause


@truth_table
def test_ceilings(category, days, status):
    """The ceilings of 2014/15 to 2019/20. Those not from an official source say so wherever they are shown.

    | category | days | status |
    |---|---|---|
    | green | 4 | official |
    | yellow | 10 | official |
    | amber | 15 | second_hand |
    | red | 25 | second_hand |
    | | 4 | ours |
    """
    for code in ("wales-2014", "wales-2015", "wales-2017"):
        found = days_ceiling(load(code), category or None)
        assert (found.days, found.status) == (Decimal(days), status)


@pytest.mark.parametrize("code", available())
def test_better_never_more(code):
    """In no framework does a better category have more days."""
    framework = load(code)
    codes = framework.categories.codes if framework.categories else ()
    found = [days_ceiling(framework, category).days for category in codes]
    assert all(better <= worse for better, worse in pairwise(found))


def test_framework_without_days():
    """A framework that sets no days by category, as the banding, gives each school those of one without a category."""
    found = days_ceiling(load("banding-2011"), "5")
    assert (found.days, found.why) == (Decimal(4), "This framework sets no days by category.")


def test_pause():
    """In a pause schools get no category; the days are those of a school without one, and the reason is told."""
    assert can_categorise(pause()).reason.startswith("In this framework schools get no category")
    assert days_ceiling(pause(), None).days == Decimal(4)


def test_none_in_force():
    """In a year without any framework there is no ceiling, and the reason is told; it is not an error."""
    assert in_force("2009/10").frameworks == ()
    assert in_force("2009/10").verdict.reason == "No framework is in force in {year}."
    assert not can_categorise(None)
    assert days_ceiling(None, "green").days is None


def test_unknown_category():
    """A category that the framework does not know is an error of the program, never a number of days."""
    with pytest.raises(ValueError, match="blue"):
        days_ceiling(load("wales-2017"), "blue")
    with pytest.raises(ValueError, match="green"):
        days_ceiling(pause(), "green")
