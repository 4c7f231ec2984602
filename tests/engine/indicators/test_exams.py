"""Edge cases of Key Stage 4, as tables."""

from typing import Any

import pytest

from tests.engine.indicators.making import OTHER, SCHOOL, Row, Store, award, pupil, vocational

FULL = [
    *(award("A1", subject, "A*") for subject in ("english_language", "english_literature", "mathematics", "numeracy")),
    award("A1", "double_science", "A*A*", size=2.0),
    *(award("A1", f"other {n}", "A*") for n in range(5)),
]
FIVE_C = [award("A1", subject, "C") for subject in ("english_language", "mathematics", "art", "music", "french")]


def value(store: Store, measure: str, results: list[Row], **more: Any) -> Any:
    """A measure of one pupil with these results."""
    return store.value({"pupils": [pupil(year=more.get("year", "2018/19"))], "results": results}, measure, **more)


def in_year(year: str, rows: list[Row]) -> list[Row]:
    """The same rows in another year."""
    return [row | {"year": year} for row in rows]


def test_full_marks(store: Store) -> None:
    assert value(store, "capped_points", FULL) == 464
    assert value(store, "capped9", FULL) == 522
    assert value(store, "level2_inclusive", FULL) == 100


@pytest.mark.parametrize(
    ("results", "points"),
    [
        ([award("A1", "art", "A*")], 58),
        ([award("A1", "art", "A*", qualification="gcse_short", size=0.5)], 29),
        ([award("A1", "art", "C"), award("A1", "art", "B")], 46),
        ([award("A1", "art", "C"), award("A1", "art", "C", school=OTHER)], 40),
        ([award("A1", "art", "U"), award("A1", "music", "X")], 0),
        ([award("A1", "double_science", "AB", size=2.0)], 98),
        ([award("A1", "double_science", "C", size=2.0)], 80),
        ([vocational("A1", "sport", 2.0, 92.0)], 92),
        # Eight at 58 and an award of two GCSEs at 60 each: the last of the eight is left out with another.
        ([award("A1", f"s{n}", "A*") for n in range(8)] + [vocational("A1", "sport", 2.0, 120.0)], 468),
        # An award of four fills what room there is, in part.
        ([award("A1", f"s{n}", "A*") for n in range(6)] + [vocational("A1", "sport", 4.0, 160.0)], 428),
    ],
    ids=[
        "one",
        "short",
        "re-sit",
        "two schools",
        "none",
        "double",
        "one letter",
        "vocational",
        "pushes out",
        "in part",
    ],
)
def test_capped_points(store: Store, results: list[Row], points: float) -> None:
    assert value(store, "capped_points", results) == pytest.approx(points)


@pytest.mark.parametrize(
    ("results", "points"),
    [
        ([award("A1", "mathematics", "C"), award("A1", "numeracy", "B")], 86),
        ([award("A1", "english_language", "D"), award("A1", "welsh_literature", "A")], 86),
        ([award("A1", "science", "D"), award("A1", "double_science", "AB", size=2.0)], 132),
        ([award("A1", f"s{n}", "A") for n in range(9)], 312),
        ([award("A1", "mathematics", "A", qualification="gcse_short", size=0.5)], 26),
        ([award("A1", "mathematics", "A"), award("A1", "english_language", "A"), award("A1", "science", "A")], 156),
    ],
    ids=["better of two", "best of four", "best single science", "no slot filled", "short fills no slot", "only slots"],
)
def test_capped_9(store: Store, results: list[Row], points: float) -> None:
    assert value(store, "capped9", results) == points


@pytest.mark.parametrize(
    ("measure", "results", "points"),
    [
        ("numeracy_points", [award("A1", "mathematics", "C"), award("A1", "numeracy", "B")], 46),
        ("science_points", [award("A1", "science", "D"), award("A1", "double_science", "AB", size=2.0)], 52),
        ("literacy_points", [award("A1", "english_language", "D"), award("A1", "welsh_literature", "A")], 52),
    ],
)
def test_slots(store: Store, measure: str, results: list[Row], points: float) -> None:
    assert value(store, measure, results) == points


def changed(what: str, **more: Any) -> list[Row]:
    """Five at C with one subject put in another's place."""
    return [row | more if row["subject"] == what else row for row in FIVE_C]


VOCATIONAL = [
    *(award("A1", subject, "C") for subject in ("english_language", "mathematics")),
    *(vocational("A1", f"v{n}", 1.0, 40.0) for n in range(3)),
]


@pytest.mark.parametrize(
    ("results", "before", "after"),
    [
        (FIVE_C, 100, 100),
        (FIVE_C[:4], 0, 0),
        (changed("french", grade="D"), 0, 0),
        (changed("english_language", subject="welsh_language"), 100, 100),
        (changed("english_language", subject="english_literature"), 100, 0),
        (changed("mathematics", subject="numeracy"), 0, 100),
        (VOCATIONAL, 100, 0),
        ([*VOCATIONAL[:4], award("A1", "art", "C")], 100, 100),
        ([*VOCATIONAL[:2], vocational("A1", "sport", 3.0, 120.0)], 100, 100),
        (changed("art", qualification="gcse_short", size=0.5), 0, 0),
        ([*FIVE_C[:3], award("A1", "double_science", "CD", size=2.0)], 0, 0),
        ([*FIVE_C[:3], award("A1", "double_science", "CC", size=2.0)], 100, 100),
    ],
    ids=["five", "four", "a D", "Welsh", "literature", "numeracy", "three others", "two others", "one large",
         "a short", "CD is one", "CC is two"],
)  # fmt: skip
def test_level_2_inclusive_before_and_after_the_summer_of_2017(
    store: Store, results: list[Row], before: float, after: float
) -> None:
    old, new = in_year("2015/16", results), in_year("2016/17", results)
    assert value(store, "level2_inclusive", old, year="2015/16") == before
    assert value(store, "level2_inclusive", new, year="2016/17") == after


def test_levels_are_volumes(store: Store) -> None:
    grades = [award("A1", f"s{n}", grade) for n, grade in enumerate("CCCCG")]
    assert value(store, "level2", grades) == 0
    assert value(store, "level1", grades) == 100
    assert value(store, "level2", [*grades, vocational("A1", "sport", 1.0, 40.0)]) == 100
    assert value(store, "level1", [vocational("A1", "sport", 5.0, 80.0, level2=False, level1=None)]) == 0


def test_a_pupil_without_results_counts_and_a_school_without_results_has_no_figure(store: Store) -> None:
    pupils = [pupil("A1"), pupil("A2"), pupil("A3", school=OTHER)]
    rows = {"pupils": pupils, "results": FIVE_C}
    assert store.value(rows, "level2") == 50
    assert store.value(rows, "no_qualification") == 50
    assert store.value(rows, "level2", place=f"school:{OTHER}") is None
    assert store.value(rows, "level2", place="region") == 50


def test_who_is_in_the_cohort(store: Store) -> None:
    rows = {
        "pupils": [
            pupil("A1", school=OTHER, enrolment="S", fsm_eligible=True),
            pupil("A1", enrolment="M", fsm_eligible=True),
            pupil("A2", year_group=10),
            pupil("A3", enrolment="G"),
        ],
        "results": [row | {"upn": upn} for upn in ("A1", "A2", "A3", "A4") for row in FIVE_C],
    }
    found = store.answer(rows)
    key = ("2018/19", f"school:{SCHOOL}", "level2")
    # A1 at the main school; A4, whom the census does not know; neither year 10 nor a guest.
    assert found[(*key, "all", 1)][2] == 2
    assert found[(*key, "fsm", 1)][2] == 1
    assert (*key, "not_fsm", 1) not in found
    assert ("2018/19", f"school:{OTHER}", "level2", "all", 1) not in found
