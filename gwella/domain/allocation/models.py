"""Proposals of who looks after which school, and the notices that tell schools."""

from django.db import models
from django.db.models import Q

from gwella.domain.people.models import User
from gwella.domain.schools.models import Contact, School

__all__ = ["AllocationRun", "Notice", "Proposal"]


class AllocationRun(models.Model):
    """One search for a plan: what went in (kept as a hash, weights and seed), what came out, who confirmed it."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        CONFIRMED = "confirmed"
        WITHDRAWN = "withdrawn"

    number = models.PositiveIntegerField(unique=True)
    school_year = models.CharField(max_length=7)
    framework = models.CharField(max_length=40)
    starts_on = models.DateField()
    seed = models.BigIntegerField()
    weights = models.JSONField()
    # Per cent of all days that the plan was allowed to leave unmet beyond the fewest, for shorter journeys.
    tolerance = models.PositiveSmallIntegerField(default=0)
    inputs_hash = models.CharField(max_length=64)
    objective = models.FloatField()
    # The objective by wish.
    parts = models.JSONField(default=dict)
    bound = models.FloatField()
    gap = models.FloatField()
    is_proven = models.BooleanField()
    unmet_half_days = models.PositiveIntegerField()
    unmet_floor_half_days = models.PositiveIntegerField()
    schools = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    barred_pairs = models.PositiveIntegerField(default=0)
    # People whose home council was taken from the school nearest their base.
    inferred_homes = models.PositiveIntegerField(default=0)
    # What is left short, why, and whose agreement would help, in plain values.
    shortages = models.JSONField(default=dict)
    seconds = models.FloatField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_at__isnull=False)
                | (~Q(state="confirmed") & Q(confirmed_at=None)),
                name="allocation_run_confirmed_when",
            )
        ]

    def __str__(self) -> str:
        return f"run {self.number} ({self.state})"


class Proposal(models.Model):
    """One school of a run: its proposed leader (none where no plan reaches it), why, and who came next."""

    run = models.ForeignKey(AllocationRun, on_delete=models.CASCADE, related_name="proposals")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    half_days = models.PositiveSmallIntegerField()
    last_leader = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kilometres = models.FloatField(null=True, blank=True)
    runner_up = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The facts of the explanation in plain values: both candidates' km, load after, cost; who was ruled out and why.
    facts = models.JSONField(default=dict)
    is_by_hand = models.BooleanField(default=False)
    hand_reason = models.TextField(blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "school"], name="proposal_one_a_school"),
            models.CheckConstraint(
                condition=Q(is_by_hand=False) | ~Q(hand_reason=""), name="proposal_by_hand_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} → {self.leader_id}"


class Notice(models.Model):
    """A letter telling one contact of a school who looks after it: prepared, approved, sent, acknowledged; or, before
    it left, withdrawn.

    `facts` are frozen when it is prepared; paper, mail and preview are made from them alone.
    """

    class State(models.TextChoices):
        PREPARED = "prepared"
        APPROVED = "approved"
        SENT = "sent"
        ACKNOWLEDGED = "acknowledged"
        WITHDRAWN = "withdrawn"

    run = models.ForeignKey(AllocationRun, on_delete=models.PROTECT, related_name="notices")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="notices")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40, unique=True)
    facts = models.JSONField()
    state = models.CharField(max_length=12, choices=State, default=State.PREPARED)
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    # Why it may go at a time we would otherwise spare the reader (a Friday evening, a holiday). Empty: it waits.
    urgency = models.TextField(blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=6, blank=True)  # "email" or "post"
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=10, blank=True)  # a key of rules.WITHDRAWN

    class Meta:
        ordering = ["school__sort_en", "contact__role"]
        constraints = [models.UniqueConstraint(fields=["run", "contact"], name="notice_one_a_contact")]

    def __str__(self) -> str:
        return f"{self.reference} ({self.state})"
