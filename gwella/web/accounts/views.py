"""The second step, the session's clock, and the cast of the demonstration, which exists nowhere else."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gwella.core import clock
from gwella.core.audit import Subject, record
from gwella.domain.people.models import User
from gwella.domain.people.rules import ROLES, Role
from gwella.domain.places.models import Service
from gwella.twin.cast import PARTS, Part
from gwella.web.accounts.adapter import today_in_own_language
from gwella.web.accounts.sessions import in_background, seconds_left
from gwella.web.pages import PUBLIC, page


@dataclass(frozen=True, slots=True)
class Player:
    """One of the cast as the page shows them: who they are, what they come for, what they see."""

    key: str
    name: str
    role: str
    sees: str


def _side(role: Role) -> str:
    if role.is_service:
        return "service"
    if role.is_officer:
        return "councils"
    return "schools" if role.reach == "school" else "others"


SIDES = {
    "service": _("In the service"),
    "councils": _("In the councils"),
    "schools": _("In and around the schools"),
    "others": _("Members and others"),
}


def demonstration_only() -> None:
    """Nothing here unless both the installation and its service say they are a demonstration."""
    if not settings.DEMONSTRATION or not Service.objects.filter(is_demonstration=True).exists():
        raise Http404


class SecondStep(AuthenticateView):
    """The second step of signing in: by passkey where the person has one, by code where they have codes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the person may do it with, besides allauth's own."""
        kinds = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        return super().get_context_data(**kwargs) | {
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
            "has_codes": bool(kinds - {Authenticator.Type.WEBAUTHN}),
        }


second_step = SecondStep.as_view()


@in_background
@page(PUBLIC, methods=("GET", "POST"))
def session(request: HttpRequest) -> HttpResponse:
    """How long the session still lasts, for the page's own clock. Sending the form is a click; asking is none.

    With a new token for the page's forms, so that what was typed before signing in again can still be sent.
    """
    left = seconds_left(request)
    known = {"who": str(request.user.pk), "token": get_token(request)} if left else {}
    return JsonResponse({"left": left, **known}, headers={"Cache-Control": "private, no-store"})


@page(PUBLIC)
def cast(request: HttpRequest) -> HttpResponse:
    """Everybody one can sign in as, by where they work."""
    demonstration_only()
    known = set(
        User.objects.filter(name__in=[part.name for part in PARTS], is_active=True).values_list("name", flat=True)
    )
    sides: list[dict[str, Any]] = [
        {"heading": heading, "players": [_player(part) for part in PARTS if _is_on(part, side) and part.name in known]}
        for side, heading in SIDES.items()
    ]
    return render(request, "accounts/cast.html", {"sides": [side for side in sides if side["players"]]})


def _is_on(part: Part, side: str) -> bool:
    return _side(ROLES[part.role]) == side


def _player(part: Part) -> Player:
    return Player(part.key, part.name, gettext(ROLES[part.role].name), gettext(part.sees))


@page(PUBLIC, methods=("GET", "POST"))
@transaction.atomic
def sign_in_as(request: HttpRequest, key: str) -> HttpResponse:
    """Be one of the cast, in the language they asked for."""
    demonstration_only()
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    names = [part.name for part in PARTS if part.key == key]
    person = get_object_or_404(User, name__in=names, is_active=True)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    record(
        "account.signed_in_as_cast",
        by=person,
        at=clock.now(),
        subjects=[Subject("person", str(person.pk), {"name": person.name})],
    )
    return HttpResponseRedirect(today_in_own_language(person))
