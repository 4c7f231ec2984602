"""Who may bring data in, see figures, dispute and answer them, aim, compare issue packs and publish."""

from gwella.core.text import mark
from gwella.core.verdict import YES, Verdict, no
from gwella.domain.figures.models import ComparisonSet, Dispute
from gwella.domain.figures.rules import ANSWERED_ALREADY
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import School

NOT_YOUR_SET = mark("Only the person who made this choice may put it away.")


def can_keep_agreement(reach: Reach) -> Verdict:
    """Whether one may record or end data agreements and mapping profiles."""
    return reach.may("import_data")


def can_view_figures(reach: Reach, school: School) -> Verdict:
    """Whether one sees the school's true figures."""
    return reach.can("view_figures", school)


def can_check_figures(reach: Reach, school: School) -> Verdict:
    """Whether one may accept or dispute the school's figures: the school itself."""
    return reach.can("check_figures", school)


def can_answer_dispute(reach: Reach, dispute: Dispute) -> Verdict:
    """Whether one may answer a dispute: those who bring data in, once."""
    if dispute.answered_at is not None:
        return no(ANSWERED_ALREADY)
    return reach.can("answer_disputes", dispute.school)


def can_record_target(reach: Reach, school: School, stage: str) -> Verdict:
    """Whether one may record a target: the school sets and forecasts, the service agrees."""
    return reach.can("agree_targets" if stage == "agreed" else "set_targets", school)


def can_make_comparison_set(reach: Reach, school: School) -> Verdict:
    """Whether one may choose schools to compare this one with."""
    return can_view_figures(reach, school)


def can_end_comparison_set(reach: Reach, chosen: ComparisonSet) -> Verdict:
    """Whether one may put a choice away: its own maker."""
    return YES if reach.user.pk == chosen.made_by_id else no(NOT_YOUR_SET)


def can_issue_packs(reach: Reach) -> Verdict:
    """Whether one may have packs made for schools."""
    return reach.may("issue_packs")


def can_publish_open_data(reach: Reach) -> Verdict:
    """Whether one may have figures made into open data."""
    return reach.may("publish_open_data")
