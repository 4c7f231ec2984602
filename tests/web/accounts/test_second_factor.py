"""The second factor: set up, used, lost; who is asked for it and who is made to."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from gwella.domain.people.models import User
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.database


def code_of(secret: str) -> str:
    """The code an app would show now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def start(client: Client, person: User) -> str:
    """Send the sign-in form; the path one is sent to."""
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return urlsplit(answer["Location"]).path


def set_up(client: Client, person: User) -> list[str]:
    """Sign in, confirm, set the app up. The recovery codes."""
    start(client, person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes"), answer.context
    return list(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"])


def test_set_up_then_signing_in_takes_two_steps(cast: Cast, client: Client) -> None:
    codes = set_up(client, cast.angharad)
    assert len(set(codes)) == 10
    later = Client()
    assert start(later, cast.angharad) == reverse("mfa_authenticate")
    assert "_auth_user_id" not in later.session
    assert later.get(reverse("mfa_authenticate")).status_code == 200
    assert later.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    answer = later.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert answer["Location"] == reverse("today")
    assert later.session["_auth_user_id"] == str(cast.angharad.pk)


def test_a_recovery_code_works_once(cast: Cast, client: Client) -> None:
    codes = set_up(client, cast.angharad)
    for wanted in (302, 200):
        later = Client()
        start(later, cast.angharad)
        assert later.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == wanted


def test_setting_up_asks_who_one_is_first(cast: Cast, client: Client) -> None:
    client.force_login(cast.angharad)
    answer = client.get(reverse("mfa_activate_totp"))
    assert urlsplit(answer["Location"]).path == reverse("account_reauthenticate")


def test_an_app_can_be_removed_again(cast: Cast, client: Client) -> None:
    set_up(client, cast.angharad)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=cast.angharad, type="totp").exists()
    assert start(Client(), cast.angharad) == reverse("today")


@pytest.mark.parametrize("who", ["angharad", "carys", "dafydd", "ifan"])
def test_staff_are_asked_on_today(cast: Cast, client: Client, who: str) -> None:
    client.force_login(cast.people[who])
    assert reverse("mfa_activate_totp") in client.get(reverse("today")).content.decode()


@pytest.mark.parametrize("who", ["elin", "ffion", "kamala", "dilwyn"])
def test_others_are_not(cast: Cast, client: Client, who: str) -> None:
    client.force_login(cast.people[who])
    assert reverse("mfa_activate_totp") not in client.get(reverse("today")).content.decode()


def test_where_the_setting_says_so_staff_do_nothing_else_first(cast: Cast, client: Client, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    start(client, cast.angharad)
    assert client.get(reverse("today"))["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("service"))["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("privacy")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200
    set_up(client, cast.angharad)
    assert client.get(reverse("today")).status_code == 200


def test_others_go_on_as_before(cast: Cast, client: Client, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(cast.elin)
    assert client.get(reverse("today")).status_code == 200


def test_a_code_is_not_accepted_twice(cast: Cast, client: Client) -> None:
    set_up(client, cast.angharad)
    secret = Authenticator.objects.get(user=cast.angharad, type="totp").data["secret"]
    code = code_of(secret)
    outcomes = []
    for _attempt in range(2):
        later = Client()
        start(later, cast.angharad)
        outcomes.append(later.post(reverse("mfa_authenticate"), {"code": code}).status_code)
    assert outcomes[-1] == 200
