"""Every address × every role × own, other and another council's school × conflicted, against a table by hand."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponseNotFound
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation

from gwella.config import urls
from tests.cast import PEOPLE, Cast, make_cast
from tests.proof.counting import is_soak
from tests.web.access.routes import Route, kwargs_of, needs_school, routes
from tests.web.access.table import HAFAN, NANT, PONT, REACHES, ROUTES, Row, given_to

pytestmark = [pytest.mark.database, pytest.mark.django_db]

SCHOOLS = {"own": NANT, "other": PONT, "another council's": HAFAN}
ADD = "\nAdd a line for it to ROUTES in tests/web/access/table.py: who may open it, from mission.md."


@pytest.fixture(scope="module")
def region(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Cast, dict[str, Client]]]:
    """The cast and one signed-in client each (and nobody's, under ""), made once and taken back at the end.

    Nine answers in ten are "not found": here they are a word, not the page that is drawn for people.
    """
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound("hidden"))
        cast = make_cast()
        clients = {"": Client()}
        for who in PEOPLE:
            clients[who] = Client()
            clients[who].force_login(cast.people[who])
        yield cast, clients
        transaction.set_rollback(True)


def test_every_address_has_a_name_and_one_line_in_the_table() -> None:
    names = [route.name for route in routes()]
    assert sorted(names) == sorted(set(names)), "two addresses share a name"
    missing = sorted(set(names) - set(ROUTES))
    assert not missing, f"no line says who may open: {', '.join(missing)}.{ADD}"
    gone = sorted(set(ROUTES) - set(names))
    assert not gone, f"the table names addresses that are gone: {', '.join(gone)}"


@pytest.mark.parametrize("route", routes(), ids=str)
def test_every_view_declares_its_rule(route: Route) -> None:
    assert hasattr(route.view, "rule"), f"{route.name}: decorate its view with @page(...) from gwella.web.pages"


@pytest.mark.parametrize("route", routes(), ids=str)
def test_each_person_opens_what_the_table_says(route: Route, region: tuple[Cast, dict[str, Client]]) -> None:
    cast, clients = region
    assert route.name in ROUTES, f"no line says who may open {route.name}.{ADD}"
    row = ROUTES[route.name]
    wrong = []
    for where, school, address in _addresses(route, row, cast):
        for who in _asked(clients, row, school):
            wanted, got = _wanted(row, who, school), _outcome(row, clients[who], address)
            if wanted != got:
                person = f"{who} ({PEOPLE[who][1]})" if who else "nobody signed in"
                wrong.append(f"{person}, {where} school {address}: should be {wanted}, is {got}")
    assert not wrong, f"{route.name}\n" + "\n".join(wrong)


@pytest.mark.parametrize("route", routes(), ids=str)
def test_both_languages_lead_to_the_same_page(route: Route, region: tuple[Cast, dict[str, Client]]) -> None:
    cast, _clients = region
    kwargs = kwargs_of(route, given_to(ROUTES[route.name], cast), NANT)
    for language in ("en", "cy"):
        with translation.override(language):
            assert resolve(reverse(route.name, kwargs=kwargs)).url_name == route.name


def test_everybody_in_the_table_is_in_the_cast() -> None:
    assert set(REACHES) <= set(PEOPLE)
    assert {code for row in ROUTES.values() for code in row.roles} <= {part[1] for part in PEOPLE.values()}


def _addresses(route: Route, row: Row, cast: Cast) -> Iterator[tuple[str, str, str]]:
    """The addresses to try: one a school where the address has a school's number, else one."""
    given = given_to(row, cast)
    for where, school in SCHOOLS.items() if needs_school(route, given) else [("any", NANT)]:
        with translation.override("en"):
            yield where, school, reverse(route.name, kwargs=kwargs_of(route, given, school)) + row.query


def _asked(clients: dict[str, Client], row: Row, school: str) -> Iterable[str]:
    """Everybody; of a day on PostgreSQL, where the rule is the same, the first of each outcome."""
    if connection.vendor == "sqlite" or is_soak():
        return clients
    return {_wanted(row, who, school): who for who in reversed(clients)}.values()


def _wanted(row: Row, who: str, school: str) -> str:
    if row.lets_in(who, school):
        return "open"
    return "hidden" if who or row.absent else "sent to sign in"


def _outcome(row: Row, client: Client, address: str) -> str:
    """What asking for the address comes to. A page that takes only a form is sent one, and what that does undone."""
    with transaction.atomic():
        answer = client.get(address)
        if answer.status_code == 405:
            answer = client.post(address, row.post)
        transaction.set_rollback(True)
    if answer.status_code == 404:
        return "hidden"
    if answer.status_code == 302 and "next=" in answer["Location"] and "/account/sign-in/" in answer["Location"]:
        return "sent to sign in"
    return "open" if answer.status_code < 500 else f"broken ({answer.status_code})"
