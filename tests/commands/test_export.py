"""`gwella export`: open data through the gate, in three forms with their metadata, in both languages."""

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from gwella.domain.figures.models import Figure
from gwella.domain.places.models import Service
from gwella.domain.schools.models import School
from gwella.jobs.commands import main
from tests.cast import Cast
from tests.flows.test_leaving import SCHOOLS, put

pytestmark = pytest.mark.database
FILES = ("gwella-figures.csv", "gwella-figures-excel.csv", "gwella-figures.parquet")


def gwella(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_figures_leave_through_the_gate_in_three_forms(cast: Cast, tmp_path: Path) -> None:
    put(cast, SCHOOLS)
    assert not Figure.objects.filter(hidden=True).exists()
    told = json.loads(gwella("export", "--out", tmp_path, "--json").stdout)
    assert [Path(f).name for f in told["files"]] == [n for name in FILES for n in (name, f"{name}-metadata.json")]
    assert told["gate"]["2018/19"]["why"]["cohort"] == 1
    plain = rows(tmp_path / FILES[0])
    assert rows(tmp_path / FILES[1], "utf-8-sig") == plain
    assert (tmp_path / FILES[1]).read_bytes().startswith(b"\xef\xbb\xbf")
    parquet = pl.read_parquet(tmp_path / FILES[2])
    assert parquet.height == len(plain) == told["figures"] == 30
    assert parquet["symbol"].to_list() == [row["symbol"] for row in plain]
    hidden = [row for row in plain if row["symbol"] == "[c]"]
    assert len(hidden) == told["hidden"] > 2
    assert {(row["value"], row["pupils"]) for row in hidden} == {("", "")}
    shown = next(r for r in plain if (r["place"], r["group"], r["years"]) == ("region", "all", "1"))
    assert (shown["value"], shown["pupils"], shown["symbol"], shown["unit"]) == ("68.4", "117", "[p]", "percent")
    assert not list(tmp_path.glob(".*")), "nothing half written is left"


def test_names_and_words_come_in_both_languages_and_run_nothing(cast: Cast, tmp_path: Path) -> None:
    put(cast, SCHOOLS)
    School.objects.filter(number="9932150").update(name_en="=1+1", name_cy="Ysgol Pont")
    assert gwella("export", "--out", tmp_path, "--years", "2018/19").exit_code == 0
    mine = next(row for row in rows(tmp_path / FILES[0]) if row["place"] == "9932150")
    assert (mine["place_en"], mine["place_cy"]) == ("'=1+1", "Ysgol Pont")
    assert pl.read_parquet(tmp_path / FILES[2]).filter(place="9932150")["place_en"][0] == "=1+1"
    assert mine["measure_en"] != mine["measure_cy"]
    for name in FILES:
        about = json.loads((tmp_path / f"{name}-metadata.json").read_text(encoding="utf-8"))
        assert about["url"] == name
        told = about["gwella"]
        assert told["sources"][0]["as_at"] == "2020-02-03"
        assert set(told["symbols"]) == {f"[{letter}]" for letter in "czxprkb"}
        assert all(told["columns"][column]["cy"] for column in told["columns"])
        assert told["small_numbers"]["hidden"] > 2
        assert told["licence"]["name"].startswith("Open Government Licence")


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_a_demonstration_says_it_is_invented_and_a_service_names_its_sources(
    cast: Cast, tmp_path: Path, is_demonstration: bool
) -> None:
    Service.objects.update(is_demonstration=is_demonstration)
    put(cast, SCHOOLS)
    gwella("export", "--out", tmp_path)
    told = json.loads((tmp_path / f"{FILES[0]}-metadata.json").read_text(encoding="utf-8"))["gwella"]
    assert (told["attribution"] is None) is is_demonstration
    assert any("Invented" in note["en"] for note in told["small_numbers"]["notes"]) is is_demonstration


def test_what_is_no_year_is_refused(cast: Cast, tmp_path: Path) -> None:
    refused = gwella("export", "--out", tmp_path / "none", "--years", "2018")
    assert refused.exit_code == 1
    assert "2018" in refused.stderr
    assert not (tmp_path / "none").exists()


def test_without_figures_the_files_hold_their_headings(cast: Cast, tmp_path: Path) -> None:
    assert gwella("export", "--out", tmp_path).exit_code == 0
    assert rows(tmp_path / FILES[0]) == []
    assert pl.read_parquet(tmp_path / FILES[2]).height == 0
