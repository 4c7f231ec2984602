"""Value added of an invented region against what its schools truly add, which is known."""

from collections.abc import Mapping

import ibis
import numpy as np
import polars as pl
import pytest
from ibis import Table

from gwella.evidence.queries.progress import Progress, progress_of
from gwella.twin.pupils import Pupils, grow
from tests.twin.conftest import made

YEARS = 6  # the examinations look back to Key Stage 2, five years before


@pytest.fixture(scope="module")
def grown() -> Pupils:
    return grow(made(1, 426)[0], seed=1, years=YEARS)


@pytest.fixture(scope="module")
def told(grown: Pupils) -> Mapping[str, Progress]:
    """The model of each outcome in the last year."""
    return {one.outcome: one for one in progress_of(tables(grown), grown.years[-1])}


def tables(grown: Pupils) -> dict[str, Table]:
    """The tables that value added needs, in a database of their own."""
    connection = ibis.duckdb.connect()
    for name in ("pupils", "assessments", "results"):
        connection.con.register(name, grown.table(name).to_arrow())
    return {name: connection.table(name) for name in ("pupils", "assessments", "results")}


@pytest.mark.parametrize(("outcome", "covered", "alike"), [("ks2", 0.94, 0.85), ("ks4", 0.92, 0.93)])
def test_intervals_cover_what_schools_truly_add(
    grown: Pupils, told: Mapping[str, Progress], outcome: str, covered: float, alike: float
) -> None:
    """Of 95 %; without deprivation among what is known before it was 77 % of the examinations."""
    held = told[outcome]
    truth = grown.truth.filter((pl.col("stage") == outcome) & (pl.col("year") == held.year))
    effects = dict(zip(truth["school"], truth["effect"], strict=True))
    known = np.array([effects.get(school, np.nan) for school in held.schools])
    which = ~np.isnan(known) & (held.added.pupils >= 10)
    assert which.sum() > 50
    found, low, high = (array[which] for array in (held.added.effect, held.added.low, held.added.high))
    # What is true is told in deviations of a pupil, what is found in levels or points.
    slope = np.polyfit(known[which], found, 1)[0]
    expected = slope * (known[which] - known[which].mean())
    assert ((low <= expected) & (expected <= high)).mean() > covered
    assert np.corrcoef(found, expected)[0, 1] > alike


def test_a_fact_of_the_intake_that_nobody_told_is_left_out(grown: Pupils, told: Mapping[str, Progress]) -> None:
    held = tables(grown)
    year = grown.years[-1]
    blank = held["pupils"].mutate(deprivation=ibis.null("int8"), eal=ibis.null("string"))
    found = {one.outcome: one.added for one in progress_of({**held, "pupils": blank}, year)}
    assert found["ks4"].pupils.sum() == told["ks4"].added.pupils.sum(), "nobody is left out for it"
    assert len(found["ks4"].coefficients) == len(told["ks4"].added.coefficients) - 2 == 3
    assert told["ks4"].added.coefficients[3] > 0, "the less deprived the area, the further"
