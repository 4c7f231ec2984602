"""Signing in and its safeguards. Of allauth's addresses only these are offered; the rest do not exist here."""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpResponseBase
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _

from gwella.web.accounts import issuers, views
from gwella.web.pages import PUBLIC, SIGNED_IN, page

BOTH = ("GET", "POST")


def _anyone(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    return page(PUBLIC, methods=BOTH)(view)


def _own(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    return page(SIGNED_IN, methods=BOTH)(view)


urlpatterns = [
    path(_("sign-in/"), _anyone(account.login), name="account_login"),
    path(_("sign-out/"), _anyone(account.logout), name="account_logout"),
    path(_("directory/<slug:provider_id>/"), _anyone(issuers.begin), name="openid_connect_login"),
    path(_("directory/<slug:provider_id>/back/"), _anyone(issuers.back), name="openid_connect_callback"),
    path(_("directory/"), _anyone(account.login), name="socialaccount_login_cancelled"),
    path(_("session/"), views.session, name="session"),
    path(_("closed/"), _anyone(account.account_inactive), name="account_inactive"),
    path(_("password/"), _own(account.password_change), name="account_change_password"),
    path(_("password/first/"), _own(account.password_set), name="account_set_password"),
    path(_("password/ask/"), _anyone(account.password_reset), name="account_reset_password"),
    path(_("password/asked/"), _anyone(account.password_reset_done), name="account_reset_password_done"),
    path(
        _("password/changed/"),
        _anyone(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path(
        _("password/link/"),
        include(
            [
                re_path(
                    r"^(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
                    _anyone(account.password_reset_from_key),
                    name="account_reset_password_from_key",
                )
            ]
        ),
    ),
    path(_("confirm/"), _own(account.reauthenticate), name="account_reauthenticate"),
    path(_("second-step/"), _anyone(views.second_step), name="mfa_authenticate"),
    path(_("security/"), _own(mfa.index), name="mfa_index"),
    path(_("security/confirm/"), _own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(_("security/app/"), _own(totp.activate_totp), name="mfa_activate_totp"),
    path(_("security/app/remove/"), _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(_("security/codes/"), _own(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(_("security/codes/new/"), _own(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(_("security/passkeys/"), _own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path(_("security/passkeys/add/"), _own(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(_("security/passkeys/confirm/"), _own(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path(_("security/passkeys/<int:pk>/remove/"), _own(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path(_("security/passkeys/<int:pk>/name/"), _own(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path(_("cast/"), views.cast, name="cast"),
    path(_("cast/<slug:key>/"), views.sign_in_as, name="cast_sign_in"),
]
