"""What the published national figures let us check: gaps, girls less boys, and the whole from its parts."""

import csv
from collections import defaultdict

import ibis
import polars as pl
import pytest

from gwella.engine.indicators import MEASURES, figures, gaps
from tests.realdata import needs_shared, shared

pytestmark = [needs_shared, pytest.mark.realdata]

# Published names, where one of our measures has the same arithmetic.
NAMES = {
    "level1_pct": "level1",
    "level2_pct": "level2",
    "level2_inclusive_pct": "level2_inclusive",
    "english_A*-C": "ks4_language",
    "maths_best_A*-C": "ks4_maths",
    "science_A*-C": "ks4_science",
    "capped9_points": "capped9",
}
GROUPS = {"boys": "boys", "girls": "girls", "eFSM all": "fsm", "nFSM all": "not_fsm", "eFSM": "fsm", "nFSM": "not_fsm"}


def published() -> dict[str, dict[str, dict[str, float]]]:
    """Values by source, measure and group."""
    found: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    with shared("cases/ks4_national.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["source"]][row["measure"]][row["group"]] = float(row["value"])
    return found


def told(cohorts: dict[str, float], values: dict[str, float], code: str) -> tuple[dict[str, float], dict[str, float]]:
    """Figures and gaps of the region from totals with these groups; "all" adds the rest up."""
    scale = 100 if MEASURES[code].unit == "percent" else 1
    rows = [
        {"year": "2018/19", "school": school, "measure": code, "group": group, "numerator": values[name] / scale * n,
         "cohort": n, "pupils": n}
        for school, (name, n) in enumerate(cohorts.items())
        for group in (GROUPS[name], "all")
    ]  # fmt: skip
    sums = pl.DataFrame(rows).with_columns(pl.col("school").cast(pl.String))
    places = pl.DataFrame({"school": sums["school"].unique(), "council": "670", "family": "1", "sector": "secondary"})
    backend = ibis.duckdb.connect()
    backend.con.register("sums", sums.to_arrow())
    backend.con.register("places", places.to_arrow())
    found = figures(backend.table("sums"), backend.table("places")).filter(ibis._.place == "region", ibis._.span == 1)
    value = {row["group"]: row["value"] for row in found.to_pyarrow().to_pylist()}
    gap = {row["gap"]: row["value"] for row in gaps(found).to_pyarrow().to_pylist()}
    return value, gap


def test_all_pupils_are_their_parts_weighted_by_cohort() -> None:
    checked = 0
    for measures in published().values():
        if not {"boys", "girls", "all"} <= measures["cohort"].keys():
            continue
        cohorts = {name: measures["cohort"][name] for name in ("boys", "girls")}
        for name, code in NAMES.items():
            if {"boys", "girls", "all"} <= measures[name].keys():
                value, gap = told(cohorts, measures[name], code)
                # Each part was published to one decimal.
                assert value["all"] == pytest.approx(measures[name]["all"], abs=0.1)
                assert gap["sex"] == pytest.approx(measures[name]["girls"] - measures[name]["boys"])
                checked += 1
    assert checked >= 4


def test_the_gap_is_not_eligible_less_eligible() -> None:
    checked = 0
    for measures in published().values():
        cohort = measures["cohort"]
        if {"eFSM all", "nFSM all"} <= cohort.keys():
            # The rest of the cohort is matched to neither group and counts in all only.
            assert cohort["eFSM all"] + cohort["nFSM all"] < cohort["all"]
            cohorts = {name: cohort[name] for name in ("eFSM all", "nFSM all")}
            for name in ("english_A*-C", "maths_best_A*-C", "science_A*-C"):
                value, gap = told(cohorts, measures[name], NAMES[name])
                assert gap["fsm"] == pytest.approx(measures[name]["nFSM all"] - measures[name]["eFSM all"])
                assert measures[name]["eFSM all"] < value["all"] < measures[name]["nFSM all"]
                checked += 1
        interim = measures["capped9_interim"]
        if interim:
            _, gap = told({"eFSM": 1.0, "nFSM": 1.0}, interim, "capped9")
            assert gap["fsm"] == pytest.approx(interim["gap nFSM-eFSM"], abs=0.06)
            checked += 1
    assert checked == 4
