"""Work whose worker was killed: found by its silence, begun again, or ended with words that say what to do."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gwella.core import clock, work
from gwella.core.models import Work
from gwella.core.taking_up import MOST_BEGINNINGS, SILENCE, take_up_broken_work
from gwella.core.work import _saying_it_lives, ask
from tests.cast import make_cast
from tests.jobs.test_letters import database_for_others

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
LONG_AGO = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _queue(settings: Any) -> None:
    """The real queue."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def broken_off(*, begun: int = 1, at: datetime | None = None, by: Any = None) -> Work:
    """Work as a killed worker leaves it."""
    asked = ask("test.die", {}, by=by, at=clock.now())
    at = at or clock.real_now() - LONG_AGO
    Work.objects.filter(pk=asked.pk).update(state=Work.State.RUNNING, seen_at=at, done=3, total=7)
    DBTaskResult.objects.update(status="RUNNING", started_at=clock.real_now() - LONG_AGO, worker_ids=["w"] * begun)
    return asked


def told(asked: Work) -> tuple[str, str]:
    """The state of work and of its place in the queue."""
    asked.refresh_from_db()
    return asked.state, DBTaskResult.objects.get().status


def test_silent_work_is_begun_again_from_its_start() -> None:
    asked = broken_off()
    assert take_up_broken_work() == 1
    assert told(asked) == ("waiting", "READY")
    assert (asked.done, asked.total) == (0, 0)
    assert take_up_broken_work() == 0


def test_work_that_has_said_that_it_lives_is_left_alone() -> None:
    asked = broken_off(at=clock.real_now() - SILENCE / 2)
    assert take_up_broken_work() == 0
    assert told(asked) == ("running", "RUNNING")


def test_work_killed_between_its_claim_and_its_start_is_taken_up_too() -> None:
    asked = broken_off()
    Work.objects.update(state=Work.State.WAITING, seen_at=None)
    assert take_up_broken_work() == 1
    assert told(asked) == ("waiting", "READY")


def test_work_killed_after_its_end_stays_as_it_ended() -> None:
    asked = broken_off()
    Work.objects.update(state=Work.State.DONE)
    assert take_up_broken_work() == 0
    assert told(asked) == ("done", "SUCCESSFUL")


def test_what_breaks_off_each_time_ends_and_its_page_says_what_to_do(client: Client) -> None:
    cast = make_cast()
    asked = broken_off(begun=MOST_BEGINNINGS, by=cast.carys)
    assert take_up_broken_work() == 1
    assert told(asked) == ("failed", "FAILED")
    assert asked.finished_at is not None
    client.force_login(cast.carys)
    page = client.get(reverse("work", args=[asked.pk]))
    shown = page.content.decode()
    assert "begun 3 times and broke off each time" in shown
    assert "Ask for it again." in shown
    assert "Nothing was kept" not in shown
    assert "Refresh" not in page.headers


def test_the_page_of_work_begun_again_goes_on_asking(client: Client) -> None:
    cast = make_cast()
    asked = broken_off(by=cast.carys)
    take_up_broken_work()
    client.force_login(cast.carys)
    page = client.get(reverse("work", args=[asked.pk]))
    assert "Waiting for its turn" in page.content.decode()
    assert page.headers["Refresh"]


def test_work_says_that_it_lives_for_as_long_as_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BEAT", 0.01)
    asked = broken_off()
    with _saying_it_lives(asked.pk):
        for _ in range(500):
            asked.refresh_from_db()
            if asked.seen_at and asked.seen_at > clock.real_now() - SILENCE:
                break
            time.sleep(0.01)
    assert take_up_broken_work() == 0


# ---- with a killed process

# A worker in a process of its own, whose first work kills it; the next finds it.
WORKER = """
import django; django.setup()
import json, os, signal, sys
from datetime import timedelta
from pathlib import Path
from django.core.management import call_command
from django.db.models import F
from django_tasks_db.models import DBTaskResult
from gwella.core.models import Work
from gwella.core.taking_up import take_up_broken_work
from gwella.core.work import does
mark = Path(sys.argv[1])
@does("test.die")
def die(params, tell):
    tell(1, 2)
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"counted": 2}
left = Work.objects.get().state
DBTaskResult.objects.update(started_at=F("started_at") - timedelta(minutes=5))
Work.objects.update(seen_at=F("seen_at") - timedelta(minutes=5))
found = take_up_broken_work()
call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
work = Work.objects.get()
print(json.dumps([left, found, work.state, work.result, len(DBTaskResult.objects.get().worker_ids)]))
"""


def test_work_of_a_killed_worker_is_done_by_the_next(tmp_path: Path) -> None:
    ask("test.die", {}, by=None, at=clock.now())
    environment = {
        **os.environ,
        "DATABASE_URL": database_for_others(tmp_path / "copy.sqlite3"),
        "GWELLA_HOME": str(tmp_path),
        "GWELLA_INSECURE": "1",
        "DJANGO_SETTINGS_MODULE": "gwella.config.settings",
    }
    command = [sys.executable, "-c", WORKER, str(tmp_path / "killed-once")]

    def begin() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert begin().returncode == -signal.SIGKILL
    second = begin()
    assert second.returncode == 0, second.stderr
    assert json.loads(second.stdout) == ["running", 1, "done", {"counted": 2}, 2]
