"""Council boundaries into ours, for the map. Only councils we know; the others of the file are left out."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from gwella.core.audit import Actor
from gwella.core.models import DataImport
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.domain.places.actions import record_boundaries
from gwella.domain.places.models import Boundary, Council
from gwella.evidence.ingest.boundaries import Boundaries, read_boundaries
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.councils import Council as OfficialCouncil
from gwella.flows.imports import Kind, Line, Params, Preview

NO_COUNCILS = Problem(
    "boundaries.no_councils",
    mark("No council is known here yet."),
    mend=mark("Bring the register of schools in first."),
)
NONE_OF_OURS = Problem("boundaries.none_of_ours", mark("The file has no boundary of a council known here."))


def read(path: Path, name: str, params: Params) -> Boundaries:
    """Read the outlines of the councils we know. BadInput where there are none."""
    known = list(Council.objects.all())
    if not known:
        raise BadInput(NO_COUNCILS)
    # All of Wales is read, since neighbours are simplified together and one not known here is no fault of the file.
    others = [OfficialCouncil(c.code, "", c.name, c.name) for c in known if WALES.of_code(c.code) is None]
    boundaries = read_boundaries(path, name=name, councils=Councils([*WALES, *others]))
    if not boundaries.areas.keys() & {council.code for council in known}:
        raise BadInput(boundaries.refused or NONE_OF_OURS)
    return boundaries


def preview(boundaries: Boundaries, params: Params) -> Preview:
    """What the outlines would change."""
    councils = {council.code: council for council in Council.objects.all()}
    held = dict(Boundary.objects.values_list("council__code", "polygons"))
    ours = {code: area.polygons for code, area in boundaries.areas.items() if code in councils}
    new = {code: polygons for code, polygons in ours.items() if code not in held}
    changed = {code: polygons for code, polygons in ours.items() if code in held and held[code] != polygons}
    missing = [code for code in councils if code not in ours and code not in held]
    return Preview(
        counts={
            "new": len(new),
            "changed": len(changed),
            "unchanged": len(ours) - len(new) - len(changed),
            "missing": len(missing),
        },
        lists={
            name: [Line(code, councils[code].name) for code in sorted(codes)]
            for name, codes in (("new", new), ("changed", changed), ("missing", missing))
        },
        refused=boundaries.refused,
        facts={"areas": len(boundaries.areas), "known": len(ours), "left_out": len(boundaries.areas) - len(ours)},
        carry_out=partial(_carry_out, new | changed) if new or changed else None,
    )


def _carry_out(polygons: dict[str, Any], brought_by: DataImport, by: Actor, at: datetime) -> None:
    record_boundaries(polygons, source=brought_by.file_name, by=by, at=at)


KIND = Kind(
    code="boundaries",
    name=mark("Council boundaries"),
    about=mark("Outlines of councils for the map, as TopoJSON or GeoJSON. Councils not known here are left out."),
    formats=".json,.topojson,.geojson",
    source=mark("Contains OS data © Crown copyright and database right."),
    read=read,
    preview=preview,
)
