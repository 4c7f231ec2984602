"""How allauth behaves here: nobody signs themselves up; people are brought in and then set a password."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.audit import record
from gwella.domain.people.models import User
from gwella.web.accounts.kept import about, keep_sign_out, keep_stop


def today_in_own_language(user: object) -> str:
    """The address of Today in the language the person asked for; who asked for both, or for none, keeps the page's."""
    asked = user.reads if isinstance(user, User) else User.Reads.NOT_ASKED
    own = asked if asked in (User.Reads.WELSH, User.Reads.ENGLISH) else translation.get_language()
    with translation.override(own):
        return reverse("today")


class AccountAdapter(DefaultAccountAdapter):
    """Closed sign-up, the person's own language after signing in, and an audit event for each sign-in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from the service's own people and contacts, never from a stranger."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where someone goes who signs in without having asked for a page."""
        return today_in_own_language(request.user)

    def post_login(self, request: HttpRequest, user: User, **hook: Any) -> HttpResponse:  # type: ignore[override]
        """Signed in, second factor and all."""
        record("account.signed_in", by=user, at=clock.now(), subjects=[about(user)])
        return super().post_login(request, user, **hook)

    def logout(self, request: HttpRequest) -> None:
        """Signed out by the person's own wish."""
        person = request.user if isinstance(request.user, User) else None
        super().logout(request)
        if person:
            keep_sign_out(person)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Stopped where too many passwords were wrong, and that is kept."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            keep_stop(str(credentials.get("email") or ""))
            raise


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names of passkeys in our own words."""

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """What a passkey is called whose owner gave it no name."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who asks for the passkey, as the browser shows it."""
        return super().get_public_key_credential_rp_entity() | {"name": "Gwella"}
