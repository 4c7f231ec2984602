"""The web server and the worker beside it, in one command."""

import multiprocessing
import subprocess
import sys
from typing import Any

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication


class Server(BaseApplication):
    """Gunicorn with sync workers (the best tail on SQLite) and one worker for background work."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        self.settings = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "timeout": 60,
            "max_requests": 5000,
            "max_requests_jitter": 500,
            "loglevel": "warning",
        }
        self.background: subprocess.Popen[bytes] | None = None
        super().__init__()  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        """Take our settings instead of the command line's."""
        hooks = {"when_ready": self._start_background, "on_exit": self._stop_background}
        config: Any = self.cfg
        for name, value in {**self.settings, **hooks}.items():
            config.set(name, value)

    def load(self) -> Any:
        """The application."""
        return get_wsgi_application()

    def _start_background(self, _server: object) -> None:
        self.background = subprocess.Popen([sys.executable, "-m", "gwella.jobs.commands", "worker"])

    def _stop_background(self, _server: object) -> None:
        if self.background:
            self.background.terminate()
            self.background.wait(timeout=10)


def serve(host: str, port: int, workers: int | None = None) -> None:
    """Serve until stopped. Static files are gathered, hashed and compressed first."""
    call_command("collectstatic", verbosity=0, interactive=False)
    Server(host, port, workers or min(4, multiprocessing.cpu_count() + 1)).run()  # type: ignore[no-untyped-call]


def work_through(*, until_empty: bool) -> None:
    """Do background work as it comes, or until there is none."""
    call_command("db_worker", batch=until_empty, verbosity=0)
