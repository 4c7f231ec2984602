"""Where a plan stands, one school at a time: whom the limits allow, who has the days, what each would cost more."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gwella.domain.people.models import SystemLeader
from gwella.domain.schools.models import School
from gwella.engine.allocation import limits, wishes
from gwella.engine.allocation.model import NOBODY, Floats, Ints, Model, model_of
from gwella.engine.allocation.shortages import why_nobody
from gwella.flows.allocation.question import Question

PARTS = ("travel", "change", "extra_council", "uneven_load")


@dataclass(frozen=True, slots=True)
class Option:
    """A person for a school: "" or the limit that rules them out, and what they cost more than whoever has it.

    `kilometres`: one way by road. `load`, `capacity`: half-days, with the school. `parts`: the extra cost by wish.
    """

    leader: str
    ruled_out: str
    kilometres: float | None
    load: int
    capacity: int
    parts: Mapping[str, float]

    @property
    def extra(self) -> float:
        """The extra cost in all, in kilometres a year that it is worth."""
        return sum(self.parts.values())


class Standing:
    """A question with an assignment of its schools."""

    def __init__(self, question: Question, links: Mapping[str, str | None]) -> None:
        self.question = question
        self.model: Model = model_of(question.problem)
        columns = question.problem.adviser_columns
        self.assignment: Ints = np.full(len(self.model.members), NOBODY, dtype=np.int64)
        for unit, rows in enumerate(self.model.members):
            leaders = {links.get(question.problem.schools[row].key) for row in rows}
            self.assignment[unit] = columns.get(next(iter(leaders)) or "", NOBODY) if len(leaders) == 1 else NOBODY
        self.load = self.model.load(self.assignment)

    @cached_property
    def one_way(self) -> Floats:
        """Kilometres by road, schools × people."""
        return wishes.one_way_km(self.question.problem)

    def unit(self, number: str) -> int:
        """The unit of a school. KeyError for one the question does not hold."""
        return int(self.model.unit_of[self.question.problem.school_rows[number]])

    def together(self, number: str) -> list[str]:
        """The school and those that keep the same leader."""
        return [self.question.problem.schools[row].key for row in self.model.members[self.unit(number)]]

    def options(self, number: str) -> list[Option]:
        """Everybody, for one school (with those that share its leader), in order of key."""
        row = self.question.problem.school_rows[number]
        unit = self.unit(number)
        parts = self._parts(unit)
        return [
            Option(
                leader=adviser.key,
                ruled_out=self._ruled_out(row, unit, column),
                kilometres=self._kilometres(row, column),
                load=int(self._load_with(unit, column)),
                capacity=adviser.capacity_half_days,
                parts={name: float(table[column]) for name, table in parts.items()},
            )
            for column, adviser in enumerate(self.question.problem.advisers)
        ]

    def _kilometres(self, row: int, column: int) -> float | None:
        known = not np.isnan(self.question.problem.straight_km[row, column])
        return round(float(self.one_way[row, column]), 1) if known else None

    def _load_with(self, unit: int, column: int) -> int:
        return int(self.load[column]) + (0 if self.assignment[unit] == column else int(self.model.need[unit]))

    def _ruled_out(self, row: int, unit: int, column: int) -> str:
        broken = int(self.model.broken[row, column])
        if broken != limits.KEPT:
            return limits.CODES[broken]
        if not self.model.allowed[unit, column]:
            return limits.GROUP
        is_full = self._load_with(unit, column) > self.model.capacity[column]
        return limits.NO_DAYS_LEFT if is_full and self.assignment[unit] != column else ""

    def _parts(self, unit: int) -> dict[str, Floats]:
        """By wish, what each person would cost more than whoever has the unit."""
        model, here = self.model, int(self.assignment[unit])
        need, council = int(model.need[unit]), int(model.council[unit])
        load = self.load.copy()
        others = (model.council == council) & (np.arange(len(model.need)) != unit)
        works_here = np.zeros(len(load), dtype=np.bool_)
        works_here[self.assignment[others & (self.assignment != NOBODY)]] = True
        opened = np.where(works_here, 0.0, model.council_cost[:, council])
        if here != NOBODY:
            load[here] -= need
        uneven = model.load_cost * (np.abs(load + need - model.fair) - np.abs(load - model.fair))
        tables = {
            "travel": model.travel_cost[unit],
            "change": model.change_cost[unit],
            "extra_council": opened,
            "uneven_load": uneven,
        }
        if here == NOBODY:
            return tables
        return {name: table - table[here] for name, table in tables.items()}


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a school has its leader, in plain values: see `Proposal.facts`."""

    leader: int | None
    runner_up: int | None
    kilometres: float | None
    facts: dict[str, Any]


def explain(standing: Standing, number: str, since: Mapping[tuple[int, int], str]) -> Explained:
    """The facts of a school's pair under a plan, of its runner-up, and of how many each limit rules out.

    `since`: the day from which a person has known a school, by their keys (person, school). RuntimeError for a plan
    that breaks a limit: nothing of it may be kept.
    """
    question = standing.question
    school = question.schools[number]
    here = int(standing.assignment[standing.unit(number)])
    holder = question.problem.advisers[here].key if here != NOBODY else ""
    options = standing.options(number)
    chosen = next((option for option in options if option.leader == holder), None)
    if chosen and chosen.ruled_out:
        raise RuntimeError(f"the plan gives {number} to {holder}, whom {chosen.ruled_out} rules out")
    others = [option for option in options if option.leader != holder]
    possible = [option for option in others if not option.ruled_out]
    # Where nobody else has the days, whoever would come next with them stands as the runner-up.
    full = [option for option in others if option.ruled_out == limits.NO_DAYS_LEFT]
    second = min(possible or full, key=lambda option: (option.extra, option.leader), default=None)
    counts: dict[str, int] = {}
    for option in others:
        if option.ruled_out:
            counts[option.ruled_out] = counts.get(option.ruled_out, 0) + 1
    told: dict[str, Any] = {
        "people": len(options),
        "ruled_out": counts,
        "allowed": len(possible),
        "group": [other for other in standing.together(number) if other != number],
        "chosen": _told(chosen, question.leaders, school, since),
        "runner_up": _told(second, question.leaders, school, since),
    }
    if here == NOBODY:
        told["why_nobody"] = why_nobody(standing.model, question.problem.school_rows[number])
    return Explained(
        leader=int(holder) if holder else None,
        runner_up=int(second.leader) if second else None,
        kilometres=chosen.kilometres if chosen else None,
        facts=told,
    )


def _told(
    option: Option | None,
    leaders: Mapping[str, SystemLeader],
    school: School,
    since: Mapping[tuple[int, int], str],
) -> dict[str, Any] | None:
    if option is None:
        return None
    leader = leaders[option.leader]
    return {
        "kilometres": option.kilometres,
        "since": since.get((leader.user_id, school.pk)),
        "welsh": leader.welsh_level,
        "load": option.load,
        "capacity": option.capacity,
        "is_full": option.load > option.capacity,
        "extra": round(option.extra, 1),
        "parts": {name: round(value, 1) for name, value in option.parts.items() if abs(value) >= 0.05},
    }
