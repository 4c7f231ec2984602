"""Agreements under which data come in: the shipped open licence, and agreements written as files."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from gwella.core.audit import Actor
from gwella.core.problems import BadInput, Problem
from gwella.core.text import Bilingual, mark
from gwella.domain.figures.actions import AgreementFacts, record_agreement
from gwella.domain.figures.models import Agreement
from gwella.domain.figures.rules import DATA_KINDS
from gwella.evidence.ingest.pupils.fields import FIELDS

OPEN_LICENCE = "open-licence"
NOT_TOML = Problem("agreement.not_toml", mark("The file is no TOML: {value}"))
NONE_LIVE = mark(
    "No agreement that covers this data is live today. Record one, or renew one that has expired, under Agreements."
)
WRONG = Problem(
    "agreement.wrong",
    mark("“{column}” is missing from the agreement, or not written as it should be."),
    mend=mark("Compare with the example in the manual, “Bring pupil data in”."),
)
TEXTS = (
    "code",
    "name_en",
    "name_cy",
    "controllers",
    "purpose_en",
    "purpose_cy",
    "lawful_basis",
    "recipients",
)
_PUBLISHED = ("area_figures", "school_figures")
# A licence without an end; asked about again after this many years, as every agreement is.
OPEN_YEARS = 10


def open_licence(on: date) -> AgreementFacts:
    """The agreement that stands for the Open Government Licence: what is published under it may come in."""
    return AgreementFacts(
        code=OPEN_LICENCE,
        name_en="Published statistics, Open Government Licence v3.0",
        name_cy="Ystadegau cyhoeddedig, Trwydded Llywodraeth Agored f3.0",
        controllers="The publisher named with each figure",
        purpose_en="Any; the source must be named and nothing may suggest that the publisher endorses it.",
        purpose_cy=(
            "Unrhyw ddiben; rhaid enwi’r ffynhonnell, ac ni chaniateir awgrymu bod y cyhoeddwr yn ei gymeradwyo."
        ),
        lawful_basis="Open Government Licence v3.0; no personal data",
        recipients="Anyone",
        kinds=_PUBLISHED,
        fields=(),
        starts_on=on,
        expires_on=on.replace(year=on.year + OPEN_YEARS, day=min(on.day, 28)),
    )


def record_open_licence(*, by: Actor, at: datetime) -> Agreement:
    """Record the open licence as an agreement, where it is not recorded yet. Somebody has to ask for it."""
    held = Agreement.objects.filter(code=OPEN_LICENCE).first()
    return held or record_agreement(open_licence(at.date()), by=by, at=at)


def record_agreements_of(path: Path, *, by: Actor, at: datetime) -> list[Agreement]:
    """Record the agreements of a TOML file, all or none. Raises BadInput where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(replace(NOT_TOML, file=path.name, value=str(error), params={"value": str(error)})) from None
    with transaction.atomic():
        return [record_agreement(facts, by=by, at=at) for facts in agreements_from(text, file=path.name)]


def agreement_choices(kind: str, on: date) -> list[tuple[str, Bilingual]]:
    """The agreements under which a kind of data may come in on a day; others stay in the register of agreements."""
    held = (agreement for agreement in Agreement.objects.all() if agreement.is_live(on))
    return [(agreement.code, _until(agreement)) for agreement in held if kind in agreement.kinds]


def _until(held: Agreement) -> Bilingual:
    day = (held.ended_on or held.expires_on).strftime("%d/%m/%Y")
    return Bilingual(f"{held.name_en} (until {day})", f"{held.name_cy} (hyd {day})")


def fields_of(kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Our fields of these kinds of data with their words (msgids): what an agreement may let us keep."""
    found: dict[str, str] = {}
    for kind in kinds:
        found |= {name: field.label for name, field in FIELDS.get(kind, {}).items()}
    return list(found.items())


def agreements_from(text: str, *, file: str = "") -> list[AgreementFacts]:
    """Agreements of a TOML file: one, or several under [[agreement]]. Raises BadInput naming what is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(replace(NOT_TOML, file=file, value=str(error), params={"value": str(error)})) from None
    several = data.get("agreement", [data])
    return [_facts(one, file) for one in (several if isinstance(several, list) else [several])]


def _facts(data: Mapping[str, Any], file: str) -> AgreementFacts:
    _hold(isinstance(data, Mapping), "agreement", file)
    for name in TEXTS:
        _hold(isinstance(data.get(name), str) and bool(data[name].strip()), name, file)
    days = {name: data.get(name) for name in ("starts_on", "expires_on")}
    for name, day in days.items():
        _hold(type(day) is date, name, file)
    _hold(days["starts_on"] <= days["expires_on"], "expires_on", file)  # type: ignore[operator]  # held to be dates
    kinds, fields = data.get("kinds"), data.get("fields", [])
    _hold(isinstance(kinds, list) and bool(kinds) and set(kinds) <= DATA_KINDS.keys(), "kinds", file)
    known = {name for name, _words in fields_of(list(kinds or ()))}
    _hold(isinstance(fields, list) and set(fields) <= known, "fields", file)
    texts = {name: data[name].strip() for name in TEXTS}
    return AgreementFacts(**texts, kinds=kinds, fields=fields, **days)  # type: ignore[arg-type]


def _hold(fits: object, name: str, file: str) -> None:
    if not fits:
        raise BadInput(replace(WRONG, file=file, column=name, params={"column": name}))
