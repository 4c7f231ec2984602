"""The queue of work: pages ask by name, `jobs` registers who does it. Django 6 calls this tasks; only this
module and `taking_up` beside it know today's package."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import Error, connection, transaction
from django_tasks import task, task_backends
from django_tasks_db import DatabaseBackend

from gwella.core import clock
from gwella.core.models import Work
from gwella.core.problems import BadInput

Progress = Callable[[int, int], None]
Doer = Callable[[Mapping[str, Any], Progress], dict[str, Any]]
# How often work that runs says that it lives. Seconds.
BEAT = 15.0
_doers: dict[str, Doer] = {}
_modules: dict[str, str] = {}


def done_in(modules: Mapping[str, str]) -> None:
    """Tell which module does the work of each name; it is imported when the first such work is done."""
    _modules.update(modules)


def does(name: str) -> Callable[[Doer], Doer]:
    """Register the function that does the work called `name`. It is given the params and a progress to tell."""

    def register(doer: Doer) -> Doer:
        _doers[name] = doer
        return doer

    return register


def _doer(name: str) -> Doer:
    if name not in _doers:
        import_module(_modules[name])
    return _doers[name]


def ask(
    name: str,
    params: Mapping[str, Any],
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    not_before: datetime | None = None,
) -> Work:
    """Ask for work; it starts when the transaction that asks has committed, and not before an hour where one is given.

    `at` and `not_before` are moments by the service's clock.
    """
    work = Work.objects.create(
        name=name, params=dict(params), asked_by_id=by.pk if by else None, asked_at=at, not_before=not_before
    )
    if isinstance(task_backends["default"], DatabaseBackend):
        # The queue lies in our own database: what was done and what follows from it are kept together or not at all.
        _queue(work)
    else:
        transaction.on_commit(lambda: _queue(work))
    return work


def _queue(work: Work) -> None:
    """Put work into the queue. The queue reads the real clock; the hour of the work is by the service's, whose date may
    be held at another day.
    """
    wait = _until(work.not_before)
    task = run_work.using(run_after=clock.real_now() + wait) if wait else run_work
    task.enqueue(work.pk)


def _until(hour: datetime | None) -> timedelta:
    """How long it is until an hour by the service's clock: nothing where it has come or none is given."""
    if hour is None:
        return timedelta()
    # In UTC: between two moments of one time zone Python counts the hands of the clock, not the hours.
    return max(hour.astimezone(UTC) - clock.now().astimezone(UTC), timedelta())


@task()
def run_work(work_pk: int) -> None:
    """Do one piece of work and keep what came of it. Work that is over is never done again.

    Where its hour has still not come (the service's date is held, or was moved), it waits on.
    """
    work = Work.objects.get(pk=work_pk)
    if work.is_over:
        return
    if _until(work.not_before):
        _queue(work)
        return
    Work.objects.filter(pk=work_pk).update(state=Work.State.RUNNING, seen_at=clock.real_now())

    def tell(done: int, total: int) -> None:
        Work.objects.filter(pk=work_pk).update(done=done, total=total)

    try:
        with _saying_it_lives(work_pk):
            result = _doer(work.name)(work.params, tell)
    except BadInput as bad:
        _finish(work_pk, Work.State.FAILED, problems=[problem.as_json() for problem in bad.problems])
    except Exception:
        _finish(work_pk, Work.State.FAILED, problems=[{"code": "fault", "message": "", "params": {}}])
        raise
    else:
        _finish(work_pk, Work.State.DONE, result=result)


def _finish(work_pk: int, state: str, **kept: Any) -> None:
    Work.objects.filter(pk=work_pk).update(state=state, finished_at=clock.real_now(), **kept)


@contextmanager
def _saying_it_lives(work_pk: int) -> Iterator[None]:
    """For as long as the block runs, keep every few seconds that it does: whose process is killed says no more."""
    over = threading.Event()

    def say() -> None:
        while not over.wait(BEAT):
            # A database that is busy or down for a while is no death: it is said again at the next beat.
            with suppress(Error):
                Work.objects.filter(pk=work_pk).update(seen_at=clock.real_now())
            connection.close()

    saying = threading.Thread(target=say, daemon=True)
    saying.start()
    try:
        yield
    finally:
        over.set()
        saying.join()
