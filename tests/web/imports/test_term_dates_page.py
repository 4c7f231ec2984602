"""The page of term dates: each council's own, and what is only the framework's default."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from gwella.core import clock
from gwella.domain.places.models import CouncilDay, CouncilTerm
from tests.cast import TODAY, Cast

pytestmark = pytest.mark.database


def page(client: Client, **query: str) -> str:
    with clock.fixed(TODAY):
        response = client.get(reverse("term_dates"), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_what_a_council_gave_stands_beside_the_defaults(
    cast: Cast, client: Client, language: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    council = cast.councils["993"]
    CouncilTerm.objects.create(
        council=council, school_year="2019/20", term="autumn", starts_on="2019-09-04", ends_on="2019-12-18"
    )
    CouncilDay.objects.create(council=council, day=date(2020, 2, 10), kind="closure", name_en="Training", name_cy="HMS")
    client.force_login(cast.elin)
    with translation.override(language), django_assert_max_num_queries(15):
        told = page(client)
    if language == "cy":
        assert "HMS" in told
        return
    assert "4 September – 18 December 2019" in told
    assert "2 September – 20 December 2019" in told
    # One of six terms is the council's own.
    assert told.count("not the official value</") == 5
    assert "Monday 10 February 2020" in told
    assert "Training" in told
    assert "Bring in term dates" not in told


def test_another_year_and_one_nobody_knows(cast: Cast, client: Client) -> None:
    client.force_login(cast.ifan)
    assert "Bring in term dates" in page(client)
    assert "2018/19" in page(client, year="2018/19")
    assert "no council and no framework gives it" in page(client, year="2018/19")
    assert "2 September – 20 December 2019" in page(client, year="1066/67")


def test_without_a_role_there_is_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.dilwyn)
    assert client.get(reverse("term_dates")).status_code == 404
