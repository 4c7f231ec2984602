"""Who belongs to a school, who may see it, and whom an interest keeps from it."""

from django.db import models
from django.db.models import Q

from gwella.domain.people.models import User
from gwella.domain.places.models import Council
from gwella.domain.schools.models.register import School


class Contact(models.Model):
    """A head, deputy, chair, clerk or governor of a school, from a day to a day."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="contacts")
    role = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    reads = models.CharField(max_length=4, choices=User.Reads, blank=True, default="")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["school", "role", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "role"],
                condition=Q(until=None, role__in=("head", "chair", "clerk")),
                name="contact_one_in_post",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"


class RoleGrant(models.Model):
    """A role for a person, over a council or a school or the whole service, between days."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(council=None) | Q(school=None), name="grant_council_or_school"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="grant_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Interest(models.Model):
    """Why a person may not look after a school. Those the program finds (a serving head's) are `is_derived`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interests")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=16)
    note = models.CharField(max_length=200, blank=True)
    is_derived = models.BooleanField(default=False)
    declared_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-declared_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school", "kind"], condition=Q(ended_on=None), name="interest_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.school_id}"
