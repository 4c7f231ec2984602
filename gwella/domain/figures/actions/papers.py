"""What leaves: packs issued and opened, open data made, lists of pupils taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from gwella.core.audit import Actor, Subject, record
from gwella.core.verdict import ensure
from gwella.domain.figures.access import can_issue_packs, can_publish_open_data
from gwella.domain.figures.models import DataSet, Pack, PackOpening
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import School


@dataclass(frozen=True, slots=True)
class PackFacts:
    """A pack that was made: whose, the hash of its file, how many pages."""

    school_id: int
    sha256: str
    pages: int


@transaction.atomic
def issue_packs(packs: Sequence[PackFacts], *, year: str, by: Actor, at: datetime) -> int:
    """Issue packs; one whose file is that of the latest edition is issued already. How many are new."""
    if isinstance(by, User):
        ensure(can_issue_packs(Reach(by, at.date())))
    latest = dict(
        Pack.objects.filter(year=year, school__in=[p.school_id for p in packs])
        .values_list("school")
        .annotate(latest=Max("edition"))
        .values_list("school", "latest")
    )
    held = {
        (pack.school_id, pack.edition): pack.sha256 for pack in Pack.objects.filter(year=year, school__in=latest.keys())
    }
    fresh = []
    for facts in packs:
        edition = latest.get(facts.school_id, 0)
        if edition and held[facts.school_id, edition] == facts.sha256:
            continue
        fresh.append(
            Pack(
                school_id=facts.school_id,
                year=year,
                edition=edition + 1,
                sha256=facts.sha256,
                pages=facts.pages,
                issued_by_id=by.pk if by else None,
                issued_at=at,
            )
        )
    Pack.objects.bulk_create(fresh, batch_size=500)
    if fresh:
        subjects = [Subject("school", str(pack.school_id), {"edition": pack.edition}) for pack in fresh]
        record("packs.issued", by=by, at=at, data={"year": year, "count": len(fresh)}, subjects=subjects)
    return len(fresh)


@transaction.atomic
def open_pack(pack: Pack, *, by: User, at: datetime) -> None:
    """Note that somebody opened a pack; only the first time is kept."""
    _opening, is_new = PackOpening.objects.get_or_create(pack=pack, opened_by=by, defaults={"opened_at": at})
    if is_new:
        subjects = [Subject("school", str(pack.school_id))]
        record("pack.opened", by=by, at=at, data={"name": by.name, "year": pack.year}, subjects=subjects)


@transaction.atomic
def record_open_data(sets: Sequence[DataSet], *, figures: int, hidden: int, by: Actor, at: datetime) -> None:
    """Note that the figures of these data sets were made into open data: how many, and how many of them are hidden."""
    if isinstance(by, User):
        ensure(can_publish_open_data(Reach(by, at.date())))
    years = ", ".join(sorted({data_set.year for data_set in sets}))
    subjects = [Subject("data_set", str(data_set.pk)) for data_set in sets]
    data = {"years": years, "figures": figures, "hidden": hidden}
    record("open_data.made", by=by, at=at, data=data, subjects=subjects)


@transaction.atomic
def note_pupils_taken(file: str, *, schools: Sequence[str], count: int, by: Actor, at: datetime) -> None:
    """Note that somebody took a list of the pupils of these schools who differ between a transfer file and the census.

    The schools find it in their record.
    """
    keys = School.objects.filter(number__in=schools).values_list("pk", flat=True)
    subjects = [Subject("school", str(key)) for key in keys]
    record("pupils.taken", by=by, at=at, data={"file": file, "count": count}, subjects=subjects)
