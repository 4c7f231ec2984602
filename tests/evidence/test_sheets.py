"""Any file, sound or hostile: its rows, or one clear problem."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from gwella.core.problems import BadInput
from gwella.evidence.ingest.containers import Limits
from gwella.evidence.ingest.sheets import read_sheets
from tests.evidence.making import (
    ods_cell,
    ods_of,
    ods_row,
    refusal,
    write_csv,
    write_ods,
    write_xlsx,
    xlsx_of,
    zipped,
)

ROWS = [["School Number", "Name"], ["6720000", "Ysgol y Tŵr"], ["6720001", "Tŷ Gwyn"]]


def refused(path: Path, content: bytes, limits: Limits | None = None) -> str:
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_sheets(path, limits=limits)
    return refusal(caught.value)


# --- sound files ---------------------------------------------------------------------------------------------------


def test_csv_keeps_text_as_text_and_blank_rows_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\r\n\r\n007,"two\nlines"\r\n,,\r\n')
    book = read_sheets(path)
    assert book.kind == "csv"
    assert book.sheets == {"": [["a", "b"], [], ["007", "two\nlines"], []]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso8859-14"])
def test_encodings_that_hold_welsh(tmp_path: Path, encoding: str) -> None:
    book = read_sheets(write_csv(tmp_path / "a.csv", ROWS, encoding=encoding))
    assert book.sheets[""] == ROWS


def test_cp1252_with_typographic_quotes(tmp_path: Path) -> None:
    rows = [["Enw’r ysgol", "x"], ["Ysgol yr Eglwys – Sant Dôl", "é"]]
    book = read_sheets(write_csv(tmp_path / "a.csv", rows, encoding="cp1252"))
    assert book.encoding == "cp1252"
    assert book.sheets[""] == rows


def test_two_encodings_in_one_file_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.csv", "Tŵr,â\n".encode() + "â,ê\n".encode("cp1252")) == "mixed_encoding"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    rows = [*ROWS, ["6720002", "One, two; three"]]
    book = read_sheets(write_csv(tmp_path / "a.tsv", rows, delimiter=delimiter))
    assert book.sheets[""] == rows


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_workbooks(tmp_path: Path, write: object) -> None:
    rows = [["a", "b", "c"], [6720000, "Tŵr", date(2018, 4, 9)], [1.5, True, datetime(2018, 4, 9, 8, 30)]]  # noqa: DTZ001
    path = write(tmp_path / "book", {"One": rows, "Two": [["x"], ["y"]]})  # type: ignore[operator]
    book = read_sheets(path, name="their name.xlsx")
    assert book.file == "their name.xlsx"
    assert book.sheets == {"One": rows, "Two": [["x"], ["y"]]}


def test_rows_and_columns_count_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx_of({"C3": 1, "D5": 2}))
    assert read_sheets(path).sheets == {"S": [[], [], [None, None, 1.0], [], [None, None, None, 2.0]]}


def test_a_csv_called_ods_is_read_and_a_workbook_called_csv_too(tmp_path: Path) -> None:
    assert read_sheets(write_csv(tmp_path / "a.ods", ROWS)).kind == "csv"
    for name in ("a.csv", "b.ods", "c.xls"):
        assert read_sheets(write_xlsx(tmp_path / name, {"S": ROWS})).sheets == {"S": ROWS}
        assert read_sheets(write_ods(tmp_path / name, {"S": ROWS})).sheets == {"S": ROWS}


# --- files that are something else ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n,,\n", "file_empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "file_is_html"),
        (b"\xef\xbb\xbf  <HTML><table></table></HTML>", "file_is_html"),
        (b'<?xml version="1.0"?><CTfile/>', "file_is_xml"),
        (b'{"type": "Topology"}', "file_is_json"),
        (b"%PDF-1.7 ...", "file_is_pdf"),
        (b"\x89PNG\r\n\x1a\n....", "file_is_image"),
        (b"\x1f\x8b\x08....", "file_is_archive"),
        (b"{\\rtf1 ...", "file_is_document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_is_xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (b"number,name\n6720000,a\0b\n", "not_text"),
        (bytes(range(1, 256)) * 8, "not_text"),
        (b'number,name\n6720000,"never closed\n', "bad_quotes"),
        (zipped([("a.txt", "x")]), "file_is_archive"),
        (zipped([("word/document.xml", "x")]), "file_is_document"),
        (zipped([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "x")]), "file_is_document"),
        (b"PK\x03\x04 and then nothing", "file_damaged"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(tmp_path / "register.xlsx", content) == code


def test_a_missing_file() -> None:
    with pytest.raises(BadInput) as caught:
        read_sheets(Path("/nonexistent/file.csv"))
    assert refusal(caught.value) == "file_missing"


def test_a_problem_in_text_names_the_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\n1,2\n3,"4"5\n')
    with pytest.raises(BadInput) as caught:
        read_sheets(path)
    assert caught.value.problems[0].row == 3


# --- files that mean harm ------------------------------------------------------------------------------------------


def _lying_sizes() -> bytes:
    """An archive whose directory declares gigabytes."""
    content = bytearray(ods_of(ods_row(ods_cell())))
    at = content.rindex(b"content.xml") - 46  # the central directory's record; its size stands at offset 24
    content[at + 24 : at + 28] = (3_000_000_000).to_bytes(4, "little")
    return bytes(content)


HOSTILE: dict[str, tuple[bytes | Callable[[], bytes], str | tuple[str, ...]]] = {
    "unpacks to 400 MB": (lambda: zipped([("mimetype", "x"), ("content.xml", b" " * 400_000_000)]), "file_inflates"),
    "packs a thousandfold": (lambda: zipped([("xl/workbook.xml", b" " * 40_000_000)]), "file_inflates"),
    "declares gigabytes": (_lying_sizes(), "file_inflates"),
    "3,000 parts": (lambda: zipped((f"{i}", "") for i in range(3000)), "too_many_entries"),
    "climbs out": (zipped([("xl/workbook.xml", ""), ("../../etc/cron.d/x", "")]), "file_damaged"),
    "deep folders": (zipped([("xl/workbook.xml", ""), ("a/" * 40 + "x", "")]), "file_damaged"),
    "a workbook in a workbook": (
        ods_of(ods_row(ods_cell()), more=[("Object 1/inner.xlsx", b"PK")]),
        "file_nested",
    ),
    "encrypted": (ods_of(ods_row(ods_cell()), manifest="<encryption-data/>"), "file_encrypted"),
    "a thousand million rows": (
        ods_of(ods_row(ods_cell(), ' table:number-rows-repeated="1000000000"')),
        "too_many_rows",
    ),
    "two thousand million columns": (
        ods_of(ods_row(ods_cell(' table:number-columns-repeated="2000000000"'))),
        ("too_many_columns", "too_much", "file_damaged"),
    ),
    "16,384 columns in 3,000 rows": (
        ods_of(ods_row(ods_cell(' table:number-columns-repeated="16384"')) * 3000),
        ("too_much", "too_many_columns"),
    ),
    "a row after a million empty ones": (
        ods_of(ods_row(ods_cell()) + ods_row("", ' table:number-rows-repeated="1048000"') + ods_row(ods_cell())),
        "too_many_rows",
    ),
    "the last cell of the last row": (xlsx_of({"A1": 1, "XFD1048576": 1}), "too_much"),
    "an impossible address": (xlsx_of({"ZZZZZZZZ9999999999": 1}), ("too_much", "file_damaged")),
    "50,000 sheets": (xlsx_of({"A1": 1}, names=[f"s{i}" for i in range(50_000)]), "too_many_sheets"),
    "two sheets of one name": (xlsx_of({"A1": 1}, names=["S", "S"]), "file_damaged"),
    "a cell of a million letters": (ods_of(ods_row(ods_cell(text="x" * 40_000))), "cell_too_long"),
    "a thousand million laughs": (
        ods_of(
            ods_row(ods_cell(text="&l9;")),
            prologue="<!DOCTYPE x ["
            + '<!ENTITY l0 "ha">'
            + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
            + "]>",
        ),
        "file_damaged",
    ),
    "a file of ours as an entity": (
        ods_of(ods_row(ods_cell(text="&e;")), prologue='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        "file_damaged",
    ),
    "nothing in it": (ods_of(""), "file_empty"),
    "cut short": (ods_of(ods_row(ods_cell()))[:-60], "file_damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused(tmp_path: Path, case: str) -> None:
    made, code = HOSTILE[case]
    content = made() if callable(made) else made
    assert len(content) < 800_000
    assert refused(tmp_path / "hostile.ods", content) in ((code,) if isinstance(code, str) else code)


def test_empty_rows_to_the_end_of_the_sheet_are_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    blank = ods_row(
        '<table:table-cell table:number-columns-repeated="16384"/>', ' table:number-rows-repeated="1048575"'
    )
    path.write_bytes(ods_of(ods_row(ods_cell()) + blank))
    assert read_sheets(path).sheets == {"S": [["x"]]}


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(file_bytes=10), "file_too_big"),
        (Limits(rows=2), "too_many_rows"),
        (Limits(columns=1), "too_many_columns"),
        (Limits(cells=5), "too_many_cells"),
        (Limits(cell_characters=5), "cell_too_long"),
    ],
)
def test_each_limit_for_text_and_for_workbooks(tmp_path: Path, limits: Limits, code: str) -> None:
    for path in (write_csv(tmp_path / "a.csv", ROWS), write_xlsx(tmp_path / "a.xlsx", {"S": ROWS})):
        with pytest.raises(BadInput) as caught:
            read_sheets(path, limits=limits)
        assert refusal(caught.value) == code


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(wall_seconds=0), "too_slow"),
        (Limits(memory_bytes=8 * 2**20), "too_much"),
        (Limits(output_bytes=10), "too_much"),
        (Limits(inflated_bytes=100), "file_inflates"),
        (Limits(entries=2), "too_many_entries"),
        (Limits(sheets=0), "too_many_sheets"),
    ],
)
def test_each_limit_of_the_child(tmp_path: Path, limits: Limits, code: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"S": ROWS})
    with pytest.raises(BadInput) as caught:
        read_sheets(path, limits=limits)
    assert refusal(caught.value) == code


def test_the_child_is_given_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}

    def run(command: list[str], *, env: dict[str, str], **more: object) -> None:
        seen.update(env)
        raise TimeoutError

    monkeypatch.setenv("GWELLA_SECRET_KEY", "secret")
    monkeypatch.setattr("gwella.evidence.ingest.sheets.subprocess.run", run)
    with pytest.raises(TimeoutError):
        read_sheets(write_xlsx(tmp_path / "a.xlsx", {"S": ROWS}))
    assert set(seen) == {"PATH", "PYTHONPATH"}


def test_the_archive_is_never_unpacked_by_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the two small entries that say what an ODS is are opened in this process."""
    path = write_ods(tmp_path / "a.ods", {"S": ROWS})
    opened = []
    real = zipfile.ZipFile.open

    def spy(self: zipfile.ZipFile, name: str, *args: object, **more: object) -> object:
        opened.append(name)
        return real(self, name, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(zipfile.ZipFile, "open", spy)
    read_sheets(path)
    assert set(opened) <= {"mimetype", "META-INF/manifest.xml"}
