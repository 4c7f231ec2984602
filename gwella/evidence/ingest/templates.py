"""The tables that people fill in: headings in one language, an example, and a hint for each column.

The headings are the readers' own, so a template is always read back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gwella.core.text import Language, mark
from gwella.evidence.ingest import contacts, staff, term_dates
from gwella.evidence.ingest.columns import Column
from gwella.evidence.ingest.terms import (
    CALENDAR,
    CONTACT_ROLES,
    INTERESTS,
    LANGUAGES,
    PHASES,
    STAFF_ROLES,
    SUBJECTS,
    Terms,
)

TemplateKind = Literal["staff", "contacts", "term-dates"]


@dataclass(frozen=True, slots=True)
class Hint:
    """What to write in one column: a msgid whose {known} are the official words, and whether it must be filled in."""

    heading: str
    message: str
    known: str
    required: bool


@dataclass(frozen=True, slots=True)
class Template:
    """An empty table. `examples` are rows under `headings`; readers leave them out when they are not removed."""

    kind: TemplateKind
    headings: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]
    hints: tuple[Hint, ...]


def template(kind: TemplateKind, language: Language) -> Template:
    """The table for `staff`, `contacts` or `term-dates` with headings and example words in `language`."""
    columns, hints, examples = _KINDS[kind]
    return Template(
        kind=kind,
        headings=tuple(_heading(column, language) for column in columns),
        examples=tuple(
            tuple(_said(example.get(column.key, ""), language) for column in columns) for example in examples
        ),
        hints=tuple(
            Hint(
                _heading(column, language),
                hints[column.key][0],
                _known(hints[column.key][1], language),
                column.required,
            )
            for column in columns
        ),
    )


def _heading(column: Column, language: Language) -> str:
    return column.cy if language == "cy" else column.en


def _known(terms: Terms | None, language: Language) -> str:
    return ", ".join(term.name.in_language(language) for term in terms) if terms else ""


def _said(value: str | tuple[str, str], language: Language) -> str:
    return value if isinstance(value, str) else value[language == "cy"]


Example = Mapping[str, str | tuple[str, str]]

_EMAIL = mark("One address a person; it is how people are told apart.")
_READS = mark("The language asked for: {known}. Empty: not asked, so both.")
_DAY = mark("A date, as in 01/09/2024.")

_STAFF_HINTS: dict[str, tuple[str, Terms | None]] = {
    "name": (mark("The person's name."), None),
    "email": (_EMAIL, None),
    "role": (mark("One of: {known}."), STAFF_ROLES),
    "days": (mark("Days a year in schools, 0 to 230, whole or half. System leaders need it."), None),
    "phases": (mark("Phases the person may take, separated by ;: {known}."), PHASES),
    "subjects": (mark("Subjects and themes, separated by ;, such as {known}."), SUBJECTS),
    "welsh_level": (mark("0 (none) to 5 (proficient)."), None),
    "base_name": (mark("Where the person starts from, in words."), None),
    "base_postcode": (mark("The postcode of that place, as in CF10 3AT."), None),
    "councils": (mark("Councils agreed to, separated by ;: code or name. Empty: any of the service's."), None),
    "own_school": (mark("The number of the school this person leads, for a serving head."), None),
    "interests": (mark("School number and kind, separated by ;. Kinds: {known}."), INTERESTS),
    "reads": (_READS, LANGUAGES),
    "starts_on": (_DAY, None),
    "ends_on": (_DAY, None),
}
_STAFF_EXAMPLES: tuple[Example, ...] = (
    {
        "name": ("A. Person (example, remove)", "A. Person (enghraifft, dilëer)"),
        "email": "a.person@school-service.example",
        "role": ("System leader", "Arweinydd system"),
        "days": "170.5",
        "phases": ("Primary; Special", "Cynradd; Arbennig"),
        "subjects": ("Literacy; Numeracy", "Llythrennedd; Rhifedd"),
        "welsh_level": "4",
        "base_name": ("Office", "Swyddfa"),
        "base_postcode": "CF10 3AT",
        "councils": ("Cardiff; Vale of Glamorgan", "Caerdydd; Bro Morgannwg"),
        "interests": ("6720000 governor", "6720000 llywodraethwr"),
        "reads": ("Both", "Y ddwy"),
        "starts_on": "01/09/2024",
    },
    {
        "name": ("B. Person (example, remove)", "B. Person (enghraifft, dilëer)"),
        "email": "b.person@school-service.example",
        "role": ("System leader", "Arweinydd system"),
        "days": "20",
        "phases": ("Secondary", "Uwchradd"),
        "welsh_level": "0",
        "base_postcode": "CF31 4WB",
        "councils": "672; 674",
        "own_school": "6720000",
        "reads": ("English", "Saesneg"),
    },
)
_CONTACT_HINTS: dict[str, tuple[str, Terms | None]] = {
    "number": (mark("The school's number, seven figures."), None),
    "role": (mark("One of: {known}. One head, chair and clerk a school."), CONTACT_ROLES),
    "name": (mark("The person's name."), None),
    "email": (mark("Where letters to this person go."), None),
    "reads": (_READS, LANGUAGES),
    "since": (_DAY, None),
}
_CONTACT_EXAMPLES: tuple[Example, ...] = (
    {
        "number": "6720000",
        "role": ("Headteacher", "Pennaeth"),
        "name": ("A. Head (example, remove)", "A. Pennaeth (enghraifft, dilëer)"),
        "email": "head@a-school.example",
        "reads": ("Welsh", "Cymraeg"),
        "since": "01/09/2024",
    },
    {
        "number": "6720000",
        "role": ("Chair of governors", "Cadeirydd y llywodraethwyr"),
        "name": ("A. Chair (example, remove)", "A. Cadeirydd (enghraifft, dilëer)"),
        "email": "chair@a-school.example",
        "reads": ("English", "Saesneg"),
    },
)
_CALENDAR_HINTS: dict[str, tuple[str, Terms | None]] = {
    "council": (mark("Code or name. Empty: every council the service serves."), None),
    "what": (mark("One of: {known}. “School day” opens a day that was shut."), CALENDAR),
    "starts": (_DAY, None),
    "ends": (mark("A date, as in 01/09/2024. Empty: one day only."), None),
    "half_starts": (mark("For a term: the first weekday of its half-term holiday."), None),
    "half_ends": (mark("For a term: the last weekday of its half-term holiday."), None),
    "name_en": (mark("For a day: what it is, in English."), None),
    "name_cy": (mark("For a day: what it is, in Welsh."), None),
}
_CALENDAR_EXAMPLES: tuple[Example, ...] = (
    {
        "council": ("Cardiff", "Caerdydd"),
        "what": ("Autumn term", "Tymor yr hydref"),
        "starts": "02/09/2024",
        "ends": "20/12/2024",
        "half_starts": "28/10/2024",
        "half_ends": "01/11/2024",
        "name_en": "Example, remove",
        "name_cy": "Enghraifft, dilëer",
    },
    {
        "what": ("Bank holiday", "Gŵyl banc"),
        "starts": "05/05/2025",
        "name_en": "Example, remove",
        "name_cy": "Enghraifft, dilëer",
    },
)
_KINDS: dict[TemplateKind, tuple[tuple[Column, ...], Mapping[str, tuple[str, Terms | None]], tuple[Example, ...]]] = {
    "staff": (staff.COLUMNS, _STAFF_HINTS, _STAFF_EXAMPLES),
    "contacts": (contacts.COLUMNS, _CONTACT_HINTS, _CONTACT_EXAMPLES),
    "term-dates": (term_dates.COLUMNS, _CALENDAR_HINTS, _CALENDAR_EXAMPLES),
}
