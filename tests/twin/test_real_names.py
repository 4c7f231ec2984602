"""No invented name may be a real school's, whatever the seed: the whole stock of names is held against the register."""

import re

import pytest
from python_calamine import CalamineWorkbook

from gwella.core.text import fold
from gwella.twin import land, names, places
from gwella.twin.fixed import KNOWN
from tests.realdata import needs_shared, shared
from tests.twin.conftest import made

pytestmark = [needs_shared, pytest.mark.realdata]

SHEETS = ("Maintained", "A_gynhelir", "Independent", "Annibynnol", "PRU", "UCD")
KIND_WORDS = frozenset(
    {
        "ysgol", "gynradd", "gymraeg", "gyfun", "uwchradd", "gymunedol", "babanod", "fabanod", "iau", "feithrin",
        "arbennig", "y", "the", "school", "primary", "high", "comprehensive", "community", "infant", "infants",
        "junior", "juniors", "nursery", "special",
    }
)  # fmt: skip


def _core(name: str) -> str:
    """What sets a school's name apart: without the words for its kind, spaces and points."""
    words = re.split(r"[^a-z0-9]+", fold(name).replace("'", ""))
    return "".join(word for word in words if word not in KIND_WORDS)


@pytest.fixture(scope="module")
def real_names() -> set[str]:
    book = CalamineWorkbook.from_path(str(shared("data/wales/address-list-schools-wales_2018-04-10.ods")))
    found = {str(row[1]) for sheet in SHEETS for row in book.get_sheet_by_name(sheet).to_python()[1:]}
    assert len(found) > 1500
    return found


def test_no_school_bears_a_real_name(real_names: set[str]) -> None:
    real = {fold(name) for name in real_names}
    for seed, schools in ((3, 1500), (1, 426), (2, 426)):
        region, _ = made(seed, schools)
        names_made = {fold(n) for s in region.schools for n in (s.name_en, s.name_cy)}
        assert not names_made & real


def test_no_place_in_stock_is_a_real_schools(real_names: set[str]) -> None:
    cores = {_core(name) for name in real_names}
    stock = [*places.welsh_places(), *places.english_places()]
    stock += [p.name for p in land.PLACES] + [k.short for k in KNOWN]
    assert not [name for name in stock if _core(name) in cores]


def test_no_saint_in_stock_is_a_real_schools(real_names: set[str]) -> None:
    words = {word for name in real_names for word in re.split(r"[^a-z]+", fold(name))}
    assert not [s for s, _ in (*names.WELSH_SAINTS, *names.IRISH_SAINTS) if fold(s) in words]
