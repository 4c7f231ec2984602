"""What a declared interest brings with it: a serving head's own school closes its cluster and the schools near by."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

import numpy as np
from django.db import transaction

from gwella.core import clock
from gwella.core.audit import Actor
from gwella.domain.categories.queries import framework_in_force
from gwella.domain.people.models import User
from gwella.domain.schools.actions.interests import (
    Found,
    declare_interest,
    end_interest,
    refresh_derived_interests,
)
from gwella.domain.schools.models import Interest, School
from gwella.engine.geo import haversine_km

# How near another school is too near for a serving head, where no framework is in force to say so.
SERVING_HEAD_KM = Decimal(3)


@transaction.atomic
def make_declaration(*, person: User, school: School, kind: str, note: str, by: User, at: datetime) -> Interest:
    """Declare an interest, and what follows from it. See `declare_interest` for what is refused."""
    interest = declare_interest(person=person, school=school, kind=kind, note=note, by=by, at=at)
    derive_interests(km=serving_head_km(at.date()), by=by, at=at)
    return interest


@transaction.atomic
def withdraw_interest(*, interest: Interest, by: User, at: datetime) -> Interest:
    """End a declared interest, and what followed from it. See `end_interest` for what is refused."""
    ended = end_interest(interest=interest, by=by, at=at)
    derive_interests(km=serving_head_km(at.date()), by=by, at=at)
    return ended


def follow_schools(*, by: Actor, at: datetime) -> None:
    """What follows for serving heads when schools have come in or have been placed."""
    derive_interests(km=serving_head_km(at.date()), by=by, at=at)


def serving_head_km(on: date) -> Decimal:
    """The distance in kilometres within which the framework in force on a day bars a serving head."""
    framework = framework_in_force(clock.school_year(on))
    return framework.allocation.serving_head_km.value if framework else SERVING_HEAD_KM


def derive_interests(*, km: Decimal, by: Actor, at: datetime) -> tuple[int, int]:
    """Work out again which schools serving heads may not look after beside their own: same cluster, or within `km`.

    A serving head is a system leader with an open interest as head of their own school. Distances are straight lines;
    a school whose place is not known is near nobody. Returns how many interests began and how many ended.
    """
    heads = Interest.objects.filter(kind="own_school", ended_on=None, user__system_leader__isnull=False)
    own = list(heads.order_by("pk").values_list("user_id", "school_id"))
    return refresh_derived_interests(_around(own, float(km)) if own else (), by=by, at=at)


def _around(own: Collection[tuple[int, int]], km: float) -> set[Found]:
    """The open schools in the cluster of each person's own school and within `km` of it, never an own school."""
    rows = list(School.objects.open().order_by("pk").values_list("pk", "cluster_id", "latitude", "longitude"))
    theirs = {
        pk: (cluster, latitude, longitude)
        for pk, cluster, latitude, longitude in School.objects.filter(pk__in={school for _, school in own}).values_list(
            "pk", "cluster_id", "latitude", "longitude"
        )
    }
    latitudes = np.array([row[2] for row in rows], dtype=float)
    longitudes = np.array([row[3] for row in rows], dtype=float)
    pairs, found = set(own), set()
    for user_id, school_id in own:
        cluster, latitude, longitude = theirs[school_id]
        apart = haversine_km(_degrees(latitude), _degrees(longitude), latitudes, longitudes)
        for (pk, other_cluster, _, _), is_near in zip(rows, apart <= km, strict=True):
            if (user_id, pk) in pairs:
                continue
            if cluster is not None and other_cluster == cluster:
                found.add((user_id, pk, "same_cluster"))
            if is_near:
                found.add((user_id, pk, "near_own_school"))
    return found


def _degrees(known: float | None) -> float:
    return np.nan if known is None else known
