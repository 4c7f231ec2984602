"""Welsh stands beside English everywhere: no message without it, none with other fields, every address in both.

The words themselves are a Welsh speaker's to judge; what a program can check is here. See `docs/welsh.md`.
"""

import csv
import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from django import forms
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import translation
from django.utils.formats import date_format

from gwella.core.text import fold
from gwella.jobs import catalogues
from tests.consistency.project import ROOT
from tests.realdata import needs_shared, shared

# Where the messages of others come from that a person can meet: forms, dates, passwords, signing in.
OF_OTHERS = {
    django: (
        "core/validators.py",
        "core/paginator.py",
        "forms/fields.py",
        "forms/forms.py",
        "forms/formsets.py",
        "forms/models.py",
        "forms/widgets.py",
        "forms/utils.py",
        "utils/dates.py",
        "utils/dateformat.py",
        "utils/text.py",
        "utils/timesince.py",
        "template/defaultfilters.py",
        "contrib/auth/password_validation.py",
    ),
    allauth: ("account/adapter.py", "account/fields.py", "account/forms.py", "mfa/adapter.py", "mfa/totp/forms.py"),
}

# The field's words, as the catalogue must have them.
WORDS = {
    "system leader": "arweinydd system",
    "senior system leader": "uwch-arweinydd system",
    "system leaders": "arweinwyr systemau",
    "headteacher": "pennaeth",
    "head within the service": "Pennaeth Gwasanaeth",
    "governing body": "corff llywodraethu",
    "category": "categori",
    "support category": "categori cymorth",
    "amber": "oren",
    "standards group": "grŵp safonau",
    "framework": "fframwaith",
    "council": "cyngor",
    "pupils": "disgyblion",
    "sign in": "mewngofnodi",
    "sign out": "allgofnodi",
    "there is a problem": "mae problem wedi codi",
    "skip to main content": "neidio i'r prif gynnwys",
}

# Words the glossary tells us to avoid, in any form a beginning may take.
AVOIDED = (
    r"[cg]?h?ynghorwyr? her",
    r"(?<!ym)\b(c|g|ngh|ch)ynghorydd her",
    r"\b[pb]h?rifathr",
    r"\b[lf]ogio i mewn",
    r"\ballforio",
    r"\bmewnforio",
    r"\buwchlwytho",
    r"\barbed\b",
    r"\bffigwr\b",
    r"\bperchenog",
    r"consortiymau",
)

NAMES = r"name|leader|school|council|person|who|framework|letters|councils|service|role"
SAMPLES = {"int": "7", "str": "9932147", "slug": "about", "uuid": "0b7f7d0c-35a7-4c35-8f58-2b5c7a3f6a11"}


def _whole(path: Path) -> list[Message]:
    """The messages that have their Welsh; that none lacks it is a test of its own."""
    return [message for message in catalogues.read(path) if message.id and _is_filled(message)]


def _is_filled(message: Message) -> bool:
    return any(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


def _ours() -> list[Message]:
    return _whole(catalogues.po_path("cy"))


def _overlay() -> list[Message]:
    return _whole(catalogues.overlay_path("cy"))


def _wordings() -> Iterator[tuple[str, str]]:
    """Each English wording with each of its Welsh ones."""
    for message in _ours() + _overlay():
        english = message.id[-1] if isinstance(message.id, (list, tuple)) else message.id
        for welsh in message.string if isinstance(message.string, (list, tuple)) else (message.string,):
            yield english, welsh


@pytest.fixture
def compiled(tmp_path: Path, settings, monkeypatch) -> Path:
    """The catalogues as they stand, compiled afresh and in use."""
    here = tmp_path / "locale"
    shutil.copytree(catalogues.LOCALE, here, ignore=shutil.ignore_patterns("*.mo"))
    monkeypatch.setattr(catalogues, "LOCALE", here)
    catalogues.compile_all()
    settings.LOCALE_PATHS = [here]
    return here


# ---- whole and true to its English


def test_nothing_lacks_its_welsh() -> None:
    assert catalogues.faults() == []


@pytest.mark.parametrize("which", ["django", "overlay"])
def test_counted_words_have_the_six_forms_of_welsh(which: str) -> None:
    path = catalogues.po_path("cy").with_name(f"{which}.po")
    assert catalogues.PLURALS in path.read_text(encoding="utf-8")
    counted = [message for message in _whole(path) if message.pluralizable]
    assert counted
    for message in counted:
        assert len(message.string) == 6, message.id
        assert all(message.string), message.id


def test_the_compiled_file_counts_in_six_forms(compiled: Path) -> None:
    with translation.override("cy"):
        said = [translation.ngettext("%(count)s school", "%(count)s schools", n) % {"count": n} for n in range(8)]
    assert said[:4] == ["dim ysgolion", "un ysgol", "dwy ysgol", "tair ysgol"]
    assert said[4:] == ["4 ysgol", "5 ysgol", "chwe ysgol", "7 ysgol"]
    with (compiled / "cy" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        assert read_mo(file).get("Sign in") is not None


def test_our_wording_wins_over_the_overlay(compiled: Path) -> None:
    overlay = catalogues.overlay_path("cy")
    other = catalogues.read(overlay)
    other.add("Today", string="Ddoe")
    catalogues._write(other, overlay)
    catalogues.compile_all()
    with (compiled / "cy" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        assert read_mo(file).get("Today").string == "Heddiw"


def test_fields_and_marks_are_those_of_the_english() -> None:
    fields = re.compile(r"%\(\w+\)[sdr]|%[sd]|%%|\{\w*\}|<[^>]+>|`[^`]+`")
    wrong = [
        (english, welsh)
        for english, welsh in _wordings()
        if set(fields.findall(welsh)) - set(fields.findall(english))
        or fields.findall(welsh).count("%d") > 1
        or [m for m in fields.findall(english) if m[0] in "<`"] != [m for m in fields.findall(welsh) if m[0] in "<`"]
    ]
    assert wrong == []


def test_no_sentence_was_left_in_english() -> None:
    known = {english for english, _ in _wordings()}
    left = [welsh for english, welsh in _wordings() if welsh in known and welsh == english and welsh.count(" ") > 1]
    assert left == []


def test_the_count_is_of_what_stands_in_the_catalogues() -> None:
    found = catalogues.counts()
    kept = _ours() + _overlay()
    assert found["messages"] == len(kept)
    assert found["needs_review"] == sum("needs review" in message.user_comments for message in kept)
    assert 0 < found["needs_review"] < found["messages"]


def test_the_page_on_welsh_tells_about_as_many() -> None:
    told = (ROOT / "docs" / "welsh.md").read_text(encoding="utf-8")
    figures = re.search(r"both catalogues: ([\d,]+). Not yet read by a Welsh speaker: ([\d,]+).", told)
    assert figures
    for written, found in zip(figures.groups(), catalogues.counts().values(), strict=True):
        assert int(written.replace(",", "")) == pytest.approx(found, rel=0.1), "write docs/welsh.md again"


# ---- the words


@pytest.mark.parametrize(("english", "welsh"), WORDS.items())
def test_the_fields_own_words_are_used(english: str, welsh: str) -> None:
    found = {fold(cy) for en, cy in _wordings() if en.lower() == english}
    assert found == {fold(welsh)}


def test_an_adviser_is_no_councillor() -> None:
    councillor = re.compile(r"\b(c|g|ngh|ch)ynghor(ydd|wyr)\b", re.IGNORECASE)
    wrong = [(en, cy) for en, cy in _wordings() if councillor.search(cy) and "councillor" not in en.lower()]
    assert wrong == []


def test_words_to_avoid_are_avoided() -> None:
    avoided = re.compile("|".join(AVOIDED), re.IGNORECASE)
    assert [(en, cy) for en, cy in _wordings() if avoided.search(cy)] == []


def test_no_name_stands_where_it_would_have_to_mutate() -> None:
    before = r"\b(i|o|ar|am|at|dan|dros|drwy|heb|hyd|tan|gan|wrth|yn|ym|yng|a|â|gyda|neu|nid|pan|ei|dau|dwy)"
    glued = re.compile(rf"{before} [“\"]?(\{{({NAMES})\}}|%\(({NAMES})\)s)", re.IGNORECASE)
    assert [(en, cy) for en, cy in _wordings() if glued.search(cy)] == []


def test_a_number_of_days_has_a_label() -> None:
    glued = re.compile(r"(\{\w+\}|%\(\w+\)[sd]) (o )?(dd|n|d)iwrnod(au)?\b")
    # "5 of 120 days": the singular after any figure, which does not mutate once "o" stands before the figure.
    assert [(en, cy) for en, cy in _wordings() if glued.search(cy) and " of %" not in en] == []


def test_apostrophes_are_of_one_kind() -> None:
    assert [cy for _, cy in _wordings() if "'" in cy] == []


def test_the_label_that_shows_a_password_begins_with_its_button() -> None:
    words = dict(_wordings())
    assert words["Show"] in words["Show password"]
    assert words["Hide"] in words["Hide password"]


@needs_shared
def test_only_agreed_words_go_without_the_mark() -> None:
    agreed = _agreed()
    for message in _ours() + _overlay():
        if "needs review" in message.user_comments:
            continue
        assert isinstance(message.string, str), f"counted words are our own: {message.id}"
        if re.search(r"[^\W\d_]", re.sub(r"<[^>]*>|%\(\w+\)s|\{\w+\}", "", message.string)):
            assert (_plain(message.id), _plain(message.string)) in agreed, message.id


def _plain(text: str) -> str:
    return re.sub(r"[.:]$", "", fold(text))


def _agreed() -> set[tuple[str, str]]:
    """English and Welsh of the glossary, where official or common, and of the official terms."""
    with shared("design/glossary.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] in ("official", "common")]
    pairs = {(row["en"], row["cy"]) for row in rows}
    for row in rows:
        if row["plural_cy"]:
            pairs |= {(many, row["plural_cy"]) for many in (row["en"] + "s", re.sub("y$", "ies", row["en"]))}
    with shared("data/wales/terms_en_cy.csv").open(encoding="utf-8") as file:
        pairs |= {(row["en"], row["cy"]) for row in csv.DictReader(file)}
    return {(_plain(en), _plain(cy)) for en, cy in pairs}


# ---- addresses


def _leaves(resolver: URLResolver, above: str = "") -> Iterator[tuple[str, str]]:
    """The name and the path of each address, in the language that is on."""
    for pattern in resolver.url_patterns:
        path = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _leaves(pattern, path)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name, path


def _paths(language: str) -> dict[str, str]:
    with translation.override(language):
        return {name: path.replace("^/", "", 1) for name, path in _leaves(get_resolver())}


def test_every_address_has_its_own_path_in_each_language() -> None:
    english, welsh = _paths("en"), _paths("cy")
    assert english.keys() == welsh.keys()
    for paths in (english, welsh):
        assert len(set(paths.values())) == len(paths)
        for path in paths.values():
            assert re.fullmatch(r"[a-z0-9/\-._]*", re.sub(r"<[^>]+>|\(\?P<.*", "", path.replace("^", ""))), path


def test_addresses_keep_what_varies_and_their_last_stroke() -> None:
    english, welsh = _paths("en"), _paths("cy")
    for name, path in english.items():
        assert re.findall(r"<[^>]+>", path) == re.findall(r"<[^>]+>", welsh[name]), name
        assert path.endswith("/") == welsh[name].endswith("/"), name


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_address_leads_to_its_own_page(language: str) -> None:
    with translation.override(language):
        for name, path in _paths(language).items():
            if "(?P" in path:
                continue  # an allauth address with a key in it; the journeys follow it
            there = "/" + re.sub(r"<(\w+):\w+>", lambda kind: SAMPLES[kind[1]], path)
            assert resolve(there).url_name == name, there


# ---- what we build on


def _theirs() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    for package, modules in OF_OTHERS.items():
        for module in modules:
            source = Path(package.__path__[0]) / module
            for _, message, _, context in extract("python", BytesIO(source.read_bytes()), keywords=catalogues.KEYWORDS):
                if message:
                    yield module, message if isinstance(message, str) else tuple(message), context


def test_what_others_say_to_a_person_is_said_in_welsh() -> None:
    ours, overlay = catalogues.read(catalogues.po_path("cy")), catalogues.read(catalogues.overlay_path("cy"))
    missing = {
        (module, message)
        for module, message, context in _theirs()
        if not any(kept.get(message, context) for kept in (ours, overlay))
    }
    assert missing == set()


class _Form(forms.Form):
    day = forms.DateField()
    email = forms.EmailField(required=False)
    number = forms.IntegerField(required=False)
    file = forms.FileField(required=False)
    name = forms.CharField(max_length=3, required=False)


def test_a_form_refuses_in_welsh(compiled: Path) -> None:
    with translation.override("cy"):
        empty = _Form({})
        wrong = _Form({"day": "31/02/2020", "email": "x", "number": "y", "name": "longer"})
        said = {"none": empty.errors["day"][0], **{name: errors[0] for name, errors in wrong.errors.items()}}
    assert said == {
        "none": "Rhaid llenwi’r maes hwn.",
        "day": "Rhowch ddyddiad dilys.",
        "email": "Rhowch gyfeiriad e-bost yn y fformat cywir, megis enw@enghraifft.com.",
        "number": "Rhowch rif cyfan.",
        "name": "Rhy hir. Uchafswm nodau: 3. Nawr: 6.",
    }


def test_days_are_written_as_in_welsh(compiled: Path) -> None:
    from datetime import date

    with translation.override("cy"):
        assert date_format(date(2020, 2, 3)) == "3 Chwefror 2020"
        assert date_format(date(2020, 12, 3), "l j F Y") == "Dydd Iau 3 Rhagfyr 2020"
