"""What one cell says: text, number, day, postcode, e-mail address. Nothing here guesses."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from gwella.core.text import fold, tidy
from gwella.evidence.ingest.sheets import Cell

# Marks for a figure that is not there. None of them is 0; `rules.md` §5 says what each means.
MISSING_MARKS = frozenset({"*", ".", "..", "-", "--", "---", "SUPP", "NE", "NP", "LOWCOV", "N/A", "n/a"})

_WHOLE = re.compile(r"\d{1,9}(?:\.0+)?|\d{1,3}(?:,\d{3})+")
_POSTCODE = re.compile(
    r"(?:GIR ?0AA|([A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9][0-9ABEHMNPRVWXY]?|[0-9][A-HJKPSTUW]))"
    r" ?([0-9][ABD-HJLNP-UW-Z]{2}))"
)
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_PUNCTUATION = re.compile(r"[^\w&]+|_+")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?|(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_SMALL_WORDS_CY = ("y", "yr", "a", "ac", "ar", "yn", "yng", "ym", "o", "i'r", "a'r", "o'r")
_SMALL_WORDS_EN = ("of", "the", "and", "in", "at", "on", "for", "by", "with")
_SMALL_WORDS = frozenset((*_SMALL_WORDS_CY, *_SMALL_WORDS_EN))
_INITIALS = frozenset(("rc", "vc", "va", "cw", "ciw", "ce", "gg", "pru", "uk"))


def text_of(cell: Cell) -> str:
    """The cell as tidy text, without control characters; 6602130.0 is "6602130", an empty cell is ""."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)
    if not text.isprintable():
        text = "".join(c if unicodedata.category(c) not in ("Cc", "Cs") else " " for c in text)
    return tidy(text)


def key_of(text: str) -> str:
    """The text as names of columns and values are compared: folded, punctuation and apostrophes away."""
    return _PUNCTUATION.sub(" ", fold(text).replace("'", "")).strip()


def whole_number(text: str) -> int | None:
    """A whole number of 0 or more: "278", "278.0", "1,234"; None for anything else."""
    return int(text.replace(",", "").partition(".")[0]) if _WHOLE.fullmatch(text) else None


def decimal_number(text: str) -> Decimal | None:
    """A plain decimal number, with a point or a comma; None for anything else."""
    if not re.fullmatch(r"[-+−]?\d{1,9}(?:[.,]\d{1,20})?", text):
        return None
    try:
        return Decimal(text.replace(",", ".").replace("−", "-"))
    except InvalidOperation:
        return None


def postcode_of(text: str) -> str | None:
    """The postcode in its usual form, "CF10 3AT"; None where it cannot be one (Royal Mail's format)."""
    found = _POSTCODE.fullmatch(re.sub(r"\s+", "", text.upper()))
    if found is None:
        return None
    return f"{found[1]} {found[2]}" if found[1] else "GIR 0AA"


def email_of(text: str) -> str | None:
    """The address with its domain in lower case; None where no mail could be sent to it."""
    local, at, domain = text.rpartition("@")
    domain = domain.lower()
    if not at or len(text) > 254 or len(local) > 64:
        return None
    return f"{local}@{domain}" if _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) else None


def day_of(cell: Cell) -> date | None:
    """The day a cell means: a date, 2024-09-01 or 01/09/2024 (day first, as in Britain); None for anything else."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DAY.fullmatch(text_of(cell))
    if found is None:
        return None
    parts = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def display_name(name: str) -> str:
    """A proposal for showing a name that is published in capitals; any other name as it is."""
    if not name.isupper() or not re.search(r"[^\W\d_]{4}", name):
        return name
    words = [_cased(word) for word in name.lower().split(" ")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def _cased(word: str) -> str:
    if word in _SMALL_WORDS:
        return word
    if word.strip(".()") in _INITIALS or re.fullmatch(r"\(?(?:[^\W\d_]\.)+\)?", word):
        return word.upper()
    parts = re.split(r"([-(/])", word)
    return "".join(part if part in _SMALL_WORDS else part[:1].upper() + part[1:] for part in parts)
