"""Schools to compare with: the similar ones and why these, or those a person chose, told only together.

A school outside the reader's reach is described, never named.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.query import QuerySet

from gwella.domain.figures.models import ComparisonSet, FamilyPlace, SimilarSchool
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import School


@dataclass(frozen=True, slots=True)
class Likeness:
    """One fact by which a school was chosen: its share of what parts the two (0 to 1), and the two values."""

    fact: str
    share: float
    own: float | None
    other: float | None


@dataclass(frozen=True, slots=True)
class SimilarOne:
    """A similar school. `school` only where the reader may see it; else it is one school of a phase and medium."""

    rank: int
    school: School | None
    phase: str
    medium: str
    distance: float
    likeness: tuple[Likeness, ...]

    def of(self, fact: str) -> Likeness | None:
        """What a fact has to do with it."""
        return next((one for one in self.likeness if one.fact == fact), None)


@dataclass(frozen=True, slots=True)
class SimilarSchools:
    """The similar schools of a year, nearest first, and the family with its index of challenge."""

    year: str
    schools: tuple[SimilarOne, ...]
    family: FamilyPlace | None


def similar_to(school: School, year: str, reach: Reach) -> SimilarSchools:
    """The schools nearest to a school in a year’s circumstances (empty: the latest). Three queries."""
    of_any = SimilarSchool.objects.filter(school=school, **({"year": year} if year else {}))
    rows = list(of_any.select_related("other__council").order_by("-year", "rank"))
    year = rows[0].year if rows else year
    rows = [row for row in rows if row.year == year]
    mine = reach.schools("view_school").filter(pk__in=[row.other_id for row in rows])
    named = set(mine.values_list("pk", flat=True))
    return SimilarSchools(
        year,
        tuple(
            SimilarOne(
                row.rank,
                row.other if row.other_id in named else None,
                row.other.phase,
                row.other.medium,
                row.distance,
                tuple(Likeness(fact, *parts) for fact, parts in row.why.items()),
            )
            for row in rows
        ),
        FamilyPlace.objects.filter(school=school, year=year).first(),
    )


def sets_offered(school: School, user: User) -> "QuerySet[ComparisonSet]":
    """The choices a person may use at a school: their own, and those others shared there."""
    offered = ComparisonSet.objects.filter(school=school, ended_at=None)
    return offered.filter(Q(made_by=user) | Q(is_shared=True)).select_related("made_by")


def candidates(school: School) -> "QuerySet[School]":
    """The schools that may be chosen to compare a school with: open, of its phase, of councils served."""
    return (
        School.objects.filter(kind__in=("maintained", "pru"), state="open", council__is_served=True, phase=school.phase)
        .exclude(pk=school.pk)
        .select_related("council")
    )
