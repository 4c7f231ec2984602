"""The register's reader on made-up schools: refusals, doubts, languages, order."""

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from gwella.core.problems import BadInput
from gwella.core.text import Bilingual
from gwella.evidence.ingest.register import COLUMNS, Register, read_register
from gwella.evidence.ingest.totals import check_totals
from tests.evidence.making import codes, refusal, write_csv, write_ods, write_xlsx

EN = [column.en for column in COLUMNS]
CY = [column.cy for column in COLUMNS]
PLAIN = [
    column for column in COLUMNS if column.key in ("number", "name", "council", "council_name", "postcode", "phone")
]

SCHOOL = {
    "number": "6722000", "name": "Ysgol y Tŵr", "council": "672", "council_name": "Bridgend", "sector": "Primary",
    "governance": "Community", "medium": "WM", "medium_name": "Welsh medium",
    "school_type": "Nursery, Infants & Juniors", "religious_character": "---", "address_1": "1 Heol y Bont",
    "postcode": "CF31 4WB", "phone": "01656 000000", "pupils": "278",
}  # fmt: skip
WELSH = {
    "council_name": "Pen-y-bont ar Ogwr", "sector": "Cynradd", "governance": "Cymuned",
    "medium_name": "Cyfrwng Cymraeg", "school_type": "Iau, babanod a meithrin",
}  # fmt: skip
SPECIAL = {
    "number": "6817001", "name": "YSGOL Y GRAIG", "council": "681", "council_name": "Cardiff", "sector": "Special",
    "governance": "Not Applicable", "medium": "NA", "medium_name": "Not applicable",
    "school_type": "Special (with post-16 provision)", "religious_character": "---", "postcode": "CF5 5AQ",
    "pupils": "90",
}  # fmt: skip
ALL_THROUGH = SCHOOL | {
    "number": "6745500", "council": "674", "council_name": "Rhondda, Cynon, Taff", "sector": "Middle",
    "school_type": "Middle (ages 3-19)",
}  # fmt: skip


def row(values: dict[str, Any]) -> list[Any]:
    return [values.get(column.key, "") for column in COLUMNS]


def table(*schools: dict[str, Any], headings: list[str] = EN) -> list[list[Any]]:
    return [headings, *(row(school) for school in schools)]


def read(path: Path, *schools: dict[str, Any], headings: list[str] = EN) -> Register:
    register = read_register(write_csv(path / "maintained.csv", table(*schools, headings=headings)))
    codes([*register.refused, *register.warnings])
    return register


def without_totals(register: Register) -> list[str]:
    return [code for code in codes(register.warnings) if code != "totals_missing"]


def test_one_sheet_in_one_language_gets_the_other_from_the_official_words(tmp_path: Path) -> None:
    register = read(tmp_path, SCHOOL, SPECIAL, ALL_THROUGH)
    assert register.refused == []
    assert without_totals(register) == []
    school, through, special = register.rows
    assert school.sector == Bilingual("Primary", "Cynradd")
    assert school.council_name == Bilingual("Bridgend", "Pen-y-bont ar Ogwr")
    assert (school.kind, school.phase, school.medium, school.governance, school.faith) == (
        "maintained", "primary", "WM", "community", "",
    )  # fmt: skip
    assert school.faith_name == Bilingual("---", "---")
    assert school.address == ("1 Heol y Bont",)
    assert special.medium == "NA"  # a value, not a blank
    assert special.governance == "na"
    assert special.name.en == "YSGOL Y GRAIG"
    assert special.display_name.en == "Ysgol y Graig"
    assert (through.phase, through.lowest_age, through.highest_age) == ("middle", 3, 19)
    assert through.council_name == Bilingual("Rhondda, Cynon, Taff", "Rhondda Cynon Taf")


def test_welsh_headings_and_words(tmp_path: Path) -> None:
    english = read(tmp_path, SCHOOL)
    welsh = read(tmp_path, SCHOOL | WELSH, headings=CY)
    assert welsh.sheets[0].language == "cy"
    assert welsh.rows == english.rows


def test_headings_in_both_languages_at_once(tmp_path: Path) -> None:
    both = [welsh if welsh == english else f"{welsh} / {english}" for welsh, english in zip(CY, EN, strict=True)]
    found = read(tmp_path, SCHOOL, headings=both)
    assert found.sheets[0].language == ""
    assert found.rows == read(tmp_path, SCHOOL).rows


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_numbers_as_a_spreadsheet_keeps_them(tmp_path: Path, write: Any) -> None:
    school = SCHOOL | {"number": 6722000, "council": 672, "pupils": 278}
    book = write(tmp_path / "register", {"Maintained": table(school)})
    assert read_register(book).rows == read(tmp_path, SCHOOL).rows


def test_the_sheets_of_two_languages_are_one_list(tmp_path: Path) -> None:
    sheets = {"A_gynhelir": table(SCHOOL | WELSH, headings=CY), "Maintained": table(SCHOOL, SPECIAL)}
    register = read_register(write_xlsx(tmp_path / "register.xlsx", sheets))
    assert [school.number for school in register.rows] == ["6722000", "6817001"]
    assert register.rows[0].medium_name == Bilingual("Welsh medium", "Cyfrwng Cymraeg")
    assert without_totals(register) == ["one_language_only"]


def test_a_new_official_word_keeps_both_its_wordings(tmp_path: Path) -> None:
    english, welsh = {"school_type": "Village school"}, {"school_type": "Ysgol bentref"}
    sheets = {
        "A_gynhelir": table(SCHOOL | WELSH | welsh, headings=CY),
        "Maintained": table(SCHOOL | english),
    }
    register = read_register(write_xlsx(tmp_path / "register.xlsx", sheets))
    assert register.rows[0].school_type_name == Bilingual("Village school", "Ysgol bentref")
    assert without_totals(register) == ["value_unknown", "value_unknown"]
    alone = read(tmp_path, SCHOOL | english)
    assert alone.rows[0].school_type_name == Bilingual("Village school", "")
    assert without_totals(alone) == ["value_unknown", "no_other_language"]


def test_sheets_that_disagree(tmp_path: Path) -> None:
    def both(**welsh: str) -> Register:
        sheets = {"A_gynhelir": table(SCHOOL | WELSH | welsh, headings=CY), "Maintained": table(SCHOOL)}
        return read_register(write_xlsx(tmp_path / "register.xlsx", sheets))

    told = both(phone="01656 111111", pupils="279")
    assert without_totals(told) == ["sheets_disagree", "sheets_disagree"]
    assert (told.rows[0].phone, told.rows[0].pupils) == ("01656 000000", 278)
    for decisive in ({"sector": "Uwchradd"}, {"medium": "EM", "medium_name": "Cyfrwng Saesneg"}):
        refused = both(**decisive)
        assert refused.rows == []
        assert set(codes(refused.refused)) == {"sheets_disagree"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": ""}, "number_missing"),
        ({"number": "672200"}, "number_malformed"),
        ({"number": "67220000"}, "number_malformed"),
        ({"number": "672200O"}, "number_malformed"),
        ({"number": "6722000.5"}, "number_malformed"),
        ({"number": "٦٧٢٢٠٠٠"}, "number_malformed"),
        ({"number": "9992000"}, "number_of_no_council"),
        ({"name": " "}, "name_missing"),
        ({"council": "512"}, "council_unknown"),
        ({"council_name": "Avalon"}, "council_unknown"),
        ({"sector": "Tertiary"}, "value_unknown"),
        ({"sector": ""}, "value_missing"),
        ({"medium": "XX"}, "value_unknown"),
        ({"medium_name": "Latin medium"}, "value_unknown"),
        ({"medium": "EM"}, "value_unknown"),  # the code says English, the words Welsh
        ({"postcode": "CF31"}, "postcode_impossible"),
        ({"pupils": "many"}, "not_a_number"),
        ({"pupils": "-3"}, "not_a_number"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_with_its_place(
    tmp_path: Path, change: dict[str, str], code: str
) -> None:
    register = read(tmp_path, SPECIAL, SCHOOL | change)
    assert codes(register.refused) == [code]
    problem = register.refused[0]
    assert (problem.file, problem.row) == ("maintained.csv", 3)
    assert (
        problem.column
        == dict(zip((c.key for c in COLUMNS), EN, strict=True))[
            next(iter(change)) if change != {"medium": "EM"} else "medium_name"
        ]
    )
    assert [school.number for school in register.rows] == ["6817001"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"council": "673", "council_name": "Vale of Glamorgan"}, "council_is_not_numbers"),
        ({"council_name": "Cardiff"}, "council_names_differ"),
        ({"number": "6724000"}, "number_out_of_range"),
        ({"governance": "Voluntary aided"}, "number_out_of_range"),
        ({"governance": "Co-operative"}, "value_unknown"),
        ({"postcode": ""}, "value_missing"),
        ({"phone": "see website"}, "value_odd"),
        ({"medium": "", "medium_name": ""}, "value_missing"),
    ],
)
def test_a_doubtful_row_is_kept_and_told(tmp_path: Path, change: dict[str, str], code: str) -> None:
    register = read(tmp_path, SCHOOL | change)
    assert register.refused == []
    assert code in without_totals(register)
    assert len(register.rows) == 1


@pytest.mark.parametrize(
    ("written", "pupils", "mark"), [("", None, ""), ("*", None, "*"), (".", None, "."), ("0", 0, "")]
)
def test_a_missing_figure_is_never_nought(tmp_path: Path, written: str, pupils: int | None, mark: str) -> None:
    [school] = read(tmp_path, SCHOOL | {"pupils": written}).rows
    assert (school.pupils, school.pupils_mark) == (pupils, mark)


def test_two_rows_of_one_school(tmp_path: Path) -> None:
    same = read(tmp_path, SCHOOL, SPECIAL, SCHOOL)
    assert len(same.rows) == 2
    assert without_totals(same) == ["row_repeated"]
    different = read(tmp_path, SCHOOL, SPECIAL, SCHOOL | {"name": "Ysgol Arall"})
    assert [school.number for school in different.rows] == ["6817001"]
    assert codes(different.refused) == ["school_twice"]


def test_a_school_refused_in_one_language_is_not_read_from_the_other(tmp_path: Path) -> None:
    sheets = {"A_gynhelir": table(SCHOOL | WELSH | {"postcode": "x"}, headings=CY), "Maintained": table(SCHOOL)}
    register = read_register(write_xlsx(tmp_path / "register.xlsx", sheets))
    assert register.rows == []
    assert codes(register.refused) == ["postcode_impossible"]


def test_shuffled_rows_and_sheets_are_the_same_register(tmp_path: Path) -> None:
    schools = [SCHOOL | {"number": f"672{n}"} for n in (2000, 2001, 2002, 3300, 2003)]
    schools += [SPECIAL, ALL_THROUGH, SCHOOL | {"number": "6722001", "name": "Ysgol Arall"}]
    first = read(tmp_path, *schools)
    for seed in range(5):
        random.Random(seed).shuffle(schools)
        again = read(tmp_path, *schools)
        assert again.rows == first.rows
        assert sorted(codes(again.refused)) == sorted(codes(first.refused))


def plain(values: Iterable[dict[str, Any]]) -> list[list[Any]]:
    return [[column.en for column in PLAIN], *([each.get(column.key, "") for column in PLAIN] for each in values)]


def test_kinds_come_from_the_sheets_name_or_the_files_or_the_caller(tmp_path: Path) -> None:
    private = SCHOOL | {"number": "6726001"}
    unit = SCHOOL | {"number": "6721100"}
    book = write_xlsx(tmp_path / "a.xlsx", {"Annibynnol": plain([private]), "PRU": plain([unit])})
    assert [(s.kind, s.phase, s.medium) for s in read_register(book).rows] == [
        ("pru", "pru", ""),
        ("independent", "", ""),
    ]
    assert (
        read_register(write_csv(tmp_path / "independent-schools.csv", plain([private]))).rows[0].kind == "independent"
    )
    unnamed = write_csv(tmp_path / "list.csv", plain([unit]))
    assert read_register(unnamed, kind="pru").rows[0].phase == "pru"
    with pytest.raises(BadInput) as caught:
        read_register(unnamed)
    assert refusal(caught.value) == "kind_unknown"


def test_columns_are_missed_by_name(tmp_path: Path) -> None:
    def refused(headings: list[str]) -> list[Any]:
        with pytest.raises(BadInput) as caught:
            read(tmp_path, SCHOOL, headings=headings)
        codes(caught.value.problems)
        return caught.value.problems

    [gone] = refused(["", *EN[1:]])
    assert (gone.code, gone.column, gone.row) == ("column_missing", "School Number", 1)
    [renamed] = refused(["Scool Numbr", *EN[1:]])
    assert (renamed.code, renamed.params["near"]) == ("column_renamed", "Scool Numbr")
    [twice] = refused([*EN[:15], "School Name", EN[16]])
    assert (twice.code, twice.column) == ("column_twice", "School Name")
    [missing] = refused(["a", "b"] + ["?"] * 15)
    assert missing.code == "no_table"


def test_titles_above_notes_below_and_unknown_columns(tmp_path: Path) -> None:
    rows = [["Address list of schools"], [], [*EN, "Wi-Fi"], [*row(SCHOOL), "yes", "beyond"]]
    register = read_register(write_csv(tmp_path / "x.csv", rows))
    assert register.sheets[0].heading_row == 3
    assert register.rows[0].place.row == 4
    assert without_totals(register) == ["column_unknown", "row_too_long"]


def totals_sheet(bridgend: list[int], wales: list[int]) -> list[list[Any]]:
    return [
        ["Current number of schools"],
        ["", "Cynradd", "Meithrin", "Canol", "Uwchradd", "Arbennig", "Cyfan-", "Annibynnol", "Unedau"],
        ["", "", "", "", "", "", "swm", "", "Cyfeirio"],
        ["", "Primary", "Nursery", " Middle", "Secondary", "Special", "Total", "Independent", "Pupil Referral Units"],
        ["Pen-y-bont ar Ogwr - Bridgend", *bridgend],
        ["Cymru - Wales", *wales],
    ]


def test_control_totals_are_read_by_their_headings_and_checked(tmp_path: Path) -> None:
    def read_with(bridgend: list[int], wales: list[int]) -> Register:
        sheets = {"T1": totals_sheet(bridgend, wales), "Maintained": table(SCHOOL, SPECIAL)}
        return read_register(write_xlsx(tmp_path / "register.xlsx", sheets))

    right = read_with([1, 0, 0, 0, 0, 1, 0, 0], [1, 0, 0, 0, 1, 2, 0, 0])
    assert right.totals is not None
    assert codes(right.warnings) == []
    assert all(check.matches for check in check_totals(right.rows, right.totals))
    wrong = read_with([2, 0, 0, 0, 0, 2, 0, 0], [1, 0, 0, 0, 1, 2, 0, 0])
    assert codes(wrong.warnings) == ["totals_differ", "totals_differ"]
    told = wrong.warnings[0].params
    assert (told["area"], told["phase"], told["published"], told["counted"]) == ("672", "primary", "2", "1")


def test_a_table_that_does_not_add_up_is_no_control_total(tmp_path: Path) -> None:
    sheets = {"T2": totals_sheet([1, 0, 0, 0, 0, 7, 0, 0], [1] * 8), "Maintained": table(SCHOOL)}
    assert read_register(write_xlsx(tmp_path / "register.xlsx", sheets)).totals is None


def test_a_file_wrong_from_end_to_end_is_told_shortly(tmp_path: Path) -> None:
    register = read(tmp_path, *(SCHOOL | {"number": "1"} for _ in range(1500)))
    assert len(register.refused) == 1001
    assert register.refused[-1].params["count"] == "500"
