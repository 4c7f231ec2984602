"""Hide what is small, then enough more that nothing hidden can be worked out. What was hidden, and why, is told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from gwella.engine.disclosure.moves import Cover, Layer, cover
from gwella.engine.disclosure.rules import RULES, Rules, Why, all_or_none, small_counts, small_numbers
from gwella.engine.disclosure.table import Bools, Floats, Ints, Table, matrix

COUNT = ""  # the name of the layer of counts


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a cell is hidden. `gives_away`: for a secondary one, a cell that it would otherwise give away."""

    why: Why
    gives_away: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """What left earlier: a table, and by number (and `COUNT`) the mask of what was hidden in it."""

    table: Table
    hidden: Mapping[str, Bools]


@dataclass(frozen=True, slots=True)
class Protection:
    """What of a table may leave. `hidden`: by number (and `COUNT`), a mask of the cells. A hidden count hides every
    number of its cell. `moves`: the proof by example, changes of one layer that nothing shown notices.

    `follows`: hidden numbers that are none or all because a larger cell that may be shown is: nobody's secret.
    `given_away`: hidden now, but earlier releases tell them, or nothing could protect them: to be seen to by a person.
    """

    table: Table
    rows: Mapping[str, csr_array]
    hidden: Mapping[str, Bools]
    known: Mapping[str, Bools]
    moves: Mapping[str, list[Ints]]
    why: Mapping[str, Mapping[int, Reason]]
    follows: Mapping[str, Bools]
    given_away: Mapping[str, Bools]

    def release(self) -> Release:
        """As an earlier release of what comes later."""
        return Release(self.table, self.hidden)

    def report(self) -> Counter[tuple[str, Why]]:
        """How many cells of each number are hidden for each reason."""
        return Counter((name, reason.why) for name, whys in self.why.items() for reason in whys.values())


def protect(
    table: Table,
    rules: Rules = RULES,
    earlier: Sequence[Release] = (),
    also: frozenset[str] = frozenset(),
    seed: int = 1,
    counts_alone: bool = False,
) -> Protection:
    """What of the table may leave, also beside `earlier` releases of it. The same input gives the same answer.

    Counts first: where a count is hidden, all told of those pupils is. Then each number by itself, the counts that are
    shown being known. `also`: cells whose counts another table of the same pupils hides.
    `counts_alone`: the numbers told of them are left for later.
    """
    names = (COUNT,) if counts_alone else (COUNT, *table.numbers)
    rows = {name: _rows(table, name, earlier) for name in names}
    known = {name: _known(table, name, earlier) for name in names}
    whys: dict[str, dict[int, Reason]] = {name: {} for name in names}
    moves: dict[str, list[Ints]] = {}
    hidden: dict[str, Bools] = {}
    given: dict[str, Bools] = {}
    follows = {name: np.zeros(table.size, dtype=np.bool_) for name in names}
    cost = table.costs() * np.where(_hidden_before(table, earlier), 0.5, 1.0)
    for name in names:
        first = _primary(table, name, rules, whys[name])
        if not name:
            first |= _elsewhere(table, also, whys[name])
        if table.numbers:
            # Nobody there: a cell without pupils has nothing told of it, and everyone sees that.
            known[name] |= table.count == 0
        start = first | table.never_shown() | hidden.get(COUNT, np.zeros(table.size, dtype=np.bool_))
        targets = start & ~table.never_shown()
        layer = _layer(table, name, rows[name])
        if name:
            follows[name] = _follows(table, name, start)
        found = cover(layer, start, targets & ~follows[name], cost, known[name], seed)
        # Where a cell that others followed had to be hidden, they follow no more.
        while name and (alone := follows[name] & ~_follows(table, name, found.hidden)).any():
            follows[name] &= ~alone
            more = cover(layer, found.hidden, alone, cost, known[name], seed)
            found = Cover(found.moves + more.moves, more.hidden, found.left | more.left)
        hidden[name], moves[name] = found.hidden, found.moves
        given[name] = found.left | (targets & known[name] & (table.count > 0))
        _tell_secondary(table, found, start, targets, whys[name])
    return Protection(table, rows, hidden, known, moves, whys, follows, given)


def _primary(table: Table, name: str, rules: Rules, whys: dict[int, Reason]) -> Bools:
    """What is hidden for its own sake; why each is goes into `whys`."""
    if not name:
        found: dict[Why, Bools] = {"cohort" if table.numbers else "count": small_counts(table, rules)}
    else:
        number = table.numbers[name]
        found = {"count": small_numbers(number, rules), "all_or_none": all_or_none(table, number, rules)}
    hidden = np.zeros(table.size, dtype=np.bool_)
    for why, mask in found.items():
        for cell in np.flatnonzero(mask & ~table.never_shown()).tolist():
            whys.setdefault(cell, Reason(why))
        hidden |= mask
    return hidden & ~table.never_shown()


def _elsewhere(table: Table, also: frozenset[str], whys: dict[int, Reason]) -> Bools:
    """What another table of the same pupils hides, so that the two cannot be held beside each other."""
    hidden = np.array([cell in also for cell in table.cells], dtype=np.bool_) & (table.count > 0)
    for cell in np.flatnonzero(hidden).tolist():
        whys.setdefault(cell, Reason("secondary"))
    return hidden


def _tell_secondary(table: Table, found: Cover, start: Bools, targets: Bools, whys: dict[int, Reason]) -> None:
    for move in found.moves:
        touched = np.flatnonzero(move)
        aims = touched[targets[touched]]
        for cell in touched[~start[touched]].tolist():
            whys.setdefault(cell, Reason("secondary", table.cells[aims[0]] if len(aims) else ""))


def _layer(table: Table, name: str, rows: csr_array) -> Layer:
    if name:
        number = table.numbers[name]
        up = np.full(table.size, np.inf) if number.most is None else number.most - number.value
        return Layer(rows, -number.value, up)
    room = table.count.copy()
    # When pupils are taken away from a cell, each number must still be possible. The side of it that most pupils are
    # on (reached, or not) takes up the change, the same in every cell, so that totals of both sides stay in step.
    for number in table.numbers.values():
        if number.of_pupils:
            other = table.count - number.value
            room = np.minimum(room, number.value if number.value.sum() >= other.sum() else other)
    return Layer(rows, -room, np.full(table.size, np.inf))


def _follows(table: Table, name: str, hidden: Bools) -> Bools:
    """Parts of a shown cell in which none is, or all are."""
    number = table.numbers[name]
    found = np.zeros(table.size, dtype=np.bool_)
    told = [number.value == 0] if number.most is None else [number.value == 0, number.value == number.most]
    for same in told:
        known: Bools = same & ~hidden
        while True:
            more = known.copy()
            for total, parts in table.equations:
                if known[total]:
                    more[list(parts)] = True
            if (more == known).all():
                break
            known = more
        found |= known & hidden
    return found


def _values(table: Table, name: str) -> Floats:
    return table.numbers[name].value if name else table.count


def _known(table: Table, name: str, earlier: Sequence[Release]) -> Bools:
    """Cells whose number an earlier release told and that has not changed since."""
    known = np.zeros(table.size, dtype=np.bool_)
    now = _values(table, name)
    for release in earlier:
        if name and name not in release.table.numbers:
            continue
        then = _values(release.table, name)
        places = {cell: place for place, cell in enumerate(release.table.cells)}
        for cell, label in enumerate(table.cells):
            place = places.get(label)
            if place is not None and not release.hidden[name][place] and then[place] == now[cell]:
                known[cell] = True
    return known


def _hidden_before(table: Table, earlier: Sequence[Release]) -> Bools:
    before = {
        release.table.cells[cell]
        for release in earlier
        for mask in release.hidden.values()
        for cell in np.flatnonzero(mask).tolist()
    }
    return np.array([cell in before for cell in table.cells], dtype=np.bool_)


def _rows(table: Table, name: str, earlier: Sequence[Release]) -> csr_array:
    """The equations that every change must keep: the table's own, and those of earlier releases.

    Of an earlier total, cells that are gone or were revised since count as known to everybody: that protects no less.
    """
    rows = matrix(table.equations, table.size)
    held = {(total, frozenset(parts)) for total, parts in table.equations}
    places = {cell: place for place, cell in enumerate(table.cells)}
    now = _values(table, name)
    added: list[Ints] = []
    signs: list[Floats] = []
    for release in earlier:
        if name and name not in release.table.numbers:
            continue
        then = _values(release.table, name)
        for total, parts in release.table.equations:
            here = {cell: places.get(release.table.cells[cell]) for cell in (total, *parts)}
            same = {cell: place for cell, place in here.items() if place is not None and now[place] == then[cell]}
            if not same or (len(same) == len(here) and (here[total], frozenset(here[p] for p in parts)) in held):
                continue
            added.append(np.array(list(same.values()), dtype=np.int64))
            signs.append(np.array([-1.0 if cell == total else 1.0 for cell in same]))
    if not added:
        return rows
    starts = np.cumsum([0, *map(len, added)])
    old = csr_array((np.concatenate(signs), np.concatenate(added), starts), shape=(len(added), table.size))  # type: ignore[no-untyped-call]
    both: csr_array = vstack([rows, old], format="csr")  # type: ignore[no-untyped-call]
    return both
