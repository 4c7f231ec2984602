"""One event an action, in the action's own transaction, with what it touched."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from gwella.core.audit import Subject, record
from gwella.core.models import AuditEvent, AuditSubject
from gwella.domain.people.models import User

pytestmark = pytest.mark.database
AT = datetime(2020, 2, 3, 10, 30, tzinfo=UTC)


@pytest.fixture
def someone(db: None) -> User:
    return User.objects.create_user("someone@example.invalid", "Someone")


def test_an_event_keeps_who_when_and_what_it_touched(someone: User) -> None:
    touched = [Subject("school", "9932147", {"name": "Nant"}), Subject("school", "9932150")]
    event = record("school.renamed", by=someone, at=AT, data={"old": "Cwm"}, subjects=touched)
    kept = AuditEvent.objects.get()
    assert (kept.pk, kept.kind, kept.actor, kept.actor_name) == (event.pk, "school.renamed", someone, "Someone")
    assert kept.happened_at == AT
    assert kept.data == {"old": "Cwm"}
    assert [(s.kind, s.key, s.data) for s in kept.subjects.order_by("pk")] == [
        ("school", "9932147", {"name": "Nant"}),
        ("school", "9932150", {}),
    ]


def test_the_real_moment_is_kept_beside_the_service_s_own(someone: User) -> None:
    record("school.renamed", by=someone, at=AT)
    assert AuditEvent.objects.get().recorded_at > AT


def test_the_installation_has_no_name(db: None) -> None:
    record("register.imported", by=None, at=AT)
    kept = AuditEvent.objects.get()
    assert kept.actor is None
    assert kept.actor_name == ""


def test_a_name_stays_as_it_was(someone: User) -> None:
    record("school.renamed", by=someone, at=AT)
    User.objects.filter(pk=someone.pk).update(name="Married Name")
    assert AuditEvent.objects.get().actor_name == "Someone"


def test_a_person_who_did_something_cannot_vanish(someone: User) -> None:
    record("school.renamed", by=someone, at=AT)
    with pytest.raises(ProtectedError):
        someone.delete()


@transaction.atomic
def _record_and_fail() -> None:
    record("school.renamed", by=None, at=AT, subjects=[Subject("school", "9932147")])
    raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_an_action_that_fails_leaves_no_event() -> None:
    with pytest.raises(ZeroDivisionError):
        _record_and_fail()
    assert not AuditEvent.objects.exists()
    assert not AuditSubject.objects.exists()


def test_a_thousand_subjects_cost_few_queries(db: None, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        record("register.imported", by=None, at=AT, subjects=[Subject("school", str(n)) for n in range(1000)])
    assert AuditSubject.objects.count() == 1000
