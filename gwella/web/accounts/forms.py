"""The sign-in forms in our own words, without the placeholders that stand in for labels elsewhere.

What they check and do is allauth's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from gwella.web.accounts.kept import keep_refusal

EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
AGAIN = _("New password again")
NEW_PASSWORD_HINT = _("At least 12 characters. Three words that do not belong together are easy to keep in mind.")
CODE = _("Code")
CODE_HINT = _("Six digits from your authenticator app, or one of your recovery codes.")
PASSKEY_NAME = _("Name of the passkey")
PASSKEY_NAME_HINT = _("By which you know it from others, for instance the machine it is on.")
APP_CODE_HINT = _("Six digits from your authenticator app.")


def _say(form: forms.Form, name: str, label: Any, hint: Any = "") -> None:
    if name in form.fields:
        field = form.fields[name]
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)


def _say_code(form: forms.Form, hint: Any) -> None:
    _say(form, "code", CODE, hint)
    form.fields["code"].widget.attrs.update(inputmode="numeric", autocomplete="one-time-code")


@contextmanager
def _whole() -> Iterator[None]:
    """An answer that lacks a part is a wrong passkey, not a fault: allauth asks for its parts without looking."""
    try:
        yield
    except (KeyError, AttributeError) as lacking:
        raise get_adapter().validation_error("incorrect_code") from lacking


class SignInForm(account.LoginForm):
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", EMAIL)
        _say(self, "password", PASSWORD)


class ChangePasswordForm(account.ChangePasswordForm):
    """The present password and a new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Current password"))
        _say(self, "password1", NEW_PASSWORD, NEW_PASSWORD_HINT)
        _say(self, "password2", AGAIN)


class SetPasswordForm(account.SetPasswordForm):
    """A first password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password1", NEW_PASSWORD, NEW_PASSWORD_HINT)
        _say(self, "password2", AGAIN)


class AskForLinkForm(account.ResetPasswordForm):
    """The address to which a link is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "email", EMAIL, _("The address your service or school gave us."))


class PasswordByLinkForm(account.ResetPasswordKeyForm):
    """A new password, twice, for whoever followed the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password1", NEW_PASSWORD, NEW_PASSWORD_HINT)
        _say(self, "password2", AGAIN)


class ConfirmPasswordForm(account.ReauthenticateForm):
    """The password again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", PASSWORD)


class SecondStepForm(mfa.AuthenticateForm):
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, CODE_HINT)

    def clean_code(self) -> str:
        """The code, where it is right; a wrong one is kept as an event, without the code."""
        with keep_refusal(self.user, by=None):
            return super().clean_code()


class PasskeyStepForm(webauthn.AuthenticateWebAuthnForm):
    """The second step of signing in, by passkey."""

    def clean_credential(self) -> Authenticator:
        """The passkey, where it is the person's."""
        with keep_refusal(self.user, by=None), _whole():
            return super().clean_credential()


class ConfirmCodeForm(mfa.ReauthenticateForm):
    """A code again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, CODE_HINT)

    def clean_code(self) -> str:
        """The code, where it is right; a wrong one is kept as an event, without the code."""
        with keep_refusal(self.user, by=self.user):
            return super().clean_code()


class ConfirmPasskeyForm(webauthn.ReauthenticateWebAuthnForm):
    """The passkey again, before something that matters."""

    def clean_credential(self) -> Authenticator:
        """The passkey, where it is the person's."""
        with keep_refusal(self.user, by=self.user), _whole():
            return super().clean_credential()


class FirstCodeForm(totp.ActivateTOTPForm):
    """The first code of a new authenticator app, which proves that it works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, APP_CODE_HINT)


class PasskeyForm(webauthn.AddWebAuthnForm):
    """A new passkey: its name, and what the browser made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", PASSKEY_NAME, PASSKEY_NAME_HINT)


class PasskeyNameForm(webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", PASSKEY_NAME, PASSKEY_NAME_HINT)
