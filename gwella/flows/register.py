"""The official register of schools into ours. A first one sets the service up; a later one never deletes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from gwella.core.audit import Actor
from gwella.core.models import DataImport
from gwella.core.problems import BadInput, Problem
from gwella.core.text import Bilingual, mark
from gwella.domain.places.actions import MIXED, CouncilFacts, establish_service, record_councils
from gwella.domain.places.models import Council, Postcode, Service
from gwella.domain.schools.actions.found import SchoolFacts
from gwella.domain.schools.actions.register import held_schools, record_register, register_values
from gwella.domain.schools.models import School
from gwella.domain.schools.rules import (
    KINDS,
    FieldChange,
    RegisterComparison,
    Value,
    compare_register,
    field_words,
    is_wording,
    value_words,
)
from gwella.evidence.ingest.cells import text_of
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.councils import Council as OfficialCouncil
from gwella.evidence.ingest.register import Register, RegisterRow, read_register
from gwella.evidence.ingest.sheets import read_sheets
from gwella.evidence.ingest.totals import COUNTED, WHOLE, check_totals
from gwella.flows.imports import Change, Kind, Line, Params, Preview, Question
from gwella.flows.interests import follow_schools
from gwella.flows.letters import withdraw_unserved_letters

DEFAULT_NAME = Bilingual("School Improvement Service", "Gwasanaeth Gwella Ysgolion")
# What the columns of our tables hold; a register beyond it is refused row by row, on every database alike.
LIMITS = {"name_en": 160, "name_cy": 160, "phone": 30}

UNKNOWN_COUNCIL = Problem(
    "register.council_unknown",
    mark("“{value}” is not a council's code."),
    mend=mark("Codes in Wales are 660 to 681, separated by commas."),
)
NOT_IN_FILE = Problem("register.councils_not_in_file", mark("The file has no school of the councils named ({value})."))
TOO_LONG = mark("“{column}” is longer than {limit} characters.")
NOTHING_SERVED = mark(
    "No council is marked as served yet, so no school is in the service's remit."
    " State the service's councils: tick them on the form, or give --authorities 672,673 with the command."
)
NEWLY_SERVED = mark("The service's councils from now on: {councils}.")
SETS_UP = mark("This sets the service up: {name}.")
OLDER = mark("This register says it stood so on {day}; the last one brought in stood so on {other}.")


@dataclass(frozen=True, slots=True)
class Reading:
    """A register as read. `refused_numbers` are schools whose own row was refused: they are not missing."""

    register: Register
    rows: Sequence[RegisterRow]
    refused: Sequence[Problem]
    refused_numbers: frozenset[str]
    facts: Mapping[str, SchoolFacts]
    stated: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class SetUp:
    """What must be so before the schools are written: the service's name (None: as it is) and councils to record."""

    name: Bilingual | None
    councils: Sequence[CouncilFacts]


def read(path: Path, name: str, params: Params) -> Reading:
    """Read a register. An invented service takes invented schools only, a real one real schools only: BadInput."""
    named = _authorities(params)
    service = Service.objects.first()
    invented = _invented_councils() if service and service.is_demonstration else []
    register = read_register(path, name=name, kind=params.get("kind"), councils=Councils([*WALES, *invented]))
    codes = {council.code for council in invented}
    # An installation that runs as a demonstration tells every reader that its schools are invented.
    if (invented or settings.DEMONSTRATION) and any(row.council not in codes for row in register.rows):
        raise BadInput(MIXED)
    too_long = [problem for row in register.rows if (problem := _too_long(row))]
    refused = [*register.refused, *too_long]
    spoilt = {(problem.sheet, problem.row) for problem in too_long}
    rows = [row for row in register.rows if (row.place.sheet, row.place.row) not in spoilt]
    if not rows:
        raise BadInput(refused or register.warnings)
    if named and not any(row.council in named for row in rows):
        raise BadInput(replace(NOT_IN_FILE, file=register.file, value=", ".join(sorted(named))))
    facts = {row.number: _facts(row) for row in rows}
    return Reading(register, rows, refused, _numbers_refused(path, name, refused), facts, _stated(facts.values()))


def preview(reading: Reading, params: Params) -> Preview:
    """What the register would change."""
    councils = {council.code: council for council in Council.objects.all()}
    scope = _scope(reading, params, councils)
    facts = {number: one for number, one in reading.facts.items() if one.council in scope}
    kinds = {one.kind for one in reading.facts.values()}
    ours = held_schools()
    in_scope = [
        number
        for number, held in ours.items()
        if held.values["council"] in scope and held.values["kind"] in kinds and number not in reading.refused_numbers
    ]
    comparison = compare_register(
        ours,
        {number: register_values(one) for number, one in facts.items()},
        stated=reading.stated,
        in_scope=in_scope,
    )
    set_up = _set_up(reading, params, councils)
    names = {number: Bilingual(one.name_en, one.name_cy) for number, one in facts.items()} | {
        number: Bilingual(str(held.values["name_en"]), str(held.values["name_cy"])) for number, held in ours.items()
    }
    served = {code for code in scope if code in councils and councils[code].is_served}
    served |= {council.code for council in set_up.councils if council.is_served}
    changes_anything = comparison.changes_anything or set_up.name is not None or bool(set_up.councils)
    return Preview(
        counts=_counts(comparison),
        lists=_lists(comparison, names),
        refused=reading.refused,
        warnings=reading.register.warnings,
        facts=_figures(reading, facts.values(), served),
        notes=_notes(reading, set_up, bool(served)),
        totals=_totals(reading),
        carry_out=partial(_carry_out, comparison, facts, set_up) if changes_anything else None,
    )


def _carry_out(
    comparison: RegisterComparison,
    facts: Mapping[str, SchoolFacts],
    set_up: SetUp,
    brought_by: DataImport,
    by: Actor,
    at: datetime,
) -> None:
    if set_up.name:
        establish_service(
            name_en=set_up.name.en, name_cy=set_up.name.cy, is_demonstration=_is_demonstration(), by=by, at=at
        )
    if set_up.councils:
        record_councils(set_up.councils, by=by, at=at)
    if not comparison.changes_anything:
        return
    postcodes = {facts[number].postcode for number in (*comparison.new, *comparison.changed)}
    points = {
        place.code: (place.latitude, place.longitude) for place in Postcode.objects.filter(code__in=sorted(postcodes))
    }
    record_register(comparison, facts, points=points, brought_by=brought_by, by=by, at=at)
    follow_schools(by=by, at=at)
    withdraw_unserved_letters(by=by, at=at)


def _is_demonstration() -> bool:
    service = Service.objects.first()
    return bool(service and service.is_demonstration)


# ---- reading


def _invented_councils() -> list[OfficialCouncil]:
    return [OfficialCouncil(council.code, "", council.name, council.name) for council in Council.objects.all()]


def _authorities(params: Params) -> frozenset[str]:
    """The codes a person named. BadInput for one that is no council's."""
    codes = frozenset(code for code in params.get("authorities", ()) if code)
    known = {council.code for council in WALES} | set(Council.objects.values_list("code", flat=True))
    unknown = sorted(codes - known)
    if unknown:
        raise BadInput([replace(UNKNOWN_COUNCIL, value=code) for code in unknown])
    return codes


def _too_long(row: RegisterRow) -> Problem | None:
    values = {"name_en": row.display_name.en, "name_cy": row.display_name.cy, "phone": row.phone}
    for column, limit in LIMITS.items():
        if len(values[column]) > limit:
            place = row.place
            return Problem(
                "register.too_long",
                TOO_LONG,
                file=place.file,
                sheet=place.sheet,
                row=place.row,
                column=column,
                value=values[column][:80],
                params={"limit": str(limit)},
            )
    return None


def _facts(row: RegisterRow) -> SchoolFacts:
    wordings = {
        "name": row.name,
        "council": row.council_name,
        "sector": row.sector,
        "governance": row.governance_name,
        "medium": row.medium_name,
        "school_type": row.school_type_name,
        "religious_character": row.faith_name,
        "pupils_mark": Bilingual(row.pupils_mark, row.pupils_mark),
    }
    return SchoolFacts(
        number=row.number,
        name_en=row.display_name.en,
        name_cy=row.display_name.cy,
        council=row.council,
        kind=row.kind,
        phase=row.phase,
        medium=row.medium,
        governance=row.governance,
        faith=row.faith,
        lowest_age=row.lowest_age,
        highest_age=row.highest_age,
        address=row.address,
        postcode=row.postcode,
        phone=row.phone,
        pupils=row.pupils,
        published={column: {"en": words.en, "cy": words.cy} for column, words in wordings.items()},
    )


def _stated(facts: Iterable[SchoolFacts]) -> dict[str, frozenset[str]]:
    """For each kind of school the fields of which the file gives any value at all."""
    stated: dict[str, set[str]] = defaultdict(set)
    for one in facts:
        stated[one.kind] |= {name for name, value in register_values(one).items() if _says(value)}
    return {kind: frozenset(names) for kind, names in stated.items()}


def _says(value: Value) -> bool:
    return any(value) if isinstance(value, list) else value not in (None, "")


def _numbers_refused(path: Path, name: str, refused: Sequence[Problem]) -> frozenset[str]:
    """The school numbers that stand in refused rows."""
    places = {(problem.sheet, problem.row) for problem in refused if problem.row}
    if not places:
        return frozenset()
    sheets = read_sheets(path, name=name).sheets
    texts = {
        text_of(cell)
        for sheet, row in places
        if sheet in sheets and row and row <= len(sheets[sheet])
        for cell in sheets[sheet][row - 1]
    }
    return frozenset(text for text in texts if len(text) == 7 and text.isdigit())


# ---- what it would change


def _scope(reading: Reading, params: Params, councils: Mapping[str, Council]) -> set[str]:
    """The councils this import is about: those named, else the service's, else all; of those the file has."""
    named = _authorities(params)
    served = {code for code, council in councils.items() if council.is_served}
    in_file = {row.council for row in reading.rows}
    return (set(named) or served or in_file) & in_file


def _set_up(reading: Reading, params: Params, councils: Mapping[str, Council]) -> SetUp:
    scope = _scope(reading, params, councils)
    named = _authorities(params)
    names = {row.council: row.council_name for row in reading.rows}
    facts = []
    for code in sorted(scope | (named & (names.keys() | councils.keys()))):
        known, official = councils.get(code), WALES.of_code(code)
        name = official.name if official else known.name if known else names[code]
        is_served = code in named or bool(known and known.is_served)
        if known is None or (known.name, known.is_served) != (name, is_served):
            facts.append(CouncilFacts(code, name.en, name.cy, is_served))
    return SetUp(_service_name(params), facts)


def _service_name(params: Params) -> Bilingual | None:
    """The service's name where it is new or renamed."""
    service = Service.objects.first()
    held = service.name if service else DEFAULT_NAME
    wanted = Bilingual(params.get("service_name_en") or held.en, params.get("service_name_cy") or held.cy)
    return None if service and wanted == service.name else wanted


def _counts(comparison: RegisterComparison) -> dict[str, int]:
    return {
        "new": len(comparison.new),
        "changed": len(comparison.changed),
        "unchanged": len(comparison.unchanged),
        "missing": len(comparison.missing),
        "returned": len(comparison.returned),
        "differing": len(comparison.differing),
    }


def _lists(comparison: RegisterComparison, names: Mapping[str, Bilingual]) -> dict[str, list[Line]]:
    return {
        "new": [Line(number, names[number]) for number in comparison.new],
        "changed": [
            Line(number, names[number], [_told(change) for change in _own_first(changes)])
            for number, changes in comparison.changed.items()
        ],
        "differing": [
            Line(number, names[number], [_told(change) for change in changes])
            for number, changes in comparison.differing.items()
        ],
        "missing": [Line(number, names[number]) for number in comparison.missing],
        "returned": [Line(number, names[number]) for number in comparison.returned],
    }


def _own_first(changes: Sequence[FieldChange]) -> Sequence[FieldChange]:
    """What changes, without the register's wordings of it where our own values say it."""
    own = [change for change in changes if not is_wording(change.field)]
    return own or changes


def _told(change: FieldChange) -> Change:
    return Change(
        change.field,
        field_words(change.field),
        value_words(change.field, change.was),
        value_words(change.field, change.becomes),
    )


def _figures(reading: Reading, facts: Collection[SchoolFacts], served: Collection[str]) -> dict[str, Any]:
    """What programs are told: schools in the file and in scope by kind, those in the remit, whether totals match."""
    totals = reading.register.totals
    checks = check_totals(reading.rows, totals) if totals else []
    return {
        "schools": _by_kind(reading.facts.values()),
        "in_scope": _by_kind(facts),
        "served": sum(one.kind != "independent" and one.council in served for one in facts),
        "councils_served": sorted(served),
        "as_at": reading.register.as_at.isoformat() if reading.register.as_at else None,
        "totals_match": all(check.matches for check in checks) if checks else None,
    }


def _by_kind(facts: Iterable[SchoolFacts]) -> dict[str, int]:
    counted = Counter(one.kind for one in facts)
    return {kind: counted[kind] for kind in KINDS}


def _notes(reading: Reading, set_up: SetUp, any_served: bool) -> list[tuple[str, Mapping[str, str]]]:
    notes: list[tuple[str, Mapping[str, str]]] = []
    if set_up.name:
        notes.append((SETS_UP, {"name": f"{set_up.name.en} · {set_up.name.cy}"}))
    fresh = [council.name_en for council in set_up.councils if council.is_served]
    if fresh:
        notes.append((NEWLY_SERVED, {"councils": ", ".join(sorted(fresh))}))
    if not any_served:
        notes.append((NOTHING_SERVED, {}))
    day = reading.register.as_at
    last = DataImport.objects.filter(kind=KIND.code, state=DataImport.State.COMMITTED).first()
    other = last.report.get("facts", {}).get("as_at") if last else None
    if day and other and day.isoformat() < other:
        notes.append((OLDER, {"day": day.isoformat(), "other": other}))
    return notes


def _totals(reading: Reading) -> dict[str, Any] | None:
    """The published counts beside ours, council by council and phase by phase."""
    totals = reading.register.totals
    if totals is None:
        return None
    checks = check_totals(reading.rows, totals)
    areas: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for check in checks:
        areas[check.council][check.phase] = [check.published, check.counted]
    return {
        "matches": all(check.matches for check in checks),
        "phases": [phase for phase in COUNTED if any(phase in counts for counts in areas.values())],
        "areas": [
            {"code": code, "en": _area(code).en, "cy": _area(code).cy, "counts": counts}
            for code, counts in areas.items()
        ],
    }


def _area(code: str) -> Bilingual:
    if code == WHOLE:
        return Bilingual("Wales", "Cymru")
    council = WALES.of_code(code)
    return council.name if council else Bilingual(code, code)


def _questions(_on: date) -> Sequence[Question]:
    """Which councils the service serves, asked until it is known."""
    if Council.objects.filter(is_served=True).exists():
        return ()
    known = sorted((council.name.en, council) for council in WALES) if not School.objects.exists() else []
    choices = [(council.code, council.name) for _, council in known] or [
        (council.code, council.name) for council in Council.objects.all()
    ]
    return (
        Question(
            "authorities",
            mark("The service's councils"),
            mark(
                "Their schools come onto the register. None ticked: all schools in the file, and no school is served."
            ),
            choices,
            many=True,
            required=False,
        ),
        Question("service_name_en", mark("The service's name in English"), required=False),
        Question("service_name_cy", mark("The service's name in Welsh"), required=False),
    )


KIND = Kind(
    code="register",
    name=mark("Register of schools"),
    about=mark("The Welsh Government's address list of schools. A later list never deletes a school."),
    formats=".ods,.xlsx,.csv",
    source=mark("Welsh Government, address list of schools, Open Government Licence v3.0"),
    read=read,
    preview=preview,
    questions=_questions,
)
