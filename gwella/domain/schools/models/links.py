"""Who looks after which school. Allocation decides and writes this fact; access rules read it."""

from django.db import models
from django.db.models import Q

from gwella.domain.people.models import User
from gwella.domain.schools.models.register import School


class SchoolLink(models.Model):
    """A school's one lead system leader, from a day; an ended link stays."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="links")
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="school_links")
    starts_on = models.DateField()
    # The last day: on it the link still opens the school's page, on the next no more.
    ends_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["school"], condition=Q(ends_on=None), name="school_link_one_lead"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="school_link_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader_id} looks after {self.school_id}"
