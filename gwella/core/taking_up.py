"""Work that broke off because its worker was killed: found by its silence, and begun again or ended.

All our work may be done twice, for it finds what it has done already. So to think a slow worker dead does no harm.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from gwella.core import clock
from gwella.core.models import Work
from gwella.core.problems import Problem
from gwella.core.text import mark
from gwella.core.work import run_work

# Work that has not said for so long that it lives is taken for broken off: eight of its beats.
SILENCE = timedelta(minutes=2)
# It is begun so often at most, for it may be the work that kills its worker.
MOST_BEGINNINGS = 3
BROKEN_OFF = "work.broken_off"


def take_up_broken_work() -> int:
    """See to work whose worker no longer lives: begin it again, or end it as failed, saying what to do.

    How many pieces had broken off. May run beside workers that live, and beside itself.
    """
    silent_since = clock.real_now() - SILENCE
    begun = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=silent_since)
    of_ours = begun.filter(task_path=run_work.module_path).order_by().values_list("pk", flat=True)
    return sum(_take_up(place, silent_since) for place in list(of_ours))


@transaction.atomic
def _take_up(place: UUID, silent_since: datetime) -> bool:
    """See to one place in the queue; whether its work had broken off."""
    queued = DBTaskResult.objects.select_for_update().get(pk=place)
    work = Work.objects.select_for_update().filter(pk=queued.args_kwargs["args"][0]).first()
    lives = work is not None and work.seen_at is not None and work.seen_at >= silent_since
    if queued.status != TaskResultStatus.RUNNING or lives:
        return False
    if work is None or work.is_over:
        # Killed between the end of the work and the note of it in the queue.
        _note(queued, TaskResultStatus.SUCCESSFUL)
        return False
    if len(queued.worker_ids) >= MOST_BEGINNINGS:
        _note(queued, TaskResultStatus.FAILED)
        work.state, work.finished_at = Work.State.FAILED, clock.real_now()
        work.problems = [_broken_off(len(queued.worker_ids)).as_json()]
    else:
        _note(queued, TaskResultStatus.READY)
        work.state, work.done, work.total = Work.State.WAITING, 0, 0
    work.save()
    return True


def _note(queued: "DBTaskResult[..., object]", status: TaskResultStatus) -> None:
    queued.status = status
    queued.finished_at = None if status == TaskResultStatus.READY else clock.real_now()
    queued.save(update_fields=["status", "finished_at"])


def _broken_off(times: int) -> Problem:
    return Problem(
        BROKEN_OFF,
        mark("This work was begun {count} times and broke off each time, because the program that did it was ended."),
        mend=mark(
            "Ask for it again. If that breaks off too, tell whoever runs the service: memory or disk may be short."
        ),
        params={"count": str(times)},
    )
