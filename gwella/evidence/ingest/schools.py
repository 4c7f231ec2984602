"""One school of the register: a row of one sheet read, and its rows of two languages joined."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gwella.core.problems import Problem
from gwella.core.text import Bilingual
from gwella.evidence.ingest.cells import MISSING_MARKS, display_name
from gwella.evidence.ingest.records import Record
from gwella.evidence.ingest.terms import FAITHS, GOVERNANCE, MEDIUMS, SCHOOL_TYPES, SECTORS, Term, Terms

_AGES = re.compile(r"(\d{1,2})\s*-\s*(\d{1,2})\s*\)?$")
_PHONE = re.compile(r"[\d\s()+/-]{6,40}")

# Establishment numbers by phase, and by governance where it decides them (`formats.md`): for a warning only.
_USUAL = {
    "nursery": ("10",),
    "primary": ("20", "21", "22", "23", "30", "33", "52"),
    "middle": ("55", "59"),
    "secondary": ("40", "41", "45", "46", "54"),
    "special": ("70",),
    "pru": ("11",),
    "independent": ("60", "61"),
}
_USUAL_OF_GOVERNANCE = {
    ("primary", "community"): ("20", "21", "22", "23"),
    ("primary", "vc"): ("30",),
    ("primary", "va"): ("33",),
    ("primary", "foundation"): ("52",),
    ("secondary", "community"): ("40", "41"),
    ("secondary", "vc"): ("45",),
    ("secondary", "va"): ("45", "46"),
    ("secondary", "foundation"): ("54",),
}
# Values that must be the same in both languages' sheets; the first group decides what the school is.
_DECISIVE = ("kind", "council", "phase", "governance", "medium", "school_type", "faith")
_ORDINARY = ("address", "postcode", "phone", "pupils", "pupils_mark")
_WORDS: dict[str, Terms | None] = {
    "name": None,
    "sector": SECTORS,
    "governance": GOVERNANCE,
    "medium": MEDIUMS,
    "school_type": SCHOOL_TYPES,
    "faith": FAITHS,
}


@dataclass(slots=True)
class SchoolSheetRow:
    """A school as one sheet has it: `values` the same in any language, `words` as this sheet's language has them."""

    record: Record
    kind: str
    language: str
    number: str
    spoilt: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joined:
    """The fields of one school, or None where its rows cannot be one school; and the problems met."""

    values: dict[str, Any] | None
    refused: list[Problem]
    warnings: list[Problem]


def read_school(record: Record, kind: str, language: str) -> SchoolSheetRow:
    """Read one row of a sheet; what is wrong with it stands in `record.refused` and `record.warnings`."""
    row = SchoolSheetRow(record, kind, language, record.school_number())
    row.words["name"] = record.wanted_text("name", "name_missing")
    row.words["sector"] = record.text("sector")
    sector = record.term("sector", SECTORS, wanted=kind == "maintained")
    if sector is not None and sector.code in ("pru", "independent"):
        row.kind = sector.code
    phase = "pru" if row.kind == "pru" else sector.code if sector and row.kind == "maintained" else ""
    governance = _term(row, "governance", GOVERNANCE)
    values = row.values
    values["kind"] = row.kind
    values["phase"] = phase
    values["council"] = _council(row)
    values["governance"] = governance.code if governance else ""
    values["medium"] = _medium(row)
    values["school_type"] = _code(_term(row, "school_type", SCHOOL_TYPES))
    values["faith"] = _faith(row)
    values["address"] = tuple(filter(None, (record.text(f"address_{n}") for n in (1, 2, 3, 4))))
    values["postcode"] = record.postcode()
    values["phone"] = record.text("phone")
    values["pupils"], values["pupils_mark"] = _pupils(record)
    _warn_of(row)
    return row


def join_languages(rows: Sequence[SchoolSheetRow], kinds_in_both: frozenset[str]) -> Joined:
    """One school of the rows that have its number: at most one a language, and agreeing."""
    refused: list[Problem] = []
    warnings: list[Problem] = []
    by_language: dict[str, SchoolSheetRow] = {}
    for row in rows:
        other = by_language.setdefault(row.language, row)
        if other is row:
            continue
        where = f"{other.record.place.sheet} {other.record.place.row}".strip()
        if (other.values, other.words) == (row.values, row.words):
            warnings.append(row.record.problem("row_repeated", "number", other=where))
        else:
            refused.append(row.record.problem("school_twice", "number", value=row.number, other=where))
    first, *rest = by_language.values()
    for second in rest:
        refused += _disagreements(first, second, _DECISIVE)
        warnings += _disagreements(first, second, _ORDINARY)
    if refused:
        return Joined(None, refused, warnings)
    if first.kind in kinds_in_both and not {"en", "cy"} <= by_language.keys():
        warnings.append(first.record.problem("one_language_only", "number", value=first.number))
    return Joined(_fields(by_language, warnings), refused, warnings)


def _fields(by_language: dict[str, SchoolSheetRow], warnings: list[Problem]) -> dict[str, Any]:
    row = by_language.get("en") or next(iter(by_language.values()))
    words = {key: _both(key, terms, by_language, warnings) for key, terms in _WORDS.items()}
    council = row.record.councils.of_code(row.values["council"])
    assert council is not None  # a row of no known council was refused
    en, cy = (by_language[lang].words.get("council_name", "") if lang in by_language else "" for lang in ("en", "cy"))
    ages = _AGES.search(words["school_type"].en) or _AGES.search(words["school_type"].cy)
    return row.values | {
        "number": row.number,
        "name": words["name"],
        "display_name": Bilingual(display_name(words["name"].en), display_name(words["name"].cy)),
        "council_name": Bilingual(en or council.name.en, cy or council.name.cy),
        "sector": words["sector"],
        "governance_name": words["governance"],
        "medium_name": words["medium"],
        "school_type_name": words["school_type"],
        "lowest_age": int(ages[1]) if ages else None,
        "highest_age": int(ages[2]) if ages else None,
        "faith_name": words["faith"],
        "place": row.record.place,
    }


def _both(key: str, terms: Terms | None, by_language: dict[str, SchoolSheetRow], warnings: list[Problem]) -> Bilingual:
    """The published wordings; a language no sheet gives comes from our table of official words."""
    published = {language: row.words.get(key, "") for language, row in by_language.items()}
    text = next(filter(None, published.values()), "")
    if not text:
        return Bilingual("", "")
    if terms is None:  # a school's own name is the same in both languages unless two are published
        return Bilingual(published.get("en") or text, published.get("cy") or text)
    term = terms.find(text)
    en, cy = published.get("en", ""), published.get("cy", "")
    if term is not None:
        return Bilingual(en or term.name.en, cy or term.name.cy)
    if text in MISSING_MARKS:
        return Bilingual(text, text)
    if not (en and cy):
        warnings.append(next(iter(by_language.values())).record.problem("no_other_language", key, value=text))
    return Bilingual(en or text, cy) if not cy else Bilingual(en, cy)


def _disagreements(one: SchoolSheetRow, two: SchoolSheetRow, keys: Sequence[str]) -> list[Problem]:
    return [
        two.record.problem("sheets_disagree", key, value=_text(two.values[key]), other=_text(one.values[key]))
        for key in keys
        if one.values[key] != two.values[key]
    ]


def _text(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def _term(row: SchoolSheetRow, key: str, terms: Terms, word: str = "") -> Term | None:
    """A value that may be new to us: kept in the words it came in, and told."""
    row.words[word or key] = text = row.record.text(key)
    term = terms.find(text) if text else None
    if text and term is None:
        row.record.warn("value_unknown", key, known=terms.known())
    return term


def _code(term: Term | None) -> str:
    return term.code if term else ""


def _council(row: SchoolSheetRow) -> str:
    """The council's code: the number's own beginning; a differing code or name beside it is only told."""
    record, number = row.record, row.number
    code, name = record.text("council").removesuffix(".0"), record.text("council_name")
    row.words["council_name"] = name
    if code and record.councils.of_code(code) is None:
        record.refuse("council_unknown", "council")
    by_name = record.council(name, "council_name") if name else None
    if number and code and record.ok and code != number[:3]:
        record.warn("council_is_not_numbers", "council", number=number)
    if by_name and by_name.code != (code or number[:3]):
        record.warn("council_names_differ", "council_name", council=code or number[:3])
    return code or (by_name.code if by_name else number[:3])


def _medium(row: SchoolSheetRow) -> str:
    record = row.record
    row.words["medium"] = record.text("medium_name")
    by_name = record.term("medium_name", MEDIUMS, wanted=False)
    by_code = record.term("medium", MEDIUMS, wanted=False)
    if by_code and by_name and by_code is not by_name:
        record.refuse("value_unknown", "medium_name", known=by_code.name.in_language(row.language))
    term = by_code or by_name
    if term is None and row.kind == "maintained" and record.ok:
        record.warn("value_missing", "medium")
    if term and not row.words["medium"]:
        row.words["medium"] = term.name.in_language(row.language)
    return _code(term)


def _faith(row: SchoolSheetRow) -> str:
    """The faith's code; "" where the register gives a mark ("---") or nothing."""
    text = row.record.text("religious_character")
    if text in MISSING_MARKS:
        row.words["faith"] = text
        return ""
    return _code(_term(row, "religious_character", FAITHS, "faith"))


def _pupils(record: Record) -> tuple[int | None, str]:
    text = record.text("pupils")
    if text in MISSING_MARKS:
        return None, text
    return record.whole("pupils"), ""


def _warn_of(row: SchoolSheetRow) -> None:
    record, values = row.record, row.values
    if not values["postcode"] and record.ok:
        record.warn("value_missing", "postcode")
    if values["phone"] and not _PHONE.fullmatch(values["phone"]):
        record.warn("value_odd", "phone")
    phase = values["phase"] or row.kind
    usual = _USUAL_OF_GOVERNANCE.get((phase, values["governance"])) or _USUAL.get(phase, ())
    if row.number and usual and row.number[3:5] not in usual:
        record.warn("number_out_of_range", "number", usual=", ".join(f"{start}xx" for start in usual))
