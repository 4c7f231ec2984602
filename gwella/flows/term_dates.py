"""Councils' term dates into ours: terms with their half-terms, bank holidays, days on which schools are shut."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path

from gwella.core.audit import Actor
from gwella.core.models import DataImport
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.domain.places.actions import DayFacts, TermFacts, record_term_dates
from gwella.domain.places.models import Council, CouncilDay, CouncilTerm
from gwella.domain.places.rules import DAY_KINDS, TERMS
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.templates import template
from gwella.evidence.ingest.term_dates import COLUMNS, CalendarFile, CalendarRow, read_term_dates
from gwella.flows.imports import Change, Kind, Line, Params, Preview
from gwella.flows.known import known_councils, problem_at

HEADINGS = {column.key: column.names for column in COLUMNS}
NOT_SERVED = mark("{council} is not a council this service serves.")
NONE_SERVED = Problem(
    "term_dates.none_served",
    mark("No council is served yet, so nobody’s term dates can be kept."),
    mend=mark("Bring in the register of schools first."),
)
OUT_OF_ORDER = mark("The terms of {council} in {year} overlap or are not in their order.")
CHECK_TERMS = mark("Autumn comes before spring, spring before summer. Check the days, and those brought in before.")
HALF_TERM = mark("Half-term holiday")
DAY, NAME = mark("Day"), mark("Name")
NOTHING_TAKEN = mark(
    "What the file does not name stays. To open a day that was shut, bring it in as a school day (“School day”)."
)
_Facts = TermFacts | DayFacts


def read(path: Path, name: str, params: Params) -> CalendarFile:
    """Read a file of term dates. BadInput where no council is served, or no row can be used."""
    if not Council.objects.filter(is_served=True).exists():
        raise BadInput(NONE_SERVED)
    calendar = read_term_dates(path, name=name, councils=known_councils())
    if not calendar.rows:
        raise BadInput(calendar.refused or calendar.warnings or Place(name).problem("no_rows"))
    return calendar


def preview(calendar: CalendarFile, params: Params) -> Preview:
    """What the file would change, and which of its rows cannot be right for this service."""
    councils = {council.code: council for council in Council.objects.filter(is_served=True)}
    refused = list(calendar.refused)
    placed: list[tuple[CalendarRow, _Facts]] = []
    # A row for every council gives way to a council's own, whichever comes first.
    for row in sorted(calendar.rows, key=lambda row: bool(row.council)):
        if row.council and row.council not in councils:
            told = known_councils().of_code(row.council)
            name = told.name.en if told else row.council
            message, column = NOT_SERVED, HEADINGS["council"]
            refused.append(problem_at(row.place, "term_dates.not_served", message, column, name, council=name))
            continue
        placed += [(row, _facts(row, code)) for code in ([row.council] if row.council else councils)]
    wanted = {_key(facts): (row, facts) for row, facts in placed}
    held = _held(councils)
    muddled = list(_out_of_order(wanted, held, councils))
    refused += [problem for _keys, problem in muddled]
    for keys, _problem in muddled:
        for key in keys:
            wanted.pop(key, None)
    new = [facts for key, (_row, facts) in wanted.items() if key not in held]
    changed = [facts for key, (_row, facts) in wanted.items() if key in held and held[key] != facts]
    to_write = [*new, *changed]
    return Preview(
        counts={"new": len(new), "changed": len(changed), "unchanged": len(wanted) - len(to_write)},
        lists={
            "new": [_line(facts, None, councils) for facts in new],
            "changed": [_line(facts, held[_key(facts)], councils) for facts in changed],
        },
        refused=refused,
        warnings=calendar.warnings,
        facts={
            "councils": len({facts.council for _row, facts in wanted.values()}),
            "terms": sum(isinstance(facts, TermFacts) for _row, facts in wanted.values()),
            "days": sum(isinstance(facts, DayFacts) for _row, facts in wanted.values()),
        },
        notes=[(NOTHING_TAKEN, {})],
        carry_out=partial(_carry_out, to_write) if to_write else None,
    )


def _carry_out(to_write: Sequence[_Facts], brought_by: DataImport, by: Actor, at: datetime) -> None:
    terms = [facts for facts in to_write if isinstance(facts, TermFacts)]
    days = [facts for facts in to_write if isinstance(facts, DayFacts)]
    record_term_dates(terms, days, by=by, at=at, brought_by=brought_by)


def _facts(row: CalendarRow, council: str) -> _Facts:
    if row.is_term:
        return TermFacts(council, row.what, row.starts, row.ends, row.half_starts, row.half_ends)
    return DayFacts(council, row.starts, row.what, row.name_en, row.name_cy)


def _key(facts: _Facts) -> tuple[str, str]:
    """What is kept once: a council's term of a school year, a council's day."""
    if isinstance(facts, TermFacts):
        return facts.council, f"{facts.school_year} {facts.term}"
    return facts.council, facts.day.isoformat()


def _held(councils: Mapping[str, Council]) -> dict[tuple[str, str], _Facts]:
    terms = CouncilTerm.objects.filter(council__in=councils.values()).select_related("council")
    days = CouncilDay.objects.filter(council__in=councils.values()).select_related("council")
    held: list[_Facts] = [
        TermFacts(t.council.code, t.term, t.starts_on, t.ends_on, t.half_term_starts_on, t.half_term_ends_on)
        for t in terms
    ]
    held += [DayFacts(d.council.code, d.day, d.kind, d.name_en, d.name_cy) for d in days]
    return {_key(facts): facts for facts in held}


def _out_of_order(
    wanted: Mapping[tuple[str, str], tuple[CalendarRow, _Facts]],
    held: Mapping[tuple[str, str], _Facts],
    councils: Mapping[str, Council],
) -> Iterator[tuple[list[tuple[str, str]], Problem]]:
    """The terms of the file that would overlap others of their council and year, with why; none of them is kept."""
    together = dict(held) | {key: facts for key, (_row, facts) in wanted.items()}
    years: dict[tuple[str, str], list[TermFacts]] = defaultdict(list)
    for facts in together.values():
        if isinstance(facts, TermFacts):
            years[facts.council, facts.school_year].append(facts)
    for (code, year), terms in sorted(years.items()):
        ordered = sorted(terms, key=lambda facts: list(TERMS).index(facts.term))
        keys = [key for facts in ordered if (key := _key(facts)) in wanted]
        if keys and any(one.ends_on >= other.starts_on for one, other in pairwise(ordered)):
            place, name = wanted[keys[0]][0].place, councils[code].name_en
            params = (OUT_OF_ORDER, HEADINGS["starts"], name, CHECK_TERMS)
            yield keys, problem_at(place, "term_dates.out_of_order", *params, council=name, year=year)


# ---- what it changes, in words


def _line(facts: _Facts, before: _Facts | None, councils: Mapping[str, Council]) -> Line:
    name = councils[facts.council].name
    was, becomes = _told(before) if before else {}, _told(facts)
    changes = [
        Change(label, label, was.get(label, ""), text) for label, text in becomes.items() if was.get(label, "") != text
    ]
    if isinstance(facts, TermFacts):
        return Line(f"{facts.council} {facts.school_year}", name, changes, TERMS[facts.term])
    return Line(f"{facts.council} {facts.day.isoformat()}", name, changes, DAY_KINDS[facts.kind])


def _told(facts: _Facts) -> dict[str, str]:
    """The facts by label: msgids and days as they stand."""
    if isinstance(facts, TermFacts):
        half = [day.isoformat() for day in (facts.half_term_starts_on, facts.half_term_ends_on) if day]
        return {
            TERMS[facts.term]: f"{facts.starts_on.isoformat()} – {facts.ends_on.isoformat()}",
            HALF_TERM: " – ".join(half),
        }
    names = " / ".join(dict.fromkeys(name for name in (facts.name_en, facts.name_cy) if name))
    return {DAY: DAY_KINDS[facts.kind], NAME: names}


def empty_table(language: str) -> list[list[str]]:
    """The headings of an empty file of term dates in a language, with example rows, which the reader leaves out."""
    made = template("term-dates", "cy" if language.startswith("cy") else "en")
    return [list(made.headings), *map(list, made.examples)]


KIND = Kind(
    code="term-dates",
    name=mark("Term dates"),
    about=mark(
        "Each council’s terms, half-terms, bank holidays and closed days. They decide which days are school days;"
        " without them the framework’s defaults hold, which are not the official value."
    ),
    formats=".csv,.xlsx,.ods",
    read=read,
    preview=preview,
    template=empty_table,
)
