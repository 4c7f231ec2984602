"""An import killed at any moment leaves the database as it was before, or as it is after; never between."""

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.realdata import needs_shared, shared

pytestmark = [needs_shared, pytest.mark.realdata]
IMPORT = [
    "import-register",
    str(Path("../shared/data/wales/address-list-schools-wales_2018-04-10.ods")),
    "--authorities",
    "672,673,674,675,681",
]
# The command as it is, which also tells each statement it is about to send, so that a kill can fall on any of them.
TELLING = """
import sys
import django
django.setup()
from django.db import connection
from gwella.jobs.commands import main

def tell(execute, sql, params, many, context):
    sys.stdout.write(".")
    sys.stdout.flush()
    return execute(sql, params, many, context)

connection.execute_wrappers.append(tell)
main(sys.argv[1:])
"""
# What a clock writes differs from run to run and says nothing of what was done.
MOMENTS = ("happened_at", "recorded_at", "brought_at", "committed_at")


def gwella(home: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """The command running in a home of its own; a dot on its standard output for each statement."""
    environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "GWELLA_DEMO")}
    environment |= {"GWELLA_HOME": str(home), "GWELLA_TODAY": "2020-02-03"}
    environment["DJANGO_SETTINGS_MODULE"] = "gwella.config.settings"
    command = [sys.executable, "-c", TELLING, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def finish(process: "subprocess.Popen[bytes]") -> int:
    """Let it come to its end; the statements it sent."""
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return told.count(b".")


def state(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours, without moments."""
    with sqlite3.connect(home / "gwella.sqlite3") as connection:
        # A constraint of ours matches a pattern; the function for it is Django's.
        connection.create_function("REGEXP", 2, lambda pattern, value: re.search(pattern, str(value)) is not None)
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        tables = [
            name
            for (name,) in connection.execute("select name from sqlite_master where type = 'table' order by name")
            if name.startswith(("domain_", "core_"))
        ]
        found = {}
        for table in tables:
            columns = [row[1] for row in connection.execute(f"pragma table_info({table})") if row[1] not in MOMENTS]
            found[table] = connection.execute(f"select {', '.join(columns)} from {table} order by 1").fetchall()
        return found


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an empty database."""
    home = tmp_path_factory.mktemp("prepared")
    finish(gwella(home, "migrate"))
    return home


@pytest.mark.parametrize("kills", [pytest.param(2), pytest.param(300, marks=pytest.mark.soak)])
def test_killed_at_any_statement_it_is_before_or_after(prepared: Path, tmp_path: Path, kills: int) -> None:
    assert shared("data/wales/address-list-schools-wales_2018-04-10.ods")
    whole = tmp_path / "whole"
    shutil.copytree(prepared, whole)
    before = state(whole)
    statements = finish(gwella(whole, *IMPORT))
    after = state(whole)
    assert len(after["domain_school"]) == 417
    dice = random.Random(20180410)
    for number in range(kills):
        home = tmp_path / f"killed-{number}"
        shutil.copytree(prepared, home)
        process = gwella(home, *IMPORT)
        assert process.stdout
        process.stdout.read(dice.randrange(statements // 4, statements + 1))
        time.sleep(dice.choice((0, 0.001, 0.01)))
        process.kill()
        process.communicate(timeout=60)
        assert state(home) in (before, after)
        if number == 0:
            finish(gwella(home, *IMPORT))
            assert state(home) == after
        shutil.rmtree(home)
