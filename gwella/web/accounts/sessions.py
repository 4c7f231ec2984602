"""How long one stays signed in: half an hour after one's last click, and twelve hours in any case (both settings).

Idle time is counted from the last request that a person made: pages that look again by themselves (`in_background`)
do not move it. A session that ended is told from one that never was by its cookie, which
lives no longer than the browser's window.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from gwella.core import clock
from gwella.domain.people.models import User
from gwella.web.accounts.kept import keep_time_out, keep_time_out_of

Answer = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., Any])
BEGAN, USED = "began_at", "used_at"


def in_background(view: View) -> View:
    """Mark a view that pages ask again by themselves: asking it is no sign that somebody is there."""
    view.in_background = True  # type: ignore[attr-defined]
    return view


def keep_time(get_response: Answer) -> Answer:
    """Middleware: ends a session whose time is over, and lets every request of a person move its end on."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.session_ended = False  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _look(request)
        return get_response(request)

    def process_view(request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        by_itself = getattr(view, "in_background", False) and request.method in ("GET", "HEAD")
        if SESSION_KEY in request.session and not by_itself:
            # Saving this moves the session's own expiry on, too.
            request.session[USED] = _now()

    answer.process_view = process_view  # type: ignore[attr-defined]
    return answer


def _look(request: HttpRequest) -> None:
    if SESSION_KEY not in request.session:
        # Loading a session that is over takes its key away; one that never signed in keeps it.
        request.session_ended = request.session.session_key is None  # type: ignore[attr-defined]
        if request.session.session_key is None:
            keep_time_out_of(request.COOKIES[settings.SESSION_COOKIE_NAME])
        return
    request.session.setdefault(BEGAN, _now())
    if seconds_left(request) <= 0:
        if isinstance(request.user, User):
            keep_time_out(request.user)
        logout(request)
        request.session_ended = True  # type: ignore[attr-defined]


def seconds_left(request: HttpRequest) -> int:
    """Until the session ends if nobody does anything more; 0 for whoever is not signed in."""
    if SESSION_KEY not in request.session:
        return 0
    now = _now()
    idle = request.session.get(USED, now) + settings.SESSION_COOKIE_AGE - now
    longest = request.session.get(BEGAN, now) + settings.SESSION_LONGEST - now
    return max(0, round(float(min(idle, longest))))


def _now() -> float:
    return clock.real_now().timestamp()


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, which says so where a session ended, and leads back: after a form, to the form's page."""
    asked = request.get_full_path() if request.method in ("GET", "HEAD") else _page_before(request)
    query = ({"next": asked} if asked else {}) | ({"ended": "1"} if getattr(request, "session_ended", False) else {})
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query, safe='/')}")


def _page_before(request: HttpRequest) -> str:
    """The page of ours the form was on; where that is not known, the address it was sent to."""
    before = str(request.META.get("HTTP_REFERER", ""))
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    parts = urlsplit(before)
    return parts.path + (f"?{parts.query}" if parts.query else "")
