"""A file of the list holds exactly what the list shows, for each role, in each language."""

import csv
import io
import re

import pytest
import tablib
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.cast import Cast
from tests.web.schools.test_list import LIST, names

pytestmark = pytest.mark.database


def exported(client: Client, params: dict[str, object], language: str = "en") -> list[dict[str, str]]:
    """The rows of the CSV file of a list."""
    with translation.override(language):
        response = client.get(reverse("schools_export"), {**params, "format": "csv"})
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8"))))


@pytest.mark.parametrize("who", ["angharad", "bethan", "gwenllian", "carys", "dafydd", "lowri", "ifan", "jac"])
@pytest.mark.parametrize(
    "params", [{}, {"sort": "-name"}, {"medium": "welsh", "sort": "category"}, {"category": "none"}, {"q": "rhedyn"}]
)
def test_the_file_has_the_schools_of_the_page_in_its_order(
    client: Client, region: Cast, who: str, params: dict[str, object]
) -> None:
    client.force_login(region.people[who])
    page = client.get(LIST, params)
    rows = exported(client, params)
    assert [row["Number"] for row in rows] == names(page.content)
    html = page.content.decode()
    for row in rows:
        # What the page shows of each school stands in its row, word for word.
        told = re.search(rf'/{row["Number"]}/"[^>]*>(.*?)</tr>', html, re.DOTALL)
        assert told
        text = re.sub(r"<[^>]+>", " ", told.group(1))
        for column in ("School", "Phase", "Council", "Category", "System leader"):
            assert row[column].split(" (")[0] in text, column
        assert not row["Ceiling of days"] or f"ceiling {row['Ceiling of days']}" in text


def test_a_file_has_every_page_of_the_list_and_the_page_asked_for_does_not_matter(carys: Client, region: Cast) -> None:
    assert len(exported(carys, {"page": "2"})) == 6


def test_the_page_links_to_its_own_files(carys: Client, region: Cast) -> None:
    html = carys.get(LIST, {"council": "993", "sort": "-name", "page": "1"}).content.decode()
    address = reverse("schools_export")
    for kind in ("csv", "csv-excel", "xlsx", "ods"):
        assert f'href="{address}?council=993&amp;sort=-name&amp;format={kind}"' in html
    assert "Export these 4 schools" in html


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_spreadsheets_say_where_they_are_from(carys: Client, region: Cast, kind: str) -> None:
    response = carys.get(reverse("schools_export"), {"format": kind, "council": "993"})
    assert f'filename="schools-2020-02-03.{kind}"' in response["Content-Disposition"]
    book = tablib.Databook().load(response.content, format=kind)
    sheets = {sheet.title: sheet for sheet in book.sheets()}
    assert set(sheets) == {"Schools", "About"}
    assert len(sheets["Schools"]) == 4
    told = str(sheets["About"].export("csv"))
    assert "Council: Cwm Rhedyn" in told
    assert "3 February 2020" in told
    assert "4 / 6" in told


def test_a_csv_names_its_metadata(carys: Client, region: Cast) -> None:
    response = carys.get(reverse("schools_export"), {"format": "csv", "council": "993"})
    beside = re.findall(r"<([^>]+)>", response["Link"])[0]
    told = carys.get(beside).json()
    assert told["url"] == "schools-2020-02-03.csv"
    assert told["tableSchema"]["columns"][0] == {"titles": "School"}


def test_for_excel_there_is_a_byte_order_mark(carys: Client, region: Cast) -> None:
    assert carys.get(reverse("schools_export"), {"format": "csv-excel"}).content.startswith(b"\xef\xbb\xbf")
    assert not carys.get(reverse("schools_export"), {"format": "csv"}).content.startswith(b"\xef\xbb\xbf")


def test_names_are_in_the_reader_s_language(carys: Client, region: Cast) -> None:
    assert "Ysgol Gynradd Pont Rhedyn" in {next(iter(row.values())) for row in exported(carys, {}, "cy")}
    assert "Pont Rhedyn Primary School" in {row["School"] for row in exported(carys, {})}


def test_a_format_nobody_knows_is_not_there(carys: Client, region: Cast) -> None:
    assert carys.get(reverse("schools_export"), {"format": "exe"}).status_code == 404
