"""The real register, seven commands: as the README says, in a home made for the test and thrown away.

Schools, postcodes and categories are the publishers'. Staff and contacts are invented here; nothing invented is kept.
"""

import csv
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.realdata import needs_shared, shared

pytestmark = [needs_shared, pytest.mark.realdata]

COUNCILS = ("Bridgend", "Merthyr Tydfil", "Rhondda Cynon Taf", "Vale of Glamorgan", "Cardiff")
CODES = "672,673,674,675,681"


class Home:
    """A home of its own, and `gwella` run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("GWELLA_", "DATABASE_URL"))},
            "GWELLA_HOME": str(folder / "home"),
            "GWELLA_TODAY": "2020-02-03",
            "GWELLA_SECRET_KEY": "only for this test",
            "DJANGO_SETTINGS_MODULE": "gwella.config.settings",
        }

    def run(self, *arguments: object, expect: int = 0) -> dict[str, object]:
        """The command's JSON; a failure shows what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "gwella.jobs.commands", *map(str, arguments)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == expect, done.stderr or done.stdout[-2000:]
        found: dict[str, object] = json.loads(done.stdout) if "--json" in arguments else {}
        return found


def _write(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _numbers() -> list[str]:
    """The numbers of the schools in the published categories: on the register, or opened since."""
    with shared("data/wales/support_category_2020-01_csc.csv").open(encoding="utf-8") as file:
        return [row["school_number"] for row in csv.DictReader(file)]


def _staff(folder: Path) -> Path:
    """Sixty invented system leaders, each with a base of their own, and a head of service.

    Every phase, Welsh in two of five, days by halves; more days than the schools need.
    """
    dice = random.Random(5)
    bases = dice.sample(_postcodes(), 60)
    rows: list[dict[str, object]] = [
        {
            "Name": f"Person {number:02d}",
            "E-mail": f"person{number:02d}@example.invalid",
            "Role": "System leader",
            "Days a year": dice.randrange(80, 140) / 2,
            "Phases": "Nursery;Primary;All-through;Secondary;Special;Referral unit",
            "Welsh level": 5 if number % 5 < 2 else dice.choice([0, 1, 2]),
            "Base postcode": base,
        }
        for number, base in enumerate(bases, start=1)
    ]
    rows.append({"Name": "Person 00", "E-mail": "person00@example.invalid", "Role": "Head of service"})
    return _write(folder / "staff.csv", rows)


def _postcodes() -> list[str]:
    with shared("data/geo/postcodes_CF_lat_long_NSPL_2025-05.csv").open(encoding="utf-8") as file:
        return [row["Postcode"] for row in csv.DictReader(file) if row["lat"]]


def _contacts(folder: Path) -> Path:
    rows: list[dict[str, object]] = [
        {
            "School number": number,
            "Role": role,
            "Name": f"{role} {number}",
            "E-mail": f"{role.split()[0].lower()}.{number}@example.invalid",
            "Language": ("", "Welsh", "English")[place % 3],
        }
        for place, number in enumerate(_numbers())
        for role in ("Headteacher", "Chair of governors")
    ]
    return _write(folder / "contacts.csv", rows)


def test_seven_commands_take_the_real_register_to_letters(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.run("migrate")

    register = home.run(
        "import-register",
        shared("data/wales/address-list-schools-wales_2018-04-10.ods"),
        "--authorities",
        CODES,
        "--json",
    )
    assert register["schools"] == {"maintained": 1521, "independent": 72, "pru": 23}
    assert register["in_scope"] == {"maintained": 391, "independent": 21, "pru": 5}
    assert register["totals_match"] is True
    assert register["refused"] == 0

    home.run("import-places", shared("data/geo/postcodes_CF_lat_long_NSPL_2025-05.csv"))

    categories = home.run(
        "import-categories",
        shared("data/wales/support_category_2020-01_csc.csv"),
        "--round",
        "2019/20",
        "--json",
    )
    assert [categories[colour] for colour in ("green", "yellow", "amber", "red")] == [195, 136, 38, 6]
    assert categories["lists"] == {"primary": 310, "secondary": 56, "special": 15}
    assert (categories["rows"], categories["matched"], categories["unknown"]) == (375, 368, 7)
    assert categories["without"] == 23

    staff = home.run("import-staff", _staff(tmp_path), "--json")
    assert staff["refused"] == 0

    # The published categories name 7 schools opened since: their contacts are refused with their place, two each.
    contacts = home.run("import-contacts", _contacts(tmp_path), "--json", expect=3)
    assert contacts["refused"] == 14
    assert contacts["new"] == 2 * 368

    plan = home.run("allocate", "--confirm", "--json")
    assert plan["schools"] == plan["assigned"] == 396
    assert plan["conflicts"] == plan["over_capacity"] == plan["unmet_days"] == 0
    assert plan["bound"] <= plan["objective"]  # type: ignore[operator]
    assert plan["gap"] <= 0.05  # type: ignore[operator]

    letters = home.run("letters", "--json")
    assert letters["letters"] == 2 * 368
    assert letters["untold_schools"] == 396  # nothing leaves without a person's yes
    assert letters["sent"] == 0
