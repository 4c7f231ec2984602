"""Banding of secondary schools, 2011 to 2013.

A score, lower being better, puts a school in one of five bands. The edges are official; which two measures weigh
one half is not known, so ours is not the official choice.
"""

import csv
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.domain.categories.rules import band_of, banding_score
from gwella.frameworks import load
from tests.domain_rules.spec import truth_table
from tests.realdata import needs_shared, shared

BANDING = load("banding-2011")
MEASURES = [measure.code for measure in BANDING.banding.measures]
SCORES = st.decimals(min_value=11, max_value=44, places=1)


@truth_table
def test_edges(score, band):
    """A score on an edge takes the better band.

    | score | band |
    |---|---|
    | 11 | 1 |
    | 17.6 | 1 |
    | 17.61 | 2 |
    | 24.2 | 2 |
    | 24.21 | 3 |
    | 30.8 | 3 |
    | 30.81 | 4 |
    | 37.4 | 4 |
    | 37.41 | 5 |
    | 44 | 5 |
    """
    assert band_of(BANDING, Decimal(score)) == band


@truth_table
def test_score(quarter, score):
    """The score is the weighted sum of a school's quarters in the twelve measures, 1 the best quarter and 4 the last.

    | quarter | score |
    |---|---|
    | 1 | 11 |
    | 2 | 22 |
    | 3 | 33 |
    | 4 | 44 |
    """
    assert banding_score(BANDING, dict.fromkeys(MEASURES, int(quarter))) == Decimal(score)


def test_half_weights():
    """Two of the twelve measures weigh one half, the others one; together they weigh eleven."""
    weights = sorted(measure.weight for measure in BANDING.banding.measures)
    assert weights == [Decimal("0.5")] * 2 + [Decimal(1)] * 10


@given(SCORES, SCORES)
def test_a_lower_score_is_never_a_worse_band(one, other):
    """A lower score never gives a worse band."""
    better, worse = sorted((one, other))
    assert int(band_of(BANDING, better)) <= int(band_of(BANDING, worse))


@pytest.mark.realdata
@needs_shared
def test_the_published_pairs():
    """The fourteen published pairs of score and band come out exactly."""
    with shared("cases/banding_scores.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["score"], row["band"]) for row in csv.DictReader(file)]
    assert len(pairs) == 14
    assert [band_of(BANDING, Decimal(score)) for score, _ in pairs] == [band for _, band in pairs]


@pytest.mark.parametrize("quarters", [{}, dict.fromkeys(MEASURES, 0), dict.fromkeys(MEASURES, 5), {"unknown": 1}])
def test_a_score_needs_every_quarter(quarters):
    """A score needs a quarter, 1 to 4, in each measure."""
    with pytest.raises(ValueError, match="one quarter"):
        banding_score(BANDING, quarters)


def test_only_a_banding_framework_bands():
    """A framework that categorises does not band."""
    with pytest.raises(ValueError, match="does not band"):
        band_of(load("wales-2017"), Decimal(20))
