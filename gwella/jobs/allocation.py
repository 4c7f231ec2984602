"""The search for a plan as background work."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gwella.core import clock
from gwella.core.work import Progress, does
from gwella.domain.people.models import User
from gwella.flows.allocation import propose


@does("allocate")
def allocate(params: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Propose who looks after which school, as the page asked; what came of it is on the run's page."""
    run = propose(
        starts_on=date.fromisoformat(params["starts_on"]),
        seed=params["seed"],
        weights=params["weights"],
        tolerance=params["tolerance"],
        by=User.objects.get(pk=params["by"]),
        at=clock.now(),
        progress=progress,
    )
    return {"page": "allocation_run", "args": [run.number]}
