"""`kill -9` at any moment: the database is before or after, never between, and another run gives the same result.

On SQLite, whose file a dead process leaves behind; a PostgreSQL server undoes what a lost client has not committed.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.consistency.project import ROOT
from tests.flows.registers import school, write_register
from tests.homes import new_home
from tests.proof.counting import Proof, is_soak
from tests.realdata import shared

pytestmark = pytest.mark.process
REGISTER = "data/wales/address-list-schools-wales_2018-04-10.ods"
CATEGORIES = "data/wales/support_category_2020-01_csc.csv"
COUNCILS = "672,673,674,675,681"
SCHOOLS = 40


def environment(home: Path) -> dict[str, str]:
    ours = ("GWELLA_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"GWELLA_HOME": str(home), "GWELLA_TODAY": "2020-02-03", "GWELLA_LOG": "CRITICAL"}


def gwella(home: Path, *arguments: str) -> None:
    """Run the command to its end in a home."""
    command = [sys.executable, "-m", "gwella.jobs.commands", *arguments]
    done = subprocess.run(command, env=environment(home), cwd=ROOT, capture_output=True, text=True, check=False)
    # 3: done, with something to see to (a closed school's category).
    assert done.returncode in (0, 3), done.stderr


def killed(prepared: Path, home: Path, proof: Proof, *arguments: str) -> dict[str, int]:
    """Kill the command as often as the proof says; how often the database was found before it and after it."""
    told = [prepared, home, proof.count, proof.seed, "--", *arguments]
    command = [sys.executable, "-m", "tests.proof.killing", *map(str, told)]
    done = subprocess.run(command, env=environment(home), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    assert found["before"] + found["after"] == proof.count
    assert found["before"] > 0
    return found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an empty database."""
    return new_home(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def region(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an invented region whose allocation is proposed, not confirmed."""
    home = _copy(empty, tmp_path_factory.mktemp("region") / "home")
    gwella(home, "twin", "--schools", str(SCHOOLS))
    gwella(home, "allocate")
    return _at_rest(home)


def _copy(home: Path, other: Path) -> Path:
    """Another home with the same database."""
    other.mkdir()
    (other / "gwella.sqlite3").write_bytes((home / "gwella.sqlite3").read_bytes())
    return other


def _at_rest(home: Path) -> Path:
    """Everything in the one file, so that a copy of it is the whole database."""
    with closing(sqlite3.connect(home / "gwella.sqlite3")) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return home


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A register and its categories: the published ones in the soak, a small invented council's on other days."""
    if is_soak():
        return shared(REGISTER), shared(CATEGORIES)
    folder = tmp_path_factory.mktemp("files")
    schools = [school(f"672{2000 + number}", f"Ysgol Rhif {number}") for number in range(SCHOOLS)]
    categories = folder / "categories.csv"
    lines = [f"{one['number']},Primary,{('Green', 'Yellow', 'Amber', 'Red')[n % 4]}" for n, one in enumerate(schools)]
    categories.write_text("\n".join(["School number,Sector,Support category", *lines]) + "\n", encoding="utf-8")
    return write_register(folder / "register.csv", schools), categories


@pytest.mark.proof("kill -9: bringing in the register", sample=2, full=300, database="SQLite")
def test_bringing_in_the_register(empty: Path, files: tuple[Path, Path], tmp_path: Path, proof: Proof) -> None:
    killed(empty, tmp_path / "home", proof, "import-register", str(files[0]), "--authorities", COUNCILS)


@pytest.mark.proof("kill -9: bringing in categories", sample=2, full=300, database="SQLite")
def test_bringing_in_categories(empty: Path, files: tuple[Path, Path], tmp_path: Path, proof: Proof) -> None:
    prepared = _copy(empty, tmp_path / "prepared")
    gwella(prepared, "import-register", str(files[0]), "--authorities", COUNCILS)
    killed(_at_rest(prepared), tmp_path / "home", proof, "import-categories", str(files[1]), "--round", "2019/20")


CONFIRM = """
from gwella.core import clock
from gwella.domain.allocation.models import AllocationRun
from gwella.flows.allocation import confirm
run = AllocationRun.objects.get()
if run.state == "proposed":
    confirm(run, by=None, at=clock.now())
"""


@pytest.mark.proof("kill -9: confirming an allocation", sample=2, full=300, database="SQLite")
def test_confirming_an_allocation(region: Path, tmp_path: Path, proof: Proof) -> None:
    killed(region, tmp_path / "home", proof, "manage", "shell", "-v", "0", "-c", CONFIRM)


@pytest.mark.proof("kill -9: approving letters", sample=2, full=300, database="SQLite")
def test_approving_letters(region: Path, tmp_path: Path, proof: Proof) -> None:
    prepared = _copy(region, tmp_path / "prepared")
    gwella(prepared, "manage", "shell", "-v", "0", "-c", CONFIRM)
    gwella(prepared, "letters")
    _at_rest(prepared)
    killed(prepared, tmp_path / "home", proof, "letters", "--approve", "--urgent", "The links begin tomorrow.")
