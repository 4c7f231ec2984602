"""How often a proof is repeated: a seeded sample every day, the full count under `PROOF=full`.

A test says both at its head, `@pytest.mark.proof("an import killed", sample=2, full=300)`, and asks for the fixture
`proof`, which knows the count of this run and the seed. `PROOF=500` runs full counts up to 500, and says so in the
record. `PROOF_SEED` changes the seed.
"""

import os
import random
from dataclasses import dataclass
from typing import Any

FULL, SAMPLE = "full", "sample"
SEED = int(os.environ.get("PROOF_SEED", "1"))


def is_soak(wanted: str | None = None) -> bool:
    """Whether this run is the soak: more than the sample."""
    return (wanted or os.environ.get("PROOF", SAMPLE)) != SAMPLE


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof in this run: its name, how many cases are promised, how many are run now, and from which seed."""

    name: str
    promised: int
    count: int
    seed: int

    def dice(self, *more: object) -> random.Random:
        """Dice for this proof: the same seed throws the same."""
        return random.Random(f"{self.name} {self.seed} {more}")


def proof_of(name: str, *, sample: int, full: int, **words: Any) -> Proof:
    """What a mark says, with the parameters of the test in its name, for this run."""
    wanted = os.environ.get("PROOF", SAMPLE)
    count = sample
    if is_soak(wanted):
        count = full if wanted == FULL else min(full, int(wanted))
    return Proof(name.format(**words), full, count, SEED)
