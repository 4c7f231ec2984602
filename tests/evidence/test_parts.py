"""Pupils counted a part at a time give the figures of all at once."""

import ibis
import pytest

from gwella.engine.indicators import compute
from gwella.evidence.queries import parts
from gwella.evidence.queries.figures import COLUMNS, Place, told
from gwella.evidence.queries.progress import progress_of
from tests.engine.indicators.making import PLACES, TABLES, assessed, frame, pupil
from tests.engine.indicators.test_engines import region

YEARS = ("2015/16", "2016/17", "2018/19")


def tables() -> dict[str, ibis.Table]:
    """A small region, and pupils whose earlier attainment is known."""
    rows = region()
    later = [f"B{n}" for n in range(60)]
    rows["pupils"] = [
        *rows["pupils"],
        *(pupil(upn, school=f"670000{n % 3}", fsm_eligible=n % 4 == 0) for n, upn in enumerate(later)),
    ]
    rows["assessments"] = [
        *rows["assessments"],
        *(
            assessed(upn, subject, 3 + (n + ago) % 3, year=year, stage=stage, school=f"670000{n % 3}")
            for ago, year, stage, subjects in (
                (0, "2018/19", "ks2", ("english", "maths", "science")),
                (1, "2014/15", "fp", ("lang_en", "maths", "psd")),
            )
            for n, upn in enumerate(later)
            for subject in subjects
        ),
    ]
    connection = ibis.duckdb.connect()
    for name in TABLES:
        connection.con.register(name, frame(name, rows[name]).to_arrow())
    return {name: connection.table(name) for name in TABLES}


@pytest.mark.parametrize("rows", [200, 2_000_000])
def test_the_figures_of_parts_are_those_of_the_whole(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "ROWS", rows)
    where = [Place(p["school"], p["council"], p["family"] or "", p["sector"]) for p in PLACES]
    held = tables()
    found = {row[:5]: row[5:] for row in told(held, where, YEARS).iter_rows()}
    whole = compute(held, ibis.memtable(frame("places", PLACES).to_arrow())).select(*COLUMNS, "years").to_polars()
    expected = {
        row[:5]: row[5:9]
        for row in whole.iter_rows()
        if row[0] in YEARS and (row[4] == 1 or (row[3] in ("all", "fsm", "not_fsm") and row[9] > 1))
    }
    assert found.keys() == expected.keys()
    assert len(found) > 500
    for key, figure in expected.items():
        assert found[key] == pytest.approx(figure), key


def test_value_added_of_parts_is_that_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = progress_of(tables(), "2018/19")
    monkeypatch.setattr(parts, "ROWS", 200)
    (found,) = progress_of(tables(), "2018/19")
    assert found.schools == whole.schools
    assert found.added.pupils.sum() == 60
    assert found.added.effect == pytest.approx(whole.added.effect)
