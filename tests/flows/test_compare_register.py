"""What a register changes: a spec of the comparison, and a property of it."""

from hypothesis import given
from hypothesis import strategies as st

from gwella.domain.schools.rules import FieldChange, HeldSchool, RegisterComparison, Value, compare_register

SAYS = {"kind": "maintained", "phone": "1", "pupils": 10}
STATED = {"maintained": {"kind", "phone", "pupils"}}


def compare(held: HeldSchool | None, says: dict[str, Value] | None) -> RegisterComparison:
    """One school as we hold it, beside what the register says of it."""
    return compare_register(
        {"1": held} if held else {}, {"1": says} if says else {}, stated=STATED, in_scope=["1"] if held else []
    )


def test_a_school_we_do_not_hold_is_new() -> None:
    assert compare(None, SAYS).new == ["1"]


def test_the_same_values_change_nothing() -> None:
    found = compare(HeldSchool(SAYS), SAYS)
    assert found.unchanged == ["1"]
    assert not found.changes_anything


def test_another_value_is_a_change_with_old_and_new() -> None:
    found = compare(HeldSchool(SAYS), {**SAYS, "phone": "2"})
    assert found.changed == {"1": [FieldChange("phone", "1", "2")]}


def test_what_the_file_has_no_column_for_stays() -> None:
    found = compare_register(
        {"1": HeldSchool(SAYS)},
        {"1": {**SAYS, "phone": ""}},
        stated={"maintained": {"kind", "pupils"}},
        in_scope=["1"],
    )
    assert not found.changes_anything


def test_a_correction_stands_and_a_person_is_asked_once() -> None:
    says = {**SAYS, "phone": "2"}
    change = [FieldChange("phone", "1", "2")]
    asked = compare(HeldSchool(SAYS, corrected=["phone"]), says)
    assert asked.to_ask == asked.differing == {"1": change}
    assert not asked.changed
    waiting = compare(HeldSchool(SAYS, corrected=["phone"], asked={"phone": "2"}), says)
    assert waiting.differing == {"1": change}
    assert not waiting.changes_anything
    kept = compare(HeldSchool(SAYS, corrected=["phone"], kept=[("phone", "2")]), says)
    assert not kept.differing
    other = compare(HeldSchool(SAYS, corrected=["phone"], kept=[("phone", "3")]), says)
    assert other.to_ask == {"1": change}


def test_a_register_that_comes_round_settles_the_question() -> None:
    found = compare(HeldSchool(SAYS, corrected=["phone"], asked={"phone": "2"}), SAYS)
    assert found.settled == {"1": ["phone"]}


def test_a_school_not_listed_is_missing_once_and_nothing_else() -> None:
    found = compare(HeldSchool(SAYS), None)
    assert found.missing == found.newly_missing == ["1"]
    again = compare(HeldSchool(SAYS, is_missing=True), None)
    assert again.missing == ["1"]
    assert not again.changes_anything
    for at_rest in (HeldSchool(SAYS, is_open=False), HeldSchool(SAYS, may_be_absent=True)):
        assert compare(at_rest, None).missing == []


def test_a_missing_school_that_is_listed_again_has_returned() -> None:
    assert compare(HeldSchool(SAYS, is_missing=True), SAYS).returned == ["1"]


def test_a_closed_school_is_never_opened_by_a_file() -> None:
    found = compare(HeldSchool(SAYS, is_open=False), SAYS)
    assert found.to_ask == {"1": [FieldChange("state", "closed", "open")]}
    assert not found.changed


values = st.fixed_dictionaries(
    {"kind": st.just("maintained"), "phone": st.sampled_from("12"), "pupils": st.integers(0, 2)}
)
registers = st.dictionaries(st.sampled_from([str(n) for n in range(6)]), values)


@given(registers, registers)
def test_every_school_is_told_of_exactly_once_and_a_second_time_nothing(
    before: dict[str, dict[str, Value]], after: dict[str, dict[str, Value]]
) -> None:
    ours = {number: HeldSchool(says) for number, says in before.items()}
    found = compare_register(ours, after, stated=STATED, in_scope=before)
    told = [*found.new, *found.changed, *found.unchanged, *found.missing]
    assert sorted(told) == sorted(before.keys() | after.keys())
    written = {number: HeldSchool(says) for number, says in after.items()} | {
        number: HeldSchool(before[number], is_missing=True) for number in found.missing
    }
    assert not compare_register(written, after, stated=STATED, in_scope=written).changes_anything
