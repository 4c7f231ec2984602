"""The words of a letter, kept as data in two languages beside the code. No Django here."""

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gwella.core.text import Bilingual

FOLDER = Path(__file__).parent


class BadWording(Exception):
    """A file of words cannot be used; the message names the file, the key and the reason."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text in both languages, and whether a Welsh speaker has still to read the Welsh."""

    text: Bilingual
    needs_review: bool = False


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def _phrase(file: str, key: str, entry: Mapping[str, object]) -> Phrase:
    unknown = set(entry) - {"en", "cy", "needs_review"}
    if unknown:
        raise BadWording(f"{file}: {key}: unknown key {', '.join(sorted(unknown))}")
    en, cy = str(entry.get("en", "")).strip(), str(entry.get("cy", "")).strip()
    if not en or not cy:
        raise BadWording(f"{file}: {key}: both languages are needed")
    if _fields(en) != _fields(cy):
        raise BadWording(f"{file}: {key}: the fields in braces differ between the languages")
    return Phrase(Bilingual(en, cy), bool(entry.get("needs_review", False)))


@lru_cache(maxsize=8)
def read_wording(path: Path) -> Mapping[str, Phrase]:
    """The phrases of a TOML file by key: tables of `en`, `cy` and `needs_review`.

    Raises `BadWording` for a text missing in one language or with other {fields} in one of them.
    """
    with path.open("rb") as stream:
        tables = tomllib.load(stream)
    return {key: _phrase(path.name, key, entry) for key, entry in tables.items()}
