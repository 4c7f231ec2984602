"""Who looks after which school, measured at a region's size against a named rival in the same run.

The rival takes schools in the order of their days, each to the cheapest adviser with days left: what a person with a
spreadsheet does. It proves nothing and breaks down where days are tight, so its shortage stands beside its cost.
"""

import time
from collections.abc import Iterator

import numpy as np

from bench.region import region
from gwella.engine.allocation.model import NOBODY, Model, model_of
from gwella.engine.allocation.solve import solve

SEEDS = (1, 2, 3, 4, 5)


def greedy(model: Model) -> np.ndarray:
    """The rival's plan."""
    assignment = np.full(len(model.need), NOBODY, dtype=np.int64)
    room = model.capacity.copy()
    for unit in np.argsort(-model.need, kind="stable"):
        open_to = model.allowed[unit] & (room >= model.need[unit])
        if open_to.any():
            who = int(np.argmin(np.where(open_to, model.pair_cost[unit], np.inf)))
            assignment[unit] = who
            room[who] -= model.need[unit]
    return assignment


def lines() -> Iterator[str]:
    """One line a seed: 426 schools, 60 people."""
    for seed in SEEDS:
        problem = region(seed)
        plan = solve(problem)
        model = model_of(problem)
        began = time.perf_counter()
        rival = greedy(model)
        took = time.perf_counter() - began
        yield (
            f"seed {seed}: {plan.seconds:.1f} s, within {100 * plan.gap:.2f} % of the best"
            f"{' (proven)' if plan.proven else ''}, {plan.unmet_half_days / 2:g} days short; "
            f"greedy by days: 1/{plan.seconds / took:.0f} of the time, {model.unmet(rival) / 2:g} days short, "
            f"cost {model.cost(rival) / plan.objective:.2f} × ours"
        )
