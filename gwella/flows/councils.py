"""Which councils the service serves, and what follows when one leaves or comes back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from gwella.core.text import mark
from gwella.domain.people.models import User
from gwella.domain.places.actions import serve_council
from gwella.domain.places.models import Council
from gwella.domain.schools.actions.grants import end_grants
from gwella.domain.schools.actions.links import end_links
from gwella.domain.schools.models import RoleGrant, School, SchoolLink
from gwella.flows.letters import unsent_letters, withdraw_unserved_letters

NOT_SERVED_ANY_MORE = mark("The council is no longer served")


@dataclass(frozen=True, slots=True)
class Following:
    """What follows when a council is no longer served: schools in the remit until now, links and roles that end,
    and letters to its schools that have not left."""

    schools: int
    links: int
    roles: int
    letters: int


def what_would_follow(council: Council, *, on: date) -> Following:
    """What would end with a council on a day, for a person to see before deciding. Four queries."""
    schools = _schools(council)
    links = SchoolLink.objects.filter(_lasting(on), school__in=schools)
    return Following(
        schools.count(), links.count(), _grants(council, on).count(), unsent_letters(_schools(council)).count()
    )


@transaction.atomic
def stop_serving(council: Council, *, reason: str, by: User, at: datetime) -> Following:
    """The service no longer serves a council: today is the last day of its schools' links and of the roles held over
    the council or its schools. Its schools' letters that have not left are withdrawn. Schools, categories and the
    record stay. Refused for the only council served.
    """
    follows = what_would_follow(council, on=at.date())
    schools = list(_schools(council).order_by("pk").values_list("pk", flat=True))
    serve_council(council, is_served=False, schools=schools, reason=reason, by=by, at=at)
    end_links(schools, last_day=at.date(), reason=NOT_SERVED_ANY_MORE, by=by, at=at)
    end_grants([(grant, at.date()) for grant in _grants(council, at.date())], by=by, at=at)
    withdraw_unserved_letters(by=by, at=at)
    return follows


@transaction.atomic
def serve_again(council: Council, *, reason: str, by: User, at: datetime) -> int:
    """The service serves a council. What ended when it left does not begin again: an allocation and roles are anew.

    Returns how many schools are in the remit with it.
    """
    schools = list(_schools(council).order_by("pk").values_list("pk", flat=True))
    serve_council(council, is_served=True, schools=schools, reason=reason, by=by, at=at)
    return len(schools)


def _schools(council: Council) -> QuerySet[School]:
    return School.objects.open().filter(kind__in=("maintained", "pru"), council=council)


def _lasting(on: date) -> Q:
    return Q(ends_on=None) | Q(ends_on__gt=on)


def _grants(council: Council, on: date) -> QuerySet[RoleGrant]:
    there = Q(council=council) | Q(school__council=council)
    return RoleGrant.objects.filter(there, _lasting(on)).order_by("pk")
