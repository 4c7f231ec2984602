"""Outlines of the land as a drawing: degrees onto a flat sheet, neighbours simplified as one, SVG paths."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

# A council's land: polygons, each an outer ring and then its holes, each a row of (longitude, latitude).
Polygons = Sequence[Sequence[Sequence[Sequence[float]]]]
# west, south, east, north in degrees
Bounds = tuple[float, float, float, float]
DETAIL = 0.6  # what is smaller than this many units of the sheet is not drawn


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of `width` by `height` units over part of the land; `across` and `down` are units a degree.

    Longitude is shortened by the cosine of the middle latitude (equirectangular): over a region of 200 km no
    distance on the sheet is out by more than 1 %.
    """

    west: float
    north: float
    across: float
    down: float
    width: int
    height: int

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point lies on the sheet: units from its left and from its top, to a tenth."""
        return round((longitude - self.west) * self.across, 1), round((self.north - latitude) * self.down, 1)

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is on the sheet."""
        return 0 <= x <= self.width and 0 <= y <= self.height


def bounds_of(polygons: Iterable[Polygons], points: Iterable[tuple[float, float]] = ()) -> Bounds | None:
    """The smallest bounds around outlines and (longitude, latitude) points; None around nothing."""
    rings = [np.asarray(ring, dtype=np.float64) for land in polygons for polygon in land for ring in polygon[:1]]
    rings += [np.asarray([point], dtype=np.float64) for point in points]
    if not rings:
        return None
    every = np.concatenate(rings)
    (west, south), (east, north) = every.min(axis=0), every.max(axis=0)
    return float(west), float(south), float(east), float(north)


def sheet_over(bounds: Bounds, *, width: int, heights: tuple[int, int], margin: int) -> Sheet:
    """The sheet that shows the bounds in its middle, as large as it can, `margin` units from every edge.

    The height follows from the bounds, kept between the least and the most of `heights`. Bounds of one point are
    shown 0.02 degrees (about two kilometres) wide.
    """
    west, south, east, north = bounds
    shorter = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * shorter, 0.02), max(north - south, 0.02)
    least, most = heights
    room = width - 2 * margin
    height = round(min(max(high * room / wide + 2 * margin, least), most))
    scale = min(room / wide, (height - 2 * margin) / high)
    left = (west + east) / 2 - width / 2 / (scale * shorter)
    top = (south + north) / 2 + height / 2 / scale
    return Sheet(left, top, scale * shorter, scale, width, height)


def draw(lands: Mapping[str, Polygons], sheet: Sheet, detail: float = DETAIL) -> dict[str, str]:
    """The SVG path of each land on the sheet, clipped to it; "" for one that lies elsewhere.

    Neighbours are simplified as one coverage, so that a border they share stays one line.
    """
    if not lands:
        return {}
    shapes = shapely.coverage_simplify(np.array([_on_sheet(land, sheet) for land in lands.values()]), detail)
    clipped = _cut(shapes, sheet, edge=4)  # so that a clipped border runs outside the picture
    return {key: _path(shape) for key, shape in zip(lands, clipped, strict=True)}


def middle_of(land: Polygons, sheet: Sheet) -> tuple[float, float] | None:
    """A place well inside the land's visible part, for its name; None where the sheet does not show it."""
    seen = _cut(_on_sheet(land, sheet), sheet)
    if seen.is_empty:
        return None
    largest = max(_polygons(seen), key=lambda polygon: float(polygon.area))
    inside = largest.centroid
    if not largest.contains(inside):  # type: ignore[no-untyped-call]
        inside = largest.representative_point()  # type: ignore[no-untyped-call]
    return round(float(inside.x), 1), round(float(inside.y), 1)


def apart(places: Sequence[tuple[float, float]], distance: float) -> list[tuple[float, float]]:
    """The places with those that coincide set around their common place, `distance` units from it.

    Schools share a postcode and so a point; each keeps a mark of its own. The order does not change.
    """
    same: dict[tuple[float, float], list[int]] = {}
    for index, place in enumerate(places):
        same.setdefault(place, []).append(index)
    moved = list(places)
    for (x, y), indexes in same.items():
        for turn, index in enumerate(indexes if len(indexes) > 1 else ()):
            angle = 2 * math.pi * turn / len(indexes)
            moved[index] = (round(x + distance * math.cos(angle), 1), round(y + distance * math.sin(angle), 1))
    return moved


def _on_sheet(land: Polygons, sheet: Sheet) -> BaseGeometry:
    polygons = [shapely.polygons(polygon[0], holes=polygon[1:] or None) for polygon in land if len(polygon[0]) >= 4]

    def place(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(
            ((degrees[:, 0] - sheet.west) * sheet.across, (sheet.north - degrees[:, 1]) * sheet.down)
        )

    # Published borders touch themselves here and there, and hold rocks without area: no simplifier takes either.
    every = np.array([shapely.transform(polygon, place) for polygon in polygons])
    placed = shapely.make_valid(every)  # type: ignore[no-untyped-call]
    sound = [part for shape in placed for part in _polygons(shape) if part.area >= DETAIL**2]
    return MultiPolygon(sound)  # type: ignore[no-untyped-call]


def _cut(shapes: Any, sheet: Sheet, edge: float = 0) -> Any:
    """What of a shape, or of each of an array, lies on the sheet. It bears shapes that simplifying made unsound."""
    right, bottom = sheet.width + edge, sheet.height + edge
    return shapely.clip_by_rect(shapes, -edge, -edge, right, bottom)  # type: ignore[no-untyped-call]


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and not part.is_empty]


def _path(shape: BaseGeometry) -> str:
    rings = [ring for polygon in _polygons(shape) for ring in shapely.get_rings(polygon)]
    return "".join(_ring(np.rint(shapely.get_coordinates(ring) * 10).astype(int).tolist()) for ring in rings)


def _ring(tenths: list[list[int]]) -> str:
    """A closed ring in relative steps of tenths of a unit, which is how SVG writes it shortest."""
    steps = [
        f"{_tenth(x2 - x1)} {_tenth(y2 - y1)}" for (x1, y1), (x2, y2) in pairwise(tenths[:-1]) if (x1, y1) != (x2, y2)
    ]
    return f"M{_tenth(tenths[0][0])} {_tenth(tenths[0][1])}l{' '.join(steps)}z" if len(steps) > 1 else ""


def _tenth(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    text = f"{whole}.{rest}" if rest else str(whole)
    return f"-{text}" if value < 0 else text
