"""Long work and how far it has come."""

from django.conf import settings
from django.db import models


class Work(models.Model):
    """One piece of background work, asked for by name. `jobs` registers who does it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    name = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # What came of it (counts, an address) or, failed, the problems as `Problem.as_json`.
    result = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    # By the service's clock; empty: at once.
    not_before = models.DateTimeField(null=True, blank=True)
    # When it last said that it lives, by the real clock.
    seen_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.state} {self.done}/{self.total}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (self.State.DONE, self.State.FAILED)
