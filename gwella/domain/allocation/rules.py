"""States of a run and of a notice, and what happened, in words."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from gwella.core.text import mark
from gwella.core.verdict import YES, Verdict, no
from gwella.frameworks.framework import Term

RUN_STATES = {
    "proposed": mark("Proposed"),
    "confirmed": mark("Confirmed"),
    "withdrawn": mark("Withdrawn"),
}
# From a state, where to, and the action that takes it there.
RUN_MOVES = {"proposed": {"confirmed": "confirm_allocation", "withdrawn": "withdraw_allocation"}}

NOTICE_STATES = {
    "prepared": mark("Waiting for a yes"),
    "approved": mark("Approved"),
    "sent": mark("Sent"),
    "acknowledged": mark("Acknowledged"),
}
NOTICE_MOVES = {
    "prepared": {"approved": "approve_notices"},
    "approved": {"sent": "send_notice"},
    "sent": {"acknowledged": "acknowledge_notice"},
}

EVENTS = {
    "allocation.proposed": mark("Allocation run {number} proposed: {leader}"),
    "allocation.changed": mark("Run {number} changed by hand to {leader}: {reason}"),
    "allocation.confirmed": mark("Allocation run {number} was confirmed"),
    "allocation.withdrawn": mark("Allocation run {number} was withdrawn"),
    "notices.prepared": mark("Letters were prepared for the school: {letters}"),
    "notices.approved": mark("Letters to the school were approved: {letters}"),
    "notice.sent": mark("A letter was sent to {name}"),
    "notice.acknowledged": mark("{name} confirmed having read the letter"),
}


def can_move_run(before: str, after: str) -> Verdict:
    """Whether a run may go from one state to another."""
    if after in RUN_MOVES.get(before, {}):
        return YES
    return no(mark("This run is no longer a proposal: somebody has confirmed or withdrawn it."))


def can_move_notice(before: str, after: str) -> Verdict:
    """Whether a notice may go from one state to another."""
    if after in NOTICE_MOVES.get(before, {}):
        return YES
    return no(mark("This letter is no longer in the state you saw: somebody has moved it on."))


_OPENS, _CLOSES, _FRIDAY_CLOSES = time(8), time(18), time(15)
_FRIDAY = 4
_LAST_DAYS = 2


def considerate_from(moment: datetime, terms: Sequence[Term]) -> datetime:
    """The first moment from `moment` on at which a letter may reach a school: on a school day between 8:00 and 18:00
    (Fridays until 15:00), and not in the last two days of a term. Without known terms only weekdays and hours count.
    """
    day = moment
    for _ in range(120):
        closes = _FRIDAY_CLOSES if day.weekday() == _FRIDAY else _CLOSES
        if _is_good_day(day, terms) and day.time() < closes:
            return max(day, day.replace(hour=_OPENS.hour, minute=0, second=0, microsecond=0))
        day = (day + timedelta(days=1)).replace(hour=_OPENS.hour, minute=0, second=0, microsecond=0)
    return moment


def _is_good_day(moment: datetime, terms: Sequence[Term]) -> bool:
    day = moment.date()
    if not any(term.starts <= day for term in terms) or all(term.ends < day for term in terms):
        return day.weekday() <= _FRIDAY
    term = next((term for term in terms if term.is_open(day)), None)
    if term is None:
        return False
    left = sum(term.is_open(day + timedelta(days=n)) for n in range((term.ends - day).days + 1))
    return left > _LAST_DAYS
