"""How allauth behaves here: nobody signs themselves up; people are brought in and then set a password."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from gwella.core import clock
from gwella.core.audit import Subject, record
from gwella.domain.people.models import User


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
        record(
            "account.signed_in",
            by=user,
            at=clock.now(),
            subjects=[Subject("person", str(user.pk), {"name": user.name})],
        )
        return super().post_login(request, user, **hook)
