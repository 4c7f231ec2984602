"""Measures of schools: each defined once, computed for every school, group and area. Ibis table in, Ibis table out."""

from gwella.engine.indicators.compute import compute, figures, gaps, pupil_table, sources, totals, totals_of
from gwella.engine.indicators.groups import GAPS, GROUPS, Group
from gwella.engine.indicators.measure import SCALE, Measure
from gwella.engine.indicators.measures import MEASURES
from gwella.engine.indicators.progress import progress

__all__ = [
    "GAPS",
    "GROUPS",
    "MEASURES",
    "SCALE",
    "Group",
    "Measure",
    "compute",
    "figures",
    "gaps",
    "progress",
    "pupil_table",
    "sources",
    "totals",
    "totals_of",
]
