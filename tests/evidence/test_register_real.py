"""The real register of April 2018, against its own control totals."""

from collections import Counter

import pytest

from gwella.evidence.ingest.register import Register, read_register
from gwella.evidence.ingest.totals import check_totals, read_totals
from tests.realdata import needs_shared, shared

pytestmark = [needs_shared, pytest.mark.realdata]

REGION = {"672", "673", "674", "675", "681"}


@pytest.fixture(scope="module")
def register() -> Register:
    return read_register(shared("data/wales/address-list-schools-wales_2018-04-10.ods"))


def test_every_school_is_read_and_nothing_refused(register: Register) -> None:
    assert Counter(row.kind for row in register.rows) == {"maintained": 1521, "independent": 72, "pru": 23}
    assert register.refused == []
    assert register.warnings == []
    assert len({row.number for row in register.rows}) == 1616


def test_the_five_councils(register: Register) -> None:
    region = [row for row in register.rows if row.council in REGION]
    assert Counter(row.kind for row in region) == {"maintained": 391, "independent": 21, "pru": 5}


def test_counts_match_the_published_totals_council_by_council_and_phase_by_phase(register: Register) -> None:
    published = read_totals(shared("data/wales/register_2018-04_control_totals.csv"))
    for totals in (register.totals, published):
        assert totals is not None
        checks = check_totals(register.rows, totals)
        assert len(checks) == 23 * 10  # 22 councils and Wales, 7 phases and kinds and 3 sums
        assert [check for check in checks if not check.matches] == []
    assert register.totals is not None
    assert [area.counts for area in register.totals.areas] == [area.counts for area in published.areas]


def test_both_languages_of_every_value(register: Register) -> None:
    for row in register.rows:
        assert row.council_name.en
        assert row.council_name.cy
        if row.kind == "maintained":
            for value in (row.sector, row.governance_name, row.medium_name, row.school_type_name):
                assert value.en
                assert value.cy
                assert value.en != value.cy


def test_codes(register: Register) -> None:
    maintained = [row for row in register.rows if row.kind == "maintained"]
    assert Counter(row.medium for row in maintained) == {
        "EM": 970, "WM": 389, "NA": 52, "EW": 40, "DS": 32, "AB": 18, "BB": 12, "CB": 4, "TR": 4,
    }  # fmt: skip
    assert Counter(row.faith for row in maintained) == {
        "": 1289, "cw": 146, "rc": 85, "rca": 1,
    }  # fmt: skip
    assert Counter((row.lowest_age, row.highest_age) for row in maintained if row.phase == "middle") == {
        (3, 16): 5, (3, 19): 7, (4, 19): 1,
    }  # fmt: skip
    assert sum(row.pupils is None for row in maintained) == 5
    assert {row.phase for row in register.rows if row.kind == "pru"} == {"pru"}
    assert {row.phase for row in register.rows if row.kind == "independent"} == {""}


def test_provenance(register: Register) -> None:
    assert register.as_at is not None
    assert register.as_at.isoformat() == "2018-04-09"
    assert len(register.sha256) == 64
    assert {use.sheet for use in register.sheets} == {
        "A_gynhelir", "Annibynnol", "UCD", "Maintained", "Independent", "PRU",
    }  # fmt: skip
