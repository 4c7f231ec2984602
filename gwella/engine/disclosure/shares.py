"""Shares of the roll as one table of counts.

The share eligible for free school meals among girls and the share of girls among those eligible tell the same pupils,
and both add up. So each share is two counts: of the group, and of those in it with the trait.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from gwella.engine.disclosure.layout import (
    ALL,
    ALONE,
    DIMENSIONS,
    REST,
    Cell,
    Figure,
    costs,
    geography,
    groups,
    label,
)
from gwella.engine.disclosure.table import Bools, Equation, Table

TRAITS = {
    "fsm_share": "fsm",
    "aln_share": "aln",
    "early_language_share": "early_language",
    "looked_after_share": "looked_after",
}
OPPOSITE = {trait: other for pair in DIMENSIONS for trait, other in (pair, pair[::-1])}


@dataclass
class Shares:
    """The shares told of a year's roll, by measure and cell."""

    told: Mapping[str, Mapping[Cell, Figure]]
    councils: Mapping[str, str]
    at: dict[Cell, int] = field(default_factory=dict)
    counts: list[float] = field(default_factory=list)
    of: dict[tuple[str, Cell], tuple[Cell, ...]] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    never: set[int] = field(default_factory=set)

    @staticmethod
    def are(code: str) -> bool:
        """Is the measure one of them?"""
        return code in TRAITS

    def __post_init__(self) -> None:
        rolls: dict[frozenset[tuple[Cell, float]], str] = {}
        for code, figures in self.told.items():
            same = rolls.setdefault(frozenset((cell, figure.cohort) for cell, figure in figures.items()), code)
            # Where a trait is known of fewer pupils than another, its groups are counted apart.
            self._add(code, figures, "" if same == next(iter(self.told)) else f" of {same}")

    def _add(self, code: str, figures: Mapping[Cell, Figure], roll: str) -> None:
        trait = TRAITS[code]
        for (place, group), figure in figures.items():
            self._cell((place, group + roll), figure.cohort)
        own = {(place, group): self.at[place, group + roll] for place, group in figures}
        if roll or code == next(iter(self.told)):
            self.equations += groups(own)
            self._alone(own)
        for (place, group), figure in figures.items():
            cells = [(place, group + roll)]
            if group == ALL and (place, trait) in figures:
                cells.append((place, trait + roll))
            elif group not in (ALL, trait, OPPOSITE.get(trait)):
                cells.append(self._both(place, group, trait, roll, figure.numerator))
                self._rest(cells[0], cells[1])
            self.of[code, (place, group)] = tuple(cells)
        self._within(figures, trait, roll)

    def _cell(self, cell: Cell, count: float) -> None:
        if cell not in self.at:
            self.at[cell] = len(self.counts)
            self.counts.append(float(count))

    def _both(self, place: str, group: str, trait: str, roll: str, count: float) -> Cell:
        """The cell of pupils in a group and with a trait; the same from either side."""
        cell = (place, "&".join(sorted((group, trait))) + roll)
        if cell in self.at and self.counts[self.at[cell]] != count:
            cell = (place, f"{group} with {trait}{roll}")
        self._cell(cell, count)
        return cell

    def _rest(self, whole: Cell, part: Cell) -> None:
        name = (part[0], f"{whole[1]} {REST} {part[1]}")
        if name in self.at:
            return
        self._cell(name, self.counts[self.at[whole]] - self.counts[self.at[part]])
        self.never.add(self.at[name])
        self.equations.append((self.at[whole], (self.at[part], self.at[name])))

    def _alone(self, own: Mapping[Cell, int]) -> None:
        names = list(self.at)
        for (place, group), cell in own.items():
            if group == ALONE and (place, ALL) in own:
                self._rest(names[own[place, ALL]], names[cell])

    def _within(self, figures: Mapping[Cell, Figure], trait: str, roll: str) -> None:
        """Those with a trait are the girls with it and the boys with it, and so on."""
        for place in dict.fromkeys(place for place, _group in figures):
            whole = self.at.get((place, trait + roll))
            for pair in DIMENSIONS:
                names = [(place, "&".join(sorted((group, trait))) + roll) for group in pair]
                parts = tuple(self.at[name] for name in names if name in self.at)
                if whole is not None and parts and trait not in pair:
                    self.equations.append((whole, parts))

    def table(self) -> Table:
        """All of it as one table of counts."""
        cells = list(self.at)
        shown = {cell: place for cell, place in self.at.items() if place not in self.never}
        count = np.array(self.counts)
        return Table(
            cells=tuple(label(*cell) for cell in cells),
            count=count,
            equations=[*self.equations, *geography(shown, self.councils)],
            unpublished=frozenset(self.never),
            cost=costs(cells, count),
        )

    def figures(self) -> Iterator[tuple[str, Figure, tuple[Cell, ...]]]:
        """Each figure with its measure and the cells that it tells."""
        for (code, cell), cells in self.of.items():
            yield code, self.told[code][cell], cells

    def hidden(self) -> Bools:
        """What was hidden of it, as the figures say: a cell is shown where any figure shows it."""
        mask = np.ones(len(self.counts), dtype=np.bool_)
        for _code, figure, cells in self.figures():
            if not figure.hidden:
                mask[[self.at[cell] for cell in cells]] = False
        return mask
