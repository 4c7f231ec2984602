"""Text in two languages, and text made ready for searching and storing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.core.text import JOINER, Bilingual, fold, mark, tidy

# What people type and what the register writes.
WORDS = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("ŵŷâêîôûŴŶ’‘'–— -" + JOINER)), max_size=40
)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Tŷ Gwyn", "ty gwyn"),
        ("TŶ GWYN", "Tŷ gwyn"),
        ("Ty\u0302 Gwyn", "tŷ gwyn"),  # the accent as a letter of its own
        ("St Elfan’s", "st elfan's"),
        ("Nant‑y‑Felin", "nant-y-felin"),
        ("Ysgol  Gynradd\tPont\u00a0Rhedyn ", "ysgol gynradd pont rhedyn"),
        ("Llan" + JOINER + "gollen", "llangollen"),
        ("Siân Hörður", "sian horður"),
        ("Straße", "strasse"),
    ],
)
def test_what_is_written_is_found_by_what_is_typed(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(("one", "other"), [("Bangor", "Banger"), ("Pen-y-bont", "Penybont"), ("Cwm 1", "Cwm 2")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(WORDS)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(WORDS)
def test_case_and_normal_form_do_not_matter(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(WORDS)
def test_tidied_text_is_one_line_without_edges_and_stays_so(text: str) -> None:
    kept = tidy(text)
    assert kept == kept.strip()
    assert "  " not in kept
    assert "\n" not in kept
    assert unicodedata.is_normalized("NFC", kept)
    assert tidy(kept) == kept


def test_either_wording_stands_for_both_where_one_is_missing() -> None:
    both, english, welsh = Bilingual("School", "Ysgol"), Bilingual("School", ""), Bilingual("", "Ysgol")
    assert [t.in_language("en") for t in (both, english, welsh)] == ["School", "School", "Ysgol"]
    assert [t.in_language("cy") for t in (both, english, welsh)] == ["Ysgol", "School", "Ysgol"]
    assert both.in_language("cy-gb") == "Ysgol"


def test_marking_leaves_the_message_as_it_is() -> None:
    assert mark("Schools of {council}") == "Schools of {council}"
