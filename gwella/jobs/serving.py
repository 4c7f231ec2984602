"""The web server and the worker beside it, in one command."""

import atexit
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any

import click
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import Error, connection
from django.urls import get_resolver
from django.utils.translation import gettext
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from gwella.core import clock
from gwella.core.taking_up import take_up_broken_work
from gwella.jobs.letters import resume_sending

# A worker that ends by itself is started again after a pause that doubles up to a minute; one that has lived so long
# was well, and the next pause is short again. Seconds.
FIRST_PAUSE, LONGEST_PAUSE, WELL_AFTER = 1.0, 60.0, 120.0
# How long the worker may finish what it is doing when the server stops. Seconds.
PATIENCE = 20.0
# How often a worker looks for work that another left when it was killed. Seconds.
LOOK = 30.0


class Background:
    """The worker beside the web server: started, started again when it dies, and stopped with it."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.pause = FIRST_PAUSE
        self.started = self.due = 0.0

    def keep(self, now: float) -> None:
        """Look after it, at a moment of a clock that only goes forward; called about every second."""
        if self.process is None:
            if now >= self.due:
                self._start(now)
        elif self.process.poll() is not None:
            self.process = None
            self.pause = FIRST_PAUSE if now - self.started >= WELL_AFTER else self.pause
            self.due = now + self.pause
            said = gettext("The worker for background work has ended. It starts again in %(seconds)d s.")
            click.echo(said % {"seconds": self.pause}, err=True)
            self.pause = min(2 * self.pause, LONGEST_PAUSE)

    def _start(self, now: float) -> None:
        """In a process group of its own, so that Ctrl-C reaches the server alone, which lets it finish."""
        command = [sys.executable, "-m", "gwella.jobs.commands", "worker", "--with-parent", str(os.getpid())]
        self.process = subprocess.Popen(command, process_group=0)
        self.started = now

    def stop(self) -> None:
        """Let it finish what it is doing, and end it where that takes too long."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Keeper(Arbiter):
    """Gunicorn's master, which keeps the worker for background work beside its own."""

    background: Background

    def manage_workers(self) -> None:
        """Called about every second."""
        super().manage_workers()  # type: ignore[no-untyped-call]
        self.background.keep(time.monotonic())


def whole_application() -> Any:
    """The application with every page's code, for a server that forks its workers from one process."""
    application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018
    # What is loaded stays: no worker looks through it for rubbish, and they go on sharing its memory.
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)
    return application


class Server(BaseApplication):
    """Gunicorn with sync workers (the best tail on SQLite) and one worker for background work."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        self.settings = {
            "bind": f"{host}:{port}",
            "workers": workers,
            # Loaded once and shared: a worker starts at once, and the first visitor waits for nothing.
            "preload_app": True,
            "timeout": 60,
            "max_requests": 5000,
            "max_requests_jitter": 500,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        self.background = Background()
        super().__init__()  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        """Take our settings instead of the command line's."""
        config: Any = self.cfg
        for name, value in self.settings.items():
            config.set(name, value)

    def load(self) -> Any:
        """The application, whole before the first worker is forked."""
        return whole_application()

    def run(self) -> None:
        """Serve until stopped."""
        keeper = Keeper(self)  # type: ignore[no-untyped-call]
        keeper.background = self.background
        try:
            keeper.run()  # type: ignore[no-untyped-call]
        finally:
            # Web workers leave by here too, being copies of the master: the background is not theirs to stop.
            if os.getpid() == keeper.pid:
                self.background.stop()


def serve(host: str, port: int, workers: int | None = None) -> None:
    """Serve until stopped. Static files are gathered, hashed and compressed first."""
    call_command("collectstatic", verbosity=0, interactive=False)
    Server(host, port, workers or min(4, multiprocessing.cpu_count() + 1)).run()


def work_through(*, until_empty: bool, parent: int | None = None) -> None:
    """Do background work as it comes, or until there is none; end when the process `parent` is no longer ours."""
    if parent is not None:
        threading.Thread(target=_end_without, args=(parent,), daemon=True).start()
    take_up_broken_work()
    resume_sending(at=clock.now())
    if not until_empty:
        threading.Thread(target=_look_after_broken_work, daemon=True).start()
    call_command("db_worker", batch=until_empty, verbosity=0)


def _look_after_broken_work() -> None:
    """While this worker lives, take up what another left when it was killed. A database that is down comes back."""
    while True:
        time.sleep(LOOK)
        with suppress(Error):
            take_up_broken_work()
        connection.close()


def _end_without(parent: int) -> None:
    """End this process when its parent has ended without saying so."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
