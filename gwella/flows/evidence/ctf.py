"""Common Transfer Files of pupils who move on: what they were assessed at joins the teacher assessments of a year."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from gwella.core.text import mark
from gwella.evidence.ingest.ctf import PROFILE, Ctf, read_ctf
from gwella.evidence.ingest.pupils.profiles import shipped
from gwella.flows.evidence.agreements import NONE_LIVE, agreement_choices
from gwella.flows.evidence.pupil_files import STATUS_CHOICES, Reading, agreement_of, day_of, preview_rows, year_of
from gwella.flows.evidence.transfers import NOT_HERE, beside_census
from gwella.flows.imports import Kind, Params, Preview, Question
from gwella.flows.known import known_councils

KIND_OF_DATA = "assessments"
ABOUT_FILE = mark(
    "Version {version}, from {sender} to {receiver}: {pupils} pupils, {temporary} with a temporary number."
)


@dataclass(frozen=True, slots=True)
class Transfer:
    """A file read, as its rows go on and as it says of itself."""

    reading: Reading
    ctf: Ctf


def read(path: Path, name: str, params: Params) -> Transfer:
    """Read a file. Raises BadInput without a live agreement for assessments, or where it is no sound file."""
    agreement = agreement_of(KIND_OF_DATA, params)
    year, as_at = year_of(params), day_of(params, "as_at")
    ctf = read_ctf(path, year=year, name=name, councils=known_councils())
    status = "final" if params.get("status") == "final" else "provisional"
    reading = Reading(name, ctf.rows, year, status, as_at, agreement, shipped()[PROFILE], by_row=True)
    return Transfer(reading, ctf)


def preview(transfer: Transfer, params: Params) -> Preview:
    """What the file would change: rows of its own pupils only; nobody else's are touched."""
    found = preview_rows(KIND_OF_DATA, transfer.reading, params)
    ctf = transfer.ctf
    told = {
        "version": ctf.version or "?",
        "sender": ctf.sender,
        "receiver": ctf.receiver or "?",
        "pupils": str(len(ctf.pupils)),
        "temporary": str(ctf.temporary),
    }
    more: dict[str, object] = {
        "ctf_version": ctf.version,
        "sender": ctf.sender,
        "receiver": ctf.receiver,
        "temporary": ctf.temporary,
        "left_out": ctf.left_out,
        "unknown_elements": dict(sorted(ctf.unknown.items())),
    }
    beside = beside_census(ctf, transfer.reading.year)
    if beside:
        more["census"] = beside.counts
    census = beside.note if beside else (NOT_HERE, {"year": transfer.reading.year})
    return replace(found, facts={**found.facts, **more}, notes=[(ABOUT_FILE, told), census, *found.notes])


def questions(on: date) -> list[Question]:
    """What a person is asked beside the file."""
    return [
        Question("year", mark("School year"), mark("As 2018/19. Assessments of other years in the file are left out.")),
        Question("as_at", mark("As at"), mark("The day of the file: 2019-07-12.")),
        Question("status", mark("Status"), choices=STATUS_CHOICES, initial="final"),
        Question(
            "agreement",
            mark("Data agreement"),
            mark("What allows us to hold the data. Nothing is read without one; record it under Agreements."),
            choices=agreement_choices(KIND_OF_DATA, on),
            none=NONE_LIVE,
        ),
    ]


KIND = Kind(
    code="ctf",
    name=mark("Common Transfer File"),
    about=mark("Teacher assessments of pupils who move on, as their school sends them. Names are not kept."),
    formats=".xml",
    read=read,
    preview=preview,
    questions=questions,
)
