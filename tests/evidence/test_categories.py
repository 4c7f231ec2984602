"""Published support categories."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gwella.core.problems import BadInput
from gwella.evidence.ingest.categories import Categories, read_categories
from tests.evidence.making import codes, refusal, write_csv, write_ods, write_xlsx
from tests.realdata import needs_shared, shared

HEADINGS = ["School code", "School name", "Local authority", "Sector", "Support category"]
ROWS = [
    ["6722000", "Ysgol y Tŵr", "Bridgend", "Primary", "Green"],
    ["6814000", "Ysgol y Graig", "Cardiff", "Secondary", "Amber"],
    ["6745500", "Ysgol y Bont", "Rhondda Cynon Taf", "Middle", "Yellow"],
    ["6817001", "Ysgol y Nant", "Cardiff", "Special", "Red"],
]


def read(path: Path, *rows: list[str], headings: list[str] = HEADINGS) -> Categories:
    found = read_categories(write_csv(path / "c.csv", [headings, *rows]))
    codes([*found.refused, *found.warnings])
    return found


def test_categories(tmp_path: Path) -> None:
    found = read(tmp_path, *ROWS)
    assert [(row.number, row.phase, row.category) for row in found.rows] == [
        ("6722000", "primary", "green"),
        ("6745500", "middle", "yellow"),
        ("6814000", "secondary", "amber"),
        ("6817001", "special", "red"),
    ]
    assert found.by_list() == {"primary": 2, "secondary": 2, "special": 1}
    assert sum(found.by_category().values()) == 4


def test_welsh_words_give_the_same(tmp_path: Path) -> None:
    words = {
        "Bridgend": "Pen-y-bont ar Ogwr", "Cardiff": "Caerdydd", "Primary": "Cynradd", "Secondary": "Uwchradd",
        "Middle": "Canol", "Special": "Arbennig", "Green": "Gwyrdd", "Amber": "Oren", "Yellow": "Melyn", "Red": "COCH",
    }  # fmt: skip
    welsh = [[words.get(cell, cell) for cell in row] for row in ROWS]
    headings = ["Cod ysgol", "Enw ysgol", "Awdurdod lleol", "Sector", "Cam Tri: Categori Cymorth"]
    assert read(tmp_path, *welsh, headings=headings).rows == read(tmp_path, *ROWS).rows


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_sheet_a_sector_with_all_through_schools_twice(tmp_path: Path, write: Any) -> None:
    headings = ["School code", "School name", "Support category"]
    through = ["6745500", "Ysgol y Bont", "Yellow"]
    sheets = {
        "Primary schools": [headings, ["6722000", "Ysgol y Tŵr", "Green"], through],
        "Ysgolion uwchradd": [headings, through, ["6814000", "Ysgol y Graig", "Amber"]],
        "Special schools": [headings, ["6817001", "Ysgol y Nant", "Red"]],
    }
    found = read_categories(write(tmp_path / "book", sheets))
    assert (found.refused, found.warnings) == ([], [])
    assert found.rows == read(tmp_path, *ROWS).rows
    sheets["Ysgolion uwchradd"][1] = ["6745500", "Ysgol y Bont", "Red"]
    differing = read_categories(write(tmp_path / "book", sheets))
    assert codes(differing.refused) == ["school_twice"]
    assert "6745500" not in {row.number for row in differing.rows}


def test_steps_one_and_two_of_earlier_years(tmp_path: Path) -> None:
    headings = [
        "School code",
        "Sector",
        "Step One: Standards Group",
        "Step Two: Improvement Capacity",
        "Support category",
    ]
    found = read(
        tmp_path,
        ["6722000", "Primary", "2", "b", "Yellow"],
        ["6722001", "Primary", "5", "B", "Green"],
        headings=headings,
    )
    assert [(row.standards_group, row.capacity) for row in found.rows] == [("2", "B")]
    assert codes(found.refused) == ["value_unknown"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["", "x", "Cardiff", "Primary", "Green"], "number_missing"),
        (["68120", "x", "Cardiff", "Primary", "Green"], "number_malformed"),
        (["6812000", "x", "Cardiff", "Primary", "Blue"], "value_unknown"),
        (["6812000", "x", "Cardiff", "Primary", ""], "value_missing"),
        (["6812000", "x", "Atlantis", "Primary", "Green"], "council_unknown"),
        (["6812000", "x", "Cardiff", "Evening", "Green"], "value_unknown"),
    ],
)
def test_refusals_with_their_place(tmp_path: Path, row: list[str], code: str) -> None:
    found = read(tmp_path, ROWS[0], row)
    assert codes(found.refused) == [code]
    assert found.refused[0].row == 3
    assert [each.number for each in found.rows] == ["6722000"]


def test_two_colours_for_one_school_are_refused_in_any_order(tmp_path: Path) -> None:
    one, other = ROWS[0], [*ROWS[0][:4], "Red"]
    for rows in ((one, other, ROWS[1]), (ROWS[1], other, one)):
        found = read(tmp_path, *rows)
        assert [row.number for row in found.rows] == ["6814000"]
        assert codes(found.refused) == ["school_twice", "school_twice"]


def test_two_languages_that_differ(tmp_path: Path) -> None:
    headings = ["School number", "Sector", "support_category_en", "support_category_cy"]
    found = read(
        tmp_path, ["6722000", "Primary", "Green", "Coch"], ["6722001", "Primary", "Green", "Gwyrdd"], headings=headings
    )
    assert codes(found.refused) == ["no_category_name"]
    assert [row.number for row in found.rows] == ["6722001"]


def test_a_file_without_colours(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, ["6722000", "x", "Primary"], headings=["School code", "School name", "Sector"])
    assert refusal(caught.value) == "column_missing"


@needs_shared
@pytest.mark.realdata
def test_the_published_categories_of_the_region() -> None:
    found = read_categories(shared("data/wales/support_category_2020-01_csc.csv"))
    assert (found.refused, found.warnings) == ([], [])
    assert len(found.rows) == 375
    assert found.by_category() == {"green": 195, "yellow": 136, "amber": 38, "red": 6}
    assert found.by_list() == {"primary": 310, "secondary": 56, "special": 15}
    assert Counter(row.phase for row in found.rows)["middle"] == 6
