"""Roles: who holds which, where and until when; giving one and ending one. For administrators."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from gwella.core import clock
from gwella.core.problems import BadInput
from gwella.core.telling import tell, tell_refusal
from gwella.core.verdict import Refused
from gwella.domain.people.models import User
from gwella.domain.people.rules import PERMISSIONS, ROLES
from gwella.domain.schools.access import can_end_grant
from gwella.domain.schools.actions.grants import GrantFacts, end_grant
from gwella.domain.schools.models import RoleGrant
from gwella.flows.people import give_role
from gwella.web.components.base import Content
from gwella.web.components.filters import Choice, Filters, Group
from gwella.web.components.lists import Column, Fact, Order, Summary, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.components.navigation import Crumb, Pagination
from gwella.web.pages import anywhere, page
from gwella.web.people import words
from gwella.web.people.forms import EndForm, RoleForm
from gwella.web.people.person import where

PAGE_LENGTH = 25
SORTS = {"person": "user__name", "role": "role", "since": "starts_on", "until": "ends_on"}


@page(anywhere("administer"))
def roles(request: HttpRequest) -> HttpResponse:
    """Every role that is held today or will be, with its last day."""
    today = clock.today()
    held = RoleGrant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    named = _named(held, request.GET.get("q", "").strip()[:100])
    wanted = request.GET.getlist("role")
    rows = named.filter(role__in=wanted) if wanted else named
    by = request.GET.get("sort", "person")
    by = by if by.lstrip("-") in SORTS else "person"
    first = f"-{SORTS[by[1:]]}" if by.startswith("-") else SORTS[by]
    rows = rows.select_related("user", "council", "school").order_by(first, "user__name", "role", "pk")
    shown = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    count = shown.paginator.count
    return render(
        request,
        "people/roles.html",
        {
            "crumbs": words.crumbs(),
            "filters": _filters(request, named),
            "heading": ngettext("%(count)s role held", "%(count)s roles held", count) % {"count": number_format(count)},
            "table": _table(list(shown), Order(request.GET, by)),
            "pagination": Pagination(shown, request.GET),
            "count": count,
        },
    )


def _named(held: QuerySet[RoleGrant], query: str) -> QuerySet[RoleGrant]:
    for word in query.split():
        held = held.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
    return held


def _filters(request: HttpRequest, named: QuerySet[RoleGrant]) -> Filters:
    counts = dict(named.order_by().values_list("role").annotate(Count("pk")))
    chosen = request.GET.getlist("role")
    known = sorted((words.role(code), code) for code in {*counts, *chosen} if code in ROLES)
    choices = [Choice(code, word, counts.get(code, 0), code in chosen) for word, code in known]
    group = Group("role", gettext("Role"), choices)
    return Filters(request.GET, [group], search="q", search_label=gettext("Name or e-mail"))


def _table(rows: Sequence[RoleGrant], order: Order) -> Table:
    columns = [
        Column(gettext("Person"), sort="person"),
        Column(gettext("Role"), sort="role"),
        Column(gettext("Where")),
        Column(gettext("Since"), sort="since"),
        Column(gettext("End"), sort="until"),
    ]
    return Table(columns, [_cells(row) for row in rows], caption=gettext("Roles held"), order=order)


def _cells(row: RoleGrant) -> list[Content]:
    return [
        Cell(row.user.name, row.user.email),
        words.role(row.role),
        where(row),
        words.since_until(row.starts_on, row.ends_on),
        Cell(gettext("End"), "", reverse("role_end", args=[row.pk])),
    ]


@page(anywhere("administer"), methods=("GET", "POST"))
def give(request: HttpRequest) -> HttpResponse:
    """Give a role to somebody known, or to somebody new."""
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"starts_on": clock.today()})
    if request.method == "POST" and form.is_valid() and (told := _give(request, form)):
        messages.success(request, told)
        return HttpResponseRedirect(reverse("roles"))
    context = {"form": form, "crumbs": _crumbs(), "meanings": _meanings()}
    return render(request, "people/role_give.html", context)


def _give(request: HttpRequest, form: RoleForm) -> str:
    """What came of it in words, or nothing where the form now says what is wrong."""
    kept = form.cleaned_data
    facts = GrantFacts(kept["email"], kept["role"], kept["starts_on"], kept["council"], kept["number"], kept["ends_on"])
    try:
        given = give_role(facts, name=kept["name"], by=cast(User, request.user), at=clock.now())
    except BadInput as bad:
        form.add_error("role", " ".join(tell(problem) for problem in bad.problems))
        return ""
    params = {"person": given.person.name, "role": words.role(facts.role)}
    if given.was_held:
        return gettext("Held already: %(role)s, %(person)s") % params
    return gettext("Given: %(role)s, %(person)s") % params


def _meanings() -> Table:
    """What each role may do, in plain words."""
    columns = [Column(gettext("Role")), Column(gettext("Held over")), Column(gettext("May"))]
    over = {
        "region": gettext("the region"),
        "council": gettext("a council"),
        "school": gettext("a school"),
        "links": gettext("the schools given to them"),
        "cases": gettext("the cases given to them"),
    }
    body: list[Sequence[Content]] = [
        [
            words.role(code),
            over.get(role.reach, gettext("the service")),
            "; ".join(gettext(PERMISSIONS[name]) for name in PERMISSIONS if name in role.permissions),
        ]
        for code, role in ROLES.items()
    ]
    return Table(columns, body, caption=gettext("What each role may do"))


@page(anywhere("administer"), methods=("GET", "POST"))
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a role end after a last day. An only administrator stays one."""
    rows = RoleGrant.objects.select_related("user", "council", "school")
    grant = get_object_or_404(rows, pk=pk)
    verdict = can_end_grant(grant)
    initial = {"last_day": grant.ends_on or clock.today()}
    form = EndForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            day = form.cleaned_data["last_day"]
            ended = end_grant(grant=grant, last_day=day, by=cast(User, request.user), at=clock.now())
        except Refused as refused:
            form.add_error(None, tell_refusal(refused.verdict))
        else:
            told = gettext("Last day of the role: %(day)s") % {"day": words.day(ended.ends_on or day)}
            messages.success(request, told)
            return HttpResponseRedirect(reverse("roles"))
    facts: list[Any] = [
        Fact(gettext("Person"), Cell(grant.user.name, grant.user.email)),
        Fact(gettext("Role"), words.role(grant.role)),
        Fact(gettext("Where"), where(grant)),
        Fact(gettext("Since"), words.day(grant.starts_on)),
        Fact(gettext("Until"), words.day(grant.ends_on) if grant.ends_on else Blank(gettext("no end planned"))),
    ]
    context = {
        "crumbs": _crumbs(),
        "summary": Summary(facts),
        "form": form,
        "may": bool(verdict),
        "why_not": tell_refusal(verdict),
    }
    return render(request, "people/role_end.html", context)


def _crumbs() -> list[Crumb]:
    return words.crumbs(Crumb(gettext("Roles"), reverse("roles")))
