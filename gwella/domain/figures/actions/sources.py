"""Agreements, mapping profiles and data sets recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from gwella.core.audit import Actor, Subject, record
from gwella.core.models import DataImport
from gwella.core.verdict import ensure
from gwella.domain.figures.access import can_keep_agreement
from gwella.domain.figures.models import Agreement, DataSet, HeldBack, MappingProfile
from gwella.domain.figures.rules import covers
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """An agreement as it is written: who controls the data, for what, on what basis, which, until when."""

    code: str
    name_en: str
    name_cy: str
    controllers: str
    purpose_en: str
    purpose_cy: str
    lawful_basis: str
    recipients: str
    kinds: Sequence[str]
    fields: Sequence[str]
    starts_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class HeldBackFacts:
    """A value that cannot be true, with its place in the file. `school_id` None: no school of ours."""

    school_id: int | None
    place: str
    year: str
    measure: str
    group: str
    row: int | None
    column: str
    raw: str
    why: str


@dataclass(frozen=True, slots=True)
class DataSetFacts:
    """A data set as it comes in. `store_key` names its file set; empty for school-level figures."""

    kind: str
    year: str
    status: str
    as_at: date
    received_on: date
    source_en: str
    source_cy: str
    rows: int
    store_key: str = ""
    due_on: date | None = None
    parts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def _may_keep(by: Actor, at: datetime) -> None:
    if isinstance(by, User):
        ensure(can_keep_agreement(Reach(by, at.date())))


@transaction.atomic
def record_agreement(facts: AgreementFacts, *, by: Actor, at: datetime) -> Agreement:
    """Record an agreement, or its new wording under the same code. The same again changes nothing."""
    _may_keep(by, at)
    values = asdict(facts) | {"kinds": sorted(facts.kinds), "fields": sorted(facts.fields)}
    held = Agreement.objects.select_for_update().filter(code=facts.code).first()
    if held and all(getattr(held, name) == value for name, value in values.items()):
        return held
    was = {n: str(getattr(held, n)) for n, v in values.items() if getattr(held, n) != v} if held else {}
    agreement = held or Agreement(code=facts.code)
    for name, value in values.items():
        setattr(agreement, name, value)
    agreement.save()
    record("agreement.recorded", by=by, at=at, data={"name": agreement.name_en, "was": was}, subjects=_of(agreement))
    return agreement


@transaction.atomic
def end_agreement(agreement: Agreement, *, reason: str, by: Actor, at: datetime) -> None:
    """End an agreement on the day: from then on no data comes in under it. What came in stays."""
    _may_keep(by, at)
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if held.ended_on is not None:
        return
    held.ended_on, held.ended_why = at.date(), reason
    held.save()
    record("agreement.ended", by=by, at=at, data={"name": held.name_en, "reason": reason}, subjects=_of(held))


def _of(agreement: Agreement) -> list[Subject]:
    return [Subject("agreement", agreement.code)]


@transaction.atomic
def record_profile(
    *, code: str, kind: str, name: str, definition: Mapping[str, Any], by: Actor, at: datetime
) -> MappingProfile:
    """Keep a mapping profile as the next version under its code. The same definition again changes nothing."""
    _may_keep(by, at)
    latest = MappingProfile.objects.select_for_update().filter(code=code).order_by("-version").first()
    if latest and (latest.definition, latest.kind, latest.name) == (dict(definition), kind, name):
        return latest
    profile = MappingProfile.objects.create(
        code=code,
        version=latest.version + 1 if latest else 1,
        kind=kind,
        name=name,
        definition=dict(definition),
        made_by_id=by.pk if by else None,
        made_at=at,
    )
    record(
        "profile.recorded",
        by=by,
        at=at,
        data={"name": name, "version": profile.version},
        subjects=[Subject("profile", code)],
    )
    return profile


@transaction.atomic
def record_data_set(
    facts: DataSetFacts,
    *,
    agreement: Agreement,
    by: Actor,
    at: datetime,
    profile: MappingProfile | None = None,
    brought_by: DataImport | None = None,
    held_back: Iterable[HeldBackFacts] = (),
) -> DataSet:
    """Record a data set that came in; it replaces the version before it. Raises Refused without a live agreement."""
    _may_keep(by, at)
    ensure(covers(agreement.kinds, facts.kind, is_live=agreement.is_live(at.date())))
    versions = DataSet.objects.filter(kind=facts.kind, year=facts.year)
    number = (versions.aggregate(latest=Max("version"))["latest"] or 0) + 1
    data_set = DataSet.objects.create(
        **asdict(facts), version=number, agreement=agreement, profile=profile, brought_by=brought_by
    )
    versions.filter(replaced_by=None).exclude(pk=data_set.pk).update(replaced_by=data_set)
    HeldBack.objects.bulk_create([HeldBack(data_set=data_set, **asdict(held)) for held in held_back], batch_size=500)
    record(
        "data_set.recorded",
        by=by,
        at=at,
        data={"kind": facts.kind, "year": facts.year, "version": number, "rows": facts.rows},
        subjects=[Subject("data_set", str(data_set.pk))],
    )
    return data_set
