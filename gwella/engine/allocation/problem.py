"""What is asked of the optimiser: schools, advisers, limits that never bend, wishes with weights.

Days are whole numbers of half-days, so that every sum is exact. Keys are the caller's own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gwella.core.problems import BadInput
from gwella.core.problems import Problem as Fault
from gwella.core.text import mark
from gwella.engine.geo import haversine_km

HALF_DAYS_A_DAY = 2


@dataclass(frozen=True, slots=True)
class School:
    """A school that must have one adviser.

    `half_days`: what it will need of the adviser in the year. `welsh_needed`: the least level of Welsh
    that serves it, 0 (none) to 5. `language`: what it teaches in, only to tell
    shortages by. `lat`, `lon`: decimal degrees, or None where not known.
    `group`: schools with the same one (a federation, a shared head) share one adviser.
    `priority`: between plans short of equally many days, schools with a higher number are served first.
    `last_adviser`: who had the school last year. `keep`: who must have it, by a decision already taken.
    """

    key: str
    council: str
    phase: str
    half_days: int
    welsh_needed: int = 0
    language: str = ""
    lat: float | None = None
    lon: float | None = None
    band: str = ""
    cluster: str = ""
    group: str = ""
    last_adviser: str = ""
    keep: str = ""
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Adviser:
    """A person who can look after schools.

    `capacity_half_days`: in the year, for schools. `phases`: those the person can judge.
    `councils`: those the person has agreed to; empty means any. `home_council`: where working costs
    nothing extra. `own_school`: the school a serving head leads. `barred`: schools closed to the
    person by a declared interest.
    """

    key: str
    capacity_half_days: int
    phases: frozenset[str]
    welsh_level: int = 0
    lat: float | None = None
    lon: float | None = None
    councils: frozenset[str] = frozenset()
    home_council: str = ""
    own_school: str = ""
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Weights:
    """What each wish costs, in kilometres driven that it is worth. Defaults are not the official values."""

    travel: float = 1.0  # for each kilometre driven in the year
    change: float = 200.0  # for each school that loses last year's adviser
    extra_council: float = 300.0  # for each council an adviser works in beside the home council
    uneven_load: float = 30.0  # for each day an adviser has above or below the fair share

    @classmethod
    def of(cls, values: Mapping[str, float]) -> "Weights":
        """Weights by name, as a framework gives them; what is not named keeps its default.

        Raises `BadInput` for a name that is no wish and for a weight that is negative or not finite.
        """
        known = {f.name for f in fields(cls)}
        faults = [
            Fault(
                code="weight.unknown",
                message=mark("No wish of the allocation is called “{name}”."),
                mend=mark("Use one of: {known}."),
                params={"name": name, "known": ", ".join(sorted(known))},
            )
            for name in values
            if name not in known
        ]
        faults += [
            Fault(
                code="weight.value",
                message=mark("The weight “{name}” is {value}; it must be a number from 0."),
                value=str(value),
                params={"name": name, "value": str(value)},
            )
            for name, value in values.items()
            if name in known and not 0 <= value < float("inf")
        ]
        if faults:
            raise BadInput(faults)
        return cls(**{name: float(value) for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers inside the limits and the reckoning of travel. Defaults are not the official values."""

    serving_head_km: float = 3.0  # a serving head takes no school nearer than this to the own school
    travel_factor: float = 1.3  # road kilometres for a straight-line kilometre
    half_days_a_visit: float = 2.0  # of a school's half-days, how many go on one visit


@dataclass(frozen=True, eq=False)
class Problem:
    """Everything the optimiser knows. Schools and advisers are held in order of key, so that the
    order of the input changes nothing. Raises `BadInput` for keys used twice and impossible days."""

    schools: tuple[School, ...]
    advisers: tuple[Adviser, ...]
    weights: Weights = field(default_factory=Weights)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        object.__setattr__(self, "schools", tuple(sorted(self.schools, key=lambda s: s.key)))
        object.__setattr__(self, "advisers", tuple(sorted(self.advisers, key=lambda a: a.key)))
        days = [(s.key, s.half_days) for s in self.schools]
        days += [(a.key, a.capacity_half_days) for a in self.advisers]
        faults = _repeated(s.key for s in self.schools) + _repeated(a.key for a in self.advisers)
        faults += [_impossible_days(key, value) for key, value in days if value < 0]
        if faults:
            raise BadInput(faults)

    @cached_property
    def school_rows(self) -> dict[str, int]:
        """The row of each school by its key."""
        return {school.key: row for row, school in enumerate(self.schools)}

    @cached_property
    def adviser_columns(self) -> dict[str, int]:
        """The column of each adviser by key."""
        return {adviser.key: column for column, adviser in enumerate(self.advisers)}

    @cached_property
    def straight_km(self) -> NDArray[np.float64]:
        """Straight-line kilometres from each adviser's base, schools × advisers; NaN where not known."""
        schools = np.array([(_number(s.lat), _number(s.lon)) for s in self.schools]).reshape(-1, 2)
        advisers = np.array([(_number(a.lat), _number(a.lon)) for a in self.advisers]).reshape(-1, 2)
        return haversine_km(schools[:, :1], schools[:, 1:], advisers[:, 0], advisers[:, 1])


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _repeated(keys: Iterable[str]) -> list[Fault]:
    return [
        Fault(
            code="key.repeated",
            message=mark("“{key}” is there more than once."),
            value=key,
            params={"key": key},
        )
        for key, count in Counter(keys).items()
        if count > 1
    ]


def _impossible_days(key: str, value: int) -> Fault:
    return Fault(
        code="days.negative",
        message=mark("“{key}” has fewer than no days."),
        value=str(value),
        params={"key": key},
    )
