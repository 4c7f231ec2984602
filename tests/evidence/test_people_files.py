"""Staff, contacts and their templates."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gwella.core.problems import BadInput
from gwella.core.text import Language
from gwella.domain.people.rules import ROLES
from gwella.domain.schools.rules import CONTACT_ROLES as CONTACT_CODES
from gwella.domain.schools.rules import INTERESTS as INTEREST_CODES
from gwella.evidence.ingest import contacts, staff
from gwella.evidence.ingest.contacts import read_contacts
from gwella.evidence.ingest.staff import InterestDeclared, read_staff
from gwella.evidence.ingest.templates import TemplateKind, template
from gwella.evidence.ingest.terms import CONTACT_ROLES, INTERESTS, STAFF_ROLES
from tests.evidence.making import codes, refusal, write_csv, write_ods, write_xlsx

STAFF = [column.en for column in staff.COLUMNS]
CONTACTS = [column.en for column in contacts.COLUMNS]
BETHAN = {
    "name": "Bethan", "email": "bethan@service.example", "role": "System leader", "days": "170.5",
    "phases": "Primary; Special", "subjects": "Literacy, Beekeeping", "welsh_level": "4", "base_name": "Swyddfa",
    "base_postcode": "cf103at", "councils": "Rhondda, Cynon, Taff; 681", "own_school": "6722000",
    "interests": "6722001 governor; 6812002 perthynas", "reads": "Cymraeg", "starts_on": "01/09/2024",
}  # fmt: skip
HEAD = {
    "number": "6722000", "role": "Headteacher", "name": "Gwen", "email": "gwen@ysgol.example", "reads": "Both",
    "since": "2020-01-06",
}  # fmt: skip


def staff_of(path: Path, *people: dict[str, Any]) -> staff.Staff:
    rows = [[person.get(column.key, "") for column in staff.COLUMNS] for person in people]
    found = read_staff(write_csv(path / "staff.csv", [STAFF, *rows]))
    codes([*found.refused, *found.warnings])
    return found


def contacts_of(path: Path, *people: dict[str, Any]) -> contacts.Contacts:
    rows = [[person.get(column.key, "") for column in contacts.COLUMNS] for person in people]
    found = read_contacts(write_csv(path / "contacts.csv", [CONTACTS, *rows]))
    codes([*found.refused, *found.warnings])
    return found


def test_a_person(tmp_path: Path) -> None:
    found = staff_of(tmp_path, BETHAN)
    [bethan] = found.rows
    assert (bethan.role, bethan.half_days, bethan.phases) == ("system_leader", 341, ("primary", "special"))
    assert bethan.subjects == ("Beekeeping", "literacy")
    assert (bethan.welsh_level, bethan.base_postcode, bethan.councils) == (4, "CF10 3AT", ("674", "681"))
    assert bethan.interests == (InterestDeclared("6722001", "governor"), InterestDeclared("6812002", "relative"))
    assert (bethan.own_school, bethan.reads) == ("6722000", "cy")
    assert (bethan.starts_on, bethan.ends_on) == (date(2024, 9, 1), None)
    assert codes(found.warnings) == ["value_odd"]  # a subject that is new


def test_the_codes_are_the_domains() -> None:
    assert {term.code for term in STAFF_ROLES} <= set(ROLES)
    assert {term.code for term in INTERESTS} <= set(INTEREST_CODES)
    assert {term.code for term in CONTACT_ROLES} == set(CONTACT_CODES)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "name_missing"),
        ({"email": ""}, "value_missing"),
        ({"email": "bethan at service"}, "email_impossible"),
        ({"role": "Wizard"}, "value_unknown"),
        ({"days": ""}, "value_missing"),
        ({"days": "-1"}, "days_impossible"),
        ({"days": "231"}, "days_impossible"),
        ({"days": "lots"}, "days_impossible"),
        ({"days": "10.25"}, "days_not_halves"),
        ({"phases": "Primary; Tertiary"}, "value_unknown"),
        ({"welsh_level": "6"}, "level_impossible"),
        ({"welsh_level": "2.5"}, "level_impossible"),
        ({"base_postcode": "CF"}, "postcode_impossible"),
        ({"councils": "Cardiff; Atlantis"}, "council_unknown"),
        ({"own_school": "12"}, "number_malformed"),
        ({"interests": "governor of a school"}, "interest_unreadable"),
        ({"interests": "6722001 admirer"}, "interest_unreadable"),
        ({"reads": "Latin"}, "value_unknown"),
        ({"starts_on": "September"}, "not_a_date"),
        ({"ends_on": "31/08/2024"}, "date_impossible"),
    ],
)
def test_people_who_cannot_be_right(tmp_path: Path, change: dict[str, str], code: str) -> None:
    found = staff_of(tmp_path, BETHAN | {"email": "c@service.example", "name": "Carys"}, BETHAN | change)
    assert codes(found.refused) == [code]
    assert (found.refused[0].file, found.refused[0].row) == ("staff.csv", 3)
    assert [person.name for person in found.rows] == ["Carys"]


@pytest.mark.parametrize(("written", "half_days"), [("0", 0), ("230", 460), ("12,5", 25), ("12.50", 25)])
def test_days_are_kept_to_the_half(tmp_path: Path, written: str, half_days: int) -> None:
    assert staff_of(tmp_path, BETHAN | {"days": written}).rows[0].half_days == half_days


def test_other_roles_need_no_days(tmp_path: Path) -> None:
    [person] = staff_of(tmp_path, {"name": "Elin", "email": "e@service.example", "role": "Tîm data"}).rows
    assert (person.role, person.half_days) == ("data_team", None)


@pytest.mark.parametrize(
    ("written", "codes_of_councils"), [("672, 674", ("672", "674")), ("", ()), ("Caerdydd\nCardiff", ("681",))]
)
def test_councils(tmp_path: Path, written: str, codes_of_councils: tuple[str, ...]) -> None:
    assert staff_of(tmp_path, BETHAN | {"councils": written}).rows[0].councils == codes_of_councils


def test_one_person_in_two_rows(tmp_path: Path) -> None:
    again = staff_of(tmp_path, BETHAN, BETHAN)
    assert len(again.rows) == 1
    assert "row_repeated" in codes(again.warnings)
    differing = staff_of(tmp_path, BETHAN, BETHAN | {"email": "Bethan@SERVICE.example", "days": "10"})
    assert differing.rows == []
    assert codes(differing.refused) == ["person_twice", "person_twice"]


def test_shuffled_people_are_the_same_people(tmp_path: Path) -> None:
    people = [BETHAN | {"email": f"{n}@service.example", "days": str(n)} for n in range(12)]
    people += [BETHAN | {"email": "3@service.example", "days": "99"}]
    first = staff_of(tmp_path, *people)
    random.Random(7).shuffle(people)
    assert staff_of(tmp_path, *people).rows == first.rows


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_people_from_workbooks(tmp_path: Path, write: Any) -> None:
    person = BETHAN | {"days": 170.5, "welsh_level": 4, "own_school": 6722000, "starts_on": date(2024, 9, 1)}
    rows = [[person.get(column.key, "") for column in staff.COLUMNS]]
    assert read_staff(write(tmp_path / "staff", {"S": [STAFF, *rows]})).rows == staff_of(tmp_path, BETHAN).rows


def test_a_file_without_a_column(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_staff(write_csv(tmp_path / "s.csv", [["Name", "Role"], ["a", "b"]]))
    assert refusal(caught.value) == "column_missing"


# --- contacts ------------------------------------------------------------------------------------------------------


def test_a_contact(tmp_path: Path) -> None:
    [head] = contacts_of(tmp_path, HEAD).rows
    assert (head.number, head.role, head.reads, head.since) == ("6722000", "head", "both", date(2020, 1, 6))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": ""}, "number_missing"),
        ({"role": "Caretaker"}, "value_unknown"),
        ({"name": ""}, "name_missing"),
        ({"email": "gwen"}, "email_impossible"),
        ({"since": "2020"}, "not_a_date"),
    ],
)
def test_contacts_that_cannot_be_right(tmp_path: Path, change: dict[str, str], code: str) -> None:
    found = contacts_of(tmp_path, HEAD | {"number": "6722009"}, HEAD | change)
    assert codes(found.refused) == [code]
    assert found.refused[0].row == 3
    assert len(found.rows) == 1


def test_a_contact_without_an_address_is_kept_and_told(tmp_path: Path) -> None:
    found = contacts_of(tmp_path, HEAD | {"email": ""})
    assert (len(found.rows), codes(found.warnings)) == (1, ["no_contact_details"])


def test_one_head_many_governors(tmp_path: Path) -> None:
    governors = [HEAD | {"role": "Llywodraethwr", "name": f"G{n}", "email": f"g{n}@ysgol.example"} for n in range(3)]
    two_heads = HEAD | {"name": "Huw", "email": "huw@ysgol.example"}
    found = contacts_of(tmp_path, HEAD, *governors, two_heads)
    assert [row.role for row in found.rows] == ["governor"] * 3
    assert codes(found.refused) == ["one_head_only", "one_head_only"]
    assert {problem.row for problem in found.refused} == {2, 6}


# --- templates -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["staff", "contacts"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_template_is_read_back_and_its_examples_are_nobody(
    tmp_path: Path, kind: TemplateKind, language: Language
) -> None:
    made = template(kind, language)
    assert len(made.headings) == len(made.hints) == len({hint.heading for hint in made.hints})
    read = {"staff": read_staff, "contacts": read_contacts}[kind]
    as_made = read(write_csv(tmp_path / "t.csv", [made.headings, *made.examples]))
    assert as_made.rows == []
    assert codes([*as_made.refused, *as_made.warnings]) == ["example_row"] * len(made.examples)
    filled = [[cell.replace(".example", ".org.example") for cell in example] for example in made.examples]
    as_filled = read(write_csv(tmp_path / "t.csv", [made.headings, *filled]))
    assert len(as_filled.rows) == len(made.examples)
    assert (as_filled.refused, as_filled.warnings) == ([], [])


@pytest.mark.parametrize("kind", ["staff", "contacts"])
def test_both_languages_of_a_template_say_the_same(tmp_path: Path, kind: TemplateKind) -> None:
    read = {"staff": read_staff, "contacts": read_contacts}[kind]
    rows = []
    for language in ("en", "cy"):
        made = template(kind, language)  # type: ignore[arg-type]
        filled = [[cell.replace(".example", ".org.example") for cell in example] for example in made.examples]
        found = read(write_csv(tmp_path / "t.csv", [made.headings, *filled])).rows
        rows.append([(row.place.row, [v for f, v in _fields(row) if f not in ("name", "base_name")]) for row in found])
    assert rows[0] == rows[1]


def _fields(row: Any) -> list[tuple[str, Any]]:
    return [(name, getattr(row, name)) for name in row.__dataclass_fields__ if name != "place"]
