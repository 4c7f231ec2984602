"""Overlaps of groups as figures of the pupils' data sets. They stay inside: the gate's tables do not hold them."""

from collections.abc import Iterator, Sequence

from gwella.domain.figures.actions import FigureFacts
from gwella.evidence.queries.figures import Place
from gwella.evidence.queries.overlaps import overlaps
from gwella.flows.evidence.store import current_keys, root


def overlap_figures(years: Sequence[str], places: Sequence[Place]) -> Iterator[FigureFacts]:
    """The overlaps of these school years, of councils and the region, in per cent; a small one blank, with its reason.

    Each is of the year's data set of pupils, beside the figures worked out of it.
    """
    for row in overlaps(root(), current_keys(years), places, years):
        is_known = row.count is not None and row.pupils > 0
        yield FigureFacts(
            place=row.place,
            year=row.year,
            measure=row.measure,
            group="all",
            span=1,
            numerator=row.count,
            cohort=row.pupils,
            value=100 * (row.count or 0) / row.pupils if is_known else None,
            pupils=row.pupils,
            reason="" if is_known else "c",
            hidden=True,
        )
