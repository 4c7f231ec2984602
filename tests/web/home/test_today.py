"""Today of each role: what comes first, nobody else's numbers, in fifteen queries however many rows."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.core import audit
from gwella.core.clock import ZONE
from gwella.core.models import DataImport
from gwella.domain.allocation.actions import acknowledge_notice, approve_notices, note_notice_sent
from gwella.domain.allocation.models import Notice
from gwella.domain.people.models import SystemLeader
from gwella.domain.places.models import FrameworkYear
from gwella.domain.schools.models import (
    Interest,
    RegisterDifference,
    RegisterMissing,
    RoleGrant,
    School,
    SchoolLink,
)
from tests.cast import SINCE, Cast
from tests.web.letters.making import MONDAY, categorise, make_run, prepared_run

pytestmark = pytest.mark.database
MOST_QUERIES = 15


def today(client: Client, person: Any, language: str = "en") -> str:
    """The page of Today as the person sees it, white space put together."""
    client.force_login(person)
    with translation.override(language):
        answer = client.get(reverse("today"))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def words(page: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def many(cast: Cast, number: int) -> None:
    """More schools of Cwm Rhedyn, each with a category, a leader, a head and something that happened."""
    for n in range(number):
        school = School.objects.create(
            number=f"993{3000 + n}",
            name_en=f"School {n}",
            name_cy=f"Ysgol {n}",
            council=cast.councils["993"],
            kind="maintained",
            phase="primary",
            medium="EM",
        )
        categorise(school, ["green", "yellow", "amber", "red"][n % 4], 8)
        SchoolLink.objects.create(school=school, leader=cast.angharad, starts_on=SINCE)
        audit.record("contacts.recorded", by=cast.ifan, at=MONDAY, subjects=[audit.Subject("school", str(school.pk))])


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("who", ["angharad", "bethan", "carys", "lowri", "elin", "ffion", "gareth", "hefin", "ifan"])
def test_each_role_s_today_asks_little_whatever_the_number_of_rows(
    cast: Cast, client: Client, who: str, language: str, django_assert_max_num_queries: Any
) -> None:
    prepared_run(cast)
    make_run(cast, number=2, state="proposed")
    many(cast, 45)
    client.force_login(cast.people[who])
    with translation.override(language):
        address = reverse("today")
        with django_assert_max_num_queries(MOST_QUERIES):
            answer = client.get(address)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize("who", ["jac", "kamala", "mabli", "nia", "owain", "una", "yusuf", "dilwyn"])
def test_others_keep_a_simple_today(cast: Cast, client: Client, who: str) -> None:
    prepared_run(cast)
    page = today(client, cast.people[who])
    assert "Schools not told yet" not in page
    assert "Categories" not in page
    assert 'class="cat' not in page
    assert 'href="/en/using-gwella/"' in page


# ---- system leader


def test_a_system_leader_sees_their_schools_days_and_what_changed(cast: Cast, client: Client) -> None:
    categorise(cast.nant)
    subject = audit.Subject("school", str(cast.nant.pk), {"leader": "Angharad Morris", "starts_on": "2019-09-01"})
    audit.record("schools.linked", by=cast.carys, at=MONDAY, subjects=[subject])
    page = today(client, cast.angharad)
    said = words(page)
    assert "You look after 1 school. Their ceilings come to 15 days; you have 120 a year." in said
    assert 'class="cat cat--amber"' in page
    assert "since 1 September 2019" in said
    assert "no visit is recorded here yet" in said
    assert "System leader: Angharad Morris, from 1 September 2019" in said
    assert "You have declared no interest in a school." in said
    assert "Pont Rhedyn" not in page


def test_a_school_without_a_category_says_so_and_counts_apart(cast: Cast, client: Client) -> None:
    said = words(today(client, cast.angharad))
    assert "Not decided" in said
    assert "without a category: 1" in said
    assert "comes with the category" in said


def test_a_system_leader_without_schools_or_days_is_told_what_will_stand_there(cast: Cast, client: Client) -> None:
    SchoolLink.objects.all().delete()
    SystemLeader.objects.all().delete()
    Interest.objects.create(user=cast.angharad, school=cast.pont, kind="governor", declared_on=SINCE)
    said = words(today(client, cast.angharad))
    assert "No school is yours today." in said
    assert "days a year not recorded" in said
    assert "An interest keeps 1 school from you." in said


def test_a_link_that_ended_or_has_not_begun_is_not_mine(cast: Cast, client: Client) -> None:
    SchoolLink.objects.filter(school=cast.nant).update(ends_on=date(2020, 2, 2))
    SchoolLink.objects.create(school=cast.pont, leader=cast.angharad, starts_on=date(2020, 2, 4))
    page = today(client, cast.angharad)
    assert "Nant-y-Felin" not in page
    assert "Pont Rhedyn" not in page


# ---- senior system leader and council officer


def test_a_senior_sees_the_council_s_board_with_workload_and_the_proposal(cast: Cast, client: Client) -> None:
    categorise(cast.nant)
    categorise(cast.hafan, "red", 50)
    make_run(cast, state="proposed")
    page = today(client, cast.bethan)
    said = words(page)
    assert "Cwm Rhedyn: 4 schools. 3 have no system leader." in said
    assert "Allocation run 1" in said
    assert "Schools here: 4. With a new leader: 4. From 3 February 2020." in said
    assert "Ceilings: 15 · days: 120" in said
    assert "Schools without a system leader: 3" in said
    assert "Pont Rhedyn Primary School" in said
    assert "Porth Hafan" not in page


def test_another_council_s_load_is_told_only_as_a_sum(cast: Cast, client: Client) -> None:
    categorise(cast.nant)
    categorise(cast.hafan, "red", 50)
    SchoolLink.objects.create(school=cast.hafan, leader=cast.angharad, starts_on=SINCE)
    page = today(client, cast.bethan)
    assert "Ceilings: 40 · days: 120" in words(page)
    assert "Porth Hafan" not in page


@pytest.mark.parametrize(
    ("who", "own", "other"),
    [("lowri", "Pont Rhedyn Primary School", "Porth Hafan"), ("dafydd", "Porth Hafan High School", "Cwm Rhedyn")],
)
def test_an_officer_sees_their_own_council_and_no_other_s_numbers(
    cast: Cast, client: Client, who: str, own: str, other: str
) -> None:
    categorise(cast.nant)
    categorise(cast.hafan, "red", 50)
    make_run(cast, state="proposed")
    page = today(client, cast.people[who])
    assert own in page
    assert other not in page
    assert ("cat--amber" in page and ">15<" in page) or who == "dafydd"
    assert "Allocation run" not in page
    assert "Workload" not in page
    assert "Schools not told yet" not in page


def test_events_of_one_day_and_kind_stand_in_one_line(cast: Cast, client: Client) -> None:
    many(cast, 3)
    said = words(today(client, cast.lowri))
    assert said.count("Contacts were brought up to date") == 1
    assert "3 schools" in said


def test_a_proposal_is_no_council_officer_s_to_see_in_what_changed(cast: Cast, client: Client) -> None:
    subject = audit.Subject("school", str(cast.nant.pk), {"leader": "Somebody Proposed"})
    audit.record("allocation.proposed", by=cast.carys, at=MONDAY, data={"number": 1}, subjects=[subject])
    assert "Somebody Proposed" not in today(client, cast.lowri)
    assert "Somebody Proposed" in today(client, cast.bethan)


# ---- head within the service


def test_the_region_s_board_counts_by_council_and_names_what_waits(cast: Cast, client: Client) -> None:
    prepared_run(cast)
    categorise(cast.hafan, "red", 50)
    make_run(cast, number=2, state="proposed")
    DataImport.objects.create(kind="register", file_name="r.ods", sha256="0" * 64, size=1, brought_at=MONDAY)
    page = today(client, cast.carys)
    said = words(page)
    assert "6 schools are served. Their ceilings come to 40 of the 120 days there are." in said
    assert "days left: 80" in said
    assert "Allocation run 2 waits for a confirmation" in said
    assert "Letters that wait for your yes: 3" in said
    assert "Schools that do not know their system leader: 6" in said
    assert "By 3 February" in said
    assert "Files that wait for a yes: 1" in said
    assert "Run 1 was confirmed on 3 February 2020." in said
    rows = dict(re.findall(r'<th role="rowheader" scope="row">(.*?)</th>(.*?)</tr>', page))
    red = next(cells for head, cells in rows.items() if "Red" in head)
    assert re.findall(r">(\d+)<", red) == ["0", "1", "1"]
    assert "council=995&amp;category=red" in red


def test_more_ceilings_than_days_is_said(cast: Cast, client: Client) -> None:
    categorise(cast.hafan, "red", 300)
    said = words(today(client, cast.carys))
    assert "Their ceilings come to 150 days, more than the 120 there are." in said
    assert "days short: 30" in said
    assert "no allocation confirmed yet" in said


def test_a_confirmed_run_without_letters_asks_for_them(cast: Cast, client: Client) -> None:
    make_run(cast)
    assert "Letters of allocation run 1 are to be prepared" in words(today(client, cast.carys))


def test_a_proposal_older_than_the_confirmed_run_waits_no_more(cast: Cast, client: Client) -> None:
    make_run(cast, number=1, state="proposed")
    make_run(cast, number=2)
    assert "waits for a confirmation" not in words(today(client, cast.carys))


def test_told_schools_are_no_longer_untold(cast: Cast, client: Client) -> None:
    run = prepared_run(cast)
    notice = run.notices.get(contact__user=cast.elin)
    approve_notices([notice.pk], not_before=MONDAY, by=cast.carys, at=MONDAY)
    note_notice_sent(notice.reference, how="email", by=None, at=MONDAY)
    said = words(today(client, cast.carys))
    assert "Schools that do not know their system leader: 5" in said
    assert "Letters that wait for your yes: 2" in said


# ---- those who belong to a school


@pytest.fixture
def letter(cast: Cast) -> Notice:
    """The head's letter, sent; the chair's only prepared."""
    run = prepared_run(cast)
    notice = run.notices.get(contact__user=cast.elin)
    approve_notices([notice.pk], not_before=MONDAY, by=cast.carys, at=MONDAY)
    return note_notice_sent(notice.reference, how="email", by=None, at=MONDAY)


def test_a_head_sees_adviser_days_category_contacts_and_the_letter(cast: Cast, client: Client, letter: Notice) -> None:
    page = today(client, cast.elin)
    said = words(page)
    assert "<h1>Nant-y-Felin Primary School</h1>" in page
    assert reverse("my_letter", args=[letter.reference]) in page
    assert "For you to do: 1" in said
    assert "Angharad Morris since 1 September 2019" in said
    assert "mailto:angharad@example.invalid" in page
    assert re.search(r"(Bethan Lloyd|Gwenllian Price) senior system leader", said)
    assert "cat--amber" in page
    assert "is not a promise" in said
    assert "Agreed — not recorded here yet" in said.replace("Agreed not", "Agreed — not")
    assert "Ffion Rees" in said
    assert "Gareth Pugh" in said
    assert "Pont Rhedyn" not in page
    assert "1920-1-9932147-chair" not in page


def test_a_letter_that_was_read_is_no_longer_to_do(cast: Cast, client: Client, letter: Notice) -> None:
    acknowledge_notice(letter, by=cast.elin, at=MONDAY)
    said = words(today(client, cast.elin))
    assert "Nothing waits for you today." in said
    assert "Letters to you" in said


def test_a_chair_is_told_in_plain_words(cast: Cast, client: Client, letter: Notice) -> None:
    page = today(client, cast.ffion)
    said = words(page)
    assert "Angharad Morris has looked after the school since 1 September 2019." in said
    assert "The support category is Amber." in said
    assert "Days of help this year: at most 15. That is no promise." in said
    assert letter.reference not in page
    assert "Pont Rhedyn" not in page


@pytest.mark.parametrize(
    ("who", "sees", "not_"),
    [
        ("pedr", ["cat--amber", "Elin Vaughan", "What changed"], ["For you to do: 1"]),
        ("hefin", ["The support category is Amber."], ["mailto:elin", "Gareth Pugh", "What changed"]),
        ("gareth", ["Elin Vaughan"], ["Amber", "cat--", "What changed"]),
    ],
)
def test_others_of_the_school_see_what_their_role_shows(
    cast: Cast, client: Client, letter: Notice, who: str, sees: list[str], not_: list[str]
) -> None:
    page = today(client, cast.people[who])
    assert [text for text in sees if text not in page] == []
    assert [text for text in not_ if text in page] == []


def test_a_school_without_leader_category_or_framework_says_so(cast: Cast, client: Client) -> None:
    SchoolLink.objects.all().delete()
    FrameworkYear.objects.all().delete()
    assert "nobody confirmed yet" in words(today(client, cast.elin))
    said = words(today(client, cast.ffion))
    assert "Nobody has been named yet to look after the school." in said
    assert "No support category is decided for this school year yet." in said


def test_a_clerk_of_several_schools_has_each_once(cast: Cast, client: Client) -> None:
    RoleGrant.objects.create(user=cast.gareth, role="clerk", school=cast.pont, starts_on=SINCE)
    page = today(client, cast.gareth)
    assert page.count("Nant-y-Felin Primary School") == page.count("Pont Rhedyn Primary School") == 1


# ---- data team


def test_the_data_team_sees_what_came_in_what_waits_and_what_is_wanting(cast: Cast, client: Client) -> None:
    def brought(state: str, name: str, **more: Any) -> DataImport:
        facts = {"kind": "register", "sha256": "0" * 64, "size": 1, "brought_at": MONDAY}
        return DataImport.objects.create(state=state, file_name=name, **facts, **more)

    late = datetime(2020, 1, 20, 9, tzinfo=ZONE)
    done = brought("committed", "january.ods", committed_at=late, report={"counts": {"refused": 7}})
    brought("previewed", "february.ods", report={"counts": {"refused": 2}})
    RegisterMissing.objects.create(school=cast.pont, brought_by=done)
    RegisterDifference.objects.create(school=cast.nant, field="phone", ours="1", theirs="2", brought_by=done)
    School.objects.filter(pk=cast.hafan.pk).update(latitude=None, longitude=None)
    categorise(cast.nant)
    page = today(client, cast.ifan)
    said = words(page)
    assert "Files that wait for a decision: 1. Decisions a register leaves open: 2." in said
    assert "20 January 2020" in said
    assert "january.ods" in said
    assert ">7<" in page
    assert "february.ods · lines refused: 2" in said
    assert "Not on the map: 1" in said
    assert "Without a category: 5" in said
    assert "never" in said  # what was never brought in
    assert "Elin Vaughan" not in page


# ---- several roles


def test_a_person_with_several_roles_sees_each_once_with_its_own_reach(cast: Cast, client: Client) -> None:
    RoleGrant.objects.create(user=cast.lowri, role="system_leader", starts_on=SINCE)
    RoleGrant.objects.create(user=cast.lowri, role="council_officer", council=cast.councils["995"], starts_on=SINCE)
    SchoolLink.objects.create(school=cast.pont, leader=cast.lowri, starts_on=SINCE)
    page = today(client, cast.lowri)
    said = words(page)
    assert page.count("<h2>My days this year</h2>") == 1
    assert page.count("<h2>Who looks after our schools</h2>") == 1
    assert "You look after 1 school." in said
    assert "Cwm Rhedyn, Porth Hafan: 6 schools." in said


def test_a_role_is_not_widened_by_another(cast: Cast, client: Client) -> None:
    # A senior of Cwm Rhedyn who is also finance for the region still has a council's board, not the region's.
    RoleGrant.objects.create(user=cast.bethan, role="finance", starts_on=SINCE)
    said = words(today(client, cast.bethan))
    assert "Cwm Rhedyn: 4 schools." in said
    assert "Porth Hafan: " not in said


def test_an_interest_takes_the_school_off_the_board_of_the_office(cast: Cast, client: Client) -> None:
    assert "Cwm Rhedyn: 3 schools." in words(today(client, cast.gwenllian))
    assert "Nant-y-Felin" not in today(client, cast.gwenllian)


def test_a_role_that_ended_shows_nothing(cast: Cast, client: Client) -> None:
    RoleGrant.objects.filter(user=cast.carys).update(ends_on=date(2020, 2, 2))
    assert "No role is yours today." in words(today(client, cast.carys))
