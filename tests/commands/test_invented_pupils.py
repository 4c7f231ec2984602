"""`gwella twin --pupils`: files of the invented region's pupils, without a database."""

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from gwella.jobs.commands import main


def gwella(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_each_council_has_its_supplier(tmp_path: Path) -> None:
    done = gwella("twin", "--schools", "40", "--pupils", tmp_path / "out", "--years", "1")
    assert done.exit_code == 0, done.output
    assert "pupils: " in done.output
    census = pl.read_csv(tmp_path / "out" / "cowlyd" / "2018-19" / "cowlyd_census.csv", infer_schema=False)
    assert {number[:3] for number in census["DfE No"]} == {"992", "994"}
    assert (tmp_path / "out" / "arfor" / "2018-19" / "arfor_gwaharddiadau.xlsx").exists()
    assert list((tmp_path / "out" / "ctf").glob("*_CTF_*_001.xml"))
    assert {"school", "effect", "gain"} < set(pl.read_csv(tmp_path / "out" / "truth.csv").columns)


def test_one_supplier_for_all_and_an_english_region(tmp_path: Path) -> None:
    done = gwella("twin", "--schools", "40", "--pupils", tmp_path, "--years", "1", "--supplier", "cowlyd", "--english")
    assert done.exit_code == 0, done.output
    assert not (tmp_path / "arfor").exists()
    marks = pl.read_csv(tmp_path / "cowlyd" / "2018-19" / "cowlyd_teacher-assessment.csv", infer_schema=False)
    assert set(marks["Key Stage"]) == {"KS2"}
    assert {number[:3] for number in marks["DfE No"]} == {"961", "962", "963", "964", "965"}


def test_many_pupils_are_written_as_parquet(tmp_path: Path) -> None:
    done = gwella("twin", "--schools", "40", "--pupils", tmp_path, "--years", "1", "--count", "20000")
    assert done.exit_code == 0, done.output
    assert pl.scan_parquet(tmp_path / "pupils" / "*.parquet").select(pl.len()).collect().item() >= 20_000


@pytest.mark.parametrize("wrong", [["--english"], ["--count", "9"], ["--pupils", "x", "--english", "--count", "9"]])
def test_options_that_do_not_go_together_are_refused(wrong: list[str]) -> None:
    done = gwella("twin", *wrong)
    assert done.exit_code == 2
    assert "--pupils" in done.output
