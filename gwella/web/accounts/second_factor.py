"""Staff need a second factor: who is asked for one, and who is sent to set it up before anything else."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gwella.domain.people.models import User
from gwella.web.pages import reach_of

Answer = Callable[[HttpRequest], HttpResponse]
# What a person may still reach: the pages by which they set it up, their way out, and what everybody may read.
STILL_OPEN = (
    "account_",
    "mfa_",
    "cast",
    "session",
    "front",
    "health",
    "using",
    "accessibility",
    "privacy",
    "decisions",
)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the person works for the service or a council and has neither authenticator app nor passkey yet."""
    user = request.user
    if not isinstance(user, User) or not any(grant.role.is_officer for grant in reach_of(request).grants):
        return False
    second = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return not Authenticator.objects.filter(user=user, type__in=second).exists()


def require_second_factor(get_response: Answer) -> Answer:
    """Middleware: where the setting asks for it, staff without a second factor set one up first."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if not settings.REQUIRE_SECOND_FACTOR or (name or "").startswith(STILL_OPEN):
            return None
        return HttpResponseRedirect(reverse("mfa_activate_totp")) if lacks_second_factor(request) else None

    answer.process_view = process_view  # type: ignore[attr-defined]
    return answer
