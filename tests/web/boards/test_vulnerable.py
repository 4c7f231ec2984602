"""Most vulnerable learners: counted, beside all pupils, in several groups at once; small numbers blank."""

import csv
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.domain.schools.models import School
from gwella.insight.evidence.vulnerable import vulnerable_of
from tests.cast import Cast
from tests.web.boards.test_boards import MOST_QUERIES, serve
from tests.web.evidence_data import Told, publish

pytestmark = pytest.mark.database

PLACES = ("region", "council:993", "council:995")


def share(place: str, group: str, count: int, pupils: int) -> Told:
    return (place, f"{group}_share", "all", 100 * count / pupils, pupils)


CENSUS: tuple[Told, ...] = (
    *(share(place, "fsm", 20, 100) for place in PLACES),
    *(share(place, "looked_after", 4, 100) for place in PLACES),
    *(share(place, "aln", 31, 100) for place in PLACES),
    *((place, "overlap_fsm_and_aln", "all", 12.0, 100) for place in PLACES),
    share("school:9932147", "fsm", 4, 40),
    share("school:9932150", "fsm", 7, 40),
    share("school:9932147", "aln", 17, 40),
    share("school:9932150", "aln", 14, 40),
)
RESULTS: tuple[Told, ...] = tuple(
    (place, "ks2_csi", group, value, pupils)
    for place in PLACES
    for group, value, pupils in (("all", 80.0, 75), ("fsm", 64.5, 20), ("looked_after", 55.5, 4))
)


@pytest.fixture
def figures(cast: Cast) -> Cast:
    """A census and results of two served councils."""
    serve(cast)
    publish(cast, kind="pupils", told=CENSUS)
    publish(cast, told=RESULTS)
    return cast


def get(client: Client, language: str = "en", **query: str) -> Any:
    with translation.override(language):
        return client.get(reverse("vulnerable"), query)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_one_view_of_the_region(
    figures: Cast, client: Client, language: str, django_assert_max_num_queries: Any
) -> None:
    client.force_login(figures.carys)
    with django_assert_max_num_queries(MOST_QUERIES):
        response = get(client, language)
    text = response.content.decode()
    assert "20.0\N{NO-BREAK SPACE}%" in text
    assert "−15.5" in text, "64.5 less 80"
    assert "Eligible for free school meals; With additional learning needs" in text or language == "cy"
    assert "55.5" not in text, "four pupils are not told"
    assert "4.0\N{NO-BREAK SPACE}%" not in text
    assert "Nant-y-Felin" not in text, "no school is named on the region's view"


def test_an_officer_sees_their_council_alone_with_its_schools_counted(
    figures: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(figures.dafydd)
    with django_assert_max_num_queries(MOST_QUERIES):
        text = get(client).content.decode()
    assert "Porth Hafan" in text
    assert "Nant-y-Felin" not in text
    for place in ("region", "council:993", "council:000"):
        assert get(client, place=place).status_code == 404


def test_a_small_school_is_blank_and_cannot_be_worked_out_from_the_rest(figures: Cast) -> None:
    view = vulnerable_of("council:993", School.objects.order_by("number"))
    assert view is not None
    assert [(one.school.number, one.counts["fsm"], one.counts["aln"]) for one in view.schools] == [
        ("9932147", None, 17),
        ("9932150", None, 14),
    ]
    care = view.shares["looked_after"][-1]
    assert (care.count, care.value, care.reason) == (None, None, "c")
    assert [(one.groups, one.share.count) for one in view.overlaps] == [(("fsm", "aln"), 12)]


def exported(client: Client, **query: str) -> Any:
    return client.get(reverse("vulnerable_export"), query)


def test_the_file_tells_what_the_page_tells_and_keeps_its_blanks(
    figures: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(figures.carys)
    with django_assert_max_num_queries(MOST_QUERIES):
        region = exported(client, format="csv").content.decode()
    assert "Eligible for free school meals,,2018/19,20,20.0," in region
    assert "64.5,-15.5," in region
    assert "Looked-after children,,2018/19,,,,c" in region
    assert "55.5" not in region, "four pupils are not told"
    assert "Nant-y-Felin" not in region, "no school is named in the region's file"
    council = exported(client, format="csv", place="council:993").content.decode()
    rows = [row for row in csv.reader(council.splitlines()) if "Nant-y-Felin Primary School" in row]
    assert [(row[5], row[8]) for row in rows if "free school" in row[2]] == [("", "c")]
    assert [(row[5], row[8]) for row in rows if "learning needs" in row[2]] == [("17", "")]
    for format in ("xlsx", "ods"):
        assert exported(client, format=format).content.startswith(b"PK")
    assert exported(client, format="pdf").status_code == 404


def test_another_councils_file_is_not_there(figures: Cast, client: Client) -> None:
    client.force_login(figures.dafydd)
    assert "Porth Hafan" in exported(client, format="csv").content.decode()
    for place in ("region", "council:993"):
        assert exported(client, format="csv", place=place).status_code == 404


@pytest.mark.parametrize("person", ["angharad", "elin", "ffion", "jac", "kamala"])
def test_others_have_no_such_page(cast: Cast, client: Client, person: str) -> None:
    client.force_login(cast.people[person])
    assert get(client).status_code == 404


def test_without_a_census_the_page_teaches_the_next_step(cast: Cast, client: Client) -> None:
    serve(cast)
    client.force_login(cast.carys)
    assert "No census here yet" in get(client).content.decode()
