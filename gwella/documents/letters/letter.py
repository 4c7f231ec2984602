"""The letter to a head or a chair of governors after an allocation, as facts. No Django here, no words yet."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gwella.core.text import Bilingual, Language

Role = Literal["head", "chair", "clerk"]
BOTH: tuple[Language, ...] = ("cy", "en")
_ALLOWED: tuple[tuple[Language, ...], ...] = (("cy", "en"), ("cy",), ("en",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Who writes: name in both languages, lines of the postal address, where answers go."""

    name: Bilingual
    address: tuple[str, ...]
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs, and in which office."""

    name: str
    role: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: a head, a chair of governors or a clerk; the name is empty where it is not known."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """The school as it is addressed: its name and its council's."""

    name: Bilingual
    council: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemLeader:
    """Who looks after the school, and how to reach them at work."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A support category as the framework tells it.

    `code` green, yellow, amber, red has its own shape; any other code is drawn as not decided.
    `reason` is why this school has it, where the service tells that; both wordings must be approved before.
    """

    code: str
    label: Bilingual
    meaning: Bilingual
    reason: Bilingual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one reader, in Welsh then English, or in the one language the reader chose.

    `ceiling_days` are days of the school year, to the half; `ceiling_official` is false where the figure is
    our default and no framework's. `category` is None where the framework tells none; `no_category` then says why.
    `needs_review_note` asks for the note "wording to be reviewed" under the Welsh because of words that came
    with the letter; the letter's own unreviewed words bring it out by themselves.
    Raises ValueError for languages in another order, a window that ends before it starts, or a text that
    says why or what in one language only.
    """

    reference: str
    date: datetime.date
    service: Service
    signatory: Signatory
    recipient: Reader
    school: School
    system_leader: SystemLeader
    category: Category | None
    ceiling_days: Decimal
    first_visit_from: datetime.date
    first_visit_to: datetime.date
    reply_by: datetime.date
    copied_to: tuple[Reader, ...] = ()
    languages: tuple[Language, ...] = BOTH
    demonstration: bool = False
    needs_review_note: bool = False
    ceiling_official: bool = True
    no_category: Bilingual | None = None
    salutation: Bilingual | None = None

    def __post_init__(self) -> None:
        if self.languages not in _ALLOWED:
            raise ValueError(f"{self.reference}: languages are Welsh then English, or one of them: {self.languages}")
        if self.first_visit_to < self.first_visit_from:
            raise ValueError(f"{self.reference}: the first visit ends before it starts")
        if self.ceiling_days < 0:
            raise ValueError(f"{self.reference}: a ceiling of days below nought")
        told = [self.no_category, self.salutation]
        if self.category:
            told += [self.category.label, self.category.meaning, self.category.reason]
        for text in told:
            # Nothing goes out until both versions are there: see the Welsh section of the manual.
            if text is not None and not (text.en.strip() and text.cy.strip()):
                raise ValueError(f"{self.reference}: a text stands in one language only: {text}")
