"""A backup in one file, and a service brought back from it.

The archive holds a consistent copy of the embedded database taken while the service runs, the kept files, the store of
pupil rows, the secret key where it lies in the home, and a manifest by which a restore can tell that all came back.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from contextlib import closing
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.flows.evidence.store import root

FORMAT = 1
MANIFEST, DATABASE, KEY, FILES = "manifest.json", "database.sqlite3", "secret-key", "files"
EVIDENCE = "evidence"  # the store's file sets; backups from before there was one have none
# What setting up itself puts into a new home, before anything of the service is in it.
MADE_BY_SETTING_UP = {KEY}

POSTGRESQL = Problem(
    "backup_postgresql",
    mark("This service keeps its data in PostgreSQL, which has its own backups."),
    mend=mark(
        "Use pg_dump and pg_restore for the database, and copy the folders of files and of evidence, "
        "and the secret key."
    ),
)
NO_DATABASE = Problem(
    "backup_no_database", mark("There is no database here yet."), mend=mark("Check GWELLA_HOME, or run gwella migrate.")
)
NOT_EMPTY = Problem(
    "restore_not_empty",
    mark("The home {home} already holds something; a backup is restored only into an empty one."),
    mend=mark("Choose a new, empty folder as GWELLA_HOME."),
)
NOT_WHOLE = Problem(
    "restore_not_whole",
    mark("This file is not a whole backup of Gwella. Nothing was restored."),
    mend=mark("Fetch the file again, or take the backup before it."),
)
NOT_WRITTEN = Problem(
    "backup_not_written",
    mark("The backup could not be written: {reason}"),
    mend=mark("Choose a folder that exists, can be written to and has room."),
)


def back_up(target: Path, *, on: date) -> dict[str, Any]:
    """Write the backup, readable by its owner alone; the manifest, with `rows` per table and `files` counted.

    The file appears whole or not at all. Raises BadInput on PostgreSQL, without a database, or where the file
    cannot be written.
    """
    _require_sqlite()
    if not _database().exists():
        raise BadInput(NO_DATABASE)
    try:
        with tempfile.TemporaryDirectory(prefix=".gwella-backup-", dir=target.absolute().parent) as folder:
            manifest = _gather(Path(folder), on)
            packed = _pack(Path(folder))
            packed.replace(target)
    except (OSError, sqlite3.Error) as failed:
        raise _told(NOT_WRITTEN, target, reason=getattr(failed, "strerror", None) or str(failed)) from failed
    return manifest


def restore(source: Path) -> dict[str, Any]:
    """Bring a service back from its backup into an empty home and up to date; the manifest.

    Raises BadInput, and leaves nothing behind, on PostgreSQL, where the home is not empty, or where the file is not
    a whole backup whose rows are those counted when it was taken.
    """
    _require_sqlite()
    if _database().exists() or {path.name for path in settings.HOME.iterdir()} - MADE_BY_SETTING_UP:
        raise _told(NOT_EMPTY, source, home=str(settings.HOME))
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.HOME) as name:
        folder = Path(name)
        try:
            manifest = _unpack(source, folder)
        except (OSError, EOFError, ValueError, KeyError, zlib.error, tarfile.TarError, sqlite3.Error) as failed:
            raise _told(NOT_WHOLE, source) from failed
        _put_in_place(folder)
    call_command("migrate", verbosity=0)
    return manifest


def _require_sqlite() -> None:
    if connection.vendor != "sqlite":
        raise BadInput(POSTGRESQL)


def _database() -> Path:
    return Path(connection.settings_dict["NAME"])


def _told(problem: Problem, path: Path, **params: str) -> BadInput:
    return BadInput(Problem(problem.code, problem.message, file=path.name, mend=problem.mend, params=params))


def _gather(folder: Path, on: date) -> dict[str, Any]:
    """Copy what belongs into the archive. The database first: a file that comes after it is only unknown to it."""
    copy = folder / DATABASE
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as into:
        connection.connection.backup(into)
        # The copy leaves write-ahead mode, so that all of it is in one file.
        into.execute("PRAGMA journal_mode=DELETE")
    for kept, name in ((Path(settings.MEDIA_ROOT), FILES), (root(), EVIDENCE)):
        if kept.is_dir():
            shutil.copytree(kept, folder / name)
        else:
            (folder / name).mkdir()
    if (settings.HOME / KEY).exists():
        shutil.copy2(settings.HOME / KEY, folder / KEY)
    manifest = {
        "format": FORMAT,
        "version": version("gwella"),
        "service_date": on.isoformat(),
        "sha256": _sha256(copy),
        "rows": _rows(copy),
        "files": _count(folder / FILES),
        "evidence": _count(folder / EVIDENCE),
        "has_key": (folder / KEY).exists(),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    return manifest


def _pack(folder: Path) -> Path:
    packed = folder / "backup.tar.gz"
    with os.fdopen(os.open(packed, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
            for name in (MANIFEST, DATABASE, KEY, FILES, EVIDENCE):
                if (folder / name).exists():
                    archive.add(folder / name, arcname=name)
        file.flush()
        os.fsync(file.fileno())
    return packed


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack and compare with the manifest; ValueError where they differ."""
    with tarfile.open(source, mode="r:gz") as archive:
        archive.extractall(folder, filter="data")
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    found = {
        "format": FORMAT,
        "sha256": _sha256(folder / DATABASE),
        "rows": _rows(folder / DATABASE),
        "files": _count(folder / FILES),
        "evidence": _count(folder / EVIDENCE),
        "has_key": (folder / KEY).exists(),
    }
    manifest.setdefault("evidence", 0)
    if any(manifest[name] != value for name, value in found.items()):
        raise ValueError("the archive is not what its manifest says")
    return manifest


def _put_in_place(folder: Path) -> None:
    """Move everything to where the settings look for it, the database last: with it the home is a service's."""
    if (folder / KEY).exists():
        (folder / KEY).chmod(0o600)
        shutil.move(folder / KEY, settings.HOME / KEY)
    shutil.move(folder / FILES, settings.MEDIA_ROOT)
    if (folder / EVIDENCE).exists():
        shutil.move(folder / EVIDENCE, root())
    (folder / DATABASE).chmod(0o600)
    shutil.move(folder / DATABASE, _database())


def _rows(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as opened:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        tables = [name for (name,) in opened.execute(named)]
        return {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _count(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))
