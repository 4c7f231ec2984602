"""The region beside Wales and other regions: as published, years counted otherwise marked; or how to bring them in."""

from pathlib import Path

import pytest
from django.test import Client

from gwella.domain.figures.models import Figure
from gwella.flows.evidence.agreements import record_open_licence
from tests.cast import Cast
from tests.evidence.making import write_csv
from tests.flows.pupil_data import AT
from tests.flows.test_school_figures import bring
from tests.web.boards.test_boards import MOST_QUERIES, address, serve
from tests.web.evidence_data import publish

pytestmark = pytest.mark.database

HEADINGS = ["area", "year", "measure", "group", "value", "cohort"]


def test_wales_and_another_region_come_in_and_stand_beside_the_region(
    cast: Cast, client: Client, tmp_path: Path, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    serve(cast)
    for year, value in (("2016/17", 50.5), ("2018/19", 56.5)):
        publish(cast, kind="results", year=year, told=[("region", "level2_inclusive", "all", value, 200)])
    record_open_licence(by=None, at=AT)
    rows = [
        ["Wales", "2016/17", "level2_inclusive", "all", "54.6", "30000"],
        ["Wales", "2018/19", "level2_inclusive", "all", "53.8", "30000"],
        ["region: Gogledd Pell", "2018/19", "level2_inclusive", "all", "52.1", "7000"],
    ]
    bring(write_csv(tmp_path / "areas.csv", [HEADINGS, *rows]), "area_figures")
    assert set(Figure.objects.filter(data_set__kind="area_figures").values_list("place", flat=True)) == {
        "wales",
        "region:Gogledd Pell",
    }
    client.force_login(cast.carys)
    with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[operator]
        text = client.get(address("boards"), {"measure": "level2_inclusive"}).content.decode()
    told = text.replace("\N{NO-BREAK SPACE}", " ")
    assert "2018/19: The region 56.5 %; Wales 53.8 %; Gogledd Pell 52.1 %." in told
    assert "54.6\N{NO-BREAK SPACE}%" in text
    assert "counted otherwise from this year" in text, "2016/17"


def test_without_them_the_board_says_how_they_come_in(cast: Cast, client: Client) -> None:
    serve(cast)
    publish(cast)
    client.force_login(cast.carys)
    assert "no published figures of Wales or other regions are here" in client.get(address("boards")).content.decode()
    client.force_login(cast.dafydd)
    assert "Beside Wales" not in client.get(address("boards")).content.decode(), "the region's board alone"
