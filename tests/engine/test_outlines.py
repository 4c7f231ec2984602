"""Outlines onto a sheet: where things lie, how they are simplified, what happens to what publishers publish."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.engine.outlines import apart, bounds_of, draw, middle_of, sheet_over

SQUARE = [[[[-3.6, 51.5], [-3.3, 51.5], [-3.3, 51.7], [-3.6, 51.7], [-3.6, 51.5]]]]
longitudes = st.floats(-6, -2)
latitudes = st.floats(51, 54)


def corners(path: str) -> list[tuple[float, float]]:
    """The points of the first ring of a path."""
    first = path.split("M")[1].split("z")[0]
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", first)]
    x, y = numbers[:2]
    points = [(x, y)]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


@given(
    st.tuples(longitudes, latitudes), st.tuples(longitudes, latitudes), st.sampled_from([(118, 3), (500, 16), (900, 0)])
)
def test_everything_inside_the_bounds_is_on_the_sheet(
    one: tuple[float, float], other: tuple[float, float], size: tuple[int, int]
) -> None:
    width, margin = size
    bounds = bounds_of([], [one, other])
    assert bounds
    sheet = sheet_over(bounds, width=width, heights=(120, 440), margin=margin)
    assert 120 <= sheet.height <= 440
    for point in (one, other):
        x, y = sheet.place(*point)
        assert margin - 0.2 <= x <= width - margin + 0.2
        assert margin - 0.2 <= y <= sheet.height - margin + 0.2


def test_a_kilometre_is_as_long_across_as_down() -> None:
    sheet = sheet_over((-4, 51.3, -3, 51.9), width=500, heights=(100, 500), margin=0)
    assert sheet.across / sheet.down == pytest.approx(math.cos(math.radians(51.6)))
    assert sheet.place(-3, 51.9)[0] > sheet.place(-4, 51.9)[0]
    assert sheet.place(-4, 51.3)[1] > sheet.place(-4, 51.9)[1]


def test_no_bounds_around_nothing() -> None:
    assert bounds_of([]) is None
    assert bounds_of([[]]) is None
    assert draw({}, sheet_over((-4, 51, -3, 52), width=100, heights=(50, 100), margin=0)) == {}


def test_a_square_is_drawn_where_it_lies() -> None:
    sheet = sheet_over((-3.6, 51.5, -3.3, 51.7), width=500, heights=(300, 600), margin=10)
    drawn = corners(draw({"a": SQUARE}, sheet)["a"])
    wanted = {sheet.place(lon, lat) for lon, lat in SQUARE[0][0]}
    assert {(round(x, 1), round(y, 1)) for x, y in drawn} == wanted
    assert middle_of(SQUARE, sheet) == sheet.place(-3.45, 51.6)


def test_land_elsewhere_is_not_drawn_and_a_hole_is() -> None:
    sheet = sheet_over((-3.6, 51.5, -3.3, 51.7), width=500, heights=(300, 600), margin=10)
    far = [[[[2, 48], [3, 48], [3, 49], [2, 48]]]]
    hole = [[SQUARE[0][0], [[-3.5, 51.55], [-3.4, 51.55], [-3.4, 51.65], [-3.5, 51.55]]]]
    drawn = draw({"far": far, "holed": hole}, sheet)
    assert drawn["far"] == ""
    assert drawn["holed"].count("M") == 2
    assert middle_of(far, sheet) is None


def test_a_border_two_councils_share_stays_one_line() -> None:
    """Points on the shared, crooked border are the same in both outlines after simplifying."""
    border = [[-3.45 + 0.01 * math.sin(n), 51.5 + n / 200] for n in range(41)]
    west = [[[*border, [-3.6, 51.7], [-3.6, 51.5], border[0]]]]
    east = [[[*border, [-3.3, 51.7], [-3.3, 51.5], border[0]]]]
    sheet = sheet_over((-3.6, 51.5, -3.3, 51.7), width=200, heights=(100, 400), margin=10)
    drawn = draw({"west": west, "east": east}, sheet, detail=3)
    ours, theirs = ({(round(x, 1), round(y, 1)) for x, y in corners(drawn[key])} for key in ("west", "east"))
    shared = ours & theirs
    assert 2 < len(shared) < 41
    assert len(ours) - len(shared) == len(theirs) - len(shared) == 2


def test_a_rock_without_area_and_a_border_that_touches_itself_are_drawn_all_the_same() -> None:
    rock = [[-3.5, 51.6], [-3.5, 51.6], [-3.5, 51.6], [-3.5, 51.6]]
    knot = [[-3.6, 51.5], [-3.3, 51.7], [-3.3, 51.5], [-3.6, 51.7], [-3.6, 51.5]]
    sheet = sheet_over((-3.6, 51.5, -3.3, 51.7), width=500, heights=(300, 600), margin=10)
    assert draw({"a": [[rock], [knot]], "b": [[rock]]}, sheet)["a"].startswith("M")
    assert draw({"b": [[rock]]}, sheet)["b"] == ""


@given(st.lists(st.tuples(st.integers(0, 4).map(float), st.integers(0, 4).map(float)), max_size=40))
def test_places_that_coincide_are_set_apart_and_the_others_stay(places: list[tuple[float, float]]) -> None:
    moved = apart(places, 0.3)
    assert len(moved) == len(places)
    assert len(set(moved)) == len(moved)
    for before, after in zip(places, moved, strict=True):
        assert math.dist(before, after) <= 0.45
        if places.count(before) == 1:
            assert before == after
