"""The demonstration region into the database: invented facts through the same actions as real ones."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from gwella.core.audit import Actor
from gwella.domain.categories.actions import CategoryFacts, record_categories
from gwella.domain.people.actions import LeaderFacts, PersonFacts, record_leaders, record_people
from gwella.domain.people.models import User
from gwella.domain.places.actions import (
    CouncilFacts,
    bring_framework_into_force,
    establish_service,
    record_boundaries,
    record_councils,
)
from gwella.domain.schools.actions.contacts import ContactFacts, record_contacts
from gwella.domain.schools.actions.found import GroupFacts, SchoolFacts, found_schools, group_schools
from gwella.domain.schools.actions.grants import GrantFacts, grant_roles
from gwella.domain.schools.actions.interests import InterestFacts, record_interests
from gwella.domain.schools.actions.links import LinkFacts, link_schools
from gwella.domain.schools.models import School
from gwella.flows.interests import derive_interests, serving_head_km
from gwella.frameworks.loader import load
from gwella.twin.region import Region

FRAMEWORK = "wales-2017"
CONTACT_ROLES = {"headteacher": "head", "deputy": "deputy", "chair": "chair", "clerk": "clerk", "governor": "governor"}
INTEREST_KINDS = {"provider": "paid_provider", "serving_head": "own_school"}

Step = Callable[[], object]


@transaction.atomic
def build_demonstration(
    region: Region, *, by: Actor, at: datetime, progress: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """Fill an empty installation with the invented region. Refuses one that holds a real service."""
    steps: list[Step] = [
        partial(_places, region, by=by, at=at),
        partial(_schools, region, by=by, at=at),
        partial(_people, region, by=by, at=at),
        partial(_posts, region, by=by, at=at),
        partial(_leaders, region, by=by, at=at),
        partial(_links, region, by=by, at=at),
        partial(_categories, region, by=by, at=at),
    ]
    for done, step in enumerate(steps, start=1):
        step()
        progress(done, len(steps))


def _places(region: Region, *, by: Actor, at: datetime) -> None:
    address = "\n".join(region.address)
    establish_service(
        name_en=region.service_name_en,
        name_cy=region.service_name_cy,
        address_en=address,
        address_cy=address,
        is_demonstration=True,
        by=by,
        at=at,
    )
    record_councils([CouncilFacts(c.code, c.name_en, c.name_cy, True) for c in region.councils], by=by, at=at)
    polygons = {c.code: [[[list(point) for point in ring]] for ring in c.borders] for c in region.councils}
    record_boundaries(polygons, source=region.name_en, by=by, at=at)
    bring_framework_into_force(school_year=region.year, framework=FRAMEWORK, by=by, at=at)


def _schools(region: Region, *, by: Actor, at: datetime) -> None:
    facts = [
        SchoolFacts(
            number=school.number,
            name_en=school.name_en,
            name_cy=school.name_cy,
            council=school.council,
            kind=school.kind,
            phase=school.phase,
            medium=school.medium,
            governance=school.governance,
            faith=school.faith,
            lowest_age=school.age_from,
            highest_age=school.age_to,
            address=school.address,
            postcode=school.postcode,
            phone=school.phone,
            pupils=school.pupils,
            latitude=school.lat,
            longitude=school.lon,
            opened_on=school.opened_on,
        )
        for school in region.schools
    ]
    found_schools(facts, by=by, at=at)
    group_schools(
        clusters=[GroupFacts(c.name_en, c.name_cy, c.schools) for c in region.clusters],
        federations=[GroupFacts(f.name_en, f.name_cy, f.schools) for f in region.federations],
        by=by,
        at=at,
    )


def _people(region: Region, *, by: Actor, at: datetime) -> None:
    record_people([PersonFacts(p.email, p.name, p.language) for p in region.people], by=by, at=at)


def _posts(region: Region, *, by: Actor, at: datetime) -> None:
    people = {person.key: person for person in region.people}
    grant_roles(
        [GrantFacts(people[p.person].email, p.role, p.since, p.council, p.school, p.until) for p in region.posts],
        by=by,
        at=at,
    )
    record_contacts(
        [
            ContactFacts(
                number=post.school,
                role=CONTACT_ROLES[post.role],
                name=people[post.person].name,
                email=people[post.person].email,
                reads=people[post.person].language,
                since=post.since,
            )
            for post in region.posts
            if post.role in CONTACT_ROLES and post.until is None
        ],
        by=by,
        at=at,
    )


def _leaders(region: Region, *, by: Actor, at: datetime) -> None:
    people = {person.key: person for person in region.people}
    record_leaders(
        [
            LeaderFacts(
                email=people[leader.person].email,
                days=leader.days,
                phases=leader.phases,
                subjects=leader.subjects,
                welsh_level=leader.welsh_level,
                base_name=leader.base_town,
                base_postcode=leader.base_postcode,
                latitude=leader.base_lat,
                longitude=leader.base_lon,
                councils=leader.councils,
                starts_on=leader.since,
            )
            for leader in region.leaders
        ],
        by=by,
        at=at,
    )
    record_interests(
        [
            InterestFacts(people[i.person].email, i.school, INTEREST_KINDS.get(i.kind, i.kind), i.declared_on)
            for i in region.interests
        ],
        by=by,
        at=at,
    )
    derive_interests(km=serving_head_km(at.date()), by=by, at=at)


def _links(region: Region, *, by: Actor, at: datetime) -> None:
    people = {person.key: person.email for person in region.people}
    keys = dict(User.objects.values_list("email", "pk"))
    schools = dict(School.objects.values_list("number", "pk"))
    link_schools(
        [
            LinkFacts(schools[link.school], keys[people[link.person].lower()], link.since, ends_on=link.until)
            for link in region.links
        ],
        by=by,
        at=at,
    )


def _categories(region: Region, *, by: Actor, at: datetime) -> None:
    framework = load(FRAMEWORK)
    for year in sorted({category.year for category in region.categories}):
        record_categories(
            [
                CategoryFacts(
                    number=category.school,
                    category=category.colour,
                    ceiling_days=framework.days.ceilings[category.colour].value,
                    capacity=category.letter,
                    decided_on=category.decided_on,
                )
                for category in region.categories
                if category.year == year
            ],
            school_year=year,
            framework=FRAMEWORK,
            by=by,
            at=at,
            source="published",
        )
