"""The queue of work: pages ask by name, `jobs` registers who does it. Django 6 calls this tasks; only this
module knows today's package."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django_tasks import task

from gwella.core import clock
from gwella.core.models import Work
from gwella.core.problems import BadInput

Progress = Callable[[int, int], None]
Doer = Callable[[Mapping[str, Any], Progress], dict[str, Any]]
_doers: dict[str, Doer] = {}


def does(name: str) -> Callable[[Doer], Doer]:
    """Register the function that does the work called `name`. It is given the params and a progress to tell."""

    def register(doer: Doer) -> Doer:
        _doers[name] = doer
        return doer

    return register


def ask(name: str, params: Mapping[str, Any], *, by: AbstractBaseUser | None, at: datetime) -> Work:
    """Ask for work; it starts when the transaction that asks has committed."""
    work = Work.objects.create(name=name, params=dict(params), asked_by_id=by.pk if by else None, asked_at=at)
    transaction.on_commit(lambda: run_work.enqueue(work.pk))
    return work


@task()
def run_work(work_pk: int) -> None:
    """Do one piece of work and keep what came of it. Work that is over is never done again."""
    work = Work.objects.get(pk=work_pk)
    if work.is_over:
        return
    Work.objects.filter(pk=work_pk).update(state=Work.State.RUNNING)

    def tell(done: int, total: int) -> None:
        Work.objects.filter(pk=work_pk).update(done=done, total=total)

    try:
        result = _doers[work.name](work.params, tell)
    except BadInput as bad:
        _finish(work_pk, Work.State.FAILED, problems=[problem.as_json() for problem in bad.problems])
    except Exception:
        _finish(work_pk, Work.State.FAILED, problems=[{"code": "fault", "message": "", "params": {}}])
        raise
    else:
        _finish(work_pk, Work.State.DONE, result=result)


def _finish(work_pk: int, state: str, **kept: Any) -> None:
    Work.objects.filter(pk=work_pk).update(state=state, finished_at=clock.real_now(), **kept)
