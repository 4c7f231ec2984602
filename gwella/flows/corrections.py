"""What people decide about a school's facts, with what follows: its place on the map, and whom interests bar there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from shapely.geometry import Point, Polygon

from gwella.core.text import mark
from gwella.domain.people.models import User
from gwella.domain.places.models import Boundary
from gwella.domain.schools.actions.lifecycle import correct_school, decide_difference, decide_missing
from gwella.domain.schools.models import HandCorrection, RegisterDifference, RegisterMissing, School
from gwella.domain.schools.rules import Value
from gwella.flows.interests import follow_schools
from gwella.flows.letters import withdraw_unserved_letters

# What else a postcode says of a school's place, as codes and in words.
REMARKS = {
    "": "",
    "nowhere": mark("No place is known for this postcode yet, so the school is not on the map. Bring in postcodes."),
    "outside": mark("This postcode lies outside the council’s boundary. Check it, or correct it again."),
}
# Facts on which derived interests hang: where a school is, and whether it is open.
_MOVES = ("postcode", "state")


@dataclass(frozen=True, slots=True)
class PutRight:
    """A correction made, and a remark on the school's place as a key of REMARKS."""

    correction: HandCorrection
    remark: str


@transaction.atomic
def put_right(school: School, *, field: str, value: Value, reason: str, by: User, at: datetime) -> PutRight:
    """Correct a field by hand. A postcode moves the school, and with it the interests that hang on distance."""
    correction = correct_school(school, field=field, value=value, reason=reason, by=by, at=at)
    if field not in _MOVES:
        return PutRight(correction, "")
    follow_schools(by=by, at=at)
    return PutRight(correction, remark_on_place(School.objects.get(pk=school.pk)))


@transaction.atomic
def settle_difference(
    difference: RegisterDifference, *, decision: str, by: User, at: datetime
) -> tuple[RegisterDifference, str]:
    """Keep ours or take the register's, see `decide_difference`; then a remark on the place, a key of REMARKS."""
    decided = decide_difference(difference, decision=decision, by=by, at=at)
    if decision != "take" or decided.field not in _MOVES:
        return decided, ""
    follow_schools(by=by, at=at)
    return decided, remark_on_place(School.objects.get(pk=decided.school_id))


@transaction.atomic
def settle_missing(
    missing: RegisterMissing,
    *,
    outcome: str,
    followers: Sequence[School] = (),
    happened_on: date | None = None,
    reason: str = "",
    by: User,
    at: datetime,
) -> RegisterMissing:
    """Say what became of a school, see `decide_missing`: a closed school is near nobody and its unsent letters are
    withdrawn, a renumbered one brings its cluster and its people's interests along."""
    decided = decide_missing(
        missing, outcome=outcome, followers=followers, happened_on=happened_on, reason=reason, by=by, at=at
    )
    if outcome != "kept":
        follow_schools(by=by, at=at)
        withdraw_unserved_letters(by=by, at=at)
    return decided


def remark_on_place(school: School) -> str:
    """What is odd about where a school stands, as a key of REMARKS: nowhere, or outside its council's boundary.

    Without a boundary for the council nothing is said about it.
    """
    if not school.postcode:
        return ""
    if school.latitude is None or school.longitude is None:
        return "nowhere"
    boundary = Boundary.objects.filter(council=school.council_id).first()
    if boundary is None:
        return ""
    point = Point(school.longitude, school.latitude)  # type: ignore[no-untyped-call]
    inside = any(Polygon(rings[0], rings[1:]).covers(point) for rings in boundary.polygons)  # type: ignore[no-untyped-call]
    return "" if inside else "outside"
