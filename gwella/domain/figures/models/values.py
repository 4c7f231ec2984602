"""The long table of figures, and what later versions changed."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from gwella.domain.figures.models.sources import DataSet
from gwella.domain.figures.rules import PUPIL_KINDS, REASONS
from gwella.domain.schools.models import School


class FigureQuerySet(models.QuerySet["Figure"]):
    """Figures, filtered by what the reader asks."""

    def current(self) -> "FigureQuerySet":
        """Those of versions that nothing has replaced."""
        return self.filter(data_set__replaced_by=None)

    def told(self) -> "FigureQuerySet":
        """The current ones, each once: the one place that chooses where two data sets tell the same figure.

        What was worked out from pupils' rows goes before what somebody published, unless only the published one has a
        value. The choice comes before anything is hidden: a hidden figure is never told by the other one.
        """
        alike = {name: OuterRef(name) for name in ("place", "year", "measure", "group", "span")}
        other = Figure.objects.filter(data_set__replaced_by=None, **alike)
        is_ours = Q(data_set__kind__in=PUPIL_KINDS)
        ours, valued = other.filter(is_ours), Q(value__isnull=False)
        gives_way = Exists(ours.filter(valued)) | (~valued & Exists(ours))
        is_filled = ~valued & Exists(other.filter(~is_ours, valued))
        return self.current().exclude(~is_ours & gives_way).exclude(is_ours & is_filled)


class Figure(models.Model):
    """One value of one measure for one place, group and year, or the reason why there is none.

    `place` is `school:6722046`, `family:…`, `council:672`, `region` or `wales`; `school` is set for the first kind.
    `value` is unrounded, in the measure's unit; `span` counts the years pooled; `cohort` is what the numerator is
    divided by (pupils, or sessions), `pupils` how many pupils that is.
    `hidden`: it may not leave (cohort too small, or it would give one away); who holds the right sees it all the same.
    """

    data_set = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="figures")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=60)
    year = models.CharField(max_length=7)
    measure = models.CharField(max_length=40)
    group = models.CharField(max_length=20, default="all")
    span = models.PositiveSmallIntegerField(default=1)
    numerator = models.FloatField(null=True, blank=True)
    cohort = models.PositiveIntegerField(null=True, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    reason = models.CharField(max_length=1, choices=[(code, code) for code in REASONS], blank=True)
    hidden = models.BooleanField(default=False)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["place", "measure", "year", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["data_set", "place", "year", "measure", "group", "span"], name="figure_once_a_version"
            ),
            models.CheckConstraint(condition=Q(value__isnull=False) | ~Q(reason=""), name="figure_has_value_or_reason"),
        ]
        indexes = [
            models.Index(fields=["school", "measure", "year"]),
            models.Index(fields=["place", "measure", "year"]),
            models.Index(fields=["measure", "year", "group"]),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.measure} {self.group} {self.year}: {self.value}"


class FigureRevision(models.Model):
    """What a later version changed in one figure: from what to what. Empty `was` or `becomes`: none there."""

    data_set = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="revisions")
    earlier = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=60)
    year = models.CharField(max_length=7)
    measure = models.CharField(max_length=40)
    group = models.CharField(max_length=20)
    span = models.PositiveSmallIntegerField()
    was = models.FloatField(null=True, blank=True)
    becomes = models.FloatField(null=True, blank=True)
    was_cohort = models.PositiveIntegerField(null=True, blank=True)
    becomes_cohort = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["place", "measure", "year", "group"]
        indexes = [models.Index(fields=["school", "measure", "year"])]

    def __str__(self) -> str:
        return f"{self.place} {self.measure} {self.group} {self.year}: {self.was} → {self.becomes}"
