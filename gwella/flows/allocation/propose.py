"""A search for a plan, kept as a run of proposals for people to decide on."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Min

from gwella.core.audit import Actor
from gwella.core.verdict import ensure
from gwella.domain.allocation.access import can_propose_allocation
from gwella.domain.allocation.actions import ProposalFacts, RunFacts, propose_allocation
from gwella.domain.allocation.models import AllocationRun
from gwella.domain.allocation.queries import broken_pairs, loads_of, over_capacity, proposals_of
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import SchoolLink
from gwella.engine.allocation.solve import Plan, solve
from gwella.flows.allocation.question import Question, pose
from gwella.flows.allocation.shortages import told_short
from gwella.flows.allocation.standing import Standing, explain

Progress = Callable[[int, int], None]
STEPS = 4
GAP = 0.01  # how near the best a plan must be proven to be


def propose(
    *,
    starts_on: date,
    seed: int = 1,
    weights: Mapping[str, float] | None = None,
    tolerance: int = 0,
    by: Actor,
    at: datetime,
    progress: Progress = lambda done, total: None,
) -> AllocationRun:
    """Work out who should look after which school from a day, and keep it as the next run.

    `weights` replace the framework's, by name; `tolerance`: per cent of all days that may stay unmet beyond the
    fewest. The same inputs and seed give the same proposals. Raises Refused, and BadInput as `pose` does.
    """
    if isinstance(by, User):
        ensure(can_propose_allocation(Reach(by, at.date())))
    question = pose(starts_on=starts_on, weights=weights, today=at.date())
    progress(1, STEPS)
    plan = solve(question.problem, seed=seed, gap=GAP, tolerance=tolerance / 100)
    progress(2, STEPS)
    proposals = _proposals(question, plan)
    progress(3, STEPS)
    run = propose_allocation(_run(question, plan, tolerance), proposals, by=by, at=at)
    progress(STEPS, STEPS)
    return run


def _proposals(question: Question, plan: Plan) -> list[ProposalFacts]:
    standing = Standing(question, plan.links)
    since = known_since(question)
    found = []
    for pupil in question.problem.schools:
        explained = explain(standing, pupil.key, since)
        found.append(
            ProposalFacts(
                school_id=question.schools[pupil.key].pk,
                leader_id=explained.leader,
                half_days=pupil.half_days,
                last_leader_id=question.holders.get(pupil.key),
                kilometres=explained.kilometres,
                runner_up_id=explained.runner_up,
                facts=explained.facts,
            )
        )
    return found


def known_since(question: Question) -> dict[tuple[int, int], str]:
    """The first day on which each of the people looked after each school, by their keys; one query."""
    people = [leader.user_id for leader in question.leaders.values()]
    links = SchoolLink.objects.filter(leader__in=people, starts_on__lte=question.starts_on).order_by()
    rows = links.values_list("leader_id", "school_id").annotate(first=Min("starts_on"))
    return {(leader, school): first.isoformat() for leader, school, first in rows}


def _run(question: Question, plan: Plan, tolerance: int) -> RunFacts:
    return RunFacts(
        school_year=question.school_year,
        framework=question.framework.code,
        starts_on=question.starts_on,
        seed=plan.seed,
        weights=asdict(question.problem.weights),
        tolerance=tolerance,
        inputs_hash=question.inputs_hash,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        parts=dict(plan.parts),
        is_proven=plan.proven,
        unmet_half_days=plan.unmet_half_days,
        unmet_floor_half_days=plan.unmet_floor,
        schools=len(question.problem.schools),
        people=len(question.problem.advisers),
        barred_pairs=question.barred_pairs,
        inferred_homes=question.inferred_homes,
        shortages=told_short(question.problem, plan.links),
        seconds=plan.seconds,
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """A run in figures, as the command prints them. Days to the half; shortages and help as `told_short` has them."""

    run: int
    state: str
    schools: int
    people: int
    assigned: int
    conflicts: int
    over_capacity: int
    unmet_days: float
    unmet_floor_days: float
    shortages: list[dict[str, Any]]
    arithmetic_days: float
    idle_days: float
    help: list[dict[str, Any]]
    inferred_homes: int
    objective: float
    bound: float
    gap: float
    is_proven: bool
    seed: int
    inputs_hash: str
    seconds: float


def counts_of(run: AllocationRun, *, on: date) -> Counts:
    """The run's figures; conflicts and loads are found again from the rows as they are on the day."""
    proposals = proposals_of(run)
    return Counts(
        run=run.number,
        state=run.state,
        schools=len(proposals),
        people=run.people,
        assigned=sum(p.leader_id is not None for p in proposals),
        conflicts=len(broken_pairs(run, proposals, on=on)),
        over_capacity=len(over_capacity(loads_of(proposals))),
        unmet_days=sum(p.half_days for p in proposals if p.leader_id is None) / 2,
        unmet_floor_days=run.unmet_floor_half_days / 2,
        shortages=run.shortages["groups"],
        arithmetic_days=run.shortages["arithmetic_days"],
        idle_days=run.shortages["idle_days"],
        help=run.shortages["help"],
        inferred_homes=run.inferred_homes,
        objective=round(run.objective, 1),
        bound=round(run.bound, 1),
        gap=round(run.gap, 5),
        is_proven=run.is_proven,
        seed=run.seed,
        inputs_hash=run.inputs_hash,
        seconds=round(run.seconds, 2),
    )
