"""Problems and refusals told in the reader's language, whatever is missing."""

import pytest
from django.utils import translation

from gwella.core.problems import BadInput, Problem
from gwella.core.telling import place, tell, tell_refusal
from gwella.core.verdict import YES, Refused, Verdict, ensure, no

FULL = Problem(
    "number",
    "“{value}” in {column} is no school’s number: {why}.",
    file="schools.ods",
    sheet="Open",
    row=7,
    column="School number",
    value="66X",
    mend="Write seven figures in {column}.",
    params={"why": "a letter"},
)


def test_a_problem_says_what_is_wrong_and_how_to_mend_it() -> None:
    assert tell(FULL) == (
        "“66X” in School number is no school’s number: a letter. Write seven figures in School number."
    )


def test_its_place_names_as_much_as_is_known() -> None:
    assert place(FULL) == "schools.ods, sheet Open, row 7, column School number:"
    assert place(Problem("x", "y", row=3)) == "row 3:"
    assert place(Problem("x", "y")) == ""


def test_a_field_nobody_gave_shows_its_name_instead_of_failing_the_page() -> None:
    assert tell(Problem("x", "{missing} is unknown")) == "{missing} is unknown"


def test_a_fault_of_ours_without_words_still_says_something() -> None:
    assert tell(Problem("fault", ""))


@pytest.mark.parametrize("problem", [FULL, Problem("x", "y"), Problem("x", "y", row=0, params={"a": "b"})])
def test_a_kept_problem_comes_back_the_same(problem: Problem) -> None:
    assert tell(Problem.from_json(problem.as_json())) == tell(problem)
    assert Problem.from_json(FULL.as_json()) == FULL


def test_bad_input_carries_one_problem_or_many() -> None:
    assert BadInput(FULL).problems == [FULL]
    assert BadInput([FULL, FULL]).problems == [FULL, FULL]
    assert "number" in str(BadInput(FULL))


def test_a_refusal_gives_its_reason_and_a_yes_none() -> None:
    assert tell_refusal(no("Decided on {day} already.", day="3 February")) == "Decided on 3 February already."
    assert tell_refusal(YES) == ""
    with translation.override("cy"):
        assert tell_refusal(no("Nobody translated this."))


def test_ensure_lets_yes_pass_and_stops_no_with_its_verdict() -> None:
    ensure(YES)
    verdict = no("Your roles do not reach this.")
    with pytest.raises(Refused) as refused:
        ensure(verdict)
    assert refused.value.verdict is verdict
    assert bool(Verdict(True))
    assert not verdict
