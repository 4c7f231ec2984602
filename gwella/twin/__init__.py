"""The demonstration region: an invented twin of a Welsh region, made again from a seed. No Django, no clock."""

from gwella.twin.generate import generate, generate_with_plan
from gwella.twin.region import Region

__all__ = ["Region", "generate", "generate_with_plan"]
