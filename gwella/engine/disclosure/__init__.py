"""The gate: what of a table may leave, so that no hidden number can be worked out from what is shown.

`protect` hides; `proof` shows, by linear programs of its own, between which bounds each hidden number may still lie.
"""

from gwella.engine.disclosure.proof import Bounds, holds, proof
from gwella.engine.disclosure.protection import COUNT, Protection, Release, protect
from gwella.engine.disclosure.rules import RULES, Rules
from gwella.engine.disclosure.table import Number, Table

__all__ = ["COUNT", "RULES", "Bounds", "Number", "Protection", "Release", "Rules", "Table", "holds", "proof", "protect"]
