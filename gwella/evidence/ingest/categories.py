"""Published support categories: one colour a school and year, as the Welsh Government publishes them.

Lists come by sector, in one sheet or several. An all-through school stands in the primary and in the secondary list
with one colour (`rules.md` §3); files that name its sector Middle list it once. Both give one row here, which counts
in both lists.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gwella.core.problems import BadInput, Problem
from gwella.evidence.ingest.cells import key_of
from gwella.evidence.ingest.columns import Column, Table, find_table
from gwella.evidence.ingest.containers import Limits
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import Findings, Record, once_each
from gwella.evidence.ingest.sheets import Workbook, read_sheets
from gwella.evidence.ingest.terms import COLOURS, SECTORS

COLUMNS = (
    Column(
        "number",
        "School number",
        "Rhif yr ysgol",
        ("School code", "Cod ysgol", "Cod yr ysgol", "LA/Estab"),
        required=True,
    ),
    Column("name", "School name", "Enw ysgol", ("Enw’r ysgol",)),
    Column("council", "Local authority", "Awdurdod lleol", ("LA name",)),
    Column("sector", "Sector", "Sector", ("Phase",)),
    Column("standards_group", "Step One: Standards Group", "Cam Un: Grŵp Safonau", ("Standards group", "Grŵp safonau")),
    Column(
        "capacity",
        "Step Two: Improvement Capacity",
        "Cam Dau: Gallu i Wella",
        ("Improvement capacity", "Gallu i wella", "Capacity to improve"),
    ),
    Column(
        "category",
        "Step Three: Support Category",
        "Cam Tri: Categori Cymorth",
        ("Support category", "Support category en"),
    ),
    Column("category_cy", "Support category (Welsh)", "Categori cymorth", ("Support category cy",)),
)
_LISTS = {"middle": ("primary", "secondary")}  # any other sector is a list of its own


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One school's published category. `category` is green, yellow, amber or red.

    `phase` is middle for a school of both lists; `lists` are those it counts in. `standards_group` ("1"–"4") and
    `capacity` ("A"–"D") are "" where not published; `council` is a code or "".
    """

    number: str
    name: str
    council: str
    phase: str
    lists: tuple[str, ...]
    category: str
    standards_group: str
    capacity: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Categories:
    """What a file of categories says: `rows` by school number, one a school."""

    file: str
    sha256: str
    rows: list[CategoryRow]
    refused: list[Problem]
    warnings: list[Problem]

    def by_category(self) -> Counter[str]:
        """Schools by colour, each once."""
        return Counter(row.category for row in self.rows)

    def by_list(self) -> Counter[str]:
        """Schools by list: an all-through school counts in both."""
        return Counter(name for row in self.rows for name in row.lists)


def read_categories(
    path: Path, *, name: str = "", councils: Councils = WALES, limits: Limits | None = None
) -> Categories:
    """Read published categories from CSV, ODS or XLSX, headings and colours in either language.

    Raises BadInput where no list can be read; rows that cannot be right come in `refused`.
    """
    book = read_sheets(path, name=name, limits=limits)
    findings = Findings(Place(book.file))
    listed: dict[str, list[CategoryRow]] = defaultdict(list)
    for table in _tables(book):
        findings.warn(*table.warnings)
        its_phase = _phase_of_sheet(table.place.sheet)
        read = (_row(record, its_phase, findings) for record in table.records(councils))
        for row in once_each((row for row in read if row), lambda row: row.number, "school_twice", findings):
            listed[row.number].append(row)
    schools = [_joined(listed[number], findings) for number in sorted(listed)]
    rows = [school for school in schools if school]
    return Categories(book.file, book.sha256, rows, findings.refused, findings.warnings)


def _tables(book: Workbook) -> list[Table]:
    tables = [find_table(rows, COLUMNS, Place(book.file, sheet)) for sheet, rows in book.sheets.items()]
    found = [table for table in tables if table and {"number"} < table.index.keys()]
    problems = [problem for table in found for problem in table.refused]
    category = COLUMNS[-2]
    for table in found:
        if not {"category", "category_cy"} & table.index.keys():
            problems.append(table.place.problem("column_missing", column=category.en, names=category.names))
    if not found:
        wanted = f"{COLUMNS[0].names}; {category.names}"
        problems.append(Place(book.file).problem("no_table", wanted=wanted))
    if problems:
        raise BadInput(problems)
    return found


def _phase_of_sheet(sheet: str) -> str:
    """The sector a sheet is named after ("Primary schools", "Ysgolion cynradd"), or ""."""
    found = {term.code for word in key_of(sheet).split() if (term := SECTORS.find(word))}
    return found.pop() if len(found) == 1 else ""


def _row(record: Record, its_phase: str, findings: Findings) -> CategoryRow | None:
    number = record.school_number()
    sector = record.term("sector", SECTORS, wanted=False)
    phase = sector.code if sector else its_phase
    if not phase and record.ok:
        record.warn("value_missing", "sector")
    council = record.council(record.text("council"), "council") if record.text("council") else None
    if council and number and council.code != number[:3]:
        record.warn("council_is_not_numbers", "council", number=number)
    colour = _colour(record)
    row = CategoryRow(
        number=number,
        name=record.text("name"),
        council=council.code if council else number[:3],
        phase=phase,
        lists=_LISTS.get(phase, (phase,) if phase else ()),
        category=colour,
        standards_group=_one_of(record, "standards_group", "1234"),
        capacity=_one_of(record, "capacity", "ABCD"),
        place=record.place,
    )
    return row if findings.take(record) else None


def _colour(record: Record) -> str:
    """The colour, in whichever language it stands; both where both stand must be the same."""
    texts = {key: record.text(key) for key in ("category", "category_cy") if record.text(key)}
    if not texts:
        record.refuse("value_missing", "category" if "category" in record.headings else "category_cy")
    found = [record.term(key, COLOURS) for key in texts]
    if len({term.code for term in found if term}) > 1:
        record.refuse("no_category_name", "category_cy", other=texts["category"])
    return next((term.code for term in found if term), "")


def _one_of(record: Record, key: str, allowed: str) -> str:
    text = record.text(key).upper()
    if text and text not in allowed:
        record.refuse("value_unknown", key, known=", ".join(allowed))
        return ""
    return text


def _joined(rows: Sequence[CategoryRow], findings: Findings) -> CategoryRow | None:
    """One school of its rows in several lists, which must agree on all but the list and the name's language."""
    first, *others = rows
    for other in others:
        if _said(other) != _said(first):
            where = f"{first.place.sheet} {first.place.row}"
            findings.refuse(other.place.problem("school_twice", value=first.number, other=where))
            return None
    phases = {row.phase for row in rows if row.phase}
    if len(phases) > 1:
        if not phases <= {"primary", "secondary", "middle"}:
            findings.refuse(first.place.problem("school_twice", value=first.number, other=others[0].place.sheet))
            return None
        return replace(first, phase="middle", lists=_LISTS["middle"])
    return first


def _said(row: CategoryRow) -> tuple[str, ...]:
    return row.council, row.category, row.standards_group, row.capacity
