"""The frameworks as pages: which is in force, what each says, what is not official."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.domain.places.models import FrameworkYear
from gwella.frameworks.loader import available
from tests.cast import Cast

pytestmark = pytest.mark.database


def address(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name, args=args)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_list_says_which_is_in_force(
    client: Client, cast: Cast, language: str, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    client.force_login(cast.angharad)
    with django_assert_max_num_queries(15):
        page = client.get(address("frameworks", language=language)).content.decode()
    assert all(address("framework", code, language=language) in page for code in available())
    if language == "en":
        assert "In force in 2019/20: National School Categorisation System, 2017." in page


def test_none_in_force_is_explained(client: Client, cast: Cast) -> None:
    FrameworkYear.objects.all().delete()
    client.force_login(cast.carys)
    assert "No framework is in force in 2019/20" in client.get(address("frameworks")).content.decode()


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("code", available())
def test_each_is_shown_whole(
    client: Client, cast: Cast, code: str, language: str, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    client.force_login(cast.elin)
    with django_assert_max_num_queries(15):
        response = client.get(address("framework", code, language=language))
    assert response.status_code == 200
    assert len(response.content) < 150_000
    if language == "en":
        assert "not the official value" in response.content.decode()


def test_ceilings_and_the_matrix_read_as_the_field_knows_them(client: Client, cast: Cast) -> None:
    client.force_login(cast.elin)
    page = client.get(address("framework", "wales-2015")).content.decode()
    assert "cat cat--red" in page
    assert "with a reason:" in page
    assert "Official" in page or "official" in page


def test_an_unknown_one_is_no_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.carys)
    assert client.get(address("framework", "wales-1066")).status_code == 404


def test_a_stranger_finds_none(client: Client, cast: Cast) -> None:
    client.force_login(cast.dilwyn)
    assert client.get(address("frameworks")).status_code == 404
    assert client.get(address("framework", "wales-2017")).status_code == 404
