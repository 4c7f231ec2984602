"""Interests: one's own, everybody's, declaring one with what it takes away before the yes, ending one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from gwella.core import clock
from gwella.core.telling import tell_refusal
from gwella.core.verdict import Refused
from gwella.documents.tables import Cell as FileCell
from gwella.domain.people.models import User
from gwella.domain.schools.access import can_declare_interest, can_end_interest
from gwella.domain.schools.models import Interest, School, SchoolLink
from gwella.domain.schools.queries.listing import matching, school_lines
from gwella.domain.schools.rules import INTERESTS
from gwella.flows.interests import make_declaration, serving_head_km, withdraw_interest
from gwella.web.components.base import Content
from gwella.web.components.days import days
from gwella.web.components.filters import Export, Filters, group_of
from gwella.web.components.lists import Column, Fact, Order, Summary, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.components.navigation import Crumb, Pagination, Tab, Tabs
from gwella.web.pages import anywhere, page, reach_of
from gwella.web.people import files, words
from gwella.web.people.forms import InterestForm
from gwella.web.people.person import person_or_404
from gwella.web.people.ties import Interests

PAGE_LENGTH = 50
MOST_MATCHES = 30
SORTS = {"person": "user__name", "school": "school__sort", "since": "declared_on"}


def _tabs(request: HttpRequest, current: str) -> Tabs | None:
    if not reach_of(request).has("view_interests"):
        return None
    tabs = [("interests", gettext("Mine")), ("interests_all", gettext("Everyone’s"))]
    return Tabs(gettext("Interests"), [Tab(label, reverse(name), name == current) for name, label in tabs])


@page(anywhere("declare_interest"))
def mine(request: HttpRequest) -> HttpResponse:
    """One's own interests, open and ended, and the way to declare one."""
    reach, user = reach_of(request), cast(User, request.user)
    ended = Interest.objects.filter(user=user, ended_on__isnull=False).select_related("school__council")
    body: list[Sequence[Content]] = [
        [
            words.school_cell(row.school, reachable=False),
            words.interest_kind(row),
            words.since_until(row.declared_on, row.ended_on),
        ]
        for row in ended.order_by("-ended_on", "-declared_on", "pk")
    ]
    columns = [Column(gettext("School")), Column(gettext("Why")), Column(gettext("Since"))]
    context = {
        "crumbs": words.crumbs(),
        "tabs": _tabs(request, "interests"),
        "interests": Interests.of(user, reach, own=True),
        "held": any(grant.role.is_service for grant in reach.grants),
        "ended": Table(columns, body, caption=gettext("Interests that have ended")) if body else None,
    }
    return render(request, "people/interests.html", context)


# ---- everybody's


@dataclass(frozen=True, slots=True)
class Everyones:
    """The open interests an address asks for, of those at schools the reader reaches, and how many lie elsewhere."""

    rows: QuerySet[Interest]
    order: Order
    elsewhere: int

    @classmethod
    def of(cls, request: HttpRequest) -> "Everyones":
        """Two queries for the counts; the rows are read when they are shown."""
        reach = reach_of(request)
        everything = Interest.objects.filter(ended_on=None)
        reached = everything.filter(school__in=reach.schools("view_interests").order_by().values("pk"))
        kinds, how = request.GET.getlist("kind"), set(request.GET.getlist("how"))
        rows = reached.filter(kind__in=kinds) if kinds else reached
        rows = rows.filter(is_derived="found" in how) if len(how) == 1 else rows
        by = request.GET.get("sort", "person")
        by = by if by.lstrip("-") in SORTS else "person"
        return cls(_sorted(rows, by), Order(request.GET, by), everything.count() - reached.count())


@page(anywhere("view_interests"))
def everyone(request: HttpRequest) -> HttpResponse:
    """Every open interest at the schools the reader's role reaches; those elsewhere are counted, not named."""
    found = Everyones.of(request)
    shown = Paginator(found.rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    count = shown.paginator.count
    told = ngettext(
        "%(count)s more interest is at a school out of your reach.",
        "%(count)s more interests are at schools out of your reach.",
        found.elsewhere,
    )
    say = ngettext("Export this %(count)s interest", "Export these %(count)s interests", count) % {"count": count}
    return render(
        request,
        "people/interests_all.html",
        {
            "crumbs": words.crumbs(),
            "tabs": _tabs(request, "interests_all"),
            "filters": _filters(request),
            "heading": ngettext("%(count)s open interest", "%(count)s open interests", count) % {"count": count},
            "table": _table(list(shown), found.order),
            "export": Export.of(say, request.GET, reverse("interests_export")),
            "pagination": Pagination(shown, request.GET),
            "elsewhere": told % {"count": found.elsewhere} if found.elsewhere else "",
            "count": count,
        },
    )


@page(anywhere("view_interests"))
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file: the interests, order and filters of the page, all pages of it."""
    found, language = Everyones.of(request), words.language()
    headings = [
        *(gettext("Person"), gettext("School"), gettext("School number"), gettext("Council")),
        *(gettext("Why"), gettext("How it came"), gettext("Since")),
    ]
    rows: list[Sequence[FileCell]] = [
        [
            *(row.user.name, row.school.name.in_language(language), row.school.number),
            row.school.council.name.in_language(language),
            *(gettext(INTERESTS[row.kind]), str(words.interest_kind(row).sub), row.declared_on),
        ]
        for row in found.rows
    ]
    about = {gettext("Out of your reach"): found.elsewhere}
    return files.table(request, gettext("Open interests"), headings, rows, _filters(request), about)


def _sorted(rows: QuerySet[Interest], by: str) -> QuerySet[Interest]:
    key = SORTS.get(by.lstrip("-"), SORTS["person"])
    key = f"{key}_{words.language()}" if key == SORTS["school"] else key
    first = f"-{key}" if by.startswith("-") else key
    rows = rows.select_related("school__council", "user")
    return rows.order_by(first, "user__name", f"school__sort_{words.language()}", "kind", "pk")


def _filters(request: HttpRequest) -> Filters:
    kinds = [(code, gettext(word)) for code, word in INTERESTS.items()]
    how = [("declared", gettext("Declared")), ("found", gettext("Found by the program"))]
    return Filters(
        request.GET,
        [
            group_of("kind", gettext("Why"), kinds, request.GET),
            group_of("how", gettext("How it came"), how, request.GET),
        ],
    )


def _table(rows: Sequence[Interest], order: Order) -> Table:
    columns = [
        Column(gettext("Person"), sort="person"),
        Column(gettext("School"), sort="school"),
        Column(gettext("Why")),
        Column(gettext("Since"), sort="since"),
    ]
    body: list[Sequence[Content]] = [
        [
            Cell(row.user.name, "", reverse("person", args=[row.user_id])),
            words.school_cell(row.school, reachable=False),
            words.interest_kind(row),
            words.day(row.declared_on),
        ]
        for row in rows
    ]
    return Table(columns, body, caption=gettext("Open interests"), order=order)


# ---- declaring


@page(anywhere("declare_interest"), methods=("GET", "POST"))
def declare(request: HttpRequest) -> HttpResponse:
    """Declare an interest of one's own."""
    return _declare(request, cast(User, request.user), reverse("interests"))


@page(anywhere("manage_people"), methods=("GET", "POST"))
def declare_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an interest of somebody else's."""
    person = person_or_404(request, pk)
    return _declare(request, person, reverse("person", args=[pk]))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form names: the schools it finds, or the one that was chosen."""

    schools: Sequence[School]
    too_many: int = 0

    @classmethod
    def by(cls, text: str, chosen: str) -> "Asked":
        """The open schools a text finds, by number or by name in either language; any school of the register."""
        if chosen:
            return cls(list(School.objects.filter(number=chosen).select_related("council")))
        lines = school_lines(School.objects.open(), language=words.language(), on=clock.today())
        found = matching(lines, text)
        numbers = [line.number for line in lines if line.pk in found]
        if len(numbers) > MOST_MATCHES:
            return cls([], len(numbers))
        rows = {row.number: row for row in School.objects.filter(number__in=numbers).select_related("council")}
        return cls([rows[number] for number in numbers])


def _declare(request: HttpRequest, person: User, back: str) -> HttpResponse:
    """Ask, find the school, show what follows, and on the yes record it: one address, no script needed."""
    posted = request.method == "POST"
    own = person.pk == request.user.pk
    form = InterestForm(request.POST if posted else None, own=own)
    context: dict[str, Any] = {"person": person, "own": own, "back": back, "form": form, "crumbs": _declare_crumbs(own)}
    if not posted or request.POST.get("step") == "ask" or not form.is_valid():
        if posted and request.POST.get("step") == "ask":
            context["form"] = InterestForm(initial=request.POST.dict(), own=own)
        return render(request, "people/interest_declare.html", context)
    asked = Asked.by(form.cleaned_data["school"], request.POST.get("number", ""))
    if not asked.schools:
        form.add_error("school", _not_found(asked))
        return render(request, "people/interest_declare.html", context)
    if len(asked.schools) > 1:
        context["schools"] = [(school, _line(school)) for school in asked.schools]
        context["unchosen"] = request.POST.get("step") == "choose"
        return render(request, "people/interest_which.html", context)
    (school,) = asked.schools
    if request.POST.get("step") == "yes":
        return _record(request, person, school, form, back)
    context |= {"school": school} | _consequences(person, school, form, own=own)
    return render(request, "people/interest_check.html", context)


def _record(request: HttpRequest, person: User, school: School, form: InterestForm, back: str) -> HttpResponse:
    kept = form.cleaned_data
    try:
        make_declaration(
            person=person,
            school=school,
            kind=kept["kind"],
            note=kept["note"],
            by=cast(User, request.user),
            at=clock.now(),
        )
    except Refused as refused:
        messages.error(request, tell_refusal(refused.verdict))
    else:
        messages.success(request, gettext("Declared. It holds from this moment."))
    return HttpResponseRedirect(back)


def _declare_crumbs(own: bool) -> list[Crumb]:
    if own:
        return words.crumbs(Crumb(gettext("Interests"), reverse("interests")))
    return words.crumbs(Crumb(gettext("System leaders"), reverse("people")))


def _not_found(asked: Asked) -> str:
    if asked.too_many:
        return gettext("%(count)s schools match. Write more of the name, or the number.") % {"count": asked.too_many}
    return gettext("No open school matches. Write part of its name in either language, or its number.")


def _line(school: School) -> str:
    language = words.language()
    return f"{school.name.in_language(language)}, {school.number}, {school.council.name.in_language(language)}"


def _consequences(person: User, school: School, form: InterestForm, *, own: bool) -> dict[str, Any]:
    """What the person is shown before the yes."""
    kept, today = form.cleaned_data, clock.today()
    facts = [
        Fact(gettext("School"), words.school_cell(school, reachable=False)),
        Fact(gettext("Why"), gettext(INTERESTS[kept["kind"]])),
        Fact(gettext("Note"), kept["note"] or Blank(gettext("none written"))),
    ]
    if not own:
        facts.insert(0, Fact(gettext("Person"), person.name))
    looks_after = SchoolLink.objects.filter(school=school, leader=person, starts_on__lte=today).exclude(
        ends_on__lt=today
    )
    return {
        "summary": Summary(facts),
        "kilometres": days(serving_head_km(today)) if kept["kind"] == "own_school" else "",
        "looks_after": looks_after.exists(),
    }


# ---- ending


@page(anywhere("declare_interest"), methods=("GET", "POST"))
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a declared interest, with what that opens again; one that the program found says when it ends."""
    reach = reach_of(request)
    interest = get_object_or_404(Interest.objects.select_related("school__council", "user"), pk=pk)
    if not can_declare_interest(reach, interest.user):
        raise Http404
    own = interest.user_id == request.user.pk
    back = reverse("interests") if own else reverse("person", args=[interest.user_id])
    verdict = can_end_interest(reach, interest)
    if request.method == "POST":
        try:
            withdraw_interest(interest=interest, by=cast(User, request.user), at=clock.now())
        except Refused as refused:
            messages.error(request, tell_refusal(refused.verdict))
        else:
            messages.success(request, gettext("Ended. The interest stays in the record."))
        return HttpResponseRedirect(back)
    facts = [
        Fact(gettext("Person"), interest.user.name),
        Fact(gettext("School"), words.school_cell(interest.school, reachable=False)),
        Fact(gettext("Why"), words.interest_kind(interest)),
        Fact(gettext("Since"), words.day(interest.declared_on)),
    ]
    context = {
        "crumbs": _declare_crumbs(own),
        "own": own,
        "back": back,
        "interest": interest,
        "summary": Summary(facts),
        "may": bool(verdict),
        "why_not": tell_refusal(verdict),
    }
    return render(request, "people/interest_end.html", context)
