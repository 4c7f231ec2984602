"""One run of letters from the command line or the demonstration: prepare, approve, send, count."""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from gwella.core import clock
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.core.work import Progress
from gwella.domain.allocation.models import Notice
from gwella.domain.people.models import User
from gwella.domain.people.rules import Role
from gwella.domain.schools.access import Reach
from gwella.flows.letters import (
    ask_to_send,
    latest_confirmed,
    letters_standing,
    letters_to_post,
    notice_deadline,
    prepare_letters,
    send_considerately,
    signing_of,
    waiting_letters,
)
from gwella.jobs.letters import ensure_mail, send_due, write_papers


def letters(
    *,
    signer_email: str | None,
    approve: bool,
    urgency: str,
    send: bool,
    out: Path | None,
    progress: Progress,
    at: datetime | None = None,
) -> dict[str, int | str]:
    """Prepare what is missing; approve, send and write papers as asked. Returns the counts to print.

    What is approved and not sent here leaves by itself, where a worker runs. `BadInput` where it should be sent and
    cannot be; then nothing is done.
    """
    at = at or clock.now()
    if send:
        ensure_mail()
    run = latest_confirmed()
    signer, role = _signer(signer_email, at)
    prepared = prepare_letters(run, signing=signing_of(signer, role), by=signer, at=at)
    if approve:
        waiting = list(waiting_letters(run, on=at.date()).values_list("pk", flat=True))
        # Approved and asked for in one transaction: a letter approved that nobody sends would wait for ever.
        with transaction.atomic():
            leaves = send_considerately(waiting, framework_code=run.framework, urgency=urgency, by=signer, at=at)
            if waiting and leaves.at <= at and not send:
                ask_to_send(by=signer, at=at)
    if send:
        send_due(at=at, progress=progress)
    if out:
        write_papers(run, out, progress=progress)
    notices = Notice.objects.filter(run=run)
    deadline = notice_deadline(run)
    by_language = [sum(_reads(notice.facts["reads"], language) for notice in notices) for language in ("cy", "en")]
    return {
        "run": run.number,
        "letters": len(notices),
        "prepared_now": prepared,
        "in_welsh": by_language[0],
        "in_english": by_language[1],
        "schools": notices.values("school").distinct().count(),
        "approved": notices.filter(state=Notice.State.APPROVED).count(),
        "sent": notices.filter(state__in=(Notice.State.SENT, Notice.State.ACKNOWLEDGED)).count(),
        "to_post": letters_to_post(run).count(),
        "untold_schools": len(letters_standing(run, on=at.date()).untold),
        "deadline": deadline.day.isoformat() if deadline else "",
    }


def _reads(reads: str, language: str) -> bool:
    """Whether a letter to a reader of these languages has a page in the language."""
    return reads in (language, "both", "")


def _signer(email: str | None, at: datetime) -> tuple[User, Role]:
    """The person named, or the first head within the service, and the role in which they sign. `BadInput` where they
    may not approve letters.
    """
    day = at.date()
    people = User.objects.filter(is_active=True)
    if email:
        found = people.filter(email__iexact=email).first()
    else:
        in_force = Q(grants__starts_on__lte=day) & (Q(grants__ends_on=None) | Q(grants__ends_on__gte=day))
        found = people.filter(in_force, grants__role="head_of_service").order_by("pk").first()
    grants = Reach(found, day).grants if found else []
    role = next((grant.role for grant in grants if "approve_letters" in grant.role.permissions), None)
    if found is None or role is None:
        raise BadInput(
            Problem(
                "letters.nobody_to_sign",
                mark("Nobody is known who may approve letters: {email}"),
                mend=mark("Name a head within the service with --as, or give the role with `gwella grant`."),
                params={"email": email or "–"},
            )
        )
    return found, role
