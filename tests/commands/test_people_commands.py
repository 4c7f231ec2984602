"""The commands about people: templates, staff, contacts, roles, invitations."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.core.models import AuditEvent
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.schools.models import Contact, RoleGrant
from gwella.jobs.commands import main
from gwella.jobs.people import invitation
from tests.cast import Cast
from tests.evidence.making import write_csv
from tests.flows.test_people_from_files import AT, CONTACTS, RHIAN, STAFF, table

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    with translation.override("en"):
        yield


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_staff_come_in_and_the_command_says_what_it_did(cast: Cast, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "staff.csv", table(STAFF, [RHIAN]))
    dry = run("import-staff", path, "--dry-run", "--json")
    assert (dry.exit_code, json.loads(dry.stdout)["new"], SystemLeader.objects.count()) == (0, 1, 1)
    done = run("import-staff", path, "--json")
    told = json.loads(done.stdout)
    assert (told["new"], told["people"], told["system_leaders"], told["refused"]) == (1, 1, 1, 0)
    assert json.loads(run("import-staff", path, "--json").stdout)["unchanged"] == 1
    assert SystemLeader.objects.count() == 2


def test_refused_rows_are_told_with_their_place_and_the_exit_code_says_so(cast: Cast, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "staff.csv", table(STAFF, [RHIAN | {"Own school": "9932999"}]))
    result = run("import-staff", path)
    assert result.exit_code == 3
    assert "row 2" in result.stdout
    assert "9932999" in result.stdout
    assert "Traceback" not in result.output


def test_a_file_that_is_none_is_told_and_nothing_kept(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("<html>not a table</html>")
    result = run("import-staff", path, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"]


def test_contacts_come_in(cast: Cast, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "c.csv", [CONTACTS, ["9932150", "Clerk", "Beca Wyn", "b@pont.example", "Both", ""]])
    assert json.loads(run("import-contacts", path, "--json").stdout)["new"] == 1
    assert Contact.objects.filter(name="Beca Wyn", reads="both").exists()


@pytest.mark.parametrize("kind", ["staff", "contacts"])
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_template_is_written_and_read_back(
    cast: Cast, tmp_path: Path, kind: str, language: str, file_format: str
) -> None:
    out = tmp_path / f"empty.{file_format}"
    result = run("template", kind, "--language", language, "--format", file_format, "--out", out)
    assert (result.exit_code, result.stdout.strip()) == (0, str(out))
    told = json.loads(run(f"import-{kind}", out, "--json").stdout)
    assert (told["new"], told["refused"], len(told["warnings"])) == (0, 0, 2)


def test_the_first_administrator_is_named_by_a_command(db: None) -> None:
    result = run("grant", "Nerys@service.example", "administrator", "--name", "Nerys Hughes", "--json")
    assert json.loads(result.stdout) == {
        "email": "nerys@service.example",
        "role": "administrator",
        "new_person": True,
        "held": False,
    }
    again = run("grant", "nerys@SERVICE.example", "administrator", "--json")
    assert json.loads(again.stdout)["held"] is True
    assert RoleGrant.objects.count() == 1
    assert User.objects.get().has_usable_password() is False


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nobody@service.example", "administrator"), "name"),
        (("carys@example.invalid", "emperor"), "no such role"),
        (("carys@example.invalid", "senior_system_leader"), "council"),
        (("carys@example.invalid", "headteacher", "--council", "993"), "school"),
        (("carys@example.invalid", "headteacher", "--school", "9999999"), "not on the register"),
        (("carys@example.invalid", "senior_system_leader", "--council", "999"), "not the code"),
        (("carys@example.invalid", "administrator", "--council", "993"), "neither"),
        (("no address", "administrator", "--name", "Somebody"), "not an e-mail"),
    ],
)
def test_a_role_that_cannot_be_is_refused(cast: Cast, arguments: tuple[str, ...], says: str) -> None:
    before = RoleGrant.objects.count()
    result = run("grant", *arguments)
    assert result.exit_code == 1
    assert says in result.stderr
    assert RoleGrant.objects.count() == before


def test_an_invitation_goes_out_in_both_languages_and_its_link_sets_a_password(
    cast: Cast, tmp_path: Path, settings: LazySettings, client: Client
) -> None:
    settings.MAIL_FOLDER = tmp_path
    result = run("invite", "CARYS@example.invalid", "--site", "https://gwella.example/")
    assert result.exit_code == 0
    assert AuditEvent.objects.filter(kind="person.invited", subjects__key=str(cast.carys.pk)).count() == 1
    assert len(list(tmp_path.glob("*.eml"))) == 1
    text = invitation(cast.carys, site="https://gwella.example", at=AT).get_content()
    welsh, english = re.findall(r"https://gwella\.example(/\S+)", text)
    assert (welsh[:4], english[:4]) == ("/cy/", "/en/")
    page = client.get(english, follow=True)
    secret = "three words that fit nowhere"
    done = client.post(page.redirect_chain[-1][0], {"password1": secret, "password2": secret}, follow=True)
    assert done.status_code == 200
    cast.carys.refresh_from_db()
    assert cast.carys.check_password(secret)


def test_who_asked_for_one_language_is_written_to_in_that_one(cast: Cast) -> None:
    cast.carys.reads = "cy"
    mail = invitation(cast.carys, site="https://gwella.example", at=AT)
    assert mail["Content-Language"] == "cy"
    assert mail.get_content().count("https://") == 1
    assert "/cy/" in mail.get_content()


@pytest.mark.parametrize(
    ("email", "says"), [("nobody@example.invalid", "Nobody"), ("carys@example.invalid", "address of this service")]
)
def test_an_invitation_that_cannot_go_is_told(cast: Cast, email: str, says: str) -> None:
    result = run("invite", email)
    assert result.exit_code == 1
    assert says in result.stderr
    assert not AuditEvent.objects.filter(kind="person.invited").exists()


def test_the_link_alone_can_be_printed(cast: Cast) -> None:
    result = run("invite", "carys@example.invalid", "--site", "http://here", "--print")
    assert result.stdout.startswith("http://here" + reverse("account_login").rsplit("/", 2)[0])
