"""From the register, categories, people and interests to a plan of who looks after which school.

The optimiser knows none of our tables: `question` puts our facts in its words, `propose` keeps its answer as a run,
`decide` asks the same limits again before a change by hand and before the confirmation.
"""

from gwella.flows.allocation.decide import Change, Decision, change_by_hand, confirm, withdraw
from gwella.flows.allocation.propose import Counts, counts_of, propose
from gwella.flows.allocation.question import Question, pose

__all__ = [
    "Change",
    "Counts",
    "Decision",
    "Question",
    "change_by_hand",
    "confirm",
    "counts_of",
    "pose",
    "propose",
    "withdraw",
]
