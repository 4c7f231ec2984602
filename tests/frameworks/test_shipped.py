"""What ships: each framework loads, covers its years, and says where each figure comes from."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from gwella.core.problems import BadInput
from gwella.frameworks import available, check_library, in_force, load, load_file, read
from gwella.frameworks.loader import FOLDER
from gwella.frameworks.running import MEDIA, next_year
from tests.frameworks.pause import data_of

CODES = (
    *("banding-2011", "csc-2012", "england-rise", "wales-2014", "wales-2015", "wales-2017", "wales-2020", "wales-2022"),
)


def test_what_ships():
    assert list(CODES) == available()
    assert [load(code).code for code in available()] == available()


def test_an_unknown_code_names_the_known_ones():
    with pytest.raises(BadInput) as caught:
        load("wales-1999")
    assert caught.value.problems[0].value == "wales-1999"
    assert "wales-2017" in caught.value.problems[0].params["known"]


@pytest.mark.parametrize(
    ("year", "code"),
    [
        ("2011/12", "banding-2011"),
        ("2013/14", "banding-2011"),
        ("2014/15", "wales-2014"),
        ("2015/16", "wales-2015"),
        ("2016/17", "wales-2015"),
        ("2017/18", "wales-2017"),
        ("2019/20", "wales-2017"),
        ("2020/21", "wales-2020"),
        ("2021/22", "wales-2020"),
        ("2022/23", "wales-2022"),
        ("2026/27", "wales-2022"),
    ],
)
def test_in_force(year, code):
    found = in_force(year, "secondary")
    assert found.verdict
    assert code in [framework.code for framework in found.frameworks]


def test_none_in_force_is_a_state_with_its_reason():
    found = in_force("2010/11")
    assert found.frameworks == ()
    assert not found.verdict
    assert found.verdict.params == {"year": "2010/11"}


def test_banding_covers_secondary_schools_only():
    assert in_force("2012/13", "primary", [load("banding-2011")]).frameworks == ()


def test_a_service_may_run_a_framework_of_its_own_beside_the_national_one():
    data = data_of("wales-2017")
    data["code"], data["national"] = "own-2017", False
    own = read(data, "own-2017.toml")
    found = in_force("2018/19", "", [own, load("wales-2017")])
    assert [framework.code for framework in found.frameworks] == ["wales-2017", "own-2017"]


def test_two_national_frameworks_in_one_year_are_refused():
    data = data_of("wales-2017")
    data["code"] = "rival"
    with pytest.raises(BadInput) as caught:
        check_library([load("wales-2017"), read(data, "rival.toml")])
    problem = caught.value.problems[0]
    assert (problem.file, problem.column) == ("rival.toml", "years")
    assert "2018/19" in problem.value


def test_one_code_twice_is_refused():
    with pytest.raises(BadInput) as caught:
        check_library([load("wales-2017"), load("wales-2017")])
    assert caught.value.problems[0].code == "framework_two_of_a_code"


@pytest.mark.parametrize("code", CODES)
def test_terms_are_given_for_each_year_and_hold_about_190_days(code):
    calendar = load(code).calendar
    for year in load(code).years:
        terms = calendar.terms_of(year)
        assert [term.code for term in terms] == ["autumn", "spring", "summer"]
        days = [day for term in terms for day in _days(term.starts, term.ends) if term.is_open(day)]
        assert 185 <= len(days) <= 197, (year, len(days))
        assert all(one.ends < other.starts for one, other in pairwise(terms))


def _days(first, last):
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]


def test_terms_the_demonstration_needs():
    calendar = load("wales-2017").calendar
    assert calendar.terms_of("2019/20")[0].starts == date(2019, 9, 2)
    assert len(calendar.terms_of("2020/21")) == 3
    assert calendar.terms_of("2030/31") == ()
    autumn = calendar.terms_of("2019/20")[0]
    assert not autumn.is_open(date(2019, 10, 30))  # half term
    assert not autumn.is_open(date(2019, 9, 7))  # Saturday
    assert autumn.is_open(date(2019, 12, 20))
    assert not autumn.is_open(date(2019, 12, 23))


def test_letters_go_out_before_the_autumn_term():
    calendar = load("wales-2017").calendar
    assert calendar.allocation_notice.on("2019/20") == date(2019, 7, 12)
    assert calendar.first_visit_by(date(2019, 9, 2)) == date(2019, 10, 14)


@pytest.mark.parametrize("code", CODES)
def test_each_medium_of_the_register_has_a_level_of_welsh(code):
    levels = load(code).welsh_levels
    assert set(levels) == set(MEDIA)
    needed = [levels[medium].value for medium in ("WM", "DS", "EW", "EM")]
    assert needed == sorted(needed, reverse=True)
    assert needed[-1] == 0
    assert (needed[0] > 0) == (load(code).nation == "wales")


def test_the_figures_known_from_sources_and_those_that_are_ours():
    framework = load("wales-2014")
    ceilings = {code: (c.value, c.status) for code, c in framework.days.ceilings.items()}
    assert ceilings == {
        "green": (Decimal(4), "official"),
        "yellow": (Decimal(10), "official"),
        "amber": (Decimal(15), "second_hand"),
        "red": (Decimal(25), "second_hand"),
    }
    official = [(g, c) for g, row in framework.matrix.items() for c, cell in row.items() if cell.status == "official"]
    assert official == [("1", "A")]
    assert framework.days.without_category.is_ours
    assert all(weight.is_ours for weight in framework.allocation.weights.values())
    assert len(framework.standards.measures["secondary"]) == 14


def test_minima_by_year():
    found = {cap.years: (cap.below.value, dict(cap.best)) for code in CODES for cap in load(code).caps}
    assert found == {
        ("2014/15",): (Decimal("27.2"), {"capacity": "C", "category": "yellow"}),
        ("2015/16",): (Decimal(32), {"standards": "3"}),
        ("2016/17",): (Decimal(34), {"standards": "3"}),
    }


def test_colours_have_their_shapes():
    grades = load("wales-2017").categories.grades
    assert [(g.code, g.word.cy, g.shape) for g in grades] == [
        ("green", "Gwyrdd", "circle"),
        ("yellow", "Melyn", "square"),
        ("amber", "Oren", "triangle"),
        ("red", "Coch", "diamond"),
    ]


def test_who_is_served_first():
    allocation = load("wales-2017").allocation
    order = sorted(["green", "yellow", "amber", "red", None], key=allocation.priority_of, reverse=True)
    assert order == ["red", "amber", None, "yellow", "green"]
    with pytest.raises(ValueError, match="not in tuple"):
        allocation.priority_of("blue")


def test_the_years_follow_one_another():
    assert [next_year(year) for year in ("1998/99", "1999/00", "2018/19")] == ["1999/00", "2000/01", "2019/20"]
    books = [load(code) for code in CODES]
    every = sorted(year for book in books if book.national and book.nation == "wales" for year in book.years)
    assert every[0] == "2011/12"
    assert all(next_year(one) == other for one, other in pairwise(every))


def test_files_are_loaded_by_path(tmp_path):
    copy = tmp_path / "wales-2017.toml"
    copy.write_bytes((FOLDER / "wales-2017.toml").read_bytes())
    assert load_file(copy) == load("wales-2017")
