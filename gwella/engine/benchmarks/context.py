"""What is known of a school that it did not choose: never its results."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Index of challenge: half free school meals as published; how the other half is divided is not the official value.
CHALLENGE = {"fsm": 0.5, "deprivation": 0.2, "aln": 0.2, "early_language": 0.1}


@dataclass(frozen=True, slots=True)
class Context:
    """Schools' circumstances, arrays of (n,). Shares in per cent, nan: not known.

    `fsm`: eligible for free school meals; `deprivation`: pupils living in the most deprived areas; `aln`: with
    additional learning needs; `early_language`: in the early stages of English or Welsh; `pupils`: on the roll.
    `sector` and `medium` are codes: schools of another sector or language medium are never compared.
    """

    fsm: NDArray[np.float64]
    deprivation: NDArray[np.float64]
    aln: NDArray[np.float64]
    early_language: NDArray[np.float64]
    pupils: NDArray[np.float64]
    sector: NDArray[np.str_]
    medium: NDArray[np.str_]


def index_of_challenge(context: Context) -> NDArray[np.float64]:
    """(n,): the weighted mean of the shares, in per cent. What is not known of a school weighs nothing; nan without
    any.
    """
    shares = np.stack([getattr(context, name) for name in CHALLENGE], axis=1)
    weights = np.where(np.isnan(shares), 0.0, np.array(list(CHALLENGE.values())))
    with np.errstate(invalid="ignore"):
        return np.asarray((np.nan_to_num(shares) * weights).sum(axis=1) / weights.sum(axis=1))
