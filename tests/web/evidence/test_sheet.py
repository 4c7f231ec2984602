"""The sheet for a meeting: what it tells, to whom, and that it never tells more than the Evidence tab."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.domain.figures.actions import dispute_figure, record_target
from gwella.domain.figures.models import Figure
from tests.cast import Cast
from tests.web.evidence.conftest import AT, NUMBER
from tests.web.evidence.test_school import queries, words

pytestmark = pytest.mark.database
SHEET = "school_evidence_sheet"
REASON = "Two pupils left in October."


@pytest.fixture
def ready(told: Cast) -> Cast:
    """A disputed figure and a target."""
    figure = Figure.objects.get(school=told.nant, year="2018/19", measure="ks2_csi", group="all")
    dispute_figure(figure, reason=REASON, by=told.elin, at=AT)
    told_of = {"measure": "ks2_csi", "year": "2019/20", "stage": "set", "value": 88.0, "cohort": 20, "note": ""}
    record_target(told.nant, **told_of, by=told.elin, at=AT)
    return told


def test_it_holds_measures_questions_targets_and_what_is_disputed(client: Client, ready: Cast) -> None:
    client.force_login(ready.angharad)
    page = words(client, SHEET)
    for said in (
        "Sheet for a meeting, figures of 2018/19 · 9932147",
        "Core subject indicator, Key Stage 2 % 70.0 80.0 disputed 86.5 86.0 20 Better",
        "Pupils came less far than similar pupils elsewhere.",
        "What do schools with pupils like ours do that we could learn from?",
        "Core subject indicator, Key Stage 2 2019/20 88.0 %",
        f"Core subject indicator, Key Stage 2, All pupils, 2018/19 {REASON}",
        "Sources: Teacher assessments, final, 20 January 2020.",
    ):
        assert said in page, said
    assert reverse(SHEET, args=[NUMBER]) in client.get(reverse("school_evidence", args=[NUMBER])).content.decode()


@pytest.mark.parametrize("who", ["angharad", "elin", "ffion", "carys"])
def test_it_takes_at_most_15_queries(client: Client, ready: Cast, who: str) -> None:
    client.force_login(ready.people[who])
    assert queries(client, reverse(SHEET, args=[NUMBER])) <= 15


def test_the_chair_s_sheet_has_neither_targets_nor_reasons(client: Client, ready: Cast) -> None:
    client.force_login(ready.ffion)
    page = words(client, SHEET)
    assert "80.0 disputed" in page
    assert REASON not in page
    assert "88.0" not in page
    assert "Figures of small groups are hidden" in page


@pytest.mark.parametrize("who", ["gareth", "jac", "dafydd", "dilwyn", "gwenllian"])
def test_who_holds_no_right_to_figures_gets_no_sheet(client: Client, ready: Cast, who: str) -> None:
    client.force_login(ready.people[who])
    assert client.get(reverse(SHEET, args=[NUMBER])).status_code == 404


def test_in_welsh_it_is_welsh(client: Client, ready: Cast) -> None:
    client.force_login(ready.angharad)
    with translation.override("cy"):
        page = words(client, SHEET).lower()
    assert "taflen ar gyfer cyfarfod" in page
    for english in ("similar", "points", "figure", "worth", "source"):
        assert english not in page, english


@pytest.mark.parametrize("query", ["?year=1990/91", "?year=x"])
def test_a_year_that_is_not_there_is_not_found(client: Client, ready: Cast, query: str) -> None:
    client.force_login(ready.elin)
    assert client.get(reverse(SHEET, args=[NUMBER]) + query).status_code == 404


def test_without_figures_it_says_what_comes(client: Client, cast: Cast) -> None:
    client.force_login(cast.elin)
    assert "No figures here yet" in words(client, SHEET)
