"""Invented linked tables: schools under councils under a region, told for groups that add up to all."""

import random
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from gwella.engine.disclosure import Number, Protection, Table
from gwella.engine.disclosure.protection import COUNT
from gwella.engine.disclosure.table import Equation

ALL = "all"


def linked(
    pupils: Mapping[tuple[str, str, str], tuple[int, int]], dimensions: Sequence[Sequence[str]] = (("girls", "boys"),)
) -> Table:
    """A table of (council, school, group) → (pupils, of them reached); every dimension's groups add up to all."""
    found: dict[str, list[int]] = {}
    equations: list[tuple[str, list[str]]] = []
    schools = sorted({(council, school) for council, school, _ in pupils})
    for council, school in schools:
        for groups in dimensions:
            parts = [pupils[council, school, group] for group in groups]
            for group, told in zip(groups, parts, strict=True):
                found[f"{school} {group}"] = list(told)
            found[f"{school} {ALL}"] = [sum(part[i] for part in parts) for i in (0, 1)]
            equations.append((f"{school} {ALL}", [f"{school} {group}" for group in groups]))
    for group in (ALL, *(group for groups in dimensions for group in groups)):
        councils = sorted({council for council, _ in schools})
        for council in councils:
            _add(found, equations, f"{council} {group}", [f"{s} {group}" for c, s in schools if c == council])
        _add(found, equations, f"region {group}", [f"{council} {group}" for council in councils])
    places = {cell: place for place, cell in enumerate(found)}
    count, reached = np.array(list(found.values()), dtype=np.float64).T
    rows: list[Equation] = [(places[total], tuple(places[part] for part in parts)) for total, parts in equations]
    return Table(tuple(found), count, rows, {"reached": Number(reached, count, of_pupils=True)})


def _add(found: dict[str, list[int]], equations: list[tuple[str, list[str]]], total: str, parts: list[str]) -> None:
    found[total] = [sum(found[part][i] for part in parts) for i in (0, 1)]
    equations.append((total, parts))


def at_random(dice: random.Random, *, most_pupils: int = 14, most_schools: int = 5) -> Table:
    """A table of any shape: up to three councils, three dimensions, with schools and groups that may be empty."""
    dimensions = [("girls", "boys"), ("fsm", "not_fsm"), ("aln", "not_aln")][: dice.randint(1, 3)]
    pupils: dict[tuple[str, str, str], tuple[int, int]] = {}
    share = dice.choice([0.1, 0.5, 0.9, 1.0])
    for council in range(dice.randint(1, 3)):
        for school in range(dice.randint(1, most_schools)):
            size = dice.randint(0, 2 * most_pupils)
            reached = sum(dice.random() < share for _ in range(size))
            for first, second in dimensions:
                inside = dice.randint(0, min(size, most_pupils))
                yes = dice.randint(max(0, inside + reached - size), min(inside, reached))
                name = (f"c{council}", f"c{council}s{school}")
                pupils[*name, first] = (inside, yes)
                pupils[*name, second] = (size - inside, reached - yes)
    return linked(pupils, dimensions)


def attacked(protection: Protection, reach: int = 3) -> set[tuple[str, str]]:
    """By brute force: the hidden numbers with one value only in all whole tables, near the true one, that look alike.

    Tries every count of the cells that are no totals, and for each every number reached. Cell and number.
    """
    table = protection.table
    totals = {total for total, _ in table.equations}
    leaves = [cell for cell in range(table.size) if cell not in totals]
    counts = _alike(table, leaves, table.count, protection.hidden[COUNT], reach, None)
    seen: dict[tuple[int, str], set[float]] = {}
    for count in counts:
        value = table.numbers["reached"].value
        for reached in _alike(table, leaves, value, protection.hidden["reached"], reach, count):
            for cell in range(table.size):
                seen.setdefault((cell, COUNT), set()).add(count[cell])
                seen.setdefault((cell, "reached"), set()).add(reached[cell])
    return {
        (table.cells[cell], name)
        for name, mask in protection.hidden.items()
        for cell in np.flatnonzero(mask).tolist()
        if len(seen[cell, name]) == 1
    }


def _alike(
    table: Table, leaves: list[int], truth: object, hidden: object, reach: int, most: object
) -> list[list[float]]:
    ranges = []
    for leaf in leaves:
        near = range(-reach, reach + 1) if hidden[leaf] else (0,)  # type: ignore[index]
        values = [truth[leaf] + step for step in near]  # type: ignore[index]
        ranges.append([v for v in values if v >= 0 and (most is None or v <= most[leaf])])  # type: ignore[index]
    found = []
    for chosen in product(*ranges):
        values = [0.0] * table.size
        for leaf, value in zip(leaves, chosen, strict=True):
            values[leaf] = value
        done: set[int] = set()
        fits = True
        for total, parts in table.equations:
            told = sum(values[part] for part in parts)
            fits = fits and (total not in done or values[total] == told)
            values[total] = told
            done.add(total)
        shown = (cell for cell in range(table.size) if not hidden[cell])  # type: ignore[index]
        if fits and all(values[cell] == truth[cell] for cell in shown):  # type: ignore[index]
            found.append(values)
    return found
