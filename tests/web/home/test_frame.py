"""The frame offers nobody what is closed to them."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("who", "offered"), [("carys", True), ("dafydd", True), ("elin", False), ("nia", True), ("kamala", False)]
)
def test_the_search_stands_only_for_those_who_have_something_to_look_for(
    cast: Cast, client: Client, who: str, offered: bool
) -> None:
    client.force_login(cast.people[who])
    page = client.get(reverse("today"))
    assert (b'id="search"' in page.content) is offered
    assert client.get(reverse("search")).status_code == (200 if offered else 404)
