"""Text in two languages, and text made ready for comparing. No Django here."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "cy"]

_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_DASHES = str.maketrans({"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-"})
_SPACES = re.compile(r"\s+")
# U+034F joins nothing visible: it keeps n and g, or l and l, two letters in Welsh sorting.
JOINER = "\u034f"


def mark(message: str) -> str:
    """Mark a message for the catalogues where plain modules may not import gettext."""
    return message


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text as an English and a Welsh wording; either may stand for both where only one is known."""

    en: str
    cy: str

    def in_language(self, language: str) -> str:
        """The wording for `language`, or the other one where it is missing."""
        return (self.cy or self.en) if language.startswith("cy") else (self.en or self.cy)


def percentage(number: str) -> str:
    """A number ready to read with its sign, as the service writes it in both languages: 95.2 %. The two never part."""
    return f"{number}\N{NO-BREAK SPACE}%"


def tidy(text: str) -> str:
    """The text as we store it: NFC, single spaces, none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """The text as we search it: lower case, no accents, one form of apostrophe and dash."""
    plain = tidy(text).translate(_QUOTES).translate(_DASHES).replace(JOINER, "")
    decomposed = unicodedata.normalize("NFD", plain.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
