"""What waits for a person: imports, decisions a register leaves open, proposals, letters."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value

from gwella.core.models import DataImport
from gwella.domain.allocation.models import AllocationRun, Notice, Proposal
from gwella.domain.categories.models import CategoryDifference
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.schools.models import RegisterDifference, RegisterMissing
from gwella.domain.schools.models.register import SchoolQuerySet
from gwella.insight.boards.letters import GONE


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many imports wait for a yes, schools a register no longer has, corrections one contradicts, and categories
    published otherwise than they were decided here.
    """

    imports: int
    missing: int
    differences: int
    categories: int


def waiting_for(schools: SchoolQuerySet, kinds: Collection[str]) -> Waiting:
    """What waits: imports of the kinds, decisions about the schools. One query."""
    mine = schools.order_by().values("pk")
    counts = dict(
        _count("imports", DataImport.objects.filter(state=DataImport.State.PREVIEWED, kind__in=list(kinds))).union(
            _count("missing", RegisterMissing.objects.filter(outcome="", school__in=mine)),
            _count("differences", RegisterDifference.objects.filter(decision="", school__in=mine)),
            _count("categories", CategoryDifference.objects.filter(decision="", record__school__in=mine)),
            all=True,
        )
    )
    return Waiting(*(counts.get(name, 0) for name in ("imports", "missing", "differences", "categories")))


def _count(what: str, rows: QuerySet[Any]) -> Any:
    named = rows.order_by().annotate(what=Value(what, output_field=CharField()))
    return named.values("what").annotate(count=Count("pk")).values_list("what", "count")


@dataclass(frozen=True, slots=True)
class Brought:
    """An import: of which kind, its file, where it stands, when it came or was brought in, lines refused."""

    pk: int
    kind: str
    file_name: str
    state: str
    at: datetime
    refused: int


def imports_of(kinds: Collection[str], *, most: int = 300) -> list[Brought]:
    """The latest imports of the kinds, newest first, without their reports; one query."""
    rows = DataImport.objects.filter(kind__in=list(kinds)).exclude(state=DataImport.State.REFUSED).order_by("-pk")
    columns = ("pk", "kind", "file_name", "state", "committed_at", "brought_at", "report__counts__refused")
    return [
        Brought(pk, kind, name, state, committed or brought, refused or 0)
        for pk, kind, name, state, committed, brought, refused in rows.values_list(*columns)[:most]
    ]


@dataclass(frozen=True, slots=True)
class LatestRuns:
    """The latest confirmed run, and the latest proposal that came after it."""

    confirmed: AllocationRun | None
    proposed: AllocationRun | None


def latest_runs() -> LatestRuns:
    """Where allocation stands; one query."""
    runs = list(AllocationRun.objects.exclude(state=AllocationRun.State.WITHDRAWN).order_by("-number")[:50])
    confirmed = next((run for run in runs if run.state == AllocationRun.State.CONFIRMED), None)
    after = [run for run in runs if confirmed is None or run.number > confirmed.number]
    return LatestRuns(confirmed, after[0] if after else None)


@dataclass(frozen=True, slots=True)
class LettersOf:
    """The letters of a run: all, those waiting for a yes, approved but not gone; schools that one has reached, and
    schools that left before one had."""

    all: int
    waiting: int
    approved: int
    told: int
    left: int


def letters_of(run: AllocationRun) -> LettersOf:
    """Where a run's letters stand, in figures; one query."""
    rows = list(Notice.objects.filter(run=run).order_by().values_list("school_id", "state"))
    states = [state for _school, state in rows]
    told = {school for school, state in rows if state in GONE}
    left = {school for school, state in rows if state == Notice.State.WITHDRAWN} - told
    prepared, approved = states.count(Notice.State.PREPARED), states.count(Notice.State.APPROVED)
    return LettersOf(len(rows), prepared, approved, len(told), len(left))


def letters_to(person: User) -> list[Notice]:
    """The letters a person has been sent, newest first; one query."""
    rows = Notice.objects.filter(contact__user=person, state__in=GONE).select_related("contact")
    return list(rows.order_by("-sent_at", "-pk"))


@dataclass(frozen=True, slots=True)
class Proposed:
    """The latest proposal for some schools: its run, how many of them, and of those how many would get somebody new."""

    number: int
    starts_on: date
    schools: int
    new: int


def proposed_for(schools: SchoolQuerySet) -> Proposed | None:
    """What the latest run that waits for a confirmation proposes for the schools; one query."""
    rows = Proposal.objects.filter(run__state=AllocationRun.State.PROPOSED, school__in=schools.order_by().values("pk"))
    changes = Q(leader__isnull=False) & (Q(last_leader=None) | ~Q(leader=F("last_leader")))
    counted = rows.order_by("-run__number").values("run__number", "run__starts_on")
    latest = counted.annotate(schools=Count("pk"), new=Count("pk", filter=changes)).first()
    if latest is None:
        return None
    return Proposed(latest["run__number"], latest["run__starts_on"], latest["schools"], latest["new"])


def half_days_to_give(on: date) -> int:
    """The half-days a year of everybody in post on a day; one query."""
    in_post = (Q(starts_on=None) | Q(starts_on__lte=on)) & (Q(ends_on=None) | Q(ends_on__gte=on))
    return sum(
        SystemLeader.objects.filter(in_post, user__is_active=True).order_by().values_list("half_days", flat=True)
    )
