"""Letters made and sent: the outbox drained, one paper and one e-mail for each message that is due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import transaction
from django.db.models import Q

from gwella.core import clock
from gwella.core.models import OutboxMessage
from gwella.core.work import Progress, does
from gwella.documents.letters.letter import Letter
from gwella.documents.letters.notices import letter_of
from gwella.documents.letters.render import render_each
from gwella.documents.mail import compose_mail, write_to_folder
from gwella.documents.paper import CannotPrint
from gwella.domain.allocation.actions import note_notice_sent
from gwella.domain.allocation.actions.notices import OUTBOX_KIND
from gwella.domain.allocation.models import AllocationRun, Notice

MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the messages that were due."""

    sent: int
    failed: int
    waiting: int


def notice_letter(notice: Notice) -> Letter:
    """The letter of one notice, as it will leave."""
    return letter_of(notice.reference, notice.facts, answers_to=settings.DEFAULT_FROM_EMAIL)


def send_due(*, at: datetime, progress: Progress = lambda done, total: None) -> Sent:
    """Render and send every message that is due. A message that fails holds nobody back and is tried again."""
    due = list(
        OutboxMessage.objects.filter(Q(not_before=None) | Q(not_before__lte=at), kind=OUTBOX_KIND)
        .exclude(state=OutboxMessage.State.SENT)
        .filter(attempts__lt=MOST_ATTEMPTS)
        .order_by("pk")
    )
    by_reference = {message.key: message for message in due}
    letters = [letter_of(m.key, m.facts, answers_to=settings.DEFAULT_FROM_EMAIL) for m in due]
    failed = 0

    def could_not_print(letter: Letter, why: CannotPrint) -> None:
        nonlocal failed
        failed += 1
        _note_failure(by_reference[letter.reference], str(why))

    sent = 0
    for letter, pdf in render_each(letters, progress=progress, failed=could_not_print):
        if _send_one(by_reference[letter.reference], letter, pdf, at=at):
            sent += 1
        else:
            failed += 1
    waiting = OutboxMessage.objects.filter(kind=OUTBOX_KIND).exclude(state=OutboxMessage.State.SENT).count()
    return Sent(sent, failed, waiting)


def _send_one(message: OutboxMessage, letter: Letter, pdf: bytes, *, at: datetime) -> bool:
    """Send and note it. The note is written first and undone where sending fails, so that nothing goes twice."""
    mail = compose_mail(
        letter,
        to=[message.to_email],
        cc=message.facts["copied_emails"],
        sender=settings.DEFAULT_FROM_EMAIL,
        pdf=pdf,
        at=at,
    )
    try:
        with transaction.atomic():
            locked = OutboxMessage.objects.select_for_update().get(pk=message.pk)
            if locked.state == OutboxMessage.State.SENT:
                return True
            locked.state, locked.sent_at, locked.attempts = OutboxMessage.State.SENT, at, locked.attempts + 1
            locked.failure = ""
            locked.save()
            note_notice_sent(message.key, how="email", by=None, at=at)
            deliver(mail)
    except OSError as fault:  # the mail server or the folder: SMTP's own faults are OSErrors too
        _note_failure(message, str(fault))
        return False
    return True


def _note_failure(message: OutboxMessage, why: str) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxMessage.State.FAILED, failure=why[:500], attempts=message.attempts + 1
    )


def deliver(mail: EmailMessage) -> None:
    """Hand one e-mail to the mail server, or to the folder where mail goes to a folder."""
    connection = get_connection()
    if isinstance(connection, SmtpBackend):
        connection.open()
        if connection.connection is None:
            raise OSError("the mail server did not answer")
        connection.connection.send_message(mail)
        connection.close()
    else:
        write_to_folder(mail, Path(settings.MAIL_FOLDER))


def write_papers(run: AllocationRun, folder: Path, *, progress: Callable[[int, int], None]) -> int:
    """Write the PDF of every letter of a run into a folder, named by reference."""
    folder.mkdir(parents=True, exist_ok=True)
    letters = [notice_letter(notice) for notice in run.notices.all()]
    written = 0
    for letter, pdf in render_each(letters, progress=progress):
        (folder / f"{letter.reference}.pdf").write_bytes(pdf)
        written += 1
    return written


@does("send_letters")
def send_letters(params: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Send what is due, for the letters page."""
    sent = send_due(at=clock.now(), progress=progress)
    return {"sent": sent.sent, "failed": sent.failed, "waiting": sent.waiting}
