"""The list of a run: filters, order, and a file of exactly what is shown."""

import csv
import io
import re

import pytest
import tablib
from django.test import Client

from gwella.flows.allocation import change_by_hand
from tests.flows.allocating import AT
from tests.web.allocation.conftest import Region, address

pytestmark = pytest.mark.database


def rows(client: Client, query: str = "", number: int = 1) -> list[dict[str, str]]:
    """The rows of the CSV."""
    response = client.get(address("allocation_export", number) + f"?format=csv&{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def shown(client: Client, query: str = "") -> list[str]:
    """The numbers of the schools on the page, in order."""
    page = client.get(address("allocation_list", 1) + f"?{query}").content.decode()
    return re.findall(r'/allocation/1/schools/(\d{7})/"', page)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 6),
        ("council=993", 4),
        ("council=993&council=995", 6),
        ("council=999", 0),
        ("what=kept", 1),
        ("what=first", 5),
        ("what=changed", 0),
        ("what=short", 0),
        ("q=nant-y", 1),
        ("q=hafan", 1),
        ("q=angharad", None),
        ("q=nowhere", 0),
    ],
)
def test_filters_narrow_page_and_file_alike(carys: Client, region: Region, query: str, count: int | None) -> None:
    if count is None:
        count = region.run.proposals.filter(leader=region.staff["angharad"]).count()
    listed = shown(carys, query)
    assert len(listed) == count
    assert [row["Number"] for row in rows(carys, query)] == listed


def test_a_leader_s_schools_come_by_a_link(carys: Client, region: Region) -> None:
    pk = region.staff["angharad"].pk
    mine = set(region.run.proposals.filter(leader=pk).values_list("school__number", flat=True))
    assert set(shown(carys, f"leader={pk}")) == mine


def test_the_list_sorts_by_every_column_both_ways(carys: Client) -> None:
    for key in ("name", "council", "leader", "km", "days"):
        up, down = shown(carys, f"sort={key}"), shown(carys, f"sort=-{key}")
        assert sorted(up) == sorted(down)
        assert len(up) == 6
    by_km = [float(row["Km, one way"]) for row in rows(carys, "sort=km")]
    assert by_km == sorted(by_km)


def test_the_file_holds_each_school_s_reason_and_what_a_person_said(carys: Client, region: Region) -> None:
    nant = region.proposal("9932147")
    change_by_hand(
        nant, region.staff["nerys"], reason="The head asked", expected_leader_id=nant.leader_id, by=None, at=AT
    )
    row = next(row for row in rows(carys, "what=hand"))
    assert row["System leader"] == "Nerys Bowen"
    assert row["Before"] == "Angharad Morris"
    assert "chosen by hand" in row["Why"]
    assert "The head asked" in row["Why"]
    assert row["Days"] == "4.0"


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_sheets_hold_the_same_and_say_what_they_are(carys: Client, kind: str) -> None:
    response = carys.get(address("allocation_export", 1) + f"?format={kind}&council=993")
    book = tablib.Databook().load(response.content, kind)
    assert [row[1] for row in book.sheets()[0]] == shown(carys, "council=993")
    assert any("993" in str(row) or "Cwm Rhedyn" in str(row) for row in book.sheets()[1])


def test_a_senior_s_file_holds_her_council_alone(bethan: Client) -> None:
    assert {row["Council"] for row in rows(bethan)} == {"Cwm Rhedyn"}


def test_another_format_is_no_page(carys: Client) -> None:
    assert carys.get(address("allocation_export", 1) + "?format=exe").status_code == 404
