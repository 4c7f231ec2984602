"""Signing in as one of the cast: in the demonstration, and nowhere else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from gwella.core.models import AuditEvent
from gwella.domain.people.models import User
from gwella.domain.people.rules import ROLES
from gwella.domain.places.models import Service
from gwella.twin.cast import PARTS
from gwella.web.accounts.views import SIDES, _side
from tests.cast import Cast

pytestmark = pytest.mark.database


@pytest.fixture
def demonstration(settings: Any) -> None:
    settings.DEMONSTRATION = True


def test_one_click_is_enough(
    cast: Cast, client: Client, demonstration: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15):
        page = client.get(reverse("cast")).content.decode()
    assert "Angharad Morris" in page
    User.objects.filter(pk=cast.angharad.pk).update(reads="cy")
    answer = client.post(reverse("cast_sign_in", args=["angharad"]))
    with translation.override("cy"):
        assert answer["Location"] == reverse("today")
    assert client.session["_auth_user_id"] == str(cast.angharad.pk)
    event = AuditEvent.objects.get()
    assert (event.kind, event.actor) == ("account.signed_in_as_cast", cast.angharad)


def test_one_may_go_on_as_someone_else(cast: Cast, client: Client, demonstration: None) -> None:
    client.post(reverse("cast_sign_in", args=["angharad"]))
    client.post(reverse("cast_sign_in", args=["carys"]))
    assert client.session["_auth_user_id"] == str(cast.carys.pk)


@pytest.mark.parametrize("key", ["nobody", "", "zofia"])
def test_who_is_not_in_the_cast_or_not_here_cannot_be_signed_in_as(
    cast: Cast, client: Client, demonstration: None, key: str
) -> None:
    assert client.post(f"/en/account/cast/{key}/").status_code == 404


def test_someone_whose_name_is_no_part_cannot_be_signed_in_as(cast: Cast, client: Client, demonstration: None) -> None:
    User.objects.create_user("blank@example.invalid", "")
    assert client.post(reverse("cast_sign_in", args=["nobody"])).status_code == 404


def test_asking_is_not_enough_one_must_press(cast: Cast, client: Client, demonstration: None) -> None:
    assert client.get(reverse("cast_sign_in", args=["angharad"])).status_code == 405


@pytest.mark.parametrize("installation", [True, False])
@pytest.mark.parametrize("service", [True, False])
def test_both_the_installation_and_the_service_must_be_a_demonstration(
    cast: Cast, client: Client, settings: Any, installation: bool, service: bool
) -> None:
    settings.DEMONSTRATION = installation
    Service.objects.update(is_demonstration=service)
    there = installation and service
    assert (client.get(reverse("cast")).status_code == 200) is there
    assert (client.post(reverse("cast_sign_in", args=["angharad"])).status_code == 302) is there
    assert ("_auth_user_id" in client.session) is there


def test_every_part_has_a_role_a_side_and_a_sentence() -> None:
    assert {part.role for part in PARTS} == set(ROLES)
    for part in PARTS:
        assert _side(ROLES[part.role]) in SIDES
        assert part.sees.endswith(".")
