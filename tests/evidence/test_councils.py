"""The councils and the official words, against the published lists."""

import csv

import pytest

from gwella.evidence.ingest.columns import heading_key
from gwella.evidence.ingest.councils import WALES
from gwella.evidence.ingest.register import COLUMNS
from gwella.evidence.ingest.terms import COLOURS, FAITHS, GOVERNANCE, MEDIUMS, SCHOOL_TYPES, SECTORS, Terms
from tests.realdata import needs_shared, shared


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("The Vale of Glamorgan", "673"),
        ("Vale of Glamorgan", "673"),
        ("Bro Morgannwg - The Vale of Glamorgan", "673"),
        ("Rhondda, Cynon, Taff", "674"),
        ("RHONDDA CYNON TAF", "674"),
        ("Ynys Mon", "660"),
        ("Sir Ynys Môn", "660"),
        ("Tor-faen", "678"),
        ("W06000015", "681"),
        ("681", "681"),
    ],
)
def test_spellings(written: str, code: str) -> None:
    found = WALES.find(written)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("written", ["", "Wales", "512", "659", "682", "Bristol", "Abertawe - Cardiff", "North Wales"])
def test_what_is_no_council(written: str) -> None:
    assert WALES.find(written) is None


def test_there_are_22_with_codes_in_order() -> None:
    assert [council.code for council in WALES] == [str(code) for code in range(660, 682)]
    assert len({council.area for council in WALES}) == 22


@needs_shared
@pytest.mark.realdata
def test_the_official_names_are_the_published_ones() -> None:
    with shared("data/wales/principal-local-authority_en_cy.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            council = WALES.find(row["official-name"])
            assert council is not None
            assert council.official_name.cy == row["official-name-cy"]
            assert WALES.find(row["name"]) is council
            assert WALES.find(row["name-cy"]) is council


@needs_shared
@pytest.mark.realdata
def test_the_words_are_the_registers_own() -> None:
    lists: dict[str, Terms] = {
        "sector": SECTORS,
        "governance": GOVERNANCE,
        "welsh_medium_type": MEDIUMS,
        "school_type": SCHOOL_TYPES,
        "religious_character": FAITHS,
        "support_category": COLOURS,
    }
    headings = {heading_key(name) for column in COLUMNS for name in (column.en, column.cy)}
    seen = set()
    with shared("data/wales/terms_en_cy.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            terms = lists.get(row["list"])
            if terms is not None and row["en"] != "---":
                term = terms.find(row["en"])
                assert term is not None
                assert (term.name.en, term.name.cy) == (row["en"], row["cy"])
                seen.add(row["list"])
            if row["list"] == "local_authority":
                assert WALES.find(row["en"]) is WALES.find(row["cy"]) is not None
            if row["list"] == "register_column":
                assert {heading_key(row["en"]), heading_key(row["cy"])} <= headings
    assert seen == set(lists)
