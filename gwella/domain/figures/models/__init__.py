"""Agreements and data sets; figures and how they stand; checks and disputes; targets, sets, packs and signs."""

from gwella.domain.figures.models.checks import Dispute, FigureCheck, Target
from gwella.domain.figures.models.comparing import (
    ComparisonSet,
    EarlySign,
    FamilyPlace,
    SignTest,
    SimilarSchool,
    Standing,
    StepResult,
)
from gwella.domain.figures.models.papers import Pack, PackOpening
from gwella.domain.figures.models.sources import Agreement, DataSet, HeldBack, MappingProfile
from gwella.domain.figures.models.values import Figure, FigureRevision

__all__ = [
    "Agreement",
    "ComparisonSet",
    "DataSet",
    "Dispute",
    "EarlySign",
    "FamilyPlace",
    "Figure",
    "FigureCheck",
    "FigureRevision",
    "HeldBack",
    "MappingProfile",
    "Pack",
    "PackOpening",
    "SignTest",
    "SimilarSchool",
    "Standing",
    "StepResult",
    "Target",
]
