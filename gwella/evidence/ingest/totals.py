"""The register's own control totals: schools by council and phase. What was read must count the same."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gwella.core.problems import BadInput, Problem
from gwella.core.text import fold
from gwella.evidence.ingest.cells import key_of, text_of, whole_number
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.sheets import Row, Workbook, read_sheets

PHASES = ("nursery", "primary", "middle", "secondary", "special")
# What each published column counts; the sums are checked too, so that a wrong sum is seen as such.
COUNTED = (*PHASES, "maintained", "independent", "schools", "pru", "all")
WHOLE = "wales"
_WALES_NAMES = {"wales", "cymru", "cymru wales", "all wales", "cymru gyfan"}

# Headings run over several rows in both languages: the words a column's whole heading must hold, first match wins.
_HEADINGS = (
    ("all", (("all", "referral"), ("all", "pru"), ("holl", "cyfeirio"))),
    ("pru", (("referral",), ("cyfeirio",), ("pru",), ("ucd",))),
    ("schools", (("all", "schools"), ("holl", "ysgolion"))),
    ("independent", (("independent",), ("annibynnol",))),
    ("maintained", (("total",), ("cyfan swm",), ("cyfanswm",))),
    ("nursery", (("nursery",), ("meithrin",))),
    ("primary", (("primary",), ("cynradd",))),
    ("middle", (("middle",), ("canol",))),
    ("secondary", (("secondary",), ("uwchradd",))),
    ("special", (("special",), ("arbennig",))),
)


@dataclass(frozen=True, slots=True)
class AreaTotal:
    """The published counts of one area. `council` is its code, "wales", or "" for a region of several councils."""

    area: str
    council: str
    counts: Mapping[str, int]  # keys among COUNTED
    row: int


@dataclass(frozen=True, slots=True)
class ControlTotals:
    """A table of control totals, in the order published."""

    sheet: str
    areas: tuple[AreaTotal, ...]

    def of_council(self, council: str) -> AreaTotal | None:
        """The counts of a council's code or of "wales"."""
        return next((area for area in self.areas if area.council == council), None)


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """One published count beside ours. `council` is a code or "wales", `phase` one of COUNTED."""

    council: str
    phase: str
    published: int
    counted: int

    @property
    def matches(self) -> bool:
        """Whether the two are equal."""
        return self.published == self.counted


class Counted(Protocol):
    """What can be counted: a school's council code, kind and phase."""

    @property
    def council(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def phase(self) -> str: ...


def read_totals(path: Path, *, name: str = "", councils: Councils = WALES) -> ControlTotals:
    """The control totals in a file of their own. BadInput where there are none."""
    book = read_sheets(path, name=name)
    totals = find_totals(book, councils)
    if totals is None:
        raise BadInput(Place(book.file).problem("totals_missing"))
    return totals


def find_totals(book: Workbook, councils: Councils = WALES) -> ControlTotals | None:
    """The first sheet that counts schools by council and phase, and whose phases sum to its totals."""
    for sheet, rows in book.sheets.items():
        totals = _totals_in(sheet, rows, councils)
        if totals is not None:
            return totals
    return None


def check_totals(rows: Iterable[Counted], totals: ControlTotals) -> list[TotalCheck]:
    """Each published count of a council and of Wales beside the count of `rows`; all `matches` in a good import."""
    counted: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for council in (row.council, WHOLE):
            for phase in _counts_as(row):
                counted[council, phase] += 1
    return [
        TotalCheck(area.council, phase, published, counted[area.council, phase])
        for area in totals.areas
        if area.council
        for phase, published in area.counts.items()
    ]


def differences(checks: Iterable[TotalCheck], place: Place) -> list[Problem]:
    """A problem for each count that does not match."""
    return [
        place.problem(
            "totals_differ",
            area=check.council,
            phase=check.phase,
            published=check.published,
            counted=check.counted,
        )
        for check in checks
        if not check.matches
    ]


def _counts_as(row: Counted) -> tuple[str, ...]:
    if row.kind == "pru":
        return ("pru", "all")
    if row.kind == "independent":
        return ("independent", "schools", "all")
    return (row.phase, "maintained", "schools", "all")


def _totals_in(sheet: str, rows: list[Row], councils: Councils) -> ControlTotals | None:
    first = next((i for i, row in enumerate(rows) if row and _area_of(row, councils) and len(_numbers(row)) >= 5), None)
    if first is None:
        return None
    columns = _columns(rows[:first])
    if not set(PHASES) <= columns.keys():
        return None
    areas: dict[str, AreaTotal] = {}
    for number, row in enumerate(rows[first:], start=first + 1):
        counts = {
            key: value
            for key, i in columns.items()
            if i < len(row) and (value := whole_number(text_of(row[i]))) is not None
        }
        if row and text_of(row[0]) and counts:
            area = AreaTotal(text_of(row[0]), _area_of(row, councils), counts, number)
            areas.setdefault(area.council or area.area, area)
    if not all(_adds_up(area.counts) for area in areas.values()):
        return None  # another table under similar headings, such as schools by type within phases
    return ControlTotals(sheet, tuple(areas.values()))


def _columns(heading_rows: list[Row]) -> dict[str, int]:
    width = max((len(row) for row in heading_rows), default=0)
    columns: dict[str, int] = {}
    for i in range(1, width):
        words = key_of(" ".join(text_of(row[i]) for row in heading_rows if i < len(row)))
        for key, alternatives in _HEADINGS:
            if any(all(f" {part} " in f" {words} " for part in parts) for parts in alternatives):
                columns.setdefault(key, i)
                break
    return columns


def _area_of(row: Row, councils: Councils) -> str:
    text = text_of(row[0])
    council = councils.find(text)
    if council:
        return council.code
    return WHOLE if key_of(fold(text)) in _WALES_NAMES else ""


def _numbers(row: Row) -> list[int]:
    return [value for cell in row[1:] if (value := whole_number(text_of(cell))) is not None]


def _adds_up(counts: Mapping[str, int]) -> bool:
    return set(PHASES) <= counts.keys() and (
        "maintained" not in counts or sum(counts[phase] for phase in PHASES) == counts["maintained"]
    )
