"""Postcodes with their coordinates, as the Office for National Statistics publishes them. Read row by row."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from gwella.core.problems import BadInput, Problem
from gwella.evidence.ingest.cells import decimal_number, postcode_of, text_of
from gwella.evidence.ingest.columns import HEADING_ROWS, Column, Table, find_table, the_table
from gwella.evidence.ingest.containers import Limits, kind_of
from gwella.evidence.ingest.delimited import read_rows, shape_of
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import Findings
from gwella.evidence.ingest.sheets import Cell, read_sheets, sha256_of

COLUMNS = (
    Column("postcode", "Postcode", "Cod post", ("pcds", "pcd2", "pcd", "Post code"), required=True),
    Column("lat", "Latitude", "Lledred", required=True),
    Column("long", "Longitude", "Hydred", ("lon", "lng"), required=True),
)
# The whole directory of Britain is 2.7 million rows of 50 columns; what is kept of it is what was asked for.
STREAM_LIMITS = Limits(file_bytes=2_000_000_000, rows=4_000_000, cells=400_000_000)
MOST_PLACES = 400_000
LATITUDES = (49.0, 61.0)
LONGITUDES = (-9.0, 2.0)
_NO_LATITUDE = "99.99999"  # how the directory writes that a postcode has no place


@dataclass(frozen=True, slots=True)
class Places:
    """Postcodes in their usual form → (latitude, longitude) in degrees, WGS84. `rows` counts those read."""

    file: str
    sha256: str
    points: dict[str, tuple[float, float]]
    rows: int
    refused: list[Problem]
    warnings: list[Problem]


def read_places(path: Path, *, name: str = "", areas: Collection[str] = (), limits: Limits = STREAM_LIMITS) -> Places:
    """Read postcodes; with `areas` ("CF", "SA") only theirs.

    CSV of any size is read without holding it; workbooks too. A postcode that stands twice at two places is refused
    with both. Raises BadInput where columns are missing or there are more than MOST_PLACES postcodes.
    """
    place = Place(name or path.name)
    findings = Findings(place)
    wanted = tuple(area.upper() for area in areas)
    points: dict[str, tuple[float, float]] = {}
    twice: set[str] = set()
    count = 0
    for at, postcode, lat, lon in _rows(path, place, limits, findings):
        count += 1
        if wanted and not _in_areas(postcode, wanted):
            continue
        point = _point(at, postcode, lat, lon, findings)
        if point is None:
            continue
        code = postcode_of(postcode) or ""
        if points.setdefault(code, point) != point:
            findings.refuse(at.problem("postcode_twice", value=code))
            twice.add(code)
        if len(points) > MOST_PLACES:
            raise BadInput(place.problem("too_many_places", limit=MOST_PLACES))
    for code in twice:
        del points[code]
    return Places(place.file, sha256_of(path), points, count, findings.refused, findings.warnings)


def _in_areas(postcode: str, areas: tuple[str, ...]) -> bool:
    start = postcode.lstrip().upper()
    return any(start.startswith(area) and start[len(area) : len(area) + 1].isdigit() for area in areas)


def _point(at: Place, postcode: str, lat: str, lon: str, findings: Findings) -> tuple[float, float] | None:
    if postcode_of(postcode) is None:
        findings.refuse(at.problem("postcode_impossible", value=postcode))
        return None
    if not lat or not lon or lat.startswith(_NO_LATITUDE):
        findings.warn(at.problem("coordinate_missing", value=postcode))
        return None
    latitude, longitude = decimal_number(lat), decimal_number(lon)
    if (
        latitude is None
        or longitude is None
        or not (LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1])
    ):
        findings.refuse(at.problem("coordinate_impossible", value=f"{lat}, {lon}"))
        return None
    return float(latitude), float(longitude)


def _rows(path: Path, place: Place, limits: Limits, findings: Findings) -> Iterator[tuple[Place, str, str, str]]:
    """Each row's place and its three texts."""
    if kind_of(path, place, limits) != "csv":
        table = the_table(read_sheets(path, name=place.file), COLUMNS)
        yield from _texts(table, table.rows[table.heading_row :], findings)
        return
    records = read_rows(path, shape_of(path, place), place, limits)
    head = list(islice(records, HEADING_ROWS))
    table_or_none = find_table([list(row) for row in head], COLUMNS, place)
    if table_or_none is None:
        raise BadInput(place.problem("no_table", wanted="; ".join(column.names for column in COLUMNS)))
    if table_or_none.refused:
        raise BadInput(table_or_none.refused)
    yield from _texts(table_or_none, chain(head[table_or_none.heading_row :], records), findings)


def _texts(
    table: Table, rows: Iterator[Sequence[Cell]] | Sequence[Sequence[Cell]], findings: Findings
) -> Iterator[tuple[Place, str, str, str]]:
    columns = [table.index[column.key] for column in COLUMNS]
    width = max(columns) + 1
    for number, row in enumerate(rows, start=table.heading_row + 1):
        if not row or not any(row):
            continue
        at = table.place.at(number)
        if len(row) < width:
            findings.refuse(at.problem("row_too_short", value=text_of(row[0])))
            continue
        postcode, lat, lon = (text_of(row[i]) for i in columns)
        yield at, postcode, lat, lon
