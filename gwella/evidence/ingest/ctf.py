"""Common Transfer Files: what pupils who move on were assessed at. Read as a stream, without DTD, entities or network.

Several versions are in use; what we do not know is counted by its name and told. Names and addresses of pupils are
never kept: of each pupil stays the number, the former number, the day of birth, the sex and the enrolment.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import polars as pl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.engine.upn import is_temporary
from gwella.evidence.ingest.containers import Limits
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.pupils.fields import FIELDS, schema_of
from gwella.evidence.ingest.pupils.parsing import ROW, parse
from gwella.evidence.ingest.pupils.profiles import shipped
from gwella.evidence.ingest.pupils.reading import PupilRows
from gwella.evidence.ingest.reasons import Place

DEPTH = 24  # no version of the format nests more than twelve deep
ELEMENTS = 2_000_000  # a whole school's file has some 500,000
LISTED = 100  # unknown elements named
LIMITS = Limits()
COUNCIL = "LLLL"  # stands for the school where a council sends
PROFILE = "gwella-assessments"
STAGES = {"FPH": "fp", "FP": "fp", "KS2": "ks2", "KS3": "ks3"}
SUBJECTS = {
    "fp": {"PSD": "psd", "LCE": "lang_en", "LCW": "lang_cy", "MAT": "maths", "MDT": "maths"},
    "ks2": {"ENG": "english", "CYM": "welsh", "MAT": "maths", "SCI": "science"},
}
SUBJECTS["ks3"] = SUBJECTS["ks2"]
# The elements we know, those we read and those we pass over; any other is told by its name.
_NAMES = """
    CTfile Header DocumentName CTFversion DateTime DocumentQualifier DataQualifier DataDescriptor SupplierID
    SourceSchool DestSchool LEA LA Estab SchoolName AcademicYear CTFpupilData Pupil UPN FormerUPN UniqueLearnerNumber
    UCI Surname Forename MiddleNames DOB Gender Sex BasicDetails PreferredSurname PreferredForename FormerSurname
    MedicalFlag Ethnicity EthnicitySource EnrolStatus NCyearActual NAWdetails SpeakWelsh HomeWelsh EALAcquisition
    NationalIdentity WelshSource SENhistory SEN SENstatus StartDate EndDate ALN LookedAfter InCare CareAuthority
    FSMhistory FSM FSMstartDate FSMendDate FSMreviewDate Address Phones Phone Email Contacts Contact Attendance
    YearData StageAssessments KeyStage Stage StageAssessment Locale Year Subject Method Component ResultStatus
    ResultQualifier Result ResultDate SchoolHistory School EntryDate LeavingDate LeavingReason LastSchool CTFschoolData
"""
KNOWN = frozenset(_NAMES.split())
# What stands in these is about persons and is passed over unread.
PASSED_OVER = frozenset({"Address", "Phones", "Contacts", "Contact", "BasicDetails", "CTFschoolData"})
NAME = re.compile(r"(\d{3})(\d{4}|LLLL)_CTF_(\d{3})(\d{4}|LLLL|X{4})_(\w{3})\.xml", re.IGNORECASE)

NOT_CTF = Problem(
    "ctf.not_one",
    mark("This is not a Common Transfer File."),
    mend=mark("Ask the school to make the file again from its own system."),
)
DAMAGED = Problem(
    "ctf.damaged",
    mark("The file is damaged or was cut short."),
    mend=mark("Ask for the file again: it did not arrive whole."),
)
HOSTILE = Problem(
    "ctf.hostile",
    mark("The file has a document type or entities, which no Common Transfer File needs. It was not read."),
)
TOO_DEEP = Problem(
    "ctf.too_deep", mark("The file is nested deeper, or has more elements, than any Common Transfer File.")
)
UNKNOWN_ELEMENT = mark("The element {value} is not known ({count} times); the rest was read.")
NAME_ODD = mark("The file is not named as a Common Transfer File is, such as 6722046_CTF_6724060_001.xml.")
NAME_DIFFERS = mark("The file’s name says that {value} sends it, its header says {sender}.")
LEFT_OUT = mark("Left out, because it is another year’s, another stage’s, a test or a part of a subject: {count}.")
NO_SCHOOL = mark("A council sends this pupil and the file does not say which school they left.")


@dataclass(frozen=True, slots=True)
class Pupil:
    """What stays of a pupil. `sex` is F, M or empty; `school` seven figures, empty where the file does not say.

    `enrolment` is one of our codes, or empty.
    """

    upn: str
    former_upn: str
    born_on: str
    sex: str
    school: str
    enrolment: str = ""


@dataclass(frozen=True, slots=True)
class Ctf:
    """A file read. `sender` and `receiver` are school numbers, or a council's code with LLLL."""

    version: str
    sender: str
    receiver: str
    supplier: str
    pupils: list[Pupil]
    rows: PupilRows
    unknown: Counter[str]
    left_out: int
    temporary: int


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    header: dict[str, str] = field(default_factory=dict)
    pupils: list[Pupil] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    refused: list[int] = field(default_factory=list)
    left_out: int = 0


def read_ctf(path: Path, *, year: str, name: str = "", councils: Councils = WALES, limits: Limits = LIMITS) -> Ctf:
    """Read the assessments of a school year ("2018/19") from a Common Transfer File.

    Raises BadInput where it is none, is damaged, is too large, nests too deep or has a DTD.
    """
    place = Place(name or path.name)
    try:
        size = path.stat().st_size
    except OSError:
        raise BadInput(place.problem("file_missing")) from None
    if size > limits.file_bytes:
        raise BadInput(place.problem("file_too_big", limit=limits.file_bytes // 1_000_000))
    reading = _Reading()
    try:
        for element in _parts(path, reading, place):
            if element.tag == "Header":
                reading.header = _header(element)
            else:
                _take_pupil(element, reading, year)
    except DefusedXmlException:
        raise BadInput(_at(HOSTILE, place)) from None
    # expat raises LookupError and ValueError for encodings it does not know or that are wrongly declared.
    except (ParseError, LookupError, ValueError):
        raise BadInput(_at(DAMAGED, place)) from None
    if not reading.header.get("sender"):
        raise BadInput(_at(NOT_CTF, place))
    return _told(reading, year, place, councils)


def _parts(path: Path, reading: _Reading, place: Place) -> Iterator[Element]:
    """The header and each pupil, as soon as it is whole; nothing else is held."""
    depth = count = 0
    stack: list[Element] = []
    with path.open("rb") as file:
        for event, element in iterparse(file, ("start", "end"), forbid_dtd=True):
            if event == "start":
                depth, count = depth + 1, count + 1
                if depth > DEPTH or count > ELEMENTS:
                    raise BadInput(_at(TOO_DEEP, place))
                element.tag = _plain(element.tag)
                if depth == 1 and element.tag != "CTfile":
                    raise BadInput(_at(NOT_CTF, place))
                if element.tag not in KNOWN and not any(one.tag in PASSED_OVER for one in stack):
                    reading.unknown[element.tag[:60]] += 1
                stack.append(element)
                continue
            depth -= 1
            stack.pop()
            if (element.tag == "Header" and depth == 1) or (element.tag == "Pupil" and depth == 2):
                yield element
            if depth == 1 or (depth == 2 and stack[-1].tag != "Header"):
                stack[-1].remove(element)


def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _text(element: Element | None, name: str) -> str:
    found = element.findtext(name) if element is not None else None
    return (found or "").strip()[:120]


def _number(element: Element | None) -> str:
    """A school's number from its two parts; with LLLL for a council."""
    council = _text(element, "LEA") or _text(element, "LA")
    establishment = _text(element, "Estab").upper()
    whole = council + establishment
    return whole if re.fullmatch(r"\d{3}(?:\d{4}|LLLL|X{4})", whole) else ""


def _header(element: Element) -> dict[str, str]:
    return {
        "version": _text(element, "CTFversion")[:12],
        "supplier": _text(element, "SupplierID"),
        "sender": _number(element.find("SourceSchool")),
        "receiver": _number(element.find("DestSchool")),
    }


def _take_pupil(element: Element, reading: _Reading, year: str) -> None:
    """Of one pupil, what stays; and the assessments of the year asked for."""
    sender = reading.header.get("sender", "")
    school = _last_school(element) if sender.endswith(COUNCIL) else sender
    sex = (_text(element, "Gender") or _text(element, "Sex")).upper()[:1]
    upn = _text(element, "UPN").replace(" ", "").upper()
    # Of the basic details this alone is read, where a file puts it there.
    enrolment = (_text(element, "EnrolStatus") or _text(element, "BasicDetails/EnrolStatus")).upper()
    pupil = Pupil(
        upn,
        _text(element, "FormerUPN").replace(" ", "").upper(),
        _text(element, "DOB")[:10],
        sex if sex in ("F", "M") else "",
        school,
        enrolment if enrolment in FIELDS["pupils"]["enrolment"].allowed else "",
    )
    reading.pupils.append(pupil)
    row = len(reading.pupils)
    if not school:
        reading.refused.append(row)
        return
    for stage, assessed in _assessments(element):
        subject = SUBJECTS.get(stage, {}).get(_text(assessed, "Subject").upper())
        is_whole = _text(assessed, "Component").upper() in ("", "SUB", "LEV") and _text(assessed, "Method") in (
            "",
            "TA",
        )
        if subject is None or not is_whole or _school_year(_text(assessed, "Year")) != year:
            reading.left_out += 1
            continue
        reading.results.append(
            {ROW: row, "school": school, "upn": pupil.upn, "stage": stage, "subject": subject,
             "result": _text(assessed, "Result")[:20] or None}
        )  # fmt: skip


def _last_school(element: Element) -> str:
    """The school a pupil left last, by the history the council sends."""
    schools = element.findall("SchoolHistory/School")
    named = [s for s in schools if _text(s, "LastSchool").lower() in ("true", "1")] or schools
    latest = max(named, key=lambda s: _text(s, "EntryDate"), default=None)
    number = _number(latest)
    return number if number.isdigit() else ""


def _assessments(element: Element) -> Iterator[tuple[str, Element]]:
    for key_stage in element.iterfind("StageAssessments/KeyStage"):
        stage = STAGES.get(_text(key_stage, "Stage").upper(), "")
        for one in key_stage.iterfind("StageAssessment"):
            yield stage, one


def _school_year(summer: str) -> str:
    """The school year that ends in a summer: "2019" is 2018/19."""
    return f"{int(summer) - 1}/{int(summer) % 100:02d}" if re.fullmatch(r"(?:19|20)\d\d", summer) else ""


def _told(reading: _Reading, year: str, place: Place, councils: Councils) -> Ctf:
    columns = [ROW, "school", "upn", "stage", "subject", "result"]
    schema = dict.fromkeys(columns, pl.String) | {ROW: pl.UInt32}
    raw = pl.DataFrame(reading.results, schema=schema)
    parsed = parse(raw, shipped()[PROFILE], place)
    frame = parsed.frame.with_columns(pl.lit(year).alias("year")).select(
        pl.col(column).cast(kind) for column, kind in schema_of("assessments").items()
    )
    refused = [
        Problem("ctf.no_school", NO_SCHOOL, file=place.file, row=row, column="SchoolHistory") for row in reading.refused
    ]
    rows = PupilRows("assessments", frame, raw.height, [*refused, *parsed.refused], parsed.warnings)
    rows.warnings.extend(_warnings(reading, place, councils))
    return Ctf(
        version=reading.header["version"],
        sender=reading.header["sender"],
        receiver=reading.header["receiver"],
        supplier=reading.header["supplier"],
        pupils=reading.pupils,
        rows=rows,
        unknown=reading.unknown,
        left_out=reading.left_out,
        temporary=sum(is_temporary(pupil.upn) for pupil in reading.pupils),
    )


def _warnings(reading: _Reading, place: Place, councils: Councils) -> Iterator[Problem]:
    sender = reading.header["sender"]
    found = NAME.fullmatch(place.file)
    if found is None:
        yield Problem("ctf.name_odd", NAME_ODD, file=place.file, value=place.file)
    elif (said := (found[1] + found[2]).upper()) != sender:
        yield Problem(
            "ctf.name_differs", NAME_DIFFERS, file=place.file, value=said, params={"value": said, "sender": sender}
        )
    if councils.of_code(sender[:3]) is None:
        yield place.problem("number_of_no_council", value=sender)
    if reading.left_out:
        yield Problem("ctf.left_out", LEFT_OUT, file=place.file, params={"count": str(reading.left_out)})
    for name, count in sorted(reading.unknown.items())[:LISTED]:
        params = {"value": name, "count": str(count)}
        yield Problem("ctf.unknown_element", UNKNOWN_ELEMENT, file=place.file, value=name, params=params)


def _at(problem: Problem, place: Place) -> Problem:
    return Problem(problem.code, problem.message, file=place.file, mend=problem.mend)
