"""The tables everyone leans on. None of them mentions a school."""

from gwella.core.models.audit import AuditEvent, AuditSubject
from gwella.core.models.imports import DataImport
from gwella.core.models.outbox import OutboxMessage
from gwella.core.models.work import Work

__all__ = ["AuditEvent", "AuditSubject", "DataImport", "OutboxMessage", "Work"]
