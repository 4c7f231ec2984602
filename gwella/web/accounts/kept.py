"""What is kept of signing in and its safeguards. allauth does these things and says so by its own signals and hooks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction

from gwella.core import clock
from gwella.core.audit import Subject, record
from gwella.domain.people.models import User

# Seconds in which one stop of sign-in is told once, however often it is tried on.
ONCE = 300


def listen() -> None:
    """Keep each second step that comes or goes."""
    authenticator_added.connect(_added, dispatch_uid="gwella")
    authenticator_removed.connect(_removed, dispatch_uid="gwella")
    authenticator_reset.connect(_added, dispatch_uid="gwella")


def about(person: User) -> Subject:
    """The person as an event's subject."""
    return Subject("person", str(person.pk), {"name": person.name})


def keep_sign_out(person: User) -> None:
    """Someone signed out by themselves."""
    record("account.signed_out", by=person, at=clock.now(), subjects=[about(person)])


def keep_joined(person: User, directory: str) -> None:
    """A directory's account was joined to a person, by the address it vouched for."""
    record("account.joined", by=person, at=clock.now(), data={"name": directory}, subjects=[about(person)])


def keep_stop(email: str) -> None:
    """Sign-in was stopped; once for each stop. What was typed for an address nobody has is not kept."""
    person = User.objects.filter(email__iexact=email).first() if email else None
    if cache.add(f"stop-kept-{person.pk if person else 0}", True, ONCE):
        record("account.locked", by=None, at=clock.now(), subjects=[about(person)] if person else [])


@contextmanager
def keep_refusal(person: User | None, *, by: User | None) -> Iterator[None]:
    """Keep that the second step tried in the block was refused, or that too many were: that once for each stop."""
    try:
        yield
    except ValidationError as refused:
        subjects, at = [about(person)] if person else [], clock.now()
        if refused.code != "too_many_login_attempts":
            record("account.step_refused", by=by, at=at, subjects=subjects)
        elif cache.add(f"step-stop-kept-{person.pk if person else 0}", True, ONCE):
            record("account.step_locked", by=by, at=at, subjects=subjects)
        raise


def keep_time_out(person: User) -> None:
    """Someone was signed out by the clock."""
    record("account.timed_out", by=person, at=clock.now(), subjects=[about(person)])


@transaction.atomic
def keep_time_out_of(cookie: str) -> None:
    """The session of a cookie was over before it came back: forget the session, and keep that once."""
    over = Session.objects.select_for_update().filter(session_key=cookie).first()
    if over is None:
        return
    key = over.get_decoded().get(SESSION_KEY)
    over.delete()
    if person := User.objects.filter(pk=key).first() if key else None:
        keep_time_out(person)


def _added(sender: Any, user: User, authenticator: Authenticator, **_more: Any) -> None:
    subjects, at = [about(user)], clock.now()
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record("account.codes_made", by=user, at=at, subjects=subjects)
        return
    app = authenticator.type == Authenticator.Type.TOTP
    record(
        "account.app_set_up" if app else "account.passkey_added",
        by=user,
        at=at,
        data=_name(authenticator),
        subjects=subjects,
    )


def _removed(sender: Any, user: User, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return  # they go with the last second step, which is told
    app = authenticator.type == Authenticator.Type.TOTP
    record(
        "account.app_removed" if app else "account.passkey_removed",
        by=user,
        at=clock.now(),
        data=_name(authenticator),
        subjects=[about(user)],
    )


def _name(authenticator: Authenticator) -> dict[str, str]:
    return {"name": str(authenticator)} if authenticator.type == Authenticator.Type.WEBAUTHN else {}
