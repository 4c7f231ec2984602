"""The round of a category.

From draft to publication, and the review within the year.
"""

import csv
from collections import Counter

import pytest

from gwella.domain.categories.rules import (
    MOVES,
    STATE_WORDS,
    Moderation,
    State,
    can_answer_disagreement,
    can_move,
    moderation_result,
)
from gwella.frameworks import load
from tests.domain_rules.spec import truth_table
from tests.frameworks.pause import pause, with_changes
from tests.realdata import needs_shared, shared

W2017 = load("wales-2017")


@truth_table
def test_moves(before, after, action):
    """These moves are allowed, and no others.

    What moderation returns is a draft again; a review may leave all as it was.

    | before | after | action |
    |---|---|---|
    | draft | view_recorded | record_view |
    | view_recorded | council_agreed | agree_category |
    | council_agreed | standardised | standardise_category |
    | standardised | moderated | moderate_category |
    | standardised | draft | return_category |
    | moderated | verified | verify_category |
    | verified | notified | notify_category |
    | notified | published | publish_category |
    | notified | review_opened | open_review |
    | published | review_opened | open_review |
    | review_opened | changed | change_category |
    | review_opened | published | close_review |
    | review_opened | notified | close_review |
    | changed | review_opened | open_review |
    """
    assert MOVES[State(before)][State(after)] == action
    assert can_move(W2017, State(before), State(after))


def test_no_other_moves():
    """Every other move is refused with a reason."""
    allowed = sum(len(moves) for moves in MOVES.values())
    assert allowed == 14
    refused = [can_move(W2017, a, b) for a in State for b in State if b not in MOVES[a]]
    assert len(refused) == len(State) ** 2 - allowed
    assert all(not verdict and verdict.reason for verdict in refused)


def test_each_state_is_reached():
    """Every state has a name, and can be reached from the draft."""
    assert set(STATE_WORDS) == set(State) == set(MOVES)
    reached = {State.DRAFT}
    for _ in State:
        reached |= {after for before in reached for after in MOVES[before]}
    assert reached == set(State)


def test_not_published():
    """Where the framework does not publish categories, the round ends when schools are notified."""
    quiet = with_changes("wales-2017", {"publication.published.value": False})
    assert not can_move(quiet, State.NOTIFIED, State.PUBLISHED)
    assert can_move(quiet, State.NOTIFIED, State.REVIEW_OPENED)


def test_no_round_in_a_pause():
    """In a pause there is no round."""
    assert not can_move(pause(), State.DRAFT, State.VIEW_RECORDED)


@truth_table
def test_moderation(before, after, result):
    """Moderation upholds, raises (to a better category) or lowers.

    | before | after | result |
    |---|---|---|
    | yellow | yellow | upheld |
    | yellow | green | raised |
    | yellow | red | lowered |
    | red | amber | raised |
    """
    assert moderation_result(W2017.categories, before, after) == Moderation(result)


def test_disagreement():
    """A school's disagreement (form F1) is answered (form F8) by an adviser who did not make the judgement."""
    assert can_answer_disagreement("bethan", {"angharad"})
    assert not can_answer_disagreement("angharad", {"angharad", "bethan"})


@truth_table
def test_deadlines(deadline, by):
    """The year 2018/19.

    | deadline | by |
    |---|---|
    | autumn_report | 2018-11-13 |
    | disagreement | 2018-11-20 |
    | regional_moderation | 2018-12-04 |
    | national_verification | 2019-01-10 |
    | publication | 2019-01-31 |
    """
    assert W2017.calendar.deadline(deadline).on("2018/19").isoformat() == by


@pytest.mark.realdata
@needs_shared
def test_all_through_schools():
    """An all-through school stands with one colour in both the primary and the secondary list, once as a school."""
    with shared("data/wales/support_category_2020-01_csc.csv").open(encoding="utf-8", newline="") as file:
        sectors = [row["sector"].lower() for row in csv.DictReader(file)]
    listed = Counter(name for sector in sectors for name in W2017.publication.lists_of(sector))
    assert len(sectors) == 375
    assert (listed["primary"], listed["secondary"], listed["special"]) == (310, 56, 15)


def _diagram() -> str:
    lines = ["## The states", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    lines += [
        f"    {before} --> {after}: {action}" for before, moves in MOVES.items() for after, action in moves.items()
    ]
    return "\n".join([*lines, "```"])


APPENDIX = _diagram()
