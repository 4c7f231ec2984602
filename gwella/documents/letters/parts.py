"""A letter told in one language: every sentence ready, for paper and for e-mail alike. No Django here."""

import datetime
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from gwella.core.text import JOINER, Bilingual, Language, tidy
from gwella.documents.letters.letter import Letter, Reader
from gwella.documents.letters.wording import FOLDER, Phrase, read_wording

_LOCALES: dict[Language, str] = {"en": "en_GB", "cy": "cy"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A label over a value, with second lines; `mark` is the category whose shape stands before the value."""

    label: str
    value: str
    notes: tuple[str, ...] = ()
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A label before a value on one line."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what is said under it, and lines of label and value."""

    heading: str
    paragraphs: tuple[str, ...]
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One language of a letter. `other` is the language on the other sheet, if there is one."""

    lang: Language
    brand: str
    letterhead: tuple[str, ...]
    addressee: tuple[str, ...]
    date: str
    reference: str
    subject: str
    greeting: str
    opening: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    closing: str
    signatory: tuple[str, str]
    copies_label: str
    copies: tuple[str, ...]
    footer: tuple[str, ...]
    page: str
    other: Language | None
    overleaf: str
    on_page: str
    below: str
    also: str
    attached: str


def printed(text: str) -> str:
    """A text fit for paper: tidy, and without what has no shape (controls, direction marks, sorting joiners)."""
    return tidy("".join(c for c in tidy(text) if c != JOINER and unicodedata.category(c)[0] != "C"))


class _Words:
    """The wording in one language, which remembers whether anything it gave has still to be reviewed."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self.unreviewed = False
        self._phrases = read_wording(FOLDER / "allocation.toml")

    def __call__(self, key: str, **fields: str) -> str:
        phrase: Phrase = self._phrases[key]
        self.unreviewed |= phrase.needs_review
        return phrase.text.in_language(self.language).format(**fields)

    def template(self, key: str, language: Language) -> str:
        """The wording with its {fields} still open, in whichever language."""
        return self._phrases[key].text.in_language(language)

    def of(self, text: Bilingual) -> str:
        """A text that came with the letter."""
        return printed(text.in_language(self.language))


def date_in_full(day: datetime.date, language: Language) -> str:
    """3 Chwefror 2020, 3 February 2020."""
    return str(format_date(day, "long", _LOCALES[language]))


def days_in_figures(days: Decimal, language: Language) -> str:
    """Days to the half as a figure: 15, 2.5. A figure, since no Welsh plural rule fits numbers of days."""
    return str(format_decimal(days.normalize(), locale=_LOCALES[language]))


def _window(words: _Words, first: datetime.date, last: datetime.date) -> str:
    """From day to day; the month is said once where it is the same."""
    if first == last:
        return date_in_full(last, words.language)
    same_month = (first.year, first.month) == (last.year, last.month)
    start = str(first.day) if same_month else date_in_full(first, words.language)
    return words("window", first=start, last=date_in_full(last, words.language))


def _greeting(words: _Words, letter: Letter) -> str:
    if letter.salutation:
        return words.of(letter.salutation)
    name = printed(letter.recipient.name)
    return words("greeting_name", name=name) if name else words(f"greeting_{letter.recipient.role}")


def _named(words: _Words, reader: Reader) -> str:
    return ", ".join(filter(None, (printed(reader.name), words(f"role_{reader.role}"))))


def _category_fact(words: _Words, letter: Letter) -> tuple[Fact, ...]:
    if letter.category:
        return (Fact(words("category"), words.of(letter.category.label), mark=letter.category.code),)
    if letter.no_category:
        return (Fact(words("category"), "–", (words.of(letter.no_category),)),)
    return ()


def _facts(words: _Words, letter: Letter) -> tuple[Fact, ...]:
    leader = letter.system_leader
    contact = " · ".join(filter(None, (printed(leader.email), printed(leader.phone))))
    ceiling_notes = [words("not_a_promise")]
    if not letter.ceiling_official:
        ceiling_notes.append(words("not_official"))
    visit = _window(words, letter.first_visit_from, letter.first_visit_to)
    return (
        Fact(words("system_leader"), printed(leader.name), (contact,) if contact else ()),
        *_category_fact(words, letter),
        Fact(words("ceiling"), days_in_figures(letter.ceiling_days, words.language), tuple(ceiling_notes)),
        Fact(words("first_visit"), visit, (words("day_to_agree"),)),
    )


def _sections(words: _Words, letter: Letter) -> tuple[Section, ...]:
    sections = []
    answer = [words("answer")]
    if letter.category:
        meaning, reason = words.of(letter.category.meaning), letter.category.reason
        heading = words("why") if reason else words("meaning")
        sections.append(Section(heading, (words.of(reason), meaning) if reason else (meaning,)))
        answer.append(words("answer_about_category"))
    lines = [
        Line(words("reply_by"), date_in_full(letter.reply_by, words.language)),
        Line(words("email"), printed(letter.service.email)),
    ]
    if letter.service.phone:
        lines.append(Line(words("phone"), printed(letter.service.phone)))
    told = (" ".join(answer), words("welsh_welcome"))
    sections.append(Section(words("how_to_answer"), told, tuple(lines)))
    return tuple(sections)


def _footer(words: _Words, letter: Letter) -> tuple[str, ...]:
    """Read last, when it is known whether any of the Welsh has still to be reviewed."""
    said = [words("demonstration")] if letter.demonstration else []
    if words.language == "cy" and (letter.needs_review_note or words.unreviewed):
        said.append(words("wording_to_review"))
    return tuple(said)


def compose(letter: Letter, language: Language) -> Part:
    """The letter's facts and sentences in one language. Raises `BadWording`."""
    words = _Words(language)
    other = next((other for other in letter.languages if other != language), None)
    stem = "" if letter.category else "_without_category"
    recipient, school = letter.recipient, letter.school
    addressee = (
        printed(recipient.name),
        words(f"role_{recipient.role}"),
        words.of(school.name),
        words.of(school.council),
    )
    return Part(
        lang=language,
        brand=words("brand"),
        letterhead=(words.of(letter.service.name), *map(printed, letter.service.address)),
        addressee=tuple(filter(None, addressee)),
        date=date_in_full(letter.date, language),
        reference=words("reference", reference=printed(letter.reference)),
        subject=words("subject" + stem),
        greeting=_greeting(words, letter),
        opening=words("opening" + stem),
        facts=_facts(words, letter),
        sections=_sections(words, letter),
        closing=words("closing"),
        signatory=(printed(letter.signatory.name), words.of(letter.signatory.role)),
        copies_label=words("copies"),
        copies=tuple(_named(words, reader) for reader in letter.copied_to),
        page=words.template("page", language),
        other=other,
        overleaf=words.template("overleaf", other or language),
        on_page=words.template("on_page", other or language),
        below=words.template("below", other or language),
        also="" if other else words("also_available"),
        attached=words("attached"),
        footer=_footer(words, letter),
    )


def compose_all(letter: Letter) -> tuple[Part, ...]:
    """The letter in each of its languages, Welsh first."""
    return tuple(compose(letter, language) for language in letter.languages)
