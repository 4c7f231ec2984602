"""Letters with a yes leave by themselves, whatever was missed; where mail can go nowhere, nothing is called sent."""

import runpy
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import override_settings
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from gwella.config import settings as real_settings
from gwella.core import clock, work
from gwella.core.models import OutboxMessage, Work
from gwella.core.problems import BadInput
from gwella.domain.allocation.models import AllocationRun, Notice
from gwella.flows.letters import send_considerately, waiting_letters
from gwella.jobs import letter_run
from gwella.jobs import letters as jobs
from gwella.jobs.commands import main
from tests.cast import Cast
from tests.web.letters.making import FRIDAY_NIGHT, MONDAY, make_run, prepared_run

pytestmark = pytest.mark.database
MONDAY_AT_EIGHT = datetime(2020, 2, 3, 8, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def at_monday(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A Monday at ten, mail going to a folder."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    monkeypatch.setattr(settings, "MAIL_FOLDER", tmp_path / "mail")


@pytest.fixture
def queued() -> Iterator[None]:
    """Work waits in the queue instead of being done at once."""
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}):
        yield


def approve(cast: Cast, at: datetime, urgency: str = "") -> AllocationRun:
    """A run whose letters were approved at a moment: two to send."""
    run = prepared_run(cast)
    pks = list(waiting_letters(run, on=at.date()).values_list("pk", flat=True))
    send_considerately(pks, framework_code=run.framework, urgency=urgency, by=cast.carys, at=at)
    return run


def sent(run: AllocationRun) -> int:
    """How many letters have left."""
    return run.notices.filter(state="sent").count()


# ---- at their hour


def test_letters_approved_at_night_leave_by_themselves_in_the_morning(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    run = approve(cast, FRIDAY_NIGHT)
    asked = Work.objects.get()
    assert (asked.name, asked.not_before, asked.state) == ("send_letters", MONDAY_AT_EIGHT, "waiting")
    monkeypatch.setattr(clock, "now", lambda: MONDAY_AT_EIGHT)
    with django_capture_on_commit_callbacks(execute=True):
        work.run_work.func(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.result["sent"], sent(run)) == ("done", 2, 2)
    assert Work.objects.count() == 1  # nothing is left, so nothing more is asked for


def test_one_by_one_approved_they_ask_for_one_sending(cast: Cast) -> None:
    run = prepared_run(cast)
    for pk in waiting_letters(run, on=FRIDAY_NIGHT.date()).values_list("pk", flat=True):
        send_considerately([pk], framework_code=run.framework, by=cast.carys, at=FRIDAY_NIGHT)
    assert Work.objects.get().not_before == MONDAY_AT_EIGHT


def test_what_did_not_leave_is_tried_again_in_a_while_and_not_for_ever(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any) -> Path:
        raise OSError("the mail server hung up")

    run = approve(cast, MONDAY)
    monkeypatch.setattr(jobs, "write_to_folder", refuse)
    result = jobs.send_letters({}, lambda done, total: None)
    assert (result["failed"], sent(run)) == (2, 0)
    assert Work.objects.get().not_before == MONDAY + jobs.PAUSE
    OutboxMessage.objects.update(attempts=jobs.MOST_ATTEMPTS)
    assert jobs.next_sending(at=MONDAY) is None


@pytest.mark.parametrize(
    ("at", "urgency", "hour"),
    [
        (MONDAY + timedelta(hours=1), "", MONDAY + timedelta(hours=1)),
        (MONDAY + timedelta(hours=10), "", MONDAY_AT_EIGHT + timedelta(days=1)),
        (MONDAY + timedelta(hours=10), "The link begins tomorrow.", MONDAY + timedelta(hours=10)),
        (MONDAY_AT_EIGHT - timedelta(days=2), "", MONDAY),
    ],
)
def test_the_next_sending_is_at_an_hour_when_schools_are_not_spared(
    cast: Cast, at: datetime, urgency: str, hour: datetime
) -> None:
    approve(cast, MONDAY, urgency)
    assert jobs.next_sending(at=at) == hour


def test_a_worker_that_starts_sees_to_what_was_missed(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    jobs.resume_sending(at=MONDAY)
    assert not Work.objects.exists()
    run = approve(cast, FRIDAY_NIGHT)  # and nobody was there at eight
    with django_capture_on_commit_callbacks(execute=True):
        jobs.resume_sending(at=MONDAY)
    assert sent(run) == 2


def test_a_worker_that_starts_at_night_asks_for_the_morning(
    cast: Cast, queued: None, django_capture_on_commit_callbacks: Any
) -> None:
    approve(cast, FRIDAY_NIGHT)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.resume_sending(at=FRIDAY_NIGHT)
        jobs.resume_sending(at=FRIDAY_NIGHT + timedelta(hours=1))
    assert Work.objects.get().not_before == MONDAY_AT_EIGHT


def test_the_command_s_yes_asks_for_the_sending_where_it_does_not_send_itself(
    cast: Cast, queued: None, django_capture_on_commit_callbacks: Any
) -> None:
    make_run(cast)
    options: dict[str, Any] = {"signer_email": None, "urgency": "", "out": None, "at": MONDAY}
    with django_capture_on_commit_callbacks(execute=True):
        letter_run.letters(approve=True, send=False, progress=lambda done, total: None, **options)
    assert Work.objects.get().not_before is None
    assert DBTaskResult.objects.ready().count() == 1


# ---- where mail can go nowhere


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No mail server, and no folder set instead."""
    monkeypatch.setattr(settings, "MAIL", "none")


def test_without_a_mail_server_nothing_is_sent_and_nothing_says_so(cast: Cast, nowhere: None, tmp_path: Path) -> None:
    run = approve(cast, MONDAY)
    with pytest.raises(BadInput, match="No mail server"):
        jobs.send_due(at=MONDAY)
    assert sent(run) == 0
    assert set(OutboxMessage.objects.values_list("state", "attempts", "failure")) == {("queued", 0, "")}
    assert not (tmp_path / "mail").exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "No mail server is set"), ("cy", "Nid oes gweinydd e-bost wedi’i osod")],
)
def test_the_command_refuses_before_it_approves(cast: Cast, nowhere: None, language: str, words: str) -> None:
    make_run(cast)
    with translation.override("en"):  # the command chooses its own, and the next test has it back
        done = CliRunner().invoke(main, ["--language", language, "letters", "--approve", "--send"])
    assert done.exit_code == 1
    assert words in done.stderr
    assert "GWELLA_SMTP_HOST" in done.stderr
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("environment", "mail", "backend"),
    [
        ({}, "none", "filebased"),
        ({"GWELLA_MAIL_FOLDER": "/tmp/trial"}, "folder", "filebased"),
        ({"GWELLA_SMTP_HOST": "mail.example.wales"}, "server", "smtp"),
        ({"GWELLA_SMTP_HOST": "mail.example.wales", "GWELLA_MAIL_FOLDER": "/tmp/trial"}, "server", "smtp"),
        ({"GWELLA_SMTP_HOST": "mail.example.wales", "GWELLA_DEMO": "1"}, "folder", "filebased"),
        ({"GWELLA_DEMO": "1"}, "folder", "filebased"),
    ],
)
def test_mail_goes_to_a_folder_only_in_the_demonstration_or_where_one_is_set(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], mail: str, backend: str
) -> None:
    for name in ("GWELLA_DEMO", "GWELLA_SMTP_HOST", "GWELLA_MAIL_FOLDER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = runpy.run_path(str(Path(str(real_settings.__file__))))
    assert (found["MAIL"], found["EMAIL_BACKEND"].split(".")[-2]) == (mail, backend)
