"""The words in which figures are told: parts of the evidence, reasons for blanks, sentences with their facts.

A `Sentence` is a marked message and its facts: whoever shows it translates the message, writes numbers in the reader's
way and puts them in. So one rule serves pages and papers, in both languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gwella.core.text import mark
from gwella.domain.figures.rules import REASONS

Direction = Literal["better", "worse", "same", "unknown"]


@dataclass(frozen=True, slots=True)
class Word:
    """A message inside a sentence: translated before it is put in."""

    text: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A number inside a sentence, in a unit. `is_difference`: told as points, without its sign."""

    number: float
    unit: str
    is_difference: bool = False


Told = Word | Amount | str | int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A marked message, its places in braces, and what goes there."""

    text: str
    facts: Mapping[str, Told] = field(default_factory=dict)


# The parts of the evidence: the few measures that matter, then the rest.
PARTS: Mapping[str, str] = {
    "fp": mark("Foundation Phase"),
    "ks2": mark("Key Stage 2"),
    "ks3": mark("Key Stage 3"),
    "ks4": mark("Examinations, year 11"),
    "wellbeing": mark("Attendance and inclusion"),
    "context": mark("The school’s pupils"),
}
MATTER: Mapping[str, tuple[str, ...]] = {
    "fp": ("fp_indicator",),
    "ks2": ("ks2_csi",),
    "ks3": ("ks3_csi",),
    "ks4": ("level2_inclusive", "capped9"),
    "wellbeing": ("attendance_primary", "attendance_secondary", "persistent_absence"),
    "context": (),
}
# The engine's tables of pupils, and the kind of data set each comes from.
KINDS: Mapping[str, str] = {
    "fp": "assessments",
    "ks2": "assessments",
    "ks3": "assessments",
    "ks4": "results",
    "attendance": "attendance",
    "exclusions": "exclusions",
    "census": "pupils",
    "published": "school_figures",
}
PART_OF: Mapping[str, str] = {
    **{stage: stage for stage in ("fp", "ks2", "ks3", "ks4")},
    "attendance": "wellbeing",
    "exclusions": "wellbeing",
    "census": "context",
    "published": "context",
}
# The years in which a measure began to be counted otherwise: nothing is compared across them.
BREAKS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("level2_inclusive", "ks4_csi", "ks4_language", "ks4_maths"), ("2016/17",)),
    "persistent_absence": ("2022/23",),
}

NO_MEASURE = mark("there was no such measure in this year")
NOT_HERE = mark("the data of this year is not here yet")
NO_PUPILS = mark("the school had no pupils in this group")
FEW_SCHOOLS = mark("too few of these schools have a figure")
BLANKS: Mapping[str, str] = {
    **REASONS,
    "no_measure": NO_MEASURE,
    "not_here": NOT_HERE,
    "no_pupils": NO_PUPILS,
    "few_schools": FEW_SCHOOLS,
    "not_matched": mark("pupils’ earlier results are not matched"),
}

# Why no direction is told.
WHY_UNKNOWN: Mapping[str, str] = {
    "blank": mark("There is no figure for this year."),
    "first": mark("There is no earlier year to compare with."),
    "gap": mark("There is no figure of the year before to compare with."),
    "few": mark("There are too few pupils to say."),
    "break": mark("The measure began to be counted otherwise, so the years cannot be compared."),
    "context": mark("More is neither better nor worse."),
}

ADDED: Mapping[str, str] = {
    "ks2": mark(
        "How far pupils came by Key Stage 2, in levels, beside pupils elsewhere who began with the same outcomes, the "
        "same eligibility for free school meals, as deprived an area and as far in learning the language. Effects of "
        "small groups are drawn towards nought."
    ),
    "ks4": mark(
        "How far pupils came by the examinations, in points, beside pupils elsewhere who began with the same levels, "
        "the same eligibility for free school meals, as deprived an area and as far in learning the language. Effects "
        "of small groups are drawn towards nought."
    ),
}
# What its interval speaks of, and what it does not.
ADDED_INTERVAL = mark(
    "Its interval speaks of chance: how the result could differ from one year’s pupils to the next, 95 times of 100. "
    "It does not speak of what the model cannot see, such as pupils who came late to the school or what happens at "
    "home."
)
ADDED_SAYS: Mapping[str, str] = {
    "better": mark("Pupils came further than similar pupils elsewhere."),
    "similar": mark("Pupils came as far as similar pupils elsewhere."),
    "below": mark("Pupils came less far than similar pupils elsewhere."),
    "too_few": mark("Too few pupils have both results to say how far they came."),
}
QUARTERS: Mapping[int, str] = {
    1: mark("in the top quarter of schools with about as many pupils eligible for free school meals"),
    2: mark("in the second quarter of schools with about as many pupils eligible for free school meals"),
    3: mark("in the third quarter of schools with about as many pupils eligible for free school meals"),
    4: mark("in the bottom quarter of schools with about as many pupils eligible for free school meals"),
}
GAP_NAMES: Mapping[str, str] = {
    "fsm": mark("Free school meals gap: not eligible less eligible"),
    "sex": mark("Girls less boys"),
}
