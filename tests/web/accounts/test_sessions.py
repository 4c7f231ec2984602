"""How long one stays signed in, what does not keep one signed in, and where one is led when it is over."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gwella.core import clock
from gwella.core.models import Work
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.database


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: datetime = timezone.now()
        monkeypatch.setattr(clock, "real_now", lambda: self.at)
        monkeypatch.setattr(timezone, "now", lambda: self.at)

    def on(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    return Hands(monkeypatch)


@pytest.fixture
def angharad(cast: Cast, client: Client, hands: Hands) -> Client:
    client.post(reverse("account_login"), {"login": cast.angharad.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("today")).status_code == 200


def left(client: Client) -> int:
    return int(client.get(reverse("session")).json()["left"])


def test_half_an_hour_without_a_click_ends_it(angharad: Client, hands: Hands) -> None:
    for _click in range(3):
        hands.on(minutes=29)
        assert is_in(angharad)
    hands.on(minutes=30, seconds=1)
    assert not is_in(angharad)


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(angharad: Client, hands: Hands, cast: Cast) -> None:
    work = Work.objects.create(name="imports.preview", asked_by=cast.angharad, asked_at=clock.now())
    assert is_in(angharad)
    for _look in range(2):
        hands.on(minutes=10)
        assert angharad.get(reverse("work", args=[work.pk])).status_code == 200
    assert left(angharad) == 10 * 60
    hands.on(minutes=10, seconds=1)
    assert left(angharad) == 0
    assert not is_in(angharad)


def test_saying_one_is_there_begins_again(angharad: Client, hands: Hands, cast: Cast) -> None:
    assert is_in(angharad)
    hands.on(minutes=29)
    assert left(angharad) == 60
    said = angharad.post(reverse("session")).json()
    assert (said["left"], said["who"]) == (30 * 60, str(cast.angharad.pk))
    assert said["token"]


def test_twelve_hours_end_it_whatever_one_does(angharad: Client, hands: Hands) -> None:
    assert is_in(angharad)
    for _click in range(12 * 3 - 1):
        hands.on(minutes=20)
        assert is_in(angharad)
    assert left(angharad) == 20 * 60
    hands.on(minutes=20)
    assert not is_in(angharad)
    assert "_auth_user_id" not in angharad.session


def test_the_longest_time_is_a_setting(angharad: Client, hands: Hands, settings: Any) -> None:
    settings.SESSION_LONGEST = 600
    assert is_in(angharad)
    hands.on(minutes=10)
    assert not is_in(angharad)


def test_signing_in_anew_begins_a_new_day(angharad: Client, hands: Hands, cast: Cast) -> None:
    assert is_in(angharad)
    hands.on(hours=12)
    assert not is_in(angharad)
    angharad.post(reverse("account_login"), {"login": cast.angharad.email, "password": PASSWORD})
    assert is_in(angharad)
    assert left(angharad) == 30 * 60


def test_the_page_says_it_is_over_and_signing_in_leads_back(angharad: Client, hands: Hands, cast: Cast) -> None:
    hands.on(minutes=31)
    answer = angharad.get("/en/schools/?q=pont")
    query = parse_qs(urlsplit(answer["Location"]).query)
    assert query == {"next": ["/en/schools/?q=pont"], "ended": ["1"]}
    page = angharad.get(answer["Location"]).content.decode()
    assert "You have been signed out" in page
    back = angharad.post(answer["Location"], {"login": cast.angharad.email, "password": PASSWORD})
    assert back["Location"] == "/en/schools/?q=pont"


def test_after_a_form_one_is_led_to_the_page_it_was_on(angharad: Client, hands: Hands) -> None:
    hands.on(minutes=31)
    for before, to in (
        ("http://testserver/en/service/people/7/?a=b", "/en/service/people/7/?a=b"),
        ("https://elsewhere.invalid/en/", "/en/account/password/"),
        ("", "/en/account/password/"),
    ):
        answer = angharad.post(reverse("account_change_password"), {}, headers={"referer": before})
        assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [to]


def test_who_never_signed_in_or_signed_out_is_not_told_of_an_end(angharad: Client) -> None:
    assert "ended" not in Client().get(reverse("today"))["Location"]
    angharad.post(reverse("account_logout"))
    assert "ended" not in angharad.get(reverse("today"))["Location"]
    assert "You have been signed out" not in angharad.get(reverse("account_login")).content.decode()


def test_nobody_s_clock_stands_at_nought_and_gives_nothing_away(cast: Cast, client: Client) -> None:
    assert client.get(reverse("session")).json() == {"left": 0}
    assert client.post(reverse("session")).json() == {"left": 0}


def test_the_page_carries_its_clock_for_the_signed_in_alone(
    angharad: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert 'data-left="1800" data-warn="120"' in angharad.get(reverse("today")).content.decode()
    assert "<dialog" not in Client().get(reverse("account_login")).content.decode()
    with django_assert_max_num_queries(5):
        angharad.get(reverse("session"))
