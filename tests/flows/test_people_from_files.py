"""Staff and contacts from files: what comes in, what is refused with its place, the same file twice, any order."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from gwella.core.models import AuditEvent, DataImport
from gwella.core.problems import BadInput
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.places.models import Council, Postcode
from gwella.domain.schools.models import Contact, Interest, RoleGrant
from gwella.flows import contacts, staff
from gwella.flows.imports import Brought, Kind, bring_in
from tests.cast import SINCE, TODAY, Cast
from tests.evidence.making import write_csv, write_ods, write_xlsx

pytestmark = pytest.mark.database

AT = datetime(2020, 2, 3, 9, 0, tzinfo=UTC)
STAFF = [
    "Name",
    "Email",
    "Role",
    "Days",
    "Phases",
    "Subjects",
    "Welsh level",
    "Base",
    "Postcode",
    "Councils",
    "Own school",
    "Interests",
    "Language",
    "Start date",
    "End date",
]
RHIAN = {
    "Name": "Rhian Cadwgan",
    "Email": "Rhian@service.example",
    "Role": "System leader",
    "Days": "120.5",
    "Phases": "Primary; Special",
    "Subjects": "Literacy; Bee-keeping",
    "Welsh level": "4",
    "Base": "Office",
    "Postcode": "CF10 3AT",
    "Councils": "Cwm Rhedyn; 995",
    "Interests": "9952101 governor",
    "Language": "Both",
}
TUDUR = {
    "Name": "Tudur Wynne",
    "Email": "tudur@service.example",
    "Role": "Senior system leader",
    "Days": "20",
    "Phases": "Secondary",
    "Welsh level": "0",
    "Councils": "993; 995",
}
OWEN = {
    "Name": "Owen Farrant",
    "Email": "owen@service.example",
    "Role": "System leader",
    "Days": "30",
    "Phases": "Primary",
    "Welsh level": "2",
    "Own school": "9932150",
}
SIONED = {"Name": "Sioned Ifans", "Email": "sioned.ifans@service.example", "Role": "Strategic lead"}
CONTACTS = ["School number", "Role", "Name", "Email", "Language", "Since"]


def bring(kind: Kind, path: Path, **more: Any) -> Brought:
    return bring_in(kind, path, {}, by=None, at=AT, **more)


def table(headings: Sequence[str], rows: Sequence[dict[str, str]]) -> list[list[str]]:
    return [list(headings), *([row.get(heading, "") for heading in headings] for row in rows)]


def bring_staff(folder: Path, *rows: dict[str, str], **more: Any) -> Brought:
    return bring(staff.KIND, write_csv(folder / "staff.csv", table(STAFF, rows)), **more)


def bring_contacts(folder: Path, *rows: Sequence[str], **more: Any) -> Brought:
    return bring(contacts.KIND, write_csv(folder / "contacts.csv", [CONTACTS, *rows]), **more)


def everybody() -> list[Any]:
    """All that a file of people may change, without keys."""
    leaders = [
        (
            leader.user.email,
            leader.user.name,
            leader.half_days,
            sorted(leader.phases),
            sorted(leader.subjects),
            leader.welsh_level,
            leader.base_postcode,
            leader.latitude,
            sorted(leader.councils.values_list("code", flat=True)),
        )
        for leader in SystemLeader.objects.select_related("user")
    ]
    grants = RoleGrant.objects.values_list("user__email", "role", "council__code", "starts_on", "ends_on")
    interests = Interest.objects.values_list("user__email", "school__number", "kind", "is_derived", "ended_on")
    posts = Contact.objects.values_list("school__number", "role", "name", "email", "reads", "since", "until")
    users = User.objects.values_list("email", "name", "reads")
    return [sorted(map(repr, rows)) for rows in (leaders, grants, interests, posts, users)]


# ---- staff


def test_a_system_leader_comes_in_with_days_skills_base_councils_role_and_interest(cast: Cast, tmp_path: Path) -> None:
    Postcode.objects.create(code="CF10 3AT", latitude=51.48, longitude=-3.18)
    preview = bring_staff(tmp_path, RHIAN).preview
    assert dict(preview.counts) == {"new": 1, "changed": 0, "unchanged": 0}
    leader = SystemLeader.objects.get(user__email="rhian@service.example")
    assert (leader.days, leader.phases, leader.welsh_level) == (120.5, ["primary", "special"], 4)
    assert leader.subjects == ["Bee-keeping", "literacy"]
    assert (leader.base_name, leader.latitude, leader.longitude) == ("Office", 51.48, -3.18)
    assert set(leader.councils.values_list("code", flat=True)) == {"993", "995"}
    assert leader.user.reads == "both"
    assert not leader.user.has_usable_password()
    grant = RoleGrant.objects.get(user=leader.user)
    assert (grant.role, grant.council_id, grant.starts_on, grant.ends_on) == ("system_leader", None, TODAY, None)
    interest = Interest.objects.get(user=leader.user)
    assert (interest.school.number, interest.kind, interest.is_derived) == ("9952101", "governor", False)


def test_a_senior_is_link_officer_of_each_council_named_and_may_take_schools(cast: Cast, tmp_path: Path) -> None:
    bring_staff(tmp_path, TUDUR)
    grants = RoleGrant.objects.filter(user__email="tudur@service.example")
    assert set(grants.values_list("role", "council__code")) == {
        ("senior_system_leader", "993"),
        ("senior_system_leader", "995"),
        ("system_leader", None),
    }


def test_a_strategic_lead_without_days_has_the_role_and_no_schools_to_take(cast: Cast, tmp_path: Path) -> None:
    bring_staff(tmp_path, SIONED)
    assert list(RoleGrant.objects.filter(user__name="Sioned Ifans").values_list("role", flat=True)) == [
        "strategic_lead"
    ]
    assert not SystemLeader.objects.filter(user__name="Sioned Ifans").exists()


def test_a_serving_head_is_barred_from_their_own_school_and_those_near_by(cast: Cast, tmp_path: Path) -> None:
    bring_staff(tmp_path, OWEN)
    found = Interest.objects.filter(user__email="owen@service.example")
    assert found.get(is_derived=False).kind == "own_school"
    # Nant-y-Felin stands 2.6 km from Pont Rhedyn, Ysgol Gyfun Cwm Rhedyn 1.3 km.
    near = set(found.filter(is_derived=True, kind="near_own_school").values_list("school__number", flat=True))
    assert near == {"9932147", "9934012"}


REFUSED = {
    "own school not on the register": (OWEN | {"Own school": "9932999"}, "staff.no_such_school", "Own school"),
    "school of an interest not on the register": (
        RHIAN | {"Interests": "9952999 governor"},
        "staff.no_such_school",
        "interests",
    ),
    "a council that is not served": (RHIAN | {"Councils": "Cardiff"}, "staff.not_served", "Councils"),
    "a senior without a council": (TUDUR | {"Councils": ""}, "staff.no_council", "Councils"),
    "an administrator": (SIONED | {"Role": "System administrator"}, "staff.administrator", "Role"),
    "a name no table holds": (RHIAN | {"Name": "Rh" * 90}, "staff.too_long", "Name"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_row_that_cannot_be_right_is_refused_with_its_place_and_the_others_come_in(
    cast: Cast, tmp_path: Path, case: str
) -> None:
    row, code, column = REFUSED[case]
    preview = bring_staff(tmp_path, row, SIONED | {"Email": "other@service.example"}).preview
    (problem,) = preview.refused
    assert (problem.code, problem.row, problem.file) == (code, 2, "staff.csv")
    assert column.casefold() in problem.column.casefold()
    assert User.objects.filter(email="other@service.example").exists()
    assert not User.objects.filter(email=row["Email"].lower()).exists()


def test_a_postcode_without_a_known_place_is_kept_and_told(cast: Cast, tmp_path: Path) -> None:
    preview = bring_staff(tmp_path, RHIAN).preview
    assert "staff.no_place" in {problem.code for problem in preview.warnings}
    leader = SystemLeader.objects.get(user__email="rhian@service.example")
    assert (leader.base_postcode, leader.latitude) == ("CF10 3AT", None)


def test_the_same_file_twice_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    bring_staff(tmp_path, RHIAN, TUDUR, OWEN, SIONED)
    before, events = everybody(), AuditEvent.objects.count()
    again = bring_staff(tmp_path, RHIAN, TUDUR, OWEN, SIONED)
    assert again.kept is None
    assert dict(again.preview.counts) == {"new": 0, "changed": 0, "unchanged": 4}
    assert (everybody(), AuditEvent.objects.count(), DataImport.objects.count()) == (before, events, 1)


def test_a_dry_run_writes_nothing_and_says_the_same(cast: Cast, tmp_path: Path) -> None:
    before = everybody()
    dry = bring_staff(tmp_path, RHIAN, OWEN, dry_run=True)
    assert (everybody(), DataImport.objects.count(), AuditEvent.objects.count()) == (before, 0, 0)
    assert dry.preview.report["counts"] == bring_staff(tmp_path, RHIAN, OWEN).preview.report["counts"]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_and_of_files_does_not_matter(cast: Cast, tmp_path: Path, seed: int) -> None:
    rows = [RHIAN, TUDUR, OWEN, SIONED, RHIAN | {"Email": "second@service.example"}]
    random.Random(seed).shuffle(rows)
    bring_staff(tmp_path, *rows[:2])
    bring_staff(tmp_path, *rows[2:])
    got = everybody()
    for model in (Interest, RoleGrant, SystemLeader):
        model.objects.filter(user__email__endswith="@service.example").delete()
    AuditEvent.objects.all().delete()
    User.objects.filter(email__endswith="@service.example").delete()
    bring_staff(tmp_path, *sorted(rows, key=lambda row: row["Email"]))
    assert everybody() == got


def test_an_empty_cell_and_a_missing_person_change_nothing(cast: Cast, tmp_path: Path) -> None:
    bring_staff(tmp_path, RHIAN, TUDUR)
    before = everybody()
    bare = {key: RHIAN[key] for key in ("Name", "Email", "Role", "Days")}
    assert bring_staff(tmp_path, bare).kept is None
    assert everybody() == before


def test_what_changes_is_listed_word_by_word(cast: Cast, tmp_path: Path) -> None:
    bring_staff(tmp_path, RHIAN)
    changed = RHIAN | {"Days": "130", "Phases": "Primary; Secondary", "Welsh level": "5", "Councils": "993"}
    preview = bring_staff(tmp_path, changed).preview
    (line,) = preview.lists["changed"]
    assert {(change.label, change.was, change.becomes) for change in line.changes} == {
        ("Days a year", "120.5", "130"),
        ("Phases", "Special", ""),
        ("Phases", "", "Secondary"),
        ("Welsh", "Advanced", "Proficient"),
        ("Councils agreed to", "Porth Hafan", ""),
    }


def test_a_last_day_ends_role_and_capacity_and_a_file_does_not_bring_an_ended_role_back(
    cast: Cast, tmp_path: Path
) -> None:
    bring_staff(tmp_path, RHIAN)
    bring_staff(tmp_path, RHIAN | {"End date": "2020-03-31"})
    assert RoleGrant.objects.get(user__name="Rhian Cadwgan").ends_on == date(2020, 3, 31)
    assert SystemLeader.objects.get(user__name="Rhian Cadwgan").ends_on == date(2020, 3, 31)
    again = bring_staff(tmp_path, RHIAN)
    assert again.kept is None
    assert "staff.role_ended" in {problem.code for problem in again.preview.warnings}
    assert RoleGrant.objects.get(user__name="Rhian Cadwgan").ends_on == date(2020, 3, 31)
    bring_staff(tmp_path, RHIAN | {"Start date": "2020-09-01"})
    assert RoleGrant.objects.filter(user__name="Rhian Cadwgan", ends_on=None).get().starts_on == date(2020, 9, 1)


@pytest.mark.parametrize("write", [write_xlsx, write_ods], ids=["xlsx", "ods"])
def test_spreadsheets_say_the_same_as_csv(cast: Cast, tmp_path: Path, write: Any) -> None:
    path = tmp_path / f"people.{write.__name__.removeprefix('write_')}"
    write(path, {"Staff": table(STAFF, [RHIAN, OWEN])})
    assert dict(bring(staff.KIND, path).preview.counts) == {"new": 2, "changed": 0, "unchanged": 0}


def test_the_template_is_read_back_and_its_examples_are_nobody(cast: Cast, tmp_path: Path) -> None:
    for language in ("en", "cy"):
        path = write_csv(tmp_path / "template.csv", staff.empty_table(language))
        assert bring(staff.KIND, path).kept is None
        path = write_csv(tmp_path / "template.csv", contacts.empty_table(language))
        assert bring(contacts.KIND, path).kept is None


def test_a_file_that_cannot_be_read_leaves_nothing(cast: Cast, tmp_path: Path) -> None:
    before = everybody()
    with pytest.raises(BadInput):
        bring(staff.KIND, write_csv(tmp_path / "wrong.csv", [["Colour", "Shape"], ["red", "round"]]))
    assert everybody() == before


def test_a_council_no_longer_served_is_refused(cast: Cast, tmp_path: Path) -> None:
    Council.objects.filter(code="995").update(is_served=False)
    assert [problem.value for problem in bring_staff(tmp_path, RHIAN).preview.refused] == ["Porth Hafan"]


# ---- contacts


def test_contacts_come_in_with_their_language_and_the_same_file_twice_changes_nothing(
    cast: Cast, tmp_path: Path
) -> None:
    rows = [
        ["9932150", "Headteacher", "Nerys Hughes", "head@pont.example", "Welsh", "2020-01-06"],
        ["9932150", "Chair of governors", "Aled Pryce", "aled@pont.example", "Both", ""],
        ["9932150", "Governor", "Beca Wyn", "", "English", ""],
    ]
    bring_contacts(tmp_path, *rows)
    head = Contact.objects.get(school=cast.pont, role="head")
    assert (head.name, head.reads, head.since, head.until) == ("Nerys Hughes", "cy", date(2020, 1, 6), None)
    assert Contact.objects.filter(school=cast.pont).count() == 3
    before = everybody()
    assert bring_contacts(tmp_path, *reversed(rows)).kept is None
    assert everybody() == before


def test_a_new_head_ends_the_one_before_and_the_role_that_came_with_the_post(cast: Cast, tmp_path: Path) -> None:
    preview = bring_contacts(
        tmp_path, ["9932147", "Headteacher", "Nerys Hughes", "n@nant.example", "", "2020-02-03"]
    ).preview
    assert ("In post before", "Elin Vaughan", "Nerys Hughes") in {
        (change.label, change.was, change.becomes) for change in preview.lists["new"][0].changes
    }
    assert Contact.objects.get(name="Elin Vaughan").until == TODAY
    grant = RoleGrant.objects.get(user=cast.elin)
    assert grant.ends_on == date(2020, 2, 2)
    assert not RoleGrant.objects.filter(user__email="n@nant.example").exists()
    assert RoleGrant.objects.get(user=cast.ffion).ends_on is None


def test_the_same_person_with_other_accents_stays_the_same_person(cast: Cast, tmp_path: Path) -> None:
    Contact.objects.create(school=cast.pont, role="head", name="Sian Rees", since=SINCE)
    preview = bring_contacts(tmp_path, ["9932150", "Pennaeth", "Siân Rees", "", "", ""]).preview
    assert dict(preview.counts) == {"new": 0, "changed": 1, "unchanged": 0}
    assert Contact.objects.get(school=cast.pont, role="head", until=None).name == "Siân Rees"


def test_contacts_that_cannot_be_right_are_refused_with_their_place(cast: Cast, tmp_path: Path) -> None:
    cast.schools["9952101"].state = "closed"
    cast.schools["9952101"].save()
    Council.objects.create(code="672", name_en="Bridgend", name_cy="Pen-y-bont ar Ogwr")
    rows = [
        ["9932999", "Clerk", "Nobody Knows", "", "", ""],
        ["9952101", "Clerk", "Closed Long", "", "", ""],
        ["9932150", "Governor", "Same Name", "one@pont.example", "", ""],
        ["9932150", "Governor", "Same Name", "two@pont.example", "", ""],
        ["9934012", "Clerk", "Quite Right", "", "", ""],
    ]
    preview = bring_contacts(tmp_path, *rows).preview
    assert {(problem.code, problem.row) for problem in preview.refused} == {
        ("contacts.no_such_school", 2),
        ("contacts.closed", 3),
        ("contact_twice", 4),
        ("contact_twice", 5),
    }
    assert Contact.objects.filter(name="Quite Right").exists()


def test_nobody_leaves_because_a_file_does_not_name_them(cast: Cast, tmp_path: Path) -> None:
    bring_contacts(tmp_path, ["9932147", "Governor", "Beca Wyn", "", "", ""])
    assert Contact.objects.filter(school=cast.nant, until=None).count() == 5
