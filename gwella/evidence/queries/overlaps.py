"""Pupils who are in two, three or four of the groups that call for most care: of councils and the region alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import ibis
from ibis import Table

from gwella.engine.indicators.measure import Column
from gwella.engine.indicators.pupils import SCHOOL_YEARS
from gwella.evidence import store
from gwella.evidence.queries.figures import Place
from gwella.evidence.queries.parts import parts, sparing

PREFIX = "overlap_"
REGION = "region"
# A group's name in a code (a code has 40 characters at most), and what the census calls it.
TRAIT_OF: Mapping[str, str] = {"fsm": "fsm", "care": "looked_after", "aln": "aln", "early": "early_language"}
COMBINATIONS = tuple(names for count in (2, 3, 4) for names in combinations(TRAIT_OF, count))
# Fewer pupils than this are not told. As the gate's least cohort; not the official value.
LEAST = 5


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many pupils of years 1 to 11 are in all of the groups a code joins, of those of whom all of them are known.

    `count` is None where it may not be told.
    """

    year: str
    place: str
    measure: str
    count: int | None
    pupils: int


def code_of(names: Sequence[str]) -> str:
    """The measure of groups: `overlap_fsm_and_care`."""
    return PREFIX + "_and_".join(names)


def overlaps(
    root: Path, keys: Mapping[str, Sequence[str]], places: Sequence[Place], years: Sequence[str]
) -> Iterator[Overlap]:
    """The overlaps of `years`, from the census in the file sets named in `keys`; nothing where there is none.

    Whoever is in three groups is in each two of them as well. A small count is left out, and where it would follow
    from the region's and the other councils', the next smallest council's with it.
    """
    tables = {name: table for name, table in store.tables(root, keys).items() if name == "pupils"}
    if not tables:
        return
    for year in years:
        totals = _totals(tables, places, year)
        for names in COMBINATIONS:
            code = code_of(names)
            counts = {place: told[code] for place, told in totals.items()}
            hidden = too_small({place: count for place, count in counts.items() if place != REGION})
            for place, count in counts.items():
                is_hidden = place in hidden or count < LEAST
                yield Overlap(year, place, code, None if is_hidden else count, totals[place][_of(code)])


def too_small(counts: Mapping[str, int]) -> set[str]:
    """The places whose count is too small to tell, and where that is one alone, the next smallest too."""
    hidden = {place for place, count in counts.items() if count < LEAST}
    others = sorted((count, place) for place, count in counts.items() if place not in hidden)
    if len(hidden) == 1 and others:
        hidden.add(others[0][1])
    return hidden


def _of(code: str) -> str:
    return f"of_{code}"


def _totals(tables: Mapping[str, Table], places: Sequence[Place], year: str) -> dict[str, Counter[str]]:
    """By place: how many pupils are in each combination, and of how many that is known."""
    where = ibis.memtable(
        {"school": [p.school for p in places], "council": [p.council for p in places]},
        schema={"school": "string", "council": "string"},
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    with sparing(tables):
        for part in parts(tables, [year]):
            asked = _asked(part.tables["census"], where)
            for row in asked.to_polars().iter_rows(named=True):
                sums = {name: int(value or 0) for name, value in row.items() if name != "council"}
                found[f"council:{row['council']}"].update(sums)
                found[REGION].update(sums)
    return found


def _asked(census: Table, where: Table) -> Table:
    """One row a council: the sums of one part's pupils."""
    rows = census.filter(census.school.notnull(), census.year_group.between(*SCHOOL_YEARS)).join(where, "school")
    sums = {}
    for names in COMBINATIONS:
        traits: list[Column] = [rows[TRAIT_OF[name]] for name in names]
        inside: Column = ibis.and_(*((trait == 1).fill_null(False) for trait in traits))
        known: Column = ibis.and_(*(trait.notnull() for trait in traits))
        sums[code_of(names)] = inside.cast("int64").sum()
        sums[_of(code_of(names))] = known.cast("int64").sum()
    return rows.group_by("council").agg(**sums)
