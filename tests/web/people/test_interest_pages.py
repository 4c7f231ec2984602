"""Interests on pages: declaring with what follows shown before the yes, ending, everybody's."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.core.models import AuditEvent
from gwella.domain.schools.models import Interest
from tests.cast import SINCE, TODAY, Cast

pytestmark = pytest.mark.database

MOST_QUERIES = 15


def address(name: str, *args: Any, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name, args=args)


ASKED = {"school": "9932150", "kind": "child", "note": "Year 4"}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_declaring_shows_what_it_does_before_the_yes(cast: Cast, client: Client, language: str) -> None:
    client.force_login(cast.bethan)
    here = address("interest_declare", language=language)
    assert client.get(here).status_code == 200
    check = client.post(here, ASKED | {"step": "find"})
    assert check.templates[0].name == "people/interest_check.html"
    assert not Interest.objects.filter(user=cast.bethan).exists()
    assert client.get(address("school", "9932150", language=language)).status_code == 200
    done = client.post(here, ASKED | {"step": "yes", "number": "9932150"})
    assert done.headers["Location"] == address("interests", language=language)
    interest = Interest.objects.get(user=cast.bethan)
    assert (interest.school, interest.kind, interest.note, interest.declared_on) == (
        cast.pont,
        "child",
        "Year 4",
        TODAY,
    )
    assert client.get(address("school", "9932150", language=language)).status_code == 404


def test_the_sentence_says_what_is_lost_and_what_stays(cast: Cast, client: Client) -> None:
    client.force_login(cast.angharad)
    text = client.post(
        address("interest_declare"), {"school": "nant-y-felin", "kind": "own_school", "step": "find"}
    ).content.decode()
    assert "your service and council roles give you nothing at this school" in text
    assert "governor’s or clerk’s role gives you there stays" in text
    assert "within 3 km" in text
    assert "You look after this school now" in text


def test_part_of_a_name_asks_which_and_nothing_is_chosen_for_the_person(cast: Cast, client: Client) -> None:
    client.force_login(cast.bethan)
    here = address("interest_declare")
    which = client.post(here, ASKED | {"school": "primary", "step": "find"})
    assert which.templates[0].name == "people/interest_which.html"
    assert " checked" not in which.content.decode()
    again = client.post(here, ASKED | {"school": "primary", "step": "choose"})
    assert "Choose one of them." in again.content.decode()
    check = client.post(here, ASKED | {"school": "primary", "step": "choose", "number": "9932150"})
    assert check.templates[0].name == "people/interest_check.html"
    back = client.post(here, ASKED | {"school": "primary", "step": "ask"})
    assert back.context["form"].initial["note"] == "Year 4"


def test_any_school_of_the_register_may_be_declared(cast: Cast, client: Client) -> None:
    client.force_login(cast.bethan)
    client.post(address("interest_declare"), ASKED | {"school": "9954012", "step": "yes"})
    assert Interest.objects.get(user=cast.bethan).school == cast.hafan


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"school": ""}, "school"),
        ({"school": "no such school"}, "school"),
        ({"kind": ""}, "kind"),
        ({"kind": "near_own_school"}, "kind"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_what_is_missing_or_wrong_is_told_and_nothing_kept(
    cast: Cast, client: Client, changes: dict[str, str], field: str
) -> None:
    client.force_login(cast.bethan)
    answer = client.post(address("interest_declare"), ASKED | changes | {"step": "yes"})
    assert answer.context["form"].errors[field]
    assert not Interest.objects.filter(user=cast.bethan).exists()


def test_the_same_yes_many_times_makes_one_interest(cast: Cast, client: Client) -> None:
    client.force_login(cast.bethan)
    for _ in range(5):
        client.post(address("interest_declare"), ASKED | {"step": "yes"})
    assert Interest.objects.filter(user=cast.bethan).count() == 1
    assert AuditEvent.objects.filter(kind="interests.declared").count() == 1


@pytest.mark.parametrize("who", ["elin", "kamala", "nia", "dilwyn"])
def test_those_without_officer_s_roles_have_no_such_pages(cast: Cast, client: Client, who: str) -> None:
    client.force_login(cast.people[who])
    for language in ("en", "cy"):
        for name in ("interests", "interest_declare", "interests_all", "interests_export"):
            assert client.get(address(name, language=language)).status_code == 404


def test_a_head_of_service_records_one_for_a_person_and_nobody_else_does(cast: Cast, client: Client) -> None:
    here = address("person_interest", cast.angharad.pk)
    client.force_login(cast.bethan)
    assert client.post(here, ASKED | {"step": "yes"}).status_code == 404
    client.force_login(cast.carys)
    assert "this person’s service and council roles" in client.post(here, ASKED | {"step": "find"}).content.decode()
    client.post(here, ASKED | {"step": "yes"})
    assert Interest.objects.get(user=cast.angharad).kind == "child"
    assert AuditEvent.objects.get(kind="interests.declared").actor_name == "Carys Bowen"


# ---- one's own


@pytest.mark.parametrize("language", ["en", "cy"])
def test_one_s_own_interests_in_few_queries(
    cast: Cast, client: Client, django_assert_max_num_queries: Any, language: str
) -> None:
    Interest.objects.create(user=cast.gwenllian, school=cast.hafan, kind="employer", declared_on=SINCE, ended_on=TODAY)
    Interest.objects.create(user=cast.bethan, school=cast.hafan, kind="employer", declared_on=SINCE)
    client.force_login(cast.gwenllian)
    with django_assert_max_num_queries(MOST_QUERIES):
        text = client.get(address("interests", language=language)).content.decode()
    assert "9932147" in text
    assert text.count("9954012") == 1


@pytest.mark.parametrize("language", ["en", "cy"])
def test_ending_one_s_own_opens_the_school_again_and_keeps_the_record(
    cast: Cast, client: Client, language: str
) -> None:
    client.force_login(cast.gwenllian)
    interest = Interest.objects.get(user=cast.gwenllian)
    here = address("interest_end", interest.pk, language=language)
    assert client.get(here).status_code == 200
    assert client.get(address("school", "9932147")).status_code == 404
    for _ in range(2):
        assert client.post(here).headers["Location"] == address("interests", language=language)
    interest.refresh_from_db()
    assert interest.ended_on == TODAY
    assert client.get(address("school", "9932147")).status_code == 200
    assert AuditEvent.objects.filter(kind="interests.ended").count() == 1


@pytest.mark.parametrize("who", ["bethan", "angharad", "elin", "nia"])
def test_another_s_interest_cannot_be_ended(cast: Cast, client: Client, who: str) -> None:
    interest = Interest.objects.get(user=cast.gwenllian)
    client.force_login(cast.people[who])
    assert client.post(address("interest_end", interest.pk)).status_code == 404
    interest.refresh_from_db()
    assert interest.ended_on is None


def test_what_the_program_found_says_when_it_ends(cast: Cast, client: Client) -> None:
    found = Interest.objects.create(
        user=cast.angharad, school=cast.pont, kind="near_own_school", declared_on=SINCE, is_derived=True
    )
    client.force_login(cast.angharad)
    assert "It ends when the school is no longer near" in client.get(address("interest_end", found.pk)).content.decode()
    client.post(address("interest_end", found.pk))
    found.refresh_from_db()
    assert found.ended_on is None


# ---- everybody's


def test_everybody_s_interests_at_schools_in_reach_and_the_others_as_a_count(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    Interest.objects.create(user=cast.angharad, school=cast.pont, kind="relative", declared_on=SINCE)
    Interest.objects.create(user=cast.jac, school=cast.hafan, kind="employer", declared_on=SINCE)
    client.force_login(cast.bethan)
    with django_assert_max_num_queries(MOST_QUERIES):
        text = client.get(address("interests_all")).content.decode()
    assert "Angharad Morris" in text
    assert "Jac Meredith" not in text
    assert "9954012" not in text
    assert "1 more interest is at a school out of your reach." in text
    client.force_login(cast.carys)
    assert "Jac Meredith" in client.get(address("interests_all", language="cy")).content.decode()


def test_filters_order_and_files_say_the_same(cast: Cast, client: Client) -> None:
    Interest.objects.create(
        user=cast.angharad, school=cast.pont, kind="near_own_school", declared_on=SINCE, is_derived=True
    )
    Interest.objects.create(user=cast.jac, school=cast.hafan, kind="employer", declared_on=SINCE)
    client.force_login(cast.carys)

    def names(query: str) -> list[str]:
        body = client.get(f"{address('interests_export')}?format=csv&{query}").content.decode()
        return [row[0] for row in list(csv.reader(io.StringIO(body)))[1:]]

    assert names("sort=person") == ["Angharad Morris", "Gwenllian Price", "Jac Meredith"]
    assert names("sort=-person") == ["Jac Meredith", "Gwenllian Price", "Angharad Morris"]
    assert names("kind=employer") == ["Jac Meredith"]
    assert names("how=found") == ["Angharad Morris"]
    assert names("how=found&how=declared&kind=governor") == ["Gwenllian Price"]
    text = client.get(address("interests_all") + "?how=found").content.decode()
    assert "Angharad Morris" in text
    assert "Jac Meredith" not in text
