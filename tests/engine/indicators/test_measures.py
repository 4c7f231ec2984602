"""The list of measures itself."""

import pytest

from gwella.engine.indicators import GROUPS, MEASURES, Measure, totals
from tests.engine.indicators.making import TABLES, Store

NAMED = (
    "fp_indicator",
    "fp_lang",
    "fp_maths",
    "fp_psd",
    "ks2_csi",
    "ks2_english",
    "ks2_welsh",
    "ks2_maths",
    "ks2_science",
    "ks3_csi",
    "ks3_english",
    "ks3_welsh",
    "ks3_maths",
    "ks3_science",
    "level1",
    "level2",
    "level2_inclusive",
    "capped_points",
    "capped9",
    "literacy_points",
    "numeracy_points",
    "science_points",
    "attendance_primary",
    "attendance_secondary",
    "persistent_absence",
    "fsm_share",
    "aln_share",
    "early_language_share",
    "looked_after_share",
    "exclusion_rate",
    "pupils",
    "pupil_teacher_ratio",
    "budget_per_pupil",
)


def test_every_measure_agreed_is_there() -> None:
    assert set(NAMED) <= MEASURES.keys()
    assert {"all", "fsm", "not_fsm", "girls", "boys", "aln", "not_aln", "early_language", "not_early_language",
            "looked_after"} == GROUPS.keys()  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.code)
def test_a_measure_says_what_it_is(measure: Measure) -> None:
    assert measure.name
    assert measure.meaning.endswith(".")
    assert measure.counts.endswith(".")
    assert measure.sectors
    assert (measure.earned is None) == (measure.of is None) == (measure.source == "published")


def test_names_differ() -> None:
    assert len({measure.name for measure in MEASURES.values()}) == len(MEASURES)


@pytest.mark.parametrize(
    ("code", "year", "holds"),
    [
        ("capped9", "2017/18", False),
        ("capped9", "2018/19", True),
        ("ks2_csi", "2019/20", False),
        ("ks2_csi", "2021/22", True),
        ("ks2_csi", "2022/23", False),
        ("level2", "2030/31", True),
    ],
)
def test_years(code: str, year: str, holds: bool) -> None:
    assert MEASURES[code].holds(year) is holds


def test_tables_that_are_missing_leave_their_measures_out(store: Store) -> None:
    tables = {name: store.backend.table(name) for name in TABLES}
    assert totals({"pupils": tables["pupils"]}).columns == totals(tables).columns
    with pytest.raises(KeyError):
        totals({"results": tables["results"]})
