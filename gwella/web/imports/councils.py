"""The councils of the service: which it serves, and one of them left or taken up again with what follows."""

from typing import cast

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gwella.core import clock
from gwella.core.telling import tell_refusal
from gwella.core.verdict import Refused
from gwella.domain.people.models import User
from gwella.domain.places.models import Council
from gwella.flows.councils import serve_again, stop_serving, what_would_follow
from gwella.web.components.lists import Column, Fact, Summary, Table
from gwella.web.components.marks import Cell, Tag
from gwella.web.components.navigation import Crumb
from gwella.web.pages import anywhere, page


class CouncilForm(forms.Form):
    """Why a council is served or no longer."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Kept in the record with your name."),
        widget=forms.Textarea({"rows_shown": 3}),
        max_length=500,
        error_messages={"required": _("Say why.")},
    )


@page(anywhere("administer"))
def councils(request: HttpRequest) -> HttpResponse:
    """Every council the register has brought, and whether the service serves it."""
    language = "cy" if (get_language() or "").startswith("cy") else "en"
    remit = Count("schools", filter=Q(schools__state="open", schools__kind__in=("maintained", "pru")))
    rows = Council.objects.annotate(remit=remit).order_by("-is_served", f"sort_{language}", "code")
    columns = [
        *(Column(gettext("Council")), Column(gettext("Open maintained schools and units"), number=True)),
        Column(gettext("State")),
    ]
    body = [
        [
            Cell(row.name.in_language(language), row.code, reverse("council_serving", args=[row.code])),
            str(vars(row)["remit"]),
            _served(row),
        ]
        for row in rows
    ]
    context = {
        "crumbs": [Crumb(gettext("Service"), reverse("service"))],
        "table": Table(columns, body, caption=gettext("Councils")) if body else None,
    }
    return render(request, "imports/councils.html", context)


def _served(council: Council) -> Tag:
    return Tag("done", gettext("Served")) if council.is_served else Tag("todo", gettext("Not served"))


@page(anywhere("administer"), methods=("GET", "POST"))
def council_serving(request: HttpRequest, code: str) -> HttpResponse:
    """What would follow, and a person's yes with the reason."""
    council = get_object_or_404(Council, code=code)
    form = CouncilForm(request.POST if request.method == "POST" else None)
    by, now = cast(User, request.user), clock.now()
    name = council.name.in_language(get_language() or "en")
    if form.is_valid():
        change = stop_serving if council.is_served else serve_again
        try:
            change(council, reason=form.cleaned_data["reason"].strip(), by=by, at=now)
        except Refused as refused:
            form.add_error(None, tell_refusal(refused.verdict))
        else:
            told = gettext("No longer served: %(council)s") if council.is_served else gettext("Served: %(council)s")
            messages.success(request, told % {"council": name})
            return HttpResponseRedirect(reverse("councils"))
    follows = what_would_follow(council, on=now.date())
    facts = [Fact(gettext("Council"), name, council.code), Fact(gettext("State"), _served(council))]
    facts.append(Fact(gettext("Open maintained schools and units"), str(follows.schools)))
    if council.is_served:
        facts += [
            Fact(gettext("Links to system leaders that end today"), str(follows.links)),
            Fact(gettext("Roles over it or at its schools that end today"), str(follows.roles)),
            Fact(gettext("Letters to its schools that are withdrawn unsent"), str(follows.letters)),
        ]
    context = {
        "crumbs": [Crumb(gettext("Service"), reverse("service")), Crumb(gettext("Councils"), reverse("councils"))],
        "title": gettext("Stop serving a council") if council.is_served else gettext("Serve a council"),
        "council": council,
        "summary": Summary(facts),
        "form": form,
    }
    return render(request, "imports/council_serving.html", context)
