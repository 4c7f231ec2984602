"""An allocation in words: what a run found, why a school has its leader, what a change would cost.

Sentences are made here from the facts kept with each proposal, in the reader's language; none is stored.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from gwella.domain.allocation.models import AllocationRun, Proposal
from gwella.domain.people.rules import WELSH_LEVELS
from gwella.domain.schools.models import School
from gwella.web.components.days import days

# Why a person is ruled out, in the order asked.
RULED_OUT = {
    "phase": _("Phase"),
    "welsh": _("Welsh below the level needed"),
    "interest": _("Interest declared"),
    "own_school": _("Leads this school"),
    "same_cluster": _("Leads a school of the same cluster"),
    "near_own_school": _("Leads a school close by"),
    "council": _("Has not agreed to work in this council"),
    "keep": _("Already decided for another person"),
    "group": _("Ruled out for another school that keeps the same system leader"),
    "no_days_left": _("Too few days left"),
}
SHORT_OF = {
    "nobody_allowed": _("Nobody keeps every limit at these schools."),
    "nobody_large_enough": _(
        "Nobody whom the limits allow has as many days in the year as one of these schools needs."
    ),
    "no_days_left": _("Those whom the limits allow have no days left."),
}
NOBODY_HERE = {
    "nobody_allowed": _("Nobody keeps every limit at this school."),
    "nobody_large_enough": _("Nobody whom the limits allow has as many days in the year as this school needs."),
    "no_days_left": _("Those whom the limits allow at this school have no days left."),
}
WISHES = {
    "travel": _("Travel"),
    "change": _("Keeping last year’s system leader"),
    "extra_council": _("Few councils for each person"),
    "uneven_load": _("Even load"),
}
WISH_HINTS = {
    "travel": _("What one kilometre driven counts."),
    "change": _("Kilometres it is worth not to change a school’s system leader."),
    "extra_council": _("Kilometres it is worth not to send a person to one more council than their own."),
    "uneven_load": _("Kilometres it is worth to bring a person one day nearer to the fair share."),
}


def language() -> str:
    """The reader's language: "en" or "cy"."""
    return "cy" if (get_language() or "").startswith("cy") else "en"


def name_of(school: School) -> str:
    """A school's name in the reader's language."""
    return school.name.in_language(language())


def half_days(count: int | None) -> str:
    """Half-days as days in the reader's format."""
    return days((count or 0) / 2)


def km(value: float) -> str:
    """Whole kilometres; under ten to the half... never more exact than a straight line allows."""
    return str(number_format(round(value), decimal_pos=0))


def caption_of(run: AllocationRun) -> str:
    """Which run this is, when it was proposed and by whom."""
    when = date_format(localtime(run.proposed_at), "l j F Y, H:i")
    told = gettext("Run %(number)s · proposed %(when)s") % {"number": run.number, "when": when}
    return f"{told} · {run.proposed_by}" if run.proposed_by else told


def lead_of(run: AllocationRun, *, schools: int, without: int, unmet: int, conflicts: int) -> str:
    """What the run found, in a sentence or two. `unmet`: half-days."""
    parts = []
    if conflicts:
        parts.append(
            ngettext(
                "%(count)s pair breaks a limit by now and must be changed before anything is confirmed.",
                "%(count)s pairs break a limit by now and must be changed before anything is confirmed.",
                conflicts,
            )
            % {"count": conflicts}
        )
    elif not without:
        parts.append(
            gettext("Every school has one unconflicted system leader, and nobody has more days than they can give.")
        )
    if without:
        told = ngettext(
            "%(count)s of %(schools)s schools has nobody: days short %(days)s.",
            "%(count)s of %(schools)s schools have nobody: days short %(days)s.",
            without,
        )
        parts.append(told % {"count": without, "schools": schools, "days": half_days(unmet)})
        if unmet <= run.unmet_floor_half_days:
            parts.append(gettext("No plan within what people have agreed leaves fewer."))
        else:
            floor = half_days(run.unmet_floor_half_days)
            parts.append(gettext("No plan at all leaves fewer than %(days)s days.") % {"days": floor})
    return " ".join(parts)


def reason_of(proposal: Proposal) -> str:
    """Why the school has its leader, and who came next, in two sentences."""
    facts: Mapping[str, Any] = proposal.facts
    if proposal.leader is None:
        return str(NOBODY_HERE[facts["why_nobody"]])
    name, second = proposal.leader.name, facts.get("runner_up")
    if second is None or proposal.runner_up is None:
        return gettext("%(name)s: nobody else keeps every limit at this school.") % {"name": name}
    return f"{_chosen(proposal, second)} {_next(proposal, second)}"


def _chosen(proposal: Proposal, second: Mapping[str, Any]) -> str:
    """What speaks for whoever is proposed."""
    assert proposal.leader is not None
    parts, name = second["parts"], proposal.leader.name
    if proposal.is_by_hand:
        told = gettext("%(name)s: chosen by hand.")
    elif second["extra"] < 0:
        told = gettext(
            "%(name)s: the plan as a whole is better so, though this school alone would cost less otherwise."
        )
    elif parts.get("change", 0) > 0:
        told = (
            gettext("%(name)s: already knows the school, and is nearer.")
            if parts.get("travel", 0) > 0
            else gettext("%(name)s: already knows the school.")
        )
    elif parts.get("travel", 0) > 0:
        told = gettext("%(name)s: is nearer.")
    elif parts.get("extra_council", 0) > 0:
        told = gettext("%(name)s: works in this council anyway.")
    elif parts.get("uneven_load", 0) > 0:
        told = gettext("%(name)s: loads are more even so.")
    else:
        told = gettext("%(name)s: no dearer than anybody else.")
    return str(told % {"name": name})


def _next(proposal: Proposal, second: Mapping[str, Any]) -> str:
    """Who came next, and what would be different."""
    assert proposal.runner_up is not None
    chosen = proposal.facts["chosen"]
    if second.get("is_full"):
        return str(gettext("%(name)s would come next, but has too few days left.") % {"name": proposal.runner_up.name})
    is_new = second["since"] is None and second["parts"].get("change", 0) > 0
    further = further_km(chosen, second)
    if further > 0:
        told = (
            gettext("The next best, %(name)s, would be a new face and %(km)s km further each visit.")
            if is_new
            else gettext("The next best, %(name)s, would be %(km)s km further each visit.")
        )
    elif further < 0:
        told = (
            gettext("The next best, %(name)s, would be a new face, though %(km)s km nearer each visit.")
            if is_new
            else gettext("The next best, %(name)s, would be %(km)s km nearer each visit.")
        )
    else:
        told = (
            gettext("The next best, %(name)s, would be a new face, no further away.")
            if is_new
            else gettext("The next best, %(name)s, is no further away.")
        )
    return str(told % {"name": proposal.runner_up.name, "km": km(abs(further))})


def further_km(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    """How many kilometres further, out and back, the other has to drive; 0 where a place is not known."""
    if one["kilometres"] is None or other["kilometres"] is None:
        return 0
    return round(2 * (float(other["kilometres"]) - float(one["kilometres"])))


def welsh(level: int) -> str:
    """A level of Welsh in words."""
    return gettext(WELSH_LEVELS[level])


def more(value: float) -> str:
    """A difference with its sign, in whole kilometres."""
    rounded = round(value)
    if not rounded:
        return gettext("no change")
    return f"{'+' if rounded > 0 else '−'}{km(abs(rounded))} km"
