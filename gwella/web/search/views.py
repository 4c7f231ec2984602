"""The search in the header: its results as a page, and suggestions while one types. The page needs no script."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from gwella.core import clock
from gwella.domain.schools.queries.listing import SchoolLine, number_in
from gwella.domain.schools.rules import CONTACT_ROLES
from gwella.insight.search import SHORTEST, PersonHit, Search, may_search
from gwella.web.pages import SIGNED_IN, page, reach_of

# Suggestions fit a screen without scrolling; results name the list that has the rest.
SUGGESTED_SCHOOLS, SUGGESTED_PEOPLE, SHOWN = 6, 4, 25


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found as pages show it: its name, what it is, where it leads."""

    name: str
    about: str
    href: str


@page(SIGNED_IN)
def search(request: HttpRequest) -> HttpResponse:
    """Schools and people found, each with where to see them all. A school's number alone opens the school."""
    found = _search(request)
    number = number_in(found.query)
    if number and reach_of(request).schools("view_school").filter(number=number).exists():
        return HttpResponseRedirect(reverse("school", args=[number]))
    reach = reach_of(request)
    context: dict[str, Any] = {
        "found": found,
        "shortest": SHORTEST,
        "schools": [_school(line) for line in found.schools[:SHOWN]],
        "people": [_person(hit) for hit in found.people[:SHOWN]],
        "more_people": max(0, len(found.people) - SHOWN),
    }
    if reach.has("list_schools"):
        context["list_href"] = f"{reverse('schools')}?{urlencode({'q': found.query})}"
    return render(request, "search/results.html", context)


@page(SIGNED_IN)
def suggestions(request: HttpRequest) -> HttpResponse:
    """A few schools and people for what has been typed so far, as a list the search field opens."""
    found = _search(request)
    schools, people = found.schools[:SUGGESTED_SCHOOLS], found.people[:SUGGESTED_PEOPLE]
    every = len(found.schools) + len(found.people)
    shown = len(schools) + len(people)
    context: dict[str, Any] = {
        "schools": [_school(line) for line in schools],
        "people": [_person(hit) for hit in people],
        "said": _said(shown) if found.is_asked else "",
        "all": gettext("See all results: %(count)s") % {"count": every} if every > shown else "",
        "all_href": f"{reverse('search')}?{urlencode({'q': found.query})}",
    }
    # No frame around it, so none of the frame's questions to the database.
    return HttpResponse(render_to_string("search/suggestions.html", context))


def _search(request: HttpRequest) -> Search:
    reach = reach_of(request)
    if not may_search(reach):
        raise Http404
    language = "cy" if (get_language() or "").startswith("cy") else "en"
    return Search(reach, request.GET.get("q", ""), language=language, on=clock.today())


def _said(shown: int) -> str:
    """What a screen reader hears when the list changes."""
    if not shown:
        return gettext("Nothing found")
    return ngettext("%(count)s suggestion. Arrow keys choose.", "%(count)s suggestions. Arrow keys choose.", shown) % {
        "count": shown
    }


def _school(line: SchoolLine) -> Hit:
    state = "" if line.is_open else gettext("Closed")
    about = " · ".join(part for part in (line.council, line.number, state) if part)
    return Hit(line.name, about, reverse("school", args=[line.number]))


def _person(hit: PersonHit) -> Hit:
    if hit.user_id:
        return Hit(hit.name, gettext("Works for the service"), reverse("person", args=[hit.user_id]))
    post = gettext(CONTACT_ROLES.get(hit.post, hit.post))
    return Hit(hit.name, f"{post} · {hit.school}", reverse("school", args=[hit.number]))
