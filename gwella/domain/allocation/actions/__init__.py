"""Every change to allocation: runs and their proposals, and the notices that tell schools."""

from gwella.domain.allocation.actions.notices import (
    NoticeFacts,
    acknowledge_notice,
    approve_notices,
    note_notice_sent,
    prepare_notices,
    withdraw_notices,
)
from gwella.domain.allocation.actions.runs import (
    HandChange,
    ProposalFacts,
    RunFacts,
    change_proposals,
    confirm_allocation,
    propose_allocation,
    withdraw_allocation,
)

__all__ = [
    "HandChange",
    "NoticeFacts",
    "ProposalFacts",
    "RunFacts",
    "acknowledge_notice",
    "approve_notices",
    "change_proposals",
    "confirm_allocation",
    "note_notice_sent",
    "prepare_notices",
    "propose_allocation",
    "withdraw_allocation",
    "withdraw_notices",
]
