"""What a letter says, before it is paper or e-mail."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.core.text import Bilingual
from gwella.documents.letters.letter import Category, Reader
from gwella.documents.letters.parts import Part, compose, date_in_full, days_in_figures, printed
from gwella.documents.letters.wording import FOLDER, BadWording, read_wording
from tests.documents.cast import AMBER, letter


def fact(part: Part, label: str):
    return next(fact for fact in part.facts if fact.label == label)


def test_the_four_facts_in_each_language():
    en, cy = compose(letter(), "en"), compose(letter(), "cy")
    assert [(f.label, f.value) for f in en.facts] == [
        ("System leader", "Angharad Morris"),
        ("Support category", "Amber"),
        ("Ceiling of days", "15"),
        ("First visit", "4 to 14 February 2020"),
    ]
    assert [(f.label, f.value) for f in cy.facts] == [
        ("Arweinydd system", "Angharad Morris"),
        ("Categori cymorth", "Oren"),
        ("Uchafswm diwrnodau", "15"),
        ("Ymweliad cyntaf", "4 i 14 Chwefror 2020"),
    ]


def test_a_ceiling_is_never_a_promise_and_a_default_says_so():
    official = fact(compose(letter(), "en"), "Ceiling of days")
    assert "not a promise" in official.notes[0]
    assert not any("official" in note for note in official.notes)
    ours = fact(compose(letter(ceiling_official=False), "cy"), "Uchafswm diwrnodau")
    assert "addewid" in ours.notes[0]
    assert "nid y gwerth swyddogol" in ours.notes[1]


def test_a_framework_without_categories_tells_none_and_does_not_speak_of_one():
    part = compose(letter(category=None), "en")
    assert "Support category" not in [f.label for f in part.facts]
    told = [part.subject, part.opening, *(p for s in part.sections for p in (s.heading, *s.paragraphs))]
    assert not any("category" in text for text in told)


def test_a_missing_category_says_why():
    why = Bilingual("This year's framework tells none.", "Nid yw fframwaith eleni’n dweud un.")
    blank = fact(compose(letter(category=None, no_category=why), "cy"), "Categori cymorth")
    assert (blank.value, blank.notes, blank.mark) == ("–", ("Nid yw fframwaith eleni’n dweud un.",), None)


def test_a_reason_stands_before_the_meaning():
    why = Category(
        code="red", label=Bilingual("Red", "Coch"), meaning=AMBER.meaning, reason=Bilingual("Because.", "Oherwydd.")
    )
    section = compose(letter(category=why), "en").sections[0]
    assert (section.heading, section.paragraphs[0]) == ("Why this category", "Because.")
    assert compose(letter(), "en").sections[0].heading == "What this category means"


@pytest.mark.parametrize(
    ("reader", "en", "cy"),
    [
        (Reader(name="Lowri Prydderch", role="head"), "Dear Lowri Prydderch", "Annwyl Lowri Prydderch"),
        (Reader(name="", role="head"), "Dear Headteacher", "Annwyl Bennaeth"),
        (Reader(name=" ", role="chair"), "Dear Chair", "Annwyl Gadeirydd"),
    ],
)
def test_names_do_not_mutate_and_titles_do(reader, en, cy):
    changed = letter(recipient=reader)
    assert (compose(changed, "en").greeting, compose(changed, "cy").greeting) == (en, cy)


@pytest.mark.parametrize(
    ("first", "last", "en", "cy"),
    [
        ((2020, 2, 4), (2020, 2, 4), "4 February 2020", "4 Chwefror 2020"),
        ((2020, 2, 28), (2020, 3, 6), "28 February 2020 to 6 March 2020", "28 Chwefror 2020 i 6 Mawrth 2020"),
        ((2019, 2, 4), (2020, 2, 6), "4 February 2019 to 6 February 2020", "4 Chwefror 2019 i 6 Chwefror 2020"),
    ],
)
def test_the_window_of_the_first_visit(first, last, en, cy):
    changed = letter(first_visit_from=datetime.date(*first), first_visit_to=datetime.date(*last))
    assert compose(changed, "en").facts[3].value == en
    assert compose(changed, "cy").facts[3].value == cy


def test_months_are_the_glossarys():
    first = ["Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"]
    months = [*first, "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"]
    assert [date_in_full(datetime.date(2020, m, 1), "cy") for m in range(1, 13)] == [f"1 {m} 2020" for m in months]


@pytest.mark.parametrize(("days", "figure"), [("15", "15"), ("2.5", "2.5"), ("4.0", "4"), ("10", "10"), ("0", "0")])
def test_days_are_figures_to_the_half(days, figure):
    assert days_in_figures(Decimal(days), "cy") == days_in_figures(Decimal(days), "en") == figure


def test_footers():
    cy, en = compose(letter(), "cy"), compose(letter(), "en")
    assert cy.footer == ("Arddangosiad: dychmygol yw pob ysgol, person a ffigur.", "Geiriad i’w adolygu.")
    assert en.footer == ("Demonstration: every school, person and figure is invented.",)
    real = letter(demonstration=False)
    assert compose(real, "cy").footer == ("Geiriad i’w adolygu.",)
    assert compose(real, "en").footer == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"languages": ("en", "cy")},
        {"languages": ()},
        {"first_visit_to": datetime.date(2020, 2, 3)},
        {"ceiling_days": Decimal(-1)},
        {"category": Category(code="red", label=Bilingual("Red", "Coch"), meaning=Bilingual("Only English", " "))},
        {"no_category": Bilingual("", "Dim ond Cymraeg")},
    ],
)
def test_what_no_letter_may_say(changes):
    with pytest.raises(ValueError, match="ALL/2020/014"):
        letter(**changes)


@given(st.text())
def test_what_is_printed_has_a_shape(text):
    assert printed(text).isprintable()
    assert printed(printed(text)) == printed(text)


def test_the_welsh_of_every_phrase_is_there_and_no_name_follows_a_preposition():
    for key, phrase in read_wording(FOLDER / "allocation.toml").items():
        assert phrase.text.cy, key
        for preposition in (" i ", " at ", " o ", " gan ", " â "):
            assert f"{preposition}{{name}}" not in phrase.text.cy, key


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ('[a]\nen = "x"', "a: both languages"),
        ('[a]\nen = "x {n}"\ncy = "y"', "a: the fields"),
        ('[a]\nen = "x"\ncy = "y"\nfr = "z"', "a: unknown key fr"),
    ],
)
def test_bad_wording_is_refused_with_its_place(tmp_path, toml, reason):
    file = tmp_path / "words.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(BadWording, match=rf"words\.toml: {reason}"):
        read_wording(file)
