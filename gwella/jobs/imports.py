"""Bringing files in, in the background: what pages ask for, and how commands tell what came of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.models import DataImport
from gwella.core.problems import BadInput, Problem
from gwella.core.telling import place, tell
from gwella.core.text import mark
from gwella.core.work import Progress, does
from gwella.domain.people.models import User
from gwella.flows.imports import SECTIONS, Preview, commit_import, preview_file
from gwella.flows.kinds import KINDS

BY_ANOTHER = mark("{name} brought this file in already.")
SHOWN = 20  # problems a terminal is told of each sort


@does("imports.preview")
def preview_upload(params: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Read a kept file and make its preview. Params: kind, sha256, file_name, answers, by."""
    progress(0, 1)
    kept = preview_file(
        KINDS[params["kind"]],
        sha256=params["sha256"],
        file_name=params["file_name"],
        params=params["answers"],
        by=_person(params),
        at=clock.now(),
    )
    progress(1, 1)
    return {"page": "import", "args": [kept.pk]}


@does("imports.commit")
def commit_previewed(params: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Bring a previewed file in. Params: import, by."""
    progress(0, 1)
    kept, by = DataImport.objects.get(pk=params["import"]), _person(params)
    kept = commit_import(KINDS[kept.kind], kept, by=by, at=clock.now())
    if by and kept.brought_by_id != by.pk:
        raise BadInput(Problem("import.by_another", BY_ANOTHER, params={"name": str(kept.brought_by)}))
    progress(1, 1)
    return {"page": "import", "args": [kept.pk]}


def _person(params: Mapping[str, Any]) -> User | None:
    return User.objects.filter(pk=params["by"]).first() if params.get("by") else None


def prepare_database() -> None:
    """Create the tables of a new home. One that has them is left as it is: `gwella migrate` is a decision."""
    if DataImport._meta.db_table not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)


def outcome(preview: Preview, *, kind: str, file: str, dry_run: bool) -> dict[str, Any]:
    """What an import did or would do, for `--json`: counts by name, then the lists."""
    report = preview.report
    lists = {
        f"{code}_list": [line["key"] for line in lines] for code, lines in report["lists"].items() if code != "new"
    }
    return {
        "kind": kind,
        "file": file,
        "dry_run": dry_run,
        **report["counts"],
        **report["facts"],
        **lists,
        "refused_rows": report["refused"],
        "warnings": report["warnings"],
    }


def told(preview: Preview, *, dry_run: bool) -> Iterator[str]:
    """The same in words, a line each."""
    yield (
        gettext("Nothing was written: this was a dry run.")
        if dry_run
        else (gettext("Brought in.") if preview.carry_out else gettext("Nothing changed: all of it was here already."))
    )
    for message, params in preview.notes:
        yield gettext(message).format_map(dict(params))
    for code, count in preview.report["counts"].items():
        if count or code in ("new", "changed", "unchanged", "refused"):
            yield f"{gettext(SECTIONS[code])}: {count}"
    for code in ("differing", "decided_here", "missing", "returned", "unknown", "without", "units"):
        for line in preview.lists.get(code, ()):
            yield f"  {gettext(SECTIONS[code])}: {line.key} {line.name.en}"
    yield from _told_totals(preview)
    for problems in (preview.refused, preview.warnings):
        for problem in problems[:SHOWN]:
            yield f"  {_told_problem(problem)}"
        if len(problems) > SHOWN:
            yield "  " + gettext("and %(count)s more like these; --json lists them all") % {
                "count": len(problems) - SHOWN
            }


def _told_totals(preview: Preview) -> Iterator[str]:
    if preview.totals is None:
        return
    if preview.totals["matches"]:
        counts = sum(len(area["counts"]) for area in preview.totals["areas"])
        yield gettext("Control totals: all %(count)s match.") % {"count": counts}
        return
    differs = gettext("Control total differs: %(area)s, %(phase)s: %(published)s published, %(counted)s counted.")
    for area in preview.totals["areas"]:
        for phase, (published, counted) in area["counts"].items():
            if published != counted:
                yield differs % {"area": area["en"], "phase": phase, "published": published, "counted": counted}


def _told_problem(problem: Problem) -> str:
    return " ".join(part for part in (place(problem), tell(problem)) if part)
