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
