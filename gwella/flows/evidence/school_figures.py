"""Published figures of schools and areas, and what pupils say: into the long table, one version a school year."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from gwella.core import work
from gwella.core.audit import Actor
from gwella.core.models import DataImport
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.domain.figures.actions import (
    DataSetFacts,
    FigureFacts,
    HeldBackFacts,
    publish_figures,
    record_data_set,
)
from gwella.domain.figures.models import Agreement, DataSet, Figure, HeldBack
from gwella.domain.figures.rules import DATA_KINDS, STATUSES
from gwella.domain.schools.models import School
from gwella.engine.indicators import MEASURES
from gwella.evidence.ingest.area_figures import AREA_MEASURES, read_area_figures
from gwella.evidence.ingest.school_figures import LONG, SchoolFigures, read_school_figures
from gwella.evidence.ingest.school_figures_values import VIEWS, FigureRow, HeldRow
from gwella.evidence.ingest.school_figures_views import read_views
from gwella.flows.evidence.agreements import NONE_LIVE, agreement_choices
from gwella.flows.evidence.pupil_files import STATUS_CHOICES, agreement_of, day_of, year_of
from gwella.flows.imports import Kind, Line, Params, Preview, Question
from gwella.flows.known import known_councils

TWO_STATUSES = Problem(
    "figures.two_statuses",
    mark("The file says that it is “{value}”, and you say otherwise."),
    mend=mark("Choose the status the file gives, or send provisional and final figures in two files."),
)
OPEN_SOURCE = mark("Contains public sector information licensed under the Open Government Licence v3.0.")
HELD = mark("Held back, because they cannot be true: {count}. They are kept apart and listed with the reason.")
MISSING = mark("Without a value, by reason: {reasons}.")
BY_PART = mark(
    "It replaces the figures of {year} of the same measure and council ({parts} parts) in version {version}."
)
MANY = 200
Reader = Callable[..., SchoolFigures]
Identity = tuple[str, str, str, str, int]
READERS: Mapping[str, Reader] = {
    "school_figures": read_school_figures,
    "area_figures": read_area_figures,
    "views": read_views,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read, with what is said of it."""

    file: str
    figures: SchoolFigures
    status: str
    as_at: date
    agreement: Agreement
    source: str


def _read(kind: str, path: Path, name: str, params: Params) -> Reading:
    # The agreement first: nothing is read without a live one. An open licence is one too.
    agreement = agreement_of(kind, params)
    year, as_at = year_of(params), day_of(params, "as_at")
    status = "final" if params.get("status") == "final" else "provisional"
    figures = READERS[kind](path, year=year, name=name, councils=known_councils())
    for told in sorted(figures.statuses):
        if told.lower() in STATUSES and told.lower() != status:
            raise BadInput(replace(TWO_STATUSES, file=name, value=told, params={"value": told}))
    source = str(params.get("source") or "; ".join(sorted(figures.sources)) or agreement.controllers)
    return Reading(name, figures, status, as_at, agreement, source[:200])


@dataclass(frozen=True, slots=True)
class Version:
    """One school year's new version: all its figures, what is held back, and where each part came from."""

    year: str
    figures: Sequence[FigureFacts]
    held: Sequence[HeldBackFacts]
    parts: Mapping[str, Mapping[str, str]]


def _preview(kind: str, reading: Reading, params: Params) -> Preview:
    schools = dict(School.objects.values_list("number", "pk"))
    of_areas = kind == "area_figures"
    rows = [r for r in reading.figures.rows if of_areas or r.of in schools]
    read = {r.of for r in reading.figures.rows} | {h.of for h in reading.figures.held if h.why != "unknown_place"}
    unknown = [] if of_areas else sorted(read - schools.keys())
    counts: Counter[str] = Counter(new=0, changed=0, unchanged=0)
    versions, notes = [], list[tuple[str, Mapping[str, str]]]()
    held_by_year = defaultdict[str, list[HeldRow]](list)
    for held in reading.figures.held:
        held_by_year[held.year].append(held)
    for year in sorted({row.year for row in rows} | held_by_year.keys()):
        version, told = _version(year, kind, [r for r in rows if r.year == year], held_by_year[year], reading, schools)
        counts += told[0]
        if version:
            versions.append(version)
            notes += told[1]
    notes += _told(rows, reading.figures.held)
    return Preview(
        counts={name: counts[name] for name in ("new", "changed", "unchanged")} | {"unknown": len(unknown)},
        lists={"unknown": [Line(number) for number in unknown[:MANY]]},
        refused=reading.figures.refused,
        warnings=reading.figures.warnings,
        facts=_facts(kind, rows, reading),
        notes=notes,
        carry_out=partial(_carry_out, kind, reading, versions) if versions else None,
    )


def _facts(kind: str, rows: Sequence[FigureRow], reading: Reading) -> dict[str, Any]:
    return {
        "kind_of_data": kind,
        "years": sorted({row.year for row in rows}),
        "status": reading.status,
        "agreement": reading.agreement.code,
        "measures": sorted({row.measure for row in rows}),
        "figures": len(rows),
        "loaded": sum(row.value is not None for row in rows),
        "missing": dict(sorted(Counter(row.reason for row in rows if row.value is None).items())),
        "held_back": [
            {"place": h.of, "measure": h.measure, "row": h.row, "column": h.column, "value": h.raw, "why": h.why}
            for h in reading.figures.held[:MANY]
        ],
    }


def _told(rows: Sequence[FigureRow], held: Sequence[HeldRow]) -> list[tuple[str, Mapping[str, str]]]:
    notes: list[tuple[str, Mapping[str, str]]] = []
    missing = Counter(row.reason for row in rows if row.value is None)
    if missing:
        notes.append((MISSING, {"reasons": ", ".join(f"[{code}] {n}" for code, n in sorted(missing.items()))}))
    if held:
        notes.append((HELD, {"count": str(len(held))}))
    return notes


def _version(
    year: str,
    kind: str,
    rows: Sequence[FigureRow],
    held: Sequence[HeldRow],
    reading: Reading,
    schools: Mapping[str, int],
) -> tuple[Version | None, tuple[Counter[str], list[tuple[str, Mapping[str, str]]]]]:
    """A year's new version, None where it would be as the one before; with counts and what to say of it."""
    before = DataSet.objects.filter(kind=kind, year=year, replaced_by=None).first()
    figures = {_identity(facts): facts for facts in (_figure(row, kind) for row in rows)}
    apart = [_held(row, kind, schools) for row in held]
    parts = {_part(f.place, f.measure) for f in figures.values()} | {_part(h.place, h.measure) for h in apart}
    old = {_identity(f): f for f in map(_of_row, before.figures.iterator())} if before else {}
    old_held = list(map(_of_held, before.held_back.iterator())) if before else []
    replaced = {key: f for key, f in old.items() if _part(f.place, f.measure) in parts}
    kept = [f for key, f in old.items() if key not in replaced and key not in figures]
    kept_held = [h for h in old_held if _part(h.place, h.measure) not in parts]
    counts = Counter(
        new=sum(key not in old for key in figures),
        changed=sum(key in old and old[key] != f for key, f in figures.items()),
        unchanged=sum(old.get(key) == f for key, f in figures.items()),
    )
    told = {
        "file": reading.file,
        "status": reading.status,
        "as_at": reading.as_at.isoformat(),
        "agreement": reading.agreement.code,
        "source": reading.source,
    }
    all_parts = (before.parts if before else {}) | dict.fromkeys(sorted(parts), told)
    same = (
        before is not None
        and replaced == figures
        and sorted(map(_sortable, old_held)) == sorted(map(_sortable, [*kept_held, *apart]))
        and {p: t["status"] for p, t in before.parts.items()} == {p: t["status"] for p, t in all_parts.items()}
    )
    if same or not parts:
        return None, (counts, [])
    notes: list[tuple[str, Mapping[str, str]]] = []
    if before and parts & before.parts.keys():
        number = len(parts & before.parts.keys())
        notes.append((BY_PART, {"year": year, "parts": str(number), "version": str(before.version)}))
    return Version(year, [*kept, *figures.values()], [*kept_held, *apart], all_parts), (counts, notes)


def _sortable(held: HeldBackFacts) -> tuple[str, ...]:
    return (held.place, held.measure, held.group, held.raw, held.why, held.column)


def _part(place: str, measure: str) -> str:
    """A file brings a measure for a council's schools (or for areas): it replaces those and leaves the rest."""
    kind, _, key = place.partition(":")
    return f"{key[:3] if kind == 'school' else kind} {measure}"


def _place(of: str, kind: str) -> str:
    if of == "wales" or of.startswith("region:"):
        return of
    return f"council:{of}" if kind == "area_figures" else f"school:{of}"


def _figure(row: FigureRow, kind: str) -> FigureFacts:
    earned = row.value * row.cohort / 100 if kind == "views" and row.value is not None and row.cohort else None
    return FigureFacts(
        place=_place(row.of, kind),
        year=row.year,
        measure=row.measure,
        group=row.group,
        span=row.span,
        numerator=earned,
        cohort=row.cohort,
        value=row.value,
        pupils=row.cohort,
        reason=row.reason,
    )


def _of_row(figure: Figure) -> FigureFacts:
    return FigureFacts(
        place=figure.place,
        year=figure.year,
        measure=figure.measure,
        group=figure.group,
        span=figure.span,
        numerator=figure.numerator,
        cohort=figure.cohort,
        value=figure.value,
        pupils=figure.pupils,
        reason=figure.reason,
    )


def _identity(facts: FigureFacts) -> Identity:
    return (facts.place, facts.year, facts.measure, facts.group, facts.span)


def _held(row: HeldRow, kind: str, schools: Mapping[str, int]) -> HeldBackFacts:
    return HeldBackFacts(
        school_id=schools.get(row.of) if kind != "area_figures" else None,
        place=_place(row.of, kind),
        year=row.year,
        measure=row.measure,
        group=row.group,
        row=row.row,
        column=row.column[:80],
        raw=row.raw,
        why=row.why,
    )


def _of_held(held: HeldBack) -> HeldBackFacts:
    return HeldBackFacts(
        school_id=held.school_id,
        place=held.place,
        year=held.year,
        measure=held.measure,
        group=held.group,
        row=held.row,
        column=held.column,
        raw=held.raw,
        why=held.why,
    )


def _carry_out(
    kind: str, reading: Reading, versions: Sequence[Version], brought_by: DataImport, by: Actor, at: datetime
) -> None:
    from gwella.flows.evidence.leaving import protect_published  # slow to load, and only bringing in asks for it

    for version in versions:
        statuses = {told["status"] for told in version.parts.values()}
        sources = sorted({told["source"] for told in version.parts.values()})
        data_set = record_data_set(
            DataSetFacts(
                kind=kind,
                year=version.year,
                status="final" if statuses == {"final"} else "provisional",
                as_at=max(date.fromisoformat(told["as_at"]) for told in version.parts.values()),
                received_on=at.date(),
                source_en="; ".join(sources)[:200],
                source_cy="; ".join(sources)[:200],
                rows=len(version.figures),
                parts=version.parts,
            ),
            agreement=reading.agreement,
            brought_by=brought_by,
            held_back=version.held,
            by=by,
            at=at,
        )
        publish_figures(data_set, version.figures, by=by, at=at)
        # Before anybody can read them: what is worked out in the background comes later.
        protect_published(data_set, by=by, at=at)
    years = [version.year for version in versions]
    work.ask("figures.work_out", {"years": years, "by": by.pk if by else None}, by=by, at=at)


def _questions(kind: str, on: date) -> Sequence[Question]:
    return (
        Question("year", mark("School year"), mark("As 2018/19; a table with a column for the year says its own.")),
        Question("as_at", mark("As at"), mark("The day on which the figures were published: 2024-09-25.")),
        Question("status", mark("Status"), choices=STATUS_CHOICES, initial="final"),
        Question(
            "agreement",
            mark("Data agreement or licence"),
            mark("What is published openly needs an agreement too: the open licence, recorded under Agreements."),
            choices=agreement_choices(kind, on),
            none=NONE_LIVE,
        ),
        Question("source", mark("Who published it"), mark("Shown under every figure."), required=False),
    )


def _template(language: str) -> Sequence[Sequence[str]]:
    headings = [column.cy if language == "cy" else column.en for column in LONG]
    return [headings, ["9932147", "2018/19", "attendance_primary", "all", "94.6", "", "212", "", "2019-09-30", "final"]]


_ABOUT = {
    "views": mark("What pupils say of their school: a survey’s answers, with how many answered."),
    "school_figures": mark("Figures published for each school: one long table, or a row a school."),
    "area_figures": mark("Figures published for councils and Wales, with the publisher’s own marks for blanks."),
}


def kind_of(code: str) -> Kind:
    """The kind of file that holds figures already worked out by others."""
    return Kind(
        code=code,
        name=DATA_KINDS[code],
        about=_ABOUT[code],
        formats=".csv,.ods,.xlsx",
        read=partial(_read, code),
        preview=partial(_preview, code),
        source=OPEN_SOURCE if code != "views" else "",
        questions=partial(_questions, code),
        template=_template if code == "school_figures" else None,
    )


KINDS = tuple(kind_of(code) for code in READERS)


def measure_words(code: str) -> str:
    """What a measure of any data set is called (a msgid); its code where nobody knows it any more."""
    if code in MEASURES:
        return MEASURES[code].name
    return VIEWS.get(code) or AREA_MEASURES.get(code) or code
