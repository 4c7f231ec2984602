"""Schools whose figures and circumstances call for a look, with the reasons and how such signs did in earlier years."""

from collections.abc import Sequence
from dataclasses import dataclass

from gwella.domain.figures.models import EarlySign, SignTest
from gwella.domain.schools.models import School
from gwella.domain.schools.models.register import SchoolQuerySet
from gwella.flows.evidence.signs import LOOK, NOT_OFFICIAL, SIGNS, THRESHOLD, Said, in_words, not_known

__all__ = ["LOOK", "NOT_OFFICIAL", "SIGNS", "THRESHOLD", "Called", "called_for", "tests_of"]


@dataclass(frozen=True, slots=True)
class Called:
    """One school that calls for a look: why, weightiest first; what could not be read, by name (msgids)."""

    school: School
    sign: EarlySign
    said: Sequence[Said]
    unknown: Sequence[str]


def called_for(schools: SchoolQuerySet, language: str) -> list[Called]:
    """The schools within reach at or over the threshold, in the order of their names, never of their points; one
    query.
    """
    rows = EarlySign.objects.filter(school__in=schools.order_by().values("pk"), score__gte=THRESHOLD)
    ordered = rows.select_related("school__council").order_by(f"school__sort_{language}", "school__number")
    return [Called(row.school, row, in_words(row.parts), sorted(not_known(row.parts))) for row in ordered]


def tests_of() -> list[SignTest]:
    """How the signs would have done in earlier years, latest first; one query."""
    return list(SignTest.objects.all())
