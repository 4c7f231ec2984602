"""Postcodes and boundaries."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import Polygon, shape

from gwella.core.problems import BadInput
from gwella.evidence.ingest.boundaries import read_boundaries
from gwella.evidence.ingest.places import read_places
from tests.evidence.making import codes, refusal, write_csv, write_xlsx
from tests.realdata import needs_shared, shared


def places(path: Path, *rows: list[str], headings: tuple[str, ...] = ("Postcode", "lat", "long"), **more: Any) -> Any:
    return read_places(write_csv(path / "p.csv", [list(headings), *rows]), **more)


def test_postcodes(tmp_path: Path) -> None:
    found = places(
        tmp_path, ["CF103AT", "51.48", "-3.18"], ["SA1 1AA", "51,62", "-3.94"], ["CF103AT", "51.48", "-3.18"]
    )
    assert found.points == {"CF10 3AT": (51.48, -3.18), "SA1 1AA": (51.62, -3.94)}
    assert (found.rows, found.refused, found.warnings) == (3, [], [])


def test_columns_by_other_names_in_other_places_and_in_workbooks(tmp_path: Path) -> None:
    headings = ("long", "x", "pcds", "lat")
    assert places(tmp_path, ["-3.18", "1", "CF10 3AT", "51.48"], headings=headings).points == {
        "CF10 3AT": (51.48, -3.18)
    }
    rows = [["Cod post", "Lledred", "Hydred"], ["CF10 3AT", 51.48, -3.18]]
    assert read_places(write_xlsx(tmp_path / "p.xlsx", {"S": rows})).points == {"CF10 3AT": (51.48, -3.18)}


def test_only_the_areas_asked_for(tmp_path: Path) -> None:
    rows = (["CF10 3AT", "51.48", "-3.18"], ["C1 1AA", "51", "-3"], ["SA1 1AA", "51.62", "-3.94"], ["rubbish", "", ""])
    found = places(tmp_path, *rows, areas=["cf"])
    assert list(found.points) == ["CF10 3AT"]
    assert found.refused == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["CF10", "51.48", "-3.18"], "postcode_impossible"),
        (["CF10 3AT", "-3.18", "51.48"], "coordinate_impossible"),
        (["CF10 3AT", "318000", "176000"], "coordinate_impossible"),
        (["CF10 3AT", "nan", "-3.18"], "coordinate_impossible"),
        (["CF10 3AT", "51.48"], "row_too_short"),
    ],
)
def test_rows_that_cannot_be_right(tmp_path: Path, row: list[str], code: str) -> None:
    found = places(tmp_path, ["SA1 1AA", "51.62", "-3.94"], row)
    assert codes(found.refused) == [code]
    assert found.refused[0].row == 3
    assert list(found.points) == ["SA1 1AA"]


def test_postcodes_without_a_place_are_told(tmp_path: Path) -> None:
    found = places(tmp_path, ["CF10 3AT", "", "0.0"], ["CF10 3AU", "99.999999", "0"])
    assert codes(found.warnings) == ["coordinate_missing"] * 2
    assert found.points == {}


def test_one_postcode_at_two_places_is_refused_in_any_order(tmp_path: Path) -> None:
    one, other = ["CF10 3AT", "51.48", "-3.18"], ["CF10 3AT", "51.50", "-3.18"]
    for rows in ((one, other), (other, one), (one, other, one)):
        found = places(tmp_path, *rows)
        assert found.points == {}
        assert set(codes(found.refused)) == {"postcode_twice"}


def test_a_missing_column(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        places(tmp_path, ["CF10 3AT", "318000", "176000"], headings=("Postcode", "Lat", "Northing"))
    assert refusal(caught.value) == "column_missing"


def test_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gwella.evidence.ingest.places.MOST_PLACES", 1)
    with pytest.raises(BadInput) as caught:
        places(tmp_path, ["CF10 3AT", "51.48", "-3.18"], ["SA1 1AA", "51.62", "-3.94"])
    assert refusal(caught.value) == "too_many_places"


@needs_shared
@pytest.mark.realdata
def test_the_real_postcodes() -> None:
    found = read_places(shared("data/geo/postcodes_CF_lat_long_NSPL_2025-05.csv"))
    assert found.rows == 43_058
    assert found.refused == []
    assert len(found.warnings) == 119  # published without a latitude
    assert len(found.points) == 42_939


# --- boundaries ----------------------------------------------------------------------------------------------------

SQUARE = [[-3.3, 51.4], [-3.1, 51.4], [-3.1, 51.6], [-3.3, 51.6], [-3.3, 51.4]]
NEXT = [[-3.1, 51.4], [-2.9, 51.4], [-2.9, 51.6], [-3.1, 51.6], [-3.1, 51.4]]


def feature(name: str, *rings: Any, kind: str = "Polygon") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"NAME": name}, "geometry": {"type": kind, "coordinates": list(rings)}}


def geojson(path: Path, *features: Any) -> Path:
    file = path / "b.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return file


def topojson(path: Path, arcs: Any, geometries: Any, **more: Any) -> Path:
    file = path / "b.json"
    objects = {"lad": {"type": "GeometryCollection", "geometries": geometries}}
    file.write_text(json.dumps({"type": "Topology", "arcs": arcs, "objects": objects, **more}), encoding="utf-8")
    return file


def test_geojson(tmp_path: Path) -> None:
    found = read_boundaries(geojson(tmp_path, feature("Caerdydd", SQUARE), feature("Bristol", NEXT)))
    assert set(found.areas) == {"681"}
    [[ring]] = found.areas["681"].polygons
    assert Polygon(ring).equals(Polygon(SQUARE))
    assert Polygon(ring).exterior.is_ccw
    assert codes(found.warnings).count("area_unknown") == 1
    assert codes(found.warnings).count("boundaries_missing") == 21


def test_topojson_with_shared_arcs_walked_both_ways(tmp_path: Path) -> None:
    transform = {"scale": [0.1, 0.1], "translate": [-3.3, 51.4]}
    arcs = [
        [[2, 0], [0, 2]],  # the line the two share
        [[2, 2], [-2, 0], [0, -2], [2, 0]],
        [[2, 2], [2, 0], [0, -2], [-2, 0]],
    ]
    geometries = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"NM": "Cardiff"}},
        # The neighbour walks the shared line and its own backwards (~n).
        {"type": "MultiPolygon", "arcs": [[[~0, ~2]]], "properties": {"NMW": "Casnewydd"}},
    ]
    found = read_boundaries(topojson(tmp_path, arcs, geometries, transform=transform), tolerance=0)
    assert found.refused == []
    assert Polygon(found.areas["681"].polygons[0][0]).equals(Polygon(SQUARE))
    assert Polygon(found.areas["680"].polygons[0][0]).equals(Polygon(NEXT))


@pytest.mark.parametrize(
    ("rings", "code"),
    [
        ([[[320000, 170000], [330000, 170000], [330000, 180000], [320000, 170000]]], "boundary_elsewhere"),
        ([[[-3.3, 51.4], [-3.1, 51.4]]], "boundary_broken"),
        ([[[-3.3, 51.4], [-3.2, 51.4], [-3.1, 51.4], [-3.3, 51.4]]], "boundary_broken"),
        ([[["a", "b"]] * 4], "boundary_broken"),
        ([[[1e999, 51.4], [-3.1, 51.4], [-3.1, 51.6], [-3.3, 51.6]]], "boundary_broken"),
        ([], "boundary_broken"),
        ([None], "boundary_broken"),
    ],
)
def test_outlines_that_cannot_be_drawn(tmp_path: Path, rings: Any, code: str) -> None:
    path = geojson(tmp_path, feature("Newport", NEXT), feature("Cardiff", *rings))
    path.write_text(path.read_text().replace("Infinity", "1e999"))
    found = read_boundaries(path)
    assert codes(found.refused) == [code]
    assert set(found.areas) == {"680"}


def test_a_crossed_ring_is_mended(tmp_path: Path) -> None:
    bow = [[-3.3, 51.4], [-3.1, 51.6], [-3.1, 51.4], [-3.3, 51.6], [-3.3, 51.4]]
    found = read_boundaries(geojson(tmp_path, feature("Cardiff", bow)), tolerance=0)
    assert len(found.areas["681"].polygons) == 2
    assert all(Polygon(rings[0], rings[1:]).is_valid for rings in found.areas["681"].polygons)


def test_a_council_with_two_outlines(tmp_path: Path) -> None:
    found = read_boundaries(geojson(tmp_path, feature("Cardiff", SQUARE), feature("Caerdydd", NEXT)))
    assert codes(found.refused) == ["boundary_twice"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_json"),
        (b"PK\x03\x04", "not_json"),
        (b"[" * 200_000, "not_json"),
        (b'{"type": NaN}', "not_json"),
        (b"[1, 2]", "not_boundaries"),
        (b'{"type": "FeatureCollection", "features": []}', "not_boundaries"),
        (b'{"type": "Topology", "objects": 3}', "not_boundaries"),
        (b'{"type": "Topology", "transform": {"scale": [1, 1]}}', "not_boundaries"),
    ],
)
def test_what_is_no_map(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_boundaries(path)
    assert refusal(caught.value) == code


def test_an_arc_named_a_million_times_is_not_followed(tmp_path: Path) -> None:
    arcs = [[[0, 0]] * 5_000]
    geometries = [{"type": "Polygon", "arcs": [[0] * 500_000], "properties": {"NM": "Cardiff"}}]
    found = read_boundaries(topojson(tmp_path, arcs, geometries))
    assert codes(found.refused) == ["boundary_broken"]


@needs_shared
@pytest.mark.realdata
def test_the_real_boundaries() -> None:
    path = shared("data/geo/wales_local_authorities_topo.json")
    whole, simple = read_boundaries(path, tolerance=0), read_boundaries(path)
    for found in (whole, simple):
        assert len(found.areas) == 22
        assert found.refused == []
        assert found.warnings == []
    for code, area in simple.areas.items():
        drawn = shape({"type": "MultiPolygon", "coordinates": area.polygons})
        published = shapely.make_valid(shape({"type": "MultiPolygon", "coordinates": whole.areas[code].polygons}))
        assert drawn.area == pytest.approx(published.area, rel=0.02)
    points = [sum(len(r) for a in f.areas.values() for p in a.polygons for r in p) for f in (whole, simple)]
    assert points[1] < points[0] * 0.6
