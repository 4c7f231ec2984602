"""The links of a plan on a map: our own boundaries, each school joined to the base of its leader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import TextField
from django.db.models.functions import MD5, Cast

from gwella.domain.allocation.models import Proposal
from gwella.domain.places.models import Boundary, Council
from gwella.engine.outlines import Sheet, bounds_of, draw, middle_of, sheet_over

WIDTH, HEIGHTS, MARGIN = 600, (300, 460), 14
XY = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Land:
    """A council's outline, with its name where the sheet has room for it."""

    path: str
    name: str
    at: XY | None


@dataclass(frozen=True, slots=True)
class Link:
    """A school and its leader's base where both are known; `is_new` where the school changes leader."""

    school: XY
    base: XY
    leader: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class LinkMap:
    """What the map draws, in units of a sheet. `off_map`: schools whose own place, or leader's base, is not known."""

    width: int
    height: int
    lands: list[Land]
    links: list[Link]
    schools: list[XY]
    without: list[XY]
    bases: dict[int, XY]
    off_map: int


@dataclass(frozen=True, slots=True)
class _Drawing:
    sheet: Sheet
    paths: dict[str, str]
    middles: dict[str, XY | None]


def link_map_of(proposals: Sequence[Proposal], language: str) -> LinkMap | None:
    """The plan's map; None where no place is known. One query, or two after a boundary changed."""
    rows = Council.objects.filter(is_served=True).annotate(now=MD5(Cast("boundary__polygons", TextField())))
    known = list(rows.order_by("code").values_list("code", f"name_{language}", "now"))
    drawing = _drawn(tuple((code, now) for code, _, now in known if now))
    sheet = drawing.sheet if drawing else _around(proposals)
    if sheet is None:
        return None
    bases = {p.leader_id: place for p in proposals if p.leader_id and (place := _base(p, sheet))}
    placed = [(p, place) for p in proposals if (place := _place(p.school.longitude, p.school.latitude, sheet))]
    links = [
        Link(place, bases[p.leader_id], p.leader_id, p.leader_id != p.last_leader_id)
        for p, place in placed
        if p.leader_id in bases and p.leader_id is not None
    ]
    without = [place for p, place in placed if p.leader_id is None]
    return LinkMap(
        width=sheet.width,
        height=sheet.height,
        lands=[Land(drawing.paths[code], name, drawing.middles[code]) for code, name, now in known if now]
        if drawing
        else [],
        links=links,
        schools=[place for p, place in placed if p.leader_id],
        without=without,
        bases=bases,
        off_map=len(proposals) - len(links) - len(without),
    )


@lru_cache(maxsize=4)
def _drawn(stamp: tuple[tuple[str, str], ...]) -> _Drawing | None:
    """The outlines of the councils served, drawn again only when one has changed."""
    rows = Boundary.objects.filter(council__code__in=[code for code, _ in stamp]).order_by("council__code")
    lands = dict(rows.values_list("council__code", "polygons")) if stamp else {}
    bounds = bounds_of(lands.values())
    if bounds is None:
        return None
    sheet = sheet_over(bounds, width=WIDTH, heights=HEIGHTS, margin=MARGIN)
    return _Drawing(sheet, draw(lands, sheet), {code: middle_of(land, sheet) for code, land in lands.items()})


def _around(proposals: Iterable[Proposal]) -> Sheet | None:
    places = [
        (p.school.longitude, p.school.latitude)
        for p in proposals
        if p.school.longitude is not None and p.school.latitude is not None
    ]
    bounds = bounds_of([], places) if places else None
    return sheet_over(bounds, width=WIDTH, heights=HEIGHTS, margin=MARGIN) if bounds else None


def _base(proposal: Proposal, sheet: Sheet) -> XY | None:
    leader = getattr(proposal.leader, "system_leader", None)
    return _place(leader.longitude, leader.latitude, sheet) if leader else None


def _place(longitude: float | None, latitude: float | None, sheet: Sheet) -> XY | None:
    if longitude is None or latitude is None:
        return None
    x, y = sheet.place(longitude, latitude)
    return (x, y) if sheet.holds(x, y) else None
