"""Who looks after which school, from a day. An ended link stays."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from gwella.core.audit import Actor, Subject, record
from gwella.domain.people.models import User
from gwella.domain.schools.models import School, SchoolLink


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A school (by key) and the person who looks after it from a day."""

    school_id: int
    leader_id: int
    starts_on: date
    reason: str = ""
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """What became of the links asked for."""

    kept: int
    started: int
    ended: int


@transaction.atomic
def link_schools(links: Sequence[LinkFacts], *, by: Actor, at: datetime) -> LinkCounts:
    """Give schools their system leader from a day: a link that stays is kept, another ends the day before.

    Locks the schools, so that two confirmations never both give a school a leader.
    """
    locked = School.objects.select_for_update().filter(pk__in=[link.school_id for link in links])
    pks = {school.pk for school in locked.order_by("pk")}
    current = {link.school_id: link for link in SchoolLink.objects.filter(school__in=pks, ends_on=None)}
    names = dict(User.objects.filter(pk__in={link.leader_id for link in links}).values_list("pk", "name"))
    fresh, ended, kept = [], [], 0
    for facts in links:
        before = current.get(facts.school_id)
        if before and facts.ends_on is None and before.leader_id == facts.leader_id:
            kept += 1
            continue
        if before and facts.ends_on is None:
            before.ends_on = max(before.starts_on, facts.starts_on - timedelta(days=1))
            before.end_reason = facts.reason
            ended.append(before)
        fresh.append(
            SchoolLink(
                school_id=facts.school_id,
                leader_id=facts.leader_id,
                starts_on=facts.starts_on,
                ends_on=facts.ends_on,
                reason=facts.reason,
            )
        )
    SchoolLink.objects.bulk_update(ended, ["ends_on", "end_reason"], batch_size=500)
    SchoolLink.objects.bulk_create(fresh, batch_size=500)
    if fresh:
        record(
            "schools.linked",
            by=by,
            at=at,
            data={"count": len(fresh), "kept": kept, "ended": len(ended)},
            subjects=[
                Subject(
                    "school",
                    str(link.school_id),
                    {"leader": names.get(link.leader_id, ""), "starts_on": link.starts_on.isoformat()},
                )
                for link in fresh
            ],
        )
    return LinkCounts(kept, len(fresh), len(ended))


@transaction.atomic
def end_links(schools: Collection[int], *, last_day: date, reason: str, by: Actor, at: datetime) -> int:
    """End whatever links these schools (by key) have after a day, never before their first; they stay in the record.

    Returns how many ended; none leaves no event.
    """
    lasting = Q(ends_on=None) | Q(ends_on__gt=last_day)
    rows = SchoolLink.objects.select_for_update(of=("self",)).filter(lasting, school__in=schools)
    ended = list(rows.select_related("leader").order_by("pk"))
    for link in ended:
        link.ends_on, link.end_reason = max(last_day, link.starts_on), reason
    SchoolLink.objects.bulk_update(ended, ["ends_on", "end_reason"], batch_size=500)
    if ended:
        subjects = [Subject("school", str(link.school_id), {"leader": link.leader.name}) for link in ended]
        data = {"count": len(ended), "ends_on": last_day.isoformat(), "reason": reason}
        record("schools.unlinked", by=by, at=at, data=data, subjects=subjects)
    return len(ended)
