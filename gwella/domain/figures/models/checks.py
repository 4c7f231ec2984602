"""What the school says of its figures, and what it aims at."""

from django.db import models
from django.db.models import Q

from gwella.domain.figures.models.sources import DataSet
from gwella.domain.figures.rules import ANSWERS, TARGET_STAGES
from gwella.domain.people.models import User
from gwella.domain.schools.models import School


class FigureCheck(models.Model):
    """A school has looked at its figures of a data set and found them right."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    data_set = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="checks")
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "data_set"], name="figure_check_once")]

    def __str__(self) -> str:
        return f"{self.school_id} accepts {self.data_set_id}"


class Dispute(models.Model):
    """A school disputes one figure with a reason; the data team answers. Nothing of it is ever taken away."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    # The figure as it was told: figures are replaced whole, a dispute stays.
    data_set = models.ForeignKey(DataSet, on_delete=models.PROTECT, related_name="disputes")
    year = models.CharField(max_length=7)
    measure = models.CharField(max_length=40)
    group = models.CharField(max_length=20)
    span = models.PositiveSmallIntegerField()
    value = models.FloatField(null=True, blank=True)
    cohort = models.PositiveIntegerField(null=True, blank=True)
    reason = models.TextField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=[(code, code) for code in ANSWERS], blank=True)
    answer_text = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "measure", "group", "span"],
                condition=Q(answered_at=None),
                name="dispute_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="dispute_answered_with_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} disputes {self.measure} {self.group} {self.year}"


class Target(models.Model):
    """One value on the way of a target: set, agreed, forecast in the year, or what came. The latest of each counts."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="targets")
    measure = models.CharField(max_length=40)
    year = models.CharField(max_length=7)
    stage = models.CharField(max_length=10, choices=[(code, code) for code in TARGET_STAGES])
    value = models.FloatField()
    cohort = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["school", "year", "measure", "-given_at", "-pk"]
        indexes = [models.Index(fields=["school", "year"])]

    def __str__(self) -> str:
        return f"{self.school_id} {self.measure} {self.year} {self.stage}: {self.value:g}"
