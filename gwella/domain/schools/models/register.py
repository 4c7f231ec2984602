"""Schools as the official register has them, and what people have put right."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length, Replace
from django.db.models.lookups import Exact

from gwella.core.models import DataImport
from gwella.core.text import Bilingual
from gwella.domain.people.models import User
from gwella.domain.places.models import Council

# Seven figures: of that length, and nothing left without its figures. Any program that opens the database can check
# this, which a regular expression would not let it do on SQLite.
_WITHOUT_FIGURES: F | Replace = F("number")
for _figure in "0123456789":
    _WITHOUT_FIGURES = Replace(_WITHOUT_FIGURES, Value(_figure), Value(""))
SEVEN_FIGURES = Q(Exact(Length("number"), 7)) & Q(Exact(_WITHOUT_FIGURES, Value("")))


class Federation(models.Model):
    """Schools under one governing body or one head: they keep one system leader."""

    name_en = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name_en


class Cluster(models.Model):
    """A secondary school and the primaries that feed it."""

    name_en = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name_en


class SchoolQuerySet(models.QuerySet["School"]):
    """Named selections of schools."""

    def open(self) -> "SchoolQuerySet":
        """Schools that are open."""
        return self.filter(state="open")

    def served(self) -> "SchoolQuerySet":
        """The remit: open maintained schools and referral units of the service's councils."""
        return self.open().filter(kind__in=("maintained", "pru"), council__is_served=True)


class School(models.Model):
    """One school, known by its number: council code (3) and establishment (4), as text."""

    number = models.CharField(max_length=7, unique=True)
    name_en = models.CharField(max_length=160)
    name_cy = models.CharField(max_length=160)
    sort_en = models.CharField(max_length=800, blank=True)
    sort_cy = models.CharField(max_length=800, blank=True)
    # Both names, number, place and postcode, folded: what search looks in.
    search_text = models.TextField(blank=True)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="schools")
    kind = models.CharField(max_length=12)
    phase = models.CharField(max_length=10, blank=True)
    medium = models.CharField(max_length=2, blank=True)
    governance = models.CharField(max_length=10, blank=True)
    faith = models.CharField(max_length=4, blank=True)
    lowest_age = models.PositiveSmallIntegerField(null=True, blank=True)
    highest_age = models.PositiveSmallIntegerField(null=True, blank=True)
    address = models.JSONField(default=list)
    postcode = models.CharField(max_length=8, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # Every value as the publisher wrote it, in both languages: {"column": {"en": …, "cy": …}}.
    published = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default="open")
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    federation = models.ForeignKey(Federation, on_delete=models.SET_NULL, null=True, blank=True, related_name="schools")
    cluster = models.ForeignKey(Cluster, on_delete=models.SET_NULL, null=True, blank=True, related_name="schools")
    brought_by = models.ForeignKey(DataImport, on_delete=models.PROTECT, null=True, related_name="+")

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["sort_en", "number"]
        indexes = [models.Index(fields=["sort_en"]), models.Index(fields=["sort_cy"])]
        constraints = [
            models.CheckConstraint(condition=SEVEN_FIGURES, name="school_number_is_seven_digits"),
            models.CheckConstraint(condition=Q(kind__in=("maintained", "pru", "independent")), name="school_kind"),
            models.CheckConstraint(condition=Q(state__in=("open", "closed")), name="school_state"),
        ]

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> Bilingual:
        """The school's name in both languages."""
        return Bilingual(self.name_en, self.name_cy)


class Succession(models.Model):
    """One school following another; history stays reachable under both numbers."""

    predecessor = models.ForeignKey(School, on_delete=models.PROTECT, related_name="successors")
    successor = models.ForeignKey(School, on_delete=models.PROTECT, related_name="predecessors")
    kind = models.CharField(max_length=12)
    happened_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=models.F("successor")), name="succession_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} {self.kind} {self.successor_id}"


class HandCorrection(models.Model):
    """A field a person put right. A later register never overwrites it silently."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=30)
    value = models.JSONField()
    reason = models.TextField()
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "field"], name="correction_one_a_field")]

    def __str__(self) -> str:
        return f"{self.school_id}.{self.field}"


class RegisterDifference(models.Model):
    """A register that says otherwise than a person's correction, waiting for somebody to decide."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="differences")
    field = models.CharField(max_length=30)
    ours = models.JSONField()
    theirs = models.JSONField()
    brought_by = models.ForeignKey(DataImport, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=6, blank=True)  # "", "keep" or "take"
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "field"], condition=Q(decision=""), name="difference_open_once"),
            models.CheckConstraint(condition=Q(decision__in=("", "keep", "take")), name="difference_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id}.{self.field}"


class RegisterMissing(models.Model):
    """A school of ours that a later register no longer has, until a person says what became of it."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="missing")
    brought_by = models.ForeignKey(DataImport, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, blank=True)  # "", closed, merged, split, renumbered, kept
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], condition=Q(outcome=""), name="missing_open_once")]

    def __str__(self) -> str:
        return f"{self.school_id} missing"
