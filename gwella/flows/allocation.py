"""From the register, categories, people and interests to a plan of who looks after which school.

The optimiser knows none of our tables: this flow puts its question in its words (`pose`), keeps its answer as a
run, and asks the same limits again before a change by hand and before the confirmation.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from gwella.core import clock
from gwella.core.problems import BadInput
from gwella.core.problems import Problem as Fault
from gwella.core.text import mark
from gwella.domain.categories.models import CategoryRecord
from gwella.domain.categories.queries import framework_in_force
from gwella.domain.categories.rules import days_ceiling
from gwella.domain.people.models import SystemLeader
from gwella.domain.places.models import Boundary
from gwella.domain.schools.models import Contact, Interest, School, SchoolLink
from gwella.engine.allocation.problem import Adviser, Limits, Problem, Weights
from gwella.engine.allocation.problem import School as Pupil
from gwella.frameworks.framework import Framework


@dataclass(frozen=True)
class Question:
    """The optimiser's problem with the rows it speaks of, by key (school number, leader's user key as text)."""

    problem: Problem
    schools: Mapping[str, School]
    leaders: Mapping[str, SystemLeader]
    framework: Framework
    school_year: str
    starts_on: date
    barred_pairs: int

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


def pose(*, starts_on: date, weights: Mapping[str, float] | None = None) -> Question:
    """The question of the day: open served schools, people with days, limits and wishes of the framework in force.

    Raises `BadInput` where there is no framework, no school or nobody to ask about.
    """
    school_year = clock.school_year(starts_on)
    framework = framework_in_force(school_year)
    if framework is None:
        raise BadInput(
            Fault(NO_FRAMEWORK.code, NO_FRAMEWORK.message, mend=NO_FRAMEWORK.mend, params={"school_year": school_year})
        )
    schools = list(School.objects.served().select_related("council", "cluster", "federation").order_by("number"))
    leaders = _leaders_on(starts_on)
    if not schools or not leaders:
        raise BadInput(NO_SCHOOLS if not schools else NO_LEADERS)
    barred = _declared(leaders, starts_on)
    rules = framework.allocation
    asked = {name: float(stated.value) for name, stated in rules.weights.items()} | dict(weights or {})
    return Question(
        problem=Problem(
            schools=tuple(_schools_of(schools, framework, school_year, leaders)),
            advisers=tuple(_advisers_of(leaders, barred, starts_on)),
            weights=Weights.of(asked),
            limits=Limits(
                serving_head_km=float(rules.serving_head_km.value),
                travel_factor=float(rules.travel_factor.value),
            ),
        ),
        schools={school.number: school for school in schools},
        leaders={str(leader.user_id): leader for leader in leaders},
        framework=framework,
        school_year=school_year,
        starts_on=starts_on,
        barred_pairs=Interest.objects.filter(_open_on(starts_on), user__in=[x.user_id for x in leaders]).count(),
    )


def _open_on(day: date) -> Q:
    return Q(declared_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))


def _leaders_on(day: date) -> list[SystemLeader]:
    in_post = (Q(starts_on=None) | Q(starts_on__lte=day)) & (Q(ends_on=None) | Q(ends_on__gte=day))
    rows = SystemLeader.objects.filter(in_post, half_days__gt=0, user__is_active=True)
    return list(rows.select_related("user").prefetch_related("councils").order_by("user_id"))


def _declared(leaders: list[SystemLeader], day: date) -> dict[int, set[str]]:
    """School numbers closed to each person by a declared interest; what is derived the optimiser's limits find."""
    rows = Interest.objects.filter(_open_on(day), is_derived=False, user__in=[x.user_id for x in leaders])
    barred: dict[int, set[str]] = {}
    for user_id, number in rows.exclude(kind="own_school").values_list("user_id", "school__number"):
        barred.setdefault(user_id, set()).add(number)
    return barred


def _schools_of(
    schools: list[School], framework: Framework, school_year: str, leaders: list[SystemLeader]
) -> list[Pupil]:
    categories = dict(CategoryRecord.objects.filter(school_year=school_year).values_list("school_id", "category"))
    last = dict(SchoolLink.objects.filter(ends_on=None).values_list("school_id", "leader_id"))
    groups = _groups(schools)
    in_pool = {leader.user_id for leader in leaders}
    told = []
    for school in schools:
        category = categories.get(school.pk)
        ceiling = days_ceiling(framework, category)
        level = framework.welsh_levels.get(school.medium)
        leader = last.get(school.pk)
        told.append(
            Pupil(
                key=school.number,
                council=school.council.code,
                phase=school.phase,
                half_days=int((ceiling.days or 0) * 2),
                welsh_needed=level.value if level else 0,
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


def _groups(schools: list[School]) -> dict[int, str]:
    """Schools that keep one system leader: a federation's, and those with the same head."""
    groups = {school.pk: f"federation {school.federation_id}" for school in schools if school.federation_id}
    heads: dict[str, list[int]] = {}
    in_post = Contact.objects.filter(role="head", until=None, school__in=schools).exclude(email="")
    for email, school_id in in_post.values_list("email", "school_id"):
        heads.setdefault(email.lower(), []).append(school_id)
    for pks in heads.values():
        if len(pks) > 1:
            name = next((groups[pk] for pk in pks if pk in groups), f"head {min(pks)}")
            groups.update({pk: groups.get(pk, name) for pk in pks})
    return groups


def _advisers_of(leaders: list[SystemLeader], barred: Mapping[int, set[str]], day: date) -> list[Adviser]:
    own = dict(
        Interest.objects.filter(_open_on(day), kind="own_school", user__in=[x.user_id for x in leaders]).values_list(
            "user_id", "school__number"
        )
    )
    homes = _homes(leaders)
    return [
        Adviser(
            key=str(leader.user_id),
            capacity_half_days=leader.half_days,
            phases=frozenset(leader.phases),
            welsh_level=leader.welsh_level,
            lat=leader.latitude,
            lon=leader.longitude,
            councils=frozenset(council.code for council in leader.councils.all()),
            home_council=homes.get(leader.pk, ""),
            own_school=own.get(leader.user_id, ""),
            barred=frozenset(barred.get(leader.user_id, ())),
        )
        for leader in leaders
    ]


def _homes(leaders: list[SystemLeader]) -> dict[int, str]:
    """The council each base lies in, by our own boundaries; without them nobody has one."""
    outlines = [
        (row.council.code, unary_union([Polygon(rings[0], rings[1:]).buffer(0) for rings in row.polygons]))
        for row in Boundary.objects.select_related("council")
    ]
    return {
        leader.pk: code
        for leader in leaders
        if leader.longitude is not None and leader.latitude is not None
        for code, outline in outlines
        if outline.contains(Point(leader.longitude, leader.latitude))
    }
