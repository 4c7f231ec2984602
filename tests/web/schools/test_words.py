"""Every kind of event that is recorded anywhere has its sentence."""

import ast

from gwella.domain.categories.rules import Stage
from gwella.web.schools.words import STEPS, sentences, tell_event
from tests.consistency.project import short, trees


def recorded_kinds() -> dict[str, str]:
    """Each kind given to `record(...)` in the program, with the file that does."""
    found = {}
    for path, tree in trees():
        for node in ast.walk(tree):
            called = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if called == "record" and node.args and isinstance(node.args[0], ast.Constant):
                found[str(node.args[0].value)] = short(path)
    return found


def test_every_recorded_kind_has_its_words() -> None:
    kinds = recorded_kinds()
    assert len(kinds) > 15
    assert {kind: where for kind, where in kinds.items() if kind not in sentences()} == {}


def test_every_stage_of_the_evaluation_has_its_words() -> None:
    assert {stage.value for stage in Stage} <= set(STEPS)


def test_particulars_are_in_words() -> None:
    told = tell_event("school.corrected", {"field": "medium", "was": "EM", "becomes": "WM"})
    assert "Language medium" in told
    assert "English medium" in told
    assert "Welsh medium" in told
    assert "1 September 2019" in tell_event("schools.linked", {"leader": "A", "starts_on": "2019-09-01"})


def test_what_nobody_gave_is_a_dash_and_what_nobody_knows_says_so() -> None:
    assert "—" in tell_event("schools.linked", {"leader": "A"})
    assert "some.other" in tell_event("some.other", {})
