"""A council leaves the service and comes back: what ends, what stays, what does not begin again."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from gwella.core import clock
from gwella.core.models import AuditEvent, DataImport, OutboxMessage
from gwella.core.verdict import Refused
from gwella.domain.allocation.actions import approve_notices, note_notice_sent
from gwella.domain.allocation.models import AllocationRun
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import RegisterMissing, RoleGrant, School, SchoolLink
from gwella.flows.corrections import settle_missing
from gwella.flows.councils import Following, serve_again, stop_serving, what_would_follow
from gwella.flows.letters import TAKEN_BACK, letters_standing, withdraw_unserved_letters
from gwella.jobs.letters import send_due
from tests.cast import TODAY, Cast
from tests.web.letters.making import MONDAY, post, prepare, prepared_run

pytestmark = pytest.mark.database
AT = datetime(2020, 2, 3, 9, 0, tzinfo=UTC)
TOMORROW = date(2020, 2, 4)


def leave(cast: Cast, code: str = "993") -> Following:
    return stop_serving(cast.councils[code], reason="joins another service", by=cast.nia, at=AT)


def test_its_schools_links_and_roles_end_and_the_rest_stays(cast: Cast) -> None:
    expected = what_would_follow(cast.councils["993"], on=TODAY)
    elsewhere = RoleGrant.objects.filter(ends_on=None).exclude(council__code="993").exclude(school__council__code="993")
    others = set(elsewhere.values_list("pk", flat=True))
    assert leave(cast) == expected
    assert expected.schools == 4
    assert expected.links == SchoolLink.objects.filter(school__council__code="993", ends_on=TODAY).count() > 0
    assert not School.objects.served().filter(council__code="993").exists()
    assert School.objects.filter(council__code="993", state="open").exists()
    link = SchoolLink.objects.get(school=cast.nant)
    assert (link.ends_on, link.end_reason) == (TODAY, "The council is no longer served")
    assert not Reach(cast.elin, TOMORROW).schools("view_school").exists()
    assert not Reach(cast.lowri, TOMORROW).schools("view_school").exists()
    assert Reach(cast.dafydd, TOMORROW).schools("view_school").exists()
    assert set(RoleGrant.objects.filter(ends_on=None).values_list("pk", flat=True)) == others


def test_it_stands_in_the_record_of_each_school_with_the_reason(cast: Cast) -> None:
    leave(cast)
    event = AuditEvent.objects.get(kind="council.left")
    assert event.data["reason"] == "joins another service"
    assert event.subjects.filter(kind="school", key=str(cast.nant.pk)).exists()
    assert AuditEvent.objects.get(kind="schools.unlinked").subjects.get().data == {"leader": "Angharad Morris"}


def test_served_again_its_schools_are_back_and_links_are_not(cast: Cast) -> None:
    leave(cast)
    assert serve_again(cast.councils["993"], reason="came back", by=cast.nia, at=AT) == 4
    assert School.objects.served().filter(council__code="993").count() == 4
    assert not SchoolLink.objects.filter(school=cast.nant, ends_on=None).exists()


def test_the_only_council_stays_and_nothing_is_done_twice(cast: Cast) -> None:
    leave(cast)
    with pytest.raises(Refused):
        leave(cast)
    with pytest.raises(Refused):
        leave(cast, "995")
    with pytest.raises(Refused):
        serve_again(cast.councils["995"], reason="again", by=cast.nia, at=AT)
    assert School.objects.served().exists()
    assert not SchoolLink.objects.filter(school__council__code="995", ends_on=TODAY).exists()


def test_the_page_shows_what_follows_before_the_yes(
    cast: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.nia)
    address = reverse("council_serving", args=["993"])
    with clock.fixed(TODAY):
        with django_assert_max_num_queries(15):
            page = client.get(address).content.decode()
        assert "Links to system leaders that end today" in page
        assert "Say why." in client.post(address, {"reason": " "}).content.decode()
        page = client.post(address, {"reason": "joins another service"}, follow=True).content.decode()
        assert "No longer served: Cwm Rhedyn" in page
        assert "Not served" in page
        page = client.post(reverse("council_serving", args=["995"]), {"reason": "x"}).content.decode()
        assert "the only council served" in page
        page = client.post(address, {"reason": "back"}, follow=True).content.decode()
        assert "Served: Cwm Rhedyn" in page


def test_only_who_keeps_settings_may(cast: Cast, client: Client) -> None:
    for who in ("carys", "ifan", "elin"):
        client.force_login(cast.people[who])
        assert client.post(reverse("council_serving", args=["993"]), {"reason": "x"}).status_code == 404
    assert School.objects.served().filter(council__code="993").exists()


# ---- letters that have not left


def letters(cast: Cast) -> AllocationRun:
    """Letters to Cwm Rhedyn: one approved and in the outbox, the others waiting for a yes; and one to Porth Hafan."""
    post(cast.hafan, "head", "Nia Morgan", email="nia@example.invalid")
    run = prepared_run(cast)
    run.proposals.filter(leader=None).update(leader=cast.angharad)
    prepare(run, cast.carys)
    pks = list(run.notices.filter(contact__role="head", school=cast.nant).values_list("pk", flat=True))
    approve_notices(pks, not_before=AT, by=cast.carys, at=AT)
    assert OutboxMessage.objects.count() == 1
    return run


def states(run: AllocationRun) -> dict[str, set[tuple[str, str]]]:
    """State and reason of the letters of a run, by council."""
    found: dict[str, set[tuple[str, str]]] = {}
    for code, *state in run.notices.values_list("school__council__code", "state", "withdrawn_why"):
        found.setdefault(code, set()).add((state[0], state[1]))
    return found


def test_letters_of_a_council_that_leaves_are_withdrawn_and_never_leave(
    cast: Cast, tmp_path: Path, settings: Any
) -> None:
    settings.MAIL_FOLDER = tmp_path
    run = letters(cast)
    expected = what_would_follow(cast.councils["993"], on=TODAY)
    assert expected.letters == run.notices.filter(school__council__code="993").count() == 3
    assert leave(cast) == expected
    assert states(run) == {"993": {("withdrawn", "council")}, "995": {("prepared", "")}}
    assert send_due(at=MONDAY).sent == 0
    event = AuditEvent.objects.get(kind="notices.withdrawn")
    assert event.data == {"count": 3, "why": "council"}
    assert event.subjects.get(key=str(cast.nant.pk)).data == {"letters": 2}
    assert not letters_standing(run, on=TODAY).missing
    assert {school.council.code for school, _why in letters_standing(run, on=TODAY).untold} == {"995"}


def test_letters_that_left_before_stay(cast: Cast) -> None:
    run = letters(cast)
    sent = run.notices.get(state="approved")
    note_notice_sent(sent.reference, how="post", by=cast.carys, at=AT)
    assert leave(cast).letters == 2
    sent.refresh_from_db()
    assert (sent.state, sent.withdrawn_at) == ("sent", None)


def test_a_council_that_comes_back_gets_its_letters_by_a_new_allocation(cast: Cast) -> None:
    run = letters(cast)
    leave(cast)
    prepare(run, cast.carys)
    serve_again(cast.councils["993"], reason="came back", by=cast.nia, at=AT)
    post(cast.pont, "chair", "New Chair")
    prepare(run, cast.carys)
    assert states(run)["993"] == {("withdrawn", "council")}
    assert (cast.nant, TAKEN_BACK) in letters_standing(run, on=TODAY).untold


def test_where_leaving_fails_no_letter_is_withdrawn(cast: Cast) -> None:
    run = letters(cast)
    leave(cast, "995")
    with pytest.raises(Refused):
        leave(cast)
    assert states(run) == {"993": {("prepared", ""), ("approved", "")}, "995": {("withdrawn", "council")}}
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(("outcome", "becomes"), [("closed", "closed"), ("renumbered", "")])
def test_letters_of_a_school_that_closes_are_withdrawn_and_under_a_new_number_they_stay(
    cast: Cast, outcome: str, becomes: str
) -> None:
    run = letters(cast)
    brought = DataImport.objects.create(kind="register", file_name="r.csv", sha256="0" * 64, size=1, brought_at=AT)
    missing = RegisterMissing.objects.create(school=cast.nant, brought_by=brought)
    after = School.objects.create(
        number="9932199", name_en="Nant", name_cy="Nant", council=cast.councils["993"], kind="maintained"
    )
    followers = [after] if outcome == "renumbered" else []
    settle_missing(missing, outcome=outcome, followers=followers, happened_on=TODAY, by=cast.carys, at=AT)
    assert set(run.notices.filter(school=cast.nant).values_list("withdrawn_why", flat=True)) == {becomes}
    assert OutboxMessage.objects.exists() == (not becomes)
    assert set(run.notices.exclude(school=cast.nant).values_list("state", flat=True)) == {"prepared"}


def test_the_register_that_takes_a_school_out_of_the_remit_takes_its_letters_back(cast: Cast, tmp_path: Path) -> None:
    run = letters(cast)
    School.objects.filter(pk=cast.nant.pk).update(kind="independent")
    assert withdraw_unserved_letters(by=None, at=AT) == 2
    assert set(run.notices.filter(school=cast.nant).values_list("state", "withdrawn_why")) == {("withdrawn", "remit")}
    assert withdraw_unserved_letters(by=None, at=AT) == 0


@pytest.mark.parametrize("language", ["en", "cy"])
def test_withdrawn_letters_are_listed_with_the_reason(cast: Cast, client: Client, language: str) -> None:
    run = letters(cast)
    leave(cast)
    client.force_login(cast.carys)
    told = {"en": "The council is no longer served", "cy": "Ni wasanaethir y cyngor mwyach"}[language]
    reference = run.notices.filter(school=cast.nant)[0].reference
    with clock.fixed(TODAY), translation.override(language):
        assert {"en": "withdrawn: 3", "cy": "wedi’u tynnu’n ôl: 3"}[language] in client.get(
            reverse("letters")
        ).content.decode()
        for address in (
            reverse("letters") + "?state=withdrawn",
            reverse("letter", args=[reference]),
            reverse("letters_export") + "?format=csv",
        ):
            assert told in client.get(address).content.decode(), address
        assert client.post(reverse("letter_approve", args=[reference])).status_code == 302
        assert client.get(reverse("today")).status_code == 200
    assert states(run)["993"] == {("withdrawn", "council")}
