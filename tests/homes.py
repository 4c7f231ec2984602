"""Homes with an empty database: the tables are made once a run, by the command, and copied."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.consistency.project import ROOT


def new_home(home: Path) -> Path:
    """A home (created where it is not there) with an empty SQLite database that has every table. Returns it."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_made_once(), home / "gwella.sqlite3")
    return home


def _made_once() -> Path:
    """The database of this run, whichever worker asks first."""
    folder = Path(os.environ["SUITE_FOLDER"])
    made = folder / "made" / "gwella.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            arriving = folder / "arriving"
            shutil.rmtree(arriving, ignore_errors=True)
            ours = ("GWELLA_", "DATABASE_URL", "DJANGO_")
            kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
            command = [sys.executable, "-m", "gwella.jobs.commands", "migrate"]
            subprocess.run(
                command, cwd=ROOT, env=kept | {"GWELLA_HOME": str(arriving)}, check=True, capture_output=True
            )
            arriving.rename(folder / "made")
    return made
