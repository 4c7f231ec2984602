"""What a school says of its figures, what it aims at, and whom it is compared with."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from gwella.core.audit import Subject, record
from gwella.core.verdict import Refused, ensure, no
from gwella.domain.figures.access import (
    can_answer_dispute,
    can_check_figures,
    can_end_comparison_set,
    can_make_comparison_set,
    can_record_target,
)
from gwella.domain.figures.models import ComparisonSet, DataSet, Dispute, Figure, FigureCheck, Target
from gwella.domain.figures.rules import ANSWERED_ALREADY, IN_DISPUTE, NOT_A_SCHOOL, can_compare
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import School


@transaction.atomic
def accept_figures(school: School, data_set: DataSet, *, by: User, at: datetime) -> FigureCheck:
    """The school has looked at its figures of a data set and finds them right. Twice is once."""
    ensure(can_check_figures(Reach(by, at.date()), school))
    School.objects.select_for_update().get(pk=school.pk)
    held = FigureCheck.objects.filter(school=school, data_set=data_set).first()
    if held:
        return held
    check = FigureCheck.objects.create(school=school, data_set=data_set, accepted_by=by, accepted_at=at)
    record(
        "figures.accepted",
        by=by,
        at=at,
        data={"kind": data_set.kind, "year": data_set.year},
        subjects=[Subject("school", str(school.pk))],
    )
    return check


@transaction.atomic
def dispute_figure(figure: Figure, *, reason: str, by: User, at: datetime) -> Dispute:
    """The school disputes one of its figures. Raises Refused where it is disputed already, or is not a school's."""
    school = figure.school
    if school is None:
        raise Refused(no(NOT_A_SCHOOL))
    ensure(can_check_figures(Reach(by, at.date()), school))
    School.objects.select_for_update().get(pk=school.pk)
    identity = {"year": figure.year, "measure": figure.measure, "group": figure.group, "span": figure.span}
    if Dispute.objects.filter(school=school, answered_at=None, **identity).exists():
        raise Refused(no(IN_DISPUTE))
    dispute = Dispute.objects.create(
        school=school,
        data_set=figure.data_set,
        value=figure.value,
        cohort=figure.cohort,
        reason=reason,
        raised_by=by,
        raised_at=at,
        **identity,
    )
    _record_dispute("figure.disputed", dispute, reason, by, at)
    return dispute


@transaction.atomic
def answer_dispute(dispute: Dispute, *, answer: str, text: str, by: User, at: datetime) -> None:
    """Answer a dispute, once. The figure itself changes only by a new version of its data set."""
    held = Dispute.objects.select_for_update().get(pk=dispute.pk)
    ensure(can_answer_dispute(Reach(by, at.date()), held))
    if held.answered_at is not None:
        raise Refused(no(ANSWERED_ALREADY))
    held.answer, held.answer_text, held.answered_by, held.answered_at = answer, text, by, at
    held.save()
    _record_dispute("dispute.answered", held, text, by, at)


def _record_dispute(kind: str, dispute: Dispute, text: str, by: User, at: datetime) -> None:
    record(
        kind,
        by=by,
        at=at,
        data={"measure": dispute.measure, "year": dispute.year, "group": dispute.group, "text": text},
        subjects=[Subject("school", str(dispute.school_id))],
    )


@transaction.atomic
def record_target(
    school: School,
    *,
    measure: str,
    year: str,
    stage: str,
    value: float,
    cohort: int | None,
    note: str,
    by: User,
    at: datetime,
) -> Target:
    """Record one value on the way of a target. Earlier ones stay; the latest of each stage counts."""
    ensure(can_record_target(Reach(by, at.date()), school, stage))
    target = Target.objects.create(
        school=school,
        measure=measure,
        year=year,
        stage=stage,
        value=value,
        cohort=cohort,
        note=note,
        given_by=by,
        given_at=at,
    )
    record(
        "target.recorded",
        by=by,
        at=at,
        data={"measure": measure, "year": year, "stage": stage, "value": value},
        subjects=[Subject("school", str(school.pk))],
    )
    return target


@transaction.atomic
def make_comparison_set(
    school: School, *, name: str, members: Collection[School], is_shared: bool, by: User, at: datetime
) -> ComparisonSet:
    """Keep a choice of schools to compare a school with. Raises Refused below the least number."""
    ensure(can_make_comparison_set(Reach(by, at.date()), school))
    others = {other for other in members if other.pk != school.pk}
    ensure(can_compare(len(others)))
    chosen = ComparisonSet.objects.create(school=school, name=name, made_by=by, made_at=at, is_shared=is_shared)
    chosen.members.set(others)
    _record_set("comparison_set.made", chosen, by, at)
    return chosen


@transaction.atomic
def end_comparison_set(chosen: ComparisonSet, *, by: User, at: datetime) -> None:
    """Put a choice away. Twice is once."""
    held = ComparisonSet.objects.select_for_update().get(pk=chosen.pk)
    ensure(can_end_comparison_set(Reach(by, at.date()), held))
    if held.ended_at is not None:
        return
    held.ended_at = at
    held.save()
    _record_set("comparison_set.ended", held, by, at)


def _record_set(kind: str, chosen: ComparisonSet, by: User, at: datetime) -> None:
    subjects = [Subject("school", str(chosen.school_id))]
    record(kind, by=by, at=at, data={"name": chosen.name, "shared": chosen.is_shared}, subjects=subjects)
