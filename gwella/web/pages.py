"""Every page declares who may see it. The anonymous are sent to sign in; a signed-in stranger gets 404.

A page about one school is given the school, already fetched through the person's own reach.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404

from gwella.core import clock
from gwella.domain.schools.access import Reach
from gwella.web.accounts.sessions import to_sign_in

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may see a page: anyone; anyone signed in; holders of a permission anywhere, or at the page's school."""

    scope: str  # "public" | "signed_in" | "anywhere" | "school"
    permission: str = ""


PUBLIC = Rule("public")
SIGNED_IN = Rule("signed_in")


def anywhere(permission: str) -> Rule:
    """Holders of the permission in any of their roles."""
    return Rule("anywhere", permission)


def at_school(permission: str) -> Rule:
    """Holders of the permission at the school whose number is in the address."""
    return Rule("school", permission)


def reach_of(request: HttpRequest) -> Reach:
    """The reach of whoever asks, on the service's date; worked out once a request."""
    kept = getattr(request, "_reach", None)
    if kept is None:
        kept = Reach(request.user, clock.today())
        request._reach = kept  # type: ignore[attr-defined]
    return kept


def page(rule: Rule, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Make a view a page under a rule. A school's page takes `number` from the address and gives the view `school`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if rule.scope != "public" and not request.user.is_authenticated:
                return to_sign_in(request)
            if rule.scope == "anywhere" and not reach_of(request).has(rule.permission):
                raise Http404
            if rule.scope == "school":
                mine = reach_of(request).schools(rule.permission).select_related("council")
                kwargs["school"] = get_object_or_404(mine, number=kwargs.pop("number"))
            if request.method not in (*methods, "HEAD" if "GET" in methods else ""):
                return HttpResponseNotAllowed(methods)
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponse) and rule.scope != "public":
                response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        guarded.rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate
