"""Where figures lie in a linked table: places under places, groups that add up to all, and what hiding each loses."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gwella.engine.disclosure.table import Equation, Floats

ALL, REST = "all", "rest"
# Groups that together are all whose trait is known.
DIMENSIONS = (("fsm", "not_fsm"), ("girls", "boys"), ("aln", "not_aln"), ("early_language", "not_early_language"))
ALONE = "looked_after"  # its counterpart is not told
REGION = "region"
# Hiding a council's or the region's figure loses more than a school's, and all more than a group.
LEVELS = {"school": 1.0, "council": 30.0, "region": 300.0}
ALL_PUPILS = 5.0
Cell = tuple[str, str]  # place, group


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the year, under a key of the caller's; `cohort` is what it is divided by, `pupils` how many."""

    key: int
    place: str
    measure: str
    group: str
    numerator: float
    cohort: float
    pupils: float
    hidden: bool = False


def label(place: str, group: str) -> str:
    """The name of a cell."""
    return f"{place} {group}"


def groups(at: Mapping[Cell, int]) -> list[Equation]:
    """All is the sum of each pair of groups; who is in neither is taken as known."""
    places = dict.fromkeys(place for place, _group in at)
    found = []
    for place in places:
        for pair in DIMENSIONS:
            parts = tuple(at[place, group] for group in pair if (place, group) in at)
            if parts and (place, ALL) in at:
                found.append((at[place, ALL], parts))
    return found


def geography(at: Mapping[Cell, int], councils: Mapping[str, str]) -> list[Equation]:
    """A council is the sum of its schools, the region of the councils, for every group."""
    parts: dict[Cell, list[int]] = defaultdict(list)
    for (place, group), cell in at.items():
        above = councils.get(place, "") if place.startswith("school:") else REGION if place != REGION else ""
        if (above, group) in at and group != REST:
            parts[above, group].append(cell)
    return [(at[total], tuple(cells)) for total, cells in parts.items()]


def costs(cells: Sequence[Cell], count: Floats) -> Floats:
    """What hiding each cell loses."""
    weights = [
        LEVELS[place.partition(":")[0]] * (ALL_PUPILS if group.partition(" ")[0] == ALL else 1.0)
        for place, group in cells
    ]
    told: Floats = np.array(weights) * np.log2(np.maximum(count, 0) + 2)
    return told
