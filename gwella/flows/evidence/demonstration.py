"""The invented region's pupils into the store: earlier years as grown, the latest through suppliers' files."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from django.db import transaction

from gwella.core.audit import Actor
from gwella.domain.figures.actions import (
    AgreementFacts,
    DataSetFacts,
    record_agreement,
    record_data_set,
)
from gwella.domain.figures.models import Agreement
from gwella.domain.figures.rules import DATA_KINDS, PUPIL_KINDS
from gwella.domain.places.models import Council
from gwella.evidence import store
from gwella.evidence.ingest.pupils.fields import FIELDS, part_of, schema_of
from gwella.flows.evidence.store import root
from gwella.flows.imports import bring_in
from gwella.flows.kinds import KINDS
from gwella.twin.pupils.files.suppliers import SUPPLIERS, profiles
from gwella.twin.pupils.files.write import write_files
from gwella.twin.pupils.tables import Pupils

# When each kind of data speaks of, and when it was promised: months and days of the year in which the school year ends.
AS_AT = {"pupils": (1, 15), "assessments": (5, 24), "results": (8, 22), "attendance": (5, 24), "exclusions": (7, 19)}
DUE = {"pupils": (4, 30), "assessments": (7, 15), "results": (10, 31), "attendance": (9, 30), "exclusions": (10, 31)}
Progress = Callable[[int, int], None]


def bring_in_pupils(
    pupils: Pupils, *, by: Actor, at: datetime, progress: Progress = lambda done, total: None
) -> dict[str, int]:
    """Keep every grown year but the last as it is; write the last as two suppliers would and bring those files in.

    Counts: years, rows kept, files read, rows refused. Nothing where pupils are here already.
    """
    agreement = _agreement(by=by, at=at)
    *earlier, latest = pupils.years
    counts = {"years": len(pupils.years), "rows": 0, "files": 0, "refused": 0}
    for done, year in enumerate(earlier):
        progress(done, len(pupils.years))
        counts["rows"] += _keep_year(year, {kind: pupils.tables[kind] for kind in PUPIL_KINDS}, agreement, by=by, at=at)
    progress(len(earlier), len(pupils.years))
    with TemporaryDirectory() as folder:
        for kind, profile, path in _written(pupils, latest, Path(folder)):
            as_at, due_on = (_day(latest, days[kind]).isoformat() for days in (AS_AT, DUE))
            params = {"year": latest, "as_at": as_at, "due_on": due_on, "status": "final"}
            brought = bring_in(
                KINDS[kind], path, params | {"agreement": agreement.code, "profile": profile}, by=by, at=at
            )
            counts["files"] += 1
            counts["rows"] += int(brought.preview.facts["taken"])
            counts["refused"] += len(brought.preview.refused)
    progress(len(pupils.years), len(pupils.years))
    return counts


def _agreement(*, by: Actor, at: datetime) -> Agreement:
    fields = sorted({name for kind in PUPIL_KINDS for name in FIELDS[kind]})
    facts = AgreementFacts(
        code="region-pupil-data",
        name_en="Pupil data of the region (invented)",
        name_cy="Data disgyblion y rhanbarth (dychmygol)",
        controllers="; ".join(Council.objects.filter(is_served=True).values_list("name_en", flat=True)),
        purpose_en="Analyses that help schools evaluate themselves and the service decide what help each needs.",
        purpose_cy="Dadansoddiadau sy’n helpu ysgolion i’w gwerthuso eu hunain, a’r gwasanaeth i benderfynu pa gymorth "
        "sydd ei angen ar bob un.",
        lawful_basis="UK GDPR, Article 6(1)(e): public task",
        recipients="The service’s data team; figures of schools to those whose role reaches them.",
        kinds=tuple(DATA_KINDS),
        fields=fields,
        starts_on=date(2009, 9, 1),
        expires_on=date(at.year + 1, 8, 31),
    )
    return record_agreement(facts, by=by, at=at)


@transaction.atomic
def _keep_year(
    year: str,
    tables: Mapping[str, Mapping[str, pl.DataFrame]],
    agreement: Agreement,
    *,
    by: Actor,
    at: datetime,
) -> int:
    rows = 0
    for kind, by_year in tables.items():
        frame = by_year.get(year)
        if frame is None or frame.is_empty():
            continue
        kept = frame.select(pl.col(name).cast(held) for name, held in schema_of(kind).items())
        key = store.key_of(kind, year, kept)
        store.write(root(), key, kept)
        as_at = _day(year, AS_AT[kind])
        told = {"file": "", "status": "final", "as_at": as_at.isoformat(), "agreement": agreement.code}
        facts = DataSetFacts(
            kind=kind,
            year=year,
            status="final",
            as_at=as_at,
            received_on=_day(year, DUE[kind]),
            due_on=_day(year, DUE[kind]),
            source_en="Councils of the region (invented)",
            source_cy="Cynghorau’r rhanbarth (dychmygol)",
            rows=kept.height,
            store_key=key,
            parts=dict.fromkeys(kept.select(part_of(kind).unique().sort()).to_series().to_list(), told),
        )
        record_data_set(facts, agreement=agreement, by=by, at=at)
        rows += kept.height
    return rows


def _day(year: str, day: tuple[int, int]) -> date:
    return date(int(year[:4]) + 1, *day)


def _written(pupils: Pupils, year: str, folder: Path) -> Sequence[tuple[str, str, Path]]:
    """The year's files of both suppliers: kind, profile, path. Two councils have the one, the others the other."""
    codes = sorted(Council.objects.filter(is_served=True).values_list("code", flat=True))
    shared = {"arfor": codes[:2], "cowlyd": codes[2:]}
    only = Pupils(
        pupils.seed,
        pupils.english,
        (year,),
        {k: {year: v[year]} for k, v in pupils.tables.items() if year in v},
        pupils.truth,
    )
    found = []
    for supplier, councils in shared.items():
        written = {path.stem: path for path in write_files(only, folder, supplier, councils=councils)}
        for layout, definition in zip(SUPPLIERS[supplier], profiles(supplier), strict=True):
            path = written.get(f"{supplier}_{layout.name}")
            if path is None:
                continue
            found.append((definition["kind"], definition["code"], path))
    return found
