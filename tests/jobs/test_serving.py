"""The worker beside the web server: kept alive, with longer and longer pauses, and never left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gwella.jobs import serving
from tests.homes import new_home

SAID = "The worker for background work has ended. It starts again in"


class Process:
    """A worker that lives until it is told otherwise."""

    alive = True

    def poll(self) -> int | None:
        """None while it lives."""
        return None if self.alive else 1


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Process]:
    """The workers that were started."""
    made: list[Process] = []

    def start(*_command: Any, **_more: Any) -> Process:
        made.append(Process())
        return made[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    return made


def test_a_worker_that_dies_at_once_is_started_again_after_longer_and_longer_pauses(
    started: list[Process], capsys: pytest.CaptureFixture[str]
) -> None:
    background, starts, seen = serving.Background(), [], 0
    for second in range(300):
        background.keep(second)
        if len(started) > seen:
            starts.append(second)
            seen = len(started)
        started[-1].alive = False
    assert [b - a for a, b in pairwise(starts)] == [2, 3, 5, 9, 17, 33, 61, 61, 61]
    said = [line for line in capsys.readouterr().err.splitlines() if SAID in line]
    assert [int(line.removeprefix(SAID).split()[0]) for line in said][:8] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_worker_that_was_well_for_long_is_started_again_soon(started: list[Process]) -> None:
    background = serving.Background()
    for second in range(60):
        background.keep(second)
        started[-1].alive = False
    began = len(started)
    later = 60 + serving.LONGEST_PAUSE
    background.keep(later)
    for second in (later + serving.WELL_AFTER, later + serving.WELL_AFTER + 1):
        started[-1].alive = False
        background.keep(second)
    assert len(started) == began + 2


# ---- with real processes


@pytest.fixture
def server(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """`gwella serve` in a session of its own, on a port of its own; whatever is left of it is ended."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "GWELLA_HOME": str(new_home(tmp_path)),
        "GWELLA_BUILD": os.environ["SUITE_FOLDER"] + "/build",
        "GWELLA_INSECURE": "1",
        "DJANGO_SETTINGS_MODULE": "gwella.config.settings",
    }
    command = [sys.executable, "-m", "gwella.jobs.commands", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    yield process
    left = descendants(process.pid)
    for pid in [process.pid, *left] if process.poll() is None else left:
        os.kill(pid, signal.SIGKILL)
    process.communicate()


def descendants(pid: int) -> dict[int, str]:
    """The processes a process has started, and theirs, with their command."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    found: dict[int, str] = {}
    level = {pid}
    while level:
        below = {int(row[0]): row[2] for row in rows if int(row[1]) in level}
        found |= below
        level = set(below)
    return found


def worker_of(server: "subprocess.Popen[str]") -> int | None:
    """The worker's process, if it runs."""
    return next((pid for pid, args in descendants(server.pid).items() if " worker --with-parent" in args), None)


def wait_for(what: Callable[[], Any], seconds: int = 60) -> Any:
    """What it gives as soon as it gives something."""
    for _ in range(seconds * 10):
        if found := what():
            return found
        time.sleep(0.1)
    pytest.fail("waited in vain")


def is_gone(pid: int) -> bool:
    """Whether a process has ended."""
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return not listed.stdout.strip() or listed.stdout.strip().startswith("Z")


@pytest.mark.process
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_killed_worker_is_started_again_and_nothing_is_left_behind(
    server: "subprocess.Popen[str]", how: signal.Signals
) -> None:
    first = wait_for(lambda: worker_of(server))
    os.kill(first, signal.SIGKILL)
    second = wait_for(lambda: (found := worker_of(server)) != first and found)
    family = descendants(server.pid)
    assert len(family) == 2
    os.killpg(server.pid, how) if how == signal.SIGINT else server.terminate()
    assert server.wait(timeout=30) == 0
    assert second in family
    assert all(is_gone(pid) for pid in family)
    assert server.stderr is not None
    assert SAID in server.stderr.read()


@pytest.mark.process
def test_the_worker_of_a_killed_server_ends_by_itself(server: "subprocess.Popen[str]") -> None:
    worker = wait_for(lambda: worker_of(server))
    family = descendants(server.pid)
    server.kill()
    wait_for(lambda: is_gone(worker))
    for pid in family:
        if not is_gone(pid):
            os.kill(pid, signal.SIGTERM)
