"""Who did what, when and to what. Written by `core.audit.record`, never changed."""

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """One action: its kind is the action's stem (`school.imported`), its data the particulars in plain values."""

    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The name as it was, so that the record reads the same after a person leaves. Empty: by the installation.
    actor_name = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "happened_at"])]

    def __str__(self) -> str:
        return f"{self.kind} at {self.happened_at:%Y-%m-%d %H:%M}"


class AuditSubject(models.Model):
    """One thing an event touched, with what it meant for that thing."""

    event = models.ForeignKey(AuditEvent, on_delete=models.CASCADE, related_name="subjects")
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=40)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["kind", "key", "-event"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
