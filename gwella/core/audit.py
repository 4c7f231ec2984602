"""The audit trail: one event per action, in the action's own transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from gwella.core.models import AuditEvent, AuditSubject

# Who acts: a person, or None for the installation itself (a command, the clock).
Actor = AbstractBaseUser | None


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing an event touched (`kind`, `key`) and what it meant for it, in plain values."""

    kind: str
    key: str
    data: Mapping[str, Any] = field(default_factory=dict)


def record(
    kind: str,
    *,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    subjects: Iterable[Subject] = (),
) -> AuditEvent:
    """Write one event. `data` holds plain values, which the record tells in words."""
    event = AuditEvent.objects.create(
        kind=kind,
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else "",
        happened_at=at,
        data=dict(data or {}),
    )
    AuditSubject.objects.bulk_create(
        [AuditSubject(event=event, kind=s.kind, key=s.key, data=dict(s.data)) for s in subjects],
        batch_size=500,
    )
    return event
