"""Who may see and do what at which school. One policy answers pages, lists, counts, search, exports and actions.

A grant is role × council × school × dates. A declared interest takes away what an officer's roles give at that
school, reading as well as writing; it never takes what a head's or governor's role gives there.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from gwella.core.text import mark
from gwella.core.verdict import YES, Verdict, no
from gwella.domain.people.models import User
from gwella.domain.people.rules import ROLES, Role
from gwella.domain.schools.models import Interest, RoleGrant, School
from gwella.domain.schools.models.register import SchoolQuerySet
from gwella.domain.schools.rules import DERIVED_INTERESTS

NOT_YOURS = mark("Your roles do not reach this.")
CONFLICTED = mark("You have declared an interest in this school.")


@dataclass(frozen=True, slots=True)
class Grant:
    """A role grant in force, with the role it names."""

    role: Role
    council_id: int | None
    school_id: int | None


class Reach:
    """What one person's roles reach on one day. At most three queries, made when first needed."""

    def __init__(self, user: User | AnonymousUser, on: date) -> None:
        self.user = user
        self.on = on

    @cached_property
    def grants(self) -> list[Grant]:
        """The grants in force on the day."""
        if not isinstance(self.user, User) or not self.user.is_active:
            return []
        rows = RoleGrant.objects.filter(user=self.user, starts_on__lte=self.on).filter(
            Q(ends_on=None) | Q(ends_on__gte=self.on)
        )
        return [Grant(ROLES[g.role], g.council_id, g.school_id) for g in rows.order_by("pk") if g.role in ROLES]

    @cached_property
    def barred(self) -> frozenset[int]:
        """Schools in which the person has an interest on the day, by key."""
        if not isinstance(self.user, User):
            return frozenset()
        open_on_day = Q(declared_on__lte=self.on) & (Q(ended_on=None) | Q(ended_on__gt=self.on))
        return frozenset(Interest.objects.filter(open_on_day, user=self.user).values_list("school_id", flat=True))

    def has(self, permission: str) -> bool:
        """Whether any of the person's roles carries the permission, anywhere."""
        return any(permission in grant.role.permissions for grant in self.grants)

    def may(self, permission: str) -> Verdict:
        """`has` as a verdict."""
        return YES if self.has(permission) else no(NOT_YOURS)

    def holds(self, *roles: str) -> bool:
        """Whether the person holds one of the roles today."""
        return any(grant.role.code in roles for grant in self.grants)

    def schools(self, permission: str = "view_school") -> SchoolQuerySet:
        """The schools at which the person holds the permission."""
        return School.objects.filter(self._condition(permission)) if self.grants else School.objects.none()

    def linked(self, permission: str) -> SchoolQuerySet:
        """The schools at which the permission comes from looking after them, whatever other roles reach."""
        condition = Q(pk__in=[])
        for grant in self.looking_after(permission):
            condition |= self._condition_of(grant)
        return School.objects.filter(condition)

    def looking_after(self, permission: str) -> list[Grant]:
        """The grants that carry the permission to the schools a person looks after."""
        return [one for one in self.grants if one.role.reach == "links" and permission in one.role.permissions]

    def can(self, permission: str, school: School) -> Verdict:
        """Whether the person holds the permission at the school."""
        if self.schools(permission).filter(pk=school.pk).exists():
            return YES
        return no(CONFLICTED if school.pk in self.barred else NOT_YOURS)

    def council_ids(self, permission: str) -> set[int] | None:
        """The councils over which the permission holds; None means all of them."""
        mine = [g for g in self.grants if permission in g.role.permissions]
        if any(g.role.reach == "region" for g in mine):
            return None
        return {g.council_id for g in mine if g.role.reach == "council" and g.council_id}

    def _condition(self, permission: str) -> Q:
        condition = Q(pk__in=[])
        for grant in self.grants:
            if permission in grant.role.permissions:
                condition |= self._condition_of(grant)
        return condition

    def _condition_of(self, grant: Grant) -> Q:
        reached = self._reached_by(grant)
        if grant.role.is_officer and self.barred:
            reached &= ~Q(pk__in=self.barred)
        return reached

    def _reached_by(self, grant: Grant) -> Q:
        match grant.role.reach:
            case "region":
                return Q(pk__isnull=False)
            case "council" if grant.council_id:
                return Q(council_id=grant.council_id)
            case "school" if grant.school_id:
                return Q(pk=grant.school_id)
            case "links":
                return Q(
                    pk__in=School.objects.filter(
                        Q(links__ends_on=None) | Q(links__ends_on__gte=self.on),
                        links__leader=self.user.pk,
                        links__starts_on__lte=self.on,
                    ).values("pk")
                )
        return Q(pk__in=[])


# ---- people, their interests and their roles

OWN_DETAILS = mark("These details are another person's.")
NOT_DECLARABLE = mark("The program finds this kind of interest itself, from the school that a serving head leads.")
FOUND_NOT_DECLARED = mark(
    "The program found this interest. It ends when the school is no longer near, or in the cluster."
)
ENDED_ALREADY = mark("This interest has ended already.")
LAST_ADMINISTRATOR = mark("This is the last administrator's role. Give it to somebody else first.")
NAME_A_COUNCIL = mark("This role is held over a council: name it, and no school.")
NAME_A_SCHOOL = mark("This role is held at a school: name it, and no council.")
NAME_NEITHER = mark("This role is held over the service: name neither council nor school.")
NO_SUCH_ROLE = mark("There is no such role.")


def can_view_person(reach: Reach, person: User) -> Verdict:
    """Whether one may see what a person brings: one's own, or by a role."""
    return YES if reach.user.pk == person.pk or reach.has("view_people") else no(OWN_DETAILS)


def can_declare_interest(reach: Reach, person: User, kind: str = "") -> Verdict:
    """Whether one may declare an interest (of the kind, where one is named) of a person: one's own, or by a role."""
    if kind in DERIVED_INTERESTS:
        return no(NOT_DECLARABLE)
    if reach.user.pk == person.pk and reach.has("declare_interest"):
        return YES
    return YES if reach.has("manage_people") else no(OWN_DETAILS)


def can_end_interest(reach: Reach, interest: Interest) -> Verdict:
    """Whether one may end an interest: a declared one that is open, one's own or by a role."""
    may = can_declare_interest(reach, interest.user)
    if not may:
        return may
    if interest.ended_on is not None:
        return no(ENDED_ALREADY)
    return no(FOUND_NOT_DECLARED) if interest.is_derived else YES


def fits_role(role: str, *, council: bool, school: bool) -> Verdict:
    """Whether a role is held over what was named: a council, a school, or the service."""
    if role not in ROLES:
        return no(NO_SUCH_ROLE)
    match ROLES[role].reach:
        case "council":
            return YES if council and not school else no(NAME_A_COUNCIL)
        case "school":
            return YES if school and not council else no(NAME_A_SCHOOL)
    return no(NAME_NEITHER) if council or school else YES


def can_end_grant(grant: RoleGrant) -> Verdict:
    """Whether a role may end: there must always be an administrator left who can sign in."""
    if grant.role != "administrator":
        return YES
    others = RoleGrant.objects.filter(role="administrator", ends_on=None, user__is_active=True).exclude(pk=grant.pk)
    return YES if others.exists() else no(LAST_ADMINISTRATOR)
