"""Where brought-in facts came from: one row per file that was read."""

from django.conf import settings
from django.db import models


class DataImport(models.Model):
    """One file brought in, or waiting for a yes. The report holds counts, changes and problems in plain data."""

    class State(models.TextChoices):
        PREVIEWED = "previewed"
        COMMITTED = "committed"
        REFUSED = "refused"

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEWED)
    params = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    brought_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name} ({self.state})"
