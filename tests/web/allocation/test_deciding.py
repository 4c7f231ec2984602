"""The last look, a person's yes, a person's no."""

import pytest
from django.test import Client

from tests.flows.allocating import declare, links_now
from tests.web.allocation.conftest import Region, address
from tests.web.allocation.test_runs import text

pytestmark = pytest.mark.database


def test_what_will_be_kept_is_shown_before_the_yes(carys: Client) -> None:
    shown = text(carys, "allocation_confirm", 1)
    for told in ("Links that start 5", "Links that stay as they are 1", "Links that end 0", "Conflicts 0"):
        assert told in shown
    assert "Confirm 6 links" in shown


def test_a_yes_makes_the_links_and_a_second_is_told(carys: Client, region: Region) -> None:
    first = carys.post(address("allocation_say_yes", 1), follow=True)
    assert "Confirmed. Links started: 5, kept: 1, ended: 0." in first.content.decode()
    assert len(links_now()) == 6
    second = carys.post(address("allocation_say_yes", 1), follow=True)
    assert "no longer a proposal" in second.content.decode()


def test_an_interest_declared_meanwhile_blocks_the_yes_and_is_listed(carys: Client, region: Region) -> None:
    page = text(carys, "allocation_confirm", 1)
    assert "Confirm 6 links" in page
    declare(region.cast.angharad, region.cast, "9932147")
    response = carys.post(address("allocation_say_yes", 1), follow=True)
    assert response.redirect_chain == [(address("allocation_confirm", 1), 302)]
    shown = response.content.decode()
    assert "Not confirmed: 1 thing stands against it." in shown
    assert "Angharad Morris has declared an interest." in shown
    assert "Confirm 6 links" not in shown
    assert links_now() == {"9932147": "Angharad Morris"}


def test_a_senior_sees_what_would_be_kept_but_not_the_button(bethan: Client, region: Region) -> None:
    assert "Confirm 6 links" not in text(bethan, "allocation_confirm", 1)
    assert bethan.post(address("allocation_say_yes", 1)).status_code == 404
    assert links_now() == {"9932147": "Angharad Morris"}


def test_a_pair_outside_a_senior_s_reach_is_counted_not_named(bethan: Client, region: Region) -> None:
    leader = region.proposal("9954012").leader
    assert leader is not None
    declare(leader, region.cast, "9954012")
    shown = text(bethan, "allocation_confirm", 1)
    assert "Conflicts 1" in shown
    assert "Porth Hafan High School" not in shown


def test_a_no_puts_the_proposal_aside(carys: Client, region: Region) -> None:
    shown = carys.post(address("allocation_put_aside", 1), follow=True).content.decode()
    assert "It stays on record." in shown
    region.run.refresh_from_db()
    assert region.run.state == "withdrawn"


def test_a_senior_puts_only_her_own_proposal_aside(bethan: Client, region: Region) -> None:
    bethan.post(address("allocation_put_aside", 1))
    region.run.refresh_from_db()
    assert region.run.state == "proposed"


@pytest.mark.parametrize("name", ["allocation_say_yes", "allocation_put_aside"])
def test_decisions_are_posted(carys: Client, name: str) -> None:
    assert carys.get(address(name, 1)).status_code == 405
