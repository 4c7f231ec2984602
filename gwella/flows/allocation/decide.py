"""What people decide about a proposal: a change by hand with its cost known before, the confirmation, putting aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import get_language

from gwella.core.audit import Actor
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.core.verdict import YES, Verdict, ensure, no
from gwella.domain.allocation.access import can_change_proposal, can_confirm_allocation, can_withdraw_allocation
from gwella.domain.allocation.actions import (
    HandChange,
    change_proposals,
    confirm_allocation,
    withdraw_allocation,
)
from gwella.domain.allocation.models import AllocationRun, Proposal
from gwella.domain.allocation.queries import BrokenPair, LoadOf, broken_pairs, loads_of, over_capacity, proposals_of
from gwella.domain.allocation.rules import BROKEN, CHANGED_MEANWHILE, can_move_run
from gwella.domain.categories.queries import framework_named
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach
from gwella.domain.schools.actions.links import LinkCounts
from gwella.domain.schools.models import School
from gwella.flows.allocation.propose import known_since
from gwella.flows.allocation.question import Question, pose
from gwella.flows.allocation.shortages import told_short
from gwella.flows.allocation.standing import Option, Standing, explain

GIVE_A_REASON = mark("Say why: the reason is kept with the link.")
HAS_IT_ALREADY = mark("{leader} is proposed for this school already.")
OVER_CAPACITY = mark("{leader} has {load} days of schools and {capacity} to give.")
MEND_PAIR = mark("Change the school by hand, or propose again.")


@dataclass(frozen=True, slots=True)
class Change:
    """What giving a school (with those that keep the same leader) to somebody else would mean.

    `verdict` names the limit that forbids it. `parts`: the extra cost by wish, in kilometres a year it is worth.
    `half_days_met`: days unmet before that would be met.
    """

    schools: list[School]
    option: Option | None
    before: Option | None
    half_days_met: int
    verdict: Verdict


class Decision:
    """A proposed run put beside today's facts: what each change by hand would cost and whether it may be made."""

    def __init__(self, run: AllocationRun, proposals: Sequence[Proposal], *, today: date) -> None:
        self.run = run
        self.question: Question = pose(
            starts_on=run.starts_on, weights=run.weights, today=today, framework=framework_named(run.framework)
        )
        self.links = {p.school.number: str(p.leader_id) if p.leader_id else None for p in proposals}
        self.standing = Standing(self.question, self.links)

    def knows(self, number: str) -> bool:
        """Whether the school is still one of the question's."""
        return number in self.question.schools

    def options(self, number: str) -> list[Option]:
        """The people whom the limits allow and who have the days, nearest first; whoever has the school is not among
        them."""
        free = [o for o in self.standing.options(number) if not o.ruled_out and o.leader != self.links[number]]
        return sorted(free, key=lambda option: (option.kilometres is None, option.kilometres, option.leader))

    def change(self, school: School, leader: User) -> Change:
        """What giving the school to this person would mean."""
        if not self.knows(school.number):
            return Change([school], None, None, 0, _broken("school", school, leader))
        together = self.standing.together(school.number)
        schools = [self.question.schools[number] for number in together]
        options = {option.leader: option for option in self.standing.options(school.number)}
        before = options.get(self.links[school.number] or "")
        option = options.get(str(leader.pk))
        if option is None:
            return Change(schools, None, before, 0, _broken("not_in_post", school, leader))
        pupils, rows = self.question.problem.schools, self.question.problem.school_rows
        met = sum(pupils[rows[number]].half_days for number in together) if before is None else 0
        verdict = _broken(option.ruled_out, school, leader) if option.ruled_out else YES
        if before is not None and before.leader == option.leader:
            verdict = no(HAS_IT_ALREADY, leader=leader.name)
        return Change(schools, option, before, met, verdict)


@transaction.atomic
def change_by_hand(
    proposal: Proposal, leader: User, *, reason: str, expected_leader_id: int | None, by: Actor, at: datetime
) -> Change:
    """Give a school of a proposed run to another leader, and with it the schools that keep the same one.

    `expected_leader_id`: whom the person saw there. Raises Refused: no right to, a limit or days that forbid it,
    no reason, or somebody else was faster.
    """
    run = AllocationRun.objects.select_for_update().get(pk=proposal.run_id)
    ensure(can_move_run(run.state, AllocationRun.State.CONFIRMED))
    proposals = proposals_of(run)
    current = next(found for found in proposals if found.pk == proposal.pk)
    if current.leader_id != expected_leader_id:
        ensure(no(CHANGED_MEANWHILE))
    if not reason.strip():
        ensure(no(GIVE_A_REASON))
    decision = Decision(run, proposals, today=at.date())
    change = decision.change(current.school, leader)
    if isinstance(by, User):
        ensure(can_change_proposal(Reach(by, at.date()), run, {school.pk for school in change.schools}))
    ensure(change.verdict)
    links = decision.links | {school.number: str(leader.pk) for school in change.schools}
    changes = _hand_changes(decision, change, links)
    short = told_short(decision.question.problem, links)
    change_proposals(run, changes, shortages=short, leader=leader, reason=reason.strip(), by=by, at=at)
    return change


def _hand_changes(decision: Decision, change: Change, links: Mapping[str, str | None]) -> list[HandChange]:
    after = Standing(decision.question, links)
    since = known_since(decision.question)
    found = []
    for school in change.schools:
        explained = explain(after, school.number, since)
        was = decision.links.get(school.number)
        found.append(
            HandChange(
                school_id=school.pk,
                expected_leader_id=int(was) if was else None,
                kilometres=explained.kilometres,
                runner_up_id=explained.runner_up,
                facts=explained.facts,
            )
        )
    return found


@transaction.atomic
def confirm(run: AllocationRun, *, by: Actor, at: datetime) -> LinkCounts:
    """Make a run's proposals the links of its schools, once every pair keeps today's limits.

    Raises Refused where one may not or somebody was faster, and BadInput with every pair that breaks a limit by now
    and every person whose schools need more days than they have.
    """
    locked = AllocationRun.objects.select_for_update().get(pk=run.pk)
    if isinstance(by, User):
        ensure(can_confirm_allocation(Reach(by, at.date()), locked))
    ensure(can_move_run(locked.state, AllocationRun.State.CONFIRMED))
    proposals = proposals_of(locked)
    faults = [_fault(pair) for pair in broken_pairs(locked, proposals, on=at.date())]
    faults += [_overload(load) for load in over_capacity(loads_of(proposals))]
    if faults:
        raise BadInput(faults)
    return confirm_allocation(locked, by=by, at=at)


@transaction.atomic
def withdraw(run: AllocationRun, *, by: Actor, at: datetime) -> None:
    """Put a proposal aside. Raises Refused where one may not, or it is no longer a proposal."""
    if isinstance(by, User):
        ensure(can_withdraw_allocation(Reach(by, at.date()), run))
    withdraw_allocation(run, by=by, at=at)


def _broken(limit: str, school: School, leader: User) -> Verdict:
    return no(BROKEN[limit], school=_name(school), leader=leader.name)


def _fault(pair: BrokenPair) -> Problem:
    return Problem(
        f"allocation.{pair.limit}",
        BROKEN[pair.limit],
        value=pair.school.number,
        mend=MEND_PAIR,
        params={"school": _name(pair.school), "leader": pair.leader.name},
    )


def _overload(load: LoadOf) -> Problem:
    return Problem(
        "allocation.over_capacity",
        OVER_CAPACITY,
        mend=MEND_PAIR,
        params={"leader": load.leader.name, "load": f"{load.load / 2:g}", "capacity": f"{load.capacity / 2:g}"},
    )


def _name(school: School) -> str:
    return school.name.in_language(get_language() or "en")
