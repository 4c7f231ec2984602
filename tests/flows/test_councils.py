"""A council leaves the service and comes back: what ends, what stays, what does not begin again."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gwella.core import clock
from gwella.core.models import AuditEvent
from gwella.core.verdict import Refused
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import RoleGrant, School, SchoolLink
from gwella.flows.councils import Following, serve_again, stop_serving, what_would_follow
from tests.cast import TODAY, Cast

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
