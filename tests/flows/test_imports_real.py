"""The real register, postcodes, boundaries and categories brought in, against their publishers' own figures."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gwella.core.clock import ZONE
from gwella.core.models import AuditEvent, DataImport
from gwella.core.problems import BadInput
from gwella.domain.categories.models import CategoryRecord
from gwella.domain.places.models import Boundary, Council, FrameworkYear, Postcode, Service
from gwella.domain.schools.models import RegisterMissing, School
from gwella.flows.imports import Preview, bring_in
from gwella.flows.kinds import KINDS
from tests.cast import Cast
from tests.realdata import needs_shared, shared

pytestmark = [pytest.mark.database, needs_shared, pytest.mark.realdata]
AT = datetime(2020, 2, 3, 10, tzinfo=ZONE)
FIVE = ["672", "673", "674", "675", "681"]
REGISTER = "data/wales/address-list-schools-wales_2018-04-10.ods"
FILES = {
    "register": REGISTER,
    "places": "data/geo/postcodes_CF_lat_long_NSPL_2025-05.csv",
    "boundaries": "data/geo/wales_local_authorities_topo.json",
    "categories": "data/wales/support_category_2020-01_csc.csv",
}


def bring(kind: str, **params: Any) -> Preview:
    return bring_in(KINDS[kind], shared(FILES[kind]), params, by=None, at=AT).preview


@pytest.fixture
def five(db: None) -> Preview:
    """A service of five councils, set up by its first register."""
    return bring("register", authorities=FIVE)


def test_the_five_councils(five: Preview) -> None:
    assert five.facts["in_scope"] == {"maintained": 391, "independent": 21, "pru": 5}
    assert five.facts["schools"] == {"maintained": 1521, "independent": 72, "pru": 23}
    assert five.facts["totals_match"] is True
    assert (School.objects.count(), School.objects.served().count()) == (417, 396)
    assert set(Council.objects.filter(is_served=True).values_list("code", flat=True)) == set(FIVE)
    assert Council.objects.get(code="681").name_cy == "Caerdydd"
    assert Service.objects.get().is_demonstration is False
    assert five.totals is not None
    assert len(five.totals["areas"]) == 23


def test_the_same_register_twice_changes_nothing(five: Preview) -> None:
    events = AuditEvent.objects.count()
    again = bring("register")
    assert again.counts["unchanged"] == 417
    assert again.carry_out is None
    assert (AuditEvent.objects.count(), DataImport.objects.count()) == (events, 1)


def test_the_whole_of_wales_and_then_whom_the_service_serves(db: None) -> None:
    first = bring("register")
    assert first.counts["new"] == 1616
    assert School.objects.served().count() == 0
    assert any("--authorities" in message for message, _ in first.notes)
    then = bring("register", authorities=FIVE)
    assert (then.counts["new"], then.counts["unchanged"]) == (0, 417)
    assert School.objects.served().count() == 396


def test_few_statements_whatever_the_number_of_schools(db: None, django_assert_max_num_queries: Any) -> None:
    # On SQLite Django writes some thirty schools a statement.
    with django_assert_max_num_queries(100):
        bring("register")


def test_both_wordings_of_every_value_are_kept(five: Preview) -> None:
    school = School.objects.filter(kind="maintained", council__code="681").first()
    assert school is not None
    assert school.published["sector"]["cy"]
    assert school.published["sector"]["en"] != school.published["sector"]["cy"]


def test_one_sheet_as_csv_changes_nothing_and_closes_nothing(five: Preview, tmp_path: Path) -> None:
    path = one_sheet(tmp_path, drop=())
    again = bring_in(KINDS["register"], path, {}, by=None, at=AT).preview
    assert dict(again.counts) | {"unchanged": 391} == dict(again.counts)
    assert again.carry_out is None, again.report["lists"]


def test_a_later_register_lists_who_is_missing(five: Preview, tmp_path: Path) -> None:
    path = one_sheet(tmp_path, drop=("6722046", "6812002"))
    again = bring_in(KINDS["register"], path, {}, by=None, at=AT).preview
    held = School.objects.filter(number__in=("6722046", "6812002"))
    assert again.counts["missing"] == held.count() > 0
    assert RegisterMissing.objects.filter(outcome="").count() == held.count()
    assert not held.filter(state="closed").exists()


def one_sheet(tmp_path: Path, drop: tuple[str, ...]) -> Path:
    """The English list of maintained schools as somebody would save it."""
    import csv

    from gwella.evidence.ingest.cells import text_of
    from gwella.evidence.ingest.sheets import read_sheets

    path = tmp_path / "maintained.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in read_sheets(shared(REGISTER)).sheets["Maintained"]:
            if text_of(row[0]) not in drop:
                csv.writer(file).writerow([text_of(cell) for cell in row])
    return path


def test_a_demonstration_refuses_the_real_register(cast: Cast) -> None:
    with pytest.raises(BadInput) as bad:
        bring("register", authorities=FIVE)
    assert bad.value.problems[0].code == "demonstration.mixed"
    assert School.objects.count() == len(cast.schools)


def test_an_empty_demonstration_refuses_it_too(db: None, settings: Any) -> None:
    settings.DEMONSTRATION = True
    with pytest.raises(BadInput):
        bring("register", authorities=FIVE)
    assert not Service.objects.exists()


def test_postcodes_place_every_school(five: Preview) -> None:
    places = bring("places")
    assert places.facts["rows"] == 43058
    assert Postcode.objects.count() == places.counts["new"] == 42939
    assert places.facts["schools_placed"] == 417
    assert not School.objects.filter(latitude=None).exists()
    assert bring("places").carry_out is None


def test_boundaries_of_the_councils_we_know(five: Preview) -> None:
    boundaries = bring("boundaries")
    assert set(Boundary.objects.values_list("council__code", flat=True)) == set(FIVE)
    assert boundaries.facts["left_out"] == 17
    assert bring("boundaries").carry_out is None


def test_the_round_of_2019_20(five: Preview) -> None:
    round_ = bring("categories", round="2019/20")
    told = round_.facts
    assert told["rows"] == 375
    assert [told[colour] for colour in ("green", "yellow", "amber", "red")] == [195, 136, 38, 6]
    assert (told["lists"]["primary"], told["lists"]["secondary"]) == (310, 56)
    assert (told["matched"], len(told["unknown_numbers"])) == (368, 7)
    assert told["without_category"] == 23
    assert told["without_category_by_phase"]["nursery"] == 6
    # Referral units are served too, and are told apart: the publisher never gave them a category.
    assert told["units_without_category"] == 5
    assert FrameworkYear.objects.get(school_year="2019/20").framework == "wales-2017"
    assert Counter(CategoryRecord.objects.values_list("category", "ceiling_half_days")).keys() == {
        ("green", 8), ("yellow", 20), ("amber", 30), ("red", 50),
    }  # fmt: skip
    assert bring("categories", round="2019/20").carry_out is None


def test_a_round_nobody_has_rules_for_is_refused(five: Preview) -> None:
    for year in ("2030/31", "2019", "2019/21", ""):
        with pytest.raises(BadInput):
            bring("categories", round=year)
    assert not CategoryRecord.objects.exists()
