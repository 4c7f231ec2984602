"""What is kept of signing in, signing out, being stopped, and the second step."""

import json
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from gwella.core.models import AuditEvent, AuditSubject
from tests.cast import Cast
from tests.web.accounts.test_second_factor import set_up, start
from tests.web.accounts.test_sessions import Hands
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


# ---- second steps that are wrong


@pytest.fixture
def half_way(cast: Cast, client: Client) -> Client:
    """Angharad, whose password was right and whose second step is awaited."""
    set_up(client, cast.angharad)
    AuditEvent.objects.all().delete()
    later = Client()
    start(later, cast.angharad)
    return later


def test_a_wrong_code_is_kept_without_the_code(half_way: Client, cast: Cast) -> None:
    half_way.post(reverse("mfa_authenticate"), {"code": "135790"})
    event = AuditEvent.objects.get()
    assert (event.kind, event.actor, event.data) == ("account.step_refused", None, {})
    [subject] = AuditSubject.objects.filter(event=event)
    assert (subject.kind, subject.key, subject.data) == ("person", str(cast.angharad.pk), {"name": cast.angharad.name})


@pytest.mark.parametrize("credential", [{"id": "someone-else"}, ["a"], "no"])
def test_a_wrong_passkey_is_kept_however_little_of_one_it_is(half_way: Client, credential: object) -> None:
    answer = half_way.post(reverse("mfa_authenticate"), {"credential": json.dumps(credential)})
    assert answer.status_code == 200
    assert kinds() == ["account.step_refused"]


def test_too_many_wrong_codes_are_kept_as_one_stop(half_way: Client, settings: Any) -> None:
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key"}
    for _attempt in range(8):
        half_way.post(reverse("mfa_authenticate"), {"code": "000000"})
    cache.clear()
    assert kinds() == ["account.step_refused"] * 5 + ["account.step_locked"]


def test_a_wrong_code_of_who_is_signed_in_is_kept_as_theirs(cast: Cast, client: Client) -> None:
    set_up(client, cast.angharad)
    AuditEvent.objects.all().delete()
    client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    event = AuditEvent.objects.get()
    assert (event.kind, event.actor) == ("account.step_refused", cast.angharad)


# ---- the clock


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    return Hands(monkeypatch)


def test_a_session_that_ran_out_is_kept_once_with_whose_it_was(cast: Cast, client: Client, hands: Hands) -> None:
    sign_in(client, cast.angharad)
    cookie = client.cookies["gwella"].value
    hands.on(minutes=31)
    for _window in range(2):
        client.cookies["gwella"] = cookie
        assert client.get(reverse("today")).status_code == 302
    assert kinds() == ["account.signed_in", "account.timed_out"]
    event = AuditEvent.objects.get(kind="account.timed_out")
    assert (event.actor, event.data) == (cast.angharad, {})
    assert not Session.objects.filter(session_key=cookie).exists()


def test_a_session_that_lasted_the_longest_time_is_kept_too(
    cast: Cast, client: Client, hands: Hands, settings: Any
) -> None:
    settings.SESSION_LONGEST = 600
    sign_in(client, cast.angharad)
    client.get(reverse("today"))
    hands.on(minutes=10)
    client.get(reverse("today"))
    client.get(reverse("today"))
    assert kinds() == ["account.signed_in", "account.timed_out"]


def test_a_cookie_nobody_knows_is_no_event(cast: Cast, client: Client) -> None:
    client.cookies["gwella"] = "nobody-has-this-cookie"
    assert client.get(reverse("today")).status_code == 302
    assert kinds() == []
