"""A school's support category, with each step that led to it."""

from django.db import models
from django.db.models import Q

from gwella.core.models import DataImport
from gwella.domain.people.models import User
from gwella.domain.schools.models import School

__all__ = ["CategoryDifference", "CategoryRecord", "CategoryStep"]


class CategoryRecord(models.Model):
    """What was decided for a school in a round (a school year), and the ceiling of days that follows."""

    class Source(models.TextChoices):
        PUBLISHED = "published"
        DECIDED = "decided"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="categories")
    school_year = models.CharField(max_length=7)
    framework = models.CharField(max_length=40)
    standards_group = models.CharField(max_length=2, blank=True)
    capacity = models.CharField(max_length=1, blank=True)
    category = models.CharField(max_length=12)
    # A ceiling, never a promise; the days agreed in dialogue stand beside it.
    ceiling_half_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=Source)
    decided_on = models.DateField(null=True, blank=True)
    brought_by = models.ForeignKey(DataImport, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-school_year", "school"]
        constraints = [models.UniqueConstraint(fields=["school", "school_year"], name="category_one_a_year")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.school_year}: {self.category}"


class CategoryStep(models.Model):
    """One step of the order of evaluation: from what, to what, who, when and why. Never overwritten."""

    record = models.ForeignKey(CategoryRecord, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=20)
    was = models.CharField(max_length=12, blank=True)
    became = models.CharField(max_length=12)
    why = models.TextField(blank=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_by_role = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["record", "position"]
        constraints = [
            models.UniqueConstraint(fields=["record", "position"], name="category_step_once"),
            models.CheckConstraint(condition=~Q(became=""), name="category_step_has_result"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.was} → {self.became}"


class CategoryDifference(models.Model):
    """A published list that says otherwise than what was decided here, waiting for somebody to decide."""

    record = models.ForeignKey(CategoryRecord, on_delete=models.CASCADE, related_name="differences")
    ours = models.CharField(max_length=12)
    theirs = models.CharField(max_length=12)
    # What the list says beside the category, written with it where somebody takes it.
    standards_group = models.CharField(max_length=2, blank=True)
    capacity = models.CharField(max_length=1, blank=True)
    ceiling_half_days = models.PositiveSmallIntegerField()
    framework = models.CharField(max_length=40)
    brought_by = models.ForeignKey(DataImport, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=6, blank=True)  # "", "keep" or "take"
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record"], condition=Q(decision=""), name="category_difference_open_once"),
            models.CheckConstraint(condition=Q(decision__in=("", "keep", "take")), name="category_difference_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.ours}, published {self.theirs}"
