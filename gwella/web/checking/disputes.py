"""The data team's queue of disputed figures, and one dispute with its answer."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.telling import tell_refusal
from gwella.core.verdict import Refused
from gwella.domain.figures.access import can_answer_dispute
from gwella.domain.figures.actions import answer_dispute
from gwella.domain.people.models import User
from gwella.insight.evidence.checks import disputes_at, figure_now
from gwella.web.boards.words import in_language
from gwella.web.checking.drawing import facts_of, queue_table
from gwella.web.checking.forms import AnswerForm
from gwella.web.components.lists import Fact, Summary
from gwella.web.components.navigation import Crumb, Pagination, Tab, Tabs
from gwella.web.pages import anywhere, page, reach_of

PAGE_LENGTH = 50


@page(anywhere("answer_disputes"))
def disputes(request: HttpRequest) -> HttpResponse:
    """What schools dispute: what waits for an answer, longest first; and what was answered, latest first."""
    rows = disputes_at(reach_of(request).schools("answer_disputes"))
    is_answered = request.GET.get("state") == "answered"
    waiting = rows.filter(answered_at=None)
    shown_rows = rows.exclude(answered_at=None).order_by("-answered_at", "-pk") if is_answered else waiting
    shown_rows = shown_rows if is_answered else shown_rows.order_by("raised_at", "pk")
    shown = Paginator(shown_rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    count = waiting.count() if is_answered else shown.paginator.count
    here = reverse("disputes")
    tabs = [
        Tab(gettext("Waiting"), here, not is_answered, count),
        Tab(gettext("Answered"), f"{here}?state=answered", is_answered),
    ]
    context = {
        "crumbs": [Crumb(gettext("Service"), reverse("service"))],
        "tabs": Tabs(gettext("Disputed figures"), tabs),
        "table": queue_table(list(shown)) if shown.object_list else None,
        "is_answered": is_answered,
        "count": count,
        "pagination": Pagination(shown, request.GET),
    }
    return render(request, "checking/disputes.html", context)


@page(anywhere("answer_disputes"), methods=("GET", "POST"))
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """One dispute: who says what, the figure then and now; while it waits, the answer's form."""
    reach = reach_of(request)
    found = get_object_or_404(disputes_at(reach.schools("answer_disputes")), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answer_dispute(
                found, answer=given["answer"], text=given["text"], by=cast(User, request.user), at=clock.now()
            )
        except Refused as refused:
            messages.warning(request, tell_refusal(refused.verdict))
        else:
            messages.success(request, gettext("The answer is recorded, and the school sees it."))
        return HttpResponseRedirect(reverse("disputes"))
    school = found.school
    facts = [
        Fact(gettext("School"), in_language(school.name), f"{school.number}, {in_language(school.council.name)}"),
        *facts_of(found, figure_now(found)),
    ]
    context = {
        "crumbs": [
            Crumb(gettext("Service"), reverse("service")),
            Crumb(gettext("Disputed figures"), reverse("disputes")),
        ],
        "facts": Summary(facts),
        "form": form if can_answer_dispute(reach, found) else None,
        "figures": reverse("school_check", args=[school.number]),
    }
    return render(request, "checking/dispute.html", context)
