"""A school checks its figures, the data team answers, and both see all of it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.core.models import AuditEvent
from gwella.domain.figures.models import Dispute, FigureCheck
from gwella.insight.evidence.checks import to_check, waiting_checks
from tests.cast import Cast
from tests.web.evidence_data import FIGURES, publish

pytestmark = pytest.mark.database

MOST_QUERIES = 15
REASON = "Two pupils left in October."


def address(name: str, *args: Any, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name, args=args)


def text_of(client: Client, *where: Any, language: str = "en") -> str:
    response = client.get(address(*where, language=language))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_head_sees_what_waits_and_finds_it_right(
    cast: Cast, client: Client, language: str, django_assert_max_num_queries: Any
) -> None:
    data_set = publish(cast)
    client.force_login(cast.elin)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(address("school_check", "9932147", language=language))
    with django_assert_max_num_queries(MOST_QUERIES):
        shown = client.get(address("school_check_set", "9932147", data_set.pk, language=language))
    assert "90.0\N{NO-BREAK SPACE}%" in shown.content.decode()
    accept = address("school_check_accept", "9932147", data_set.pk, language=language)
    for _twice in range(2):
        assert client.post(accept).status_code == 302
    check = FigureCheck.objects.get()
    assert (check.school, check.accepted_by) == (cast.nant, cast.elin)
    assert AuditEvent.objects.filter(kind="figures.accepted").count() == 1
    assert waiting_checks([cast.nant.pk]) == {}


def test_today_asks_the_head_to_check_until_it_is_done(cast: Cast, client: Client) -> None:
    data_set = publish(cast)
    client.force_login(cast.elin)
    assert "Check your figures of 2018/19" in text_of(client, "today")
    client.post(address("school_check_accept", "9932147", data_set.pk))
    assert "Check your figures" not in text_of(client, "today")


def test_a_later_version_asks_again_only_where_it_changed_this_school(cast: Cast, client: Client) -> None:
    first = publish(cast)
    client.force_login(cast.elin)
    client.post(address("school_check_accept", "9932147", first.pk))
    publish(cast, told=[*FIGURES[:5], ("school:9952101", "ks2_csi", "all", 71.0, 30), *FIGURES[6:]])
    [row] = to_check(cast.nant, [])
    assert (row.check is not None, row.data_set.version) == (True, 2)
    publish(cast, told=[("school:9932147", "ks2_csi", "all", 85.0, 20), *FIGURES[1:]])
    [row] = to_check(cast.nant, [])
    assert (row.check, row.changed) == (None, 1)
    assert waiting_checks([cast.nant.pk]) == {cast.nant.pk: ("2018/19", 1)}


def test_only_the_latest_year_of_each_kind_waits_earlier_ones_are_folded(cast: Cast, client: Client) -> None:
    early = publish(cast, year="2016/17")
    publish(cast, year="2017/18", kind="attendance", told=[("school:9932147", "attendance_primary", "all", 95.0, 200)])
    latest = publish(cast)
    client.force_login(cast.elin)
    page = text_of(client, "school_check", "9932147")
    assert "Latest data sets that wait: 2." in page, "assessments of 2018/19, attendance of 2017/18"
    assert "Earlier years: 1 data set, not looked at: 1" in page
    fold = page.split('<details class="fold">')[1].split("</details>")[0]
    assert address("school_check_set", "9932147", early.pk) in fold
    assert address("school_check_set", "9932147", latest.pk) not in fold
    assert waiting_checks([cast.nant.pk]) == {cast.nant.pk: ("2018/19", 2)}
    client.post(address("school_check_accept", "9932147", latest.pk))
    assert waiting_checks([cast.nant.pk]) == {cast.nant.pk: ("2017/18", 1)}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_dispute_is_raised_once_answered_once_and_stays(
    cast: Cast, client: Client, language: str, django_assert_max_num_queries: Any
) -> None:
    data_set = publish(cast)
    client.force_login(cast.elin)
    where = address("school_dispute", "9932147", data_set.pk, "ks2_csi", "fsm", language=language)
    asked = client.get(where).content.decode()
    assert ("Ysgol Nant-y-Felin, 9932147" in asked) == (language == "cy"), "named in the reader's language"
    assert client.post(where, {"reason": " "}).status_code == 200, "a reason is needed"
    for _twice in range(2):
        assert client.post(where, {"reason": REASON}).status_code == 302
    dispute = Dispute.objects.get()
    assert (dispute.value, dispute.cohort, dispute.raised_by) == (75.0, 4, cast.elin)
    client.force_login(cast.ifan)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert REASON not in text_of(client, "disputes", language=language), "the queue names the figure"
    with django_assert_max_num_queries(MOST_QUERIES):
        assert REASON in text_of(client, "dispute", dispute.pk, language=language)
    answer = address("dispute", dispute.pk, language=language)
    for text in ("They were on the roll in January.", "Another word."):
        assert client.post(answer, {"answer": "explained", "text": text}).status_code == 302
    dispute.refresh_from_db()
    assert (dispute.answer_text, dispute.answered_by) == ("They were on the roll in January.", cast.ifan)
    for person in (cast.elin, cast.ifan):
        client.force_login(person)
        trail = text_of(client, "school_check", "9932147", language=language)
        assert REASON in trail
        assert "They were on the roll in January." in trail


def test_the_data_team_is_told_of_open_disputes_today(cast: Cast, client: Client) -> None:
    data_set = publish(cast)
    client.force_login(cast.elin)
    client.post(address("school_dispute", "9932147", data_set.pk, "ks2_csi", "all"), {"reason": REASON})
    client.force_login(cast.ifan)
    assert "Figures that schools dispute: 1" in text_of(client, "today")
    assert "Disputed figures" in text_of(client, "service")


def test_others_see_the_check_without_its_buttons(cast: Cast, client: Client) -> None:
    data_set = publish(cast)
    client.force_login(cast.angharad)
    text = text_of(client, "school_check_set", "9932147", data_set.pk)
    assert "The figures are right" not in text
    assert client.post(address("school_check_accept", "9932147", data_set.pk)).status_code == 404
    assert client.get(address("school_dispute", "9932147", data_set.pk, "ks2_csi", "all")).status_code == 404
    assert client.get(address("disputes")).status_code == 404


@pytest.mark.parametrize("person", ["dafydd", "ffion", "gwenllian", "jac"])
def test_whoever_sees_no_true_figures_there_sees_no_check(cast: Cast, client: Client, person: str) -> None:
    publish(cast)
    client.force_login(cast.people[person])
    assert client.get(address("school_check", "9932147")).status_code == 404


def test_attendance_is_of_sessions_not_of_pupils(cast: Cast, client: Client) -> None:
    told = [("school:9932147", "attendance_primary", "all", 95.0, 283738)]
    data_set = publish(cast, kind="attendance", told=told)
    client.force_login(cast.elin)
    client.post(address("school_dispute", "9932147", data_set.pk, "attendance_primary", "all"), {"reason": REASON})
    assert "sessions: 283,738" in text_of(client, "school_check", "9932147")


def test_the_record_names_the_measure_in_words(cast: Cast, client: Client) -> None:
    data_set = publish(cast)
    client.force_login(cast.elin)
    client.post(address("school_dispute", "9932147", data_set.pk, "ks2_csi", "all"), {"reason": REASON})
    client.post(address("school_check_accept", "9932147", data_set.pk))
    text = text_of(client, "school_record", "9932147")
    assert "Core subject indicator, Key Stage 2" in text
    assert "Teacher assessments, 2018/19" in text
