"""Our fields of each kind of pupil data: what a profile may map, what each may hold. Source: the census guides.

A field's type is text, code (one of `allowed`), flag, whole (between `least` and `most`), number, day, school or upn.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from gwella.core.text import mark


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type, its words, whether a row is nothing without it, and what it may hold."""

    type: str
    label: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    least: float = 0
    most: float = 1_000_000


_SCHOOL = Field("school", mark("School number"), required=True)
_UPN = Field("upn", mark("Unique pupil number"), required=True)

PUPILS: Mapping[str, Field] = {
    "school": _SCHOOL,
    "upn": _UPN,
    "year_group": Field("whole", mark("Year group"), required=True, least=-2, most=14),
    "born_on": Field("day", mark("Date of birth")),
    "sex": Field("code", mark("Sex"), allowed=("F", "M")),
    "enrolment": Field("code", mark("Enrolment status"), required=True, allowed=("C", "M", "S", "G", "F")),
    "fsm_eligible": Field("flag", mark("Eligible for free school meals")),
    "fsm_protected": Field("flag", mark("Free school meals by transitional protection")),
    "fsm_universal": Field("flag", mark("Universal free school meals")),
    "aln": Field("code", mark("Additional learning needs"), allowed=("none", "action", "plus", "statement", "idp")),
    "eal": Field("code", mark("Stage of acquiring English or Welsh"), allowed=("A", "B", "C", "D", "E")),
    "looked_after": Field("flag", mark("Looked after")),
    "welsh_home": Field("flag", mark("Speaks Welsh at home")),
    "deprivation": Field("whole", mark("Tenth of deprivation (1 most deprived)"), least=1, most=10),
}
ASSESSMENTS: Mapping[str, Field] = {
    "school": _SCHOOL,
    "upn": _UPN,
    "stage": Field("code", mark("Stage"), required=True, allowed=("fp", "ks2", "ks3")),
    "subject": Field(
        "code",
        mark("Subject"),
        required=True,
        allowed=("psd", "lang_en", "lang_cy", "maths", "english", "welsh", "science"),
    ),
    "result": Field("text", mark("Result"), required=True),
}
RESULTS: Mapping[str, Field] = {
    "school": _SCHOOL,
    "upn": _UPN,
    "qualification": Field("code", mark("Qualification"), required=True, allowed=("gcse", "gcse_short", "vocational")),
    "subject": Field("text", mark("Subject"), required=True),
    "grade": Field("text", mark("Grade"), required=True),
    "size": Field("number", mark("Size in GCSEs"), least=0, most=10),
    "points": Field("number", mark("Points"), least=0, most=1000),
    "level1": Field("flag", mark("Counts towards Level 1")),
    "level2": Field("flag", mark("Counts towards Level 2")),
}
ATTENDANCE: Mapping[str, Field] = {
    "school": _SCHOOL,
    "upn": _UPN,
    "age": Field("whole", mark("Age on 31 August"), required=True, least=2, most=20),
    "possible": Field("whole", mark("Possible sessions"), required=True, most=420),
    "authorised": Field("whole", mark("Sessions absent with leave"), required=True, most=420),
    "unauthorised": Field("whole", mark("Sessions absent without leave"), required=True, most=420),
}
EXCLUSIONS: Mapping[str, Field] = {
    "school": _SCHOOL,
    "upn": _UPN,
    "kind": Field("code", mark("Kind of exclusion"), required=True, allowed=("fixed", "permanent")),
    "days": Field("number", mark("Days"), least=0, most=200),
}
FIELDS: Mapping[str, Mapping[str, Field]] = {
    "pupils": PUPILS,
    "assessments": ASSESSMENTS,
    "results": RESULTS,
    "attendance": ATTENDANCE,
    "exclusions": EXCLUSIONS,
}
# What makes two rows the same pupil's same thing. Awards and exclusions may stand several times.
ONCE: Mapping[str, tuple[str, ...]] = {
    "pupils": ("school", "upn"),
    "assessments": ("school", "upn", "stage", "subject"),
    "attendance": ("school", "upn"),
}
# A council sends its own files, and a stage or kind of award may come apart: a file replaces its own parts only.
PART: Mapping[str, tuple[str, ...]] = {"assessments": ("stage",), "results": ("qualification",)}
TYPES: Mapping[str, type[pl.DataType]] = {
    "text": pl.String,
    "code": pl.String,
    "school": pl.String,
    "upn": pl.String,
    "flag": pl.Boolean,
    "whole": pl.Int32,
    "number": pl.Float64,
    "day": pl.Date,
}
SMALL = {"year_group": pl.Int8, "deprivation": pl.Int8, "age": pl.Int8}


def schema_of(kind: str) -> dict[str, type[pl.DataType]]:
    """The columns of a kind in the store, in order, with their types. `level` follows from an assessment's result."""
    held: dict[str, type[pl.DataType]] = {"year": pl.String}
    held |= {name: SMALL.get(name, TYPES[field.type]) for name, field in FIELDS[kind].items()}
    if kind == "assessments":
        held["level"] = pl.Int8
    return held


def part_of(kind: str) -> pl.Expr:
    """The part of a year's data a row belongs to: its council, and its stage or kind of award: "671 ks2"."""
    return pl.concat_str(
        [pl.col("school").str.slice(0, 3), *(pl.col(name) for name in PART.get(kind, ()))], separator=" "
    )
