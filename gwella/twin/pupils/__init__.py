"""Invented pupils of the invented region: their lives, results and attendance, and the truth behind the figures."""

from gwella.twin.pupils.grow import grow
from gwella.twin.pupils.many import grow_to
from gwella.twin.pupils.tables import SCHEMAS, Pupils

__all__ = ["SCHEMAS", "Pupils", "grow", "grow_to"]
