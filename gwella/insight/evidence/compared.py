"""Schools to compare with: the similar ones and why these, or those a person chose, told only together.

A school outside the reader's reach is described, never named; and of chosen schools only pooled figures are told, from
at least five schools with a figure, none of them a figure that may not leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Count, Q, Sum
from django.db.models.query import QuerySet

from gwella.domain.figures.models import ComparisonSet, FamilyPlace, Figure, SimilarSchool
from gwella.domain.figures.rules import LEAST_IN_SET
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import School
from gwella.engine.indicators import MEASURES, SCALE
from gwella.insight.evidence.hiding import LEAST
from gwella.insight.evidence.pieces import MeasureEvidence, SchoolEvidence
from gwella.insight.evidence.school import years_to

Pooled = Mapping[tuple[str, str], float]


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
    """The schools nearest to a school in a year's circumstances. Three queries."""
    rows = list(SimilarSchool.objects.filter(school=school, year=year).select_related("other__council"))
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


def pooled(members: "QuerySet[School]", year: str) -> Pooled:
    """The value of the schools taken together, by measure and year: pupils pooled, five years, one query."""
    rows = Figure.objects.current().filter(
        school__in=members,
        year__in=years_to(year),
        group="all",
        span=1,
        hidden=False,
        pupils__gte=LEAST,
        numerator__isnull=False,
        cohort__gt=0,
    )
    told = (
        rows.order_by()
        .values_list("measure", "year")
        .annotate(Sum("numerator"), Sum("cohort"), Count("school", distinct=True))
    )
    return {
        (measure, of): numerator / cohort * SCALE[MEASURES[measure].unit]
        for measure, of, numerator, cohort, schools in told
        if measure in MEASURES and schools >= LEAST_IN_SET
    }


def beside_chosen(evidence: SchoolEvidence, values: Pooled) -> SchoolEvidence:
    """The evidence with the pooled values of chosen schools where similar schools stood."""

    def with_values(one: MeasureEvidence) -> MeasureEvidence:
        points = (replace(point, similar=values.get((one.code, point.year))) for point in one.points)
        return replace(one, points=tuple(points))

    parts = (
        replace(
            part,
            first=tuple(with_values(one) for one in part.first),
            others=tuple(with_values(one) for one in part.others),
        )
        for part in evidence.parts
    )
    return replace(evidence, parts=tuple(parts))
