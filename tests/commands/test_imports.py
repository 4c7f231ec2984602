"""The commands that bring files in: what they print, how they end, and what broken files leave (nothing)."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import OperationalError

from gwella.core.models import AuditEvent, DataImport
from gwella.domain.places.models import Council, Service
from gwella.domain.schools.models import School
from gwella.jobs.commands import main
from tests.cast import Cast
from tests.flows.registers import CWM_RHEDYN, NANT, PONT, school, write_register
from tests.proof.counting import Proof
from tests.realdata import needs_shared, shared

pytestmark = pytest.mark.database
REGISTER = "data/wales/address-list-schools-wales_2018-04-10.ods"
NEW = school("9932188", "Ysgol Bryn Newydd")


def gwella(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def told(result: Result) -> dict[str, Any]:
    told_: dict[str, Any] = json.loads(result.stdout)
    return told_


def test_json_names_every_count(cast: Cast, tmp_path: Path) -> None:
    path = write_register(tmp_path / "register.csv", [NANT, PONT, NEW])
    result = gwella("import-register", path, "--json")
    assert result.exit_code == 0, result.output
    figures = told(result)
    assert {name: figures[name] for name in ("new", "changed", "unchanged", "missing", "refused")} == {
        "new": 1, "changed": 2, "unchanged": 0, "missing": 1, "refused": 0,
    }  # fmt: skip
    assert figures["missing_list"] == ["9934012"]
    assert figures["totals_match"] is None
    assert School.objects.filter(number="9932188").exists()


def test_a_dry_run_writes_nothing_and_says_so(cast: Cast, tmp_path: Path) -> None:
    path = write_register(tmp_path / "register.csv", [*CWM_RHEDYN, NEW])
    result = gwella("import-register", path, "--dry-run")
    assert result.exit_code == 0
    assert "dry run" in result.output
    assert told(gwella("import-register", path, "--dry-run", "--json"))["new"] == 1
    assert not DataImport.objects.exists()
    assert not AuditEvent.objects.exists()


def test_refused_rows_are_told_with_their_place_and_the_rest_comes_in(cast: Cast, tmp_path: Path) -> None:
    path = write_register(tmp_path / "register.csv", [*CWM_RHEDYN, {**NEW, "postcode": "XX"}])
    result = gwella("import-register", path)
    assert result.exit_code == 3
    assert "register.csv, row 5, column Postcode" in result.output


def test_an_unknown_authority_is_a_clear_refusal(db: None, tmp_path: Path) -> None:
    path = write_register(tmp_path / "register.csv", CWM_RHEDYN)
    result = gwella("import-register", path, "--authorities", "672,999")
    assert result.exit_code == 1
    assert "“999” is not a council's code." in result.output
    assert not Council.objects.exists()


@needs_shared
@pytest.mark.realdata
def test_the_real_register_sets_a_service_up_under_its_own_name(db: None) -> None:
    result = gwella(
        "import-register", shared(REGISTER), "--authorities", "672,673,674,675,681", "--json",
        "--service-name-en", "Five Councils", "--service-name-cy", "Pum Cyngor",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    figures = told(result)
    assert (figures["new"], figures["totals_match"]) == (417, True)
    service = Service.objects.get()
    assert (service.name_en, service.name_cy, service.is_demonstration) == ("Five Councils", "Pum Cyngor", False)


def test_a_database_that_cannot_be_written_is_told_in_words(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **more: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("gwella.domain.schools.actions.register.record", full)
    result = gwella("import-register", write_register(tmp_path / "register.csv", [*CWM_RHEDYN, NEW]))
    assert result.exit_code == 1
    assert "(database or disk is full)" in result.output
    assert not School.objects.filter(number="9932188").exists()


def broken_files(folder: Path) -> dict[str, Path]:
    """Files nobody should send, by what is wrong with them."""
    contents = {
        "empty.csv": b"",
        "page.xlsx": b"<!DOCTYPE html><html><body>Not found</body></html>",
        "picture.ods": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        "notes.csv": b"just some notes\nwithout any table\n",
        "half.csv": b'School Number,School Name\n"9932147,never closed\n',
        "binary.csv": bytes(range(256)) * 40,
        "entity.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "twice.csv": b"School Number,School Number,School Name\n1,2,3\n",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"0" * 5_000_000)
    return {name: folder / name for name in (*contents, "bomb.xlsx", "absent.csv")}


@pytest.mark.parametrize("command", ["import-register", "import-places", "import-boundaries", "import-categories"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_hostile_files_end_in_a_message_and_leave_nothing(
    cast: Cast, tmp_path: Path, command: str, language: str
) -> None:
    more = ["--round", "2019/20"] if command == "import-categories" else []
    for name, path in broken_files(tmp_path).items():
        result = gwella("--language", language, command, path, *more)
        assert result.exit_code == 1, (name, result.output)
        assert name in result.output, result.output
        assert "Traceback" not in result.output
    assert not DataImport.objects.exists()
    assert not AuditEvent.objects.exists()


@needs_shared
@pytest.mark.realdata
@pytest.mark.proof("mutated files: the real register", sample=12, full=10_000)
def test_mutated_registers_never_crash(db: None, tmp_path: Path, proof: Proof) -> None:
    whole = shared(REGISTER).read_bytes()
    dice = proof.dice()
    for number in range(proof.count):
        spoilt = bytearray(whole)
        if number % 3 == 0:
            del spoilt[dice.randrange(len(spoilt)) :]
        for _ in range(dice.randrange(1, 40) if spoilt else 0):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        path = tmp_path / f"spoilt-{number}.ods"
        path.write_bytes(spoilt)
        result = gwella("import-register", path, "--dry-run", "--json")
        assert result.exit_code in (0, 1, 3), (number, result.output, result.exception)
        assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
        path.unlink()
    assert not School.objects.exists()
