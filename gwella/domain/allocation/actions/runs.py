"""Every change to allocation: a proposal kept, changed by hand, confirmed or withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from gwella.core.audit import Actor, Subject, record
from gwella.core.text import mark
from gwella.core.verdict import ensure, no
from gwella.domain.allocation.models import AllocationRun, Proposal
from gwella.domain.allocation.rules import can_move_run
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
    inputs_hash: str
    objective: float
    bound: float
    gap: float
    is_proven: bool
    unmet_half_days: int
    unmet_floor_half_days: int
    schools: int
    people: int
    barred_pairs: int
    shortages: list[dict[str, Any]]
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
def change_proposal(
    proposal: Proposal,
    *,
    leader: User,
    reason: str,
    expected_leader_id: int | None,
    kilometres: float | None,
    facts: dict[str, Any],
    by: Actor,
    at: datetime,
) -> Proposal:
    """Give a school of a proposed run to another leader by hand. Its reason is kept with it.

    Refuses where the run is no longer proposed, or where somebody else changed this school meanwhile.
    """
    run = AllocationRun.objects.select_for_update().get(pk=proposal.run_id)
    ensure(can_move_run(run.state, AllocationRun.State.CONFIRMED))
    current = Proposal.objects.select_for_update().select_related("school").get(pk=proposal.pk)
    if current.leader_id != expected_leader_id:
        ensure(no(mark("Someone else has changed this since you opened it.")))
    current.leader, current.kilometres, current.facts = leader, kilometres, facts
    current.is_by_hand, current.hand_reason = True, reason
    current.changed_by_id, current.changed_at = (by.pk if by else None), at
    current.save()
    record(
        "allocation.changed",
        by=by,
        at=at,
        data={"number": run.number, "leader": leader.name, "reason": reason},
        subjects=[Subject("school", str(current.school_id))],
    )
    return current


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
