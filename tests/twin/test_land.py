"""The land: valid shapes that share their edges, off the coast, of the right size, with the towns inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from gwella.twin import land
from gwella.twin.sites import towns

SHAPES = {code: [Polygon(ring) for ring in land.borders(code)] for code in land.AROUND}
WEST, SOUTH = land.degrees(0, 0)
EAST, NORTH = land.degrees(60, 45)


@pytest.mark.parametrize("code", sorted(SHAPES))
def test_each_ring_is_closed_simple_and_anticlockwise(code: str) -> None:
    for ring, polygon in zip(land.borders(code), SHAPES[code], strict=True):
        assert ring[0] == ring[-1]
        assert polygon.is_valid
        assert polygon.exterior.is_ccw


def test_the_mainland_is_one_piece_without_gap_or_overlap() -> None:
    mainland = [polygons[0] for polygons in SHAPES.values()]
    union = unary_union(mainland)
    assert union.geom_type == "Polygon"
    assert not union.interiors
    assert union.area == pytest.approx(sum(p.area for p in mainland), rel=1e-9)


def test_neighbours_share_every_point_of_their_border() -> None:
    points = {code: set(land.borders(code)[0]) for code in land.AROUND}
    for code, others in (("991", "992 993 994 995"), ("993", "992 994")):
        for other in others.split():
            assert len(points[code] & points[other]) > 10


def test_the_island_lies_apart() -> None:
    (mainland, island) = SHAPES["995"]
    assert mainland.disjoint(island)


def test_the_region_has_the_size_of_the_real_one_and_lies_at_sea() -> None:
    west, south, east, north = unary_union([p for some in SHAPES.values() for p in some]).bounds
    width, height = (east - west) * land.KM_PER_LON, (north - south) * land.KM_PER_LAT
    assert 55 < width < 63
    assert 35 < height < 45
    # West of every headland of Wales and Cornwall's latitude, south of Ireland.
    assert east < -5.5
    assert 51 < south < north < 51.7


def test_towns_lie_well_inside_their_council() -> None:
    for town in towns():
        spot = Point(town.lon, town.lat)
        polygon = SHAPES[town.council][0]
        assert polygon.contains(spot), town.name
        assert polygon.exterior.distance(spot) * land.KM_PER_LON > 0.5, town.name


@given(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
def test_inside_agrees_with_shapely(lon: float, lat: float) -> None:
    for code, (polygon, *_) in SHAPES.items():
        if polygon.exterior.distance(Point(lon, lat)) > 1e-9:
            assert land.inside((lon, lat), land.borders(code)[0]) == polygon.contains(Point(lon, lat))
