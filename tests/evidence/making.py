"""Files made for the tests: sound ones, and ones that mean harm."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Any

import openpyxl
import tablib

from gwella.core.problems import BadInput, Problem

Rows = Sequence[Sequence[Any]]

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    """The rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def write_csv(path: Path, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A CSV file of the rows."""
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """An Excel workbook of the sheets."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_ods(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """An OpenDocument workbook of the sheets."""
    book = tablib.Databook()
    for name, rows in sheets.items():
        width = max(len(row) for row in rows)
        padded = [[*row, *[""] * (width - len(row))] for row in rows]
        book.add_sheet(tablib.Dataset(*padded[1:], headers=padded[0], title=name))
    path.write_bytes(book.export("ods"))
    return path


def zipped(entries: Iterable[tuple[str, str | bytes]]) -> bytes:
    """A zip archive of the entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def ods_of(table_xml: str, *, prologue: str = "", manifest: str = "", more: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """An ODS whose one table holds this XML."""
    content = (
        f'<?xml version="1.0"?>{prologue}<office:document-content {_ODS_NAMES}><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{table_xml}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    entries: list[tuple[str, str | bytes]] = [("mimetype", ODS_TYPE), ("META-INF/manifest.xml", f"<m>{manifest}</m>")]
    return zipped([*entries, ("content.xml", content), *more])


def ods_cell(attributes: str = "", text: str = "x") -> str:
    """One cell of text."""
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'


def ods_row(cells: str, attributes: str = "") -> str:
    """One row of cells."""
    return f"<table:table-row{attributes}>{cells}</table:table-row>"


def xlsx_of(cells: Mapping[str, int], names: Sequence[str] = ("S",)) -> bytes:
    """An XLSX whose sheets (all the same one) hold numbers at these addresses."""
    rows = "".join(
        f'<row r="{"".join(c for c in address if c.isdigit())}"><c r="{address}"><v>{value}</v></c></row>'
        for address, value in cells.items()
    )
    sheets = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="r1"/>' for i, name in enumerate(names, 1))
    return zipped(
        [
            ("[Content_Types].xml", "<Types/>"),
            (
                "_rels/.rels",
                f'<Relationships xmlns="{_PACKAGE}">'
                f'<Relationship Id="r1" Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            ),
            ("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>{sheets}</sheets></workbook>'),
            (
                "xl/_rels/workbook.xml.rels",
                f'<Relationships xmlns="{_PACKAGE}">'
                f'<Relationship Id="r1" Type="{_RELS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            ),
            (
                "xl/worksheets/sheet1.xml",
                f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
            ),
        ]
    )


def assert_told(problem: Problem) -> None:
    """Every field the words ask for is there, and the problem can be stored and shown."""
    for words in (problem.message, problem.mend):
        for _, field, _, _ in Formatter().parse(words):
            assert field is None or field in problem.params, (problem.code, field)
    assert problem.message
    assert problem.file
    assert "\0" not in repr(problem)
    assert Problem.from_json(problem.as_json()).code == problem.code


def codes(problems: Iterable[Problem]) -> list[str]:
    """The problems' codes in order; each must be told whole."""
    found = list(problems)
    for problem in found:
        assert_told(problem)
    return [problem.code for problem in found]


def refusal(error: BadInput) -> str:
    """The code of the one problem of a refused file."""
    [code] = codes(error.problems)
    return code
