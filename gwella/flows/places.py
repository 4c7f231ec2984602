"""Postcodes with their coordinates into ours; schools and system leaders without a place get that of their postcode.

A distance between two places is the straight line between them times the framework's stated factor, nothing more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from django.db.models import Q, QuerySet

from gwella.core.audit import Actor
from gwella.core.models import DataImport
from gwella.core.problems import BadInput
from gwella.core.text import mark
from gwella.domain.people.actions import LeaderFacts, record_leaders
from gwella.domain.people.models import SystemLeader
from gwella.domain.places.actions import record_places
from gwella.domain.places.models import Postcode
from gwella.domain.schools.actions.register import Points
from gwella.domain.schools.actions.register import place_schools as place_schools_by_postcode
from gwella.domain.schools.models import School
from gwella.evidence.ingest.places import Places, read_places
from gwella.flows.imports import Kind, Line, Params, Preview, Question
from gwella.flows.interests import follow_schools

SOURCE = mark(
    "Office for National Statistics, Open Government Licence v3.0. Contains OS data © Crown copyright, Royal Mail data"
    " © Royal Mail copyright, National Statistics data © Crown copyright and database right."
)
STRAIGHT = mark(
    "Gwella knows no roads: a distance is the straight line between two postcodes times the factor the framework"
    " states."
)
PLACES = mark("Placed by their postcode: schools {schools}, system leaders {leaders}.")
STILL_NOWHERE = mark("Without a place after this: schools {schools}, system leaders {leaders}.")


def read(path: Path, name: str, params: Params) -> Places:
    """Read postcodes, those of the areas asked for ("CF"). BadInput where none can be used."""
    areas = [area.strip() for area in str(params.get("areas") or "").split(",") if area.strip()]
    places = read_places(path, name=name, areas=areas)
    if not places.points:
        raise BadInput(places.refused or places.warnings)
    return places


def preview(places: Places, params: Params) -> Preview:
    """What the postcodes would change, and how many schools and people they would place."""
    held = {code: (lat, lon) for code, lat, lon in Postcode.objects.values_list("code", "latitude", "longitude")}
    new = {code: point for code, point in places.points.items() if code not in held}
    changed = {code: point for code, point in places.points.items() if code in held and held[code] != point}
    points = held | places.points
    placed, nowhere = _to_place(points)
    notes: list[tuple[str, Mapping[str, str]]] = [(STRAIGHT, {})]
    for message, counts in ((PLACES, placed), (STILL_NOWHERE, nowhere)):
        if any(counts.values()):
            notes.append((message, {name: str(count) for name, count in counts.items()}))
    changes_anything = bool(new or changed or placed["schools"] or placed["leaders"])
    return Preview(
        counts={"new": len(new), "changed": len(changed), "unchanged": len(places.points) - len(new) - len(changed)},
        lists={"changed": [Line(code) for code in sorted(changed)[:1000]]},
        refused=places.refused,
        warnings=places.warnings,
        facts={
            "rows": places.rows,
            "postcodes": len(places.points),
            "schools_placed": placed["schools"],
            "leaders_placed": placed["leaders"],
            "schools_without_place": nowhere["schools"],
            "leaders_without_place": nowhere["leaders"],
        },
        notes=notes,
        carry_out=partial(_carry_out, new | changed) if changes_anything else None,
    )


def place_schools(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Give schools and system leaders without a place that of their postcode. Returns how many of each."""
    leaders = list(_leaders_nowhere().select_related("user").prefetch_related("councils"))
    postcodes = {*_schools_nowhere().values_list("postcode", flat=True), *(leader.base_postcode for leader in leaders)}
    points = _points(sorted(postcodes))
    schools = place_schools_by_postcode(points, by=by, at=at)
    found = [_leader_at(leader, points[leader.base_postcode]) for leader in leaders if leader.base_postcode in points]
    if found:
        record_leaders(found, by=by, at=at)
    return schools, len(found)


def _carry_out(points: Points, brought_by: DataImport, by: Actor, at: datetime) -> None:
    if points:
        record_places(points, source=brought_by.file_name, by=by, at=at)
    place_schools(by=by, at=at)
    follow_schools(by=by, at=at)


def _schools_nowhere() -> QuerySet[School]:
    return School.objects.filter(Q(latitude=None) | Q(longitude=None))


def _leaders_nowhere() -> QuerySet[SystemLeader]:
    return SystemLeader.objects.filter(Q(latitude=None) | Q(longitude=None))


def _to_place(points: Points) -> tuple[dict[str, int], dict[str, int]]:
    """How many schools and leaders these postcodes would place, and how many would stay without a place."""
    waiting = {
        "schools": list(_schools_nowhere().values_list("postcode", flat=True)),
        "leaders": list(_leaders_nowhere().values_list("base_postcode", flat=True)),
    }
    placed = {name: sum(code in points for code in codes) for name, codes in waiting.items()}
    return placed, {name: len(codes) - placed[name] for name, codes in waiting.items()}


def _points(codes: Sequence[str]) -> dict[str, tuple[float, float]]:
    return {place.code: (place.latitude, place.longitude) for place in Postcode.objects.filter(code__in=codes)}


def _leader_at(leader: SystemLeader, point: tuple[float, float]) -> LeaderFacts:
    return LeaderFacts(
        email=leader.user.email,
        days=Decimal(leader.half_days) / 2,
        phases=leader.phases,
        subjects=leader.subjects,
        welsh_level=leader.welsh_level,
        base_name=leader.base_name,
        base_postcode=leader.base_postcode,
        latitude=point[0],
        longitude=point[1],
        councils=[council.code for council in leader.councils.all()],
        starts_on=leader.starts_on,
        ends_on=leader.ends_on,
    )


KIND = Kind(
    code="places",
    name=mark("Postcodes"),
    about=mark("Postcodes with latitude and longitude, so that schools stand on the map and distances can be told."),
    formats=".csv,.ods,.xlsx",
    source=SOURCE,
    read=read,
    preview=preview,
    questions=lambda _on: (
        Question(
            "areas",
            mark("Postcode areas"),
            mark("Such as CF, SA. Left empty: every postcode in the file."),
            required=False,
        ),
    ),
)
