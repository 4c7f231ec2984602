"""Signing in: by whom, where to, what is kept of it, and what is not offered."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from gwella.core.models import AuditEvent
from gwella.domain.people.models import User
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.database


def sign_in(client: Client, person: User, password: str = PASSWORD, language: str = "en", query: str = "") -> str:
    """Send the sign-in form; the address one is sent to, empty when the form comes back."""
    with translation.override(language):
        address = reverse("account_login")
    answer = client.post(address + query, {"login": person.email, "password": password})
    return answer["Location"] if answer.status_code == 302 else ""


@pytest.mark.parametrize(
    ("reads", "page_in", "expected"),
    [
        ("cy", "en", "cy"),
        ("en", "cy", "en"),
        ("both", "cy", "cy"),
        ("", "en", "en"),
    ],
)
def test_one_arrives_in_one_s_own_language(cast: Cast, client: Client, reads: str, page_in: str, expected: str) -> None:
    User.objects.filter(pk=cast.angharad.pk).update(reads=reads)
    with translation.override(expected):
        today = reverse("today")
    assert sign_in(client, cast.angharad, language=page_in) == today


def test_the_address_one_asked_for_says_otherwise(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.angharad.pk).update(reads="cy")
    assert sign_in(client, cast.angharad, query="?next=/en/service/") == "/en/service/"


def test_the_session_ends_with_the_browser_and_after_half_an_hour(cast: Cast, client: Client) -> None:
    sign_in(client, cast.angharad)
    assert client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() == 30 * 60


def test_a_sign_in_is_kept_once_and_a_wrong_password_not(cast: Cast, client: Client) -> None:
    assert sign_in(client, cast.angharad, password="something else entirely") == ""
    assert not AuditEvent.objects.exists()
    sign_in(client, cast.angharad)
    event = AuditEvent.objects.get()
    assert (event.kind, event.actor) == ("account.signed_in", cast.angharad)


def test_the_unknown_and_the_wrong_are_told_the_same(cast: Cast, client: Client) -> None:
    told = []
    for email in (cast.angharad.email, "nobody@example.invalid"):
        answer = client.post(reverse("account_login"), {"login": email, "password": "wrong wrong wrong"})
        told.append([str(error) for error in answer.context["form"].non_field_errors()])
    assert told[0] == told[1] != []


@pytest.mark.parametrize(
    "address", ["signup/", "email/", "login/code/", "password/reset/key/x-y/", "webauthn/", "security/codes/download/"]
)
def test_what_is_not_offered_does_not_exist(cast: Cast, client: Client, address: str) -> None:
    client.force_login(cast.angharad)
    assert client.get(f"/en/account/{address}").status_code == 404


def test_a_first_password_is_set_by_a_link_in_both_languages_welsh_first(cast: Cast, client: Client) -> None:
    newcomer = User.objects.create_user("newcomer@example.invalid", "Gwawr Newydd")
    client.post(reverse("account_reset_password"), {"email": newcomer.email})
    [message] = mail.outbox
    links = re.findall(r"https?://\S+", message.body)
    assert len(links) == 2
    assert message.to == [newcomer.email]
    assert message.subject.startswith("Gwella: ")
    assert message.subject.endswith(" / Set your password")
    assert message.body.index("Someone, probably you") > message.body.index(links[0])
    form = client.get(links[0], follow=True)
    answer = client.post(
        form.redirect_chain[-1][0], {"password1": "tri gair annisgwyl", "password2": "tri gair annisgwyl"}, follow=True
    )
    assert answer.status_code == 200
    assert sign_in(Client(), newcomer, "tri gair annisgwyl")
    # The link has done its work.
    assert client.get(links[0], follow=True).context["token_fail"]


def test_asking_for_an_unknown_address_s_link_sends_nothing_and_says_the_same(cast: Cast, client: Client) -> None:
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@example.invalid"})
    assert answer["Location"] == reverse("account_reset_password_done")
    assert not mail.outbox


def test_whoever_left_cannot_sign_in(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.angharad.pk).update(is_active=False)
    assert sign_in(client, cast.angharad) in ("", reverse("account_inactive"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
)
def test_the_way_in_has_a_page_in_each_language(cast: Cast, client: Client, name: str, language: str) -> None:
    with translation.override(language):
        answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index", "account_logout"])
def test_one_s_own_pages_cost_few_queries(
    cast: Cast, client: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.angharad)
    with django_assert_max_num_queries(15):
        assert client.get(reverse(name)).status_code == 200


def test_too_many_wrong_passwords_are_stopped(cast: Cast, client: Client, settings: Any) -> None:
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key"}
    for _attempt in range(5):
        sign_in(client, cast.bethan, password="wrong wrong wrong")
    assert sign_in(client, cast.bethan) == ""
    assert sign_in(Client(), cast.carys) != ""
    cache.clear()
