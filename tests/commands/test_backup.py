"""A backup brought back holds what was there; what is not whole, or has no empty place, is refused."""

import json
import os
import subprocess
import sys
import tarfile
from datetime import date
from pathlib import Path

import pytest

from gwella.core.problems import BadInput
from gwella.jobs import backup
from tests.consistency.project import ROOT
from tests.homes import new_home

pytestmark = pytest.mark.process


def run(home: Path, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    ours = ("GWELLA_", "DATABASE_URL")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, "-m", "gwella.jobs.commands", *map(str, arguments)],
        env=environment | {"GWELLA_HOME": str(home), "GWELLA_TODAY": "2020-02-03"} | more,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the cast in its database and a file beside it."""
    home = new_home(tmp_path_factory.mktemp("service") / "home")
    made = run(home, "manage", "shell", "-v", "0", "-c", "from tests.cast import make_cast; make_cast()")
    assert made.returncode == 0, made.stderr
    (home / "files" / "letters").mkdir(parents=True)
    (home / "files" / "letters" / "llythyr.pdf").write_bytes(b"%PDF-1.7 invented")
    (home / "evidence" / "pupils" / "2018-19" / "abc").mkdir(parents=True)
    (home / "evidence" / "pupils" / "2018-19" / "abc" / "rows.parquet").write_bytes(b"PAR1 invented")
    return home


@pytest.fixture(scope="module")
def archive(lived_in: Path) -> Path:
    target = lived_in.parent / "gwella.tar.gz"
    done = run(lived_in, "backup", target, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"]["domain_school"] == 7
    return target


def test_a_backup_brought_back_holds_what_was_there(lived_in: Path, archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    done = run(home, "restore", archive, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["service_date"], told["files"], told["evidence"]) == ("2020-02-03", 1, 1)
    assert backup._rows(home / "gwella.sqlite3") == backup._rows(lived_in / "gwella.sqlite3") == told["rows"]
    assert (home / "files" / "letters" / "llythyr.pdf").read_bytes() == b"%PDF-1.7 invented"
    assert (home / "evidence/pupils/2018-19/abc/rows.parquet").read_bytes() == b"PAR1 invented"
    assert (home / "secret-key").read_text() == (lived_in / "secret-key").read_text()
    private = [home / "secret-key", home / "gwella.sqlite3", archive]
    assert {oct(path.stat().st_mode & 0o777) for path in private} == {"0o600"}
    assert sorted(path.name for path in home.iterdir()) == ["evidence", "files", "gwella.sqlite3", "secret-key"]


def test_nothing_but_the_backup_is_left_beside_it(lived_in: Path, archive: Path) -> None:
    assert sorted(path.name for path in archive.parent.iterdir()) == ["gwella.tar.gz", "home"]
    with tarfile.open(archive) as opened:
        assert {name.partition("/")[0] for name in opened.getnames()} == {
            "manifest.json",
            "database.sqlite3",
            "secret-key",
            "files",
            "evidence",
        }


@pytest.fixture
def empty(settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A new home on the embedded database, whatever the tests run on, without starting the command."""
    home = tmp_path / "home"
    home.mkdir()
    settings.HOME, settings.MEDIA_ROOT = home, home / "files"
    monkeypatch.setattr(backup, "_require_sqlite", lambda: None)
    monkeypatch.setattr(backup, "_database", lambda: home / "gwella.sqlite3")
    return home


@pytest.mark.parametrize("spoiled", ["truncated", "not an archive", "one row less", "a way out"])
def test_what_is_not_whole_is_refused_and_nothing_left_behind(
    archive: Path, empty: Path, tmp_path: Path, spoiled: str
) -> None:
    bad = tmp_path / "bad.tar.gz"
    if spoiled == "truncated":
        bad.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    elif spoiled == "not an archive":
        bad.write_text("<html>Not found</html>")
    else:
        _spoil(archive, bad, tmp_path / "opened", way_out=spoiled == "a way out")
    with pytest.raises(BadInput) as refused:
        backup.restore(bad)
    assert [(problem.code, problem.file) for problem in refused.value.problems] == [("restore_not_whole", bad.name)]
    assert list(empty.iterdir()) == []
    assert list(tmp_path.rglob("escaped")) == []


def _spoil(archive: Path, bad: Path, folder: Path, *, way_out: bool) -> None:
    """Pack the archive again with another count in its manifest, or with a member that would land outside."""
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    if not way_out:
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["rows"]["domain_school"] += 1
        (folder / "manifest.json").write_text(json.dumps(manifest))
    with tarfile.open(bad, "w:gz") as packed:
        for path in sorted(folder.iterdir()):
            packed.add(path, arcname=path.name)
        if way_out:
            packed.add(folder / "manifest.json", arcname="../../escaped")


def test_a_home_that_is_in_use_is_never_written_over(lived_in: Path, archive: Path) -> None:
    before = (lived_in / "gwella.sqlite3").read_bytes()
    done = run(lived_in, "restore", archive, "--json")
    assert done.returncode == 1
    assert [problem["code"] for problem in json.loads(done.stdout)["refused"]] == ["restore_not_empty"]
    assert (lived_in / "gwella.sqlite3").read_bytes() == before


def test_where_there_is_nothing_to_back_up_it_says_so(empty: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        backup.back_up(tmp_path / "b.tar.gz", on=date(2020, 2, 3))
    assert [problem.code for problem in refused.value.problems] == ["backup_no_database"]
    assert list(tmp_path.glob("*.gz")) == []


def test_a_folder_that_is_missing_is_told(empty: Path, tmp_path: Path) -> None:
    (empty / "gwella.sqlite3").touch()
    with pytest.raises(BadInput) as refused:
        backup.back_up(tmp_path / "missing" / "b.tar.gz", on=date(2020, 2, 3))
    assert [problem.code for problem in refused.value.problems] == ["backup_not_written"]
    assert list(empty.iterdir()) == [empty / "gwella.sqlite3"]


def test_postgresql_is_told_where_its_backups_are(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "backup", tmp_path / "b.tar.gz", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "pg_dump" in done.stderr
