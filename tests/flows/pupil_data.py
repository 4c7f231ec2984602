"""Invented pupils of the cast's schools, as files of our own columns."""

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gwella.core.models import DataImport
from gwella.domain.figures.actions import AgreementFacts, record_agreement
from gwella.domain.figures.models import Agreement
from gwella.engine.upn import check_letter
from gwella.flows.imports import bring_in
from gwella.flows.kinds import KINDS
from tests.cast import Cast

AT = datetime(2020, 2, 3, 10, tzinfo=UTC)
YEAR = "2018/19"
EVERY_KIND = ("assessments", "attendance", "exclusions", "pupils", "results")


def upn(serial: int) -> str:
    """A valid number."""
    rest = f"9932147{serial:05d}"
    return check_letter(rest) + rest


def agreement(cast: Cast, **changes: Any) -> Agreement:
    """A live agreement for every kind of pupil data."""
    facts: dict[str, Any] = {
        "code": "pupil-data",
        "name_en": "Pupil data of the region",
        "name_cy": "Data disgyblion y rhanbarth",
        "controllers": "The councils",
        "purpose_en": "Analyses",
        "purpose_cy": "Dadansoddiadau",
        "lawful_basis": "Public task",
        "recipients": "The service",
        "kinds": EVERY_KIND,
        "fields": (),
        "starts_on": date(2019, 9, 1),
        "expires_on": date(2021, 8, 31),
    }
    return record_agreement(AgreementFacts(**facts | changes), by=cast.ifan, at=AT)


def write(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """A CSV file of the rows, headed by our own fields."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def census(serials: Iterable[int], school: str = "9932147", **more: object) -> list[dict[str, object]]:
    """Pupils on a school's roll: even ones girls, every fourth eligible for free meals."""
    headings = {
        "year_group": 2,
        "born_on": "",
        "enrolment": "C",
        "fsm_protected": "",
        "fsm_universal": "",
        "aln": "none",
    }
    headings |= {"eal": "", "looked_after": "no", "welsh_home": "", "deprivation": ""}
    return [
        {
            "school": school,
            "upn": upn(n),
            "sex": "F" if n % 2 == 0 else "M",
            "fsm_eligible": "yes" if n % 4 == 0 else "no",
            **headings,
            **more,
        }
        for n in serials
    ]


def assessed(levels: Mapping[int, object], school: str = "9932147", stage: str = "fp") -> list[dict[str, object]]:
    """A pupil's same level in every subject of the Foundation Phase."""
    return [
        {"school": school, "upn": upn(n), "stage": stage, "subject": subject, "result": level}
        for n, level in levels.items()
        for subject in ("psd", "lang_cy", "maths")
    ]


def bring(cast: Cast, kind: str, path: Path, *, year: str = YEAR, **more: Any) -> Any:
    """Bring a file of our own columns in, as Ifan of the data team."""
    params = {
        "year": year,
        "as_at": "2019-01-15",
        "status": "provisional",
        "agreement": "pupil-data",
        "profile": f"gwella-{kind}",
    }
    return bring_in(KINDS[kind], path, params | more, by=cast.ifan, at=AT)


def imports() -> int:
    """How many files have come in."""
    return DataImport.objects.count()
