"""Letters made and sent: the outbox drained, one paper and one e-mail for each message that is due."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import transaction
from django.db.models import F, Q

from gwella.core import clock
from gwella.core.models import OutboxMessage
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.core.verdict import Refused
from gwella.core.work import Progress, does
from gwella.documents.letters.letter import Letter
from gwella.documents.letters.notices import letter_of
from gwella.documents.letters.render import render_each
from gwella.documents.mail import compose_mail, write_to_folder
from gwella.documents.paper import CannotPrint, FontsMissing
from gwella.domain.allocation.actions import note_notice_sent
from gwella.domain.allocation.actions.notices import OUTBOX_KIND
from gwella.domain.allocation.models import AllocationRun, Notice
from gwella.flows.letters import ask_to_send, leaving

MOST_ATTEMPTS = 5
# How long what did not leave waits for the next try; a mail server that is down is often up again.
PAUSE = timedelta(minutes=30)

FONTS_MISSING = Problem(
    "letters.no_fonts",
    mark("The fonts for paper are not installed, so no letter can be made."),
    mend=mark("Install them (`make setup`), or set GWELLA_FONTS to their folder."),
)

NO_MAIL_SERVER = Problem(
    "mail.no_server",
    mark("No mail server is set, so nothing can be sent. Nothing was marked as sent."),
    mend=mark("Set GWELLA_SMTP_HOST. For a trial set GWELLA_MAIL_FOLDER: mail is then written there, to nobody."),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the messages that were due, and how many have not left yet."""

    sent: int
    failed: int
    waiting: int


def notice_letter(notice: Notice) -> Letter:
    """The letter of one notice, as it will leave."""
    return letter_of(notice.reference, notice.facts, answers_to=settings.DEFAULT_FROM_EMAIL)


def send_due(*, at: datetime, again: bool = False, progress: Progress = lambda done, total: None) -> Sent:
    """Render and send every message that is due. A message that fails holds nobody back and is tried again next time,
    at most five times unless a person asks for it `again`. Raises `BadInput` where no paper can be made at all or
    no mail server is set.
    """
    unsent = OutboxMessage.objects.filter(kind=OUTBOX_KIND).exclude(state=OutboxMessage.State.SENT)
    due = unsent.filter(Q(not_before=None) | Q(not_before__lte=at)).order_by("pk")
    messages = {m.key: m for m in (due if again else due.filter(attempts__lt=MOST_ATTEMPTS))}
    for key in _spared(messages, at):
        del messages[key]
    if messages:
        ensure_mail()
    outcomes: Counter[bool | None] = Counter()
    letters = []
    for message in messages.values():
        try:
            letters.append(letter_of(message.key, message.facts, answers_to=settings.DEFAULT_FROM_EMAIL))
        except (KeyError, TypeError, ValueError, ArithmeticError) as fault:
            outcomes[_note_failure(message, fault)] += 1

    def could_not_print(letter: Letter, why: CannotPrint) -> None:
        outcomes[_note_failure(messages[letter.reference], why)] += 1

    try:
        for letter, pdf in render_each(letters, progress=progress, failed=could_not_print):
            outcomes[_send_one(messages[letter.reference], letter, pdf, at=at)] += 1
    except FontsMissing as missing:
        raise BadInput(FONTS_MISSING) from missing
    return Sent(outcomes[True], outcomes[False], unsent.count())


def _spared(keys: Collection[str], at: datetime) -> list[str]:
    """The letters, by reference, that must not leave at this hour though theirs has come: they were due when nobody
    was there to send them. One for which a person gave a reason leaves at any hour.
    """
    rows = Notice.objects.filter(reference__in=list(keys), urgency="").select_related("run", "school__council")
    due = [(notice.reference, notice.run.framework, notice.school.council) for notice in rows]
    asked = {(framework, council) for _reference, framework, council in due}
    waits = {(framework, council) for framework, council in asked if leaving(framework, at=at, council=council).why}
    return [reference for reference, framework, council in due if (framework, council) in waits]


def _send_one(message: OutboxMessage, letter: Letter, pdf: bytes, *, at: datetime) -> bool | None:
    """Send and note it: true, false where it failed, None where there was nothing left to send.

    The note is written first and undone where sending fails, so that two who send at once never send the same twice.
    Where the machine dies between the sending and the note, the letter goes again under the same Message-ID.
    """
    try:
        mail = compose_mail(
            letter,
            to=[message.to_email],
            cc=message.facts["copied_emails"],
            sender=settings.DEFAULT_FROM_EMAIL,
            pdf=pdf,
            at=at,
        )
        with transaction.atomic():
            locked = OutboxMessage.objects.select_for_update().filter(pk=message.pk).first()
            if locked is None or locked.state == OutboxMessage.State.SENT:
                return None
            locked.state, locked.sent_at, locked.attempts = OutboxMessage.State.SENT, at, locked.attempts + 1
            locked.failure = ""
            locked.save()
            note_notice_sent(message.key, how="email", by=None, at=at)
            deliver(mail)
    except (
        OSError,
        ValueError,
        KeyError,
    ) as fault:  # the mail server or folder (SMTP's faults are OSErrors), an address
        return _note_failure(message, fault)
    except Refused as refused:
        return _note_failure(message, refused)
    return True


def _note_failure(message: OutboxMessage, why: Exception) -> bool:
    """Keep why it did not leave. Always false: it was not sent."""
    OutboxMessage.objects.filter(pk=message.pk).exclude(state=OutboxMessage.State.SENT).update(
        state=OutboxMessage.State.FAILED, failure=f"{why}"[:500], attempts=F("attempts") + 1
    )
    return False


def ensure_mail() -> None:
    """Raise `BadInput` where mail could go nowhere: no server, and no folder set for it."""
    if settings.MAIL == "none":
        raise BadInput(NO_MAIL_SERVER)


def deliver(mail: EmailMessage) -> None:
    """Hand one e-mail to the mail server, or to the folder where mail goes to a folder.

    Raises `BadInput` where neither is set, OSError where it is not taken.
    """
    ensure_mail()
    connection = get_connection()
    if not isinstance(connection, SmtpBackend):
        write_to_folder(mail, Path(settings.MAIL_FOLDER))
        return
    connection.open()
    if connection.connection is None:
        raise OSError("the mail server did not answer")
    try:
        connection.connection.send_message(mail)
    finally:
        connection.close()


def write_papers(run: AllocationRun, folder: Path, *, progress: Callable[[int, int], None]) -> int:
    """Write the PDF of every letter of a run into a folder, named by reference."""
    folder.mkdir(parents=True, exist_ok=True)
    letters = [notice_letter(notice) for notice in run.notices.all()]
    written = 0
    try:
        for letter, pdf in render_each(letters, progress=progress):
            (folder / f"{letter.reference}.pdf").write_bytes(pdf)
            written += 1
    except FontsMissing as missing:
        raise BadInput(FONTS_MISSING) from missing
    return written


@does("send_letters")
def send_letters(params: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Send what is due; `again` tries those too that have failed too often. What is left is tried at its next hour."""
    now = clock.now()
    sent = send_due(at=now, again=bool(params.get("again")), progress=progress)
    if hour := next_sending(at=now + PAUSE):
        ask_to_send(by=None, at=now, not_before=hour)
    return {"sent": sent.sent, "failed": sent.failed, "waiting": sent.waiting, "page": "letters", "args": []}


def next_sending(*, at: datetime) -> datetime | None:
    """When, from a moment on, letters are next to be sent without being asked: None where none waits that will be.

    Each leaves from its hour on, at an hour when schools are not spared, and not after too many failures.
    """
    unsent = OutboxMessage.objects.filter(kind=OUTBOX_KIND, attempts__lt=MOST_ATTEMPTS)
    hours = dict(unsent.exclude(state=OutboxMessage.State.SENT).values_list("key", "not_before"))
    rows = Notice.objects.filter(reference__in=list(hours)).select_related("run", "school__council")
    waiting = {(n.run.framework, n.urgency, max(hours[n.reference] or at, at), n.school.council) for n in rows}
    leaves = (leaving(code, at=hour, urgency=why, council=council).at for code, why, hour, council in waiting)
    return min(leaves, default=None)


def resume_sending(*, at: datetime) -> None:
    """See to it that letters with a yes leave, whatever was missed while no worker ran or nothing could be sent."""
    if hour := next_sending(at=at):
        ask_to_send(by=None, at=at, not_before=hour if hour > at else None)
