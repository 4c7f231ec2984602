"""Assessment, attendance, groups, areas, pooling, gaps: edge cases as tables."""

import pytest

from tests.engine.indicators.making import OTHER, SCHOOL, Row, Store, assessed, attended, excluded, pupil

CORE = ("english", "maths", "science")


def core(upn: str, *levels: int | None, language: str = "english") -> list[Row]:
    """Language, mathematics and science of a pupil."""
    return [assessed(upn, s, n) for s, n in zip((language, *CORE[1:]), levels, strict=True)]


@pytest.mark.parametrize(
    ("rows", "csi", "english"),
    [
        (core("A1", 4, 4, 4), 100, 100),
        (core("A1", 4, 4, 3), 0, 100),
        (core("A1", 5, 5, None), 0, 100),
        (core("A1", 4, 4, 4, language="welsh"), 100, None),
        ([*core("A1", 3, 4, 4), assessed("A1", "welsh", 4)], 100, 0),
        ([assessed("A1", "english", 3), *core("A1", 4, 4, 4)], 100, 100),
        ([row | {"result": "A"} for row in core("A1", None, None, None)], None, None),
        ([*core("A1", 4, 4, 4)[1:], assessed("A1", "english", None, result="D")], 0, None),
        ([row | {"result": "W"} for row in core("A1", None, None, None)], 0, 0),
    ],
    ids=["all", "not science", "no level", "Welsh", "Welsh beside", "twice", "absent", "disapplied in one",
         "working towards"],
)  # fmt: skip
def test_core_subject_indicator(store: Store, rows: list[Row], csi: float | None, english: float | None) -> None:
    given = {"pupils": [pupil()], "assessments": rows}
    assert store.value(given, "ks2_csi") == csi
    assert store.value(given, "ks2_english") == english


def test_foundation_phase_needs_all_three_in_either_language(store: Store) -> None:
    rows = [assessed("A1", s, 5, stage="fp") for s in ("psd", "lang_cy", "maths")]
    assert store.value({"pupils": [], "assessments": rows}, "fp_indicator") == 100
    assert store.value({"pupils": [], "assessments": rows[:2]}, "fp_indicator") == 0
    assert store.value({"pupils": [], "assessments": rows}, "fp_lang") == 100


def test_no_assessment_was_asked_for_in_the_pandemic(store: Store) -> None:
    rows = [row | {"year": year} for year in ("2018/19", "2019/20") for row in core("A1", 4, 4, 4)]
    given = {"pupils": [], "assessments": rows}
    assert store.value(given, "ks2_csi", year="2018/19") == 100
    assert store.value(given, "ks2_csi", year="2019/20") is None


@pytest.mark.parametrize(
    ("year", "absent", "value"),
    [
        ("2018/19", 76, 100),
        ("2018/19", 75, 0),
        ("2019/20", 300, None),
        ("2021/22", 300, None),
        ("2022/23", 38, 0),
        ("2022/23", 39, 100),
    ],
)
def test_persistent_absence_has_two_definitions_and_years_without(
    store: Store, year: str, absent: int, value: float | None
) -> None:
    given = {"pupils": [], "attendance": [attended("A1", 380, absent - 5, 5, year=year)]}
    assert store.value(given, "persistent_absence", year=year) == value


def test_attendance_is_of_sessions_by_age(store: Store) -> None:
    rows = [
        attended("A1", 300, 30),
        attended("A2", 100, 0, 10),
        attended("A3", 380, 0, age=16),
        attended("A4", 380, 0, age=10),
    ]
    given = {"pupils": [], "attendance": [*rows, rows[0]]}
    assert store.value(given, "attendance_secondary") == pytest.approx(90)
    assert store.value(given, "attendance_primary") == 100
    figure = store.answer(given)["2018/19", f"school:{SCHOOL}", "attendance_secondary", "all", 1]
    assert figure == (1, 360, 400, 2, pytest.approx(90))


def test_exclusions_for_each_thousand_and_none_where_no_file_came(store: Store) -> None:
    pupils = [*(pupil(f"A{n}") for n in range(4)), pupil("B1", school=OTHER), pupil("C1", school="6714003")]
    given = {"pupils": pupils, "exclusions": [excluded("A1"), excluded("A1"), excluded("A9")]}
    places = [
        {"school": s, "council": s[:3], "family": None, "sector": "secondary"} for s in (SCHOOL, OTHER, "6714003")
    ]
    found = {
        key[1]: figure[4]
        for key, figure in store.answer(given, places).items()
        if key[2:] == ("exclusion_rate", "all", 1)
    }
    assert found[f"school:{SCHOOL}"] == 750
    assert found[f"school:{OTHER}"] == 0
    assert "school:6714003" not in found


def test_shares_are_of_pupils_in_years_1_to_11_of_whom_it_is_known(store: Store) -> None:
    pupils = [pupil("A1", fsm_eligible=True), pupil("A2"), pupil("A3", fsm_eligible=None), pupil("A4", year_group=0)]
    assert store.value({"pupils": pupils}, "fsm_share") == 50
    assert store.value({"pupils": pupils}, "pupils") == 4


def test_unmatched_pupils_are_in_all_and_in_neither_group(store: Store) -> None:
    rows = [row for upn in ("A1", "A2", "A3") for row in core(upn, 4, 4, 4)]
    given = {"pupils": [pupil("A1", fsm_eligible=True), pupil("A2", sex=None)], "assessments": rows}
    cohorts = {
        key[3]: figure[2]
        for key, figure in store.answer(given).items()
        if key[1:3] == ("region", "ks2_csi") and key[4] == 1
    }
    assert cohorts["all"] == 3
    assert cohorts["fsm"] == cohorts["not_fsm"] == cohorts["girls"] == 1
    assert "boys" not in cohorts


def test_three_years_are_pooled_pupils_and_not_a_mean_of_percentages(store: Store) -> None:
    rows = [assessed(f"A{n}", "english", 4, year="2016/17") for n in range(9)]
    rows += [assessed("A1", "english", 3, year="2018/19"), assessed("A1", "english", 3, year="2014/15")]
    found = store.answer({"pupils": [], "assessments": rows})
    place = f"school:{SCHOOL}"
    assert found["2018/19", place, "ks2_english", "all", 3] == (2, 9, 10, 10, 90)
    assert found["2016/17", place, "ks2_english", "all", 3] == (2, 9, 10, 10, 90)
    assert ("2017/18", place, "ks2_english", "all", 3) not in found


def test_areas_add_schools_up_and_a_sector_has_its_measures_only(store: Store) -> None:
    places = [
        {"school": SCHOOL, "council": "670", "family": "1", "sector": "primary"},
        {"school": OTHER, "council": "671", "family": "1", "sector": "primary"},
        {"school": "6704009", "council": "671", "family": None, "sector": "secondary"},
    ]
    rows = [
        assessed("A1", "english", 4),
        assessed("A2", "english", 3, school=OTHER),
        assessed("A3", "english", 3, school="6704009"),
    ]
    found = {
        key[1]: figure[4]
        for key, figure in store.answer({"pupils": [], "assessments": rows}, places).items()
        if key[2:] == ("ks2_english", "all", 1)
    }
    assert found == {
        f"school:{SCHOOL}": 100,
        f"school:{OTHER}": 0,
        "council:670": 100,
        "council:671": 0,
        "family:1": 50,
        "region": 50,
    }


def test_gaps(store: Store) -> None:
    pupils = [pupil("A1", fsm_eligible=True, sex="M"), pupil("A2"), pupil("A3", sex="M"), pupil("A4")]
    rows = [
        assessed("A1", "english", 3),
        *(assessed(f"A{n}", "english", level) for n, level in ((2, 4), (3, 4), (4, 3))),
    ]
    found = store.gaps({"pupils": pupils, "assessments": rows})
    key = ("2018/19", f"school:{SCHOOL}", "ks2_english", 1)
    assert found[(*key, "fsm")] == pytest.approx(200 / 3)
    assert found[(*key, "sex")] == 0
