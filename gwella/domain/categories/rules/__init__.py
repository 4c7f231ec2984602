"""How a category comes about: results, matrix, order of evaluation, days, states of the round. Pure; no clock."""

from gwella.core.text import mark
from gwella.domain.categories.rules.evaluation import (
    ORDER,
    Case,
    Decision,
    Outcome,
    Stage,
    Step,
    can_evaluate,
    colour,
    evaluate,
)
from gwella.domain.categories.rules.results import (
    WHY_STEP,
    StandardsGroup,
    band_of,
    banding_score,
    points,
    standards_cap,
    standards_group,
)
from gwella.domain.categories.rules.round import (
    MOVES,
    STATE_WORDS,
    Ceiling,
    Moderation,
    State,
    View,
    can_answer_disagreement,
    can_categorise,
    can_move,
    days_ceiling,
    moderation_result,
)

__all__ = [
    "EVENTS",
    "MOVES",
    "ORDER",
    "STATE_WORDS",
    "WHY_STEP",
    "Case",
    "Ceiling",
    "Decision",
    "Moderation",
    "Outcome",
    "Stage",
    "StandardsGroup",
    "State",
    "Step",
    "View",
    "band_of",
    "banding_score",
    "can_answer_disagreement",
    "can_categorise",
    "can_evaluate",
    "can_move",
    "colour",
    "days_ceiling",
    "evaluate",
    "moderation_result",
    "points",
    "standards_cap",
    "standards_group",
]

# What happened to categories, in words for the record.
EVENTS = {
    "categories.difference_decided": mark(
        "For {school_year} published as {category}, decided here as {was}. What holds: {became}"
    ),
    "categories.imported": mark("The published support categories of {school_year} were brought in"),
}
