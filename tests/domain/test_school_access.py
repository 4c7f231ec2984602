"""Who reaches which school: role × council × school × dates, and interests."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from gwella.domain.schools.access import CONFLICTED, NOT_YOURS, Reach
from gwella.domain.schools.models import Interest, RoleGrant, SchoolLink
from tests.cast import TODAY, Cast

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("angharad", {"9932147"}),
        ("bethan", {"9932147", "9932150", "9934012", "9931101", "9936001"}),
        ("gwenllian", {"9932150", "9934012", "9931101", "9936001"}),
        ("dafydd", {"9954012", "9952101"}),
        ("elin", {"9932147"}),
        ("nia", set()),
        ("kamala", set()),
        ("dilwyn", set()),
    ],
)
def test_each_person_sees_their_own_schools_and_no_others(cast: Cast, who: str, expected: set[str]) -> None:
    seen = Reach(cast.people[who], TODAY).schools().values_list("number", flat=True)
    assert set(seen) == expected


def test_a_head_within_the_service_sees_the_region(cast: Cast) -> None:
    assert Reach(cast.carys, TODAY).schools().count() == len(cast.schools)


def test_the_anonymous_see_nothing(cast: Cast) -> None:
    assert not Reach(AnonymousUser(), TODAY).schools().exists()


def test_an_interest_takes_what_service_roles_give_but_not_what_the_governor_role_gives(cast: Cast) -> None:
    RoleGrant.objects.create(user=cast.gwenllian, role="governor", school=cast.nant, starts_on=date(2019, 9, 1))
    reach = Reach(cast.gwenllian, TODAY)
    assert reach.can("view_school", cast.nant)
    assert not reach.can("view_record", cast.nant)
    assert reach.can("view_record", cast.pont)


def test_a_refusal_says_whether_it_is_reach_or_interest(cast: Cast) -> None:
    assert Reach(cast.gwenllian, TODAY).can("view_school", cast.nant).reason == CONFLICTED
    assert Reach(cast.dafydd, TODAY).can("view_school", cast.nant).reason == NOT_YOURS


def test_an_ended_interest_bars_no_longer(cast: Cast) -> None:
    Interest.objects.filter(user=cast.gwenllian).update(ended_on=TODAY)
    assert Reach(cast.gwenllian, TODAY).can("view_school", cast.nant)
    assert not Reach(cast.gwenllian, TODAY - timedelta(days=1)).can("view_school", cast.nant)


def test_grants_and_links_hold_between_their_days_only(cast: Cast) -> None:
    RoleGrant.objects.filter(user=cast.dafydd).update(ends_on=TODAY)
    assert Reach(cast.dafydd, TODAY).schools().exists()
    assert not Reach(cast.dafydd, TODAY + timedelta(days=1)).schools().exists()
    SchoolLink.objects.filter(leader=cast.angharad).update(ends_on=TODAY)
    assert Reach(cast.angharad, TODAY).schools().exists()
    assert not Reach(cast.angharad, TODAY + timedelta(days=1)).schools().exists()


def test_someone_else_s_current_link_does_not_revive_an_ended_one(cast: Cast) -> None:
    SchoolLink.objects.filter(leader=cast.angharad).update(ends_on=TODAY - timedelta(days=1))
    SchoolLink.objects.create(school=cast.nant, leader=cast.bethan, starts_on=TODAY)
    assert not Reach(cast.angharad, TODAY).schools().exists()
