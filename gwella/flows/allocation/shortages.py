"""What a plan leaves short and whose agreement would help, in the plain values kept with a run."""

from dataclasses import asdict
from typing import Any

from gwella.engine.allocation.problem import HALF_DAYS_A_DAY, Problem
from gwella.engine.allocation.shortages import Help, Links, Shortage, shortages, what_would_help


def told_short(problem: Problem, links: Links) -> dict[str, Any]:
    """`groups`: schools without a leader by council, phase, language and reason, most days first, with the `people`
    (posts of the usual days) that would cover them. `arithmetic_days`: short whoever could do what; `idle_days`: of
    people who may take none of those schools; `help`: whom asking for one more council would help most."""
    found, post = shortages(problem, links), _post(problem)
    return {
        "groups": [_group(group, post) for group in found.groups],
        "arithmetic_days": found.arithmetic / HALF_DAYS_A_DAY,
        "idle_days": found.idle / HALF_DAYS_A_DAY,
        "help": [_help(one) for one in what_would_help(problem, links)],
    }


def _group(group: Shortage, post: int) -> dict[str, Any]:
    told = asdict(group)
    half_days = told.pop("half_days")
    return told | {
        "schools": list(group.schools),
        "days": half_days / HALF_DAYS_A_DAY,
        "people": round(half_days / post, 2) if post else 0.0,
    }


def _help(one: Help) -> dict[str, Any]:
    return {
        "person": int(one.adviser),
        "agreed": list(one.agreed),
        "councils": list(one.councils),
        "days": one.half_days / HALF_DAYS_A_DAY,
        "schools": list(one.schools),
        "kilometres": round(one.kilometres),
    }


def _post(problem: Problem) -> int:
    """The half-days of a usual post: the middle one of all."""
    capacities = sorted(adviser.capacity_half_days for adviser in problem.advisers)
    return capacities[len(capacities) // 2]
