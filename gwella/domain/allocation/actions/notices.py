"""Letters to schools: prepared from a confirmed run, approved by a person, sent, acknowledged by who reads them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.core.models import OutboxMessage
from gwella.core.text import mark
from gwella.core.verdict import ensure, no
from gwella.domain.allocation.models import AllocationRun, Notice
from gwella.domain.allocation.rules import can_move_notice
from gwella.domain.people.models import User

OUTBOX_KIND = "allocation.notice"


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """One letter: whose, its reference, and the facts the paper is made from."""

    school_id: int
    contact_id: int
    reference: str
    facts: dict[str, Any]


@transaction.atomic
def prepare_notices(run: AllocationRun, notices: Sequence[NoticeFacts], *, by: Actor, at: datetime) -> int:
    """Prepare a confirmed run's letters that are not there yet. Returns how many are new.

    `notices` are all the letters the run asks for today: a prepared one that is no longer among them (its reader has
    left) is dropped, since nobody has said yes to it. What was approved or sent stays.
    """
    locked = AllocationRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != AllocationRun.State.CONFIRMED:
        ensure(no(mark("Letters follow a confirmed allocation; this run is not confirmed.")))
    there = set(Notice.objects.filter(run=locked).values_list("contact_id", flat=True))
    fresh = [
        Notice(
            run=locked,
            school_id=facts.school_id,
            contact_id=facts.contact_id,
            reference=facts.reference,
            facts=facts.facts,
            prepared_at=at,
        )
        for facts in notices
        if facts.contact_id not in there
    ]
    wanted = {facts.contact_id for facts in notices}
    prepared = Notice.objects.filter(run=locked, state=Notice.State.PREPARED).values_list("pk", "contact_id")
    gone = [pk for pk, contact_id in prepared if contact_id not in wanted]
    Notice.objects.filter(pk__in=gone).delete()
    Notice.objects.bulk_create(fresh, batch_size=500)
    if fresh or gone:
        counts = Counter(notice.school_id for notice in fresh)
        record(
            "notices.prepared",
            by=by,
            at=at,
            data={"number": locked.number, "count": len(fresh), "dropped": len(gone)},
            subjects=[Subject("school", str(pk), {"letters": letters}) for pk, letters in sorted(counts.items())],
        )
    return len(fresh)


@transaction.atomic
def approve_notices(pks: Sequence[int], *, not_before: datetime, urgency: str = "", by: User, at: datetime) -> int:
    """A person's yes: the letters go into the outbox, to leave at `not_before` at the earliest.

    Refuses where one of them has been moved on meanwhile, so that a second yes never sends twice.
    """
    rows = list(
        Notice.objects.select_for_update(of=("self",)).filter(pk__in=pks).select_related("contact").order_by("pk")
    )
    for notice in rows:
        ensure(can_move_notice(notice.state, Notice.State.APPROVED))
        notice.state, notice.approved_by, notice.approved_at = Notice.State.APPROVED, by, at
        notice.not_before, notice.urgency = not_before, urgency
    Notice.objects.bulk_update(rows, ["state", "approved_by", "approved_at", "not_before", "urgency"], batch_size=500)
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                kind=OUTBOX_KIND,
                key=notice.reference,
                to_name=notice.contact.name,
                to_email=notice.contact.email,
                facts=notice.facts,
                queued_at=at,
                not_before=not_before,
            )
            for notice in rows
            if notice.contact.email
        ],
        batch_size=500,
    )
    data = {"count": len(rows), "not_before": not_before.isoformat(), "reason": urgency}
    if rows:
        record("notices.approved", by=by, at=at, data=data, subjects=_schools_of(rows))
    return len(rows)


@transaction.atomic
def withdraw_notices(pks: Sequence[int], *, why: str, by: Actor, at: datetime) -> int:
    """Withdraw letters that have not left, for a reason of `rules.WITHDRAWN`; none of them leaves any more.

    Those that have left meanwhile stay as they are. Returns how many were withdrawn.
    """
    unsent = OutboxMessage.objects.filter(kind=OUTBOX_KIND).exclude(state=OutboxMessage.State.SENT)
    references = Notice.objects.filter(pk__in=pks).values_list("reference", flat=True)
    # Locked in the order in which the sending locks them: first the message, then the letter.
    list(unsent.select_for_update().filter(key__in=list(references)).order_by("pk"))
    locked = Notice.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    rows = [notice for notice in locked if can_move_notice(notice.state, Notice.State.WITHDRAWN)]
    for notice in rows:
        notice.state, notice.withdrawn_at, notice.withdrawn_why = Notice.State.WITHDRAWN, at, why
    Notice.objects.bulk_update(rows, ["state", "withdrawn_at", "withdrawn_why"], batch_size=500)
    unsent.filter(key__in=[notice.reference for notice in rows]).delete()
    if rows:
        data = {"count": len(rows), "why": why}
        record("notices.withdrawn", by=by, at=at, data=data, subjects=_schools_of(rows))
    return len(rows)


def _schools_of(rows: Sequence[Notice]) -> list[Subject]:
    """Each school, with how many of these letters are to it."""
    counts = Counter(notice.school_id for notice in rows)
    return [Subject("school", str(pk), {"letters": letters}) for pk, letters in sorted(counts.items())]


@transaction.atomic
def note_notice_sent(reference: str, *, how: str, by: Actor, at: datetime) -> Notice:
    """Note that a letter left, by "email" or by "post". A letter that has left is not noted twice.

    One that went by post no longer waits to go by e-mail.
    """
    notice = Notice.objects.select_for_update(of=("self",)).select_related("contact").get(reference=reference)
    ensure(can_move_notice(notice.state, Notice.State.SENT))
    notice.state, notice.sent_at, notice.sent_by = Notice.State.SENT, at, how
    notice.save(update_fields=["state", "sent_at", "sent_by"])
    if how == "post":
        OutboxMessage.objects.filter(kind=OUTBOX_KIND, key=reference).exclude(state=OutboxMessage.State.SENT).delete()
    _record_one("notice.sent", notice, by=by, at=at, more={"how": how})
    return notice


@transaction.atomic
def acknowledge_notice(notice: Notice, *, by: User, at: datetime) -> None:
    """Its reader has read it."""
    locked = Notice.objects.select_for_update(of=("self",)).select_related("contact").get(pk=notice.pk)
    if locked.contact.user_id != by.pk:
        ensure(no(mark("Only the person it is written to can confirm having read it.")))
    ensure(can_move_notice(locked.state, Notice.State.ACKNOWLEDGED))
    locked.state, locked.acknowledged_at, locked.acknowledged_by = Notice.State.ACKNOWLEDGED, at, by
    locked.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    _record_one("notice.acknowledged", locked, by=by, at=at)


def _record_one(kind: str, notice: Notice, *, by: Actor, at: datetime, more: Mapping[str, Any] | None = None) -> None:
    record(
        kind,
        by=by,
        at=at,
        data={"reference": notice.reference, "name": notice.contact.name, **(more or {})},
        subjects=[Subject("school", str(notice.school_id))],
    )
