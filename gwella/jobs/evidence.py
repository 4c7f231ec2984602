"""Figures worked out in the background, when a data set has come in."""

from collections.abc import Mapping
from typing import Any

from gwella.core import clock
from gwella.core.work import Progress, does
from gwella.domain.people.models import User
from gwella.flows.evidence.comparing import compare_schools
from gwella.flows.evidence.leaving import protect_figures
from gwella.flows.evidence.signs import find_signs
from gwella.flows.evidence.steps import compute_steps, step_year
from gwella.flows.evidence.working_out import work_out_figures, years_after


@does("figures.work_out")
def work_out(params: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Work out the figures of school years, how schools stand in them, and what of them may leave. Params: years, by.

    `gated`: the years to put through the gate now; all of them unless said. Others go through it before they leave.
    """
    by = User.objects.filter(pk=params["by"]).first() if params.get("by") else None
    count = work_out_figures(params["years"], by=by, at=clock.now(), progress=progress)
    for year in sorted({later for brought in params["years"] for later in years_after(brought)}):
        compare_schools(year)
        compute_steps(step_year(year))
        if year in params.get("gated", [year]):
            protect_figures(year, by=by, at=clock.now())
    find_signs(clock.today())
    return {"figures": count}
