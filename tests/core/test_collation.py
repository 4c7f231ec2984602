"""The order of names: the Welsh alphabet in Welsh, the English one in English."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwella.core.collation import sort_key, sort_keys
from gwella.core.text import JOINER

# Each stands in its place: a b c ch d dd e f ff g ng h i l ll m n o p ph r rh s t th u w y.
WELSH_ORDER = [
    "Aber",
    "Bala",
    "Caerau",
    "Cymer",
    "Chwilog",
    "Dafen",
    "Dyfed",
    "Ddôl",
    "Eglwys",
    "Fochriw",
    "Fynwy",
    "Ffynnon",
    "Garw",
    "Gwaun",
    "Ngarreg",
    "Hendre",
    "Lafant",
    "Lôn",
    "Llan",
    "Llwyn",
    "Machen",
    "Nant",
    "Pant",
    "Pwll",
    "Pharc",
    "Radur",
    "Rhedyn",
    "Sant",
    "Taf",
    "Tywi",
    "Thomas",
    "Undy",
    "Wern",
    "Ynys",
]
ENGLISH_ORDER = ["Caerau", "Chwilog", "Cymer", "Dafen", "Ddôl", "Dyfed", "Lafant", "Llan", "Lôn", "Rhedyn", "Radur"]


def test_welsh_follows_the_welsh_alphabet() -> None:
    mixed = random.Random(1).sample(WELSH_ORDER, len(WELSH_ORDER))
    assert sorted(mixed, key=lambda name: sort_key(name, "cy")) == WELSH_ORDER


def test_english_follows_the_english_one() -> None:
    keys = dict(zip(ENGLISH_ORDER, sort_keys(ENGLISH_ORDER, "en"), strict=True))
    assert sorted(ENGLISH_ORDER, key=keys.__getitem__) == sorted(
        ENGLISH_ORDER, key=lambda name: name.lower().replace("ô", "o")
    )


@pytest.mark.parametrize(
    ("apart", "together"),
    [("Ban" + JOINER + "gor", "Bangor"), ("Pen" + JOINER + "garn", "Pengarn")],
)
def test_the_hidden_joiner_keeps_two_letters_two(apart: str, together: str) -> None:
    # n + g sorts after all "nf…", ng as one letter before "nh…" of g's place: the two must differ in Welsh.
    assert sort_key(apart, "cy") != sort_key(together, "cy")
    assert sort_key("Bamgor", "cy") < sort_key("Ban" + JOINER + "gor", "cy") < sort_key("Banhor", "cy")


def test_case_and_accents_come_after_letters() -> None:
    for language, (one, other) in itertools.product(("en", "cy"), (("ty", "Tŷ"), ("Tŷ", "tyb"))):
        assert sort_key(one, language) < sort_key(other, language)


def test_keys_come_back_in_the_order_of_the_names_whatever_these_are() -> None:
    names = ["Ysgol", "", "Aber", "Ysgol", "O'Brien", 'a "b"', "x" * 300]
    assert sort_keys(names, "cy") == [sort_key(name, "cy") for name in names]
    assert sort_keys([], "cy") == []


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=2, max_size=8))
def test_many_at_once_are_the_same_as_one_by_one(names: list[str]) -> None:
    together = sort_keys(names, "cy")
    assert len(together) == len(names)
    assert together[0] == sort_key(names[0], "cy")
    assert together[-1] == sort_key(names[-1], "cy")
