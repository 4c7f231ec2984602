"""The one list that page, map and files read: counted in one pass, checked against counting the slow way."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from gwella.domain.categories.models import CategoryRecord
from gwella.domain.categories.queries import framework_in_force
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import School, SchoolLink
from gwella.domain.schools.queries.listing import number_in
from gwella.insight.school_list import FILTERS, SCOPE, Row, SchoolList, Wanted
from gwella.insight.school_table import columns, leader_of, table_rows
from tests.cast import TODAY, Cast

pytestmark = pytest.mark.database
YEAR = "2019/20"


def decide(school: School, category: str, year: str = YEAR) -> None:
    """Give a school a category."""
    CategoryRecord.objects.create(
        school=school,
        school_year=year,
        framework="wales-2017",
        category=category,
        ceiling_half_days=9,
        source="decided",
    )


def listed(cast: Cast, who: str = "carys", on: date = TODAY, **wanted: object) -> SchoolList:
    """The list of a person of the cast."""
    ticked = {group: frozenset(values) for group, values in wanted.pop("ticked", {}).items()}  # type: ignore[attr-defined]
    return SchoolList(
        Reach(cast.people[who], on),
        Wanted(ticked=ticked, **wanted),  # type: ignore[arg-type]
        language="en",
        on=on,
        school_year=YEAR,
        framework=framework_in_force(YEAR),
    )


def row_of(schools: SchoolList, number: str) -> Row:
    """The row of one school."""
    return next(row for row in schools.rows if row.line.number == number)


@pytest.mark.parametrize(
    "ticked",
    [
        dict(zip(("council", "medium", "kind"), values, strict=True))
        for values in product(
            ([], ["993"], ["993", "995"]), ([], ["welsh"], ["english", "none"]), ([], ["served", "other"])
        )
    ],
)
def test_counts_in_one_pass_are_those_of_counting_each_option_alone(cast: Cast, ticked: dict[str, list[str]]) -> None:
    decide(cast.nant, "amber")
    decide(cast.hafan, "red", "2018/19")  # another year's category is not this year's
    schools = listed(cast, ticked=ticked)
    groups = (*FILTERS, *SCOPE)
    wanted = {group: schools.wanted.of(group) for group in groups}

    def passes(row: Row, skip: str = "") -> bool:
        return all(row.value(group) in values for group, values in wanted.items() if values and group != skip)

    assert schools.found == [row for row in schools.rows if passes(row)]
    for group in groups:
        for value in {row.value(group) for row in schools.rows}:
            slow = sum(passes(row, group) and row.value(group) == value for row in schools.rows)
            assert schools.counts[group][value] == slow


def test_a_category_is_this_year_s_or_not_decided_or_not_due(cast: Cast) -> None:
    decide(cast.nant, "amber")
    decide(cast.hafan, "red", "2018/19")
    schools = listed(cast)
    codes = {number: row_of(schools, number).category for number in ("9932147", "9954012", "9936001")}
    assert codes == {"9932147": "amber", "9954012": "none", "9936001": ""}
    assert list(schools.categories) == ["green", "yellow", "amber", "red", "none"]


def test_a_category_the_reader_may_not_see_is_nowhere_in_the_list(cast: Cast) -> None:
    decide(cast.nant, "amber")
    schools = listed(cast, "jac")
    assert not schools.sees_categories
    assert {row.category for row in schools.rows} == {""}
    assert all(row.decided is None for row in schools.rows)


def test_the_table_has_numbers_as_numbers_and_no_blank_without_a_reason(cast: Cast) -> None:
    decide(cast.nant, "amber")
    for who in ("carys", "jac"):
        rows = table_rows(listed(cast, who, ticked={"kind": ["served", "other"]}))
        assert {len(row) for row in rows} == {len(columns())}
        for row in rows:
            assert all(cell not in ("", None) for index, cell in enumerate(row) if index != 5)
    rows = {str(row[1]): row for row in table_rows(listed(cast))}
    assert rows["9932147"][4:6] == ["Amber", Decimal("4.5")]


def test_who_looks_after_a_school_now_later_or_not_yet(cast: Cast) -> None:
    day = timedelta(days=1)
    assert leader_of(row_of(listed(cast), "9932147")).value == "Angharad Morris"
    SchoolLink.objects.filter(school=cast.nant).update(ends_on=TODAY)
    assert "until 3 February 2020" in leader_of(row_of(listed(cast), "9932147")).note
    SchoolLink.objects.create(school=cast.nant, leader=cast.bethan, starts_on=TODAY + day)
    assert leader_of(row_of(listed(cast), "9932147")).note == "from 4 February 2020: Bethan Lloyd"
    assert leader_of(row_of(listed(cast, on=TODAY + day), "9932147")).value == "Bethan Lloyd"
    SchoolLink.objects.filter(leader=cast.bethan).update(starts_on=TODAY + 2 * day)
    between = leader_of(row_of(listed(cast, on=TODAY + day), "9932147"))
    assert (between.value, between.reason) == ("", "from 5 February 2020: Bethan Lloyd")
    assert leader_of(row_of(listed(cast), "9932150")).reason == "nobody confirmed yet"
    assert leader_of(row_of(listed(cast), "9936001")).reason == "not served by this service"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("9932147", "9932147"),
        ("993/2147", "9932147"),
        (" 993 2147 ", "9932147"),
        ("993-2147", "9932147"),
        ("993214", ""),
        ("99321470", ""),
        ("Ysgol 9932147", ""),
        ("٩٩٣٢١٤٧", ""),
    ],
)
def test_a_number_is_known_however_it_is_written(typed: str, number: str) -> None:
    assert number_in(typed) == number
