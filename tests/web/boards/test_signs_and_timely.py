"""Early signs with their reasons and back-test, within reach; data sets and packs against the promise."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.domain.figures.actions import PackFacts, issue_packs, open_pack, replace_signs
from gwella.domain.figures.models import EarlySign, Pack, SignTest
from gwella.domain.schools.models import School
from gwella.insight.evidence.timely import data_sets_in_time
from tests.cast import TODAY, Cast
from tests.web.boards.test_boards import serve
from tests.web.evidence_data import AT, publish

pytestmark = pytest.mark.database

MOST_QUERIES = 15


def address(name: str, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name)


def found(cast: Cast) -> None:
    """Two schools call for a look, one in each council; one has too few points."""
    low = {"low": {"value": 17.0, "points": 1.6, "measure": "ks2_csi", "why": ""}}
    replace_signs(
        [
            EarlySign(school=cast.nant, on=TODAY, score=2.4, parts=low),
            EarlySign(school=cast.hafan, on=TODAY, score=3.0, parts=low),
            EarlySign(school=cast.pont, on=TODAY, score=0.4, parts=low),
        ],
        [SignTest(year="2017/18", threshold=2.0, hits=7, false_alarms=5, missed=3, quiet=85)],
    )


@pytest.mark.parametrize("language", ["en", "cy"])
def test_schools_that_call_for_a_look_with_reasons_and_what_such_signs_were_worth(
    cast: Cast, client: Client, language: str, django_assert_max_num_queries: Any
) -> None:
    found(cast)
    client.force_login(cast.carys)
    with django_assert_max_num_queries(MOST_QUERIES):
        text = client.get(address("signs", language)).content.decode()
    assert text.count("1.6") == 2, "the points of the reason, of both schools"
    if language == "en":
        assert "Core subject indicator, Key Stage 2: 17 percentage points below similar schools." in text
        assert "of 12 schools told, 7 fell behind" in text
        assert "no judgement" in text


def test_signs_reach_no_further_than_the_reader(cast: Cast, client: Client) -> None:
    found(cast)
    client.force_login(cast.dafydd)
    text = client.get(address("signs")).content.decode()
    assert "Porth Hafan High School" in text
    assert "Nant-y-Felin" not in text
    client.force_login(cast.gwenllian)
    assert "Nant-y-Felin" not in client.get(address("signs")).content.decode(), "an interest bars her"


@pytest.mark.parametrize("person", ["kamala", "elin", "hefin"])
@pytest.mark.parametrize("name", ["signs", "timely"])
def test_others_see_neither(cast: Cast, client: Client, person: str, name: str) -> None:
    client.force_login(cast.people[person])
    assert client.get(address(name)).status_code == 404


def test_data_against_the_promise_by_hand(cast: Cast) -> None:
    serve(cast)
    publish(cast, due_on=date(2020, 1, 15))
    publish(cast, kind="attendance", told=[], due_on=date(2020, 1, 31))
    publish(cast, kind="results", told=[])
    late, early, open_ended = (
        next(row for row in data_sets_in_time(School.objects.all()) if row.latest.kind == kind)
        for kind in ("assessments", "attendance", "results")
    )
    assert (late.days_late, early.days_late, open_ended.days_late) == (5, -11, None)
    assert late.days_to_pack is None


def test_a_later_version_cannot_move_the_promise(cast: Cast) -> None:
    serve(cast)
    publish(cast, due_on=date(2020, 1, 15))
    publish(cast)
    (row,) = data_sets_in_time(School.objects.all())
    assert (row.latest.version, row.due_on, row.days_late) == (2, date(2020, 1, 15), 5)


def test_years_long_past_lie_in_a_fold(cast: Cast, client: Client) -> None:
    serve(cast)
    for year in ("2016/17", "2017/18", "2018/19"):
        publish(cast, year=year, told=[])
    client.force_login(cast.carys)
    text = client.get(address("timely")).content.decode()
    assert text.index("2018/19") < text.index("2017/18") < text.index("Earlier years") < text.index("2016/17")


@pytest.mark.parametrize("language", ["en", "cy"])
def test_packs_issued_and_opened_stand_beside_their_data(
    cast: Cast, client: Client, language: str, django_assert_max_num_queries: Any
) -> None:
    serve(cast)
    publish(cast, due_on=date(2020, 1, 15))
    facts = [PackFacts(school.pk, "0" * 64, 4) for school in (cast.nant, cast.pont, cast.hafan)]
    issue_packs(facts, year="2018/19", by=cast.ifan, at=AT)
    open_pack(Pack.objects.get(school=cast.nant), by=cast.elin, at=AT)
    client.force_login(cast.bethan)
    with django_assert_max_num_queries(MOST_QUERIES):
        text = client.get(address("timely", language)).content.decode()
    if language == "en":
        assert "Late, days: 5" in text
        assert "1 of 2" in text, "her own council's schools alone"
