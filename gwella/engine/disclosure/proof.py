"""The proof, apart from what hid: between which bounds may a hidden number lie, for someone who sees all that left?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import block_array, csr_array, eye_array
from scipy.sparse.csgraph import connected_components

from gwella.engine.disclosure.programs import minimise
from gwella.engine.disclosure.protection import COUNT, Protection
from gwella.engine.disclosure.table import Bools, Floats, Ints

WIDE = 1e-6
MANY = 1e7  # in place of no end


@dataclass(frozen=True, slots=True)
class Bounds:
    """One hidden number: the least and the most it can be by all that is shown."""

    cell: str
    number: str
    low: float
    high: float

    @property
    def is_given_away(self) -> bool:
        """Can it be worked out?"""
        return self.high - self.low < WIDE


def proof(protection: Protection) -> list[Bounds]:
    """The bounds of every hidden count, and of every hidden number told of counts, by two linear programs each.

    The programs know the equations, what is shown, that nothing is negative and no number exceeds its pupils; hidden
    numbers may be broken, so that true bounds are never wider than these. `holds` gives whole ones.
    """
    found = [bounds for name in protection.hidden for bounds in _bounds(protection, name)]
    return sorted(found, key=lambda bounds: (bounds.number, bounds.cell))


def _bounds(protection: Protection, name: str) -> Iterator[Bounds]:
    """Bounds of one number, the counts beside it unknown where they are hidden."""
    table = protection.table
    never = table.never_shown()
    open_ = protection.hidden[name] & ~protection.known[name]
    counts = protection.hidden[COUNT] & ~protection.known[COUNT]
    unknown = np.concatenate([counts, open_]) if name else counts
    truth = np.concatenate([table.count, table.numbers[name].value]) if name else table.count
    system = _system(protection, name)
    lower, upper = _limits(protection, name)
    cells = np.flatnonzero(unknown)
    labels = _parts(system[:, cells])
    offset = table.size if name else 0
    for target in np.flatnonzero(open_ & ~never).tolist():
        place = int(np.searchsorted(cells, target + offset))
        part = cells[labels == labels[place]]
        inside = system[:, part]
        used = np.diff(inside.indptr) > 0
        inside = inside[used]
        rest = system[used] @ np.where(_mask(part, len(truth)), 0.0, truth)
        within = (lower[used] - rest, upper[used] - rest)
        price = (part == target + offset).astype(np.float64)
        between = (np.zeros(len(part)), np.full(len(part), MANY))
        ends = []
        for sign in (1.0, -1.0):
            solved = minimise(sign * price, inside, within, between)
            assert solved is not None, "the true table is always possible"
            ends.append(float(price @ solved))
        yield Bounds(table.cells[target], name, *ends)


def _system(protection: Protection, name: str) -> csr_array:
    """Rows over the counts, or over counts and then the number: equations of both, and number ≤ count."""
    if not name:
        return protection.rows[COUNT]
    blocks = [[protection.rows[COUNT], None], [None, protection.rows[name]]]
    if protection.table.numbers[name].of_pupils:
        size = protection.table.size
        blocks.append([eye_array(size), -eye_array(size)])  # type: ignore[no-untyped-call]
    return csr_array(block_array(blocks, format="csr"))  # type: ignore[no-untyped-call]


def _limits(protection: Protection, name: str) -> tuple[Floats, Floats]:
    table = protection.table
    truth = np.concatenate([table.count, table.numbers[name].value]) if name else table.count
    equations = protection.rows[COUNT].shape[0] + (protection.rows[name].shape[0] if name else 0)
    system = _system(protection, name)
    # What the rows of an earlier release come to is known as well as what those of this one do.
    told = system[:equations] @ truth
    spare = system.shape[0] - equations
    return np.concatenate([told, np.zeros(spare)]), np.concatenate([told, np.full(spare, np.inf)])


def _parts(system: csr_array) -> Ints:
    touched = abs(system)
    labels: Ints = connected_components(touched.T @ touched, directed=False)[1].astype(np.int64)
    return labels


def _mask(cells: Ints, size: int) -> Bools:
    mask = np.zeros(size, dtype=np.bool_)
    mask[cells] = True
    return mask


def holds(protection: Protection) -> bool:
    """Do the moves prove it? Arithmetic alone, fast for any size: each keeps every equation, stays possible, touches
    nothing shown or known, and every hidden number is touched by one, except what follows and what was given away.
    """
    table = protection.table
    for name, hidden in protection.hidden.items():
        reached = protection.follows[name] | protection.given_away[name] | table.never_shown()
        value = table.numbers[name].value if name else table.count
        most = table.numbers[name].most if name else None
        for move in protection.moves[name]:
            inside = value + move >= 0
            if most is not None:
                inside &= value + move <= most
            quiet = not (protection.rows[name] @ move).any() and hidden[move != 0].all()
            if not (quiet and inside.all() and not protection.known[name][move != 0].any()):
                return False
            reached = reached | (move != 0)
        if not reached[hidden].all():
            return False
    return True
