"""One school of a run: why it has its leader, and a change by hand with its cost shown before the button."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from gwella.core import clock
from gwella.core.telling import tell_refusal
from gwella.core.verdict import Refused
from gwella.domain.allocation.access import can_change_proposal
from gwella.domain.allocation.models import Proposal
from gwella.domain.people.models import User
from gwella.flows.allocation import Change, Decision, change_by_hand
from gwella.web.allocation import drawing
from gwella.web.allocation.forms import ChooseForm, ReasonForm
from gwella.web.allocation.seen import RunSeen
from gwella.web.allocation.words import (
    further_km,
    half_days,
    km,
    language,
    more,
    name_of,
    reason_of,
    welsh,
)
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Fact, Summary, Table
from gwella.web.components.marks import Blank
from gwella.web.pages import anywhere, page, reach_of


def proposal_or_404(request: HttpRequest, run: int, number: str) -> tuple[Proposal, RunSeen]:
    """The proposal of a school that the person may be told by name, and its run."""
    seen = RunSeen(request, run)
    found = next((proposal for proposal in seen.named if proposal.school.number == number), None)
    if found is None:
        raise Http404
    found.run = seen.run
    return found, seen


@page(anywhere("propose_allocation"), methods=("GET", "POST"))
def pair(request: HttpRequest, run: int, school: str) -> HttpResponse:
    """Why this leader; with `?leader=` what another would cost; by POST the change."""
    proposal, seen = proposal_or_404(request, run, school)
    decision = Decision(seen.run, seen.everything, today=clock.today()) if seen.is_open else None
    form = ReasonForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_valid():
        refusal = _make(request, proposal, form)
        if not refusal:
            return HttpResponseRedirect(request.path)
    context = _explained(proposal) | {"form": form, "refusal": refusal}
    if decision:
        wanted = str(form.data.get("leader", "")) if form.is_bound else request.GET.get("leader", "")
        context |= _choosing(request, proposal, decision, wanted)
    return render(request, "allocation/pair.html", context, status=409 if refusal else 200)


def _make(request: HttpRequest, proposal: Proposal, form: ReasonForm) -> str:
    """Make the change; why not, where it is refused."""
    leader = get_object_or_404(User, pk=form.cleaned_data["leader"])
    try:
        change = change_by_hand(
            proposal,
            leader,
            reason=form.cleaned_data["reason"],
            expected_leader_id=form.cleaned_data["expected"],
            by=cast(User, request.user),
            at=clock.now(),
        )
    except Refused as refused:
        return tell_refusal(refused.verdict)
    told = ngettext("Changed by hand: %(count)s school.", "Changed by hand: %(count)s schools.", len(change.schools))
    messages.success(request, told % {"count": len(change.schools)})
    return ""


def _explained(proposal: Proposal) -> dict[str, Any]:
    facts, school = proposal.facts, proposal.school
    others = sum(facts.get("ruled_out", {}).values())
    return {
        "proposal": proposal,
        "run": proposal.run,
        "title": name_of(school),
        "crumbs": drawing.crumbs(proposal.run),
        "caption": " · ".join(
            (drawing.run_name(proposal.run), school.council.name.in_language(language()), school.number)
        ),
        "lead": reason_of(proposal),
        "heading": gettext("Why %(name)s") % {"name": proposal.leader.name}
        if proposal.leader
        else gettext("Why nobody yet"),
        "facts": _facts(proposal),
        "ruled_out": drawing.ruled_out(facts) if others else None,
        "ruled_out_count": others,
        "allowed": facts.get("allowed", 0),
        "people": facts.get("people", 0),
        "by_hand": _by_hand(proposal),
        "list_url": reverse("allocation_list", args=[proposal.run.number]),
    }


def _by_hand(proposal: Proposal) -> str:
    if not proposal.is_by_hand or proposal.changed_at is None:
        return ""
    when = date_format(localtime(proposal.changed_at), "j F Y, H:i")
    return " · ".join(str(part) for part in (proposal.changed_by, when) if part)


def _facts(proposal: Proposal) -> Table | None:
    """The same facts of whoever is proposed and of the runner-up, side by side."""
    chosen, second = proposal.facts.get("chosen"), proposal.facts.get("runner_up")
    if chosen is None or proposal.leader is None:
        return None
    heads = [Column(gettext("Fact")), Column(gettext("Proposed: %(name)s") % {"name": proposal.leader.name})]
    sides = [chosen]
    if second and proposal.runner_up:
        heads.append(Column(gettext("Runner-up: %(name)s") % {"name": proposal.runner_up.name}))
        sides.append(second)
    rows: list[list[Content]] = [
        [gettext("Distance, out and back"), *(_distance(side) for side in sides)],
        [gettext("Knows the school"), *(_since(side) for side in sides)],
        [gettext("Welsh"), *(welsh(side["welsh"]) for side in sides)],
        [gettext("Load after"), *(_load(side) for side in sides)],
        [gettext("Interests"), *(gettext("None declared") for _side in sides)],
        [gettext("Cost in the plan"), gettext("As it stands"), *(_cost(side) for side in sides[1:])],
    ]
    return Table(heads, rows, caption=gettext("Facts"))


def _distance(side: dict[str, Any]) -> Content:
    if side["kilometres"] is None:
        return Blank(gettext("a place is not known"))
    return f"{km(2 * side['kilometres'])} km"


def _since(side: dict[str, Any]) -> Content:
    first = parse_date(side["since"]) if side["since"] else None
    return gettext("Since %(when)s") % {"when": date_format(first, "F Y")} if first else gettext("Not before")


def _load(side: dict[str, Any]) -> str:
    told = gettext("%(load)s of %(capacity)s days") % {
        "load": half_days(side["load"]),
        "capacity": half_days(side["capacity"]),
    }
    too_many = gettext("too many")  # outside the braces, where the catalogue finds it
    return f"{told}, {too_many}" if side.get("is_full") else told


def _cost(side: dict[str, Any]) -> str:
    return more(side["extra"])


def _choosing(request: HttpRequest, proposal: Proposal, decision: Decision, wanted: str) -> dict[str, Any]:
    """The form that asks to whom, and what the wanted person would cost."""
    number = proposal.school.number
    if not decision.knows(number):
        return {"gone": True}
    options = decision.options(number)
    leaders = decision.question.leaders
    choices = [(option.leader, _choice(option, leaders[option.leader].user.name)) for option in options]
    context: dict[str, Any] = {"choose": ChooseForm(choices, initial={"leader": wanted}), "none_left": not choices}
    leader = leaders.get(wanted)
    if leader is None:
        return context
    change = decision.change(proposal.school, leader.user)
    verdict = change.verdict
    if verdict and len(change.schools) > 1:  # the school itself is in reach, or this page would not be
        verdict = can_change_proposal(reach_of(request), proposal.run, {school.pk for school in change.schools})
    return context | {
        "wanted": leader.user.name,
        "change": change,
        "costs": _costs(proposal, decision, change) if change.option else None,
        "verdict": verdict,
        "why_not": tell_refusal(verdict),
        "together": [name_of(school) for school in change.schools if school.pk != proposal.school_id],
        "expected": proposal.leader_id or "",
    }


def _choice(option: Any, name: str) -> str:
    free = gettext("%(days)s days free after") % {"days": half_days(option.capacity - option.load)}
    place = f"{km(2 * option.kilometres)} km" if option.kilometres is not None else gettext("base not known")
    return f"{name}, {place}, {free}"


def _costs(proposal: Proposal, decision: Decision, change: Change) -> Summary:
    """What a change would cost, before the button."""
    option, before = change.option, change.before
    assert option is not None
    facts = [Fact(gettext("Travel"), _travel(change))]
    lost = option.parts["change"]
    if lost > 0:
        continuity = gettext("One more change of leader")
    elif lost < 0:
        continuity = gettext("One change of leader fewer")
    else:
        continuity = gettext("No change")
    facts.append(Fact(gettext("Continuity"), continuity))
    if change.half_days_met:
        met = gettext("%(days)s fewer") % {"days": half_days(change.half_days_met)}
    else:
        met = gettext("No change")
    facts.append(Fact(gettext("Days short"), met))
    after = gettext("%(load)s of %(capacity)s days") % {
        "load": half_days(option.load),
        "capacity": half_days(option.capacity),
    }
    facts.append(Fact(gettext("Load after"), after))
    facts.append(Fact(gettext("Cost in the plan"), more(option.extra), gettext("in kilometres a year it is worth")))
    facts.append(Fact(gettext("Limits"), gettext("All kept") if change.verdict else tell_refusal(change.verdict)))
    assert before is None or decision
    return Summary(facts, narrow=True)


def _travel(change: Change) -> Content:
    option, before = change.option, change.before
    assert option is not None
    if option.kilometres is None or (before and before.kilometres is None):
        return Blank(gettext("a place is not known"))
    if before is None:
        return gettext("%(km)s km a visit") % {"km": km(2 * option.kilometres)}
    further = further_km({"kilometres": before.kilometres}, {"kilometres": option.kilometres})
    return gettext("%(km)s a visit") % {"km": more(further)} if further else gettext("No change")
