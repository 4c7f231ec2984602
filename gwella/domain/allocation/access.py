"""Who may propose who looks after which school, change a proposal, confirm it, put it aside."""

from collections.abc import Collection

from gwella.core.text import mark
from gwella.core.verdict import YES, Verdict, no
from gwella.domain.allocation.models import AllocationRun
from gwella.domain.allocation.rules import can_move_run
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach

NOT_HERE = mark("Your roles do not reach this school.")
PARTLY_YOURS = mark("A school that keeps the same system leader is outside what your roles reach.")
NOT_YOUR_PROPOSAL = mark("Only those who may confirm, or whoever made the proposal, may put it aside.")


def can_propose_allocation(reach: Reach) -> Verdict:
    """Whether one may have a plan for the whole region worked out."""
    return reach.may("propose_allocation")


def can_change_proposal(reach: Reach, run: AllocationRun, schools: Collection[int]) -> Verdict:
    """Whether one may give these schools (by key) of a proposed run to somebody else."""
    may = can_move_run(run.state, AllocationRun.State.CONFIRMED)
    if not may:
        return may
    found = reach.schools("propose_allocation").filter(pk__in=schools).count()
    if not found:
        return reach.may("propose_allocation") and no(NOT_HERE)
    return YES if found == len(schools) else no(PARTLY_YOURS)


def can_confirm_allocation(reach: Reach, run: AllocationRun) -> Verdict:
    """Whether one may make a run's proposals the links of its schools."""
    return reach.may("confirm_allocation") and can_move_run(run.state, AllocationRun.State.CONFIRMED)


def can_withdraw_allocation(reach: Reach, run: AllocationRun) -> Verdict:
    """Whether one may put a proposal aside: who may confirm, and whoever made it."""
    is_own = isinstance(reach.user, User) and run.proposed_by_id == reach.user.pk
    if not (reach.has("confirm_allocation") or (is_own and reach.has("propose_allocation"))):
        return no(NOT_YOUR_PROPOSAL)
    return can_move_run(run.state, AllocationRun.State.WITHDRAWN)
