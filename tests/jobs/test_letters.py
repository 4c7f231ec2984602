"""Letters made and sent: once, whoever runs it and whatever breaks, and nobody is held back by another's fault."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from pypdf import PdfReader

from gwella.core import clock, work
from gwella.core.models import OutboxMessage, Work
from gwella.core.problems import BadInput
from gwella.documents.paper import FontsMissing
from gwella.domain.allocation.actions import note_notice_sent
from gwella.domain.allocation.models import AllocationRun, Notice
from gwella.domain.schools.models import Contact
from gwella.flows.letters import send_considerately, waiting_letters
from gwella.jobs import letter_run
from gwella.jobs import letters as jobs
from tests.cast import Cast, make_cast
from tests.web.letters.making import FRIDAY_NIGHT, MONDAY, make_run, prepared_run, references

pytestmark = pytest.mark.database


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where mail goes instead of a mail server."""
    monkeypatch.setattr(settings, "MAIL_FOLDER", tmp_path / "mail")
    return tmp_path / "mail"


@pytest.fixture
def approved(cast: Cast) -> AllocationRun:
    """A run with two letters to send and one to post."""
    run = prepared_run(cast)
    pks = list(waiting_letters(run, on=MONDAY.date()).values_list("pk", flat=True))
    send_considerately(pks, framework_code=run.framework, by=cast.carys, at=MONDAY)
    return run


def mails(folder: Path) -> list[str]:
    """The letters in the folder, as text."""
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.eml"))]


def test_what_is_due_leaves_once_with_its_paper_and_copies(approved: AllocationRun, folder: Path) -> None:
    told: list[tuple[int, int]] = []
    assert jobs.send_due(at=MONDAY, progress=lambda done, total: told.append((done, total))) == jobs.Sent(2, 0, 0)
    assert told[-1] == (2, 2)
    assert len(mails(folder)) == 2
    assert all("Cc: gareth@example.invalid" in mail and "application/pdf" in mail for mail in mails(folder))
    assert set(approved.notices.filter(state="sent").values_list("sent_by", flat=True)) == {"email"}
    assert jobs.send_due(at=MONDAY) == jobs.Sent(0, 0, 0)
    assert len(mails(folder)) == 2
    assert references(approved, "approved") == [n.reference for n in Notice.objects.filter(contact__email="")]


def test_nothing_leaves_before_its_hour(cast: Cast, folder: Path) -> None:
    run = prepared_run(cast)
    pks = list(waiting_letters(run, on=FRIDAY_NIGHT.date()).values_list("pk", flat=True))
    send_considerately(pks, framework_code=run.framework, by=cast.carys, at=FRIDAY_NIGHT)
    assert jobs.send_due(at=FRIDAY_NIGHT) == jobs.Sent(0, 0, 2)
    assert jobs.send_due(at=MONDAY) == jobs.Sent(2, 0, 0)


def test_a_letter_whose_hour_has_passed_unsent_waits_for_the_next_good_one(
    approved: AllocationRun, folder: Path
) -> None:
    friday = datetime(2020, 2, 7, 16, tzinfo=clock.ZONE)
    assert jobs.send_due(at=friday) == jobs.Sent(0, 0, 2)
    one = OutboxMessage.objects.earliest("pk").key
    Notice.objects.filter(reference=one).update(urgency="The link begins on Saturday.")
    assert jobs.send_due(at=friday) == jobs.Sent(1, 0, 1)
    assert jobs.send_due(at=datetime(2020, 2, 10, 9, tzinfo=clock.ZONE)) == jobs.Sent(1, 0, 0)


def test_a_letter_that_cannot_leave_holds_nobody_back_and_is_tried_again(
    approved: AllocationRun, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = OutboxMessage.objects.earliest("pk").key
    real = jobs.write_to_folder

    def refuse_first(message: Any, where: Path) -> Path:
        if first in str(message["Message-ID"]):
            raise OSError("the mail server hung up")
        return real(message, where)

    monkeypatch.setattr(jobs, "write_to_folder", refuse_first)
    assert jobs.send_due(at=MONDAY) == jobs.Sent(1, 1, 1)
    kept = OutboxMessage.objects.get(key=first)
    assert (kept.state, kept.attempts, kept.failure) == ("failed", 1, "the mail server hung up")
    assert Notice.objects.get(reference=first).state == "approved"
    for _ in range(6):
        jobs.send_due(at=MONDAY)
    assert OutboxMessage.objects.get(key=first).attempts == jobs.MOST_ATTEMPTS
    monkeypatch.undo()
    monkeypatch.setattr(settings, "MAIL_FOLDER", folder)
    assert jobs.send_due(at=MONDAY) == jobs.Sent(0, 0, 1)  # a person must ask for it now
    assert jobs.send_due(at=MONDAY, again=True) == jobs.Sent(1, 0, 0)
    assert len(mails(folder)) == 2


@pytest.mark.parametrize(
    "broken",
    [
        {"reader_name": None, "ceiling_days": "many"},
        {"visit_to": "2019-01-01"},
        {"category": {"code": "amber", "label": {"en": "Amber", "cy": ""}, "meaning": {"en": "m", "cy": "m"}}},
        {"copied_emails": ["no address"]},
    ],
)
def test_a_letter_with_broken_facts_holds_nobody_back(
    approved: AllocationRun, folder: Path, broken: dict[str, Any]
) -> None:
    message = OutboxMessage.objects.earliest("pk")
    message.facts = {**message.facts, **broken}
    message.save()
    assert jobs.send_due(at=MONDAY) == jobs.Sent(1, 1, 1)
    message.refresh_from_db()
    assert message.state == "failed"
    assert message.failure


def test_a_letter_posted_meanwhile_is_not_sent(
    cast: Cast, approved: AllocationRun, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = list(OutboxMessage.objects.order_by("pk"))
    real = jobs.compose_mail

    def post_the_second(letter: Any, **more: Any) -> Any:
        if letter.reference == messages[0].key:
            note_notice_sent(messages[1].key, how="post", by=cast.carys, at=MONDAY)
        return real(letter, **more)

    monkeypatch.setattr(jobs, "compose_mail", post_the_second)
    assert jobs.send_due(at=MONDAY) == jobs.Sent(1, 0, 0)
    assert len(mails(folder)) == 1


def test_a_notice_and_its_message_that_disagree_are_told_not_sent(approved: AllocationRun, folder: Path) -> None:
    key = OutboxMessage.objects.earliest("pk").key
    Notice.objects.filter(reference=key).update(state="prepared")
    assert jobs.send_due(at=MONDAY) == jobs.Sent(1, 1, 1)
    assert "moved it on" in OutboxMessage.objects.get(key=key).failure


def test_without_fonts_nothing_is_sent_and_the_reason_is_told(
    approved: AllocationRun, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_args: Any, **_more: Any) -> Any:
        raise FontsMissing("no folder")

    monkeypatch.setattr(jobs, "render_each", missing)
    with pytest.raises(BadInput, match="fonts"):
        jobs.send_due(at=MONDAY)
    assert not mails(folder)


def test_the_page_s_work_sends_and_leads_back_to_the_letters(
    cast: Cast,
    approved: AllocationRun,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    with django_capture_on_commit_callbacks(execute=True):
        asked = work.ask("send_letters", {}, by=cast.carys, at=MONDAY)
    done = Work.objects.get(pk=asked.pk)
    assert done.state == "done"
    assert done.result == {"sent": 2, "failed": 0, "waiting": 0, "page": "letters", "args": []}
    assert (done.done, done.total) == (2, 2)


def test_a_mail_server_is_spoken_to_and_left(approved: AllocationRun, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Server:
        def send_message(self, mail: Any) -> None:
            said.append(str(mail["To"]))
            if len(said) == 1:
                raise OSError("550 no such mailbox")

    class Backend(jobs.SmtpBackend):
        def open(self) -> bool:
            self.connection = Server()
            return True

        def close(self) -> None:
            said.append("closed")

    monkeypatch.setattr(jobs, "get_connection", lambda: Backend())
    assert jobs.send_due(at=MONDAY) == jobs.Sent(1, 1, 1)
    assert said.count("closed") == 2


# ---- the command's run


def test_one_run_prepares_approves_sends_and_counts(cast: Cast, folder: Path, tmp_path: Path) -> None:
    Contact.objects.filter(user=cast.elin).update(reads="cy")
    make_run(cast)
    counts = letter_run.letters(
        signer_email=None,
        approve=True,
        urgency="",
        send=True,
        out=tmp_path / "papers",
        progress=lambda done, total: None,
        at=MONDAY,
    )
    assert counts | {"run": 1} == {
        "run": 1,
        "letters": 2,
        "prepared_now": 2,
        "in_welsh": 2,
        "in_english": 1,
        "schools": 1,
        "approved": 0,
        "sent": 2,
        "to_post": 0,
        "untold_schools": 5,
        "deadline": "2020-02-03",
    }
    papers = sorted((tmp_path / "papers").glob("*.pdf"))
    assert [len(PdfReader(paper).pages) for paper in papers] == [2, 1]


@pytest.mark.parametrize("email", ["elin@example.invalid", "nobody@example.invalid", "bethan@example.invalid"])
def test_only_who_may_approve_signs(cast: Cast, email: str) -> None:
    make_run(cast)
    with pytest.raises(BadInput, match="may approve"):
        letter_run.letters(
            signer_email=email,
            approve=True,
            urgency="",
            send=False,
            out=None,
            progress=lambda done, total: None,
            at=MONDAY,
        )
    assert not Notice.objects.exists()


# ---- killed while sending

# Sends what is due and is killed at the second letter: before it is in the folder, or after and before it is noted.
KILLED = """
import django; django.setup()
from gwella.core import clock
from gwella.jobs import letters
import os, signal
real, left = letters.write_to_folder, 1
def write(mail, folder):
    global left
    if not left and "{when}" == "before": os.kill(os.getpid(), signal.SIGKILL)
    path = real(mail, folder)
    if not left and "{when}" == "after": os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return path
letters.write_to_folder = write
print(letters.send_due(at=clock.now()), letters.send_due(at=clock.now()))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_sending_nobody_is_forgotten_and_nobody_gets_it_twice(
    folder: Path, tmp_path: Path, when: str
) -> None:
    cast = make_cast()
    run = prepared_run(cast)
    pks = list(waiting_letters(run, on=MONDAY.date()).values_list("pk", flat=True))
    send_considerately(pks, framework_code=run.framework, urgency="test", by=cast.carys, at=clock.now())
    environment = {
        **os.environ,
        "DATABASE_URL": database_for_others(tmp_path / "copy.sqlite3"),
        "GWELLA_MAIL_FOLDER": str(folder),
        "DJANGO_SETTINGS_MODULE": "gwella.config.test_settings",
    }

    def send(when: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", KILLED.format(when=when)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert send(when).returncode == -signal.SIGKILL
    assert len(mails(folder)) == (1 if when == "before" else 2)
    assert send("never").stdout.strip() == f"{jobs.Sent(1, 0, 0)} {jobs.Sent(0, 0, 0)}"
    assert len(mails(folder)) == 2
    assert len({line for mail in mails(folder) for line in mail.splitlines() if line.startswith("Message-ID")}) == 2


def database_for_others(copy: Path) -> str:
    """The address at which another process finds the tests' database: a copy where that lives in memory."""
    if connection.vendor == "postgresql":
        address = urlsplit(os.environ["DATABASE_URL"])
        return urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
    with closing(sqlite3.connect(copy)) as file:
        connection.connection.backup(file)
    return f"sqlite:///{copy}"
