"""Figures published, and how schools stand beside others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.domain.figures.models import (
    DataSet,
    EarlySign,
    FamilyPlace,
    Figure,
    FigureRevision,
    SignTest,
    SimilarSchool,
    Standing,
    StepResult,
)
from gwella.domain.schools.models import School

BATCH = 2000
# A final version that differs by less than this from the earlier one has changed nothing.
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """One figure of a data set: a value or the reason for its absence. `place` as `models.Figure` says."""

    place: str
    year: str
    measure: str
    group: str
    span: int
    numerator: float | None
    cohort: int | None
    value: float | None
    pupils: int | None = None
    reason: str = ""
    hidden: bool = False


Identity = tuple[str, str, str, str, int]


@transaction.atomic
def publish_figures(data_set: DataSet, figures: Iterable[FigureFacts], *, by: Actor, at: datetime) -> int:
    """Put a data set's figures in place, whole, and list what they change beside the version before. Their number.

    Run again, it replaces its own figures and changes nothing else.
    """
    schools = dict(School.objects.values_list("number", "pk"))
    data_set.figures.all().delete()
    data_set.revisions.all().delete()
    earlier = DataSet.objects.filter(replaced_by=data_set).order_by("-version").first()
    before = _by_identity(earlier) if earlier else {}
    count, changes = 0, []
    arriving = iter(figures)
    while rows := [_figure(data_set, facts, schools) for facts in islice(arriving, BATCH)]:
        Figure.objects.bulk_create(rows, batch_size=BATCH)
        count += len(rows)
        if earlier:
            changes += [c for row in rows if (c := _revision(data_set, earlier, row, before))]
    if earlier:
        changes += [_gone(data_set, earlier, identity, held) for identity, held in before.items()]
    FigureRevision.objects.bulk_create(changes, batch_size=BATCH)
    data_set.figured_at = at
    data_set.save(update_fields=["figured_at"])
    touched = {change.school_id for change in changes if change.school_id}
    record(
        "figures.published",
        by=by,
        at=at,
        data={"kind": data_set.kind, "year": data_set.year, "count": count, "changes": len(changes)},
        subjects=[
            Subject("data_set", str(data_set.pk)),
            *(Subject("school", str(pk)) for pk in sorted(touched)),
        ],
    )
    return count


def _figure(data_set: DataSet, facts: FigureFacts, schools: dict[str, int]) -> Figure:
    kind, _, key = facts.place.partition(":")
    return Figure(
        data_set=data_set,
        school_id=schools.get(key) if kind == "school" else None,
        place=facts.place,
        year=facts.year,
        measure=facts.measure,
        group=facts.group,
        span=facts.span,
        numerator=facts.numerator,
        cohort=facts.cohort,
        pupils=facts.pupils,
        value=facts.value,
        reason=facts.reason,
        hidden=facts.hidden,
    )


def _identity(figure: Figure) -> Identity:
    return (figure.place, figure.year, figure.measure, figure.group, figure.span)


def _by_identity(data_set: DataSet) -> dict[Identity, Figure]:
    return {_identity(figure): figure for figure in data_set.figures.iterator()}


def _revision(
    data_set: DataSet, earlier: DataSet, row: Figure, before: dict[Identity, Figure]
) -> FigureRevision | None:
    held = before.pop(_identity(row), None)
    was = held.value if held else None
    same = was == row.value or (was is not None and row.value is not None and abs(was - row.value) < SAME)
    if same and (held.cohort if held else None) == row.cohort:
        return None
    return _changed(data_set, earlier, row, was, row.value, held.cohort if held else None, row.cohort)


def _gone(data_set: DataSet, earlier: DataSet, identity: Identity, held: Figure) -> FigureRevision:
    return _changed(data_set, earlier, held, held.value, None, held.cohort, None)


def _changed(
    data_set: DataSet,
    earlier: DataSet,
    row: Figure,
    was: float | None,
    becomes: float | None,
    was_cohort: int | None,
    becomes_cohort: int | None,
) -> FigureRevision:
    return FigureRevision(
        data_set=data_set,
        earlier=earlier,
        school_id=row.school_id,
        place=row.place,
        year=row.year,
        measure=row.measure,
        group=row.group,
        span=row.span,
        was=was,
        becomes=becomes,
        was_cohort=was_cohort,
        becomes_cohort=becomes_cohort,
    )


@transaction.atomic
def replace_comparisons(
    year: str,
    *,
    standings: Sequence[Standing],
    similar: Sequence[SimilarSchool],
    families: Sequence[FamilyPlace],
) -> None:
    """Put a year's worked-out comparisons in place of those before. The event is that of the figures they follow."""
    _replace(Standing, year, standings)
    _replace(SimilarSchool, year, similar)
    _replace(FamilyPlace, year, families)


@transaction.atomic
def replace_steps(year: str, steps: Sequence[StepResult]) -> None:
    """Put a year's computed steps of the frameworks (standards group, band) in place of those before."""
    _replace(StepResult, year, steps)


def _replace(model: Any, year: str, rows: Sequence[Any]) -> None:
    model.objects.filter(year=year).delete()
    model.objects.bulk_create(rows, batch_size=BATCH)


@transaction.atomic
def replace_signs(signs: Sequence[EarlySign], tests: Sequence[SignTest]) -> None:
    """Put the early signs and their back-tests in place of those before. They follow from figures and records."""
    EarlySign.objects.all().delete()
    EarlySign.objects.bulk_create(signs, batch_size=BATCH)
    SignTest.objects.all().delete()
    SignTest.objects.bulk_create(tests, batch_size=BATCH)
