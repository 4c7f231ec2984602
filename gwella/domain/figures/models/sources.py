"""Where figures come from: the agreement that allows it, how a file is read, and what was brought in."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from gwella.core.models import DataImport
from gwella.core.text import Bilingual
from gwella.domain.figures.rules import DATA_KINDS, STATUSES, WHY_HELD
from gwella.domain.people.models import User
from gwella.domain.schools.models import School

if TYPE_CHECKING:
    from datetime import date


class Agreement(models.Model):
    """A live agreement (or open licence) without which no data set of its kinds comes in."""

    code = models.SlugField(max_length=40, unique=True)
    name_en = models.CharField(max_length=200)
    name_cy = models.CharField(max_length=200)
    controllers = models.TextField()
    purpose_en = models.TextField()
    purpose_cy = models.TextField()
    lawful_basis = models.TextField()
    recipients = models.TextField()
    # Codes of `rules.DATA_KINDS`, and our names of the fields that may be kept.
    kinds = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    starts_on = models.DateField()
    expires_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        ordering = ["name_en"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gte=F("starts_on")), name="agreement_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> Bilingual:
        """The agreement's name in both languages."""
        return Bilingual(self.name_en, self.name_cy)

    @property
    def purpose(self) -> Bilingual:
        """What the data may be used for, in both languages."""
        return Bilingual(self.purpose_en, self.purpose_cy)

    def is_live(self, on: "date") -> bool:
        """Whether data may come in under it on the day."""
        return self.starts_on <= on <= self.expires_on and (self.ended_on is None or on < self.ended_on)


class MappingProfile(models.Model):
    """How one supplier's file of one kind is read. A changed profile is a new version; old ones stay."""

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=[(code, code) for code in DATA_KINDS])
    name = models.CharField(max_length=120)
    definition = models.JSONField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="mapping_profile_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class DataSet(models.Model):
    """One version of one kind of data for one school year. Replaced whole by a later one, never edited.

    `store_key` names its file set in the columnar store; empty where it holds school-level figures only.
    """

    kind = models.CharField(max_length=20, choices=[(code, code) for code in DATA_KINDS])
    year = models.CharField(max_length=7)
    status = models.CharField(max_length=11, choices=[(code, code) for code in STATUSES])
    version = models.PositiveSmallIntegerField()
    as_at = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    received_on = models.DateField()
    source_en = models.CharField(max_length=200)
    source_cy = models.CharField(max_length=200)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="data_sets")
    profile = models.ForeignKey(MappingProfile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    brought_by = models.ForeignKey(DataImport, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    store_key = models.CharField(max_length=80, blank=True)
    rows = models.PositiveIntegerField()
    # Where each part came from, since councils and stages send files of their own: {"671 ks2": {"file": …}}.
    parts = models.JSONField(default=dict)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # When its figures were last worked out; empty: they still have to be.
    figured_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["kind", "year", "version"], name="data_set_version_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} v{self.version} ({self.status})"

    @property
    def source(self) -> Bilingual:
        """Who published or gave it, in both languages."""
        return Bilingual(self.source_en, self.source_cy)


class HeldBack(models.Model):
    """A value that cannot be true, kept apart with the reason: neither loaded nor dropped."""

    data_set = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="held_back")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=60)
    year = models.CharField(max_length=7)
    measure = models.CharField(max_length=40)
    group = models.CharField(max_length=20, default="all")
    row = models.PositiveIntegerField(null=True, blank=True)
    column = models.CharField(max_length=80, blank=True)
    raw = models.CharField(max_length=80)
    why = models.CharField(max_length=20, choices=[(code, code) for code in WHY_HELD])

    class Meta:
        ordering = ["data_set", "row"]

    def __str__(self) -> str:
        return f"{self.place} {self.measure} {self.raw}: {self.why}"
