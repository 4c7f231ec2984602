"""Bringing a file in, whatever its kind: read, preview, a person's yes, one transaction, provenance.

A kind says how its file is read and what it would change; everything else is the same for all of them. The same file
twice changes nothing, and a file that fails leaves nothing behind.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction

from gwella.core.audit import Actor
from gwella.core.models import DataImport, Work
from gwella.core.problems import BadInput, Problem
from gwella.core.text import Bilingual, mark
from gwella.core.verdict import YES, Verdict, ensure, no
from gwella.domain.places.models import Service
from gwella.evidence.ingest.containers import Limits

NO_DATABASE = Problem(
    "import.no_database",
    mark("The database cannot be used just now ({value}). Nothing was kept."),
    mend=mark("See that it runs, has room and may be written; then try again."),
)
NO_NAME = Bilingual("", "")
# The readers' own limit, in bytes: what a page lets in is never refused afterwards for its size.
KEPT_FOR = 24 * 60 * 60  # seconds an upload stays that nobody goes on with: longer than anyone stays signed in
MOST_BYTES = Limits().file_bytes
Params = Mapping[str, Any]
Progress = Callable[[int, int], None]
CarryOut = Callable[[DataImport, Actor, datetime], None]

# What a preview may list and count, in the order shown.
SECTIONS = {
    "new": mark("New"),
    "changed": mark("Changed"),
    "differing": mark("Differs from a correction by hand"),
    "decided_here": mark("Differs from what was decided here"),
    "missing": mark("Not in the file"),
    "returned": mark("In the file again"),
    "unknown": mark("Not on the register"),
    "without": mark("Served schools without a category"),
    "units": mark("Referral units without a category"),
    "refused": mark("Refused rows"),
    "warnings": mark("To look at"),
    "unchanged": mark("Unchanged"),
}

GONE = Problem(
    "import.file_gone",
    mark("The file is not kept any more."),
    mend=mark("Bring it in again from the beginning."),
)
MOVED_ON = Problem(
    "import.moved_on",
    mark("Since you looked, somebody has changed what this file would change. Nothing was brought in."),
    mend=mark("Look at the new preview and decide again."),
)
COLLIDED = Problem(
    "import.collided",
    mark("Somebody else was bringing something in at the same moment. Nothing of this file was kept."),
    mend=mark("Try again."),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked beside the file. `choices` are value and words; `many` may tick several.

    `none` is said where it is answered by choosing, and there is nothing to choose.
    """

    name: str
    label: str
    hint: str = ""
    choices: Sequence[tuple[str, Bilingual]] = ()
    many: bool = False
    required: bool = True
    initial: str = ""
    none: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One value of one thing that would change. `label` and the words are msgids, or plain values as they stand."""

    field: str
    label: str
    was: str
    becomes: str

    def as_json(self) -> dict[str, str]:
        """The change as plain data."""
        return {"field": self.field, "label": self.label, "was": self.was, "becomes": self.becomes}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a list of the preview: its key, its name in both languages, what would change, and a remark."""

    key: str
    name: Bilingual = NO_NAME
    changes: Sequence[Change] = ()
    note: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The line as plain data, without what is empty."""
        told = {
            "key": self.key,
            "en": self.name.en,
            "cy": self.name.cy,
            "changes": [change.as_json() for change in self.changes],
            "note": self.note,
            "params": dict(self.params),
        }
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change. `counts` and `lists` by the codes of SECTIONS, `facts` for programs (`--json`).

    `notes` are msgids with their particulars. `carry_out` writes it, inside the caller's transaction; None where
    nothing would change.
    """

    counts: Mapping[str, int]
    lists: Mapping[str, Sequence[Line]] = field(default_factory=dict)
    refused: Sequence[Problem] = ()
    warnings: Sequence[Problem] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[tuple[str, Mapping[str, str]]] = ()
    totals: Mapping[str, Any] | None = None
    carry_out: CarryOut | None = None

    @property
    def report(self) -> dict[str, Any]:
        """The preview as plain data, as it is kept with the import."""
        lists: dict[str, Any] = {code: [line.as_json() for line in lines] for code, lines in self.lists.items()}
        told = {
            "counts": dict(self.counts) | {"refused": len(self.refused)},
            "lists": lists,
            "refused": [problem.as_json() for problem in self.refused],
            "warnings": [problem.as_json() for problem in self.warnings],
            "facts": dict(self.facts),
            "notes": [{"message": message, "params": dict(params)} for message, params in self.notes],
            "totals": self.totals,
            "changes_anything": self.carry_out is not None,
        }
        same = json.dumps([told["counts"], lists], sort_keys=True, ensure_ascii=False)
        return told | {"digest": hashlib.sha256(same.encode()).hexdigest()}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that can be brought in.

    `read` parses it without touching our data and raises BadInput; what it gives goes to `preview`, with the answers
    to `questions`, asked on a day. `source` is the attribution to show, `permission` what a person needs to bring
    such a file in. `template` gives the headings and example rows of an empty table to fill in, in a language.
    """

    code: str
    name: str
    about: str
    formats: str
    read: Callable[[Path, str, Params], Any]
    preview: Callable[[Any, Params], Preview]
    source: str = ""
    permission: str = "import_data"
    questions: Callable[[date], Sequence[Question]] = lambda _on: ()
    template: Callable[[str], Sequence[Sequence[str]]] | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of bringing a file in at once. `kept` is None for a dry run and where nothing changed."""

    preview: Preview
    kept: DataImport | None


# ---- at once, from a command


def bring_in(kind: Kind, path: Path, params: Params, *, by: Actor, at: datetime, dry_run: bool = False) -> Brought:
    """Read a file and bring it in, in one transaction. BadInput where it cannot be read; then nothing is kept.

    A file that changes nothing leaves no trace, nor does a dry run.
    """
    params = _on(params, at)
    reading = kind.read(path, path.name, params)
    if dry_run:
        return Brought(kind.preview(reading, params), None)
    with one_at_a_time():
        preview = kind.preview(reading, params)
        if preview.carry_out is None:
            return Brought(preview, None)
        kept = DataImport.objects.create(
            kind=kind.code,
            file_name=path.name[-255:],
            sha256=sha256_of(path),
            size=path.stat().st_size,
            state=DataImport.State.COMMITTED,
            params=dict(params),
            report=preview.report,
            brought_by_id=by.pk if by else None,
            brought_at=at,
            committed_at=at,
        )
        preview.carry_out(kept, by, at)
    return Brought(preview, kept)


def _on(params: Params, at: datetime) -> Params:
    """The answers with the day on which they are read: an agreement is live on a day."""
    return {**params, "on": at.date().isoformat()}


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """One transaction in which nobody else brings anything in. Raises BadInput where two began in an empty home."""
    try:
        with transaction.atomic():
            # On PostgreSQL the second waits here; SQLite lets only one write at all.
            list(Service.objects.select_for_update())
            yield
    except IntegrityError as both:
        raise BadInput(COLLIDED) from both
    except OperationalError as busy:
        raise BadInput(COLLIDED if "locked" in str(busy) else no_database(busy)) from busy


def no_database(error: OperationalError) -> Problem:
    """What a person is told where the database is away, full or may not be written."""
    return replace(NO_DATABASE, value=str(error).strip().splitlines()[0][:120])


# ---- step by step, from a page


def keep_file(chunks: Iterator[bytes]) -> tuple[str, int]:
    """Keep an upload until it is decided, under its own hash. Returns SHA-256 and size in bytes."""
    folder = _folder()
    digest = hashlib.sha256()
    size = 0
    with NamedTemporaryFile(dir=folder, prefix="arriving-", delete=False) as file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    arrived = Path(file.name).rename(folder / digest.hexdigest())
    _sweep(folder, arrived.stat().st_mtime)
    return digest.hexdigest(), size


def _sweep(folder: Path, moment: float) -> None:
    """Remove files that came a day or longer before a moment and that nobody will ask for: left before they were read
    or decided, or broken off on their way in. A preview that waits for a yes keeps its own for as long as it waits."""
    waiting = DataImport.objects.filter(state=DataImport.State.PREVIEWED).values_list("sha256", flat=True)
    asked = Work.objects.filter(state__in=(Work.State.WAITING, Work.State.RUNNING)).values_list("params", flat=True)
    needed = {*waiting, *(params.get("sha256") for params in asked)}
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another process may be sweeping too
            if path.name not in needed and path.stat().st_mtime <= moment - KEPT_FOR:
                path.unlink()


def kept_file(sha256: str) -> Path:
    """Where a kept file lies. BadInput where it does not, or is not what it was."""
    path = _folder() / sha256
    if not path.is_file() or sha256_of(path) != sha256:
        raise BadInput(GONE)
    return path


def preview_file(kind: Kind, *, sha256: str, file_name: str, params: Params, by: Actor, at: datetime) -> DataImport:
    """Read a kept file and record what it would change, for a person to decide. BadInput forgets the file."""
    path, params = kept_file(sha256), _on(params, at)
    try:
        preview = kind.preview(kind.read(path, file_name, params), params)
    except BadInput:
        forget_file(sha256)
        raise
    return DataImport.objects.create(
        kind=kind.code,
        file_name=file_name[-255:],
        sha256=sha256,
        size=path.stat().st_size,
        params=dict(params),
        report=preview.report,
        brought_by_id=by.pk if by else None,
        brought_at=at,
    )


def can_commit_import(kept: DataImport) -> Verdict:
    """Whether a yes still makes sense."""
    if kept.state == DataImport.State.COMMITTED:
        return no(mark("This file was brought in already."))
    if kept.state == DataImport.State.REFUSED:
        return no(mark("This file was put aside."))
    if not kept.report.get("changes_anything"):
        return no(mark("This file would change nothing."))
    return YES


def commit_import(kind: Kind, kept: DataImport, *, by: Actor, at: datetime) -> DataImport:
    """A person's yes: bring a previewed file in, in one transaction.

    A second yes to the same preview changes nothing. Where the file would now change something else than the person
    saw, nothing is brought in, the preview is made anew, and BadInput says so. Refused where it was put aside.
    """
    kept.refresh_from_db()
    waiting = kept.state == DataImport.State.PREVIEWED
    reading = kind.read(kept_file(kept.sha256), kept.file_name, kept.params) if waiting else None
    anew = None
    with one_at_a_time():
        kept = DataImport.objects.select_for_update().get(pk=kept.pk)
        if kept.state == DataImport.State.COMMITTED:
            return kept
        ensure(can_commit_import(kept))
        preview = kind.preview(reading, kept.params)
        report = preview.report
        if report["digest"] == kept.report["digest"] and preview.carry_out:
            preview.carry_out(kept, by, at)
            kept.state, kept.committed_at = DataImport.State.COMMITTED, at
            kept.brought_by_id = by.pk if by else None
        else:
            anew = report
        kept.report = report
        kept.save()
    if anew:
        raise BadInput(MOVED_ON)
    forget_file(kept.sha256)
    return kept


def put_import_aside(kept: DataImport) -> None:
    """A person's no: the file is forgotten, the preview stays as a record that it was looked at."""
    with transaction.atomic():
        kept = DataImport.objects.select_for_update().get(pk=kept.pk)
        if kept.state != DataImport.State.PREVIEWED:
            return
        kept.state = DataImport.State.REFUSED
        kept.save(update_fields=["state"])
    forget_file(kept.sha256)


def sha256_of(path: Path) -> str:
    """The hex SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def forget_file(sha256: str) -> None:
    """Remove a kept file that no other preview is waiting on."""
    if not DataImport.objects.filter(sha256=sha256, state=DataImport.State.PREVIEWED).exists():
        (_folder() / sha256).unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
