"""Signing in by a directory (OpenID Connect): whose word is believed, and whom it lets in.

A directory makes nobody. It joins a person who is known here once, by an address it vouches for; from then on the
person is found by issuer and subject alone. allauth does the rest.
"""

from typing import Any, cast

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from gwella.domain.people.models import User
from gwella.web.accounts.kept import keep_joined

CLAIMS = ("iss", "sub", "email", "email_verified")


class IssuersAdapter(DefaultSocialAccountAdapter):
    """Lets in whom a directory knows and we do, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """A directory makes nobody."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Join a known person the first time; turn a stranger away in words."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data.get("id_token", {})
        person = person_for(claims, sociallogin.provider.app.settings)
        if person is None:
            raise ImmediateHttpResponse(render(request, "accounts/stranger.html", status=403))
        sociallogin.connect(request, person)
        keep_joined(person, sociallogin.provider.app.name)


def person_for(claims: dict[str, Any], issuer: dict[str, Any]) -> User | None:
    """The person whom a directory's first word is about: known, active, at an address it vouches for, not joined yet.

    Someone already joined to this issuer under another subject is not joined again: addresses are given to new people.
    """
    email = str(claims.get("email") or "")
    own = email.rpartition("@")[2].lower() in issuer["domains"]
    if not email or not (own or claims.get("email_verified") is True):
        return None
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person and SocialAccount.objects.filter(user=person, uid__startswith=_key(issuer["issuer"], "")).exists():
        return None
    return person


def _key(issuer: str, subject: str) -> str:
    return f"{issuer} {subject}"


class Issuer(OpenIDConnectOAuth2Adapter):
    """One directory: its token is checked against its own keys, however it came here."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            claims = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=app.settings["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
                verify_signature=True,
            )
            # Only what is needed is kept.
            return {claim: claims[claim] for claim in CLAIMS if claim in claims} | {
                "key": _key(claims["iss"], str(claims["sub"]))
            }
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("Invalid id_token") from error

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Who it is; an answer without a signed token is none."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("No id_token")
        return cast(SocialLogin, super().complete_login(request, app, token, **kwargs))


def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the directory's own sign-in page. Joining and leaving directories by oneself is not offered."""
    if request.GET.get("process", "login") != "login" or request.POST.get("process", "login") != "login":
        raise Http404
    try:
        return _answer(OAuth2LoginView, request, provider_id)
    except RequestException as error:
        provider = get_adapter().get_provider(request, provider_id)
        return cast(HttpResponse, render_authentication_error(request, provider, exception=error))


def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the directory with its word."""
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return cast(HttpResponse, view.adapter_view(Issuer(request, provider_id))(request))
    except SocialApp.DoesNotExist as nowhere:
        raise Http404 from nowhere
