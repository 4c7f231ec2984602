"""The round a category passes through, and the ceiling of days that follows from it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gwella.core.text import mark
from gwella.core.verdict import YES, Verdict, no
from gwella.frameworks.framework import Framework, Scale, Status


class State(StrEnum):
    """Where a school's category stands in its round."""

    DRAFT = "draft"
    VIEW_RECORDED = "view_recorded"
    COUNCIL_AGREED = "council_agreed"
    STANDARDISED = "standardised"
    MODERATED = "moderated"
    VERIFIED = "verified"
    NOTIFIED = "notified"
    PUBLISHED = "published"
    REVIEW_OPENED = "review_opened"
    CHANGED = "changed"


STATE_WORDS: Mapping[State, str] = {
    State.DRAFT: mark("Draft"),
    State.VIEW_RECORDED: mark("School's view recorded"),
    State.COUNCIL_AGREED: mark("Agreed by the council"),
    State.STANDARDISED: mark("Standardised"),
    State.MODERATED: mark("Moderated"),
    State.VERIFIED: mark("Verified"),
    State.NOTIFIED: mark("Notified"),
    State.PUBLISHED: mark("Published"),
    State.REVIEW_OPENED: mark("Review opened"),
    State.CHANGED: mark("Changed"),
}

# From a state, where to, and the action that takes it there. Returned by moderation means: a draft again.
MOVES: Mapping[State, Mapping[State, str]] = {
    State.DRAFT: {State.VIEW_RECORDED: "record_view"},
    State.VIEW_RECORDED: {State.COUNCIL_AGREED: "agree_category"},
    State.COUNCIL_AGREED: {State.STANDARDISED: "standardise_category"},
    State.STANDARDISED: {State.MODERATED: "moderate_category", State.DRAFT: "return_category"},
    State.MODERATED: {State.VERIFIED: "verify_category"},
    State.VERIFIED: {State.NOTIFIED: "notify_category"},
    State.NOTIFIED: {State.PUBLISHED: "publish_category", State.REVIEW_OPENED: "open_review"},
    State.PUBLISHED: {State.REVIEW_OPENED: "open_review"},
    State.REVIEW_OPENED: {
        State.CHANGED: "change_category",
        State.PUBLISHED: "close_review",
        State.NOTIFIED: "close_review",
    },
    State.CHANGED: {State.REVIEW_OPENED: "open_review"},
}


class View(StrEnum):
    """What the school says to its draft."""

    AGREES = "agrees"
    DISAGREES = "disagrees"


class Moderation(StrEnum):
    """What moderation did to a category."""

    UPHELD = "upheld"
    RAISED = "raised"
    LOWERED = "lowered"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """At most so many days a year; never a promise. `days` is None where no framework is in force; `why` is a msgid."""

    days: Decimal | None
    why: str
    status: Status | None = None


def can_categorise(framework: Framework | None) -> Verdict:
    """Whether schools get a category at all. A pause, or no framework in force, is a state with its reason."""
    if framework is None:
        return no(mark("No framework is in force this year."))
    if framework.categories is None:
        return no(mark("In this framework schools get no category, only needs and agreed support."))
    return YES


def can_move(framework: Framework, before: State, after: State) -> Verdict:
    """Whether a category may go from one state of the round to another."""
    if not (verdict := can_categorise(framework)):
        return verdict
    if after == State.PUBLISHED and not framework.publication.published.value:
        return no(mark("In this framework categories are not published."))
    if after not in MOVES[before]:
        return no(mark("That step does not follow from where the category stands."))
    return YES


def moderation_result(categories: Scale, before: str, after: str) -> Moderation:
    """Upheld, raised (a better category) or lowered."""
    if before == after:
        return Moderation.UPHELD
    return Moderation.RAISED if categories.is_better(after, before) else Moderation.LOWERED


def can_answer_disagreement(adviser: str, judged_by: Collection[str]) -> Verdict:
    """A disagreement (F1) is answered (F8) by an adviser who did not make the judgement. Not the official rule."""
    if adviser in judged_by:
        return no(mark("Whoever made the judgement does not answer the disagreement with it."))
    return YES


def days_ceiling(framework: Framework | None, category: str | None) -> Ceiling:
    """The ceiling of days for a category, None meaning a school without one. `ValueError` for an unknown category."""
    if framework is None:
        return Ceiling(None, mark("No framework is in force this year."))
    without = framework.days.without_category
    if category is None:
        return Ceiling(without.value, mark("The framework's days for a school without a category."), without.status)
    if framework.categories is None or category not in framework.categories.codes:
        raise ValueError(f"{category} is not a category of {framework.code}")
    found = framework.days.ceilings.get(category)
    if found is None:
        return Ceiling(without.value, mark("This framework sets no days by category."), without.status)
    return Ceiling(found.value, mark("The framework's ceiling for the category."), found.status)
