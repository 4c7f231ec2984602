"""Mapping profiles made by example: a file's first rows, what its columns look like, a dry run; and profiles shared."""

import difflib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from gwella.core.audit import Actor
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.domain.figures.actions import record_profile
from gwella.domain.figures.models import MappingProfile
from gwella.evidence.ingest.columns import heading_key
from gwella.evidence.ingest.containers import Limits
from gwella.evidence.ingest.pupils.fields import FIELDS, Field
from gwella.evidence.ingest.pupils.profiles import (
    DATE_PATTERNS,
    Profile,
    from_toml,
    read_profile,
    shipped,
    to_toml,
)
from gwella.evidence.ingest.pupils.reading import first_rows, raw_table, read_pupils

EXAMPLE = Limits(file_bytes=20_000_000, rows=50_000)
SAMPLE = 200  # values of a column looked at
MOST_CODES = 40  # different codes of one column offered; a column with more holds no codes
ALIKE = 0.8  # how like a heading must be to one we know
# Names of days as people write them, for each pattern.
DATE_WORDS = {pattern: date(2019, 1, 31).strftime(pattern) for pattern in DATE_PATTERNS}
# Headings that systems commonly use, beside those of the profiles we know.
USUAL = {
    "la": "school",
    "lea": "school",
    "estab": "school",
    "laestab": "school",
    "sefydliad": "school",
    "birth date": "born_on",
    "nc year": "year_group",
    "grŵp blwyddyn": "year_group",
    "statws cofrestru": "enrolment",
}
# Our codes in words, where the code does not say it; by field, or for any field that is answered by yes or no.
CODE_WORDS = {
    ("", "yes"): mark("yes"),
    ("", "no"): mark("no"),
    ("sex", "F"): mark("F: female"),
    ("sex", "M"): mark("M: male"),
    ("enrolment", "C"): mark("C: at this school alone"),
    ("enrolment", "M"): mark("M: at two schools, this one the main one"),
    ("enrolment", "S"): mark("S: at two schools, the other the main one"),
    ("enrolment", "G"): mark("G: a guest"),
    ("enrolment", "F"): mark("F: a college of further education"),
    ("aln", "none"): mark("no additional learning needs"),
    ("aln", "action"): mark("School Action"),
    ("aln", "plus"): mark("School Action Plus"),
    ("aln", "statement"): mark("a statement of special educational needs"),
    ("aln", "idp"): mark("an individual development plan"),
}
WIDE_INTO = {"assessments": ("subject", "result"), "results": ("subject", "grade")}
NO_HEADINGS = Problem(
    "profile.no_headings",
    mark("No row of headings was found in the first rows of the file."),
    mend=mark("Send the file with its headings, as the supplier’s system writes it."),
)


@dataclass(frozen=True, slots=True)
class Example:
    """The head of a file: its headings, some rows, and the values each column holds (at most SAMPLE)."""

    file: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    values: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Tried:
    """What reading the example by a profile gave."""

    rows: int
    taken: int
    schools: int
    refused: Sequence[Problem] = field(default=())
    warnings: Sequence[Problem] = field(default=())


def look_at(path: Path, *, name: str) -> Example:
    """The headings and first rows of a file. Raises BadInput where there are none, or it cannot be read."""
    rows = first_rows(path, name=name)
    head = max(rows, key=lambda row: len({cell for cell in row if cell and not cell.isdigit()}), default=[])
    headings = list(dict.fromkeys(cell for cell in head if cell))
    if len(headings) < 2:
        raise BadInput(Problem(NO_HEADINGS.code, NO_HEADINGS.message, file=name, mend=NO_HEADINGS.mend))
    raw, _place = raw_table(path, headings, name=name, limits=EXAMPLE)
    values = {h: raw[h].drop_nulls().unique(maintain_order=True).head(SAMPLE).to_list() for h in headings}
    body = [["" if cell is None else cell for cell in row] for row in raw.select(headings).head(5).iter_rows()]
    return Example(name, headings, body, values)


def fields_for(kind: str) -> Mapping[str, Field]:
    """Our fields of a kind. KeyError for a kind that has no pupils."""
    return FIELDS[kind]


def subjects_for(kind: str) -> Sequence[str]:
    """The subjects that may have a column each, in a kind that has subjects."""
    if kind not in WIDE_INTO:
        return ()
    allowed = FIELDS[kind]["subject"].allowed
    return allowed or tuple(dict.fromkeys(s for p in _known(kind) if p.wide for s in p.wide.columns.values()))


def _known(kind: str) -> list[Profile]:
    return [profile for profile in shipped().values() if profile.kind == kind]


@cache
def _names(kind: str) -> Mapping[str, str]:
    """What each known heading means: one of our fields, or subject:… where it is a subject's column."""
    found = {heading: name for heading, name in USUAL.items() if name in FIELDS[kind]}
    for name, held in FIELDS[kind].items():
        found |= {heading_key(name): name, heading_key(held.label): name}
    for profile in _known(kind):
        found |= {heading_key(h): name for name, joined in profile.columns.items() for h in joined}
        if profile.wide:
            found |= {heading_key(h): f"subject:{subject}" for h, subject in profile.wide.columns.items()}
    return found


def guess_columns(kind: str, headings: Sequence[str]) -> dict[str, str]:
    """For each heading that looks like one we know: our field, or subject:… ."""
    names, found = _names(kind), {}
    for heading in headings:
        close = difflib.get_close_matches(heading_key(heading), names, n=1, cutoff=ALIKE)
        if close:
            found[heading] = names[close[0]]
    return found


def codes_in(kind: str, name: str, values: Collection[str]) -> list[str]:
    """The codes a column holds that are not ours already; none where it holds no codes."""
    held = FIELDS[kind][name]
    if held.type not in ("code", "flag") and not (held.type == "whole" and any(not _whole(v) for v in values)):
        return []
    return [value for value in values if value not in held.allowed][:MOST_CODES]


def _whole(text: str) -> bool:
    return text.lstrip("-").isdigit()


def choices_of(kind: str, name: str) -> Sequence[str]:
    """Our codes of a field; for years, its whole numbers."""
    held = FIELDS[kind][name]
    if held.type == "flag":
        return ("yes", "no")
    if held.type == "whole":
        return tuple(str(n) for n in range(int(held.least), int(held.most) + 1))
    return held.allowed


def code_words(name: str, code: str) -> str:
    """One of our codes in words (a msgid), or as it stands where it says itself what it is."""
    return CODE_WORDS.get((name, code)) or CODE_WORDS.get(("", code), code)


def lacking(definition: Mapping[str, Any]) -> list[str]:
    """What no row is anything without, and a definition does not say where to find: our names of it (msgids)."""
    wide = definition.get("wide", {})
    said = {*definition["columns"], *definition["constants"], wide.get("into"), wide.get("value")}
    return [held.label for name, held in FIELDS[definition["kind"]].items() if held.required and name not in said]


def guess_code(kind: str, name: str, theirs: str) -> str:
    """Our code for one of theirs, by every profile we know; empty where none says."""
    ours = {code.lower(): code for code in choices_of(kind, name)}
    for profile in _known(kind):
        if theirs in profile.codes.get(name, {}):
            return profile.codes[name][theirs]
    return ours.get(theirs.lower(), "")


def guess_dates(values: Sequence[str]) -> str:
    """The pattern by which every day of a column can be read; ISO where there is none to see."""
    for pattern in DATE_PATTERNS:
        if values and all(_fits(value, pattern) for value in values):
            return pattern
    return DATE_PATTERNS[0]


def _fits(value: str, pattern: str) -> bool:
    with suppress(ValueError):
        datetime.strptime(value, pattern)  # noqa: DTZ007  # a day, without an hour
        return True
    return False


def definition_of(
    kind: str,
    code: str,
    name: str,
    mapped: Mapping[str, str],
    *,
    constants: Mapping[str, str],
    codes: Mapping[str, Mapping[str, str]],
    dates: str,
) -> dict[str, Any]:
    """A profile's definition from what a person chose: for each heading our field, or subject:… ."""
    columns: dict[str, list[str]] = {}
    wide = {heading: what.removeprefix("subject:") for heading, what in mapped.items() if what.startswith("subject:")}
    for heading, what in mapped.items():
        if what and heading not in wide:
            columns.setdefault(what, []).append(heading)
    told: dict[str, Any] = {
        "code": code,
        "kind": kind,
        "name": name,
        "columns": columns,
        "constants": {name: value for name, value in constants.items() if value},
        "codes": {name: dict(held) for name, held in codes.items() if held},
        "dates": dates,
    }
    if wide:
        into, value = WIDE_INTO[kind]
        told["wide"] = {"columns": wide, "into": into, "value": value}
    return told


def try_profile(path: Path, definition: Mapping[str, Any], *, year: str, name: str) -> Tried:
    """Read the example by a definition; nothing is kept. Raises BadInput where the definition cannot be used."""
    found = read_pupils(path, read_profile(definition), year=year, name=name, limits=EXAMPLE)
    return Tried(found.rows, found.frame.height, found.frame["school"].n_unique(), found.refused, found.warnings)


def save_profile(definition: Mapping[str, Any], *, by: Actor, at: datetime) -> MappingProfile:
    """Keep a definition as the next version of its code. Raises BadInput where it cannot be used."""
    profile = read_profile(definition)
    return record_profile(
        code=profile.code, kind=profile.kind, name=profile.name, definition=profile.as_definition(), by=by, at=at
    )


def bring_shared(text: str, *, file: str, by: Actor, at: datetime) -> MappingProfile:
    """Keep a profile somebody shared as a file. Raises BadInput where it is none."""
    return save_profile(from_toml(text, file=file).as_definition(), by=by, at=at)


def all_profiles() -> dict[str, tuple[Profile, MappingProfile | None]]:
    """Every profile by code, with its latest version kept here; None where it is the shipped one."""
    found: dict[str, tuple[Profile, MappingProfile | None]] = {code: (p, None) for code, p in shipped().items()}
    for held in MappingProfile.objects.order_by("code", "version"):
        found[held.code] = (read_profile(held.definition), held)
    return dict(sorted(found.items()))


def profile_as_file(code: str, version: int | None = None) -> str | None:
    """A profile as a file to share; None where there is no such one."""
    held = MappingProfile.objects.filter(code=code)
    kept = held.filter(version=version).first() if version else held.order_by("-version").first()
    profile = read_profile(kept.definition) if kept else shipped().get(code)
    return to_toml(profile) if profile else None
