"""A role for a person, known or new; what a system leader brings, changed by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from gwella.core.audit import Actor
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark, tidy
from gwella.core.verdict import ensure
from gwella.domain.people.actions import LeaderFacts, PersonFacts, change_leader, record_people
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.places.models import Council, Service
from gwella.domain.schools.access import Reach, fits_role
from gwella.domain.schools.actions.grants import GrantFacts, grant_roles
from gwella.domain.schools.models import School


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """What came of giving a role: to whom, whether the person is new, whether they held the role already."""

    person: User
    is_new_person: bool
    was_held: bool


ROLE_CODES = mark("Roles are codes such as administrator, head_of_service, senior_system_leader or headteacher.")


def _unknown(code: str, message: str, value: str, mend: str) -> BadInput:
    return BadInput(Problem(code, message, value=value, mend=mend))


@transaction.atomic
def give_role(facts: GrantFacts, *, name: str = "", by: Actor, at: datetime) -> RoleGiven:
    """Give one role, to a person known by their e-mail or, with a name, to somebody new. Held already: nothing changes.

    Raises BadInput for an unknown person without a name, an unknown council or school, and a role that is not held
    over what was named; Refused where `by` keeps no roles. The installation itself (`by` is None) may always.
    """
    if isinstance(by, User):
        ensure(Reach(by, at.date()).may("administer"))
    # Two who give the same role at once (a double click) wait for each other here, whoever the person is.
    list(Service.objects.select_for_update())
    fits = fits_role(facts.role, council=bool(facts.council), school=bool(facts.number))
    if not fits:
        raise BadInput(Problem("role.does_not_fit", fits.reason, value=facts.role, mend=ROLE_CODES))
    if facts.council and not Council.objects.filter(code=facts.council).exists():
        raise _unknown(
            "role.no_such_council",
            mark("“{value}” is not the code of a council here."),
            facts.council,
            mark("Bring in the register first, or check the code."),
        )
    if facts.number and not School.objects.filter(number=facts.number).exists():
        raise _unknown(
            "role.no_such_school",
            mark("The school {value} is not on the register."),
            facts.number,
            mark("Check the number, or bring in the register first."),
        )
    if not _is_email(facts.email):
        raise _unknown(
            "role.no_email", mark("“{value}” is not an e-mail address."), facts.email, mark("Check it for slips.")
        )
    known = User.objects.filter(email__iexact=facts.email).first()
    if known is None and not tidy(name):
        raise _unknown(
            "role.no_such_person",
            mark("Nobody with the address {value} is known here."),
            facts.email,
            mark("Give the person's name too, and they are added."),
        )
    email = known.email if known else facts.email
    person = known or record_people([PersonFacts(email, tidy(name))], by=by, at=at)[email.lower()]
    given = grant_roles([GrantFacts(person.email, *_over(facts))], by=by, at=at)
    return RoleGiven(person, known is None, not given)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _over(facts: GrantFacts) -> tuple[str, date, str, str, date | None]:
    return facts.role, facts.starts_on, facts.council, facts.number, facts.ends_on


@transaction.atomic
def revise_leader(
    leader: SystemLeader, facts: LeaderFacts, *, seen: Mapping[str, Any], by: User, at: datetime
) -> dict[str, tuple[Any, Any]]:
    """Change what a system leader brings, for who manages people. See `change_leader`; Refused for anybody else."""
    ensure(Reach(by, at.date()).may("manage_people"))
    return change_leader(leader, facts, seen=seen, by=by, at=at)
