"""Linear programs over sparse rows, given to HiGHS: one thread, one seed, so that the same program has one answer."""

import highspy
import numpy as np
from scipy.sparse import csr_array

from gwella.engine.disclosure.table import Floats

Ends = tuple[Floats, Floats]


def minimise(prices: Floats, rows: csr_array, within: Ends, between: Ends, *, whole: bool = False) -> Floats | None:
    """The x of least prices · x with rows · x `within` and x `between` their ends; None where there is none.

    `whole`: in whole numbers. Without an end below, nothing is given back either: ask for bounded programs.
    """
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = rows.shape
    lp.col_cost_ = prices
    lp.col_lower_, lp.col_upper_ = between
    lp.row_lower_, lp.row_upper_ = within
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = rows.indptr.astype(np.int32)
    lp.a_matrix_.index_ = rows.indices.astype(np.int32)
    lp.a_matrix_.value_ = rows.data.astype(np.float64)
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(prices)
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 1)
    highs.passModel(lp)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(highs.getSolution().col_value)
