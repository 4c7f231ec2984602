"""`gwella frameworks`: what there is, what it says, whether a file is right, which is in force."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gwella.core.models import AuditEvent
from gwella.domain.places.models import FrameworkYear
from gwella.frameworks.loader import FOLDER, available
from gwella.jobs.commands import main
from tests.cast import Cast

pytestmark = pytest.mark.database


def gwella(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_list_says_which_is_in_force(cast: Cast) -> None:
    listed = json.loads(gwella("frameworks", "--json").stdout)
    assert [row["code"] for row in listed] == available()
    assert {row["code"]: row["in_force"] for row in listed}["wales-2017"] == ["2019/20"]
    line = next(line for line in gwella("frameworks").stdout.splitlines() if line.startswith("wales-2017"))
    assert "in force here: 2019/20" in line


@pytest.mark.parametrize(("language", "heading"), [("en", "not the official value"), ("cy", "Categoreiddio")])
def test_one_is_shown_in_words(cast: Cast, language: str, heading: str) -> None:
    shown = gwella("frameworks", "show", "wales-2017", "--language", language)
    assert shown.exit_code == 0
    assert heading in shown.stdout


def test_an_unknown_one_is_refused_with_those_there_are(cast: Cast) -> None:
    refused = gwella("frameworks", "show", "wales-1066")
    assert refused.exit_code == 1
    assert "wales-2017" in refused.stderr


def test_a_file_that_is_right_says_so_and_one_that_is_not_names_each_fault(cast: Cast, tmp_path: Path) -> None:
    text = (FOLDER / "wales-2017.toml").read_text(encoding="utf-8")
    right = tmp_path / "wales-2017.toml"
    right.write_text(text, encoding="utf-8")
    assert gwella("frameworks", "check", right).exit_code == 0
    right.write_text(
        text.replace("serving_head_km = { value = 3,", "serving_head_km = { value = -3,"), encoding="utf-8"
    )
    wrong = gwella("frameworks", "check", right)
    assert wrong.exit_code == 1
    assert "allocation.serving_head_km" in wrong.stderr
    assert "Traceback" not in wrong.output


def test_a_framework_is_brought_into_force_for_a_year_it_is_written_for(cast: Cast) -> None:
    assert gwella("frameworks", "use", "wales-2015", "--year", "2015/16").exit_code == 0
    assert FrameworkYear.objects.get(school_year="2015/16").framework == "wales-2015"
    assert AuditEvent.objects.filter(kind="framework.brought_into_force").count() == 1


@pytest.mark.parametrize(
    ("code", "year", "why"),
    [
        ("wales-2015", "2019/20", "not written for"),
        ("wales-2015", "2015/17", "no school year"),
        ("wales-2015", "next", "no school year"),
        ("wales-1066", "2015/16", "no framework"),
    ],
)
def test_nothing_else_is_brought_into_force(cast: Cast, code: str, year: str, why: str) -> None:
    refused = gwella("frameworks", "use", code, "--year", year)
    assert refused.exit_code == 1
    assert why in refused.stderr
    assert FrameworkYear.objects.count() == 1
