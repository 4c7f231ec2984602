"""Every change to allocation: runs and their proposals, and the notices that tell schools."""

from gwella.domain.allocation.actions.notices import (
    NoticeFacts,
    acknowledge_notice,
    approve_notices,
    note_notice_sent,
    prepare_notices,
)
from gwella.domain.allocation.actions.runs import (
    ProposalFacts,
    RunFacts,
    change_proposal,
    confirm_allocation,
    propose_allocation,
    withdraw_allocation,
)

__all__ = [
    "NoticeFacts",
    "ProposalFacts",
    "RunFacts",
    "acknowledge_notice",
    "approve_notices",
    "change_proposal",
    "confirm_allocation",
    "note_notice_sent",
    "prepare_notices",
    "propose_allocation",
    "withdraw_allocation",
]
