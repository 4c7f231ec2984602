"""A person's yes: to every letter that waits, after checking what it would do, or to one after reading it."""

from collections import Counter
from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from gwella.core import clock
from gwella.core.models import Work
from gwella.core.telling import tell_refusal
from gwella.core.verdict import Refused, Verdict
from gwella.domain.allocation.models import AllocationRun, Notice
from gwella.domain.allocation.rules import can_move_notice
from gwella.domain.people.models import User
from gwella.domain.places.models import Council
from gwella.domain.schools.models import School
from gwella.flows.letters import (
    Leaving,
    ask_to_send,
    leavings,
    notice_deadline,
    send_considerately,
    waiting_letters,
)
from gwella.web.components.lists import Fact, Summary
from gwella.web.letters.overview import PERMISSION, run_or_404
from gwella.web.letters.words import READS, deadline_words, language, leaving_words, moment, under_letters
from gwella.web.pages import anywhere, page, reach_of


class YesForm(forms.Form):
    """A yes to so many letters, with a reason where they should not wait for a better hour."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    urgency = forms.CharField(
        label=_("Why they cannot wait"),
        help_text=_("Leave empty to let them wait. A reason is kept with each letter and in each school’s record."),
        widget=forms.Textarea({"rows_shown": 2}),
        max_length=500,
        required=False,
    )


def waiting_of(request: HttpRequest, run: AllocationRun) -> Any:
    """The letters that wait for the person's yes: to readers in post, of schools within reach."""
    mine = reach_of(request).schools(PERMISSION).order_by().values("pk")
    return waiting_letters(run, on=clock.today()).filter(school__in=mine)


@page(anywhere(PERMISSION), methods=("GET", "POST"))
def approve_all(request: HttpRequest) -> HttpResponse:
    """What a yes to every waiting letter would do; with the yes, done."""
    run = run_or_404()
    rows = list(waiting_of(request, run).values_list("pk", "school_id", "facts__reads", "contact__email"))
    if not rows:
        messages.info(request, _told_already(run))
        return HttpResponseRedirect(reverse("letters"))
    if request.method == "POST":
        form = YesForm(request.POST)
        if form.is_valid() and form.cleaned_data["seen"] == len(rows):
            return _approve(request, run, [row[0] for row in rows], form.cleaned_data["urgency"].strip())
        if not form.errors:
            messages.info(request, gettext("The letters have changed since you looked. Check them once more."))
    leaves = _by_hour(run, {row[1] for row in rows})
    form = YesForm(initial={"seen": len(rows), "urgency": request.POST.get("urgency", "")})
    return render(
        request,
        "letters/approve.html",
        {
            "crumbs": under_letters(),
            "count": len(rows),
            "lead": ngettext(
                "You are about to approve %(count)s letter.", "You are about to approve %(count)s letters.", len(rows)
            )
            % {"count": len(rows)},
            "summary": Summary(_facts(run, rows, leaves)),
            "waits": any(leaving.why for leaving, _councils in leaves),
            "form": form,
        },
    )


def _by_hour(run: AllocationRun, schools: Collection[int]) -> list[tuple[Leaving, list[str]]]:
    """When letters to these schools would leave if approved now, by the hour, with the councils of each."""
    councils = list(Council.objects.filter(pk__in=School.objects.filter(pk__in=schools).values("council")))
    leave = leavings(run.framework, [council.pk for council in councils], at=clock.now())
    together: dict[Leaving, list[str]] = {}
    for council in councils:
        together.setdefault(leave[council.pk], []).append(council.name.in_language(language()))
    return sorted(together.items(), key=lambda item: item[0].at)


def _facts(
    run: AllocationRun, rows: list[tuple[int, int, str, str]], leaves: list[tuple[Leaving, list[str]]]
) -> list[Fact]:
    reads = Counter(reads or "both" for _pk, _school, reads, _email in rows)
    by_mail = sum(bool(email) for _pk, _school, _reads, email in rows)
    return [
        Fact(
            gettext("Letters"), str(len(rows)), gettext("schools: %(count)s") % {"count": len({row[1] for row in rows})}
        ),
        *(Fact(str(word), str(reads[code])) for code, word in READS.items() if reads[code]),
        Fact(gettext("By e-mail"), str(by_mail)),
        Fact(
            gettext("To post"),
            str(len(rows) - by_mail),
            gettext("Their readers have no e-mail address: print these, post them, and mark them as posted."),
        ),
        *(
            Fact(gettext("When"), leaving_words(leaving), ", ".join(councils) if len(leaves) > 1 else "")
            for leaving, councils in leaves
        ),
        Fact(
            gettext("Term dates"),
            gettext("Each council’s own"),
            gettext("Where a council gave none, the framework’s defaults count, which are not the official value."),
        ),
        Fact(gettext("Deadline"), deadline_words(notice_deadline(run), run.framework)),
    ]


def _approve(request: HttpRequest, run: AllocationRun, pks: list[int], urgency: str) -> HttpResponse:
    """Approve, and ask for the sending where it is due. Whoever comes second is told who was first."""
    user, now = cast(User, request.user), clock.now()
    work: Work | None = None
    try:
        with transaction.atomic():
            leaves = send_considerately(pks, framework_code=run.framework, urgency=urgency, by=user, at=now)
            if leaves.at <= now:
                work = ask_to_send(by=user, at=now, again=True)
    except Refused as refused:
        messages.info(request, f"{tell_refusal(refused.verdict)} {_told_already(run)}")
        return HttpResponseRedirect(reverse("letters"))
    told = ngettext("%(count)s letter is approved.", "%(count)s letters are approved.", len(pks)) % {"count": len(pks)}
    if work is None:
        hours = Notice.objects.filter(pk__in=pks).order_by().values("not_before").distinct().count()
        leave = gettext("They leave by themselves from %(when)s.")
        if hours > 1:
            leave = gettext("They leave by themselves when each council’s schools are open, the last %(when)s.")
        told += " " + leave % {"when": moment(leaves.at)}
    messages.success(request, told)
    return HttpResponseRedirect(reverse("work", args=[work.pk]) if work else reverse("letters"))


def _told_already(run: AllocationRun) -> str:
    """Who approved last, and when."""
    last = Notice.objects.filter(run=run).exclude(approved_at=None).select_related("approved_by")
    notice = last.order_by("-approved_at").first()
    if notice is None:
        return gettext("No letter waits for a yes.")
    params = {"who": str(notice.approved_by), "when": moment(cast(Any, notice.approved_at))}
    return gettext("No letter waits for a yes. The last one was given by %(who)s, %(when)s.") % params


@page(anywhere(PERMISSION), methods=("POST",))
def approve_one(request: HttpRequest, reference: str) -> HttpResponse:
    """A yes to one letter."""
    mine = reach_of(request).schools(PERMISSION).order_by().values("pk")
    notice = get_object_or_404(
        Notice.objects.select_related("run", "approved_by").filter(school__in=mine), reference=reference
    )
    verdict = can_move_notice(notice.state, Notice.State.APPROVED)
    if verdict and not waiting_of(request, notice.run).filter(pk=notice.pk).exists():
        messages.error(request, gettext("Its reader is no longer in post. Prepare the letters again."))
    elif not verdict:
        messages.info(request, _moved_on(notice, verdict))
    else:
        _approve(request, notice.run, [notice.pk], "")
    return HttpResponseRedirect(reverse("letter", args=[reference]))


def _moved_on(notice: Notice, verdict: Verdict) -> str:
    told = tell_refusal(verdict)
    if notice.approved_by and notice.approved_at:
        params = {"who": notice.approved_by.name, "when": moment(notice.approved_at)}
        told += " " + gettext("Approved by %(who)s, %(when)s.") % params
    return told
