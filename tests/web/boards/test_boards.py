"""Boards: what a region or a council reaches, its gap, its schools counted, and named only within reach."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.domain.schools.models import Interest, School, SchoolLink
from gwella.insight.evidence.boards import board_of
from tests.cast import Cast
from tests.web.evidence_data import FIGURES, publish

pytestmark = pytest.mark.database

MOST_QUERIES = 15


def address(name: str, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name)


def serve(cast: Cast) -> None:
    """Both councils are served, and their schools counted."""
    for council in cast.councils.values():
        council.is_served = True
        council.save()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_region_is_told_in_a_sentence_a_picture_and_figures(
    cast: Cast, client: Client, language: str, django_assert_max_num_queries: Any
) -> None:
    serve(cast)
    publish(cast)
    client.force_login(cast.carys)
    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(address("boards", language))
    text = response.content.decode()
    assert "78.7\N{NO-BREAK SPACE}%" in text
    assert "18.6" in text, "the gap: 83.6 less 65"
    assert "Pont Rhedyn" not in text, "no school is named on the region's board"


def test_an_officer_sees_their_council_alone_with_the_region_beside_it(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    serve(cast)
    publish(cast)
    client.force_login(cast.dafydd)
    with django_assert_max_num_queries(MOST_QUERIES):
        text = client.get(address("boards")).content.decode()
    assert "Porth Hafan" in text
    assert "St Elfan’s Primary School" in text
    assert "Nant-y-Felin" not in text
    assert "The region: 78.7\N{NO-BREAK SPACE}%" in text
    for place in ("region", "council:993", "council:000"):
        assert client.get(address("boards"), {"place": place}).status_code == 404
        assert client.get(address("boards_export"), {"place": place, "format": "csv"}).status_code == 404


def test_a_school_one_has_an_interest_in_is_counted_and_not_named(cast: Cast, client: Client) -> None:
    serve(cast)
    publish(cast)
    client.force_login(cast.gwenllian)
    text = client.get(address("boards")).content.decode()
    assert "Pont Rhedyn Primary School" in text
    assert "Nant-y-Felin" not in text


def test_a_system_leader_sees_the_schools_they_look_after_alone(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    serve(cast)
    publish(cast)
    SchoolLink.objects.create(school=cast.pont, leader=cast.angharad, starts_on=date(2019, 9, 1))
    client.force_login(cast.angharad)
    with django_assert_max_num_queries(MOST_QUERIES):
        text = client.get(address("boards")).content.decode()
    assert "84.4\N{NO-BREAK SPACE}%" in text, "18 of 20 and 20 of 25"
    assert "Nant-y-Felin" in text
    assert "Pont Rhedyn" in text
    assert "Porth Hafan" not in text
    assert "The region: 78.7" in text
    assert address("vulnerable") not in text
    for place in ("region", "council:993"):
        assert client.get(address("boards"), {"place": place}).status_code == 404
    file = client.get(address("boards_export"), {"format": "csv"}).content.decode()
    assert "18.75" not in file
    assert "84.4444" in file


def test_a_link_that_ended_and_an_interest_take_a_school_off_ones_board(cast: Cast, client: Client) -> None:
    serve(cast)
    publish(cast)
    SchoolLink.objects.create(school=cast.pont, leader=cast.angharad, starts_on=date(2019, 9, 1))
    SchoolLink.objects.filter(leader=cast.angharad, school=cast.nant).update(ends_on=date(2020, 1, 1))
    client.force_login(cast.angharad)
    text = client.get(address("boards")).content.decode()
    assert "80.0\N{NO-BREAK SPACE}%" in text
    assert "Nant-y-Felin" not in text
    Interest.objects.create(user=cast.angharad, school=cast.pont, kind="governor", declared_on=date(2019, 9, 1))
    assert "No figures here yet" in client.get(address("boards")).content.decode()


@pytest.mark.parametrize("person", ["elin", "ffion", "jac", "kamala"])
def test_others_have_no_boards(cast: Cast, client: Client, person: str) -> None:
    client.force_login(cast.people[person])
    assert client.get(address("boards")).status_code == 404


def test_without_figures_the_page_teaches_the_next_step(cast: Cast, client: Client) -> None:
    serve(cast)
    client.force_login(cast.carys)
    assert "No figures here yet" in client.get(address("boards")).content.decode()


def primaries(cast: Cast, count: int) -> list[str]:
    """The numbers of invented primaries of the first council."""
    serve(cast)
    numbers = [f"99323{n:02d}" for n in range(count)]
    common = {"council": cast.councils["993"], "kind": "maintained", "phase": "primary", "medium": "EM"}
    School.objects.bulk_create(School(number=n, name_en=n, name_cy=n, **common) for n in numbers)
    return numbers


def test_spread_and_movement_by_hand(cast: Cast) -> None:
    numbers = primaries(cast, 6)
    area = FIGURES[-3:]
    before = [(f"school:{n}", "ks2_csi", "all", 70.0, 20) for n in numbers]
    publish(cast, year="2017/18", told=[*before, *area])
    now = [60.0, 70.0, 74.0, 80.0, 90.0]
    told = [(f"school:{n}", "ks2_csi", "all", value, 20) for n, value in zip(numbers, now, strict=False)]
    publish(cast, told=[*told, (f"school:{numbers[5]}", "ks2_csi", "all", 0.0, 4), *area])
    board = board_of("ks2_csi", "region", School.objects.all())
    assert board is not None
    assert board.spread is not None
    assert (board.spread.schools, board.spread.low, board.spread.middle, board.spread.high) == (5, 70.0, 74.0, 80.0)
    assert board.left_out == 1, "four pupils are no spread"
    assert dict(board.moved) == {"worse": 1, "same": 2, "better": 2, "unknown": 1}, "one pupil of 20 is worth 5"


def test_fewer_than_five_schools_have_no_spread(cast: Cast) -> None:
    serve(cast)
    publish(cast)
    board = board_of("ks2_csi", "council:993", School.objects.all())
    assert board is not None
    assert board.spread is None
    assert [one.school.number for one in board.named] == ["9932147", "9932150"]


def test_the_file_has_what_the_page_shows(cast: Cast, client: Client) -> None:
    serve(cast)
    publish(cast)
    client.force_login(cast.carys)
    response = client.get(address("boards_export"), {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert ["2018/19", "78.7", "75"] in [[row["Year"], row["Value"], row["Pupils"]] for row in rows]
    assert client.get(address("boards_export"), {"format": "exe"}).status_code == 404
