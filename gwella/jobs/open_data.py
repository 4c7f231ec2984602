"""Open data of a school year made in the background: gated, written, and put where the page offers them."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from django.conf import settings

from gwella.core.models import Work
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.core.work import Progress, does
from gwella.domain.people.models import User
from gwella.insight.boards.packs import years_with_figures
from gwella.jobs.export import make_open_data

NO_FIGURES = Problem("open_data.no_figures", mark("No figures of {year} are here, so there is nothing to publish."))


def place_of(year: str) -> Path:
    """Where the open data of a school year lie, each making in a folder of its own."""
    return Path(settings.MEDIA_ROOT) / "open-data" / year.replace("/", "-")


def _sweep(place: Path, year: str, made: str) -> None:
    """Remove what lies beside the files just made, but those that the page offers until it knows of these."""
    last = Work.objects.filter(name="open_data.make", state=Work.State.DONE, params__year=year).first()
    for earlier in place.iterdir():
        if earlier.name not in (made, last.result.get("folder") if last else ""):
            shutil.rmtree(earlier, ignore_errors=True)


@does("open_data.make")
def make(params: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Make the open data of a school year, and say what is hidden and why. Params: year, by.

    Killed at any moment, the files that were made last are offered still; older ones are removed.
    """
    year = params["year"]
    if year not in years_with_figures():
        raise BadInput(Problem(NO_FIGURES.code, NO_FIGURES.message, value=year, params={"year": year}))
    place = place_of(year)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    arriving = Path(mkdtemp(dir=place, prefix="arriving-"))
    try:
        by = User.objects.get(pk=params["by"])
        told = make_open_data(arriving, [year], by=by, progress=progress, anew=True)
        made = arriving.rename(place / uuid4().hex)
    finally:
        shutil.rmtree(arriving, ignore_errors=True)
    _sweep(place, year, made.name)
    gate = told.protected[year]
    return {
        "year": year,
        "figures": told.figures,
        "hidden": told.hidden,
        "why": dict(gate.why),
        "given_away": gate.given_away,
        "folder": made.name,
        "files": [[path.name, (made / path.name).stat().st_size] for path in told.files],
        "page": "open_data",
        "args": [],
    }
