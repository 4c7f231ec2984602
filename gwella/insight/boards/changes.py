"""What changed lately: a school's own events, and what happened at many schools, taken together by kind and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, TruncDate

from gwella.core.clock import ZONE
from gwella.core.models import AuditSubject
from gwella.domain.schools.models import School


@dataclass(frozen=True, slots=True)
class Change:
    """What happened: one event with its particulars, or `events` of one kind on one day, at so many of the schools."""

    kind: str
    at: datetime
    who: str
    data: Mapping[str, Any]
    schools: int = 1
    events: int = 1


def recent_changes(school: int, *, hidden: Sequence[str], most: int) -> list[Change]:
    """A school's latest events, newest first; `hidden`: beginnings of kinds not shown. One query."""
    rows = _shown([school], hidden).select_related("event").order_by("-event__happened_at", "-event_id")
    return [_change(row) for row in rows[:most]]


def grouped_changes(schools: Sequence[int], *, hidden: Sequence[str], most: int) -> list[Change]:
    """What happened lately at the schools, the events of one kind on one day taken together, newest first.

    Two queries whatever the number of schools.
    """
    days = _shown(schools, hidden).annotate(day=TruncDate("event__happened_at", tzinfo=ZONE)).order_by()
    groups = days.values("event__kind", "day").annotate(
        schools=Count("key", distinct=True), events=Count("event", distinct=True), last=Max("pk")
    )
    latest = list(groups.order_by("-day", "-last")[:most])
    rows = AuditSubject.objects.filter(pk__in=[group["last"] for group in latest]).select_related("event")
    by_pk = {row.pk: row for row in rows}
    return [
        replace(_change(by_pk[group["last"]]), schools=group["schools"], events=group["events"]) for group in latest
    ]


def _shown(schools: Sequence[int], hidden: Sequence[str]) -> QuerySet[AuditSubject]:
    rows = AuditSubject.objects.filter(kind="school", key__in=[str(pk) for pk in schools])
    for prefix in hidden:
        rows = rows.exclude(event__kind__startswith=prefix)
    return rows


def _change(row: AuditSubject) -> Change:
    event = row.event
    return Change(event.kind, event.happened_at, event.actor_name, {**event.data, **row.data})


def latest_changes(schools: Sequence[int], *, hidden: Sequence[str]) -> dict[int, Change]:
    """The latest event of each school, by its key; one query."""
    own = AuditSubject.objects.filter(kind="school", key=Cast(OuterRef("pk"), CharField(max_length=40)))
    for prefix in hidden:
        own = own.exclude(event__kind__startswith=prefix)
    newest = own.order_by("-event__happened_at", "-event_id").values("pk")[:1]
    last = School.objects.filter(pk__in=schools).order_by().annotate(last=Subquery(newest)).values("last")
    return {int(row.key): _change(row) for row in AuditSubject.objects.filter(pk__in=last).select_related("event")}
