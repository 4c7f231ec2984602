"""Agreements under which data come in: which are live, recording one, ending one."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext

from gwella.core import clock
from gwella.domain.figures.actions import end_agreement, record_agreement
from gwella.domain.figures.models import Agreement
from gwella.domain.people.models import User
from gwella.flows.evidence.agreements import OPEN_LICENCE, fields_of, record_open_licence
from gwella.web.components.lists import Column, Fact, Summary, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.components.navigation import Crumb
from gwella.web.evidence_in import words
from gwella.web.evidence_in.forms import AgreementForm, EndAgreementForm
from gwella.web.pages import anywhere, page


@page(anywhere("import_data"))
def agreements(request: HttpRequest) -> HttpResponse:
    """Every agreement, live ones first."""
    on = clock.today()
    held = sorted(Agreement.objects.all(), key=lambda a: (not a.is_live(on), a.expires_on, a.code))
    columns = [gettext("Agreement"), gettext("Kinds of data"), gettext("Until"), gettext("State")]
    rows = [
        [
            Cell(a.name.in_language(words.language()), a.code, reverse("agreement", args=[a.code])),
            words.kinds(a.kinds),
            Cell(words.day(a.ended_on or a.expires_on), a.ended_why),
            words.state_of(a, on),
        ]
        for a in held
    ]
    context = {
        "crumbs": words.crumbs(),
        "tabs": words.tabs("agreements"),
        "table": Table([Column(c) for c in columns], rows, caption=gettext("Agreements")) if rows else None,
        "without_licence": not any(a.code == OPEN_LICENCE for a in held),
    }
    return render(request, "evidence_in/agreements.html", context)


@page(anywhere("import_data"))
def agreement(request: HttpRequest, code: str) -> HttpResponse:
    """One agreement, in full."""
    held = get_object_or_404(Agreement, code=code)
    on = clock.today()
    fields = dict(fields_of(held.kinds))
    facts = [
        Fact(gettext("State"), words.state_of(held, on)),
        Fact(gettext("Kinds of data"), words.kinds(held.kinds)),
        Fact(
            gettext("Fields of pupils"),
            " · ".join(gettext(words_of) for name, words_of in fields.items() if name in held.fields)
            or Blank(gettext("none: no data of pupils")),
        ),
        Fact(gettext("Data controllers"), held.controllers),
        Fact(gettext("Purpose"), held.purpose.in_language(words.language())),
        Fact(gettext("Lawful basis"), held.lawful_basis),
        Fact(gettext("Recipients"), held.recipients),
        Fact(gettext("First day"), words.day(held.starts_on)),
        Fact(gettext("Last day"), words.day(held.expires_on)),
    ]
    if held.ended_on:
        facts.append(Fact(gettext("Ended early"), words.day(held.ended_on), held.ended_why))
    context = {
        "crumbs": _crumbs(),
        "held": held,
        "title": held.name.in_language(words.language()),
        "summary": Summary(facts),
        "count": held.data_sets.count(),
        "may_end": held.ended_on is None,
    }
    return render(request, "evidence_in/agreement.html", context)


@page(anywhere("import_data"), methods=("GET", "POST"))
def record(request: HttpRequest) -> HttpResponse:
    """Record an agreement; with ?code=… its new wording, or its renewal."""
    held = Agreement.objects.filter(code=request.GET.get("code", "")).first()
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=_initial(held))
    if held:
        form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if held is None and Agreement.objects.filter(code=code).exists():
            form.add_error(
                "code", gettext("There is an agreement of this code already. Open it to change its wording.")
            )
        else:
            made = record_agreement(form.facts, by=cast(User, request.user), at=clock.now())
            messages.success(request, gettext("The agreement was recorded."))
            return HttpResponseRedirect(reverse("agreement", args=[made.code]))
    context = {"crumbs": _crumbs(held), "form": form, "held": held}
    return render(request, "evidence_in/agreement_record.html", context)


def _initial(held: Agreement | None) -> dict[str, Any]:
    if held is None:
        return {"starts_on": clock.today()}
    names = ("code", "name_en", "name_cy", "controllers", "purpose_en", "purpose_cy", "lawful_basis", "recipients")
    told: dict[str, Any] = {name: getattr(held, name) for name in (*names, "kinds", "starts_on", "expires_on")}
    return told | {"fields_held": held.fields}


@page(anywhere("import_data"), methods=("POST",))
def licence(request: HttpRequest) -> HttpResponse:
    """Record the open licence as an agreement: a person asks for it."""
    made = record_open_licence(by=cast(User, request.user), at=clock.now())
    messages.success(request, gettext("The open licence is recorded. Published statistics may come in."))
    return HttpResponseRedirect(reverse("agreement", args=[made.code]))


@page(anywhere("import_data"), methods=("GET", "POST"))
def end(request: HttpRequest, code: str) -> HttpResponse:
    """End an agreement today, with the reason. What came in stays."""
    held = get_object_or_404(Agreement, code=code, ended_on=None)
    form = EndAgreementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        end_agreement(held, reason=form.cleaned_data["reason"], by=cast(User, request.user), at=clock.now())
        messages.success(request, gettext("The agreement has ended. Nothing more comes in under it."))
        return HttpResponseRedirect(reverse("agreement", args=[code]))
    context = {"crumbs": _crumbs(held), "form": form, "held": held, "name": held.name.in_language(words.language())}
    return render(request, "evidence_in/agreement_end.html", context)


def _crumbs(held: Agreement | None = None) -> list[Crumb]:
    """Where a page stands; `held`: the agreement it is about, where that has its own page above it."""
    found = words.crumbs(Crumb(gettext("Agreements"), reverse("agreements")))
    own = [Crumb(held.name.in_language(words.language()), reverse("agreement", args=[held.code]))] if held else []
    return [*found, *own]
