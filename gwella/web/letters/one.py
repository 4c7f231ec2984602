"""One letter as it will leave: the sheets, its state, its paper."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.models import OutboxMessage
from gwella.core.telling import tell_refusal
from gwella.core.verdict import Refused
from gwella.documents.letters.letter import Letter
from gwella.documents.letters.notices import letter_of
from gwella.documents.letters.parts import compose_all
from gwella.documents.letters.render import render_letter
from gwella.documents.paper import CannotPrint, FontsMissing
from gwella.domain.allocation.actions import note_notice_sent
from gwella.domain.allocation.actions.notices import OUTBOX_KIND
from gwella.domain.allocation.models import Notice
from gwella.domain.allocation.rules import WITHDRAWN
from gwella.domain.people.models import User
from gwella.flows.letters import leaving
from gwella.web.letters.overview import PERMISSION
from gwella.web.letters.words import language, leaving_words, moment, state_tag, under_letters
from gwella.web.pages import anywhere, page, reach_of

RELATED = ("run", "school__council", "contact", "approved_by", "acknowledged_by")


def notice_or_404(request: HttpRequest, reference: str) -> Notice:
    """A letter to a school within reach."""
    mine = reach_of(request).schools(PERMISSION).order_by().values("pk")
    return get_object_or_404(Notice.objects.select_related(*RELATED).filter(school__in=mine), reference=reference)


def letter_from(notice: Notice) -> Letter:
    """The letter of a notice, as it will leave or has left."""
    return letter_of(notice.reference, notice.facts, answers_to=settings.DEFAULT_FROM_EMAIL)


def sheets(letter: Letter) -> list[dict[str, Any]]:
    """The sheets to draw, one a language, each with what its foot says of itself and of the other."""
    parts = compose_all(letter)
    return [
        {
            "part": part,
            "page": part.page.format(n=number, total=len(parts)),
            "other": (part.overleaf if number == 1 else part.on_page.format(n=1)) if part.other else "",
        }
        for number, part in enumerate(parts, start=1)
    ]


@page(anywhere(PERMISSION))
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """The sheets as the paper has them, with what can be done."""
    notice = notice_or_404(request, reference)
    message = OutboxMessage.objects.filter(kind=OUTBOX_KIND, key=reference).first()
    has_failed = message is not None and message.state == OutboxMessage.State.FAILED
    by_mail = message is not None if notice.state != Notice.State.PREPARED else bool(notice.contact.email)
    return render(
        request,
        "letters/letter.html",
        {
            "crumbs": under_letters(),
            "notice": notice,
            "title": notice.school.name.in_language(language()),
            "tag": state_tag(notice.state),
            "told": _told(notice, by_mail),
            "failure": message.failure if message and has_failed else "",
            "can_approve": notice.state == Notice.State.PREPARED,
            "can_post": notice.state == Notice.State.APPROVED and (not by_mail or has_failed),
            "sheets": sheets(letter_from(notice)),
        },
    )


def _told(notice: Notice, by_mail: bool) -> str:
    """Where the letter stands, in a sentence."""
    if notice.acknowledged_at:
        params = {"who": str(notice.acknowledged_by), "when": moment(notice.acknowledged_at)}
        return gettext("%(who)s confirmed having read it, %(when)s.") % params
    if notice.sent_at:
        how = gettext("Posted, %(when)s.") if notice.sent_by == "post" else gettext("Sent by e-mail, %(when)s.")
        return how % {"when": moment(notice.sent_at)}
    if notice.withdrawn_at:
        params = {"when": moment(notice.withdrawn_at), "why": gettext(WITHDRAWN[notice.withdrawn_why])}
        return gettext("Withdrawn before it left, %(when)s. %(why)s.") % params
    if not by_mail:
        return gettext("Its reader has no e-mail address: print it, post it, and mark it as posted.")
    if notice.not_before:
        params = {"who": str(notice.approved_by), "when": moment(notice.not_before)}
        return gettext("Approved by %(who)s. Leaves from %(when)s.") % params
    return leaving_words(leaving(notice.run.framework, at=clock.now(), council=notice.school.council))


@page(anywhere(PERMISSION))
def pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """Its paper, made now."""
    return paper_of(request, notice_or_404(request, reference), reverse("letter", args=[reference]))


def paper_of(request: HttpRequest, notice: Notice, back: str) -> HttpResponse:
    """The PDF of a letter to keep or print; where none can be made, back with the reason."""
    try:
        made = render_letter(letter_from(notice))
    except FontsMissing:
        messages.error(request, gettext("The fonts for paper are not installed, so no letter can be made."))
    except CannotPrint as why:
        messages.error(request, gettext("This letter cannot be printed: %(why)s") % {"why": why})
    else:
        disposition = f'attachment; filename="{notice.reference}.pdf"'
        return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": disposition})
    return HttpResponseRedirect(back)


@page(anywhere(PERMISSION), methods=("POST",))
def posted(request: HttpRequest, reference: str) -> HttpResponse:
    """Note that a letter was printed and posted."""
    notice = notice_or_404(request, reference)
    try:
        note_notice_sent(notice.reference, how="post", by=cast(User, request.user), at=clock.now())
    except Refused as refused:
        messages.info(request, tell_refusal(refused.verdict))
    else:
        messages.success(request, gettext("Marked as posted."))
    return HttpResponseRedirect(reverse("letter", args=[reference]))
