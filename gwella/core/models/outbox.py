"""What waits to leave the house. A flow queues, a job renders and sends."""

from django.db import models


class OutboxMessage(models.Model):
    """One message to one person. `facts` are frozen when it is approved; the paper is made from them alone."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    # What it is (`allocation.notice`) and which one: the same thing is never queued twice.
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    to_name = models.CharField(max_length=200)
    to_email = models.EmailField(blank=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="outbox_message_once")]
        indexes = [models.Index(fields=["state", "queued_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"
