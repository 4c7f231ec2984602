"""The register, who belongs to a school, who may see it and who looks after it."""

from gwella.domain.schools.models.links import SchoolLink
from gwella.domain.schools.models.people import Contact, Interest, RoleGrant
from gwella.domain.schools.models.register import (
    Cluster,
    Federation,
    HandCorrection,
    RegisterDifference,
    RegisterMissing,
    School,
    Succession,
)

__all__ = [
    "Cluster",
    "Contact",
    "Federation",
    "HandCorrection",
    "Interest",
    "RegisterDifference",
    "RegisterMissing",
    "RoleGrant",
    "School",
    "SchoolLink",
    "Succession",
]
