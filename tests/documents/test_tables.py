"""Lists as files: written, read back by another reader, and harmless."""

import csv
import datetime
import io
import json
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from gwella.documents.tables import EXTENSIONS, MIME, neutral, write_metadata, write_table

COLUMNS = ["School", "Days", "Rate", "First visit", "Note"]
DAY = datetime.date(2020, 2, 4)
ROWS = [
    ['Ysgol Tŷ’r Ŵyn, "uchaf"', Decimal("2.5"), 61.25, DAY, '=HYPERLINK("http://x")'],
    ["Ysgol y\nllinell", 15, -3, datetime.date(2020, 3, 1), None],
]
ABOUT = {"Source": "Gwella", "As at": DAY, "Filters": "=1+1"}
DANGEROUS = ["=1+1", "+44 1632", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "=", "\x00=1"]


def book(data: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(data))


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_a_workbook_read_back(format):
    found = book(write_table(COLUMNS, ROWS, format, "Ysgolion/Schools", ABOUT, about_title="Ynghylch"))
    assert found.sheet_names == ["Ysgolion-Schools", "Ynghylch"]
    head, first, second = found.get_sheet_by_index(0).to_python()
    assert head == COLUMNS
    assert first == [ROWS[0][0], 2.5, 61.25, DAY, '\'=HYPERLINK("http://x")']
    assert second[1:4] == [15, -3, datetime.date(2020, 3, 1)]
    assert second[4] == ""
    assert found.get_sheet_by_index(1).to_python() == [["Source", "Gwella"], ["As at", DAY], ["Filters", "'=1+1"]]


@pytest.mark.parametrize(("format", "bom"), [("csv", False), ("csv-excel", True)])
def test_a_csv_read_back(format, bom):
    data = write_table(COLUMNS, ROWS, format, "Schools", ABOUT)
    assert data.startswith(b"\xef\xbb\xbf") is bom
    assert b"\r\n" in data
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert read == [
        COLUMNS,
        [ROWS[0][0], "2.5", "61.25", "2020-02-04", '\'=HYPERLINK("http://x")'],
        ["Ysgol y\nllinell", "15", "-3", "2020-03-01", ""],
    ]


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_nothing_that_looks_like_a_formula_is_one(format):
    data = write_table(["=cmd()", "x"], [[text, 1] for text in DANGEROUS], format, "=S", {"@a": "=b"})
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        written = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".xml"))
    assert b"<f>" not in written
    assert b"table:formula" not in written
    rows = book(data).get_sheet_by_index(0).to_python()
    assert all(row[0].startswith("'") for row in rows)


@pytest.mark.parametrize("text", DANGEROUS)
def test_an_apostrophe_stands_before(text):
    assert neutral(text).startswith("'")


@given(st.text())
def test_neutral_text_starts_no_formula_and_keeps_its_letters(text):
    made = neutral(text)
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert made.lstrip("'") == "".join(c for c in text if c in made).lstrip("'")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20) | st.integers(-(10**9), 10**9), min_size=2, max_size=2), max_size=5))
def test_any_text_makes_a_file_that_opens(rows):
    for format in ("xlsx", "ods"):
        assert len(book(write_table(["a", "b"], rows, format, "t", {})).sheet_names) == 1


def test_moments_lose_their_zone_only_in_workbooks():
    moment = datetime.datetime(2020, 2, 3, 9, 30, tzinfo=datetime.UTC)
    for format in ("xlsx", "ods"):
        assert book(write_table(["at"], [[moment]], format, "t", {})).get_sheet_by_index(0).to_python()[1] == [
            datetime.datetime(2020, 2, 3, 9, 30)  # noqa: DTZ001 - a spreadsheet knows no zone
        ]
    assert b"2020-02-03T09:30:00+00:00" in write_table(["at"], [[moment]], "csv", "t", {})


@pytest.mark.parametrize("title", ["About", "ABOUT", "x" * 40, "", "'a[b]:*?/\\"])
def test_titles_of_sheets_are_allowed_and_differ(title):
    for format in ("xlsx", "ods"):
        names = book(write_table(["a"], [["b"]], format, title, ABOUT, about_title=title)).sheet_names
        assert len({name.casefold() for name in names}) == 2
        assert all(0 < len(name) <= 31 for name in names)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["a"], "1 cells under 2"),
        (["a", True], "bool"),
        (["a", [1]], "list"),
        (["a", float("nan")], "nan"),
        (["a", Decimal("Infinity")], "Infinity"),
    ],
)
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_has_no_plain_form_is_refused(format, row, reason):
    with pytest.raises(ValueError, match=reason):
        write_table(["a", "b"], [row], format, "t", {})


def test_what_stands_beside_a_csv():
    told = json.loads(write_metadata(COLUMNS, ABOUT, "schools.csv"))
    assert told["url"] == "schools.csv"
    assert [column["titles"] for column in told["tableSchema"]["columns"]] == COLUMNS
    assert {"label": "As at", "value": "2020-02-04"} in told["notes"]


def test_every_format_has_its_type_and_ending():
    assert MIME.keys() == EXTENSIONS.keys()
