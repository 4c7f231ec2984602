"""Open data by the page: a year asked for, progress, what is hidden and why, the files; and who is refused."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.core.models import AuditEvent, Work
from gwella.core.verdict import Refused
from gwella.core.work import run_work
from gwella.domain.figures.actions import record_open_data
from gwella.domain.figures.models import DataSet, Figure
from tests.cast import Cast
from tests.flows.pupil_data import AT
from tests.flows.test_leaving import SCHOOLS, YEAR, put

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def ifan(cast: Cast, client: Client) -> Client:
    put(cast, SCHOOLS)
    client.force_login(cast.ifan)
    return client


def shown(response: HttpResponse) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def made(client: Client, year: str = YEAR) -> Work:
    asked = client.post(reverse("open_data_make"), {"year": year})
    work = Work.objects.latest("pk")
    assert asked.headers["Location"] == reverse("work", args=[work.pk])
    run_work.func(work.pk)
    work.refresh_from_db()
    return work


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_year_is_made_told_and_taken(
    ifan: Client, language: str, settings: Any, django_assert_max_num_queries: Any
) -> None:
    work = made(ifan)
    assert work.state == "done", work.problems
    assert (work.done, work.total) == (30, 30)
    with translation.override(language):
        address = reverse("open_data")
    with django_assert_max_num_queries(15):
        page = shown(ifan.get(address))
    assert ("small cohort" in page) is (language == "en")
    hidden = Figure.objects.filter(hidden=True).count()
    assert hidden > work.result["why"]["cohort"] == 1
    assert f">{hidden}<" in page.replace(" ", "").replace("\n", "")
    for name, _size in work.result["files"]:
        file = ifan.get(reverse("open_data_file", args=["2018-19", name]))
        assert file.status_code == 200
        body = b"".join(file.streaming_content)  # type: ignore[attr-defined]
        assert body == next(Path(settings.MEDIA_ROOT).glob(f"open-data/2018-19/*/{name}")).read_bytes()
        assert "-2018-19." in file.headers["Content-Disposition"]
        if name.endswith("json"):
            assert json.loads(body)["gwella"]["small_numbers"]["hidden"] == hidden
    event = AuditEvent.objects.get(kind="open_data.made")
    assert (event.data, event.actor_name) == ({"years": YEAR, "figures": 30, "hidden": hidden}, str(work.asked_by))


def test_made_again_the_reasons_are_told_again_and_older_files_go(ifan: Client, settings: Any) -> None:
    first, second, third = made(ifan), made(ifan), made(ifan)
    assert first.result["why"] == second.result["why"] == third.result["why"]
    folders = {path.name for path in (Path(settings.MEDIA_ROOT) / "open-data" / "2018-19").iterdir()}
    assert folders == {second.result["folder"], third.result["folder"]}
    page = shown(ifan.get(reverse("open_data")))
    assert page.count('gwella-figures.parquet"') == 1
    table = pl.read_parquet(next(Path(settings.MEDIA_ROOT).glob(f"open-data/*/{third.result['folder']}/*.parquet")))
    assert table.height == third.result["figures"]


def test_who_asks_twice_is_shown_the_one_that_is_being_made(ifan: Client) -> None:
    first = ifan.post(reverse("open_data_make"), {"year": YEAR}).headers["Location"]
    assert ifan.post(reverse("open_data_make"), {"year": YEAR}).headers["Location"] == first
    assert Work.objects.filter(name="open_data.make").count() == 1
    assert "Being made now: 2018/19" in shown(ifan.get(reverse("open_data")))


def test_a_year_without_figures_and_files_that_are_gone_are_told(ifan: Client, cast: Cast, settings: Any) -> None:
    assert ifan.post(reverse("open_data_make"), {"year": "1999/00"}).headers["Location"] == reverse("open_data")
    assert not Work.objects.exists()
    wrong = Work.objects.create(name="open_data.make", params={"year": "1999/00", "by": cast.ifan.pk}, asked_at=AT)
    run_work.func(wrong.pk)
    wrong.refresh_from_db()
    assert wrong.problems[0]["code"] == "open_data.no_figures"
    made(ifan)
    assert ifan.get(reverse("open_data_file", args=["2018-19", "secret-key"])).status_code == 404
    assert ifan.get(reverse("open_data_file", args=["2017-18", "gwella-figures.csv"])).status_code == 404
    settings.MEDIA_ROOT = settings.MEDIA_ROOT / "elsewhere"
    gone = ifan.get(reverse("open_data_file", args=["2018-19", "gwella-figures.csv"]), follow=True)
    assert "not on this machine" in shown(gone)


def test_nobody_else_makes_or_takes_open_data(ifan: Client, cast: Cast, settings: Any) -> None:
    made(ifan)
    ifan.force_login(cast.angharad)
    for name, args in (("open_data", []), ("open_data_file", ["2018-19", "gwella-figures.csv"])):
        assert ifan.get(reverse(name, args=args)).status_code == 404
    assert ifan.post(reverse("open_data_make"), {"year": YEAR}).status_code == 404
    with pytest.raises(Refused):
        record_open_data(list(DataSet.objects.all()), figures=1, hidden=0, by=cast.angharad, at=AT)
    # Asked for by one whose role has ended since: nothing is put there.
    late = Work.objects.create(name="open_data.make", params={"year": YEAR, "by": cast.angharad.pk}, asked_at=AT)
    with pytest.raises(Refused):
        run_work.func(late.pk)
    assert len(list((Path(settings.MEDIA_ROOT) / "open-data" / "2018-19").iterdir())) == 1
