"""Many pupils: the region again and again under other numbers, each number once."""

from pathlib import Path

import polars as pl
import pytest

from gwella.engine.upn import is_valid
from gwella.twin.pupils import SCHEMAS, grow_to, many
from gwella.twin.pupils.roll import lay_out
from tests.twin.conftest import made
from tests.twin.pupils.conftest import grown


def test_parts_are_written_until_there_are_enough(tmp_path: Path) -> None:
    one = grown(40, 1).table("pupils")["upn"].n_unique()
    heard: list[tuple[int, int]] = []
    rows = grow_to(
        made(1, 40)[0], tmp_path, seed=1, pupils=2 * one + 1, progress=lambda done, of: heard.append((done, of))
    )
    assert heard[-1] == (2 * one + 1, 2 * one + 1)
    assert len(heard) == len(list((tmp_path / "pupils").iterdir())) == 3
    table = pl.read_parquet(tmp_path / "pupils" / "*.parquet")
    assert rows["pupils"] == table.height
    assert dict(table.schema) == SCHEMAS["pupils"]
    counted = table.filter(pl.col("enrolment").is_in(["C", "M"]))
    assert counted["upn"].is_unique().all()
    assert table["upn"].n_unique() > 2 * one
    assert table["school"].n_unique() == 3 * grown(40, 1).table("pupils")["school"].n_unique()
    assert {n[:3] for n in table["school"]} == {"991", "992", "993", "994", "995"}
    assert all(is_valid(upn) for upn in table["upn"].sample(500, seed=1))
    assert set(rows) == {*SCHEMAS, "truth"}


def test_the_first_part_is_the_region_itself(tmp_path: Path) -> None:
    grow_to(made(1, 40)[0], tmp_path, seed=1, pupils=1, tables=["results"])
    assert pl.read_parquet(tmp_path / "results" / "part-000.parquet").equals(grown(40, 1).table("results"))
    assert {p.name for p in tmp_path.iterdir()} == {"results", "truth"}


def test_numbers_of_schools_are_never_dealt_twice() -> None:
    schools = lay_out(made(1)[0])
    dealt = [number for numbers in many._numbers(schools) for number in numbers]
    assert len(dealt) == len(set(dealt))
    assert len(dealt) // len(schools) >= 60  # of 150,000 pupils each


def test_numbers_may_run_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_numbers", lambda schools: iter([schools.numbers]))
    with pytest.raises(ValueError, match="run out"):
        grow_to(made(1, 40)[0], tmp_path, seed=1, pupils=10**6)
