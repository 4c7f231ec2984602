"""The Evidence tab: what it says, to whom, why a blank is blank, and the files beside it."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from gwella.domain.figures.models import Figure
from tests.cast import Cast
from tests.web.evidence.conftest import NUMBER

pytestmark = pytest.mark.database
PAGES = ("school_evidence", "school_evidence_plain", "school_similar", "school_evidence_export")


def words(client: Client, name: str, query: str = "") -> str:
    """The main part of a page as text with single spaces."""
    page = client.get(reverse(name, args=[NUMBER]) + query)
    assert page.status_code == 200
    body = page.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("\N{NO-BREAK SPACE}", " ")


def test_a_sentence_comes_first_then_the_figures_with_their_cohort_and_source(client: Client, told: Cast) -> None:
    client.force_login(told.angharad)
    page = words(client, "school_evidence")
    for said in (
        "Better than the year before: Core subject indicator, Key Stage 2.",
        "Rose to 80.0 % from 70.0 % in 2017/18. That is 6.5 points below similar schools.",
        "In 2018/19 one pupil is worth 5.0 points.",
        "2018/19 20 80.0 86.5 −6.5 86.0",
        "2016/17 the data of this year is not here yet",
        "Eligible for free school meals 4 50.0 small group: not to be passed on",
        "Looked-after children the school had no pupils in this group",
        "in the third quarter of schools",
        "Pupils came less far than similar pupils elsewhere. Its interval speaks of chance",
        "It does not speak of what the model cannot see",
        "Source: Councils, final, as at 20 January 2020, version 1.",
    ):
        assert said in page, said


def queries(client: Client, address: str) -> int:
    """How many queries a page takes. Savepoints are the test's: its transaction lies around the session's own."""
    with CaptureQueriesContext(connection) as told:
        assert client.get(address).status_code == 200
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in told)


@pytest.mark.parametrize("who", ["angharad", "elin", "ffion", "carys"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_at_most_15_queries(client: Client, told: Cast, who: str, name: str) -> None:
    client.force_login(told.people[who])
    assert queries(client, reverse(name, args=[NUMBER])) <= 15


@pytest.mark.parametrize("who", ["gareth", "jac", "dafydd", "dilwyn", "gwenllian"])
@pytest.mark.parametrize("name", PAGES)
def test_who_holds_no_right_to_figures_sees_none(client: Client, told: Cast, who: str, name: str) -> None:
    client.force_login(told.people[who])
    assert client.get(reverse(name, args=[NUMBER])).status_code == 404


@pytest.mark.parametrize("name", PAGES[:3])
def test_in_welsh_every_page_is_welsh(client: Client, told: Cast, name: str) -> None:
    client.force_login(told.angharad)
    with translation.override("cy"):
        page = words(client, name)
    assert "tystiolaeth" in page.lower()
    for english in ("similar", "pupil", "points", "figure", "worth", "choose"):
        assert english not in page.lower(), english


def test_the_chair_s_version_hides_a_small_group_and_the_half_that_would_tell_it(client: Client, told: Cast) -> None:
    client.force_login(told.ffion)
    page = words(client, "school_evidence")
    assert "Eligible for free school meals hidden, because the group is small" in page
    assert "87.5" not in page
    assert "50.0" not in page
    assert "Girls 10 90.0" in page, "a group large enough stays"
    file = client.get(reverse("school_evidence_export", args=[NUMBER])).content.decode()
    assert "87.5" not in file
    assert "50.0" not in file


def test_the_chair_comes_to_plain_words_and_to_questions_from_the_figures(client: Client, told: Cast) -> None:
    client.force_login(told.ffion)
    overview = client.get(reverse("school", args=[NUMBER])).content.decode()
    assert reverse("school_evidence_plain", args=[NUMBER]) in overview
    page = words(client, "school_evidence_plain")
    assert "What made the difference, and will it last when this year group has moved on?" in page
    assert "What do schools with pupils like ours do that we could learn from?" in page
    assert "Which pupils came less far than they might have" in page
    assert "A question is not a judgement." in page


def test_the_file_holds_exactly_what_the_page_shows(client: Client, told: Cast) -> None:
    client.force_login(told.elin)
    page = client.get(reverse("school_evidence_export", args=[NUMBER]) + "?measure=ks2_csi")
    rows = list(csv.DictReader(io.StringIO(page.content.decode())))
    latest = next(row for row in rows if row["Year"] == "2018/19" and row["Group"] == "All pupils")
    assert (latest["Value"], latest["Pupils"], latest["Similar schools"], latest["Region"]) == (
        *("80.0", "20"),
        *("86.5", "86.0"),
    )
    assert {row["Code"] for row in rows} == {"ks2_csi"}
    empty = [row for row in rows if not row["Value"]]
    assert empty
    assert all(row["Why blank, or what to know"] for row in empty), "a blank without its reason"


@pytest.mark.parametrize("query", ["?year=1990/91", "?year=x", "?set=17", "?set=x"])
def test_a_year_or_a_choice_that_is_not_there_is_not_found(client: Client, told: Cast, query: str) -> None:
    client.force_login(told.elin)
    assert client.get(reverse("school_evidence", args=[NUMBER]) + query).status_code == 404


def test_an_earlier_year_is_told_as_of_that_year(client: Client, told: Cast) -> None:
    client.force_login(told.elin)
    page = words(client, "school_evidence", "?year=2017/18")
    assert "70.0 % in 2017/18. There is no earlier year to compare with." in page
    assert "80.0" not in page


def test_a_line_stops_where_the_measure_is_counted_otherwise(client: Client, told: Cast) -> None:
    client.force_login(told.elin)
    address = reverse("school_evidence", args=[NUMBER])
    joined = client.get(address).content.decode().count('class="l-us" x1')
    Figure.objects.filter(school=told.nant, year="2018/19", measure="ks2_csi", group="all").update(reason="b")
    assert client.get(address).content.decode().count('class="l-us" x1') == joined - 1
    page = words(client, "school_evidence")
    assert "80.0 % in 2018/19. The measure began to be counted otherwise, so the years cannot be compared." in page
    assert "Counted otherwise from 2018/19, so the line stops there." in page
    assert "2018/19 counted otherwise from this year 20 80.0" in page


def test_without_figures_the_page_says_what_comes(client: Client, cast: Cast) -> None:
    client.force_login(cast.elin)
    assert "No figures here yet" in words(client, "school_evidence")
    assert "No figures here yet" in words(client, "school_evidence_plain")


def test_similar_schools_are_named_only_within_reach(client: Client, told: Cast) -> None:
    client.force_login(told.bethan)
    page = words(client, "school_similar")
    assert "Pont Rhedyn Primary School Cwm Rhedyn 14.6 75 % of the difference 233" in page
    assert "A school outside your reach Primary, Welsh medium 15 75 % of the difference about 250" in page
    assert "Elsewhere" not in page
    assert "99523" not in page
