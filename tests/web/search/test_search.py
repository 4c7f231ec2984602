"""The search: what it finds for whom, in both languages; what it never finds; what it costs."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from gwella.domain.people.models import User
from gwella.domain.schools.models import School
from tests.cast import PEOPLE, SINCE, Cast

pytestmark = pytest.mark.database


def names(client: Client, query: str, page: str = "search_suggestions", language: str = "en") -> list[str]:
    """The names found, in order."""
    with translation.override(language):
        answer = client.get(reverse(page), {"q": query})
    assert answer.status_code == 200
    return [hit.name for hit in [*answer.context["schools"], *answer.context["people"]]]


@pytest.fixture
def carys(cast: Cast, client: Client) -> Client:
    client.force_login(cast.carys)
    return client


@pytest.mark.parametrize("page", ["search", "search_suggestions"])
@pytest.mark.parametrize(
    ("query", "language", "found"),
    [
        ("nant y felin", "en", ["Nant-y-Felin Primary School"]),
        ("ysgol nantyfelin", "en", ["Nant-y-Felin Primary School"]),
        ("ty gwyn", "cy", ["Ysgol Tŷ Gwyn"]),
        ("st elfans", "cy", ["Ysgol Gynradd Sant Elfan"]),
        ("99541", "en", []),
        ("99540", "en", ["Porth Hafan High School"]),
        ("ang mor", "en", ["Angharad Morris"]),
        ("VAUGHAN", "en", ["Elin Vaughan"]),
        ("rhedyn", "en", ["Pont Rhedyn Primary School", "Ysgol Gyfun Cwm Rhedyn"]),
    ],
)
def test_it_finds_in_either_language_without_accents_and_by_part_of_a_number(
    carys: Client, query: str, language: str, found: list[str], page: str
) -> None:
    assert names(carys, query, page, language) == found


def test_a_whole_number_is_a_suggestion_and_opens_the_school_when_sent(carys: Client) -> None:
    assert names(carys, "993/2147") == ["Nant-y-Felin Primary School"]
    answer = carys.get(reverse("search"), {"q": "993 2147"})
    assert answer["Location"] == reverse("school", args=["9932147"])


def test_what_begins_so_stands_first_and_what_is_closed_last(carys: Client, cast: Cast) -> None:
    School.objects.filter(pk=cast.pont.pk).update(state="closed")
    assert names(carys, "primary")[0] == "Nant-y-Felin Primary School"
    assert names(carys, "primary")[-1] == "Pont Rhedyn Primary School"
    assert names(carys, "ysgol")[0] == "Ysgol Gyfun Cwm Rhedyn"


@pytest.mark.parametrize("query", ["", " ", "y", "-", "'", "é"])
def test_one_letter_is_not_looked_for(carys: Client, query: str) -> None:
    assert names(carys, query) == []


@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in ("carys", "ifan", "jac")])
@pytest.mark.parametrize("page", ["search", "search_suggestions"])
def test_nobody_finds_what_their_roles_do_not_reach(cast: Cast, client: Client, who: str, page: str) -> None:
    """Each person's finds are the schools they may list and the people they may open, and no others."""
    client.force_login(cast.people[who])
    answer = client.get(reverse(page), {"q": "ys"})
    if answer.status_code == 404:
        assert client.get(reverse("schools")).status_code == client.get(reverse("people")).status_code == 404
        return
    for query in ("primary", "school", "ang", "elin", "ffion", "hefin", "mo", "va"):
        answer = client.get(reverse(page), {"q": query})
        for hit in [*answer.context["schools"], *answer.context["people"]]:
            assert client.get(hit.href).status_code == 200, f"{who} is shown {hit.name}"


def test_the_region_s_finance_finds_schools_and_no_head(cast: Cast, client: Client) -> None:
    client.force_login(cast.jac)
    assert names(client, "nant") != []
    assert names(client, "vaughan") == []


def test_another_council_s_officer_finds_nothing_of_this_one(cast: Cast, client: Client) -> None:
    client.force_login(cast.dafydd)
    assert names(client, "nant") == names(client, "vaughan") == names(client, "angharad") == []
    assert names(client, "hafan") == ["Porth Hafan High School"]


def test_an_interest_hides_the_school_and_its_people(cast: Cast, client: Client) -> None:
    client.force_login(cast.gwenllian)
    assert "Nant-y-Felin Primary School" not in names(client, "school")
    assert names(client, "vaughan") == []


def test_who_left_a_post_or_the_service_is_not_found(carys: Client, cast: Cast) -> None:
    cast.nant.contacts.filter(name="Elin Vaughan").update(until=SINCE)
    User.objects.filter(pk=cast.angharad.pk).update(is_active=False)
    assert names(carys, "vaughan") == names(carys, "angharad") == []


@pytest.mark.parametrize("page", ["search", "search_suggestions"])
def test_the_anonymous_are_sent_to_sign_in_and_a_head_is_told_nothing_is_there(
    cast: Cast, client: Client, page: str
) -> None:
    assert reverse("account_login") in client.get(reverse(page), {"q": "nant"})["Location"]
    client.force_login(cast.elin)
    assert client.get(reverse(page), {"q": "nant"}).status_code == 404


def test_it_costs_the_same_however_much_it_finds(
    carys: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    School.objects.bulk_create(
        School(
            number=f"99329{n:02}",
            name_en=f"Ysgol {n}",
            name_cy=f"Ysgol {n}",
            search_text=f"ysgol {n} 99329{n:02}",
            council=cast.councils["993"],
            kind="maintained",
        )
        for n in range(60)
    )
    with django_assert_max_num_queries(12):
        answer = carys.get(reverse("search_suggestions"), {"q": "ysgol"})
    assert len(answer.context["schools"]) == 6
    assert re.search(r"See all results: \d\d", answer.content.decode())
    with django_assert_max_num_queries(15):
        answer = carys.get(reverse("search"), {"q": "ysgol"})
    assert len(answer.context["schools"]) == 25
    assert f"{reverse('schools')}?q=ysgol" in answer.content.decode()


def test_a_name_is_never_markup(carys: Client, cast: Cast) -> None:
    School.objects.filter(pk=cast.nant.pk).update(name_en="<b onclick=x>Nant</b>", search_text="nant")
    for page in ("search", "search_suggestions"):
        text = carys.get(reverse(page), {"q": "nant"}).content.decode()
        assert "&lt;b onclick" in text
        assert "<b onclick" not in text
