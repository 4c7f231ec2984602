"""The way in, Today, the Service door, the pages every footer links to, and what is said when something fails."""

import sys
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from gwella.domain.people.models import User
from gwella.web.accounts.adapter import today_in_own_language
from gwella.web.home import words
from gwella.web.home.service import areas_of
from gwella.web.home.today import today_of
from gwella.web.pages import PUBLIC, SIGNED_IN, page


@page(PUBLIC)
def front(request: HttpRequest) -> HttpResponse:
    """To Today in the person's language, or to sign in, in the one the browser asks for."""
    with translation.override(translation.get_language_from_request(request)):
        if isinstance(request.user, User):
            return HttpResponseRedirect(today_in_own_language(request.user))
        return HttpResponseRedirect(reverse(settings.LOGIN_URL))


@page(PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    """Whether the service answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"ok": True})


@page(SIGNED_IN)
def today(request: HttpRequest) -> HttpResponse:
    """What each role comes to do first."""
    return render(request, "home/today.html", {"today": today_of(request)})


@page(SIGNED_IN)
def service(request: HttpRequest) -> HttpResponse:
    """What the person may run: imports, people, allocation, letters, frameworks."""
    return render(request, "home/service.html", {"tasks": areas_of(request)})


@page(PUBLIC)
def using(request: HttpRequest) -> HttpResponse:
    """How to use Gwella, role by role."""
    return render(request, "home/using.html", {"everywhere": words.EVERYWHERE, "roles": words.ROLES_IN_WORDS})


@page(PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "home/accessibility.html")


@page(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice."""
    return render(request, "home/privacy.html", {"held": words.HELD})


@page(PUBLIC)
def decisions(request: HttpRequest) -> HttpResponse:
    """How decisions are made: what the program computes and what people decide."""
    return render(request, "home/decisions.html", {"computed": words.COMPUTED, "decided": words.DECIDED})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here, or nothing for you: both look the same."""
    try:
        return render(request, "404.html", status=404)
    except DatabaseError:
        return _bare("404.html", 404)


# The database is away, full or may not be written (which PostgreSQL calls an internal error).
UNUSABLE = (OperationalError, InternalError, InterfaceError)


def fault(request: HttpRequest) -> HttpResponse:
    """Something went wrong on our side, perhaps with the database: this page asks it nothing."""
    if isinstance(sys.exc_info()[1], UNUSABLE):
        return _bare("503.html", 503)
    return _bare("500.html", 500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our page, or whose page was older than its session."""
    return _bare("403_csrf.html", 403)


def _bare(template: str, status: int) -> HttpResponse:
    language = translation.get_language() or "en"
    frame: dict[str, Any] = {"language": language}
    return HttpResponse(render_to_string(template, frame), status=status)
