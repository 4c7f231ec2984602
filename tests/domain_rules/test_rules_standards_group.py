"""Standards group, 2014/15 to 2016/17.

Step one of the categorisation: an absolute model without a quota. Each measure, over three years pooled, earns
1 (best) to 4 points by fixed boundaries; the weighted mean of the points gives the group. That there were fourteen
secondary measures is known; which, their weights, boundaries and the edges of the mean are not the official values.
"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.domain.categories.rules import points, standards_group
from gwella.frameworks import load
from tests.domain_rules.spec import truth_table

W2014, W2015, W2017 = load("wales-2014"), load("wales-2015"), load("wales-2017")
SECONDARY = W2014.standards.measures["secondary"]
BY_CODE = {measure.code: measure for measure in SECONDARY}
VALUES = st.decimals(min_value=0, max_value=500, places=1)


def group(values, framework=W2014, year="2014/15", sector="secondary", pupils=(50, 50, 50)):
    found = {code: Decimal(value) for code, value in values.items()}
    return standards_group(framework, school_year=year, sector=sector, values=found, pupils=pupils)


def earning(wanted):
    """Values that earn so many points in every measure."""
    return {m.code: m.boundaries[wanted - 1] if wanted < 4 else past(m) for m in SECONDARY}


def past(measure):
    better_is_less = measure.boundaries[0] < measure.boundaries[-1]
    return measure.boundaries[-1] + (1 if better_is_less else -1)


@truth_table
def test_points(measure, value, earned):
    """A value on a boundary earns the better points. Where less is better, as with absence, the boundaries rise.

    | measure | value | earned |
    |---|---|---|
    | level2_inclusive | 62 | 1 |
    | level2_inclusive | 61.99 | 2 |
    | level2_inclusive | 54 | 2 |
    | level2_inclusive | 46 | 3 |
    | level2_inclusive | 45.9 | 4 |
    | persistent_absence | 4 | 1 |
    | persistent_absence | 4.1 | 2 |
    | persistent_absence | 8 | 3 |
    | persistent_absence | 8.1 | 4 |
    """
    assert points(BY_CODE[measure], Decimal(value)) == int(earned)


@truth_table
def test_group_by_the_mean(attendance, absence, mean, standards_group):
    """The group follows from the mean of the points; on an edge, the better group. Here two measures of equal weight.

    | attendance | absence | mean | standards group |
    |---|---|---|---|
    | 94.5 | 4 | 1 | 1 |
    | 93.5 | 4 | 1.5 | 1 |
    | 93.5 | 6 | 2 | 2 |
    | 92.5 | 6 | 2.5 | 2 |
    | 92.5 | 8 | 3 | 3 |
    | 90 | 8 | 3.5 | 4 |
    | 90 | 20 | 4 | 4 |
    """
    found = group({"attendance": attendance, "persistent_absence": absence})
    assert (found.mean, found.group) == (Decimal(mean), standards_group)


@truth_table
def test_edges_of_the_mean(first, second, third, standards_group):
    """The mean's edges are 1.75, 2.50 and 3.25. Here the first measure weighs two, the others one each.

    | first | second | third | standards group |
    |---|---|---|---|
    | 2 | 2 | 1 | 1 |
    | 2 | 2 | 2 | 2 |
    | 3 | 2 | 2 | 2 |
    | 3 | 3 | 2 | 3 |
    | 3 | 4 | 3 | 3 |
    | 4 | 3 | 3 | 4 |
    """
    wanted = {"level2_inclusive": first, "level1": second, "attendance": third}
    assert group({code: earning(int(p))[code] for code, p in wanted.items()}).group == standards_group


def test_only_measures_with_a_value_count():
    """The mean is taken over the measures that have a value; without any there is no group."""
    assert group({"attendance": "99"}).mean == 1
    none = group({})
    assert none.group is None
    assert none.verdict.reason == "No measure has a value."


@truth_table
def test_small_cohorts(pupils, has_a_group):
    """Below 15 pupils over three years there is no group, the reason being a small cohort.

    With fewer years, the least is 5 for each.

    | pupils | has a group |
    |---|---|
    | 5 5 5 | yes |
    | 5 5 4 | no |
    | 0 0 15 | yes |
    | 5 5 | yes |
    | 5 4 | no |
    | 5 | yes |
    | 4 | no |
    | | no |
    """
    found = group({"attendance": "99"}, pupils=tuple(int(n) for n in pupils.split()))
    assert (found.group == "1") == (has_a_group == "yes")
    if has_a_group == "no":
        assert found.verdict.reason.startswith("Small cohort")


@truth_table
def test_minimum_for_free_school_meals(year, value, standards_group):
    """A secondary school below the year's minimum for pupils eligible for free school meals is at best in group 3.

    So from 2015/16. The minimum belongs to step one: the matrix is then read with the group as it is left.

    | year | value | standards group |
    |---|---|---|
    | 2015/16 | 31.9 | 3 |
    | 2015/16 | 32 | 1 |
    | 2016/17 | 33.9 | 3 |
    | 2016/17 | 34 | 1 |
    """
    values = {**earning(1), "fsm_level2_inclusive": Decimal(value)}
    found = group(values, framework=W2015, year=year)
    assert found.group == standards_group
    assert (found.capped_by is not None) == (standards_group == "3")


def test_a_minimum_never_improves_a_group():
    """A school already in group 4 stays there, whatever the minimum."""
    found = group(earning(4), framework=W2015, year="2016/17")
    assert (found.group, found.capped_by) == ("4", None)


def test_no_minimum_without_a_figure():
    """A school with no figure for its pupils eligible for free school meals is not capped."""
    values = {code: value for code, value in earning(1).items() if code != "fsm_level2_inclusive"}
    assert group(values, framework=W2015, year="2016/17").group == "1"


@pytest.mark.parametrize(
    ("framework", "year", "sector"), [(W2014, "2014/15", "special"), (W2017, "2017/18", "primary")]
)
def test_schools_without_a_group(framework, year, sector):
    """Special schools, referral units, and from 2017/18 all schools, have no standards group."""
    found = group({"attendance": "99"}, framework=framework, year=year, sector=sector)
    assert found.group is None
    assert "no standards group" in found.verdict.reason


@given(st.sampled_from(SECONDARY), VALUES, VALUES)
def test_a_better_value_never_earns_worse_points(measure, one, other):
    """A better value never earns worse points."""
    less_is_better = measure.boundaries[0] < measure.boundaries[-1]
    worse, better = sorted((one, other), reverse=less_is_better)
    assert points(measure, better) <= points(measure, worse)


@given(
    st.dictionaries(st.sampled_from(sorted(BY_CODE)), VALUES), st.dictionaries(st.sampled_from(sorted(BY_CODE)), VALUES)
)
def test_no_quota(ours, others):
    """One school's rise pushes nobody down: a group depends on the school's own values alone."""
    before = group(ours)
    group(others)
    assert group(ours) == before
