"""What is kept of signing in, signing out, being stopped, and the second step."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from gwella.core.models import AuditEvent, AuditSubject
from tests.cast import Cast
from tests.web.accounts.test_second_factor import set_up
from tests.web.accounts.test_signing_in import sign_in

pytestmark = pytest.mark.database


def kinds() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_signing_out_is_kept_with_who_did(cast: Cast, client: Client) -> None:
    sign_in(client, cast.angharad)
    client.post(reverse("account_logout"))
    client.post(reverse("account_logout"))
    assert kinds() == ["account.signed_in", "account.signed_out"]
    assert {event.actor for event in AuditEvent.objects.all()} == {cast.angharad}


@pytest.mark.parametrize("known", [True, False])
def test_being_stopped_is_kept_once_and_no_unknown_address_with_it(
    cast: Cast, client: Client, settings: Any, known: bool
) -> None:
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key"}
    email = cast.bethan.email.upper() if known else "nobody@example.invalid"
    for _attempt in range(8):
        client.post(reverse("account_login"), {"login": email, "password": "wrong wrong wrong"})
    cache.clear()
    event = AuditEvent.objects.get()
    assert (event.kind, event.actor, event.data) == ("account.locked", None, {})
    subjects = list(AuditSubject.objects.values_list("kind", "key"))
    assert subjects == ([("person", str(cast.bethan.pk))] if known else [])


def test_a_second_step_that_comes_and_goes_is_kept(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client, cast.angharad)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    assert kinds() == [
        "account.signed_in",
        "account.app_set_up",
        "account.codes_made",
        "account.codes_made",
        "account.app_removed",
    ]
