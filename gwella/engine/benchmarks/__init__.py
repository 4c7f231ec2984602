"""What a school's figure is held against: quarters, the context line, families and similar schools. Arrays in, arrays
out.
"""

from gwella.engine.benchmarks.context import Context, index_of_challenge
from gwella.engine.benchmarks.families import Families, families
from gwella.engine.benchmarks.lines import Lines, context_lines
from gwella.engine.benchmarks.quarters import FSM_EDGES, Quarters, fsm_group, quarters
from gwella.engine.benchmarks.similar import Similar, similar_schools

__all__ = [
    "FSM_EDGES",
    "Context",
    "Families",
    "Lines",
    "Quarters",
    "Similar",
    "context_lines",
    "families",
    "fsm_group",
    "index_of_challenge",
    "quarters",
    "similar_schools",
]
