"""A round's published support categories into ours, under the framework of its school year."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from gwella.core.audit import Actor
from gwella.core.models import DataImport
from gwella.core.problems import BadInput, Problem
from gwella.core.text import Bilingual, mark
from gwella.domain.categories.actions import CategoryFacts, record_categories
from gwella.domain.categories.queries import held_categories
from gwella.domain.categories.rules.published import compare_categories
from gwella.domain.places.actions import bring_framework_into_force
from gwella.domain.places.models import FrameworkYear
from gwella.domain.schools.models import School
from gwella.evidence.ingest.categories import Categories, CategoryRow, read_categories
from gwella.flows.imports import Change, Kind, Line, Params, Preview, Question
from gwella.flows.known import known_councils
from gwella.frameworks.framework import Framework
from gwella.frameworks.loader import available, in_force, load

NO_ROUND = Problem(
    "categories.no_round",
    mark("“{value}” is not a school year."),
    mend=mark("Write the round as its school year, such as 2019/20."),
)
NO_FRAMEWORK = Problem(
    "categories.no_framework",
    mark("No framework is in force in {value}, and none of those shipped is the only one to cover it."),
    mend=mark("Bring a framework into force for that school year first."),
)
NO_COLOURS = Problem(
    "categories.not_of_framework", mark("The framework in force in that school year, {value}, has no such category.")
)
BRINGS_INTO_FORCE = mark(
    "No framework is named for {year} yet. {framework} is the only shipped one that covers it, and comes into force."
)
CATEGORY = mark("Support category")
CATEGORY_WORDS = {"green": mark("Green"), "yellow": mark("Yellow"), "amber": mark("Amber"), "red": mark("Red")}


@dataclass(frozen=True, slots=True)
class Reading:
    """The categories of one round, with its framework; `comes_into_force` where the school year has none yet."""

    categories: Categories
    school_year: str
    framework: Framework
    comes_into_force: bool


def read(path: Path, name: str, params: Params) -> Reading:
    """Read a round's categories. BadInput where the round has no framework, or the framework no such categories."""
    school_year = str(params.get("round") or "")
    framework, comes = _framework(school_year)
    categories = read_categories(path, name=name, councils=known_councils())
    if not categories.rows:
        raise BadInput(categories.refused or categories.warnings)
    known = framework.categories.codes if framework.categories else ()
    if not {row.category for row in categories.rows} <= set(known) & framework.days.ceilings.keys():
        raise BadInput(replace(NO_COLOURS, value=framework.code, file=name))
    return Reading(categories, school_year, framework, comes)


def _framework(school_year: str) -> tuple[Framework, bool]:
    first, _, second = school_year.partition("/")
    if not (first.isdecimal() and len(first) == 4 and second == f"{(int(first) + 1) % 100:02d}"):
        raise BadInput(replace(NO_ROUND, value=school_year))
    year = FrameworkYear.objects.filter(school_year=school_year).first()
    if year:
        return load(year.framework), False
    # A region's own model beside the national one has no published list.
    covering = [framework for framework in in_force(school_year).frameworks if framework.national]
    if len(covering) != 1:
        raise BadInput(replace(NO_FRAMEWORK, value=school_year))
    return covering[0], True


def preview(reading: Reading, params: Params) -> Preview:
    """What the round would change, which numbers nobody knows, and which served schools it leaves out."""
    rows = {row.number: row for row in reading.categories.rows}
    schools = {school.number: school for school in School.objects.filter(number__in=rows)}
    known = {number: rows[number] for number in schools}
    held = held_categories(reading.school_year, known)
    found = compare_categories(held, {number: row.category for number, row in known.items()})
    unknown = sorted(rows.keys() - schools.keys())
    without, units = _left_out(rows)
    notes: list[tuple[str, Mapping[str, str]]] = []
    if reading.comes_into_force:
        notes.append((BRINGS_INTO_FORCE, {"year": reading.school_year, "framework": reading.framework.code}))
    return Preview(
        counts={
            "new": len(found.new),
            "changed": len(found.changed),
            "unchanged": len(found.unchanged),
            "decided_here": len(found.differing),
            "unknown": len(unknown),
            "without": len(without),
            "units": len(units),
        },
        lists={
            **{
                code: [_changed_line(schools[number], held[number].category, known[number]) for number in numbers]
                for code, numbers in (("changed", found.changed), ("decided_here", found.differing))
            },
            "unknown": [Line(number, Bilingual(rows[number].name, rows[number].name)) for number in unknown],
            "without": [Line(school.number, school.name) for school in without],
            "units": [Line(school.number, school.name) for school in units],
            "new": [_changed_line(schools[number], "", known[number]) for number in found.new],
        },
        refused=reading.categories.refused,
        warnings=reading.categories.warnings,
        facts=_figures(reading, known, without, units),
        notes=notes,
        carry_out=partial(_carry_out, reading, list(known.values())) if found.changes_anything else None,
    )


def _left_out(numbers: Collection[str]) -> tuple[list[School], list[School]]:
    """Served schools the file does not name: maintained ones, and referral units apart."""
    absent = list(School.objects.served().exclude(number__in=numbers))
    return [s for s in absent if s.kind == "maintained"], [s for s in absent if s.kind == "pru"]


def _changed_line(school: School, was: str, row: CategoryRow) -> Line:
    words = (CATEGORY_WORDS.get(code, code) for code in (was, row.category))
    return Line(school.number, school.name, [Change("category", CATEGORY, *words)])


def _figures(
    reading: Reading, known: Mapping[str, CategoryRow], without: Sequence[School], units: Sequence[School]
) -> dict[str, Any]:
    """The figures of the round, as the publisher counts them: an all-through school is in both lists."""
    lists = reading.categories.by_list()
    return {
        "round": reading.school_year,
        "framework": reading.framework.code,
        "framework_comes_into_force": reading.comes_into_force,
        "rows": len(reading.categories.rows),
        **dict(reading.categories.by_category()),
        "lists": dict(lists),
        "matched": len(known),
        "unknown_numbers": sorted({row.number for row in reading.categories.rows} - known.keys()),
        "without_category": len(without),
        "without_category_by_phase": dict(Counter(school.phase for school in without)),
        "units_without_category": len(units),
    }


def _carry_out(reading: Reading, rows: Sequence[CategoryRow], brought_by: DataImport, by: Actor, at: datetime) -> None:
    code = reading.framework.code
    if reading.comes_into_force:
        bring_framework_into_force(school_year=reading.school_year, framework=code, by=by, at=at)
    ceilings = reading.framework.days.ceilings
    record_categories(
        [
            CategoryFacts(
                number=row.number,
                category=row.category,
                ceiling_days=ceilings[row.category].value,
                capacity=row.capacity,
                standards_group=row.standards_group,
            )
            for row in rows
        ],
        school_year=reading.school_year,
        framework=code,
        by=by,
        at=at,
        brought_by=brought_by,
    )


def _questions(_on: date) -> Sequence[Question]:
    years = sorted({year for code in available() for year in load(code).years}, reverse=True)
    return (
        Question(
            "round",
            mark("Round"),
            mark("The school year the categories were published for."),
            [(year, Bilingual(year, year)) for year in years],
        ),
    )


KIND = Kind(
    code="categories",
    name=mark("Support categories"),
    about=mark("A round's published categories, one colour a school. Ceilings of days follow from the framework."),
    formats=".csv,.ods,.xlsx",
    source=mark("Welsh Government, Open Government Licence v3.0"),
    read=read,
    preview=preview,
    questions=_questions,
)
