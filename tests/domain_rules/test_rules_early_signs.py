"""Early signs: what calls for a look at a school.

Never a judgement. Each sign turns one reading into points: none up to its start, all of its weight from its full on, in
proportion between. The score is their sum; what is not known adds nothing. Figures of fewer than 15 pupils are no sign.
Weights, bounds and the threshold are not official values: they are ours.

They were chosen, in round numbers, on the years 2014/15 to 2016/17 of three invented regions, and then tried on 2017/18
of another, of whose 387 schools 118 fell behind the year after: of 122 told 55 did, and 63 that did were not told. So a
sign is a reason for a look and no more: it finds about half, where less than a third would come by chance, and more
than half of those told do not fall behind. What the invented regions cannot show (days without contact; what empty
posts lead to) was weighed without trial.
"""

import pytest

from gwella.engine.early_signs import LEAST_PUPILS, SIGNS, THRESHOLD, of_enough, weigh
from tests.domain_rules.spec import truth_table


@truth_table
def test_weights(sign, weight, start, full):
    """The signs. Percentage points are against similar schools; falls are over two years; posts and contact in days.

    | sign | weight | start | full |
    |---|---|---|---|
    | low | 2 | 2 | 12 |
    | falling | 1 | 5 | 20 |
    | value_added | 3 | 0.2 | 1 |
    | attendance_fall | 1 | 0.5 | 2 |
    | persistent_absence | 1 | 2 | 8 |
    | exclusions_rise | 1 | 10 | 60 |
    | no_contact | 1 | 90 | 270 |
    | head_vacancy | 1 | 0 | 60 |
    | chair_vacancy | 0.5 | 0 | 120 |
    """
    held = SIGNS[sign]
    assert (held.weight, held.start, held.full) == (float(weight), float(start), float(full))


@truth_table
def test_points(sign, reading, points):
    """Readings and their points.

    | sign | reading | points |
    |---|---|---|
    | low | -3 | 0 |
    | low | 2 | 0 |
    | low | 7 | 1 |
    | low | 60 | 2 |
    | low | nan | 0 |
    | value_added | 0.6 | 1.5 |
    | value_added | 1 | 3 |
    | head_vacancy | 30 | 0.5 |
    """
    assert SIGNS[sign].points([float(reading)])[0] == pytest.approx(float(points))


@truth_table
def test_threshold(low, head_vacancy, look):
    """A school calls for a look from 2 points on.

    | low | head vacancy | look |
    |---|---|---|
    | 12 | 0 | yes |
    | 7 | 60 | yes |
    | 7 | 59 | no |
    | nan | 400 | no |
    """
    assert THRESHOLD == 2
    found = weigh({"low": [float(low)], "head_vacancy": [float(head_vacancy)]})
    assert bool(found.told[0]) == (look == "yes")


@truth_table
def test_small_cohorts(pupils, counts):
    """A figure of few pupils is no sign.

    | pupils | counts |
    |---|---|
    | 14 | no |
    | 15 | yes |
    """
    assert LEAST_PUPILS == 15
    assert (of_enough([30.0], [float(pupils)])[0] == 30) == (counts == "yes")
