"""The export of open data: through the gate, then into files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.audit import Actor
from gwella.core.problems import BadInput
from gwella.core.work import Progress
from gwella.documents.open_data import write_open_data
from gwella.domain.figures.actions import record_open_data
from gwella.flows.evidence.leaving import Protected, protect_figures, protect_where_needed
from gwella.flows.evidence.pupil_files import NO_YEAR, is_year
from gwella.insight.evidence.open_data import WHY_HIDDEN, leaving_figures, open_data
from gwella.jobs.progress import shown


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; and of the years that went through the gate just now, what came of it."""

    files: Sequence[Path]
    figures: int
    hidden: int
    protected: dict[str, Protected]

    def as_json(self) -> dict[str, object]:
        """In plain values."""
        gate = {
            year: {"figures": p.figures, "hidden": p.hidden, "why": dict(p.why), "given_away": p.given_away}
            for year, p in self.protected.items()
        }
        return {"files": [str(f) for f in self.files], "figures": self.figures, "hidden": self.hidden, "gate": gate}

    def lines(self) -> list[str]:
        """For a person to read, in their language."""
        said = [str(path) for path in self.files]
        said.append(
            gettext("Figures: {figures}, of them hidden: {hidden}").format(figures=self.figures, hidden=self.hidden)
        )
        for year, told in self.protected.items():
            reasons = ", ".join(f"{gettext(WHY_HIDDEN[why])} {count}" for why, count in sorted(told.why.items()))
            said.append(f"{year}: {reasons}")
            said += [gettext("An earlier release tells it already: {figure}").format(figure=f) for f in told.given_away]
        return said


def export(folder: Path, years: Sequence[str]) -> Exported:
    """Write the figures of school years (none named: of all) into a folder. Raises BadInput for what is no year."""
    with shown(gettext("Figures")) as tell:
        return make_open_data(folder, years, by=None, progress=tell)


def make_open_data(
    folder: Path, years: Sequence[str], *, by: Actor, progress: Progress, anew: bool = False
) -> Exported:
    """The same for whoever asks. `anew`: the years named go through the gate again, so that every reason is known."""
    for year in years:
        if not is_year(year):
            raise BadInput(replace(NO_YEAR, value=year, params={"value": year}))
    data = open_data(years)
    wanted = sorted({data_set.year for data_set in data.sets})
    protected = protect_where_needed(wanted, by=by, at=clock.now())
    for year in wanted if anew else ():
        if year not in protected:
            protected[year] = protect_figures(year, by=by, at=clock.now())
    figures = leaving_figures(data.sets)
    total, hidden = figures.count(), figures.filter(hidden=True).count()
    progress(0, total)
    files = write_open_data(data, folder, lambda done: progress(done, total))
    record_open_data(data.sets, figures=total, hidden=hidden, by=by, at=clock.now())
    return Exported(files, total, hidden, protected)
