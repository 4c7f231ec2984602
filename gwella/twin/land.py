"""The land: an island of our own in the Celtic Sea, its five councils and its towns. The same for every seed.

Drawn in kilometres east and north of a corner out at sea; each border is roughened once and shared by both of its
councils, so that the edges meet exactly.
"""

import itertools
from dataclasses import dataclass
from functools import cache

from gwella.twin.dice import Dice
from gwella.twin.region import Point, Ring

SOUTH, WEST = 51.18, -6.55
KM_PER_LAT, KM_PER_LON = 111.2, 69.5
ROUGHNESS, ROUNDS = 0.17, 3

# Where borders meet each other and the sea, and the lines between, as first drawn.
CORNERS: dict[str, Point] = {
    "A": (19.5, 38.4),
    "B": (43.2, 39.3),
    "C": (59.4, 16.8),
    "D": (40.7, 3.4),
    "E": (23.0, 5.0),
    "F": (20.6, 21.8),
    "G": (36.5, 23.7),
    "H": (44.3, 16.6),
}
LINES: dict[str, tuple[Point, ...]] = {
    "EA": (
        (18, 3.2),
        (12, 1.6),
        (8, 4.5),
        (3.5, 6),
        (1, 10.5),
        (3.4, 15),
        (0.8, 20),
        (0.5, 27),
        (2.2, 31.5),
        (7, 33.4),
        (12, 35.2),
    ),
    "AB": ((24, 37.4), (28.5, 35.2), (32, 33.6), (36, 35.4)),
    "BC": ((48, 38.2), (52, 35.8), (56.5, 32.5), (59.2, 28.2), (58, 22.5)),
    "CD": ((60, 13.5), (57, 10.8), (55.6, 7.4), (51, 5.8), (46, 4.4)),
    "DE": ((37, 2.2), (33.5, 3.2), (31.8, 6.4), (30.4, 3.4), (27, 4.2)),
    "AF": ((19.8, 34), (21.8, 29.6), (20.4, 25.4)),
    "FE": ((18.6, 17), (19.8, 12.4), (22.4, 8.6)),
    "FG": ((25.5, 22), (31, 22.8)),
    "GB": ((38.6, 29), (41.4, 33.6)),
    "GH": ((39.4, 21.6), (42.8, 20.2)),
    "HC": ((49.5, 17.6), (54, 16.4)),
    "HD": ((43.2, 12.8), (43.6, 8)),
}
ISLAND: tuple[Point, ...] = ((57.2, 3.2), (58, 2.5), (59.2, 3), (59.3, 4), (58.3, 4.5), (57.5, 4.1))
# Anticlockwise; a minus walks the line from its end.
AROUND: dict[str, tuple[str, ...]] = {
    "991": ("-DE", "-HD", "-GH", "-FG", "FE"),
    "992": ("-FE", "-AF", "-EA"),
    "993": ("FG", "GB", "-AB", "AF"),
    "994": ("GH", "HC", "-BC", "-GB"),
    "995": ("HD", "-CD", "-HC"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A town as drawn: where it is, its share of its council's schools, and how far it spreads (km)."""

    name: str
    council: str
    east: float
    north: float
    weight: float
    spread: float


PLACES = (
    Place("Aberwenlli", "991", 33.2, 9.2, 44, 1.56),
    Place("Cei Garw", "991", 37.2, 5.2, 13, 0.90),
    Place("Pentre Gwenlli", "991", 30.2, 14.2, 15, 1.07),
    Place("Trefeillion", "991", 27.2, 9.2, 17, 0.98),
    Place("Llys Eurfin", "991", 38.8, 11.6, 16, 1.07),
    Place("Gwaun Eurfin", "991", 35.4, 18.4, 12, 0.98),
    Place("Rhiw Arian", "991", 24.8, 17.2, 10, 0.98),
    Place("Trefeithin", "992", 10.2, 20.4, 24, 1.39),
    Place("Porth Eithin", "992", 5.2, 28.6, 14, 0.98),
    Place("Rhos Felen", "992", 13.6, 30.2, 11, 1.07),
    Place("Llanelfan", "992", 15.6, 11.2, 13, 1.07),
    Place("Aber Garwen", "992", 11.6, 5.2, 11, 0.90),
    Place("Esgair Eithin", "992", 16.2, 23.4, 8, 0.90),
    Place("Morfa Gwyddau", "992", 5.6, 10.4, 7, 0.82),
    Place("Pont Rhedyn", "993", 29.8, 28.8, 17, 1.07),
    Place("Blaen Rhedyn", "993", 24.0, 33.6, 8, 0.82),
    Place("Nant-y-Felin", "993", 24.8, 30.0, 7, 0.66),
    Place("Trelafant", "993", 34.4, 27.0, 10, 0.98),
    Place("Pen-y-Bryniau", "993", 24.2, 25.2, 7, 0.74),
    Place("Y Bont Wen", "993", 37.4, 32.4, 6, 0.82),
    Place("Llanrhedyn", "993", 29.0, 24.6, 6, 0.66),
    Place("Trewernen", "994", 49.8, 26.8, 28, 1.31),
    Place("Llanwernen", "994", 45.6, 34.2, 14, 1.07),
    Place("Blaen Gwernen", "994", 52.4, 32.0, 12, 0.98),
    Place("Hafod Wernen", "994", 54.8, 21.6, 13, 0.98),
    Place("Rhyd Wernen", "994", 43.4, 25.4, 14, 1.07),
    Place("Aberwernen", "994", 56.8, 27.4, 8, 0.74),
    Place("Porth Hafan", "995", 50.8, 10.8, 24, 1.15),
    Place("Cei Morlan", "995", 57.2, 13.8, 8, 0.74),
    Place("Morfa Hafan", "995", 46.6, 7.8, 10, 0.82),
    Place("Bryn Hafan", "995", 47.8, 14.2, 8, 0.74),
    Place("Traeth Hafan", "995", 53.6, 8.6, 6, 0.66),
)


def degrees(east: float, north: float) -> Point:
    """The (lon, lat) of a place so many kilometres east and north, to about a metre."""
    return round(WEST + east / KM_PER_LON, 5), round(SOUTH + north / KM_PER_LAT, 5)


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres in a straight line between two (lat, lon), on a plane that fits the region."""
    north, east = (a[0] - b[0]) * KM_PER_LAT, (a[1] - b[1]) * KM_PER_LON
    return float((north * north + east * east) ** 0.5)


def inside(point: Point, ring: Ring) -> bool:
    """Whether a (lon, lat) lies inside a closed ring, by counting the edges to its east."""
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


@cache
def borders(council: str) -> tuple[Ring, ...]:
    """The closed rings of a council's land, anticlockwise, the mainland first."""
    ring: list[Point] = []
    for name in AROUND[council]:
        line = _line(name.lstrip("-"))
        ring.extend((tuple(reversed(line)) if name.startswith("-") else line)[:-1])
    mainland = (*ring, ring[0])
    return (mainland, _island()) if council == "995" else (mainland,)


@cache
def _line(name: str) -> Ring:
    """One border from corner to corner, roughened."""
    drawn = (CORNERS[name[0]], *LINES[name], CORNERS[name[1]])
    return tuple(degrees(*point) for point in _roughened(drawn, Dice(0, f"border {name}")))


@cache
def _island() -> Ring:
    """The island off the south-east shore, on which nobody goes to school."""
    ring = tuple(degrees(*point) for point in _roughened((*ISLAND, ISLAND[0]), Dice(0, "island")))
    return ring


def _roughened(line: tuple[Point, ...], dice: Dice) -> tuple[Point, ...]:
    """The line with the middle of every stretch pushed sideways, a few times over."""
    for _ in range(ROUNDS):
        rough = [line[0]]
        for (x1, y1), (x2, y2) in itertools.pairwise(line):
            push = dice.between(-ROUGHNESS, ROUGHNESS)
            rough.append(((x1 + x2) / 2 - (y2 - y1) * push, (y1 + y2) / 2 + (x2 - x1) * push))
            rough.append((x2, y2))
        line = tuple(rough)
    return line
