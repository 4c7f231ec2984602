"""Kill a command again and again (`kill -9`) and look at what it leaves: the database before it, or after it.

Runs as a process of its own, `python -m tests.proof.killing PREPARED HOME COUNT SEED -- command…`, with GWELLA_HOME
at HOME: Django is loaded once, and each case is a fork that starts from a copy of the prepared home. Half of the cases
die at a statement, half at a moment of the clock, so that the commit itself is hit too. Each tenth then runs again to
its end and must give what one undisturbed run gives. Prints how many were found before and how many after.
"""

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import django

from gwella.jobs.registered import DONE_IN

State = dict[str, list[tuple[object, ...]]]
# What a clock writes differs from run to run and says nothing of what was done.
DONE = (0, 3)  # exit codes of the command: 3 is done, with something to see to
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")


def state(home: Path) -> State:
    """Every row of every table of ours, moments made equal. Fails where SQLite finds the file damaged."""
    with closing(sqlite3.connect(home / "gwella.sqlite3")) as connection:
        # A constraint of ours matches a pattern; the function for it is Django's.
        connection.create_function("REGEXP", 2, lambda pattern, value: re.search(pattern, str(value)) is not None)
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        names = connection.execute("select name from sqlite_master where type = 'table' order by name").fetchall()
        return {
            name: [tuple(map(_still, row)) for row in connection.execute(f"select * from {name} order by 1")]
            for (name,) in names
            if name.startswith(("domain_", "core_"))
        }


def _still(value: object) -> object:
    return MOMENT.sub("a moment", value) if isinstance(value, str) else value


class Killer:
    """Runs one command in forks of this process, over and over from the same prepared home."""

    def __init__(self, prepared: Path, home: Path, arguments: Sequence[str]) -> None:
        self.prepared, self.home, self.arguments = prepared, home, arguments
        self.count = home.with_name(f"{home.name}-statements")

    def fresh(self) -> State:
        """The home as it was prepared."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.prepared, self.home)
        return state(self.home)

    def start(self, kill_at: int | None = None, *, first: bool = True) -> int:
        """Fork; the child runs the command and dies at the given statement, before it or after it. Its process."""
        child = os.fork()
        if child == 0:
            self._run(kill_at, first)
        return child

    def finish(self) -> State:
        """Let the command run undisturbed."""
        _, status = os.waitpid(self.start(), 0)
        assert os.waitstatus_to_exitcode(status) in DONE, f"{self.arguments} failed: {status}"
        return state(self.home)

    def statements(self) -> int:
        """How many statements the last undisturbed run sent."""
        return int(self.count.read_text())

    def _run(self, kill_at: int | None, first: bool) -> NoReturn:
        from django.db import connection

        from gwella.jobs.commands import main

        sent = 0

        def tell(execute: Callable[..., Any], *statement: Any) -> Any:
            nonlocal sent
            sent += 1
            if sent == kill_at and first:
                os.kill(os.getpid(), signal.SIGKILL)
            result = execute(*statement)
            if sent == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        connection.execute_wrappers.append(tell)
        code = 1
        try:
            main(list(self.arguments), standalone_mode=True)
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            self.count.write_text(str(sent))
            os._exit(code)


def prove(killer: Killer, count: int, dice: random.Random) -> dict[str, int]:
    """Kill `count` times. Returns how often the database was found before and after; fails where it was neither."""
    before = killer.fresh()
    began = time.monotonic()
    after = killer.finish()
    seconds, statements = time.monotonic() - began, killer.statements()
    assert before != after, "the command changes nothing, so killing it proves nothing"
    found = {"before": 0, "after": 0, "statements": statements}
    for number in range(count):
        killer.fresh()
        if number % 2 == 0:
            child = killer.start(dice.randrange(statements // 4, statements + 1), first=dice.random() < 0.5)
        else:
            child = killer.start()
            time.sleep(dice.uniform(0, seconds))
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        left = state(killer.home)
        assert left in (before, after), f"case {number}: neither before nor after"
        found["before" if left == before else "after"] += 1
        # Each tenth is enough: another run from "before" is what the first one was.
        if number % 10 == 0:
            assert killer.finish() == after, f"case {number}: another run came to something else"
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gwella.config.settings")
    given, (_dashes, *words) = sys.argv[1:5], sys.argv[5:]
    django.setup()
    for module in (*DONE_IN.values(), "gwella.flows.register", "gwella.flows.categories", "gwella.jobs.letter_run"):
        import_module(module)  # so that no fork dies while it loads
    told = prove(Killer(Path(given[0]), Path(given[1]), words), int(given[2]), random.Random(given[3]))
    print(json.dumps(told))  # noqa: T201
