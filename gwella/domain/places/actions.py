"""Every change to places: the service, councils, boundaries, postcodes, frameworks in force."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.core.clock import school_year
from gwella.core.collation import sort_keys
from gwella.core.models import DataImport
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.core.verdict import ensure
from gwella.domain.places.models import Boundary, Council, CouncilDay, CouncilTerm, FrameworkYear, Postcode, Service
from gwella.domain.places.rules import can_serve_council


@dataclass(frozen=True, slots=True)
class CouncilFacts:
    """A council as it is brought in."""

    code: str
    name_en: str
    name_cy: str
    is_served: bool


@transaction.atomic
def establish_service(
    *,
    name_en: str,
    name_cy: str,
    is_demonstration: bool,
    by: Actor,
    at: datetime,
    address_en: str = "",
    address_cy: str = "",
) -> Service:
    """Set the service up, or rename it. A demonstration never turns into a real service, nor the reverse."""
    service = Service.objects.select_for_update().first()
    if service and service.is_demonstration != is_demonstration:
        raise BadInput(MIXED)
    service = service or Service(pk=1, is_demonstration=is_demonstration)
    service.name_en, service.name_cy = name_en, name_cy
    service.address_en, service.address_cy = address_en, address_cy
    service.save()
    record("service.established", by=by, at=at, data={"name_en": name_en, "name_cy": name_cy})
    return service


MIXED = Problem(
    "demonstration.mixed",
    mark("This installation holds an invented region and real schools may never be mixed with it."),
    mend=mark("Use another home: set GWELLA_HOME to a new folder, or DATABASE_URL to a new database."),
)


@transaction.atomic
def record_councils(councils: Sequence[CouncilFacts], *, by: Actor, at: datetime) -> dict[str, Council]:
    """Add councils and bring known ones up to date. Returns all of them by code."""
    english = sort_keys([council.name_en for council in councils], "en")
    welsh = sort_keys([council.name_cy for council in councils], "cy")
    Council.objects.bulk_create(
        [
            Council(
                code=council.code,
                name_en=council.name_en,
                name_cy=council.name_cy,
                sort_en=key_en,
                sort_cy=key_cy,
                is_served=council.is_served,
            )
            for council, key_en, key_cy in zip(councils, english, welsh, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_en", "name_cy", "sort_en", "sort_cy", "is_served"],
    )
    record("councils.recorded", by=by, at=at, data={"count": len(councils)})
    return {council.code: council for council in Council.objects.all()}


@transaction.atomic
def serve_council(
    council: Council, *, is_served: bool, schools: Collection[int], reason: str, by: Actor, at: datetime
) -> Council:
    """Say that the service serves a council from now on, or no longer. `schools`: whose record tells of it, by key.

    Refused where that is so already, or it is the only one served.
    """
    rows = {row.pk: row for row in Council.objects.select_for_update().order_by("pk")}
    council = rows[council.pk]
    others = sum(row.is_served for row in rows.values() if row.pk != council.pk)
    ensure(can_serve_council(council.is_served, wanted=is_served, others=others))
    council.is_served = is_served
    council.save(update_fields=["is_served"])
    data = {"council": council.name_en, "code": council.code, "reason": reason}
    subjects = [Subject("council", council.code), *(Subject("school", str(key)) for key in schools)]
    record("council.served" if is_served else "council.left", by=by, at=at, data=data, subjects=subjects)
    return council


@transaction.atomic
def record_boundaries(polygons: Mapping[str, Any], *, source: str, by: Actor, at: datetime) -> int:
    """Keep each council's polygons (rings of [longitude, latitude]) by its code; unknown codes are left out."""
    councils = {council.code: council for council in Council.objects.filter(code__in=polygons)}
    Boundary.objects.bulk_create(
        [Boundary(council=councils[code], polygons=polygons[code], source=source) for code in sorted(councils)],
        update_conflicts=True,
        unique_fields=["council"],
        update_fields=["polygons", "source"],
    )
    record("boundaries.imported", by=by, at=at, data={"count": len(councils), "source": source})
    return len(councils)


@transaction.atomic
def record_places(points: Mapping[str, tuple[float, float]], *, source: str, by: Actor, at: datetime) -> int:
    """Keep postcodes with their (latitude, longitude). Returns how many are new."""
    before = Postcode.objects.count()
    Postcode.objects.bulk_create(
        [Postcode(code=code, latitude=lat, longitude=lon) for code, (lat, lon) in sorted(points.items())],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["latitude", "longitude"],
        batch_size=5000,
    )
    new = Postcode.objects.count() - before
    record("places.imported", by=by, at=at, data={"count": len(points), "new": new, "source": source})
    return new


@transaction.atomic
def bring_framework_into_force(*, school_year: str, framework: str, by: Actor, at: datetime) -> FrameworkYear:
    """Name the framework of a school year. What was recorded under an earlier one keeps its own name for it."""
    year, _ = FrameworkYear.objects.update_or_create(school_year=school_year, defaults={"framework": framework})
    record(
        "framework.brought_into_force",
        by=by,
        at=at,
        data={"school_year": school_year, "framework": framework},
    )
    return year


@dataclass(frozen=True, slots=True)
class TermFacts:
    """A council's term (council by code); the half-term holiday inside it, both days off, or None for none."""

    council: str
    term: str
    starts_on: date
    ends_on: date
    half_term_starts_on: date | None = None
    half_term_ends_on: date | None = None

    @property
    def school_year(self) -> str:
        """The school year of the term, told by its last day: an autumn may begin in August."""
        return school_year(self.ends_on)


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A day on which a council's schools are shut ("bank_holiday", "closure"), or "open" after all."""

    council: str
    day: date
    kind: str
    name_en: str = ""
    name_cy: str = ""


@transaction.atomic
def record_term_dates(
    terms: Sequence[TermFacts],
    days: Sequence[DayFacts],
    *,
    by: Actor,
    at: datetime,
    brought_by: DataImport | None = None,
) -> None:
    """Keep councils' terms and days; those known already are brought up to date. Councils are known."""
    councils = {council.code: council for council in Council.objects.all()}
    CouncilTerm.objects.bulk_create(
        [
            CouncilTerm(
                council=councils[facts.council],
                school_year=facts.school_year,
                term=facts.term,
                starts_on=facts.starts_on,
                ends_on=facts.ends_on,
                half_term_starts_on=facts.half_term_starts_on,
                half_term_ends_on=facts.half_term_ends_on,
                brought_by=brought_by,
            )
            for facts in terms
        ],
        update_conflicts=True,
        unique_fields=["council", "school_year", "term"],
        update_fields=["starts_on", "ends_on", "half_term_starts_on", "half_term_ends_on", "brought_by"],
    )
    CouncilDay.objects.bulk_create(
        [
            CouncilDay(
                council=councils[facts.council],
                day=facts.day,
                kind=facts.kind,
                name_en=facts.name_en,
                name_cy=facts.name_cy,
                brought_by=brought_by,
            )
            for facts in days
        ],
        update_conflicts=True,
        unique_fields=["council", "day"],
        update_fields=["kind", "name_en", "name_cy", "brought_by"],
        batch_size=500,
    )
    data = {"file": brought_by.file_name if brought_by else "", "terms": len(terms), "days": len(days)}
    codes = sorted({*(facts.council for facts in terms), *(facts.council for facts in days)})
    subjects = [Subject("council", code) for code in codes]
    record("term_dates.imported", by=by, at=at, data=data, subjects=subjects)
