"""Packs made for schools, and who opened them."""

from django.db import models

from gwella.domain.people.models import User
from gwella.domain.schools.models import School


class Pack(models.Model):
    """A school's pack for a year: an edition once issued never changes. The file is named by its hash."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="packs")
    year = models.CharField(max_length=7)
    edition = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["school", "-year", "-edition"]
        constraints = [models.UniqueConstraint(fields=["school", "year", "edition"], name="pack_edition_once")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year} edition {self.edition}"


class PackOpening(models.Model):
    """Somebody opened a pack for the first time."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="openings")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at"]
        constraints = [models.UniqueConstraint(fields=["pack", "opened_by"], name="pack_opened_once_each")]

    def __str__(self) -> str:
        return f"{self.pack_id} opened by {self.opened_by_id}"
