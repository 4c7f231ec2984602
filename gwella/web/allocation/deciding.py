"""The last look before a run becomes the links of its schools, a person's yes, and a person's no."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from gwella.core import clock
from gwella.core.problems import BadInput
from gwella.core.telling import tell_refusal
from gwella.core.verdict import Refused
from gwella.domain.allocation.access import can_confirm_allocation, can_withdraw_allocation
from gwella.domain.allocation.models import AllocationRun
from gwella.domain.allocation.queries import BrokenPair, consequence_of
from gwella.domain.allocation.rules import BROKEN
from gwella.domain.people.models import User
from gwella.flows.allocation import confirm, withdraw
from gwella.web.allocation import drawing
from gwella.web.allocation.seen import RunSeen
from gwella.web.allocation.words import caption_of, half_days
from gwella.web.components.lists import Column, Fact, Summary, Table
from gwella.web.components.marks import Cell
from gwella.web.pages import anywhere, page


@page(anywhere("propose_allocation"))
def check(request: HttpRequest, number: int) -> HttpResponse:
    """What confirming would do, and what forbids it."""
    seen = RunSeen(request, number)
    verdict = can_confirm_allocation(seen.reach, seen.run)
    context = {
        "run": seen.run,
        "crumbs": drawing.crumbs(seen.run),
        "caption": caption_of(seen.run),
        "answers": _answers(seen),
        "broken": _broken(seen, seen.broken),
        "broken_count": len(seen.broken),
        "over": drawing.loads(seen, seen.over_capacity) if seen.over_capacity else None,
        "may": verdict and not seen.broken and not seen.over_capacity,
        "why_not": tell_refusal(verdict),
        "may_withdraw": can_withdraw_allocation(seen.reach, seen.run),
        "given": len(seen.everything) - len(seen.without),
        "state": drawing.state_tag(seen.run),
    }
    return render(request, "allocation/confirm.html", context)


def _answers(seen: RunSeen) -> Summary:
    """The answers to check, as they will be kept."""
    told = consequence_of(seen.everything)
    listed = reverse("allocation_list", args=[seen.run.number])
    facts = [
        Fact(gettext("First day of the links"), date_format(seen.run.starts_on, "l j F Y")),
        Fact(
            gettext("Links that start"), told.starts, action=(gettext("See them"), f"{listed}?what=changed&what=first")
        ),
        Fact(gettext("Links that stay as they are"), told.stays, action=(gettext("See them"), f"{listed}?what=kept")),
        Fact(gettext("Links that end"), told.ends, gettext("They end the day before and stay on record.")),
    ]
    if told.without:
        without = gettext("Whoever has them now keeps them. Days short: %(days)s") % {"days": half_days(seen.unmet)}
        facts.append(
            Fact(gettext("Schools nobody takes"), told.without, without, (gettext("See them"), f"{listed}?what=short"))
        )
    if seen.by_hand:
        facts.append(
            Fact(gettext("Changed by hand"), seen.by_hand, action=(gettext("See them"), f"{listed}?what=hand"))
        )
    facts.append(Fact(gettext("Conflicts"), len(seen.broken), gettext("looked for again today, in every pair")))
    facts.append(Fact(gettext("People over their days"), len(seen.over_capacity)))
    return Summary(facts)


def _broken(seen: RunSeen, pairs: list[BrokenPair]) -> Table | None:
    """The pairs that break a limit by now. A school outside the person's reach is counted, not named."""
    mine = {proposal.school_id for proposal in seen.named}
    named = [pair for pair in pairs if pair.school.pk in mine]
    if not named:
        return None
    rows = []
    for pair in named:
        school = pair.school.name.in_language(get_language() or "en")
        why = gettext(BROKEN[pair.limit]).format(school=school, leader=pair.leader.name)
        address = reverse("allocation_pair", args=[seen.run.number, pair.school.number])
        rows.append([Cell(school, pair.school.number, address), pair.leader.name, why])
    columns = [Column(gettext("School")), Column(gettext("System leader")), Column(gettext("Why"))]
    return Table(columns, rows, caption=gettext("Pairs that break a limit"))


@page(anywhere("confirm_allocation"), methods=("POST",))
def say_yes(request: HttpRequest, number: int) -> HttpResponse:
    """A person's yes. A second yes is told that it was done already."""
    run = get_object_or_404(AllocationRun, number=number)
    try:
        counts = confirm(run, by=cast(User, request.user), at=clock.now())
    except Refused as refused:
        messages.info(request, tell_refusal(refused.verdict))
        return HttpResponseRedirect(reverse("allocation_run", args=[number]))
    except BadInput as bad:
        told = ngettext(
            "Not confirmed: %(count)s thing stands against it.",
            "Not confirmed: %(count)s things stand against it.",
            len(bad.problems),
        )
        messages.error(request, told % {"count": len(bad.problems)})
        return HttpResponseRedirect(reverse("allocation_confirm", args=[number]))
    told = gettext("Confirmed. Links started: %(started)s, kept: %(kept)s, ended: %(ended)s.")
    messages.success(request, told % {"started": counts.started, "kept": counts.kept, "ended": counts.ended})
    return HttpResponseRedirect(reverse("allocation_run", args=[number]))


@page(anywhere("propose_allocation"), methods=("POST",))
def put_aside(request: HttpRequest, number: int) -> HttpResponse:
    """A person's no: the run stays on record, withdrawn."""
    run = get_object_or_404(AllocationRun, number=number)
    try:
        withdraw(run, by=cast(User, request.user), at=clock.now())
    except Refused as refused:
        messages.info(request, tell_refusal(refused.verdict))
    else:
        messages.success(request, gettext("The proposal was put aside. It stays on record."))
    return HttpResponseRedirect(reverse("allocation_run", args=[number]))
