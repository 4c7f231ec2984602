"""Which framework applied when.

A framework holds for school years. A service may run one of its own beside a national one. A school without a category
is a state with its reason, not an error.
"""

from gwella.domain.categories.rules import can_categorise
from gwella.frameworks import in_force, load
from tests.domain_rules.spec import truth_table


@truth_table
def test_in_force(school_year, nation, national, beside_it):
    """What is in force for secondary schools.

    | school year | nation | national | beside it |
    |---|---|---|---|
    | 2010/11 | wales | | |
    | 2011/12 | wales | banding-2011 | |
    | 2012/13 | wales | banding-2011 | csc-2012 |
    | 2013/14 | wales | banding-2011 | csc-2012 |
    | 2014/15 | wales | wales-2014 | |
    | 2015/16 | wales | wales-2015 | |
    | 2016/17 | wales | wales-2015 | |
    | 2017/18 | wales | wales-2017 | |
    | 2019/20 | wales | wales-2017 | |
    | 2020/21 | wales | wales-2020 | |
    | 2021/22 | wales | wales-2020 | |
    | 2022/23 | wales | wales-2022 | |
    | 2023/24 | england | | |
    | 2024/25 | england | england-rise | |
    """
    found = in_force(school_year, "secondary", nation=nation)
    assert [f.code for f in found.frameworks if f.national] == [code for code in (national,) if code]
    assert [f.code for f in found.frameworks if not f.national] == [code for code in (beside_it,) if code]
    assert bool(found.verdict) == bool(national)


@truth_table
def test_grades(framework, steps, grades, published):
    """What each settles for a school, by which grades if any, and whether that is published.

    | framework | steps | grades | published |
    |---|---|---|---|
    | banding-2011 | band | 1 2 3 4 5 | yes |
    | csc-2012 | letter | A B C D | no |
    | wales-2014 | standards capacity category | green yellow amber red | yes |
    | wales-2017 | capacity category | green yellow amber red | yes |
    | wales-2020 | needs | | no |
    | wales-2022 | needs support | | no |
    | england-rise | needs eligibility support milestones | | no |
    """
    book = load(framework)
    assert " ".join(book.steps) == steps
    assert " ".join(book.categories.codes if book.categories else ()) == grades
    assert book.publication.published.value == (published == "yes")
    assert bool(can_categorise(book)) == bool(grades)


@truth_table
def test_support(framework, level, review, days):
    """Levels of agreed support: a review after so many terms, and days a year that guide the dialogue. None of these is
    an official value.

    | framework | level | review | days |
    |---|---|---|---|
    | wales-2022 | universal | 3 | 4 |
    | wales-2022 | targeted | 2 | 10 |
    | wales-2022 | intensive | 1 | 20 |
    | england-rise | universal | 3 | 1 |
    | england-rise | targeted | 1 | 20 |
    """
    found = {one.grade: one for one in load(framework).support}[level]
    assert (str(found.review_terms.value), str(found.days.value)) == (review, days)
    assert found.review_terms.is_ours
    assert found.days.is_ours
