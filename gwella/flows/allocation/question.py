"""The question put to the optimiser, in its words: schools, people, limits and wishes as they stand on a day."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property

import shapely
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from shapely.geometry.base import BaseGeometry

from gwella.core import clock
from gwella.core.problems import BadInput
from gwella.core.problems import Problem as Fault
from gwella.core.text import mark
from gwella.domain.categories.queries import framework_in_force
from gwella.domain.categories.rules import days_ceiling
from gwella.domain.people.models import SystemLeader
from gwella.domain.places.models import Boundary
from gwella.domain.schools.models import Contact, Interest, School
from gwella.domain.schools.rules import medium_group
from gwella.engine.allocation.problem import HALF_DAYS_A_DAY, Adviser, Limits, Problem, Weights
from gwella.engine.allocation.problem import School as Pupil
from gwella.engine.geo import haversine_km
from gwella.frameworks.framework import Framework


@dataclass(frozen=True)
class Question:
    """The optimiser's problem with the rows it speaks of, by key (school number, leader's user key as text)."""

    problem: Problem
    schools: Mapping[str, School]
    leaders: Mapping[str, SystemLeader]
    holders: Mapping[str, int]  # who has each school now, by the person's key
    framework: Framework
    school_year: str
    starts_on: date
    barred_pairs: int
    inferred_homes: int  # people whose home council is that of the school nearest their base

    @cached_property
    def inputs_hash(self) -> str:
        """SHA-256 of everything the optimiser is told: the same hash and seed give the same plan."""
        told = {
            "schools": [asdict(school) for school in self.problem.schools],
            "advisers": [asdict(adviser) for adviser in self.problem.advisers],
            "weights": asdict(self.problem.weights),
            "limits": asdict(self.problem.limits),
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=sorted).encode()).hexdigest()


NO_FRAMEWORK = Fault(
    "allocation.no_framework",
    mark("No framework is in force for {school_year}, so days and limits are not known."),
    mend=mark("Bring one into force: `gwella frameworks use CODE --year {school_year}`."),
)
NO_SCHOOLS = Fault(
    "allocation.no_schools",
    mark("No school is served yet."),
    mend=mark("Bring in the register first: `gwella import-register FILE --authorities …`."),
)
NO_LEADERS = Fault(
    "allocation.no_leaders",
    mark("No system leader has days in this year."),
    mend=mark("Bring in staff first: `gwella import-staff FILE`."),
)


def pose(
    *,
    starts_on: date,
    weights: Mapping[str, float] | None = None,
    today: date | None = None,
    framework: Framework | None = None,
) -> Question:
    """The question of the day: open served schools, people with days, limits and wishes of the framework in force.

    `weights` replace the framework's, by name; `framework` replaces the one in force. People and interests are
    those of the first day, or of `today` where that is later. Six queries. Raises `BadInput` where there is no
    framework, no school or nobody to ask about, and for a weight that no wish has.
    """
    school_year = clock.school_year(starts_on)
    framework = framework or framework_in_force(school_year)
    if framework is None:
        raise BadInput(
            Fault(NO_FRAMEWORK.code, NO_FRAMEWORK.message, mend=NO_FRAMEWORK.mend, params={"school_year": school_year})
        )
    served = _served(school_year, framework)
    schools = [row.school for row in served]
    day = max(starts_on, today or starts_on)
    leaders = _leaders_on(day)
    if not schools or not leaders:
        raise BadInput(NO_SCHOOLS if not schools else NO_LEADERS)
    interests, homes = _Interests.of(leaders, day), _Homes.of(leaders, schools)
    rules = framework.allocation
    asked = {name: float(stated.value) for name, stated in rules.weights.items()} | dict(weights or {})
    limits = Limits(
        serving_head_km=float(rules.serving_head_km.value),
        travel_factor=float(rules.travel_factor.value),
        half_days_a_visit=float(rules.days_a_visit.value) * HALF_DAYS_A_DAY,
    )
    return Question(
        problem=Problem(
            schools=tuple(_pupils(served, framework, {leader.user_id for leader in leaders})),
            advisers=tuple(_advisers(leaders, interests, homes, schools, limits.serving_head_km)),
            weights=Weights.of(asked),
            limits=limits,
        ),
        schools={school.number: school for school in schools},
        leaders={str(leader.user_id): leader for leader in leaders},
        holders={row.school.number: row.holder for row in served if row.holder},
        framework=framework,
        school_year=school_year,
        starts_on=starts_on,
        barred_pairs=interests.count,
        inferred_homes=homes.inferred,
    )


def open_on(day: date) -> Q:
    """Interests that hold on a day."""
    return Q(declared_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))


@dataclass(frozen=True, slots=True)
class _Served:
    """An open served school with the year's category, its present leader's key and its head's e-mail, if any."""

    school: School
    category: str | None
    holder: int | None
    head: str


def _served(school_year: str, framework: Framework) -> list[_Served]:
    """Open served schools, by number."""
    this_year = FilteredRelation(
        "categories", condition=Q(categories__school_year=school_year, categories__framework=framework.code)
    )
    present = FilteredRelation("links", condition=Q(links__ends_on=None))
    rows = School.objects.served().select_related("council", "cluster", "federation").order_by("number")
    head = Contact.objects.filter(school=OuterRef("pk"), role="head", until=None).values("email")[:1]
    told = rows.annotate(this_year=this_year, present=present).annotate(
        now_in=F("this_year__category"), held_by=F("present__leader_id"), headed_by=Subquery(head)
    )
    known = [(school, vars(school)) for school in told]
    return [
        _Served(school, also["now_in"], also["held_by"], (also["headed_by"] or "").lower()) for school, also in known
    ]


def _leaders_on(day: date) -> list[SystemLeader]:
    in_post = (Q(starts_on=None) | Q(starts_on__lte=day)) & (Q(ends_on=None) | Q(ends_on__gte=day))
    rows = SystemLeader.objects.filter(in_post, half_days__gt=0, user__is_active=True)
    return list(rows.select_related("user").prefetch_related("councils").order_by("user_id"))


@dataclass(frozen=True, slots=True)
class _Interests:
    """What people have declared, by person: the numbers of schools closed to them, and the schools they lead."""

    barred: Mapping[int, set[str]]
    own: Mapping[int, list[School]]
    count: int

    @classmethod
    def of(cls, leaders: list[SystemLeader], day: date) -> "_Interests":
        """Those of the leaders on the day. What the program derived is left out: the limits find it again."""
        rows = Interest.objects.filter(open_on(day), user__in=[leader.user_id for leader in leaders])
        barred: dict[int, set[str]] = {}
        own: dict[int, list[School]] = {}
        pairs = set()
        for interest in rows.select_related("school").order_by("user_id", "school__number"):
            pairs.add((interest.user_id, interest.school_id))
            if interest.kind == "own_school":
                own.setdefault(interest.user_id, []).append(interest.school)
            elif not interest.is_derived:
                barred.setdefault(interest.user_id, set()).add(interest.school.number)
        return cls(barred, own, len(pairs))


def _pupils(served: list[_Served], framework: Framework, in_pool: set[int]) -> list[Pupil]:
    groups = _groups(served)
    told = []
    for row in served:
        school, category, leader = row.school, row.category, row.holder
        ceiling = days_ceiling(framework, category)
        level = framework.welsh_levels.get(school.medium)
        told.append(
            Pupil(
                key=school.number,
                council=school.council.code,
                phase=school.phase,
                half_days=int((ceiling.days or 0) * HALF_DAYS_A_DAY),
                welsh_needed=level.value if level else 0,
                language=medium_group(school.medium),
                lat=school.latitude,
                lon=school.longitude,
                band=category or "",
                cluster=str(school.cluster_id or ""),
                group=groups.get(school.pk, ""),
                last_adviser=str(leader) if leader in in_pool else "",
                priority=framework.allocation.priority_of(category),
            )
        )
    return told


def _groups(served: list[_Served]) -> dict[int, str]:
    """Schools that keep one system leader: a federation's, and those with the same head."""
    groups = {row.school.pk: f"federation {row.school.federation_id}" for row in served if row.school.federation_id}
    heads: dict[str, list[int]] = {}
    for row in served:
        if row.head:
            heads.setdefault(row.head, []).append(row.school.pk)
    for pks in heads.values():
        if len(pks) > 1:
            name = next((groups[pk] for pk in pks if pk in groups), f"head {min(pks)}")
            groups.update({pk: groups.get(pk, name) for pk in pks})
    return groups


@dataclass(frozen=True, slots=True)
class _Homes:
    """The council each base lies in, by the leader's key; nobody without a base has one.

    `inferred`: how many lie within no boundary we hold, so that the nearest school's council stands in for it.
    """

    codes: Mapping[int, str]
    inferred: int

    @classmethod
    def of(cls, leaders: list[SystemLeader], schools: list[School]) -> "_Homes":
        outlines = {row.council.code: _land(row.polygons) for row in Boundary.objects.select_related("council")}
        codes: dict[int, str] = {}
        inferred = 0
        for leader in leaders:
            if leader.latitude is None or leader.longitude is None:
                continue
            home = _council_around(outlines, leader.latitude, leader.longitude)
            if not home:
                home = _council_of_nearest(schools, leader.latitude, leader.longitude)
                inferred += bool(home)
            codes[leader.pk] = home
        return cls(codes, inferred)


def _council_around(outlines: Mapping[str, BaseGeometry], lat: float, lon: float) -> str:
    around = (code for code, land in outlines.items() if shapely.contains_xy(land, lon, lat))  # type: ignore[no-untyped-call]
    return next(around, "")


def _council_of_nearest(schools: list[School], lat: float, lon: float) -> str:
    placed = [
        (s.latitude, s.longitude, s.council.code) for s in schools if s.latitude is not None and s.longitude is not None
    ]
    if not placed:
        return ""
    km = haversine_km([there[0] for there in placed], [there[1] for there in placed], lat, lon)
    return placed[int(km.argmin())][2]


def _land(polygons: Sequence[Sequence[Sequence[Sequence[float]]]]) -> BaseGeometry:
    parts = [shapely.buffer(shapely.polygons(rings[0], holes=rings[1:] or None), 0) for rings in polygons]
    land: BaseGeometry = shapely.union_all(parts)
    return land


def _advisers(
    leaders: list[SystemLeader], interests: _Interests, homes: _Homes, schools: list[School], near_km: float
) -> list[Adviser]:
    numbers = {school.number for school in schools}
    told = []
    for leader in leaders:
        own = interests.own.get(leader.user_id, [])
        first = next((school.number for school in own if school.number in numbers), "")
        barred = set(interests.barred.get(leader.user_id, ()))
        for other in own:
            if other.number != first:
                barred |= _closed_to_head_of(other, schools, near_km)
        told.append(
            Adviser(
                key=str(leader.user_id),
                capacity_half_days=leader.half_days,
                phases=frozenset(leader.phases),
                welsh_level=leader.welsh_level,
                lat=leader.latitude,
                lon=leader.longitude,
                councils=frozenset(council.code for council in leader.councils.all()),
                home_council=homes.codes.get(leader.pk, ""),
                own_school=first,
                barred=frozenset(barred),
            )
        )
    return told


def _closed_to_head_of(own: School, schools: list[School], near_km: float) -> set[str]:
    """What a further school of one's own closes, or one this service does not serve: the optimiser knows one each."""
    near = haversine_km(
        [math.nan if school.latitude is None else school.latitude for school in schools],
        [math.nan if school.longitude is None else school.longitude for school in schools],
        math.nan if own.latitude is None else own.latitude,
        math.nan if own.longitude is None else own.longitude,
    )
    return {
        school.number
        for school, km in zip(schools, near, strict=True)
        if school.pk == own.pk or (own.cluster_id and school.cluster_id == own.cluster_id) or km <= near_km
    }
