"""A school's page: who sees what of it, why each blank is blank, and what was done."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from gwella.core.audit import Subject, record
from gwella.core.models import DataImport
from gwella.domain.people.models import User
from gwella.domain.places.models import Service
from gwella.domain.schools.models import Contact, HandCorrection, Interest, RoleGrant, School, SchoolLink, Succession
from tests.cast import SINCE, TODAY, Cast

pytestmark = pytest.mark.database
NANT = "/en/schools/9932147/"
AT = datetime(2020, 2, 1, 10, 0, tzinfo=UTC)


def main(page: bytes) -> str:
    """The page without its frame, as text with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode().split("<main")[1].split("</main>")[0]))


def test_the_head_of_the_page_names_the_school_and_its_people(client: Client, region: Cast) -> None:
    client.force_login(region.angharad)
    page = client.get(NANT)
    html = page.content.decode()
    assert '<h1 lang="en">Nant-y-Felin Primary School</h1>' in html
    assert '<p class="school__alt" lang="cy">Ysgol Nant-y-Felin</p>' in html
    told = main(page.content)
    for words in (
        "Number 9932147",
        "Council Cwm Rhedyn",
        "Welsh, primary",
        "Elin Vaughan since September 2019",
        "Inspection not held here yet",
        "System leader Angharad Morris",
        "Amber",
        "Decided : 24 January 2020",
        "Ceiling of days : 15",
    ):
        assert words in told or words.replace(" : ", ": ") in told, words


def test_in_welsh_the_welsh_name_comes_first(client: Client, region: Cast) -> None:
    client.force_login(region.angharad)
    with translation.override("cy"):
        html = client.get(reverse("school", args=["9932147"])).content.decode()
    assert '<h1 lang="cy">Ysgol Nant-y-Felin</h1>' in html
    assert "Oren" in html


@pytest.mark.parametrize("who", ["angharad", "bethan", "carys", "elin", "gareth", "jac"])
@pytest.mark.parametrize("address", ["school", "school_record"])
def test_a_page_takes_at_most_15_queries(
    client: Client, region: Cast, who: str, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _fill(region)
    client.force_login(region.people[who])
    with django_assert_max_num_queries(15):
        assert client.get(reverse(address, args=["9932147"])).status_code in (200, 404)


def _fill(region: Cast) -> None:
    """Nant-y-Felin with something of everything, so that every block is drawn."""
    nant = region.nant
    for number in range(20):
        Contact.objects.create(school=nant, role="governor", name=f"Governor {number}", since=SINCE)
    SchoolLink.objects.create(
        school=nant, leader=region.bethan, starts_on=date(2018, 9, 1), ends_on=date(2019, 8, 31), end_reason="moved"
    )
    Succession.objects.create(predecessor=region.pont, successor=nant, kind="merged", happened_on=date(2015, 9, 1))
    HandCorrection.objects.create(
        school=nant, field="pupils", value=200, reason="Counted", corrected_by=region.ifan, corrected_at=AT
    )
    for number in range(30):
        record("schools.placed", by=region.ifan, at=AT, subjects=[Subject("school", str(nant.pk), {"n": number})])


@pytest.mark.parametrize("who", ["dafydd", "gwenllian", "nia", "kamala", "una", "dilwyn"])
def test_a_school_out_of_reach_is_not_there(client: Client, region: Cast, who: str) -> None:
    client.force_login(region.people[who])
    for address in ("school", "school_record", "school_corrections"):
        assert client.get(reverse(address, args=["9932147"])).status_code == 404
    assert (
        client.get(NANT).content.replace(b"9932147", b"N")
        == client.get("/en/schools/9938888/").content.replace(b"9938888", b"N")
        or client.get("/en/schools/9938888/").status_code == 404
    )


def test_the_anonymous_are_sent_to_sign_in(client: Client, region: Cast) -> None:
    assert client.get(NANT).status_code == 302


@pytest.mark.parametrize(
    ("who", "category", "contacts", "its_record", "interests"),
    [
        ("angharad", True, True, True, False),
        ("bethan", True, True, True, True),
        ("carys", True, True, True, True),
        ("lowri", True, True, True, False),
        ("elin", True, True, True, False),
        ("hefin", True, False, False, False),
        ("gareth", False, True, False, False),
        ("jac", False, False, False, False),
        ("ifan", True, False, False, False),
    ],
)
def test_each_role_sees_its_part(
    client: Client, region: Cast, who: str, category: bool, contacts: bool, its_record: bool, interests: bool
) -> None:
    client.force_login(region.people[who])
    page = client.get(NANT)
    told = main(page.content)
    assert ("Amber" in told) == category
    assert ("15" in told.replace("9932147", "")) == category
    assert ("Elin Vaughan" in told) == contacts
    assert ("elin@example.invalid" in told.replace(" ", "")) == contacts
    assert (reverse("school_record", args=["9932147"]).encode() in page.content) == its_record
    assert client.get(reverse("school_record", args=["9932147"])).status_code == (200 if its_record else 404)
    assert ("Gwenllian Price" in told) == interests
    if not contacts:
        assert "your roles do not show contacts here" in told


def test_an_ended_interest_and_one_to_come_do_not_bar(client: Client, region: Cast) -> None:
    Interest.objects.filter(user=region.gwenllian).update(ended_on=TODAY)
    client.force_login(region.carys)
    assert "Gwenllian Price" not in main(client.get(NANT).content)


def test_the_days_are_a_ceiling_and_nothing_is_invented(client: Client, region: Cast) -> None:
    client.force_login(region.elin)
    told = main(client.get(NANT).content)
    assert "at most 15" in told
    assert "A ceiling is never a promise." in told
    assert told.count("not recorded here yet") == 2
    assert "As published" in told
    assert "As the list has it." in told
    assert "brought in from a published list" in told


def test_without_a_category_the_page_says_what_holds_until_then(client: Client, region: Cast) -> None:
    client.force_login(region.bethan)
    told = main(client.get("/en/schools/9932150/").content)
    assert "Not decided" in told
    assert (
        "No category is decided for 2019/20 yet. Until then days are at most 4. This is not the official value." in told
    )
    assert "no category is decided for this school year" in told
    assert "nobody confirmed yet" in told


def test_an_empty_post_says_since_when(client: Client, region: Cast) -> None:
    Contact.objects.filter(school=region.nant, role="clerk").update(until=date(2019, 12, 20))
    Contact.objects.filter(school=region.nant, role="chair").delete()
    client.force_login(region.elin)
    told = main(client.get(NANT).content)
    assert "Clerk post empty since 20 December 2019" in told
    assert "Chair of governors not recorded" in told
    assert "People who have left" in told


def test_category_and_days_stay_folded_until_the_person_opens_them(client: Client, region: Cast) -> None:
    """By the script, which posts the fold's state, or without it by a button; kept for the person, on every school."""
    client.force_login(region.carys)
    folded = re.compile(r"<details[^>]* data-remember=[^>]* open")
    assert not folded.search(client.get(NANT).content.decode())
    address = reverse("schools_fold")
    assert client.post(address, {"open": "1"}).status_code == 204
    for number in ("9932147", "9954012"):
        assert len(folded.findall(client.get(reverse("school", args=[number])).content.decode())) >= 2
    back = client.post(address, {"open": "0", "next": NANT})
    assert (back.status_code, back["Location"]) == (302, NANT)
    assert not folded.search(client.get(NANT).content.decode())
    assert client.post(address, {"open": "1", "next": "https://elsewhere.example/"}).status_code == 204
    assert client.get(address).status_code == 405


def test_a_closed_school_stays_reachable_with_what_followed_it(client: Client, region: Cast) -> None:
    School.objects.filter(pk=region.pont.pk).update(state="closed", closed_on=date(2019, 8, 31))
    Succession.objects.create(
        predecessor=region.pont, successor=region.nant, kind="merged", happened_on=date(2019, 9, 1)
    )
    client.force_login(region.bethan)
    before = client.get("/en/schools/9932150/").content
    assert "This school closed on 31 August 2019. Its history stays here." in main(before)
    assert f'<a href="{NANT}">' in before.decode()
    assert "Merged into" in main(before)
    after = client.get(NANT).content.decode()
    assert "Follows" in main(after.encode())
    assert '<a href="/en/schools/9932150/">' in after


def test_what_followed_is_no_link_for_who_does_not_reach_it(client: Client, region: Cast) -> None:
    Succession.objects.create(
        predecessor=region.pont, successor=region.nant, kind="merged", happened_on=date(2019, 9, 1)
    )
    client.force_login(region.elin)
    page = client.get(NANT).content.decode()
    assert "Pont Rhedyn Primary School" in page
    assert "/en/schools/9932150/" not in page


def test_facts_of_the_published_register_carry_its_attribution(client: Client, region: Cast) -> None:
    brought = DataImport.objects.create(
        kind="register",
        file_name="list.ods",
        sha256="0" * 64,
        size=1,
        state="committed",
        brought_at=AT,
        committed_at=AT,
    )
    School.objects.update(brought_by=brought)
    client.force_login(region.carys)
    assert "Open Government Licence" not in main(client.get(NANT).content)  # the demonstration's are invented
    Service.objects.update(is_demonstration=False)
    told = main(client.get(NANT).content)
    assert "brought in on 1 February 2020 (list.ods)" in told
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in told


# ---- the record


def test_the_record_tells_who_did_what_and_when_newest_first(client: Client, region: Cast) -> None:
    nant = region.nant
    links = {"leader": "Angharad Morris", "starts_on": "2019-09-01"}
    record("schools.linked", by=region.carys, at=AT, subjects=[Subject("school", str(nant.pk), links)])
    data = {"field": "medium", "was": "EM", "becomes": "WM", "reason": "The school's own prospectus"}
    later = datetime(2020, 2, 2, 23, 30, tzinfo=UTC)
    record("school.corrected", by=None, at=later, data=data, subjects=[Subject("school", str(nant.pk))])
    record("schools.linked", by=region.carys, at=AT, subjects=[Subject("school", str(region.pont.pk), {"leader": "X"})])
    client.force_login(region.elin)
    told = main(client.get(reverse("school_record", args=["9932147"])).content)
    assert "System leader: Angharad Morris, from 1 September 2019" in told
    assert "Carys Bowen" in told
    assert "Language medium" in told
    assert "English medium" in told
    assert "The school&#x27;s own prospectus" in told
    assert told.index("2 February 2020, 23:30") < told.index("1 February 2020, 10:00")
    assert "by the system" in told


def test_a_proposal_and_an_interest_do_not_reach_the_school_by_its_record(client: Client, region: Cast) -> None:
    subject = [Subject("school", str(region.nant.pk), {"leader": "Bethan Lloyd"})]
    record("allocation.proposed", by=region.bethan, at=AT, data={"number": 7}, subjects=subject)
    record("interests.recorded", by=region.gwenllian, at=AT, subjects=subject)
    for who, sees in (("elin", False), ("angharad", False), ("bethan", True)):
        client.force_login(region.people[who])
        told = main(client.get(reverse("school_record", args=["9932147"])).content)
        assert ("Bethan Lloyd" in told) == sees, who
        assert ("Gwenllian Price" in told) == sees, who


def test_the_record_is_paged(client: Client, region: Cast) -> None:
    _fill(region)
    client.force_login(region.elin)
    address = reverse("school_record", args=["9932147"])
    first, second = (client.get(address, {"page": page}).content.decode() for page in (1, 2))
    assert first.count('class="when"') == 25
    assert 0 < second.count('class="when"') < 25


def test_the_record_tells_what_a_file_changed_of_this_school(
    client: Client, region: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    key = str(region.nant.pk)
    changes = [
        {"field": "phone", "was": "01443 1", "becomes": "01443 2"},
        {"field": "medium", "was": "EM", "becomes": "WM"},
        {"field": "published.medium", "was": "English, Saesneg", "becomes": "Welsh, Cymraeg"},
    ]
    counts = {"file": "list.ods", "new": 1, "changed": 3, "missing": 0}
    meant = [Subject("school", key, {"changes": changes, "returned": True})]
    record("register.imported", by=None, at=AT, data=counts, subjects=meant)
    client.force_login(region.elin)
    with django_assert_max_num_queries(15):
        told = main(client.get(reverse("school_record", args=["9932147"])).content)
    assert "Telephone from “01443 1” to “01443 2”; Language medium from “English medium” to “Welsh medium”" in told
    assert "in it again" in told
    assert "Saesneg" not in told
    # The fixture's own round gave the school its category; it had none before.
    assert "2019/20 were brought in: Amber" in told
    client.force_login(region.gareth)
    assert client.get(reverse("school_record", args=["9932147"])).status_code == 404


def test_the_record_tells_a_category_published_otherwise(client: Client, region: Cast) -> None:
    data = {"school_year": "2019/20", "framework": "wales-2017"}
    for meant in ({"category": "green", "was": "amber"}, {"held": "green", "asked": "red"}):
        record(
            "categories.imported",
            by=None,
            at=AT,
            data=data,
            subjects=[Subject("school", str(region.nant.pk), meant)],
        )
    client.force_login(region.elin)
    told = main(client.get(reverse("school_record", args=["9932147"])).content)
    assert "Green, before Amber" in told
    assert "published as Red, decided here as Green" in told


# ---- corrections


def correction(region: Cast, field: str) -> str:
    """The address on which a field of Nant-y-Felin is corrected."""
    return reverse("school_correct", args=["9932147", field])


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("name_cy", "  Ysgol  Tŷ’r Felin ", "Ysgol Tŷ’r Felin"),
        ("medium", "DS", "DS"),
        ("faith", "cw", "cw"),
        ("pupils", "214", 214),
        ("address", "Heol Lafant\n\n Nant-y-Felin ", ["Heol Lafant", "Nant-y-Felin"]),
        ("postcode", "cf371ab", "CF37 1AB"),
        ("phone", "01632 960267", "01632 960267"),
    ],
)
def test_a_fact_is_put_right_with_its_reason(
    client: Client, region: Cast, field: str, typed: str, kept: object
) -> None:
    client.force_login(region.ifan)
    response = client.post(correction(region, field), {"value": typed, "reason": "The school told us"})
    assert response["Location"] == NANT
    school = School.objects.get(pk=region.nant.pk)
    assert getattr(school, field) == kept
    made = HandCorrection.objects.get(school=school, field=field)
    assert (made.reason, made.corrected_by) == ("The school told us", region.ifan)
    client.force_login(region.carys)
    assert "The school told us" in main(client.get(reverse("school_record", args=["9932147"])).content)
    if field == "name_cy":
        assert client.get("/en/schools/", {"q": "ty'r felin"}).content.count(b"9932147") >= 1


@pytest.mark.parametrize(
    ("field", "typed", "reason", "why"),
    [
        ("name_en", "", "x", "A school has a name in each language."),
        ("medium", "XX", "x", "XX"),
        ("pupils", "-3", "x", "0"),
        ("pupils", "many", "x", "number"),
        ("postcode", "nowhere", "x", "Write the postcode like this"),
        ("medium", "WM", "x", "That is what is held already"),
        ("medium", "DS", "", "Say how you know."),
    ],
)
def test_what_cannot_be_right_changes_nothing_and_says_why(
    client: Client, region: Cast, field: str, typed: str, reason: str, why: str
) -> None:
    client.force_login(region.ifan)
    page = client.post(correction(region, field), {"value": typed, "reason": reason})
    assert page.status_code == 200
    assert why in main(page.content)
    assert "There is a problem" in main(page.content)
    assert not HandCorrection.objects.exists()


@pytest.mark.parametrize("who", ["angharad", "bethan", "dafydd", "elin", "jac", "dilwyn"])
def test_who_does_not_decide_about_the_register_corrects_nothing(client: Client, region: Cast, who: str) -> None:
    client.force_login(region.people[who])
    assert client.get(correction(region, "pupils")).status_code == 404
    assert client.post(correction(region, "pupils"), {"value": "1", "reason": "x"}).status_code == 404
    assert b"Correct a fact" not in client.get(NANT).content


@pytest.mark.parametrize("field", ["number", "council", "state", "published", "pk"])
def test_only_some_fields_are_put_right_by_hand(client: Client, region: Cast, field: str) -> None:
    client.force_login(region.ifan)
    assert client.get(correction(region, field)).status_code == 404


def test_the_facts_that_may_be_corrected_are_listed_with_what_is_held(client: Client, region: Cast) -> None:
    client.force_login(region.ifan)
    page = client.get(reverse("school_corrections", args=["9932147"]))
    assert "Language medium Welsh medium" in main(page.content)
    assert correction(region, "medium").encode() in page.content
    assert client.get(correction(region, "medium")).status_code == 200


def test_a_conflicted_head_of_service_reaches_nothing_of_the_school(client: Client, region: Cast) -> None:
    """Reading as well as writing: an officer's declared interest takes away what the role gives."""
    Interest.objects.create(user=region.carys, school=region.nant, kind="relative", declared_on=SINCE)
    client.force_login(region.carys)
    assert client.get(NANT).status_code == 404
    assert client.post(correction(region, "pupils"), {"value": "1", "reason": "x"}).status_code == 404
    assert b"9932147" not in client.get("/en/schools/").content
    person = User.objects.get(pk=region.carys.pk)
    RoleGrant.objects.create(user=person, role="governor", school=region.nant, starts_on=SINCE)
    assert client.get(NANT).status_code == 200
    assert b"9932147" not in client.get("/en/schools/").content
