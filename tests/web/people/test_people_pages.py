"""System leaders: the list with what they carry, files of it, one person's page, changing what a person brings."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.core.models import AuditEvent
from gwella.domain.categories.models import CategoryRecord
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.places.models import Council, Postcode
from gwella.domain.schools.models import Interest, RoleGrant, School, SchoolLink
from gwella.flows.imports import commit_import, keep_file, preview_file
from gwella.flows.kinds import KINDS
from gwella.insight.people_list import PeopleList, Wanted, carried_by
from tests.cast import SINCE, TODAY, Cast
from tests.evidence.making import write_csv
from tests.flows.test_people_from_files import AT, RHIAN, STAFF, TUDUR, table

pytestmark = pytest.mark.database

MOST_QUERIES = 15


def address(name: str, *args: Any, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name, args=args)


@pytest.fixture
def leaders(cast: Cast) -> Cast:
    """Three system leaders; Angharad looks after three schools in both councils."""
    for number in ("9934012", "9954012"):
        SchoolLink.objects.create(school=cast.schools[number], leader=cast.angharad, starts_on=SINCE)
    for number, halves in (("9932147", 30), ("9954012", 9)):
        CategoryRecord.objects.create(
            school=cast.schools[number],
            school_year="2019/20",
            framework="wales-2017",
            category="amber",
            ceiling_half_days=halves,
            source="published",
        )
    # Last year's and an ended link weigh nothing.
    SchoolLink.objects.create(
        school=cast.pont, leader=cast.angharad, starts_on=date(2018, 9, 1), ends_on=date(2019, 8, 31)
    )
    for name, level, phases, days in (
        ("Chwithig Rees", 0, ["primary"], 20),
        ("Cadi Rees", 3, ["secondary"], 60),
    ):
        user = User.objects.create_user(f"{name[:4]}@example.invalid", name)
        leader = SystemLeader.objects.create(user=user, half_days=days, phases=phases, welsh_level=level)
        leader.councils.set(Council.objects.filter(code="995"))
    return cast


def people(**wanted: Any) -> PeopleList:
    return PeopleList(Wanted(**wanted), language=wanted.pop("language", "en"), on=TODAY, school_year="2019/20")


# ---- the list


def test_what_a_person_carries_is_the_sum_of_this_year_s_ceilings(leaders: Cast) -> None:
    carried = carried_by(on=TODAY, school_year="2019/20")[leaders.angharad.pk]
    assert (carried.schools, float(carried.days), carried.undecided) == (3, 19.5, 1)
    line = next(row for row in people().rows if row.name == "Angharad Morris")
    assert (float(line.days), float(line.left)) == (120, 100.5)


def test_the_sum_is_that_of_counting_one_by_one(leaders: Cast) -> None:
    for leader in SystemLeader.objects.all():
        schools = School.objects.filter(links__leader=leader.user, links__ends_on=None)
        records = CategoryRecord.objects.filter(school__in=schools, school_year="2019/20")
        found = carried_by(on=TODAY, school_year="2019/20").get(leader.user_id)
        assert (found.schools if found else 0) == schools.count()
        assert float(found.days if found else 0) == sum(record.ceiling_half_days for record in records) / 2


def test_filters_narrow_and_each_count_says_what_a_tick_would_find(leaders: Cast) -> None:
    found = people(ticked={"phase": frozenset({"primary"})})
    assert [row.name for row in found.found] == ["Angharad Morris", "Chwithig Rees"]
    for group in ("phase", "welsh", "council"):
        for value, count in people().counts[group].items():
            assert len(people(ticked={group: frozenset({value})}).found) == count, (group, value)


def test_whoever_names_no_council_may_work_in_any(leaders: Cast) -> None:
    assert [row.name for row in people(ticked={"council": frozenset({"993"})}).found] == ["Angharad Morris"]
    assert len(people(ticked={"council": frozenset({"995"})}).found) == 3


def test_names_sort_as_the_language_s_alphabet_has_them(leaders: Cast) -> None:
    english = PeopleList(Wanted(), language="en", on=TODAY, school_year="2019/20").found
    welsh = PeopleList(Wanted(), language="cy", on=TODAY, school_year="2019/20").found
    assert [row.name for row in english] == ["Angharad Morris", "Cadi Rees", "Chwithig Rees"]
    assert [row.name for row in welsh] == ["Angharad Morris", "Cadi Rees", "Chwithig Rees"]
    cut = User.objects.create_user("cut@example.invalid", "Cwta Rees")
    SystemLeader.objects.create(user=cut, half_days=2)
    names = [row.name for row in PeopleList(Wanted(), language="cy", on=TODAY, school_year="2019/20").found]
    # Ch is a letter of its own after c.
    assert names == ["Angharad Morris", "Cadi Rees", "Cwta Rees", "Chwithig Rees"]


@pytest.mark.parametrize("sort", ["days", "schools", "carried", "left", "welsh"])
def test_each_order_and_its_reverse(leaders: Cast, sort: str) -> None:
    up, down = people(sort=sort).found, people(sort=sort, descending=True).found
    assert {row.user_id for row in up} == {row.user_id for row in down}
    key = {
        "days": lambda row: row.days,
        "schools": lambda row: row.carried.schools,
        "carried": lambda row: row.carried.days,
        "left": lambda row: row.left,
        "welsh": lambda row: row.welsh_level,
    }[sort]
    assert [key(row) for row in up] == sorted(key(row) for row in up)
    assert [key(row) for row in down] == sorted((key(row) for row in down), reverse=True)


def test_who_has_left_is_shown_only_when_asked_for(leaders: Cast) -> None:
    SystemLeader.objects.filter(user=leaders.angharad).update(ends_on=date(2020, 2, 2))
    assert "Angharad Morris" not in [row.name for row in people().found]
    assert [row.name for row in people(ticked={"state": frozenset({"left"})}).found] == ["Angharad Morris"]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_list_shows_everybody_in_few_queries(
    leaders: Cast, client: Client, django_assert_max_num_queries: Any, language: str
) -> None:
    client.force_login(leaders.bethan)
    with django_assert_max_num_queries(MOST_QUERIES):
        text = client.get(address("people", language=language)).content.decode()
    for name in ("Angharad Morris", "Cadi Rees", "Chwithig Rees"):
        assert name in text
    assert "19.5" in text


@pytest.mark.parametrize("who", ["angharad", "dafydd", "elin", "ifan", "kamala"])
def test_the_list_does_not_exist_for_others(leaders: Cast, client: Client, who: str) -> None:
    client.force_login(leaders.people[who])
    for language in ("en", "cy"):
        assert client.get(address("people", language=language)).status_code == 404
        assert client.get(address("people_export", language=language) + "?format=csv").status_code == 404


def test_an_empty_list_teaches_the_next_step(cast: Cast, client: Client) -> None:
    SystemLeader.objects.all().delete()
    client.force_login(cast.carys)
    assert address("import_upload", "staff") in client.get(address("people")).content.decode()


def test_a_file_holds_exactly_what_is_shown(leaders: Cast, client: Client) -> None:
    client.force_login(leaders.carys)
    query = "?format=csv&phase=primary&sort=-days"
    rows = list(csv.reader(io.StringIO(client.get(address("people_export") + query).content.decode())))
    assert [row[0] for row in rows[1:]] == ["Angharad Morris", "Chwithig Rees"]
    angharad = dict(zip(rows[0], rows[1], strict=True))
    assert (angharad["Schools"], angharad["Ceilings carried"], angharad["Days a year"]) == ("3", "19.5", "120")
    for kind in ("xlsx", "ods"):
        assert client.get(f"{address('people_export')}?format={kind}").content[:2] == b"PK"
    assert client.get(address("people_export") + "?format=exe").status_code == 404


# ---- one person


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_person_s_page_in_few_queries(
    leaders: Cast, client: Client, django_assert_max_num_queries: Any, language: str
) -> None:
    client.force_login(leaders.carys)
    with django_assert_max_num_queries(MOST_QUERIES):
        text = client.get(address("person", leaders.angharad.pk, language=language)).content.decode()
    assert "9954012" in text
    assert "100.5" in text


def test_schools_out_of_reach_are_counted_and_not_named(leaders: Cast, client: Client) -> None:
    client.force_login(leaders.bethan)
    text = client.get(address("person", leaders.angharad.pk)).content.decode()
    assert "9932147" in text
    assert "9954012" not in text
    assert "Porth Hafan High School" not in text
    assert "and 1 school that your roles do not reach" in text


def test_a_school_barred_by_the_reader_s_own_interest_is_not_named(leaders: Cast, client: Client) -> None:
    client.force_login(leaders.gwenllian)
    text = client.get(address("person", leaders.angharad.pk)).content.decode()
    assert "9932147" not in text
    assert "and 2 schools that your roles do not reach" in text


def test_the_administrator_sees_counts_and_no_school(leaders: Cast, client: Client) -> None:
    client.force_login(leaders.nia)
    text = client.get(address("person", leaders.angharad.pk)).content.decode()
    assert "and 3 schools that your roles do not reach" in text
    assert not any(number in text for number in leaders.schools)
    assert "Schools closed by an interest" not in text


def test_the_own_page_shows_one_s_own_interests_and_no_change(leaders: Cast, client: Client) -> None:
    Interest.objects.create(user=leaders.angharad, school=leaders.pont, kind="relative", declared_on=SINCE)
    client.force_login(leaders.angharad)
    text = client.get(address("person", leaders.angharad.pk)).content.decode()
    assert "9932150" in text
    assert address("person_change", leaders.angharad.pk) not in text
    assert client.get(address("person_change", leaders.angharad.pk)).status_code == 404


def test_interests_at_schools_out_of_reach_are_counted(leaders: Cast, client: Client) -> None:
    for number in ("9932150", "9952101"):
        Interest.objects.create(
            user=leaders.angharad, school=leaders.schools[number], kind="relative", declared_on=SINCE
        )
    client.force_login(leaders.bethan)
    text = client.get(address("person", leaders.angharad.pk)).content.decode()
    assert "9932150" in text
    assert "9952101" not in text
    assert "and 1 at a school out of your reach" in text


@pytest.mark.parametrize(("who", "whose"), [("elin", "angharad"), ("angharad", "bethan"), ("carys", "elin")])
def test_another_s_page_does_not_exist(leaders: Cast, client: Client, who: str, whose: str) -> None:
    client.force_login(leaders.people[who])
    for language in ("en", "cy"):
        assert client.get(address("person", leaders.people[whose].pk, language=language)).status_code == 404


# ---- changing what a person brings


def fields(client: Client, pk: int, **changes: Any) -> dict[str, Any]:
    """The form as it opens, with changes."""
    context = client.get(address("person_change", pk)).context
    form = context["form"]
    data: dict[str, Any] = {"seen": context["seen"]}
    for bound in form:
        value = bound.value()
        if isinstance(value, date):
            data |= {f"{bound.name}_{part}": getattr(value, part) for part in ("day", "month", "year")}
        elif value not in (None, ""):
            data[bound.name] = value
    return data | changes


def test_a_head_of_service_changes_what_a_person_brings_and_the_old_is_kept(leaders: Cast, client: Client) -> None:
    client.force_login(leaders.carys)
    pk = leaders.angharad.pk
    data = fields(
        client, pk, days="99.5", phases=["primary"], more_subjects="Bees; Bees", councils=["993"], welsh_level="4"
    )
    answer = client.post(address("person_change", pk), data)
    assert answer.headers["Location"] == address("person", pk)
    leader = SystemLeader.objects.get(user=leaders.angharad)
    assert (leader.half_days, leader.phases, leader.subjects, leader.welsh_level) == (199, ["primary"], ["Bees"], 4)
    assert list(leader.councils.values_list("code", flat=True)) == ["993"]
    event = AuditEvent.objects.get(kind="leader.changed")
    assert event.data["changes"]["days"] == [120.0, 99.5]
    assert set(event.data["changes"]) == {"days", "phases", "subjects", "welsh_level", "councils"}
    text = client.get(address("person", pk)).content.decode()
    assert "Days a year: 120 → 99.5" in text


def test_the_same_form_sent_twice_and_an_unchanged_one_leave_one_event(leaders: Cast, client: Client) -> None:
    client.force_login(leaders.carys)
    pk = leaders.angharad.pk
    data = fields(client, pk, days="99")
    client.post(address("person_change", pk), data)
    client.post(address("person_change", pk), data)
    client.post(address("person_change", pk), fields(client, pk))
    assert AuditEvent.objects.filter(kind="leader.changed").count() == 1


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(leaders: Cast, client: Client) -> None:
    client.force_login(leaders.carys)
    pk = leaders.angharad.pk
    first, second = fields(client, pk, days="99"), fields(client, pk, days="88")
    client.post(address("person_change", pk), first)
    answer = client.post(address("person_change", pk), second)
    assert "Somebody changed these details" in answer.content.decode()
    assert answer.context["form"].initial["days"] == 99
    assert SystemLeader.objects.get(user=leaders.angharad).days == 99
    forged = client.post(address("person_change", pk), second | {"seen": "forged"})
    assert "Somebody changed these details" in forged.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("days", "231"),
        ("days", "-1"),
        ("days", "12.3"),
        ("days", "many"),
        ("base_postcode", "nowhere"),
        ("phases", "x"),
    ],
)
def test_what_cannot_be_right_is_told_beside_its_field(leaders: Cast, client: Client, field: str, value: str) -> None:
    client.force_login(leaders.carys)
    pk = leaders.angharad.pk
    answer = client.post(address("person_change", pk), fields(client, pk, **{field: value}))
    assert answer.status_code == 200
    assert answer.context["form"].errors[field]
    assert not AuditEvent.objects.filter(kind="leader.changed").exists()


def test_a_base_moves_with_its_postcode(leaders: Cast, client: Client) -> None:
    Postcode.objects.create(code="CF10 3AT", latitude=51.48, longitude=-3.18)
    client.force_login(leaders.carys)
    pk = leaders.angharad.pk
    client.post(address("person_change", pk), fields(client, pk, base_postcode="cf103at"))
    leader = SystemLeader.objects.get(user=leaders.angharad)
    assert (leader.base_postcode, leader.latitude) == ("CF10 3AT", 51.48)
    client.post(address("person_change", pk), fields(client, pk, base_postcode="CF10 9ZZ"))
    assert SystemLeader.objects.get(user=leaders.angharad).latitude is None


def test_a_role_without_service_opens_no_page(leaders: Cast, client: Client) -> None:
    RoleGrant.objects.filter(user=leaders.owain).delete()
    client.force_login(leaders.carys)
    assert client.get(address("person", leaders.owain.pk)).status_code == 404


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_staff_file_is_previewed_to_who_manages_people_and_to_nobody_else(
    cast: Cast, client: Client, tmp_path: Path, settings: LazySettings, language: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    path = write_csv(tmp_path / "staff.csv", table(STAFF, [RHIAN, TUDUR | {"Councils": ""}]))
    sha256, _size = keep_file(iter([path.read_bytes()]))
    kept = preview_file(KINDS["staff"], sha256=sha256, file_name="staff.csv", params={}, by=cast.carys, at=AT)
    client.force_login(cast.carys)
    text = client.get(address("import", kept.pk, language=language)).content.decode()
    assert "Rhian Cadwgan" in text
    assert not SystemLeader.objects.filter(user__name="Rhian Cadwgan").exists()
    client.force_login(cast.ifan)
    assert client.get(address("import", kept.pk, language=language)).status_code == 404
    commit_import(KINDS["staff"], kept, by=cast.carys, at=AT)
    assert SystemLeader.objects.filter(user__name="Rhian Cadwgan").exists()
    assert not User.objects.filter(name="Tudur Wynne").exists()
