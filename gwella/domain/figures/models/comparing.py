"""How a school's figures stand beside others': worked out in the background, read by pages."""

from django.db import models
from django.db.models import F, Q

from gwella.domain.figures.rules import EFFECT_WORDS
from gwella.domain.people.models import User
from gwella.domain.schools.models import School


class Standing(models.Model):
    """One measure of one school in one year beside what schools like it reach. All values in the measure's unit.

    `expected` and `residual` are of the context line; `quarter` 1 is the top of its free-school-meals group;
    `effect` is value added with its 95 % interval and its word.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="standings")
    year = models.CharField(max_length=7)
    measure = models.CharField(max_length=40)
    value = models.FloatField()
    cohort = models.PositiveIntegerField()
    benchmark_group = models.PositiveSmallIntegerField(null=True, blank=True)
    quarter = models.PositiveSmallIntegerField(null=True, blank=True)
    expected = models.FloatField(null=True, blank=True)
    residual = models.FloatField(null=True, blank=True)
    similar = models.FloatField(null=True, blank=True)
    similar_cohort = models.PositiveIntegerField(null=True, blank=True)
    effect = models.FloatField(null=True, blank=True)
    effect_low = models.FloatField(null=True, blank=True)
    effect_high = models.FloatField(null=True, blank=True)
    effect_word = models.CharField(max_length=10, choices=[(code, code) for code in EFFECT_WORDS], blank=True)

    class Meta:
        ordering = ["school", "measure", "-year"]
        constraints = [models.UniqueConstraint(fields=["school", "measure", "year"], name="standing_once")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.measure} {self.year}"


class SimilarSchool(models.Model):
    """One of the schools nearest to a school on context, never on results. `why` gives the share of each fact in the
    distance, and the two values: {"fsm": [share, own, other], …}."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="similar_schools")
    other = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    year = models.CharField(max_length=7)
    rank = models.PositiveSmallIntegerField()
    distance = models.FloatField()
    why = models.JSONField(default=dict)

    class Meta:
        ordering = ["school", "-year", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "other"], name="similar_school_once"),
            models.CheckConstraint(condition=~Q(school=F("other")), name="similar_school_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year} {self.rank}: {self.other_id}"


class FamilyPlace(models.Model):
    """The family of schools a school belongs to in a year, with its index of challenge (0 to 100)."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    year = models.CharField(max_length=7)
    family = models.CharField(max_length=30)
    challenge = models.FloatField()

    class Meta:
        ordering = ["year", "family"]
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="family_place_once")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year}: {self.family}"


class StepResult(models.Model):
    """What a framework computes from figures: the standards group, or the band, with every measure's points."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="step_results")
    year = models.CharField(max_length=7)
    framework = models.CharField(max_length=40)
    step = models.CharField(max_length=20)
    score = models.FloatField(null=True, blank=True)
    result = models.CharField(max_length=4, blank=True)
    why = models.CharField(max_length=20, blank=True)
    # By measure: value, cohort, points, weight.
    points = models.JSONField(default=dict)

    class Meta:
        ordering = ["school", "-year"]
        constraints = [models.UniqueConstraint(fields=["school", "year", "framework", "step"], name="step_result_once")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year} {self.step}: {self.result or self.why}"


class EarlySign(models.Model):
    """Why a school calls for a look, in parts whose weights are published. Never a judgement."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="early_sign")
    on = models.DateField()
    score = models.FloatField()
    # By sign: value, points.
    parts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-score", "school"]

    def __str__(self) -> str:
        return f"{self.school_id} {self.on}: {self.score:g}"


class SignTest(models.Model):
    """How the signs would have done in an earlier year: told rightly, told in vain, not told."""

    year = models.CharField(max_length=7, unique=True)
    threshold = models.FloatField()
    hits = models.PositiveIntegerField()
    false_alarms = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    quiet = models.PositiveIntegerField()

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year}: {self.hits} of {self.hits + self.missed}"


class ComparisonSet(models.Model):
    """Schools a person chose to compare a school with. Shared ones are offered to all who may see that school."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="comparison_sets")
    name = models.CharField(max_length=80)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    is_shared = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    members = models.ManyToManyField(School, related_name="+")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
