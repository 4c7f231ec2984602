"""The way in, Today, the Service door, the footer's pages, and what is said when something fails."""

import re
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from gwella.core import clock
from gwella.domain.people.models import User
from gwella.domain.places.models import FrameworkYear
from gwella.web.home import views
from gwella.web.home.service import AREAS, address
from gwella.web.home.today import _term
from tests.cast import Cast

pytestmark = pytest.mark.database
FOOTER = ("using", "accessibility", "privacy", "decisions")


def test_a_page_that_does_not_exist_is_no_empty_link() -> None:
    assert all(address(name) for _label, _sub, name, _permissions in AREAS)
    with pytest.raises(NoReverseMatch):
        address("no-such-page")


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question to the database fails."""

    def refuse(*_args: Any) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(connection, "cursor", refuse)


@pytest.mark.parametrize(("accepts", "language"), [("cy", "cy"), ("cy-GB,en;q=0.5", "cy"), ("en", "en"), ("fr", "en")])
def test_a_stranger_is_sent_to_sign_in_in_the_browser_s_language(
    cast: Cast, client: Client, accepts: str, language: str
) -> None:
    with translation.override(language):
        expected = reverse("account_login")
    assert client.get("/", headers={"accept-language": accepts})["Location"] == expected


def test_whoever_is_signed_in_goes_to_today_in_their_own(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.elin.pk).update(reads="cy")
    client.force_login(cast.elin)
    with translation.override("cy"):
        expected = reverse("today")
    assert client.get("/", headers={"accept-language": "en"})["Location"] == expected


@pytest.mark.parametrize(
    ("who", "sees", "not_"),
    [
        ("angharad", "Nant-y-Felin Primary School", "Porth Hafan High School"),
        ("dafydd", "Porth Hafan High School", "Nant-y-Felin Primary School"),
        ("elin", "Nant-y-Felin Primary School", "Pont Rhedyn Primary School"),
        ("kamala", "opens no school", "Nant-y-Felin Primary School"),
    ],
)
def test_today_names_one_s_own_schools(
    cast: Cast, client: Client, who: str, sees: str, not_: str, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.people[who])
    with django_assert_max_num_queries(15):
        page = client.get(reverse("today")).content.decode()
    assert sees in page
    assert not_ not in page
    assert "Monday 3 February 2020" in page
    assert "2019/20" in page


def test_today_in_welsh_puts_the_welsh_name_first(cast: Cast, client: Client) -> None:
    client.force_login(cast.angharad)
    with translation.override("cy"):
        page = client.get(reverse("today")).content.decode()
    assert page.index("Ysgol Nant-y-Felin") < page.index("Nant-y-Felin Primary School")


def test_the_term_is_named_where_the_month_tells_it() -> None:
    with translation.override("en"):
        terms = {month: _term(clock.today().replace(month=month)) for month in range(1, 13)}
    assert [terms[m] for m in (1, 3, 5, 7, 9, 12)] == [
        "spring term",
        "spring term",
        "summer term",
        "summer term",
        "autumn term",
        "autumn term",
    ]
    assert terms[4] == terms[8] == ""


@pytest.mark.parametrize(
    ("who", "opens", "closed"), [("carys", "imports", ""), ("ifan", "imports", ""), ("elin", "", "imports")]
)
def test_the_service_door_shows_what_one_may_run(cast: Cast, client: Client, who: str, opens: str, closed: str) -> None:
    client.force_login(cast.people[who])
    page = client.get(reverse("service")).content.decode()
    assert not opens or f'href="{reverse(opens)}"' in page
    assert not closed or f'href="{reverse(closed)}"' not in page


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("name", FOOTER)
def test_the_footer_s_pages_are_for_everybody_in_both_languages(
    cast: Cast, client: Client, name: str, language: str
) -> None:
    with translation.override(language):
        answer = client.get(reverse(name))
        here = [reverse(other) for other in FOOTER]
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in page
    assert all(f'href="{address}"' in page for address in here)


def test_how_decisions_are_made_says_when_no_framework_is_in_force(cast: Cast, client: Client) -> None:
    assert "wales-2017" in client.get(reverse("decisions")).content.decode()
    FrameworkYear.objects.all().delete()
    assert "No framework" in client.get(reverse("decisions")).content.decode()


def test_nothing_here_and_nothing_for_you_look_the_same(cast: Cast, client: Client) -> None:
    client.force_login(cast.dilwyn)
    pages = []
    for number in ("9999999", cast.nant.number):
        answer = client.get(f"/en/schools/{number}/")
        assert answer.status_code == 404
        pages.append(re.sub(r'value="\w{64}"', "", answer.content.decode().replace(number, "")))
    assert pages[0] == pages[1]


def test_health_asks_the_database(cast: Cast, client: Client) -> None:
    assert client.get("/health").json() == {"ok": True}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_failures_have_a_page_that_needs_no_database(no_database: None, rf: RequestFactory, language: str) -> None:
    request = rf.get(f"/{language}/today/")
    with translation.override(language):
        for answer, status in (
            (views.fault(request), 500),
            (views.forged(request, "CSRF cookie not set."), 403),
            (views.not_found(request, Exception()), 404),
        ):
            page = answer.content.decode()
            assert answer.status_code == status
            assert f'<html lang="{language}">' in page
            assert "cookie" not in page.lower()


def test_a_form_that_is_not_ours_is_refused_in_words(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.django_db
def test_a_fault_shows_nothing_of_its_cause(client: Client, monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    def fail(_request: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("gwella.web.home.views.today_of", fail)
    client.force_login(cast.elin)
    client.raise_request_exception = False
    answer = client.get(reverse("today"))
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()


def test_pages_for_the_signed_in_are_never_kept_by_a_browser(cast: Cast, client: Client) -> None:
    client.force_login(cast.elin)
    answer = client.get(reverse("today"))
    assert answer["Cache-Control"] == "private, no-store"
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
