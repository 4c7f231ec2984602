"""Letters as PDF: the text read back, the tags, the look of what could go wrong."""

import io
import re

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject

from gwella.core.text import Bilingual
from gwella.documents.letters.letter import Category, Reader, School, SystemLeader
from gwella.documents.letters.render import render_each, render_letter, render_letters
from gwella.documents.paper import CannotPrint, FontsMissing
from tests.documents.cast import AMBER, letter


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as one line each."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in read(pdf).pages]


def tags(pdf: bytes) -> list[tuple[str, str]]:
    """Every structure element with its language, in reading order."""
    found: list[tuple[str, str]] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, ArrayObject):
            for child in node:
                walk(child)
        elif isinstance(node, DictionaryObject) and "/S" in node:
            found.append((str(node["/S"]), str(node.get("/Lang", ""))))
            walk(node.get("/K"))

    walk(read(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


@pytest.fixture(scope="module")
def both() -> bytes:
    return render_letter(letter())


def test_welsh_first_then_english_with_the_same_facts(both):
    cy, en = pages(both)
    for text in (
        "Lowri Prydderch Pennaeth Ysgol Nant-y-Felin Cyngor Cwm Rhedyn",
        "3 Chwefror 2020 Cyfeirnod: ALL/2020/014",
        "Annwyl Lowri Prydderch",
        "Arweinydd system Angharad Morris angharad.morris@gwella.example · 01632 960123",
        "Categori cymorth Oren",
        "Uchafswm diwrnodau 15 Nid yw’n addewid.",
        "Ymweliad cyntaf 4 i 14 Chwefror 2020",
        "Ateb erbyn: 17 Chwefror 2020",
        "Rydym yn croesawu gohebiaeth yn Gymraeg.",
        "Copïau: Gethin Oakley, Cadeirydd y Llywodraethwyr; Clerc y Llywodraethwyr",
        "Carys Bowen Pennaeth y Gwasanaeth",
        "Tudalen 1 o 2 · English overleaf",
        "Arddangosiad: dychmygol yw pob ysgol, person a ffigur. Geiriad i’w adolygu.",
    ):
        assert text in cy
    for text in (
        "Lowri Prydderch Headteacher Nant-y-Felin School Cwm Rhedyn Council",
        "3 February 2020 Reference: ALL/2020/014",
        "System leader Angharad Morris angharad.morris@gwella.example · 01632 960123",
        "Support category Amber",
        "Ceiling of days 15 It is not a promise.",
        "First visit 4 to 14 February 2020",
        "Answer by: 17 February 2020",
        "E-mail: letters@gwella.example",
        "Copies: Gethin Oakley, Chair of Governors; Clerk to the Governors",
        "Page 2 of 2 · Cymraeg ar dudalen 1",
        "Demonstration: every school, person and figure is invented.",
    ):
        assert text in en


def test_it_is_tagged_titled_and_says_its_languages(both):
    root = read(both).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("cy")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in both or "pdfuaid" in root["/Metadata"].get_data().decode()
    assert "ALL/2020/014" in read(both).metadata.title
    assert "Prydderch" not in read(both).metadata.title
    found = tags(both)
    kinds = [kind for kind, _ in found]
    assert kinds.count("/H1") == 2
    assert kinds.count("/H2") == 4
    assert kinds.count("/Lbl") == kinds.count("/LBody") == 8
    assert [lang for kind, lang in found if kind == "/H1"] == ["", "en-GB"]


def test_the_same_letter_gives_the_same_bytes(both):
    assert render_letter(letter()) == both


@pytest.mark.parametrize(
    ("language", "there", "absent"),
    [
        ("cy", "Tudalen 1 o 1 · Hefyd ar gael yn Saesneg", "Support category"),
        ("en", "Page 1 of 1 · Also available in Welsh", "Categori cymorth"),
    ],
)
def test_one_language_alone(language, there, absent):
    pdf = render_letter(letter(languages=(language,)))
    (page,) = pages(pdf)
    assert there in page
    assert absent not in page
    assert str(read(pdf).trailer["/Root"]["/Lang"]).startswith(language)


MARKUP = "#strong[Siân] *Ŵyn* $x^2$ @ref <label> \\n `raw` _ŷ_ // /* #sys.inputs = - + 'O’Neill' \"q\" {name}"


def test_whatever_a_name_holds_is_printed_as_it_stands():
    changed = letter(
        recipient=Reader(name=MARKUP, role="chair"),
        system_leader=SystemLeader(name=MARKUP),
        school=School(name=Bilingual(MARKUP, MARKUP), council=Bilingual("Ŷ", "Ŵ")),
        reference="#pagebreak()",
    )
    told = " ".join(pages(render_letter(changed)))
    assert told.count(MARKUP) == 8  # addressee, greeting, system leader, school: twice
    assert told.count(": #pagebreak()") >= 2


def test_a_long_letter_says_where_the_other_language_begins():
    long = Category(code="green", label=AMBER.label, meaning=Bilingual("long " * 600, "hir " * 600))
    changed = letter(
        category=long,
        recipient=Reader(name="Llewelyn-Ap-Gruffudd " * 5, role="head"),
        school=School(name=Bilingual("A school " * 20, "Ysgol " * 30), council=AMBER.label),
    )
    told = pages(render_letter(changed))
    assert len(told) == 4
    assert "Tudalen 1 o 4 · English on page 3" in told[0]
    assert told[1].startswith("Cyfeirnod: ALL/2020/014")
    assert "Page 4 of 4 · Cymraeg ar dudalen 1" in told[3]


def test_a_real_letter_carries_no_demonstration_footer():
    for page in pages(render_letter(letter(demonstration=False))):
        assert "Demonstration" not in page
        assert "Arddangosiad" not in page


@pytest.mark.parametrize("code", ["green", "yellow", "amber", "red", "none"])
def test_each_category_has_its_word(code):
    label = Bilingual(f"Word {code}", f"Gair {code}")
    pdf = render_letter(letter(category=Category(code=code, label=label, meaning=AMBER.meaning)))
    assert f"Support category Word {code}" in pages(pdf)[1]


def test_many_letters_in_one_file_each_begin_at_page_one():
    several = [letter(reference=f"R/{n}", recipient=Reader(name=f"Enw {n}", role="head")) for n in range(3)]
    told = pages(render_letters(several))
    assert len(told) == 6
    for n in range(3):
        assert f"Cyfeirnod: R/{n}" in told[2 * n]
        assert "Tudalen 1 o 2" in told[2 * n]
        assert "Page 2 of 2" in told[2 * n + 1]


def test_each_on_its_own_tells_its_progress_and_equals_the_single_one():
    several = [letter(reference=f"R/{n}") for n in range(3)]
    heard: list[tuple[int, int]] = []
    made = list(render_each(several, lambda done, total: heard.append((done, total))))
    assert [one for one, _ in made] == several
    assert heard == [(1, 3), (2, 3), (3, 3)]
    assert made[2][1] == render_letter(several[2])


def test_a_name_the_font_cannot_show_is_told_and_holds_nobody_back():
    bad = letter(reference="R/bad", recipient=Reader(name="李", role="head"))
    with pytest.raises(CannotPrint, match="R/bad"):
        render_letter(bad)
    missed = []
    made = list(render_each([bad, letter()], failed=lambda one, error: missed.append((one, str(error)))))
    assert [one for one, _ in made] == [letter()]
    assert missed[0][0] == bad
    assert "李" in missed[0][1]


def test_no_letters_no_file():
    with pytest.raises(ValueError, match="no letters"):
        render_letters([])


def test_missing_fonts_are_told(tmp_path, monkeypatch):
    with pytest.raises(FontsMissing, match="Source Sans 3"):
        render_letter(letter(), font_dir=tmp_path)
    monkeypatch.setenv("GWELLA_FONTS", str(tmp_path / "nowhere"))
    with pytest.raises(FontsMissing, match="GWELLA_FONTS"):
        render_letter(letter())
