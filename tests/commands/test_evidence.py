"""Pupil data, figures and agreements by command."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gwella.domain.figures.models import Agreement, DataSet, Figure
from gwella.jobs.commands import main
from tests.cast import Cast
from tests.evidence.making import write_csv
from tests.flows.pupil_data import agreement, census, write

pytestmark = pytest.mark.database
LONG = ["school", "year", "measure", "group", "value"]
YEAR = ["--year", "2018/19", "--as-at", "2019-01-15", "--status", "final"]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_figures_need_the_licence_to_be_recorded(cast: Cast, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "f.csv", [LONG, ["9932147", "2018/19", "fsm_share", "all", "12"]])
    command = ["import-figures", path, *YEAR, "--agreement", "open-licence"]
    refused = run(*command)
    assert refused.exit_code == 1
    assert "No live data agreement" in refused.stderr
    assert run("agreements", "--open-licence").exit_code == 0
    assert run(*command).exit_code == 0
    assert Figure.objects.get().value == 12
    listed = json.loads(run("agreements", "--json").stdout)
    assert [(a["code"], a["live"]) for a in listed["agreements"]] == [("open-licence", True)]


def test_pupils_come_in_by_command_and_their_figures_are_worked_out(cast: Cast, tmp_path: Path) -> None:
    agreement(cast)
    Agreement.objects.update(expires_on="2099-08-31")
    path = write(tmp_path / "census.csv", census(range(8)))
    command = [
        "import-pupils",
        path,
        "--kind",
        "pupils",
        *YEAR,
        "--agreement",
        "pupil-data",
        "--profile",
        "gwella-pupils",
    ]
    assert run(*command, "--dry-run").exit_code == 0
    assert not DataSet.objects.exists()
    assert json.loads(run(*command, "--json").stdout)["new"] == 8
    told = run("work-out", "--year", "2018/19", "--json")
    assert json.loads(told.stdout)["figures"] == Figure.objects.count() > 0


def test_a_year_that_is_none_is_refused(db: None) -> None:
    refused = run("work-out", "--year", "2018")
    assert refused.exit_code == 1
    assert "is not a school year" in refused.stderr


def test_a_transfer_file_that_is_none_is_refused(cast: Cast, tmp_path: Path) -> None:
    agreement(cast)
    Agreement.objects.update(expires_on="2099-08-31")
    path = tmp_path / "x.xml"
    path.write_text("<html></html>")
    refused = run("import-ctf", path, *YEAR, "--agreement", "pupil-data")
    assert refused.exit_code == 1
    assert "This is not a Common Transfer File." in refused.stderr
