"""States of a run and of a notice, and what happened, in words."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

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
    "withdrawn": mark("Withdrawn"),
}
NOTICE_MOVES = {
    "prepared": {"approved": "approve_notices", "withdrawn": "withdraw_notices"},
    "approved": {"sent": "send_notice", "withdrawn": "withdraw_notices"},
    "sent": {"acknowledged": "acknowledge_notice"},
}

# Why a letter that had not left was withdrawn.
WITHDRAWN = {
    "council": mark("The council is no longer served"),
    "closed": mark("The school has closed"),
    "remit": mark("The school is no longer in the service’s remit"),
}

EVENTS = {
    "allocation.proposed": mark("Allocation run {number} proposed: {leader}"),
    "allocation.changed": mark("Run {number} changed by hand to {leader}: {reason}"),
    "allocation.confirmed": mark("Allocation run {number} was confirmed"),
    "allocation.withdrawn": mark("Allocation run {number} was withdrawn"),
    "notices.prepared": mark("Letters were prepared for the school: {letters}"),
    "notices.approved": mark("Letters to the school were approved: {letters}"),
    "notices.withdrawn": mark("Letters to the school that had not left were withdrawn: {letters}"),
    "notice.sent": mark("A letter was sent to {name}"),
    "notice.acknowledged": mark("{name} confirmed having read the letter"),
}


def can_move_run(before: str, after: str) -> Verdict:
    """Whether a run may go from one state to another."""
    if after in RUN_MOVES.get(before, {}):
        return YES
    return no(mark("This run is no longer a proposal: somebody has confirmed or withdrawn it."))


CHANGED_MEANWHILE = mark("Someone else has changed this since you opened it.")

# What a pair may break, as a sentence. The order is that of `broken_limit`.
BROKEN = {
    "school": mark("{school} is no longer an open school of this service."),
    "not_in_post": mark("{school}: {leader} has no days for schools on that day."),
    "phase": mark("{school}: {leader} does not judge schools of this phase."),
    "welsh": mark("{school}: {leader} has Welsh below the level needed."),
    "interest": mark("{school}: {leader} has declared an interest."),
    "own_school": mark("{school}: {leader} leads this school."),
    "same_cluster": mark("{school}: {leader} leads a school of the same cluster."),
    "near_own_school": mark("{school}: {leader} leads a school close by."),
    "council": mark("{school}: {leader} has not agreed to work in this council."),
    "keep": mark("{school}: the link is already decided for another person."),
    "group": mark("{school}: {leader} is ruled out for another school that keeps the same system leader."),
    "no_days_left": mark("{school}: {leader} has too few days left."),
}

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class OwnSchool:
    """A school a serving head leads. `place`: latitude and longitude."""

    number: str
    cluster: int | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class SchoolNeeds:
    """What a school asks of whoever looks after it. `is_served`: open, and one of the service's own."""

    number: str
    is_served: bool
    council: str
    phase: str
    welsh_needed: int
    cluster: int | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class LeaderBrings:
    """What a person brings on a day. `interests`: the kinds, by school number. Councils empty: any."""

    is_in_post: bool
    phases: frozenset[str]
    welsh_level: int
    councils: frozenset[str]
    interests: Mapping[str, Collection[str]]
    own: Sequence[OwnSchool]


def broken_limit(school: SchoolNeeds, leader: LeaderBrings, *, serving_head_km: float) -> str:
    """The first limit the pair breaks, "" where it keeps them all.

    Written apart from the optimiser's own limits on purpose, so that one checks the other.
    """
    kinds = frozenset(leader.interests.get(school.number, ()))
    same_cluster = any(own.cluster == school.cluster for own in leader.own if school.cluster)
    close_by = any(_kilometres(own.place, school.place) <= serving_head_km for own in leader.own)
    checks = {
        "school": not school.is_served,
        "not_in_post": not leader.is_in_post,
        "phase": school.phase not in leader.phases,
        "welsh": leader.welsh_level < school.welsh_needed,
        "interest": bool(kinds - {"own_school", "same_cluster", "near_own_school"}),
        "own_school": "own_school" in kinds,
        "same_cluster": "same_cluster" in kinds or same_cluster,
        "near_own_school": "near_own_school" in kinds or close_by,
        "council": bool(leader.councils) and school.council not in leader.councils,
    }
    return next((limit for limit, is_broken in checks.items() if is_broken), "")


def _kilometres(one: Place | None, other: Place | None) -> float:
    """Along the great circle; infinite where a place is not known."""
    if one is None or other is None:
        return math.inf
    (lat1, lon1), (lat2, lon2) = (map(math.radians, place) for place in (one, other))
    across = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon1 - lon2)
    return 6371.0088 * math.acos(min(1.0, across))


def can_move_notice(before: str, after: str) -> Verdict:
    """Whether a notice may go from one state to another."""
    if after in NOTICE_MOVES.get(before, {}):
        return YES
    return no(mark("This letter is no longer in the state you saw: somebody has moved it on."))


_OPENS, _CLOSES, _FRIDAY_CLOSES = time(8), time(18), time(15)
_FRIDAY = 4
_LAST_DAYS = 2

# Why a letter waits: the hour or the day at which nothing alarming should reach a school.
WAITS = {
    "early": mark("it is before 8:00"),
    "late": mark("it is after 18:00"),
    "friday": mark("it is a Friday after 15:00"),
    "weekend": mark("it is a weekend"),
    "holiday": mark("schools are on holiday"),
    "last_days": mark("these are the last two days of a term"),
}


def considerate_from(moment: datetime, terms: Sequence[Term]) -> datetime:
    """The first moment from `moment` on at which a letter may reach a school: on a school day between 8:00 and 18:00
    (Fridays until 15:00), and not in the last two days of a term. Without known terms only weekdays and hours count.

    `moment` is in the schools' own time zone.
    """
    found = moment
    for _ in range(120):
        wait = why_wait(found, terms)
        if not wait:
            return found
        day = found if wait == "early" else found + timedelta(days=1)
        found = day.replace(hour=_OPENS.hour, minute=0, second=0, microsecond=0)
    return moment


def why_wait(moment: datetime, terms: Sequence[Term]) -> str:
    """Why a letter should not reach a school at this moment, as a key of `WAITS`; "" where it may."""
    reason = _spared_day(moment.date(), terms)
    if reason:
        return reason
    if moment.time() < _OPENS:
        return "early"
    if moment.weekday() == _FRIDAY and moment.time() >= _FRIDAY_CLOSES:
        return "friday"
    return "late" if moment.time() >= _CLOSES else ""


def _spared_day(day: date, terms: Sequence[Term]) -> str:
    """Why the whole day is spared. Before the first known term and after the last, holidays are not known."""
    known = bool(terms) and min(t.starts for t in terms) <= day <= max(t.ends for t in terms)
    term = next((t for t in terms if t.starts <= day <= t.ends), None)
    if known and (term is None or term.half_term_starts <= day <= term.half_term_ends):
        return "holiday"
    if day.weekday() > _FRIDAY:
        return "weekend"
    if term is None:
        return ""
    if day in term.closed:
        return "holiday"
    left = sum(term.is_open(day + timedelta(days=n)) for n in range((term.ends - day).days + 1))
    return "" if left > _LAST_DAYS else "last_days"
