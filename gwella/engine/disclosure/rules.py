"""Which numbers may not leave by themselves, whatever the totals say. Source: the service's rule of small numbers."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gwella.engine.disclosure.table import Bools, Number, Table

Why = Literal["count", "cohort", "all_or_none", "secondary"]
NATIONAL_COHORT = 50  # a percentage in a national table of sub-groups


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits. Counts from 1 to under `least_count` are hidden; whatever is told of fewer than `least_cohort`
    pupils; and none or all of fewer than `small_group`, which is ours and not an official value.
    """

    least_count: int = 5
    least_cohort: int = 5
    small_group: int = 10


RULES = Rules()


def small_counts(table: Table, rules: Rules) -> Bools:
    """Cells whose pupils are too few to count, or to tell anything of."""
    limit = max(rules.least_count, rules.least_cohort) if table.numbers else rules.least_count
    small: Bools = (table.count > 0) & (table.count < limit)
    return small


def small_numbers(number: Number, rules: Rules) -> Bools:
    """Cells where the number itself is a small count."""
    if not number.is_count:
        return np.zeros(len(number.value), dtype=np.bool_)
    small: Bools = (number.value > 0) & (number.value < rules.least_count)
    return small


def all_or_none(table: Table, number: Number, rules: Rules) -> Bools:
    """Cells of a small group in which none or all is told, so that it is told of each pupil."""
    if number.most is None:
        return np.zeros(table.size, dtype=np.bool_)
    told: Bools = (number.value == 0) | (number.value == number.most)
    few: Bools = (table.count > 0) & (table.count < rules.small_group)
    return told & few
