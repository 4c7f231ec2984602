"""The parts of a framework that grade: scales, standards, banding, matrix, caps, overrides."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import cast, get_args

from gwella.frameworks import faults
from gwella.frameworks.faults import Fault
from gwella.frameworks.framework import (
    MAIN_SCALE,
    NO_GROUP,
    Aspect,
    Banding,
    Cap,
    Cell,
    Grade,
    Measure,
    Override,
    Scale,
    Seen,
    Standards,
    Wording,
)
from gwella.frameworks.reading import Table

# Each category's colour has one shape, so that the fill is never the only sign.
SHAPES = {"green": "circle", "yellow": "square", "amber": "triangle", "red": "diamond"}

# Scales whose every grade has to say what it means.
EXPLAINED = (MAIN_SCALE, "support")


def scales(table: Table, meanings: Table | None) -> dict[str, Scale]:
    """Every scale, with what its grades mean."""
    found = {}
    for code, inner in table.children().items():
        name = inner.wording("name")
        meant = _meanings(meanings, code)
        grades = tuple(_grade(grade, place, meant) for place, grade in enumerate(inner.tables("grades"), 1))
        if inner.data.get("grades") == []:
            inner.refuse("grades", faults.SCALE_EMPTY, scale=code)
        found[code] = inner.done(Scale(code, name, grades))
        _check_scale(inner, found[code], meant)
    return table.done(found)


def _meanings(meanings: Table | None, scale: str) -> Mapping[str, Wording]:
    if meanings is None or not meanings.has(scale):
        return {}
    inner = meanings.table(scale)
    return inner.done({code: inner.wording(code) for code in inner.data})


def _grade(table: Table, place: int, meant: Mapping[str, Wording]) -> Grade:
    code = table.text("code")
    written = table.whole("place")
    if table.has("place") and written != place:
        table.refuse("place", faults.SCALE_UNORDERED, written, grade=code)
    colour = shape = ""
    if table.has("colour") or table.has("shape"):
        colour = table.choice("colour", SHAPES)
        shape = table.choice("shape", [SHAPES[colour]] if colour in SHAPES else SHAPES.values())
    return table.done(Grade(code, table.words(), colour, shape, meant.get(code)))


def _check_scale(table: Table, scale: Scale, meant: Mapping[str, Wording]) -> None:
    for code in dict.fromkeys(c for c in scale.codes if scale.codes.count(c) > 1):
        table.refuse("grades", faults.TWICE, code, item=code)
    unknown = [code for code in meant if code not in scale.codes]
    missing = [code for code in scale.codes if code not in meant] if scale.code in EXPLAINED else []
    known = ", ".join(scale.codes)
    for code in unknown:
        _refuse_meaning(table, scale.code, faults.NOT_KNOWN, code, item=code, known=known)
    for code in missing:
        _refuse_meaning(table, scale.code, faults.KEY_MISSING, code)


def _refuse_meaning(table: Table, scale: str, fault: Fault, code: str, **params: str) -> None:
    """The meanings stand in a table of their own, so the fault is told there."""
    table.report.add(fault.problem(table.report.file, f"meaning.{scale}.{code}", code, **params))


def aspects(table: Table) -> tuple[Aspect, ...]:
    """What capacity is judged on."""
    return table.done(tuple(Aspect(code, table.wording(code)) for code in table.data))


def _measure(code: str, table: Table, *, ranked: bool, groups: int) -> Measure:
    name, weight = table.wording("name"), table.number("weight")
    figure = table.text("figure") if table.has("figure") else code
    group = table.text("group") if table.has("group") else "all"
    seen = cast(Seen, table.choice("seen", get_args(Seen))) if table.has("seen") else "value"
    if weight <= 0:
        table.refuse("weight", faults.WEIGHT, weight, measure=code)
    boundaries = () if ranked else table.numbers("boundaries")
    if not ranked and table.has("boundaries"):
        _check_boundaries(table, "boundaries", boundaries, groups - 1)
    return table.done(Measure(code, name, weight, *table.status(), boundaries, figure, group, seen))


def _check_boundaries(table: Table, name: str, values: tuple[Decimal, ...], count: int) -> None:
    """Boundaries run one way: down where more is better, up where less is."""
    one_way = all(a > b for a, b in pairwise(values)) or all(a < b for a, b in pairwise(values))
    if len(values) != count or not one_way:
        table.refuse(name, faults.BOUNDARIES, [str(v) for v in values], count=str(count))


def _edges(table: Table, count: int) -> None:
    inner = table.table("edges")
    values = inner.numbers("value")
    if inner.has("value") and (len(values) != count or any(a >= b for a, b in pairwise(values))):
        inner.refuse("value", faults.EDGES, [str(v) for v in values], count=str(count))


def standards(table: Table, scale: Scale | None, sectors: Iterable[str]) -> Standards:
    """Step one, for the sectors that have measures."""
    groups = len(scale.grades) if scale else 4
    _edges(table, groups - 1)
    by_sector = table.table("measures")
    known = tuple(sectors)
    measures = {}
    for sector, inner in by_sector.children().items():
        by_sector.check_among(sector, sector, known)
        found = inner.children().items()
        measures[sector] = tuple(_measure(code, row, ranked=False, groups=groups) for code, row in found)
    by_sector.done(None)
    pooled, single = table.stated("small_cohort", Table.whole), table.stated("small_cohort_year", Table.whole)
    if table.has("small_cohort") and pooled.value < single.value:
        table.refuse("small_cohort", faults.COHORT, pooled.value)
    return table.done(
        Standards(
            edges=table.stated("edges", Table.numbers),
            years_pooled=table.stated("years_pooled", Table.whole),
            small_cohort=pooled,
            small_cohort_year=single,
            measures=measures,
        )
    )


def banding(table: Table, scale: Scale | None) -> Banding:
    """Scores and bands."""
    _edges(table, len(scale.grades) - 1 if scale else 4)
    rows = table.table("measures")
    found = tuple(_measure(code, row, ranked=True, groups=4) for code, row in rows.children().items())
    weight_sum = table.stated("weight_sum", Table.number)
    total = sum((measure.weight for measure in found), Decimal(0))
    if found and total != weight_sum.value:
        table.refuse("weight_sum", faults.WEIGHT_SUM, total, total=str(total), expected=str(weight_sum.value))
    return table.done(Banding(table.stated("edges", Table.numbers), weight_sum, found))


def matrix(table: Table, all_scales: Mapping[str, Scale]) -> dict[str, dict[str, Cell]]:
    """By standards group (and "none"), by capacity: a cell. Every cell filled; a worse grade never a better default."""
    groups = all_scales["standards"].codes if "standards" in all_scales else ()
    capacity, categories = all_scales.get("capacity"), all_scales.get(MAIN_SCALE)
    cells: dict[str, dict[str, Cell]] = {}
    for group in (*groups, NO_GROUP):
        row = table.table(group)
        columns = capacity.codes if capacity else tuple(row.data)
        cells[group] = row.done({code: _cell(row.table(code), categories) for code in columns})
    if capacity and categories:
        _check_order(table, cells, groups, capacity.codes, categories)
    return table.done(cells)


def _cell(table: Table, categories: Scale | None) -> Cell:
    known = categories.codes if categories else None
    default = table.choice("default", known)
    allowed = table.texts("allowed", among=known) if table.has("allowed") else ()
    if default in allowed:
        table.refuse("allowed", faults.TWICE, default, item=default)
    return table.done(Cell(default, allowed, *table.status()))


def _check_order(
    table: Table,
    cells: Mapping[str, Mapping[str, Cell]],
    groups: tuple[str, ...],
    columns: tuple[str, ...],
    categories: Scale,
) -> None:
    along = [((row, a), (row, b)) for row in cells for a, b in pairwise(columns)]
    down = [((a, column), (b, column)) for column in columns for a, b in pairwise(groups)]
    for (row, column), (next_row, next_column) in along + down:
        better, worse = cells[row][column].default, cells[next_row][next_column].default
        known = better in categories.codes and worse in categories.codes
        if known and categories.is_better(worse, better):
            table.refuse(f"{next_row}.{next_column}.default", faults.MATRIX_ORDER, worse, worse=worse, better=better)


def caps(
    tables: list[Table], all_scales: Mapping[str, Scale], years: Iterable[str], standards: Standards | None
) -> tuple[Cap, ...]:
    """The caps, each with a minimum, in per cent, and the best grades below it."""
    known_years = tuple(years)
    measured = standards.measures if standards else {}
    found = []
    for table in tables:
        sectors = table.texts("sectors", among=measured)
        measures = {measure.code for sector in sectors for measure in measured.get(sector, ())}
        cap = Cap(
            code=table.text("code"),
            name=table.wording("name"),
            years=table.texts("years", among=known_years),
            sectors=sectors,
            measure=table.choice("measure", sorted(measures) if measures else None),
            below=table.stated("below", _per_cent),
            best=_best(table, all_scales),
        )
        found.append(table.done(cap))
    return tuple(found)


def _per_cent(table: Table, name: str) -> Decimal:
    value = table.number(name)
    if value > 100:
        table.refuse(name, faults.CAP_MINIMUM, value)
    return value


def _best(table: Table, all_scales: Mapping[str, Scale]) -> dict[str, str]:
    best = table.table("best")
    if table.has("best") and not best.data:
        table.refuse("best", faults.CAP_EMPTY)
    limits = {}
    for scale in best.data:
        best.check_among(scale, scale, all_scales)
        limits[scale] = best.choice(scale, all_scales[scale].codes if scale in all_scales else None)
    return best.done(limits)


def override(table: Table, categories: Scale | None) -> Override:
    """What a statutory category of an inspection does to the category."""
    known = categories.codes if categories else None
    name, follow_up = table.wording("name"), table.texts("follow_up")
    category = table.stated("category", lambda inner, key: inner.choice(key, known))
    return table.done(Override(name, follow_up, category))
