"""One school of a run: the reason in a sentence, the facts, the cost before the button, the change."""

import re

import pytest
from django.test import Client

from gwella.domain.people.models import SystemLeader
from gwella.domain.schools.models import School
from gwella.flows.allocation import change_by_hand, confirm, propose
from tests.cast import TODAY
from tests.flows.allocating import AT, declare, federate
from tests.web.allocation.conftest import Region, address
from tests.web.allocation.test_runs import text

pytestmark = pytest.mark.database
NANT = "9932147"


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("preview", [False, True])
def test_the_page_opens_with_few_queries(
    carys: Client, region: Region, language: str, preview: bool, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    query = f"?leader={region.staff['nerys'].pk}" if preview else ""
    with django_assert_max_num_queries(15):
        response = carys.get(address("allocation_pair", 1, NANT, language=language) + query)
    assert response.status_code == 200


def test_the_reason_the_facts_and_who_was_ruled_out(carys: Client, region: Region) -> None:
    shown = text(carys, "allocation_pair", 1, NANT)
    assert "Angharad Morris: already knows the school, and is nearer." in shown
    assert "The next best, Nerys Bowen, would be a new face and" in shown
    assert "Since September 2019" in shown
    assert "Not before" in shown
    assert "Ruled out: 2 people" in shown
    assert "Welsh below the level needed 2" in shown
    assert "People in all: 4. Allowed and not chosen: 1." in shown


def test_the_cost_stands_before_the_button(carys: Client, region: Region) -> None:
    before = carys.get(address("allocation_pair", 1, NANT)).content.decode()
    assert "Make this change" not in before
    shown = text(carys, "allocation_pair", 1, NANT, query=f"?leader={region.staff['nerys'].pk}")
    assert "What this change costs" in shown
    assert "One more change of leader" in shown
    assert re.search(r"Travel \+\d+ km a visit", shown)
    assert "Make this change" in shown


def test_a_change_is_made_and_its_reason_shown(carys: Client, region: Region) -> None:
    here = address("allocation_pair", 1, NANT)
    sent = {"leader": region.staff["nerys"].pk, "expected": region.cast.angharad.pk, "reason": "The head asked for her"}
    response = carys.post(here, sent, follow=True)
    assert response.redirect_chain == [(here, 302)]
    shown = response.content.decode()
    assert "The head asked for her" in shown
    assert "Carys Bowen" in shown
    assert region.proposal(NANT).leader == region.staff["nerys"]
    # The same button pressed again: told, and nothing more is done.
    again = carys.post(here, sent)
    assert again.status_code == 409
    assert "Someone else has changed this since you opened it." in again.content.decode()


def test_a_change_without_a_reason_is_asked_for_one(carys: Client, region: Region) -> None:
    sent = {"leader": region.staff["nerys"].pk, "expected": region.cast.angharad.pk, "reason": ""}
    response = carys.post(address("allocation_pair", 1, NANT), sent)
    assert response.status_code == 200
    assert "Say why: the reason is kept with the link." in response.content.decode()
    assert region.proposal(NANT).leader == region.cast.angharad


def test_a_limit_is_named_where_it_forbids(carys: Client, region: Region) -> None:
    declare(region.staff["nerys"], region.cast, NANT)
    shown = text(carys, "allocation_pair", 1, NANT, query=f"?leader={region.staff['nerys'].pk}")
    assert "Nant-y-Felin Primary School: Nerys Bowen has declared an interest." in shown
    assert "Make this change" not in shown
    sent = {"leader": region.staff["nerys"].pk, "expected": region.cast.angharad.pk, "reason": "All the same"}
    assert carys.post(address("allocation_pair", 1, NANT), sent).status_code == 409


def test_schools_that_change_with_it_are_named(carys: Client, region: Region) -> None:
    federate(region.cast, "9932150", "9954012")
    run = propose(starts_on=TODAY, by=None, at=AT)
    held = run.proposals.get(school__number="9932150").leader
    other = next(p for p in region.staff.values() if p != held)
    shown = text(carys, "allocation_pair", 2, "9932150", query=f"?leader={other.pk}")
    assert "these change with it: Porth Hafan High School." in shown


def test_a_run_that_is_decided_offers_no_change(carys: Client, region: Region) -> None:
    confirm(region.run, by=None, at=AT)
    assert "Change this link by hand" not in text(carys, "allocation_pair", 1, NANT)


def test_a_school_without_anybody_says_why(carys: Client, region: Region) -> None:
    SystemLeader.objects.filter(user__in=[region.cast.angharad, region.staff["nerys"]]).update(welsh_level=0)
    propose(starts_on=TODAY, by=None, at=AT)
    shown = text(carys, "allocation_pair", 2, NANT)
    assert "Nobody keeps every limit at this school." in shown
    assert "Ruled out: 4 people" in shown


def test_a_school_closed_since_can_be_given_to_nobody(carys: Client, region: Region) -> None:
    School.objects.filter(number="9932150").update(state="closed")
    assert "no longer open and served" in text(carys, "allocation_pair", 1, "9932150")


def test_a_senior_changes_her_own_council_and_finds_no_other(bethan: Client, region: Region) -> None:
    assert bethan.get(address("allocation_pair", 1, "9954012")).status_code == 404
    sent = {"leader": region.staff["nerys"].pk, "expected": region.cast.angharad.pk, "reason": "Closer to the cluster"}
    assert bethan.post(address("allocation_pair", 1, NANT), sent).status_code == 302
    assert region.proposal(NANT).changed_by == region.cast.bethan


def test_who_changed_it_by_hand_is_told_even_where_it_costs_more(carys: Client, region: Region) -> None:
    nant = region.proposal(NANT)
    change_by_hand(
        nant, region.staff["nerys"], reason="Asked", expected_leader_id=nant.leader_id, by=region.cast.carys, at=AT
    )
    shown = text(carys, "allocation_pair", 1, NANT)
    assert "Nerys Bowen: chosen by hand." in shown
    assert re.search(r"The next best, Angharad Morris, would be \d+ km nearer each visit.", shown)


def test_strange_numbers_are_no_page(carys: Client) -> None:
    assert carys.get(address("allocation_pair", 1, "9999999")).status_code == 404
    assert carys.get(address("allocation_pair", 9, NANT)).status_code == 404
    assert carys.get(address("allocation_pair", 1, NANT) + "?leader=nobody").status_code == 200
