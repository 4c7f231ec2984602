"""Finds, reads and checks frameworks. A framework that is not right is refused whole, with every fault found."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from gwella.core.problems import BadInput
from gwella.core.text import mark
from gwella.core.verdict import YES, Verdict, no
from gwella.frameworks import faults, grading, running, supporting
from gwella.frameworks.framework import MAIN_SCALE, Framework, Part
from gwella.frameworks.reading import Report, Table

FOLDER = Path(__file__).parent

SECTORS = ("primary", "secondary", "middle", "special", "nursery", "pru")
# What a framework may consist of, and the part of the file each step needs.
STEPS: Mapping[str, tuple[str, ...]] = {
    "standards": ("standards",),
    "capacity": ("aspects",),
    "category": ("matrix", "override"),
    "letter": ("aspects",),
    "band": ("banding",),
    "needs": ("needs",),
    "support": ("support",),
    "eligibility": ("eligibility",),
    "milestones": ("milestones",),
}
# The scale each step grades by; a step that is not here grades nothing.
GRADED = {
    "standards": "standards",
    "capacity": "capacity",
    "category": MAIN_SCALE,
    "letter": MAIN_SCALE,
    "band": MAIN_SCALE,
    "needs": "urgency",
    "support": "support",
}
NATIONS = ("wales", "england")
# Stages of every framework, and of those that categorise.
STAGES = ("judgement", "allocation", "support")
CATEGORY_STAGES = ("category", "risk", "council", "regional", "national")
_AT_LINE = re.compile(r"\(at line (\d+)")


def load(code: str) -> Framework:
    """The shipped framework of that code. Raises `BadInput` where there is none, or where it is not right."""
    return _load_shipped(code)


@lru_cache(maxsize=32)
def _load_shipped(code: str) -> Framework:
    if code not in available():
        raise BadInput(faults.UNKNOWN.problem("", "", code, framework=code, known=", ".join(available())))
    return load_file(FOLDER / f"{code}.toml")


def available() -> list[str]:
    """The codes of the shipped frameworks, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_file(path: Path | str) -> Framework:
    """The framework in a TOML file. Raises `BadInput` with every fault: file, dotted key (as column), reason, mend."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise BadInput(faults.NOT_UTF8.problem(path.name, "")) from error
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        row = int(found[1]) if found else len(text.splitlines())
        problem = faults.NOT_TOML.problem(path.name, "", fault=str(error))
        raise BadInput(replace(problem, row=row)) from error
    return read(data, path.name)


def read(data: Mapping[str, Any], file: str) -> Framework:
    """The framework in the tables of a file (floats as `Decimal`). Raises `BadInput` with every fault."""
    report = Report(file)
    table = Table(data, "", report)
    sources_table = table.table("sources")
    sources = sources_table.done({name: sources_table.wording(name) for name in sources_table.data})
    report.sources = frozenset(sources)
    framework = _framework(table, sources)
    table.done(None)
    if report.problems:
        raise BadInput(report.problems)
    return framework


def _framework(table: Table, sources: Mapping[str, Any]) -> Framework:
    code = table.text("code")
    if code and f"{code}.toml" != table.report.file:
        table.refuse("code", faults.CODE, code, code=code)
    years = running.years(table.table("years"))
    sectors = table.texts("sectors", among=SECTORS)
    steps = table.texts("steps", among=STEPS)
    _check_steps(table, steps)
    roles_table = table.table("roles")
    roles = roles_table.done({name: roles_table.wording(name) for name in roles_table.data})
    meanings = table.table("meaning") if table.has("meaning") else None
    scales = grading.scales(table.table("scales"), meanings)
    if meanings is not None:
        for name in meanings.data:
            meanings.check_among(name, name, scales)
    categories = scales.get(MAIN_SCALE)
    calendar = running.calendar(table.table("calendar"), years)
    standards = None
    if table.has("standards"):
        standards = grading.standards(table.table("standards"), scales.get("standards"), sectors)
    support = scales.get("support")
    return Framework(
        code=code,
        nation=table.choice("nation", NATIONS) if table.has("nation") else NATIONS[0],
        name=table.wording("name"),
        national=table.flag("national"),
        years=years,
        sectors=sectors,
        steps=steps,
        sources=sources,
        roles=roles,
        scales=scales,
        days=running.days(table.table("days"), categories, ceilings_needed="category" in steps),
        parts=_parts(table, steps, roles),
        calendar=calendar,
        publication=running.publication(table.table("publication"), sectors),
        welsh_levels=running.welsh(table.table("welsh")),
        allocation=running.allocation(table.table("allocation"), categories),
        evidence_terms=table.stated("evidence_terms", Table.whole),
        aspects=grading.aspects(table.table("aspects")) if table.has("aspects") else (),
        standards=standards,
        banding=grading.banding(table.table("banding"), categories) if table.has("banding") else None,
        matrix=grading.matrix(table.table("matrix"), scales) if table.has("matrix") else {},
        caps=grading.caps(table.tables("caps"), scales, years, standards) if table.has("caps") else (),
        override=grading.override(table.table("override"), categories) if table.has("override") else None,
        forms=running.forms(table.table("forms"), calendar.deadlines) if table.has("forms") else (),
        letters=running.letters(table.table("letters"), categories, roles) if table.has("letters") else (),
        needs=supporting.needs(table.table("needs"), scales.get("urgency")) if table.has("needs") else None,
        support=supporting.support(table.table("support"), support) if table.has("support") else (),
        eligibility=supporting.eligibility(table.table("eligibility"), support, years)
        if table.has("eligibility")
        else (),
        milestones=supporting.milestones(table.table("milestones")) if table.has("milestones") else (),
        owners=supporting.owners(table.tables("owners"), years) if table.has("owners") else (),
    )


def _parts(table: Table, steps: Iterable[str], roles: Iterable[str]) -> tuple[Part, ...]:
    needed = (*STAGES, *CATEGORY_STAGES) if "category" in steps else STAGES
    return running.parts(table.table("parts"), (*STAGES, *CATEGORY_STAGES), roles, needed)


def _check_steps(table: Table, steps: Iterable[str]) -> None:
    """Each step has its part and its scale; no part belongs to a step that is not taken."""
    taken = set(steps) & set(STEPS)
    scales = table.data.get("scales")
    for step in sorted(taken & GRADED.keys()):
        if not (isinstance(scales, Mapping) and GRADED[step] in scales):
            table.refuse(f"scales.{GRADED[step]}", faults.KEY_MISSING)
    for part in dict.fromkeys(part for parts in STEPS.values() for part in parts):
        of = [step for step, parts in STEPS.items() if part in parts]
        if taken.intersection(of) and not table.has(part):
            table.refuse(part, faults.KEY_MISSING)
        if not taken.intersection(of) and table.has(part):
            table.refuse(part, faults.STEP_MISSING, step=of[0])


@dataclass(frozen=True, slots=True)
class InForce:
    """The frameworks in force, the national one first. Where there is none, `verdict` says so."""

    frameworks: tuple[Framework, ...]
    verdict: Verdict


def in_force(
    school_year: str, sector: str = "", frameworks: Iterable[Framework] | None = None, *, nation: str = NATIONS[0]
) -> InForce:
    """What is in force in a nation in a school year ("2019/20"), for one sector where given; by default of the shipped.

    A service may run a framework of its own beside a national one. None at all is a state, not an error.
    """
    library = [load(code) for code in available()] if frameworks is None else list(frameworks)
    check_library(library)
    here = [f for f in library if f.nation == nation and f.covers(school_year, sector)]
    found = sorted(here, key=lambda f: (not f.national, f.code))
    if found:
        return InForce(tuple(found), YES)
    return InForce((), no(mark("No framework is in force in {year}."), year=school_year))


def check_library(frameworks: Iterable[Framework]) -> None:
    """Raise `BadInput` where two frameworks share a code, or two national ones a year and a sector."""
    problems = []
    for one, other in combinations(frameworks, 2):
        file = f"{other.code}.toml"
        shared = ", ".join(sorted(set(one.years) & set(other.years)))
        national = one.national and other.national and one.nation == other.nation
        both = national and set(one.sectors) & set(other.sectors)
        if one.code == other.code:
            problems.append(faults.TWO_OF_A_CODE.problem(file, "code", other.code, framework=other.code))
        elif both and shared:
            found = faults.YEARS_OVERLAP.problem(file, "years", shared, years=shared, one=one.code, other=other.code)
            problems.append(found)
    if problems:
        raise BadInput(problems)
