"""The figures of a school year as linked tables: schools → council → region, and groups that add up to all.

Measures of different pupils (key stages, the roll) are different tables. Measures of exactly the same pupils are one,
so that no count is shown by one and hidden by another. Shares of the roll (free school meals, additional needs …) are
counts of pupils with two traits, which add up both ways, so that all of them are one table of counts.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from gwella.engine.disclosure.layout import ALL, ALONE, LEVELS, REST, Cell, Figure, costs, geography, groups, label
from gwella.engine.disclosure.protection import COUNT, Protection, Release, protect
from gwella.engine.disclosure.rules import RULES, Rules
from gwella.engine.disclosure.shares import Shares
from gwella.engine.disclosure.table import Floats, Number, Table
from gwella.engine.indicators import MEASURES


@dataclass(slots=True)
class Leaving:
    """`hidden`: keys of the figures that may not leave. `why`: how many for each measure and reason.

    `given_away`: what earlier releases tell already, by its place, group and measure. `protections`: the proof.
    """

    hidden: set[int] = field(default_factory=set)
    why: Counter[tuple[str, str]] = field(default_factory=Counter)
    given_away: list[str] = field(default_factory=list)
    protections: list[Protection] = field(default_factory=list)


def leaving(
    figures: Sequence[Figure],
    councils: Mapping[str, str],
    earlier: Sequence[Sequence[Figure]] = (),
    rules: Rules = RULES,
) -> Leaving:
    """Which of a year's figures may leave. `councils`: the place of each school's council, by the school's place.

    `earlier`: versions of the same figures that left, each with what was hidden of it. Families are drawn anew each
    year and cut across councils: their figures never leave.
    """
    out = Leaving()
    by_measure: dict[str, dict[Cell, Figure]] = defaultdict(dict)
    for figure in figures:
        if figure.place.partition(":")[0] in LEVELS:
            by_measure[figure.measure][figure.place, figure.group] = figure
        else:
            out.hidden.add(figure.key)
            out.why[figure.measure, "family"] += 1
    old = [_of_measures(version) for version in earlier]
    shares = {code: told for code, told in by_measure.items() if Shares.are(code)}
    if shares:
        _protect_shares(out, Shares(shares, councils), [Shares(_only(v, shares), councils) for v in old], rules)
    for _, codes in groupby(sorted(set(by_measure) - set(shares), key=_source), key=_source):
        tables = _by_pupils({code: by_measure[code] for code in codes})
        _protect_tables(out, tables, councils, old, rules)
    return out


def _source(code: str) -> str:
    """Whose pupils a measure is of; exclusions are counted of the same roll as the number of pupils."""
    source = MEASURES[code].source if code in MEASURES else code
    return "census" if source == "exclusions" else source


def _of_measures(figures: Sequence[Figure]) -> dict[str, dict[Cell, Figure]]:
    found: dict[str, dict[Cell, Figure]] = defaultdict(dict)
    for figure in figures:
        if figure.place.partition(":")[0] in LEVELS:
            found[figure.measure][figure.place, figure.group] = figure
    return found


def _only(
    version: Mapping[str, dict[Cell, Figure]], wanted: Mapping[str, dict[Cell, Figure]]
) -> dict[str, dict[Cell, Figure]]:
    return {code: told for code, told in version.items() if code in wanted}


def _by_pupils(measures: Mapping[str, dict[Cell, Figure]]) -> list[dict[str, dict[Cell, Figure]]]:
    """Measures of exactly the same pupils together."""
    found: dict[frozenset[tuple[Cell, float]], dict[str, dict[Cell, Figure]]] = defaultdict(dict)
    for code, told in measures.items():
        found[frozenset((cell, figure.pupils) for cell, figure in told.items())][code] = told
    return list(found.values())


def _protect_tables(
    out: Leaving,
    measures: Sequence[Mapping[str, dict[Cell, Figure]]],
    councils: Mapping[str, str],
    old: Sequence[Mapping[str, dict[Cell, Figure]]],
    rules: Rules,
) -> None:
    """Tables of nearly the same pupils hide the same counts, again and again until none hides more."""
    tables = [told_table(told, councils) for told in measures]
    releases = [_releases(told, councils, old) for told in measures]
    also: frozenset[str] = frozenset()
    settled = False
    while not settled:
        settled = True
        for table, left in zip(tables, releases, strict=True):
            counts = hidden_counts(protect(table, rules, left, also, counts_alone=True))
            settled = settled and counts <= also
            also |= counts
    found = [protect(table, rules, left, also) for table, left in zip(tables, releases, strict=True)]
    for told, protection in zip(measures, found, strict=True):
        _take(out, told, protection)


def hidden_counts(protection: Protection) -> set[str]:
    """The cells whose counts are hidden, those that are never shown left out."""
    mask = protection.hidden[COUNT] & ~protection.table.never_shown()
    return {protection.table.cells[cell] for cell in np.flatnonzero(mask).tolist()}


def _releases(
    told: Mapping[str, dict[Cell, Figure]], councils: Mapping[str, str], old: Sequence[Mapping[str, dict[Cell, Figure]]]
) -> list[Release]:
    found = []
    for version in old:
        for code in told:
            if version.get(code):
                table = told_table({code: version[code]}, councils)
                hidden = {label(*cell) for cell, figure in version[code].items() if figure.hidden}
                mask = np.array([name in hidden for name in table.cells]) | table.never_shown()
                found.append(Release(table, dict.fromkeys((COUNT, *table.numbers), mask)))
    return found


def _take(out: Leaving, told: Mapping[str, dict[Cell, Figure]], protection: Protection) -> None:
    places = {cell: place for place, cell in enumerate(protection.table.cells)}
    for code, figures in told.items():
        name = code if code in protection.table.numbers else COUNT
        for cell, figure in figures.items():
            place = places[label(*cell)]
            if protection.hidden[COUNT][place] or protection.hidden[name][place]:
                out.hidden.add(figure.key)
                why = protection.why[COUNT].get(place) or protection.why[name].get(place)
                out.why[code, why.why if why else "secondary"] += 1
            if protection.given_away[COUNT][place] or protection.given_away[name][place]:
                out.given_away.append(f"{label(*cell)} {code}")
    out.protections.append(protection)


def told_table(told: Mapping[str, dict[Cell, Figure]], councils: Mapping[str, str]) -> Table:
    """Measures of the same pupils as one table."""
    first = next(iter(told.values()))
    alone = [place for place, group in first if group == ALONE and (place, ALL) in first]
    cells: list[Cell] = [*first, *((place, REST) for place in alone)]
    at = {cell: place for place, cell in enumerate(cells)}

    def values(figures: Mapping[Cell, Figure], part: str) -> Floats:
        shown = [float(getattr(figures[cell], part)) for cell in first]
        rest = [getattr(figures[place, ALL], part) - getattr(figures[place, ALONE], part) for place in alone]
        return np.array(shown + rest)

    equations = groups(at) + geography(at, councils)
    equations += [(at[place, ALL], (at[place, ALONE], at[place, REST])) for place in alone]
    count = values(first, "pupils")
    numbers: dict[str, Number] = {}
    for code, figures in told.items():
        numbers |= _numbers(code, count, values(figures, "numerator"), values(figures, "cohort"))
    return Table(
        cells=tuple(label(*cell) for cell in cells),
        count=count,
        equations=equations,
        numbers=numbers,
        unpublished=frozenset(at[place, REST] for place in alone),
        cost=costs(cells, count),
    )


def _numbers(code: str, count: Floats, numerator: Floats, cohort: Floats) -> dict[str, Number]:
    unit = MEASURES[code].unit if code in MEASURES else "percent"
    if unit == "count":
        return {}
    if unit != "percent":
        return {code: Number(numerator, is_count=unit == "per_1000")}
    if (cohort == count).all():
        return {code: Number(numerator, count, of_pupils=True)}
    # Sessions: neither they nor those attended count pupils.
    return {code: Number(numerator, cohort, is_count=False), f"{code} of": Number(cohort, is_count=False)}


def _protect_shares(out: Leaving, shares: Shares, old: Sequence[Shares], rules: Rules) -> None:
    table = shares.table()
    releases = [Release(version.table(), {COUNT: version.hidden()}) for version in old if version.told]
    protection = protect(table, rules, releases)
    for code, figure, names in shares.figures():
        places = [shares.at[name] for name in names]
        reasons = [protection.why[COUNT][place].why for place in places if place in protection.why[COUNT]]
        if any(protection.hidden[COUNT][place] for place in places):
            out.hidden.add(figure.key)
            out.why[code, next((why for why in reasons if why != "secondary"), "secondary")] += 1
        if any(protection.given_away[COUNT][place] for place in places):
            out.given_away.append(f"{label(figure.place, figure.group)} {code}")
    out.protections.append(protection)
