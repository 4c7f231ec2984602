"""All letters of the latest confirmed run: where they stand, whom nothing has reached, and what to do next."""

from collections import Counter
from collections.abc import Sequence
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from gwella.core import clock
from gwella.core.problems import BadInput
from gwella.core.telling import tell, tell_refusal
from gwella.core.verdict import Refused
from gwella.domain.allocation.models import AllocationRun
from gwella.domain.people.models import User
from gwella.domain.schools.models import School
from gwella.flows.letters import (
    NO_LEADER,
    NO_READER,
    NO_RUN,
    READER_LEFT,
    ask_to_send,
    confirmed_run,
    leavings,
    letters_standing,
    notice_deadline,
    prepare_letters,
    signing_of,
)
from gwella.insight.boards.letters import LetterList
from gwella.web.components.lists import Column, Figure, Figures, Table
from gwella.web.components.marks import Cell
from gwella.web.components.navigation import Pagination
from gwella.web.letters.listing import export_line, file_of, filters_of, letters_of, shown_words, table
from gwella.web.letters.words import crumbs, deadline_words, language
from gwella.web.pages import anywhere, page, reach_of

PERMISSION = "approve_letters"
PAGE_LENGTH = 25


def run_or_404() -> AllocationRun:
    """The run whose letters are due."""
    run = confirmed_run()
    if run is None:
        raise Http404
    return run


@page(anywhere(PERMISSION))
def letters(request: HttpRequest) -> HttpResponse:
    """Where the letters of the latest confirmed run stand, in at most fifteen queries whatever their number."""
    run = confirmed_run()
    if run is None:
        lead = f"{gettext(NO_RUN.message)} {gettext(NO_RUN.mend)}"
        return render(request, "letters/none.html", {"crumbs": crumbs(), "lead": lead})
    found = letters_of(request, run)
    standing = letters_standing(run, on=clock.today(), schools=reach_of(request).schools(PERMISSION))
    missing, untold = standing.missing, standing.untold
    now = clock.now()
    leave = leavings(run.framework, {line.council_id for line in found.rows}, at=now)
    spared = {council for council, leaving in leave.items() if leaving.why}
    shown = Paginator(found.found, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "crumbs": crumbs(),
        "run": run,
        "lead": " ".join(
            [_lead(found, missing), deadline_words(notice_deadline(run), run.framework) if untold else ""]
        ),
        "figures": Figures(_figures(found, untold)),
        "missing": missing,
        "waiting": len(found.in_state("prepared")),
        "due": len(found.due(now, spared=spared)),
        "later": len(found.later(now, spared=spared)),
        "untold": _untold(untold),
        "named": _named(untold),
        "letters": found,
        "filters": filters_of(found, request.GET),
        "shown": shown_words(found, shown),
        "export": export_line(found, request.GET),
        "table": table(shown),
        "pagination": Pagination(shown, request.GET),
        "mail": settings.MAIL,
    }
    return render(request, "letters/overview.html", context)


def _lead(found: LetterList, missing: int) -> str:
    waiting = found.in_state("prepared")
    if waiting:
        told = ngettext(
            "%(count)s letter to schools waits for your yes. Schools: %(schools)s.",
            "%(count)s letters to schools wait for your yes. Schools: %(schools)s.",
            len(waiting),
        )
        return told % {"count": len(waiting), "schools": len({line.number for line in waiting})}
    if missing or not found.rows:
        return gettext("The allocation is confirmed. Prepare the letters, read them, then say yes.")
    if found.in_state("approved"):
        return gettext("Every letter has its yes. Those that have not left yet stand below.")
    return gettext("Every letter has left.")


def _figures(found: LetterList, untold: Sequence[tuple[School, str]]) -> list[Figure]:
    gone, read = found.in_state("sent", "acknowledged"), found.in_state("acknowledged")
    to_schools = gettext("schools: %(count)s") % {"count": len({line.number for line in found.rows})}
    if withdrawn := found.in_state("withdrawn"):
        to_schools += " · " + gettext("withdrawn: %(count)s") % {"count": len(withdrawn)}
    to_post = gettext("of all, to post: %(count)s") % {"count": len(found.to_post)}
    return [
        Figure(gettext("Letters"), len(found.rows), to_schools),
        Figure(gettext("Waiting for a yes"), len(found.in_state("prepared"))),
        Figure(gettext("Approved, not sent yet"), len(found.in_state("approved")), to_post),
        Figure(gettext("Sent"), len(gone), gettext("confirmed as read: %(count)s") % {"count": len(read)}),
        Figure(gettext("Schools not told yet"), len(untold)),
    ]


def _untold(untold: Sequence[tuple[School, str]]) -> Table | None:
    """How many schools nothing has reached, by reason."""
    if not untold:
        return None
    counts = Counter(why for _school, why in untold)
    rows = [[gettext(why), str(count)] for why, count in counts.most_common()]
    columns = [Column(gettext("Why")), Column(gettext("Schools"), number=True)]
    return Table(columns, rows, caption=gettext("Schools no letter has reached"), tight=True)


def _named(untold: Sequence[tuple[School, str]]) -> list[tuple[str, Table]]:
    """The schools themselves where more is wanting than a yes: a leader, a reader."""
    by_reason: dict[str, list[School]] = {}
    for school, why in untold:
        if why in (NO_LEADER, NO_READER, READER_LEFT):
            by_reason.setdefault(why, []).append(school)
    columns = [Column(gettext("School")), Column(gettext("Council"))]
    return [
        (
            f"{gettext(why)}: {len(schools)}",
            Table(columns, [_school_row(school) for school in schools], caption=gettext(why), tight=True),
        )
        for why, schools in by_reason.items()
    ]


def _school_row(school: School) -> list[object]:
    name = Cell(school.name.in_language(language()), school.number, reverse("school", args=[school.number]))
    return [name, school.council.name.in_language(language())]


@page(anywhere(PERMISSION))
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file, with its filters."""
    run = run_or_404()
    return file_of(letters_of(request, run), request.GET, run)


@page(anywhere(PERMISSION), methods=("POST",))
def prepare(request: HttpRequest) -> HttpResponse:
    """Prepare what is missing, signed by whoever asks."""
    user = cast(User, request.user)
    role = next(g.role for g in reach_of(request).grants if PERMISSION in g.role.permissions)
    try:
        count = prepare_letters(run_or_404(), signing=signing_of(user, role), by=user, at=clock.now())
    except BadInput as bad:
        for problem in bad.problems:
            messages.error(request, tell(problem))
    except Refused as refused:
        messages.error(request, tell_refusal(refused.verdict))
    else:
        told = ngettext("%(count)s letter was prepared.", "%(count)s letters were prepared.", count)
        messages.success(request, told % {"count": count})
    return HttpResponseRedirect(reverse("letters"))


@page(anywhere(PERMISSION), methods=("POST",))
def send(request: HttpRequest) -> HttpResponse:
    """Send what is due, those too that failed before."""
    work = ask_to_send(by=cast(User, request.user), at=clock.now(), again=True)
    return HttpResponseRedirect(reverse("work", args=[work.pk]))
