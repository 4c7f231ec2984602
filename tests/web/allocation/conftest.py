"""A proposed run of the cast's six schools."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.domain.allocation.models import AllocationRun, Proposal
from gwella.domain.people.models import User
from gwella.flows.allocation import propose
from tests.cast import TODAY, Cast
from tests.flows.allocating import AT, staff


@dataclass
class Region:
    """The cast, those who look after schools, and a run."""

    cast: Cast
    staff: dict[str, User]
    run: AllocationRun

    def proposal(self, number: str) -> Proposal:
        """What the run has for a school."""
        return self.run.proposals.get(school__number=number)


@pytest.fixture
def region(cast: Cast) -> Region:
    people = staff(cast)
    return Region(cast, people, propose(starts_on=TODAY, by=cast.carys, at=AT))


@pytest.fixture
def carys(client: Client, region: Region) -> Client:
    """Carys, who leads the region, signed in."""
    client.force_login(region.cast.carys)
    return client


@pytest.fixture
def bethan(region: Region) -> Client:
    """Bethan, senior system leader of Cwm Rhedyn, signed in."""
    client = Client()
    client.force_login(region.cast.bethan)
    return client


def address(name: str, *args: object, language: str = "en") -> str:
    """The address of a page in a language."""
    with translation.override(language):
        return reverse(name, args=args)
