"""A letter as its reader sees it: the sheets, the paper, and "I have read this". Nobody else's letter is here."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.telling import tell_refusal
from gwella.core.verdict import Refused
from gwella.domain.allocation.actions import acknowledge_notice
from gwella.domain.allocation.models import Notice
from gwella.domain.people.models import User
from gwella.insight.boards.letters import GONE
from gwella.web.components.navigation import Crumb
from gwella.web.letters.one import RELATED, letter_from, paper_of, sheets
from gwella.web.letters.words import language, moment
from gwella.web.pages import SIGNED_IN, page


def mine_or_404(request: HttpRequest, reference: str) -> Notice:
    """A letter to the person that has left; before that it does not exist for them."""
    rows = Notice.objects.select_related(*RELATED).filter(contact__user=cast(User, request.user), state__in=GONE)
    return get_object_or_404(rows, reference=reference)


@page(SIGNED_IN)
def my_letter(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter, to read here."""
    notice = mine_or_404(request, reference)
    told = gettext("To you, %(when)s.") % {"when": moment(notice.sent_at)} if notice.sent_at else ""
    if notice.acknowledged_at:
        told = gettext("You confirmed having read it, %(when)s.") % {"when": moment(notice.acknowledged_at)}
    return render(
        request,
        "letters/mine.html",
        {
            "crumbs": [Crumb(gettext("Today"), reverse("today"))],
            "notice": notice,
            "title": notice.school.name.in_language(language()),
            "told": told,
            "can_confirm": notice.state == Notice.State.SENT,
            "sheets": sheets(letter_from(notice)),
        },
    )


@page(SIGNED_IN)
def my_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """Its paper."""
    return paper_of(request, mine_or_404(request, reference), reverse("my_letter", args=[reference]))


@page(SIGNED_IN, methods=("POST",))
def acknowledge(request: HttpRequest, reference: str) -> HttpResponse:
    """I have read this."""
    notice = mine_or_404(request, reference)
    try:
        acknowledge_notice(notice, by=cast(User, request.user), at=clock.now())
    except Refused as refused:
        messages.info(request, tell_refusal(refused.verdict))
    else:
        messages.success(request, gettext("Noted: you have read it. The service knows now."))
    return HttpResponseRedirect(reverse("my_letter", args=[reference]))
