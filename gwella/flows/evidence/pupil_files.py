"""Files of pupils into the columnar store: one version of one kind of data for one school year, replaced whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import polars as pl

from gwella.core import work
from gwella.core.audit import Actor
from gwella.core.models import DataImport
from gwella.core.problems import BadInput, Problem
from gwella.core.text import Bilingual, mark
from gwella.domain.figures.actions import DataSetFacts, record_data_set, record_profile
from gwella.domain.figures.models import Agreement, DataSet, MappingProfile
from gwella.domain.figures.rules import DATA_KINDS, PUPIL_KINDS, STATUSES, covers
from gwella.domain.schools.models import School
from gwella.evidence import store
from gwella.evidence.ingest.pupils.fields import ONCE, part_of
from gwella.evidence.ingest.pupils.profiles import Profile, read_profile, shipped
from gwella.evidence.ingest.pupils.reading import LIMITS, PupilRows, read_pupils
from gwella.flows.evidence.agreements import NONE_LIVE, agreement_choices
from gwella.flows.evidence.store import root
from gwella.flows.imports import Kind, Line, Params, Preview, Question

NO_AGREEMENT = Problem(
    "evidence.no_agreement",
    mark("No live data agreement of that name covers this kind of data, so the file was not read."),
    mend=mark("Record the agreement first, or renew it."),
)
NO_PROFILE = Problem(
    "evidence.no_profile",
    mark("There is no mapping profile “{value}” for this kind of data."),
    mend=mark("Make one from the first rows of the file, or bring in a shared one."),
)
NO_YEAR = Problem(
    "evidence.no_year",
    mark("“{value}” is not a school year."),
    mend=mark("Write it as 2018/19."),
)
NO_DAY = Problem("evidence.no_day", mark("“{value}” is not a day."), mend=mark("Write it as 2019-01-15."))
NO_CENSUS = mark("No pupil census of {year} is here yet, so groups of pupils cannot be told apart.")
REPLACES = mark("In the data of {year} it replaces these parts (council and stage) of version {version}: {parts}.")
JOINS = mark("It joins version {version} of the data of {year}; what is there stays.")
STATUS_CHOICES = [("provisional", Bilingual("Provisional", "Dros dro")), ("final", Bilingual("Final", "Terfynol"))]
MANY = 200  # unknown numbers listed


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read, with what is said of it."""

    file: str
    rows: PupilRows
    year: str
    status: str
    as_at: date
    agreement: Agreement
    profile: Profile
    # When it was promised; None where nobody promised a day.
    due_on: date | None = None
    # A file of the pupils who move on replaces these pupils' own rows; any other, its parts (council and stage) whole.
    by_row: bool = False


def is_year(text: str) -> bool:
    """Whether a text is a school year, as 2018/19."""
    first, _, second = text.partition("/")
    return len(first) == 4 and first.isdecimal() and second == f"{(int(first) + 1) % 100:02d}"


def agreement_of(kind: str, params: Params) -> Agreement:
    """The agreement named, live on the day and covering the kind. Raises BadInput otherwise."""
    held = Agreement.objects.filter(code=str(params.get("agreement") or "")).first()
    on = date.fromisoformat(str(params["on"]))
    if held is None or not covers(held.kinds, kind, is_live=held.is_live(on)):
        raise BadInput(replace(NO_AGREEMENT, value=str(params.get("agreement") or "")))
    return held


def profile_of(kind: str, code: str) -> Profile:
    """The latest version of a profile kept here, else the shipped one. Raises BadInput where there is none."""
    kept = MappingProfile.objects.filter(code=code, kind=kind).order_by("-version").first()
    if kept:
        return read_profile(kept.definition)
    profile = shipped().get(code)
    if profile is None or profile.kind != kind:
        raise BadInput(replace(NO_PROFILE, value=code, params={"value": code}))
    return profile


def year_of(params: Params) -> str:
    """The school year asked for. Raises BadInput where it is none."""
    year = str(params.get("year") or "").strip()
    if not is_year(year):
        raise BadInput(replace(NO_YEAR, value=year, params={"value": year}))
    return year


def day_of(params: Params, name: str) -> date:
    """A day of the answers. Raises BadInput where it is none."""
    text = str(params.get(name) or "").strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(replace(NO_DAY, value=text, params={"value": text})) from None


def _read(kind: str, path: Path, name: str, params: Params) -> Reading:
    # Everything else first: no row is read without a live agreement.
    agreement = agreement_of(kind, params)
    year, as_at = year_of(params), day_of(params, "as_at")
    profile = profile_of(kind, str(params.get("profile") or ""))
    rows = read_pupils(path, profile, year=year, name=name)
    status = "final" if params.get("status") == "final" else "provisional"
    due_on = day_of(params, "due_on") if params.get("due_on") else None
    return Reading(name, rows, year, status, as_at, agreement, profile, due_on)


def preview_rows(kind: str, reading: Reading, params: Params) -> Preview:
    """What the rows read would change in their year's data. Whatever the file was, it is carried out alike."""
    numbers = set(School.objects.values_list("number", flat=True))
    unknown = [n for n in reading.rows.frame["school"].unique().sort().to_list() if n not in numbers]
    frame = reading.rows.frame.filter(pl.col("school").is_in(list(numbers)))
    before = DataSet.objects.filter(kind=kind, year=reading.year, replaced_by=None).first()
    parts = frame.select(part_of(kind).unique().sort()).to_series().to_list()
    replaced, kept = _divided(kind, before, frame, parts, by_row=reading.by_row)
    told = _sources(before, reading, parts)
    version = Version(pl.concat([kept, frame]), told)
    key = store.key_of(kind, reading.year, version.frame)
    same = before is not None and before.store_key == key and _statuses(before.parts) == _statuses(told)
    changes = not same and not frame.is_empty()
    return Preview(
        counts=_counts(kind, frame, replaced) | {"unknown": len(unknown)},
        lists={"unknown": [Line(number) for number in unknown[:MANY]]},
        refused=reading.rows.refused,
        warnings=reading.rows.warnings,
        facts={
            "kind_of_data": kind,
            "year": reading.year,
            "status": reading.status,
            "rows": reading.rows.rows,
            "taken": frame.height,
            "schools": frame["school"].n_unique(),
            "pupils": frame["upn"].n_unique(),
            "parts": parts,
            "agreement": reading.agreement.code,
            "profile": reading.profile.code,
        },
        notes=_notes(kind, reading, before if changes and not reading.by_row else None, parts),
        carry_out=partial(_carry_out, kind, reading, version, key) if changes else None,
    )


@dataclass(frozen=True, slots=True)
class Version:
    """A new version of a year's data: all its rows, and where each part came from."""

    frame: pl.DataFrame
    parts: Mapping[str, Mapping[str, str]]


def _told(reading: Reading) -> dict[str, str]:
    return {
        "file": reading.file,
        "status": reading.status,
        "as_at": reading.as_at.isoformat(),
        "agreement": reading.agreement.code,
        "profile": reading.profile.code,
    }


def _statuses(parts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {part: told["status"] for part, told in parts.items()}


def _sources(before: DataSet | None, reading: Reading, parts: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """Where each part came from. One that a file of single pupils joins keeps its source, with that file beside it."""
    earlier: Mapping[str, Mapping[str, str]] = before.parts if before else {}
    own = _told(reading)
    if not reading.by_row:
        return {**earlier, **dict.fromkeys(parts, own)}
    added = {part: {**earlier[part], "also": reading.file} if part in earlier else own for part in parts}
    return {**earlier, **added}


def _divided(
    kind: str, before: DataSet | None, frame: pl.DataFrame, parts: Sequence[str], *, by_row: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of the version before: those that the file brings anew, and those that stay."""
    if before is None or not before.store_key:
        return frame.clear(), frame.clear()
    held = store.read(root(), before.store_key)
    if by_row:
        key = list(ONCE[kind])
        return held.join(frame, on=key, how="semi"), held.join(frame, on=key, how="anti")
    anew = part_of(kind).is_in(list(parts))
    return held.filter(anew), held.filter(~anew)


def _notes(
    kind: str, reading: Reading, before: DataSet | None, parts: Sequence[str]
) -> list[tuple[str, dict[str, str]]]:
    notes: list[tuple[str, dict[str, str]]] = []
    if before:
        replaced = sorted(set(parts) & before.parts.keys())
        told = {"version": str(before.version), "year": before.year, "parts": ", ".join(replaced)}
        notes.append((REPLACES if replaced else JOINS, told))
    if kind != "pupils" and not DataSet.objects.filter(kind="pupils", year=reading.year).exists():
        notes.append((NO_CENSUS, {"year": reading.year}))
    return notes


def _counts(kind: str, frame: pl.DataFrame, held: pl.DataFrame) -> dict[str, int]:
    """Rows new, changed, unchanged and missing beside those they replace, by what makes two rows the same."""
    columns = frame.columns
    unchanged = frame.join(held, on=columns, how="semi", nulls_equal=True).height
    key = list(ONCE.get(kind, columns))
    known = frame.join(held.select(key).unique(), on=key, how="semi", nulls_equal=True).height
    missing = held.join(frame.select(key).unique(), on=key, how="anti", nulls_equal=True).height
    return {"new": frame.height - known, "changed": known - unchanged, "unchanged": unchanged, "missing": missing}


def _carry_out(
    kind: str, reading: Reading, version: Version, key: str, brought_by: DataImport, by: Actor, at: datetime
) -> None:
    # The file set first: should this transaction fail, nobody names it and it is swept.
    store.write(root(), key, version.frame)
    profile = record_profile(
        code=reading.profile.code,
        kind=kind,
        name=reading.profile.name,
        definition=reading.profile.as_definition(),
        by=by,
        at=at,
    )
    data_set = record_data_set(
        DataSetFacts(
            kind=kind,
            year=reading.year,
            status="final" if set(_statuses(version.parts).values()) == {"final"} else "provisional",
            as_at=max(date.fromisoformat(told["as_at"]) for told in version.parts.values()),
            received_on=at.date(),
            due_on=reading.due_on,
            source_en=reading.agreement.controllers,
            source_cy=reading.agreement.controllers,
            rows=version.frame.height,
            store_key=key,
            parts=version.parts,
        ),
        agreement=reading.agreement,
        profile=profile,
        brought_by=brought_by,
        by=by,
        at=at,
    )
    work.ask("figures.work_out", {"years": [data_set.year], "by": by.pk if by else None}, by=by, at=at)


def _questions(kind: str, on: date) -> Sequence[Question]:
    kept = MappingProfile.objects.filter(kind=kind).order_by("code", "-version")
    names = {code: p.name for code, p in shipped().items() if p.kind == kind}
    for profile in reversed(kept):
        names[profile.code] = profile.name
    return (
        Question("year", mark("School year"), mark("As 2018/19.")),
        Question("as_at", mark("As at"), mark("The census day, or the day of the extract: 2019-01-15.")),
        Question(
            "due_on",
            mark("Promised by"),
            mark("The day by which it should have come, if one was promised: 2019-04-30."),
            required=False,
        ),
        Question("status", mark("Status"), choices=STATUS_CHOICES, initial="provisional"),
        Question(
            "agreement",
            mark("Data agreement"),
            mark("What allows us to hold the data. Nothing is read without one; record it under Agreements."),
            choices=agreement_choices(kind, on),
            none=NONE_LIVE,
        ),
        Question(
            "profile",
            mark("Mapping profile"),
            mark("Which supplier’s file it is, and so how its columns are read."),
            choices=[(code, Bilingual(name, name)) for code, name in sorted(names.items())],
        ),
    )


_ABOUT = {
    "pupils": mark("Who is on each school’s roll on census day, with what groups are told apart by. No names."),
    "assessments": mark("Teacher assessments at the end of the Foundation Phase and key stages 2 and 3."),
    "results": mark("Examination results at 15, an award a row."),
    "attendance": mark("Half-day sessions possible and missed, a pupil a row."),
    "exclusions": mark("Exclusions, fixed and permanent."),
}


def kind_of(code: str) -> Kind:
    """The kind of file that holds a kind of pupil data."""
    return Kind(
        code=code,
        name=DATA_KINDS[code],
        about=_ABOUT[code],
        formats=".csv,.txt,.ods,.xlsx",
        read=partial(_read, code),
        preview=partial(preview_rows, code),
        questions=partial(_questions, code),
    )


KINDS = tuple(kind_of(code) for code in PUPIL_KINDS)
assert set(STATUSES) == {code for code, _ in STATUS_CHOICES}
__all__ = ["KINDS", "LIMITS", "Reading", "agreement_of", "day_of", "preview_rows", "year_of"]
