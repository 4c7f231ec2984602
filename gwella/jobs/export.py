"""The export of open data: through the gate, then into files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.problems import BadInput
from gwella.core.text import mark
from gwella.documents.open_data import write_open_data
from gwella.flows.evidence.leaving import Protected, protect_where_needed
from gwella.flows.evidence.pupil_files import NO_YEAR, is_year
from gwella.insight.evidence.open_data import leaving_figures, open_data
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
            reasons = ", ".join(f"{gettext(WHY[why])} {count}" for why, count in sorted(told.why.items()))
            said.append(f"{year}: {reasons}")
            said += [gettext("An earlier release tells it already: {figure}").format(figure=f) for f in told.given_away]
        return said


WHY = {
    "count": mark("small count"),
    "cohort": mark("small cohort"),
    "all_or_none": mark("all or none of a small group"),
    "secondary": mark("would give another away"),
    "family": mark("family of schools"),
}


def export(folder: Path, years: Sequence[str]) -> Exported:
    """Write the figures of school years (none named: of all) into a folder. Raises BadInput for what is no year."""
    for year in years:
        if not is_year(year):
            raise BadInput(replace(NO_YEAR, value=year, params={"value": year}))
    data = open_data(years)
    wanted = sorted({data_set.year for data_set in data.sets})
    with shown(gettext("Small numbers")):
        protected = protect_where_needed(wanted, by=None, at=clock.now())
    figures = leaving_figures(data.sets)
    total = figures.count()
    with shown(gettext("Figures")) as tell:
        files = write_open_data(data, folder, lambda done: tell(done, total))
    return Exported(files, total, figures.filter(hidden=True).count(), protected)
