"""Figures worked out from the pupil rows that came in, and put where pages read them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from gwella.core.audit import Actor
from gwella.domain.figures.actions import FigureFacts, publish_figures
from gwella.domain.figures.models import DataSet, FamilyPlace
from gwella.domain.figures.rules import PUPIL_KINDS
from gwella.domain.schools.models import School
from gwella.evidence.queries.figures import Place, work_out
from gwella.flows.evidence.overlaps import overlap_figures
from gwella.flows.evidence.store import current_keys, root

POOLED = 3
Progress = Callable[[int, int], None]


def years_before(year: str, count: int) -> list[str]:
    """A school year and those before it, `count` in all, latest first."""
    first = int(year[:4])
    return [f"{y}/{(y + 1) % 100:02d}" for y in range(first, first - count, -1)]


def years_after(year: str) -> list[str]:
    """A school year and the later ones whose pooled figures it is part of."""
    first = int(year[:4])
    return [f"{y}/{(y + 1) % 100:02d}" for y in range(first, first + POOLED)]


def places(year: str) -> list[Place]:
    """The areas of every school the service has served, in a year."""
    families = dict(FamilyPlace.objects.filter(year=year).values_list("school_id", "family"))
    rows = School.objects.filter(kind__in=("maintained", "pru"), council__is_served=True)
    return [
        Place(number, council, families.get(pk, ""), phase)
        for pk, number, council, phase in rows.values_list("pk", "number", "council__code", "phase")
    ]


def work_out_figures(
    years: Sequence[str], *, by: Actor, at: datetime, progress: Progress = lambda done, total: None
) -> int:
    """Work out and publish the figures of these school years, and of the later ones they are pooled into.

    Run again, it gives the same. Returns how many figures there are.
    """
    wanted = sorted({later for year in years for later in years_after(year)})
    held = DataSet.objects.filter(kind__in=PUPIL_KINDS, year__in=wanted, replaced_by=None)
    sets = {(data_set.kind, data_set.year): data_set for data_set in held}
    of_years = sorted({year for _kind, year in sets})
    if not of_years:
        return 0
    needed = sorted({before for year in of_years for before in years_before(year, POOLED)})
    found: dict[tuple[str, str], list[FigureFacts]] = defaultdict(list)
    for row in work_out(root(), current_keys(needed), places(of_years[-1]), of_years):
        found[row.kind, row.year].append(
            FigureFacts(
                place=row.place,
                year=row.year,
                measure=row.measure,
                group=row.group,
                span=row.span,
                numerator=row.numerator,
                cohort=row.cohort,
                value=row.value,
                pupils=row.pupils,
            )
        )
    for facts in overlap_figures([year for kind, year in sets if kind == "pupils"], places(of_years[-1])):
        found["pupils", facts.year].append(facts)
    count = 0
    for done, (key, data_set) in enumerate(sorted(sets.items())):
        progress(done, len(sets))
        count += publish_figures(data_set, found.get(key, []), by=by, at=at)
    progress(len(sets), len(sets))
    return count
