"""Schools to compare with: the similar ones and why these, or those a person chose, told only together.

A school outside the reader's reach is described, never named.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.query import QuerySet

from gwella.domain.figures.models import ComparisonSet, FamilyPlace, Figure, SimilarSchool
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import School
from gwella.flows.evidence.comparing import CONTEXT
from gwella.insight.evidence.hiding import may_not_leave


@dataclass(frozen=True, slots=True)
class Likeness:
    """One fact by which a school was chosen: its share of what parts the two (0 to 1), and the two values.

    `shut`: which of "own" and "other" the reader may not see. No share stands where either value of any fact is shut,
    since shares add up to one.
    """

    fact: str
    share: float | None
    own: float | None
    other: float | None
    shut: frozenset[str] = frozenset()


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
    """The similar schools of a year, nearest first, and the family with its index of challenge.

    `challenge`: None where a fact that the index is made of may not be told, since it would follow.
    """

    year: str
    schools: tuple[SimilarOne, ...]
    family: FamilyPlace | None
    challenge: float | None


def similar_to(school: School, year: str, reach: Reach) -> SimilarSchools:
    """The schools nearest to a school in a year’s circumstances (empty: the latest). Five queries.

    Values that may not leave are told of the schools of which the reader sees true figures alone.
    """
    of_any = SimilarSchool.objects.filter(school=school, **({"year": year} if year else {}))
    rows = list(of_any.select_related("other__council").order_by("-year", "rank"))
    year = rows[0].year if rows else year
    rows = [row for row in rows if row.year == year]
    mine = reach.schools("view_school").filter(pk__in=[row.other_id for row in rows])
    named = set(mine.values_list("pk", flat=True))
    shut = _shut(year, {school.pk, *(row.other_id for row in rows)}, reach)
    family = FamilyPlace.objects.filter(school=school, year=year).first()
    return SimilarSchools(
        year,
        tuple(
            SimilarOne(
                row.rank,
                row.other if row.other_id in named else None,
                row.other.phase,
                row.other.medium,
                row.distance,
                _likeness(row.why, shut.get(school.pk, set()), shut.get(row.other_id, set())),
            )
            for row in rows
        ),
        family,
        family.challenge if family and not shut.get(school.pk) else None,
    )


def _shut(year: str, schools: Collection[int], reach: Reach) -> dict[int, set[str]]:
    """By school of which the reader sees no true figures: the facts that may not leave."""
    true = set(reach.schools("view_figures").filter(pk__in=schools).values_list("pk", flat=True))
    rows = Figure.objects.told().filter(
        year=year, school__in=set(schools) - true, measure__in=CONTEXT.values(), group="all", span=1
    )
    facts = {measure: fact for fact, measure in CONTEXT.items()}
    found: dict[int, set[str]] = {}
    told = rows.order_by().values_list("school_id", "hidden", "measure", "numerator", "cohort", "pupils")
    for school, hidden, measure, numerator, cohort, pupils in told:
        if hidden or may_not_leave(measure, numerator, cohort, cohort if pupils is None else pupils):
            found.setdefault(school, set()).add(facts[measure])
    return found


def _likeness(why: Mapping[str, Any], own_shut: set[str], other_shut: set[str]) -> tuple[Likeness, ...]:
    is_open = not (own_shut | other_shut).intersection(why)
    return tuple(
        Likeness(
            fact,
            share if is_open else None,
            None if fact in own_shut else own,
            None if fact in other_shut else other,
            frozenset(side for side, facts in (("own", own_shut), ("other", other_shut)) if fact in facts),
        )
        for fact, (share, own, other) in why.items()
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
