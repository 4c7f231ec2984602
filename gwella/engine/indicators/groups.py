"""The groups a figure is told for. A pupil who is not in the census is in "all" only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import Table

from gwella.core.text import mark
from gwella.engine.indicators.measure import Column

# What the census knows of a pupil, as 1, 0 or null (sex: "F", "M", null).
TRAITS = ("fsm", "sex", "aln", "early_language", "looked_after")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of pupils. `name` is a msgid; `holds` says who is in it, of a table with the columns of `TRAITS`."""

    code: str
    name: str
    holds: Callable[[Table], Column]


def _is(trait: str, value: Any) -> Callable[[Table], Column]:
    return lambda table: (table[trait] == value).fill_null(False)


GROUPS: Mapping[str, Group] = {
    group.code: group
    for group in (
        Group("all", mark("All pupils"), lambda table: ibis.literal(True)),
        Group("fsm", mark("Eligible for free school meals"), _is("fsm", 1)),
        Group("not_fsm", mark("Not eligible for free school meals"), _is("fsm", 0)),
        Group("girls", mark("Girls"), _is("sex", "F")),
        Group("boys", mark("Boys"), _is("sex", "M")),
        Group("aln", mark("With additional learning needs"), _is("aln", 1)),
        Group("not_aln", mark("Without additional learning needs"), _is("aln", 0)),
        Group("early_language", mark("Early stages of learning English or Welsh"), _is("early_language", 1)),
        Group(
            "not_early_language", mark("Not in the early stages of learning English or Welsh"), _is("early_language", 0)
        ),
        Group("looked_after", mark("Looked-after children"), _is("looked_after", 1)),
    )
}

# Each gap: the first group's value less the second's. Source: rules of the published gaps.
GAPS: Mapping[str, tuple[str, str]] = {"fsm": ("not_fsm", "fsm"), "sex": ("girls", "boys")}
