"""The same every time, and every reference leads somewhere."""

import dataclasses

import numpy as np
import polars as pl
import pytest

from gwella.engine.upn import is_valid
from gwella.twin.pupils import SCHEMAS, Pupils, grow, years
from gwella.twin.pupils.chance import Chance, place_in_group
from gwella.twin.pupils.upns import allot
from gwella.twin.region import Region
from tests.twin.conftest import made
from tests.twin.pupils.conftest import grown

# Change it only on purpose: whoever kept a demonstration gets another one.
DIGEST = "dce35efb1fb0052b960ffaf5ba91f0e083d274e63a2b9e714196def09d371fed"


def test_the_same_seed_gives_the_same_pupils(small: Pupils) -> None:
    again = grow(made(1, 40)[0], seed=1, years=3)
    assert again.digest() == small.digest() == DIGEST
    assert again.truth.equals(small.truth)


def test_another_seed_gives_others(small: Pupils) -> None:
    assert grow(made(1, 40)[0], seed=2, years=1).digest() != grown(40, 1).digest()


def test_tables_have_the_shape_of_the_store(whole: Pupils) -> None:
    for name, schema in SCHEMAS.items():
        table = whole.table(name)
        assert dict(table.schema) == schema, name
        assert table.height, name
        assert set(table["year"]) == set(whole.years), name
    assert whole.years == ("2015/16", "2016/17", "2017/18", "2018/19")
    with pytest.raises(KeyError):
        whole.table("names")


def test_codes_are_the_stores(whole: Pupils) -> None:
    rolls, marks = whole.table("pupils"), whole.table("assessments")
    assert set(rolls["sex"]) == {"M", "F"}
    assert set(rolls["enrolment"]) == {"C", "M", "S", "G"}
    assert set(rolls["aln"]) == {"none", "action", "plus", "statement"}
    assert set(rolls["eal"]) == {*"ABCDE", None}
    assert set(rolls["deprivation"]) == {*range(1, 11), None}
    assert rolls["year_group"].is_between(-2, 13).all()
    assert {*marks["stage"]} == {"fp", "ks2", "ks3"}
    assert {"N", "D", "W", "A"} < set(marks["result"])
    assert marks.filter(pl.col("level").is_null() != pl.col("result").is_in(["N", "D", "W", "A"])).is_empty()
    graded = whole.table("results").filter(pl.col("qualification") != "vocational")
    assert graded.select(pl.col("points", "level1", "level2").is_null().all()).row(0) == (True, True, True)
    awarded = whole.table("results").filter(pl.col("qualification") == "vocational")
    assert awarded.select(pl.col("points", "level1", "level2").is_not_null().all()).row(0) == (True, True, True)


def test_a_pupil_is_counted_once_a_year(whole: Pupils) -> None:
    """One counting row each; those at a referral unit as well have a second row there that does not count."""
    counting = whole.table("pupils").filter(pl.col("enrolment").is_in(["C", "M"]))
    assert counting.select("year", "upn").is_unique().all()
    dual = whole.table("pupils").filter(pl.col("enrolment").is_in(["M", "S"])).group_by("year", "upn").len()
    assert (dual["len"] == 2).all()
    for name, key in (
        ("assessments", ["stage", "subject"]),
        ("attendance", []),
        ("results", ["qualification", "subject"]),
    ):
        assert whole.table(name).select("year", "upn", *key).is_unique().all(), name


def test_schools_and_pupils_of_every_table_are_known(whole: Pupils, home: Region) -> None:
    served = {s.number for s in home.schools if s.served}
    seen = whole.table("pupils").select("year", "upn").unique()
    for name in SCHEMAS:
        table = whole.table(name)
        assert set(table["school"]) <= served, name
        if "upn" in table.columns:
            unmatched = table.select("year", "upn").unique().join(seen, on=["year", "upn"], how="anti").height
            assert unmatched < 0.006 * table.height, name  # those who came after the census
    assert set(whole.truth["school"]) <= served


def test_assessed_pupils_are_of_the_right_year_group(whole: Pupils) -> None:
    groups = (
        whole.table("pupils")
        .filter(pl.col("enrolment").is_in(["C", "M"]))
        .select("year", "upn", "school", "year_group")
    )
    rows = whole.table("assessments").unique(["year", "upn", "stage"]).join(groups, on=["year", "upn", "school"])
    assert set(rows.select("stage", "year_group").unique().iter_rows()) == {("fp", 2), ("ks2", 6), ("ks3", 9)}
    exams = whole.table("results").unique(["year", "upn"]).join(groups, on=["year", "upn", "school"])
    assert set(exams["year_group"]) == {11}


def test_birthdays_fit_the_year_group(whole: Pupils) -> None:
    rows = whole.table("pupils").with_columns(start=pl.col("year").str.slice(0, 4).cast(pl.Int32))
    first = pl.date(pl.col("start") - pl.col("year_group").cast(pl.Int32) - 5, 9, 1)
    last = pl.date(pl.col("start") - pl.col("year_group").cast(pl.Int32) - 4, 8, 31)
    assert rows.filter(~pl.col("born_on").is_between(first, last)).is_empty()


def test_attendance_adds_up(whole: Pupils) -> None:
    rows = whole.table("attendance")
    assert rows.filter((pl.col("possible") < 1) | (pl.min_horizontal("authorised", "unauthorised") < 0)).is_empty()
    assert rows.filter(pl.col("authorised") + pl.col("unauthorised") > pl.col("possible")).is_empty()


def test_a_school_has_nobody_before_it_opens(whole: Pupils, home: Region) -> None:
    """Its pupils were on the rolls of two schools near by, and come together the year it opens."""
    young = {s.number: s for s in home.schools if s.opened_on.year == 2018 and s.opened_on.month == 9}
    rolls = whole.table("pupils")
    assert young
    assert rolls.filter(pl.col("school").is_in(list(young)) & (pl.col("year") < "2018/19")).is_empty()
    now = rolls.filter(pl.col("school").is_in(list(young)) & (pl.col("year_group") > 0) & (pl.col("year") == "2018/19"))
    before = rolls.filter(pl.col("year") == "2017/18").join(now.select("upn", new="school"), on="upn")
    came_from = before.group_by("new").agg(pl.col("school").n_unique())
    assert (came_from["school"] >= 2).all()


def test_years_without_a_collection_have_no_rows() -> None:
    region = made(1, 40)[0]
    late = grow(region, seed=1, years=6, until="2022/23")
    assert set(late.tables["assessments"]) == {"2017/18", "2018/19"}
    held = {year for year, frame in late.tables["attendance"].items() if frame.height}
    assert held == {"2017/18", "2018/19", "2021/22", "2022/23"}
    plans = (
        late.table("pupils")
        .group_by("year")
        .agg((pl.col("aln") == "idp").any().alias("idp"), pl.col("fsm_universal").any())
    )
    assert set(plans.filter("idp")["year"]) == {"2021/22", "2022/23"}
    assert set(plans.filter("fsm_universal")["year"]) == {"2022/23"}
    early = grow(region, seed=1, years=2, until="2011/12")
    assert set(early.table("assessments").filter(pl.col("stage") == "fp")["year"]) == {"2011/12"}
    assert "numeracy" not in set(early.table("results")["subject"])


def test_english_pupils_have_english_measures() -> None:
    pupils = grown(40, 2, english=True)
    assert set(pupils.table("assessments")["stage"]) == {"ks2"}
    assert set(pupils.table("assessments")["subject"]) == {"english", "maths", "science"}
    subjects = set(pupils.table("results")["subject"])
    assert "mathematics" in subjects
    assert not any(s.startswith("welsh") for s in subjects)
    assert {"9", "4", "U"} < set(pupils.table("results").filter(pl.col("qualification") == "gcse")["grade"])
    assert set(pupils.truth["stage"]) == {"ks2", "ks4"}


@pytest.mark.parametrize("text", ["2018", "2018/20", "18/19", "2018-19", ""])
def test_what_is_no_school_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no school year"):
        years.start(text)


def test_years_are_written_as_they_are_read() -> None:
    assert years.name(1999) == "1999/00"
    assert all(years.start(years.name(year)) == year for year in range(1998, 2030))


def test_no_years_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one year"):
        grow(made(1, 40)[0], seed=1, years=0)


def test_numbers_are_allotted_by_school_and_year() -> None:
    first, year = np.array([1, 0, 1, 1]), np.array([2018, 2018, 2018, 2009])
    found = allot(["9912001", "9924000"], first, year, np.array([False, False, True, False])).to_list()
    assert [upn[1:] for upn in found] == ["992400018001", "991200118001", "99240001800C", "992400009001"]
    assert all(map(is_valid, found))
    with pytest.raises(ValueError, match="999"):
        allot(["9912001"], np.zeros(1000, np.int64), np.full(1000, 2018), np.zeros(1000, bool))


def test_chance_is_even_and_near_is_near() -> None:
    chance = Chance(1, "test")
    near = chance.near(20_000)
    assert abs(near.mean()) < 0.03
    assert near.std() == pytest.approx(1, abs=0.03)
    assert abs(near).max() <= 3
    assert np.bincount(chance.whole(9_000, 2, 4))[2:].tolist() == pytest.approx([3000] * 3, rel=0.1)
    assert np.bincount(chance.among(9_000, (1, 2))).tolist() == pytest.approx([3000, 6000], rel=0.1)
    assert chance.rounded(np.full(9_000, 0.25)).mean() == pytest.approx(0.25, abs=0.02)


def test_places_in_groups() -> None:
    places, sizes = place_in_group(np.array([1, 0, 1, 1]), np.array([0.5, 0.1, 0.2, 0.9]))
    assert places.tolist() == [1, 0, 0, 2]
    assert sizes.tolist() == [1, 3]


def test_pupils_are_frozen(small: Pupils) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        small.seed = 2  # type: ignore[misc]
