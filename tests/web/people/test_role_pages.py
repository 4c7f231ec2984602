"""Roles on pages: who holds which, giving one, ending one; for administrators alone."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.core.models import AuditEvent
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import RoleGrant
from tests.cast import TODAY, Cast

pytestmark = pytest.mark.database


def address(name: str, *args: Any, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name, args=args)


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}_{part}": str(getattr(value, part)) for part in ("day", "month", "year")}


GIVEN = {"email": "nerys@service.example", "name": "Nerys Hughes", "role": "finance", **day("starts_on", TODAY)}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_roles_held_in_few_queries(
    cast: Cast, client: Client, django_assert_max_num_queries: Any, language: str
) -> None:
    client.force_login(cast.nia)
    with django_assert_max_num_queries(15):
        text = client.get(address("roles", language=language)).content.decode()
    assert "Angharad Morris" in text
    found = client.get(address("roles", language=language) + "?q=ANGHARAD").content.decode()
    assert "Bethan Lloyd" not in found


@pytest.mark.parametrize("who", ["carys", "bethan", "elin", "dilwyn"])
def test_nobody_else_sees_or_changes_roles(cast: Cast, client: Client, who: str) -> None:
    client.force_login(cast.people[who])
    grant = RoleGrant.objects.get(user=cast.angharad)
    for language in ("en", "cy"):
        for name, args in (("roles", []), ("role_give", []), ("role_end", [grant.pk])):
            assert client.get(address(name, *args, language=language)).status_code == 404
    client.post(address("role_give"), GIVEN)
    client.post(address("role_end", grant.pk), day("last_day", TODAY))
    grant.refresh_from_db()
    assert (grant.ends_on, User.objects.filter(name="Nerys Hughes").exists()) == (None, False)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_role_is_given_once_to_somebody_new(cast: Cast, client: Client, language: str) -> None:
    client.force_login(cast.nia)
    for _ in range(3):
        answer = client.post(address("role_give", language=language), GIVEN)
        assert answer.headers["Location"] == address("roles", language=language)
    grant = RoleGrant.objects.get(user__email="nerys@service.example")
    assert (grant.role, grant.starts_on, grant.user.has_usable_password()) == ("finance", TODAY, False)
    assert AuditEvent.objects.filter(kind="roles.granted").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "none"}, "email"),
        ({"name": ""}, "name"),
        ({"role": "emperor"}, "role"),
        ({"role": "senior_system_leader"}, "role"),
        ({"role": "headteacher", "number": "9999999"}, "role"),
        ({"council": "993"}, "role"),
        (day("ends_on", date(2020, 1, 1)), "ends_on"),
        ({"starts_on_day": "31"}, "starts_on"),
    ],
)
def test_a_role_that_cannot_be_is_told_and_not_given(
    cast: Cast, client: Client, changes: dict[str, str], field: str
) -> None:
    client.force_login(cast.nia)
    answer = client.post(address("role_give"), GIVEN | changes)
    assert answer.status_code == 200
    assert answer.context["form"].errors[field]
    assert not User.objects.filter(email="nerys@service.example").exists()


def test_a_role_ends_after_its_last_day(cast: Cast, client: Client) -> None:
    client.force_login(cast.nia)
    grant = RoleGrant.objects.get(user=cast.bethan)
    client.post(address("role_end", grant.pk), day("last_day", TODAY))
    assert Reach(cast.bethan, TODAY).schools().exists()
    assert not Reach(cast.bethan, date(2020, 2, 4)).schools().exists()
    client.post(address("role_end", grant.pk), day("last_day", TODAY))
    assert AuditEvent.objects.filter(kind="roles.ended").count() == 1


def test_a_last_day_before_the_first_is_the_first(cast: Cast, client: Client) -> None:
    client.force_login(cast.nia)
    grant = RoleGrant.objects.get(user=cast.bethan)
    client.post(address("role_end", grant.pk), day("last_day", date(2010, 1, 1)))
    grant.refresh_from_db()
    assert grant.ends_on == grant.starts_on


def test_the_last_administrator_stays_one(cast: Cast, client: Client) -> None:
    client.force_login(cast.nia)
    grant = RoleGrant.objects.get(user=cast.nia)
    assert "last administrator" in client.get(address("role_end", grant.pk)).content.decode()
    client.post(address("role_end", grant.pk), day("last_day", TODAY))
    grant.refresh_from_db()
    assert grant.ends_on is None
    RoleGrant.objects.create(user=cast.jac, role="administrator", starts_on=TODAY)
    client.post(address("role_end", grant.pk), day("last_day", TODAY))
    grant.refresh_from_db()
    assert grant.ends_on == TODAY
