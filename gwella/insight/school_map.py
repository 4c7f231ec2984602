"""The list of schools on a map: our own boundaries, marks for the schools listed, dots for the others in reach."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import TextField
from django.db.models.functions import MD5, Cast

from gwella.domain.places.models import Boundary, Council
from gwella.engine.outlines import Polygons, Sheet, apart, bounds_of, draw, middle_of, sheet_over
from gwella.insight.school_list import Row, SchoolList

WIDTH, HEIGHTS, MARGIN = 500, (300, 440), 16
LOCATOR_WIDTH = 118
BESIDE = 5.5  # how far marks of one place stand from it, in units of the sheet

# A council's code with what its boundary is now, so that a drawing is made again only when one has changed.
Stamp = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A council on the map; `on` where it is chosen, with the place of its `name` where the sheet shows it."""

    path: str
    name: str
    at: tuple[float, float] | None
    on: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A school of the list where it stands on the sheet."""

    row: Row
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class SchoolMap:
    """What the map draws, in units of a sheet `width` by `height`. `off_map` schools listed have no place on it."""

    width: int
    height: int
    outlines: list[Outline]
    marks: list[Placed]
    dots: list[tuple[float, float]]
    off_map: int
    locator: list[Outline]
    locator_height: int
    councils: list[str]


@dataclass(frozen=True, slots=True)
class _Drawing:
    sheet: Sheet
    paths: dict[str, str]
    names: dict[str, tuple[float, float] | None]
    small: dict[str, str]
    small_height: int


def map_of(schools: SchoolList) -> SchoolMap | None:
    """The map of the list; None where neither a boundary nor a school's place is known.

    One query, or two after a boundary changed.
    """
    language = schools.language
    rows = Council.objects.annotate(now=MD5(Cast("boundary__polygons", TextField()))).order_by(
        f"sort_{language}", "code"
    )
    known = list(rows.values_list("code", f"name_{language}", "is_served", "now"))
    councils = {code: name for code, name, _, _ in known}
    stamp = tuple(sorted((code, now) for code, _, _, now in known if now))
    served = frozenset(code for code, _, is_served, _ in known if is_served)
    focus = _focus(schools)
    drawing = _drawn(stamp, focus, served)
    sheet = drawing.sheet if drawing else _sheet_of_points(schools.found or schools.rows)
    if sheet is None:
        return None
    marks = _marks(schools.found, sheet)
    listed = {row.line.pk for row in schools.found}
    return SchoolMap(
        width=sheet.width,
        height=sheet.height,
        outlines=_outlines(drawing.paths, drawing.names, councils, focus) if drawing else [],
        marks=marks,
        dots=[
            place for row in schools.rows if row.line.pk not in listed and row.line.is_open
            if row.line.is_served and (place := _place(row, sheet))
        ],
        off_map=len(schools.found) - len(marks),
        locator=_outlines(drawing.small, {}, councils, focus) if drawing else [],
        locator_height=drawing.small_height if drawing else 0,
        councils=[name for code, name in councils.items() if code in focus],
    )  # fmt: skip


def _focus(schools: SchoolList) -> frozenset[str]:
    """The councils the map is of: those ticked, else those of the schools listed, else all in reach."""
    ticked = schools.wanted.of("council")
    return ticked or frozenset(row.line.council_code for row in schools.found or schools.rows)


@lru_cache(maxsize=32)
def _drawn(stamp: Stamp, focus: frozenset[str], served: frozenset[str]) -> _Drawing | None:
    """The outlines around `focus`, and small ones of all councils served for the locator where that is more."""
    if not stamp:
        return None
    lands = _lands(stamp)
    bounds = bounds_of(land for code, land in lands.items() if code in focus) or bounds_of(lands.values())
    if bounds is None:
        return None
    sheet = sheet_over(bounds, width=WIDTH, heights=HEIGHTS, margin=MARGIN)
    small, small_height = _small({code: lands[code] for code in lands if code in served}, focus)
    names = {code: middle_of(lands[code], sheet) for code in focus & set(lands)}
    return _Drawing(sheet, draw(lands, sheet), names, small, small_height)


def _small(region: dict[str, Polygons], focus: frozenset[str]) -> tuple[dict[str, str], int]:
    bounds = bounds_of(region.values())
    if bounds is None or set(region) <= focus:
        return {}, 0
    sheet = sheet_over(bounds, width=LOCATOR_WIDTH, heights=(50, 120), margin=3)
    return draw(region, sheet), sheet.height


@lru_cache(maxsize=1)
def _lands(stamp: Stamp) -> dict[str, Polygons]:
    rows = Boundary.objects.filter(council__code__in=[code for code, _ in stamp]).order_by("council__code")
    return dict(rows.values_list("council__code", "polygons"))


def _sheet_of_points(rows: Iterable[Row]) -> Sheet | None:
    bounds = bounds_of([], [row.line.place for row in rows if row.line.place])
    return sheet_over(bounds, width=WIDTH, heights=HEIGHTS, margin=MARGIN) if bounds else None


def _outlines(
    paths: dict[str, str],
    names: dict[str, tuple[float, float] | None],
    councils: dict[str, str],
    focus: frozenset[str],
) -> list[Outline]:
    """Those outside the focus first, so that a chosen council's border lies on top."""
    drawn = [Outline(paths[code], councils[code], names.get(code), code in focus) for code in paths if paths[code]]
    return sorted(drawn, key=lambda outline: outline.on)


def _place(row: Row, sheet: Sheet) -> tuple[float, float] | None:
    if row.line.place is None:
        return None
    x, y = sheet.place(*row.line.place)
    return (x, y) if sheet.holds(x, y) else None


def _marks(rows: Sequence[Row], sheet: Sheet) -> list[Placed]:
    placed = [(row, place) for row in rows if (place := _place(row, sheet))]
    places = apart([place for _, place in placed], BESIDE)
    return [Placed(row, x, y) for (row, _), (x, y) in zip(placed, places, strict=True)]
