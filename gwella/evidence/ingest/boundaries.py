"""Council boundaries, from TopoJSON or GeoJSON, simplified together so that neighbours still touch."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError  # type: ignore[attr-defined]
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from gwella.core.problems import BadInput, Problem
from gwella.evidence.ingest.councils import WALES, Council, Councils
from gwella.evidence.ingest.places import LATITUDES, LONGITUDES
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import Findings
from gwella.evidence.ingest.sheets import sha256_of

Point = tuple[float, float]
Ring = list[Point]

FILE_BYTES = 30_000_000
MOST_POINTS = 2_000_000  # after the arcs of a TopoJSON are followed: a small file can name one arc a million times
TOLERANCE = 0.001  # degrees: about 100 m, less than a pixel on a map of a region
_DECIMALS = 5  # of a degree: about a metre


@dataclass(frozen=True, slots=True)
class CouncilBoundary:
    """One council's outline: polygons → rings (outer first) → [longitude, latitude], WGS84 degrees."""

    council: str
    polygons: list[list[list[list[float]]]]


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The outlines found, by council code."""

    file: str
    sha256: str
    areas: dict[str, CouncilBoundary]
    refused: list[Problem]
    warnings: list[Problem]


class _Broken(Exception):
    """A geometry that cannot be followed."""


def read_boundaries(
    path: Path, *, name: str = "", councils: Councils = WALES, tolerance: float = TOLERANCE
) -> Boundaries:
    """Read the outlines of `councils`, whatever the file calls them (code, area code, name in either language).

    `tolerance` in degrees is how far a simplified line may lie from the published one; 0 keeps every point.
    Raises BadInput for what is no TopoJSON or GeoJSON; areas that are no council come as warnings, outlines that
    cannot be drawn or lie outside Britain in `refused`.
    """
    place = Place(name or path.name)
    findings = Findings(place)
    shapes: dict[str, BaseGeometry] = {}
    for properties, rings in _areas(_load(path, place), place):
        council = _council_of(properties, councils)
        if council is None:
            findings.warn(place.problem("area_unknown", value=_first_text(properties)))
            continue
        if council.code in shapes:
            findings.refuse(place.problem("boundary_twice", value=council.name.en))
            continue
        shape = _shape(rings, place, council, findings)
        if shape is not None:
            shapes[council.code] = shape
    if not shapes and not findings.refused:
        raise BadInput(place.problem("not_boundaries"))
    for council in councils:
        if council.code not in shapes:
            findings.warn(place.problem("boundaries_missing", value=council.name.en))
    areas = {code: CouncilBoundary(code, _polygons(shape)) for code, shape in _simplified(shapes, tolerance).items()}
    return Boundaries(place.file, sha256_of(path), areas, findings.refused, findings.warnings)


def _load(path: Path, place: Place) -> Any:
    try:
        if path.stat().st_size > FILE_BYTES:
            raise BadInput(place.problem("file_too_big", limit=FILE_BYTES // 1_000_000))
        return json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_constant)
    except OSError:
        raise BadInput(place.problem("file_missing")) from None
    except (ValueError, RecursionError):  # ValueError: not UTF-8, not JSON, a number of a million figures
        raise BadInput(place.problem("not_json")) from None


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _areas(document: Any, place: Place) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Each area's properties, and its polygons of rings of points (or _Broken where they cannot be followed)."""
    if not isinstance(document, dict):
        raise BadInput(place.problem("not_boundaries"))
    try:
        follow = _Arcs(document) if document.get("type") == "Topology" else _Plain()
    except (KeyError, TypeError):
        raise BadInput(place.problem("not_boundaries")) from None
    for feature in _features(document):
        properties = feature.get("properties")
        known = dict(properties) if isinstance(properties, dict) else {}
        if isinstance(feature.get("id"), str):
            known["id"] = feature["id"]
        try:
            yield known, follow.polygons(feature)
        except (_Broken, KeyError, IndexError, TypeError, ValueError, OverflowError):
            yield known, None


def _features(document: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The areas of either format, nested collections one level deep."""
    if document.get("type") == "Topology":
        objects = document.get("objects")
        found: Any = list(objects.values()) if isinstance(objects, dict) else []
        found = [part for each in found if isinstance(each, dict) for part in each.get("geometries", [each])]
    else:
        found = document.get("features", [document])
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


class _Plain:
    """GeoJSON: the coordinates stand in the feature."""

    def polygons(self, feature: dict[str, Any]) -> list[list[Ring]]:
        """The polygons of a feature."""
        geometry = feature.get("geometry", feature)
        coordinates = geometry["coordinates"]
        polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
        if geometry["type"] not in ("Polygon", "MultiPolygon"):
            raise _Broken
        return [[[(float(p[0]), float(p[1])) for p in ring] for ring in polygon] for polygon in polygons]


class _Arcs:
    """TopoJSON: rings are chains of shared arcs, whole numbers counted on from point to point (the format's §2.1)."""

    def __init__(self, topology: dict[str, Any]) -> None:
        transform = topology.get("transform")
        self._scaled = isinstance(transform, dict)
        self._scale = tuple(transform["scale"]) if isinstance(transform, dict) else (1.0, 1.0)
        self._shift = tuple(transform["translate"]) if isinstance(transform, dict) else (0.0, 0.0)
        self._arcs = topology.get("arcs", [])
        self._decoded: dict[int, Ring] = {}
        self._points = 0

    def polygons(self, geometry: dict[str, Any]) -> list[list[Ring]]:
        """The polygons of a geometry."""
        if geometry["type"] not in ("Polygon", "MultiPolygon"):
            raise _Broken
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        return [[self._ring(ring) for ring in polygon] for polygon in polygons]

    def _ring(self, arcs: list[int]) -> Ring:
        ring: Ring = []
        for number in arcs:
            # ~n is arc n walked backwards; the point where two arcs meet stands in both.
            arc = self._arc(number) if number >= 0 else self._arc(~number)[::-1]
            self._points += len(arc)
            if self._points > MOST_POINTS:
                raise _Broken
            ring += arc[1:] if ring else arc
        return ring

    def _arc(self, number: int) -> Ring:
        if number not in self._decoded:
            x = y = 0.0
            points: Ring = []
            for dx, dy in (point[:2] for point in self._arcs[number]):
                x, y = (x + dx, y + dy) if self._scaled else (dx, dy)
                points.append((x * self._scale[0] + self._shift[0], y * self._scale[1] + self._shift[1]))
            self._decoded[number] = points
        return self._decoded[number]


def _council_of(properties: Mapping[str, Any], councils: Councils) -> Council | None:
    found = {councils.find(text) for text in properties.values() if isinstance(text, str) and text} - {None}
    return found.pop() if len(found) == 1 else None


def _first_text(properties: Mapping[str, Any]) -> str:
    return next((text for text in properties.values() if isinstance(text, str) and text), "?")


def _shape(polygons: Any, place: Place, council: Council, findings: Findings) -> BaseGeometry | None:
    """A sound polygon or several; None, with the reason noted, where there is none."""
    shape: BaseGeometry | None
    try:
        shape = _union([_sound(rings) for rings in polygons if len(rings[0]) >= 4])
    except (TypeError, ValueError, IndexError, ShapelyError):
        shape = None
    if shape is None or shape.is_empty:
        findings.refuse(place.problem("boundary_broken", value=council.name.en))
        return None
    west, south, east, north = shape.bounds
    inside: bool = LONGITUDES[0] <= west and east <= LONGITUDES[1] and LATITUDES[0] <= south and north <= LATITUDES[1]
    if not inside:
        findings.refuse(place.problem("boundary_elsewhere", value=council.name.en))
        return None
    return shape


def _sound(rings: list[Ring]) -> BaseGeometry:
    """The area inside rings that may cross or touch themselves: mending a spike leaves lines, which go."""
    if not all(isfinite(x) and isfinite(y) for ring in rings for x, y in ring):
        raise ValueError("a point at infinity")
    mended = shapely.make_valid(Polygon(rings[0], rings[1:]))  # type: ignore[no-untyped-call]
    return _union([part for part in shapely.get_parts(mended) if part.geom_type in ("Polygon", "MultiPolygon")])


def _union(shapes: list[BaseGeometry]) -> BaseGeometry:
    union: BaseGeometry = shapely.union_all(shapes)
    return union


def _simplified(shapes: Mapping[str, BaseGeometry], tolerance: float) -> dict[str, BaseGeometry]:
    """The shapes with fewer points; lines that two councils share are simplified once, so no gap opens."""
    if tolerance <= 0 or not shapes:
        return dict(shapes)
    simplified = shapely.coverage_simplify(list(shapes.values()), tolerance)
    return {
        code: shape if after.is_empty else after
        for (code, shape), after in zip(shapes.items(), simplified, strict=True)
    }


def _polygons(shape: BaseGeometry) -> list[list[list[list[float]]]]:
    """Largest polygon first; outer rings anticlockwise, holes clockwise, as GeoJSON wants them."""
    parts = list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape]
    polygons = []
    for part in sorted(parts, key=lambda part: -part.area):
        turned = orient(part)  # type: ignore[no-untyped-call]
        rings = [turned.exterior, *turned.interiors]
        polygons.append([[[round(x, _DECIMALS), round(y, _DECIMALS)] for x, y in ring.coords] for ring in rings])
    return polygons
