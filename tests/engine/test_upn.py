"""Unique pupil numbers: worked examples, every single slip caught, and many at once like one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.engine.upn import ALPHABET, check_letter, is_temporary, is_valid, valid

RESTS = st.text("0123456789", min_size=12, max_size=12)
TEMPORARY = st.tuples(st.text("0123456789", min_size=11, max_size=11), st.sampled_from(ALPHABET)).map("".join)


@pytest.mark.parametrize(
    ("rest", "letter"),
    [
        ("000000000000", "A"),
        ("100000000000", "C"),  # 2 x 1
        ("000000000001", "P"),  # 13 x 1: the fourteenth, I left out
        ("00000000000A", "A"),  # A is worth 0
        ("00000000000B", "P"),  # B is worth 1
        ("00000000000Z", "L"),  # Z is worth 22: 286 = 12 x 23 + 10
        # 2·6 + 3·8 + 4·1 + 5·4 + 6·0 + 7·0 + 8·1 + 9·1 + 10·8 + 11·0 + 12·0 + 13·1 = 170 = 7 x 23 + 9
        ("681400118001", "K"),
    ],
)
def test_letters_worked_by_hand(rest: str, letter: str) -> None:
    assert check_letter(rest) == letter
    assert is_valid(letter + rest)
    assert is_temporary(letter + rest) == rest[-1].isalpha()


@pytest.mark.parametrize(
    "rest", ["", "1" * 11, "1" * 13, "1" * 11 + "I", "A" + "1" * 11, "1" * 11 + "²", "1" * 11 + "a"]
)
def test_what_is_no_number_has_no_letter(rest: str) -> None:
    with pytest.raises(ValueError, match="twelve digits"):
        check_letter(rest)
    assert not is_valid("A" + rest)
    assert not is_temporary("A" + rest)


@given(RESTS | TEMPORARY, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(rest: str, place: int, by: int) -> None:
    letter = check_letter(rest)
    wrong = rest[:place] + str((int(rest[place]) + by) % 10) + rest[place + 1 :]
    assert is_valid(letter + rest)
    assert not is_valid(letter + wrong)
    assert sum(is_valid(other + rest) for other in ALPHABET) == 1


@given(RESTS, st.integers(0, 10))
def test_two_neighbours_exchanged_are_always_found(rest: str, place: int) -> None:
    swapped = rest[:place] + rest[place + 1] + rest[place] + rest[place + 2 :]
    assert is_valid(check_letter(rest) + swapped) == (rest[place] == rest[place + 1])


def test_welsh_council_codes_are_numbers_like_any() -> None:
    assert all(is_valid(check_letter(f"{code}400118001") + f"{code}400118001") for code in range(660, 682))


@given(st.lists((RESTS | TEMPORARY).map(lambda r: check_letter(r) + r) | st.text("ABIS019Z", max_size=15), min_size=1))
def test_many_at_once_are_judged_as_one_by_one(upns: list[str]) -> None:
    assert valid(np.array(upns, dtype="S")).tolist() == [is_valid(upn) for upn in upns]


def test_of_none_none_are_valid() -> None:
    assert valid(np.zeros(0, dtype="S13")).tolist() == []
