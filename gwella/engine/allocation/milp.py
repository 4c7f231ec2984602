"""A mixed-integer program put together column by column and given to HiGHS.

HiGHS runs on one thread from a fixed seed and is stopped by work, never by time, so that the same
program always has the same answer. Work is counted in HiGHS's own checks of its limits, which come at
fixed places of its search.
"""

from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray

from gwella.engine.allocation.model import Floats, Ints

INTEGER_TOLERANCE = 1e-6


@dataclass(slots=True)
class Program:
    """Minimise cost · x within bounds and rows. Filled by `columns` and `rows`."""

    cost: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    whole: list[NDArray[np.bool_]] = field(default_factory=list)
    row_lower: list[Floats] = field(default_factory=list)
    row_upper: list[Floats] = field(default_factory=list)
    entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    width: int = 0
    height: int = 0

    def columns(self, cost: ArrayLike, upper: ArrayLike, *, count: int, whole: bool) -> Ints:
        """Add `count` variables from 0 to `upper`; their places."""
        self.cost.append(np.broadcast_to(np.asarray(cost, dtype=np.float64), (count,)))
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), (count,)))
        self.whole.append(np.full(count, whole))
        self.width += count
        return np.arange(self.width - count, self.width)

    def rows(self, lower: ArrayLike, upper: ArrayLike, *, count: int) -> Ints:
        """Add `count` rows lower ≤ … ≤ upper; their places."""
        self.row_lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), (count,)))
        self.row_upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), (count,)))
        self.height += count
        return np.arange(self.height - count, self.height)

    def put(self, rows: Ints, columns: Ints, values: ArrayLike) -> None:
        """Add entries to the rows, one for each place; each place at most once."""
        filled = np.broadcast_to(np.asarray(values, dtype=np.float64), rows.shape)
        self.entries.append((rows, columns, filled))

    def as_lp(self) -> highspy.HighsLp:
        """The program as HiGHS reads it."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.width, self.height
        lp.col_cost_ = np.concatenate(self.cost)
        lp.col_lower_ = np.zeros(self.width)
        lp.col_upper_ = np.concatenate(self.upper)
        lp.row_lower_ = np.concatenate(self.row_lower)
        lp.row_upper_ = np.concatenate(self.row_upper)
        rows = np.concatenate([r for r, _, _ in self.entries])
        columns = np.concatenate([c for _, c, _ in self.entries])
        values = np.concatenate([v for _, _, v in self.entries])
        order = np.lexsort((columns, rows))
        starts = np.searchsorted(rows[order], np.arange(self.height + 1))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = starts.astype(np.int32)
        lp.a_matrix_.index_ = columns[order].astype(np.int32)
        lp.a_matrix_.value_ = values[order]
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in np.concatenate(self.whole)]
        return lp


@dataclass(frozen=True, slots=True)
class Answer:
    """`values`: empty when nothing feasible was found. `bound`: no answer to this program is below it.
    `finished`: the search ended by itself, not by running out of work. `work`: checks made."""

    values: Floats
    objective: float
    bound: float
    finished: bool
    work: int


def minimise(
    program: Program,
    *,
    seed: int,
    work: int,
    gap: float = 1e-6,
    target: float | None = None,
    start: Floats | None = None,
) -> Answer:
    """The best answer found to a program.

    Stops when proven within `gap` (a share) of the best, when an answer at or below `target` is found, or
    after `work` checks. `start`: a feasible answer to begin from.
    """
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", seed % 2**31)
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_feasibility_tolerance", INTEGER_TOLERANCE)
    if target is not None:
        highs.setOptionValue("objective_target", target)
    highs.passModel(program.as_lp())
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        highs.setSolution(solution)
    checks = 0

    def count(event: highspy.HighsCallbackEvent) -> None:
        nonlocal checks
        checks += 1
        if checks >= work:
            event.interrupt()

    highs.cbMipInterrupt += count
    highs.run()
    status = highs.getModelStatus()
    info = highs.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return Answer(
        values=np.array(highs.getSolution().col_value) if found else np.empty(0),
        objective=float(info.objective_function_value) if found else float("inf"),
        bound=float(info.mip_dual_bound),
        finished=status != highspy.HighsModelStatus.kInterrupt,
        work=checks,
    )
