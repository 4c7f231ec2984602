"""Every change to allocation: a proposal kept, changed by hand, confirmed or withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from gwella.core.audit import Actor, Subject, record
from gwella.core.verdict import ensure, no
from gwella.domain.allocation.models import AllocationRun, Proposal
from gwella.domain.allocation.rules import CHANGED_MEANWHILE, can_move_run
from gwella.domain.people.models import User
from gwella.domain.schools.actions.links import LinkCounts, LinkFacts, link_schools


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a search for a plan was given and what it found. Days in half-days."""

    school_year: str
    framework: str
    starts_on: date
    seed: int
    weights: dict[str, float]
    tolerance: int
    inputs_hash: str
    objective: float
    parts: dict[str, float]
    bound: float
    gap: float
    is_proven: bool
    unmet_half_days: int
    unmet_floor_half_days: int
    schools: int
    people: int
    barred_pairs: int
    inferred_homes: int
    shortages: dict[str, Any]
    seconds: float


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """One school of the plan, all by key: its proposed leader (None: nobody), last year's, and the runner-up."""

    school_id: int
    leader_id: int | None
    half_days: int
    last_leader_id: int | None = None
    kilometres: float | None = None
    runner_up_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandChange:
    """One school of a change by hand. `expected_leader_id` is whom the person saw there."""

    school_id: int
    expected_leader_id: int | None
    kilometres: float | None
    runner_up_id: int | None
    facts: dict[str, Any]


@transaction.atomic
def propose_allocation(run: RunFacts, proposals: Sequence[ProposalFacts], *, by: Actor, at: datetime) -> AllocationRun:
    """Keep a plan as the next run, for people to decide on."""
    number = (AllocationRun.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    kept = AllocationRun.objects.create(
        number=number,
        proposed_by_id=by.pk if by else None,
        proposed_at=at,
        **{name: getattr(run, name) for name in RunFacts.__dataclass_fields__},
    )
    Proposal.objects.bulk_create(
        [
            Proposal(run=kept, **{name: getattr(facts, name) for name in ProposalFacts.__dataclass_fields__})
            for facts in proposals
        ],
        batch_size=500,
    )
    names = dict(User.objects.filter(pk__in={p.leader_id for p in proposals}).values_list("pk", "name"))
    record(
        "allocation.proposed",
        by=by,
        at=at,
        data={"number": number, "schools": run.schools, "people": run.people},
        subjects=[Subject("school", str(p.school_id), {"leader": names.get(p.leader_id or 0, "")}) for p in proposals],
    )
    return kept


@transaction.atomic
def change_proposals(
    run: AllocationRun,
    changes: Sequence[HandChange],
    *,
    shortages: dict[str, Any],
    leader: User,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Give schools of a proposed run (one, or those that share a leader) to another leader, with the reason.

    `shortages`: what is left short then. Refuses where the run is no longer proposed, or where somebody else
    changed one of the schools meanwhile.
    """
    locked = AllocationRun.objects.select_for_update().get(pk=run.pk)
    ensure(can_move_run(locked.state, AllocationRun.State.CONFIRMED))
    proposals = {p.school_id: p for p in locked.proposals.filter(school_id__in=[c.school_id for c in changes])}
    for change in changes:
        proposal = proposals[change.school_id]
        if proposal.leader_id != change.expected_leader_id:
            ensure(no(CHANGED_MEANWHILE))
        proposal.leader, proposal.kilometres, proposal.facts = leader, change.kilometres, change.facts
        proposal.runner_up_id = change.runner_up_id
        proposal.is_by_hand, proposal.hand_reason = True, reason
        proposal.changed_by_id, proposal.changed_at = (by.pk if by else None), at
    Proposal.objects.bulk_update(
        proposals.values(),
        ["leader", "kilometres", "facts", "runner_up", "is_by_hand", "hand_reason", "changed_by", "changed_at"],
    )
    locked.shortages = shortages
    locked.save(update_fields=["shortages"])
    record(
        "allocation.changed",
        by=by,
        at=at,
        data={"number": locked.number, "leader": leader.name, "reason": reason},
        subjects=[Subject("school", str(change.school_id)) for change in changes],
    )


@transaction.atomic
def confirm_allocation(run: AllocationRun, *, by: Actor, at: datetime) -> LinkCounts:
    """Make a run's proposals the links of its schools from its first day. Once only; earlier links end."""
    locked = AllocationRun.objects.select_for_update().get(pk=run.pk)
    ensure(can_move_run(locked.state, AllocationRun.State.CONFIRMED))
    locked.state, locked.confirmed_at = AllocationRun.State.CONFIRMED, at
    locked.confirmed_by_id = by.pk if by else None
    locked.save()
    counts = link_schools(
        [
            LinkFacts(p.school_id, p.leader_id, locked.starts_on, reason=p.hand_reason)
            for p in locked.proposals.order_by("school_id")
            if p.leader_id
        ],
        by=by,
        at=at,
    )
    record(
        "allocation.confirmed",
        by=by,
        at=at,
        data={"number": locked.number, "started": counts.started, "kept": counts.kept, "ended": counts.ended},
    )
    return counts


@transaction.atomic
def withdraw_allocation(run: AllocationRun, *, by: Actor, at: datetime) -> None:
    """Put a proposal aside. It stays on record."""
    locked = AllocationRun.objects.select_for_update().get(pk=run.pk)
    ensure(can_move_run(locked.state, AllocationRun.State.WITHDRAWN))
    locked.state = AllocationRun.State.WITHDRAWN
    locked.save()
    record("allocation.withdrawn", by=by, at=at, data={"number": locked.number})
