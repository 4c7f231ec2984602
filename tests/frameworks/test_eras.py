"""The frameworks beside and after categorisation: letters of a region, a pause, agreed support, another nation."""

from datetime import date
from decimal import Decimal

import pytest

from gwella.core.problems import BadInput
from gwella.domain.categories.rules import can_categorise, can_move, days_ceiling
from gwella.domain.categories.rules.round import State
from gwella.frameworks import check_library, in_force, load, read
from gwella.frameworks.show import sections
from tests.frameworks.pause import data_of


def test_two_frameworks_a_year_the_national_one_first():
    """A region ran its own model of letters beside the national banding of secondary schools."""
    assert [f.code for f in in_force("2012/13", "secondary").frameworks] == ["banding-2011", "csc-2012"]
    assert [f.code for f in in_force("2013/14", "primary").frameworks] == ["csc-2012"]
    assert [f.code for f in in_force("2011/12", "secondary").frameworks] == ["banding-2011"]


def test_letters_are_judged_and_bring_days():
    framework = load("csc-2012")
    assert framework.categories.codes == ("A", "B", "C", "D")
    assert (framework.matrix, framework.override) == ({}, None)
    assert can_categorise(framework)
    assert not can_move(framework, State.VERIFIED, State.PUBLISHED)
    ceilings = [days_ceiling(framework, letter) for letter in framework.categories.codes]
    assert [c.days for c in ceilings] == [4, 10, 15, 25]
    assert {c.status for c in ceilings} == {"ours"}
    assert framework.allocation.priority_of("D") > framework.allocation.priority_of("A")


@pytest.mark.parametrize("code", ["wales-2020", "wales-2022", "england-rise"])
def test_without_grades_there_is_no_category_but_there_are_days_and_needs(code):
    framework = load(code)
    assert framework.categories is None
    assert not can_categorise(framework)
    assert days_ceiling(framework, None).days == framework.days.without_category.value
    assert framework.allocation.priority_of(None) == 1
    assert (framework.publication.published.value, framework.publication.told_in_letters.value) == (False, False)
    assert {"leadership", "teaching", "wellbeing"} <= set(framework.needs.themes)
    assert framework.needs.urgency.codes == ("year", "term", "now")
    assert framework.part("category") is None
    assert framework.part("support") is not None


def test_more_support_is_reviewed_more_often():
    levels = load("wales-2022").support
    assert [level.grade for level in levels] == ["universal", "targeted", "intensive"]
    assert [level.review_terms.value for level in levels] == [3, 2, 1]
    assert [level.days.value for level in levels] == [Decimal(4), Decimal(10), Decimal(20)]
    assert all(level.days.is_ours and level.review_terms.is_ours for level in levels)


def test_from_2025_each_council_answers_for_it():
    framework = load("wales-2022")
    owners = {year: framework.owner(year).name.en for year in ("2022/23", "2024/25", "2025/26", "2026/27")}
    assert owners["2022/23"] == owners["2024/25"] != owners["2025/26"] == owners["2026/27"] == "each council"
    assert framework.owner("2021/22") is None
    assert load("wales-2017").owner("2018/19") is None


def test_another_nation_stands_beside_and_is_asked_for_by_name():
    assert [f.code for f in in_force("2025/26").frameworks] == ["wales-2022"]
    assert [f.code for f in in_force("2025/26", nation="england").frameworks] == ["england-rise"]
    assert not in_force("2019/20", nation="england").verdict
    data = data_of("england-rise")
    data["nation"] = "wales"
    with pytest.raises(BadInput) as caught:
        check_library([load("wales-2022"), read(data, "england-rise.toml")])
    assert caught.value.problems[0].code == "framework_years_overlap"


def test_eligibility_by_year_and_milestones_by_weeks():
    framework = load("england-rise")
    assert len(framework.criteria("2024/25")) == 2
    assert [c.code for c in framework.criteria("2025/26")][-1] == "significant_improvement"
    assert {c.level for c in framework.eligibility} == {"targeted"}
    began = date(2025, 2, 3)
    days = [milestone.on(began) for milestone in framework.milestones]
    assert days[0] == date(2025, 2, 17)
    assert days == sorted(days)
    assert (days[-1] - began).days == 78 * 7


@pytest.mark.parametrize("language", ["en", "cy"])
def test_they_are_told_in_words(language):
    titles = {code: {s.title for s in sections(load(code), language)} for code in ("wales-2022", "england-rise")}
    assert {"Needs", "Levels of support"} <= titles["wales-2022"]
    assert {"Who may be given support", "Milestones"} <= titles["england-rise"] - titles["wales-2022"]
    heading = sections(load("wales-2022"), language)[0].rows
    assert any("2025/26" in row.label and row.status == "official" for row in heading)
