"""New schools, clusters and federations on the register."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.core.models import DataImport
from gwella.domain.places.models import Council
from gwella.domain.schools.actions.keys import set_keys
from gwella.domain.schools.models import Cluster, Federation, School


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """A school as it is brought in; codes as `schools.rules` spells them, council by its code."""

    number: str
    name_en: str
    name_cy: str
    council: str
    kind: str
    phase: str = ""
    medium: str = ""
    governance: str = ""
    faith: str = ""
    lowest_age: int | None = None
    highest_age: int | None = None
    address: Sequence[str] = ()
    postcode: str = ""
    phone: str = ""
    pupils: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    opened_on: date | None = None
    published: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A cluster or federation: its names and the numbers of its schools."""

    name_en: str
    name_cy: str
    numbers: Sequence[str]


def school_of(facts: SchoolFacts, council: Council, brought_by: DataImport | None) -> School:
    """An unsaved school of the facts, without its keys."""
    return School(
        number=facts.number,
        name_en=facts.name_en,
        name_cy=facts.name_cy,
        council=council,
        kind=facts.kind,
        phase=facts.phase,
        medium=facts.medium,
        governance=facts.governance,
        faith=facts.faith,
        lowest_age=facts.lowest_age,
        highest_age=facts.highest_age,
        address=list(facts.address),
        postcode=facts.postcode,
        phone=facts.phone,
        pupils=facts.pupils,
        latitude=facts.latitude,
        longitude=facts.longitude,
        opened_on=facts.opened_on,
        published=facts.published,
        brought_by=brought_by,
    )


@transaction.atomic
def found_schools(
    schools: Sequence[SchoolFacts], *, by: Actor, at: datetime, brought_by: DataImport | None = None
) -> list[School]:
    """Put new schools on the register. Their councils must be known and their numbers new."""
    councils = {council.code: council for council in Council.objects.all()}
    fresh = [school_of(facts, councils[facts.council], brought_by) for facts in schools]
    set_keys(fresh)
    School.objects.bulk_create(fresh, batch_size=500)
    record(
        "schools.founded",
        by=by,
        at=at,
        data={"count": len(fresh)},
        subjects=[Subject("school", str(school.pk)) for school in fresh],
    )
    return fresh


@transaction.atomic
def group_schools(
    *, clusters: Sequence[GroupFacts], federations: Sequence[GroupFacts], by: Actor, at: datetime
) -> None:
    """Put schools into clusters and federations."""
    schools = {school.number: school for school in School.objects.all()}
    for facts in clusters:
        cluster = Cluster.objects.create(name_en=facts.name_en, name_cy=facts.name_cy)
        for number in facts.numbers:
            schools[number].cluster = cluster
    for facts in federations:
        federation = Federation.objects.create(name_en=facts.name_en, name_cy=facts.name_cy)
        for number in facts.numbers:
            schools[number].federation = federation
    School.objects.bulk_update(schools.values(), ["cluster", "federation"], batch_size=500)
    record("schools.grouped", by=by, at=at, data={"clusters": len(clusters), "federations": len(federations)})
