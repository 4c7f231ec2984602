"""Bringing a file in by the pages: upload, preview, yes, no, what is left for people to decide."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.core.clock import ZONE
from gwella.core.models import AuditEvent, DataImport, Work
from gwella.domain.categories.actions import CategoryFacts, record_categories
from gwella.domain.categories.models import CategoryDifference, CategoryRecord
from gwella.domain.schools.actions.lifecycle import correct_school
from gwella.domain.schools.models import RegisterDifference, RegisterMissing, School
from gwella.evidence.ingest.containers import Limits
from gwella.flows.imports import MOST_BYTES, bring_in
from gwella.flows.register import KIND
from tests.cast import Cast
from tests.flows.registers import COMPREHENSIVE, CWM_RHEDYN, NANT, PONT, school, write_register

pytestmark = pytest.mark.database
AT = datetime(2020, 2, 3, 10, tzinfo=ZONE)
NEW = school("9932188", "Ysgol Bryn Newydd")


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


class Browser:
    """A signed-in person whose background work is done at once, as by a quick worker."""

    def __init__(self, person: Any, capture: Any) -> None:
        self.client = Client()
        self.client.force_login(person)
        self.capture = capture

    def post(self, name: str, *args: Any, **data: Any) -> HttpResponse:
        """Post, let the worker do what was asked, and follow where it leads."""
        with self.capture(execute=True):
            response = self.client.post(reverse(name, args=args), data)
        if response.status_code == 302:
            response = self.client.get(response["Location"], follow=True)
        return response

    def get(self, name: str, *args: Any, **query: str) -> HttpResponse:
        return self.client.get(reverse(name, args=args), query)


@pytest.fixture
def ifan(cast: Cast, django_capture_on_commit_callbacks: Any) -> Browser:
    """The data team."""
    return Browser(cast.ifan, django_capture_on_commit_callbacks)


def register(tmp_path: Path, *schools: dict[str, str]) -> SimpleUploadedFile:
    path = write_register(tmp_path / "register.csv", schools)
    return SimpleUploadedFile("register.csv", path.read_bytes(), "text/csv")


def bring(tmp_path: Path, *schools: dict[str, str]) -> None:
    bring_in(KIND, write_register(tmp_path / "earlier.csv", schools), {}, by=None, at=AT)


def shown(response: HttpResponse) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_file_goes_from_upload_by_preview_to_result(ifan: Browser, tmp_path: Path) -> None:
    page = shown(ifan.post("import_upload", "register", file=register(tmp_path, *CWM_RHEDYN, NEW)))
    assert "Nothing is written yet" in page
    assert "Ysgol Bryn Newydd" in page
    assert "01443 000000" in page
    assert not School.objects.filter(number="9932188").exists()
    kept = DataImport.objects.get()
    page = shown(ifan.post("import_commit", kept.pk))
    assert "Brought in by Ifan Beynon" in page
    assert School.objects.filter(number="9932188").exists()
    assert "register.csv" in shown(ifan.get("imports"))


def test_a_second_yes_is_told_and_changes_nothing(ifan: Browser, tmp_path: Path) -> None:
    ifan.post("import_upload", "register", file=register(tmp_path, *CWM_RHEDYN, NEW))
    kept = DataImport.objects.get()
    ifan.post("import_commit", kept.pk)
    page = shown(ifan.post("import_commit", kept.pk))
    assert "This file was brought in already." in page
    assert AuditEvent.objects.filter(kind="register.imported").count() == 1


def test_two_yeses_that_were_asked_for_at_once_bring_it_in_once(
    cast: Cast, ifan: Browser, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    ifan.post("import_upload", "register", file=register(tmp_path, *CWM_RHEDYN, NEW))
    kept = DataImport.objects.get()
    carys = Client()
    carys.force_login(cast.carys)
    with django_capture_on_commit_callbacks(execute=True):
        first = ifan.client.post(reverse("import_commit", args=[kept.pk]))
        second = carys.post(reverse("import_commit", args=[kept.pk]))
    assert AuditEvent.objects.filter(kind="register.imported").count() == 1
    assert "Brought in by" in shown(ifan.client.get(first["Location"], follow=True))
    assert "Ifan Beynon brought this file in already." in shown(carys.get(second["Location"], follow=True))


def test_a_broken_file_is_told_with_its_place_and_leaves_nothing(ifan: Browser) -> None:
    broken = SimpleUploadedFile("register.csv", b"School Name,Sector,Postcode\nYsgol,Primary,CF37 1AB\n")
    page = shown(ifan.post("import_upload", "register", file=broken))
    assert "Not done. Nothing was kept." in page
    assert "register.csv, row 1" in page
    assert not DataImport.objects.exists()


def test_nothing_chosen_and_a_wrong_answer_are_told_at_the_field(ifan: Browser) -> None:
    assert "Choose a file." in shown(ifan.post("import_upload", "register"))
    page = ifan.post("import_upload", "categories", file=SimpleUploadedFile("c.csv", b"x"), round="2091/92")
    assert "Choose one of those offered." in shown(page)
    assert not Work.objects.exists()


def test_one_limit_of_size_is_told_before_and_at_the_upload(ifan: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Limits().file_bytes == MOST_BYTES
    assert "at most 50 MB" in shown(ifan.get("import_upload", "register"))
    file = SimpleUploadedFile("register.csv", b"x" * 2_000_001, "text/csv")
    monkeypatch.setattr("gwella.web.imports.forms.MOST_BYTES", 2_000_000)
    assert "The file is larger than 2 MB. Remove" in shown(ifan.post("import_upload", "register", file=file))
    assert not Work.objects.exists()


def test_put_aside_forgets_the_file(ifan: Browser, tmp_path: Path) -> None:
    ifan.post("import_upload", "register", file=register(tmp_path, *CWM_RHEDYN, NEW))
    kept = DataImport.objects.get()
    assert "put aside" in shown(ifan.post("import_put_aside", kept.pk))
    kept.refresh_from_db()
    assert kept.state == DataImport.State.REFUSED


def test_refused_rows_can_be_taken_as_a_file(ifan: Browser, tmp_path: Path) -> None:
    ifan.post("import_upload", "register", file=register(tmp_path, *CWM_RHEDYN, {**NEW, "postcode": "=cmd()"}))
    kept = DataImport.objects.get()
    assert "=cmd()" in shown(ifan.get("import_section", kept.pk, "refused"))
    file = ifan.get("import_section", kept.pk, "refused", format="csv")
    assert file["Content-Type"].startswith("text/csv")
    line = file.content.decode().splitlines()[1]
    assert line.startswith(",5,Postcode,'=cmd(),")
    assert ifan.get("import_section", kept.pk, "nonsense").status_code == 404


@pytest.mark.parametrize("language", ["en", "cy"])
def test_pages_in_both_languages_in_few_queries(
    ifan: Browser, tmp_path: Path, language: str, django_assert_max_num_queries: Any
) -> None:
    bring(tmp_path, *CWM_RHEDYN)
    bring(tmp_path, NANT, COMPREHENSIVE)
    ifan.post("import_upload", "register", file=register(tmp_path, *CWM_RHEDYN, NEW))
    kept = DataImport.objects.filter(state=DataImport.State.PREVIEWED).get()
    missing = RegisterMissing.objects.get()
    with translation.override(language):
        for name, args in (
            ("imports", []),
            ("import_upload", ["register"]),
            ("import_upload", ["categories"]),
            ("import", [kept.pk]),
            ("import_section", [kept.pk, "new"]),
            ("missing_schools", []),
            ("missing_school", [missing.pk]),
            ("register_differences", []),
        ):
            with django_assert_max_num_queries(15):
                assert ifan.get(name, *args).status_code == 200, name


@pytest.mark.parametrize("who", ["angharad", "elin", "dafydd", "nia", "dilwyn"])
def test_strangers_to_imports_find_nothing(cast: Cast, tmp_path: Path, who: str) -> None:
    bring(tmp_path, NANT, COMPREHENSIVE)
    kept, missing = DataImport.objects.get(), RegisterMissing.objects.get()
    client = Client()
    client.force_login(cast.people[who])
    for name, args in (
        ("imports", []),
        ("import_upload", ["register"]),
        ("import", [kept.pk]),
        ("missing_schools", []),
        ("missing_school", [missing.pk]),
        ("register_differences", []),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, name
    for name in ("import_commit", "import_put_aside", "register_difference"):
        assert client.post(reverse(name, args=[kept.pk])).status_code == 404, name


def test_the_anonymous_are_sent_to_sign_in(db: None, client: Client) -> None:
    assert "account" in client.get(reverse("imports"))["Location"]


def test_a_missing_school_is_decided_once(cast: Cast, ifan: Browser, tmp_path: Path) -> None:
    bring(tmp_path, *CWM_RHEDYN)
    bring(tmp_path, NANT, COMPREHENSIVE, NEW)
    missing = RegisterMissing.objects.get()
    assert "Pont Rhedyn Primary School" in shown(ifan.get("missing_schools"))
    assert "Ysgol Bryn Newydd (9932188)" in shown(ifan.get("missing_school", missing.pk))
    day = {"happened_on_day": "31", "happened_on_month": "8", "happened_on_year": "2019"}
    page = shown(ifan.post("missing_school", missing.pk, outcome="merged", reason="council's letter", **day))
    assert "Name the schools that follow it" in page
    answers = {"outcome": "merged", "reason": "council's letter", "candidates": ["9932188"], **day}
    assert "Recorded." in shown(ifan.post("missing_school", missing.pk, **answers))
    pont = School.objects.get(pk=cast.pont.pk)
    assert (pont.state, pont.successors.get().successor.number) == ("closed", "9932188")
    again = {"outcome": "closed", "reason": "no", **day}
    assert "Ifan Beynon decided this already." in shown(ifan.post("missing_school", missing.pk, **again))
    assert AuditEvent.objects.filter(kind="missing.decided").count() == 1


def test_a_follower_that_nobody_knows_is_told(ifan: Browser, tmp_path: Path) -> None:
    bring(tmp_path, NANT, COMPREHENSIVE)
    missing = RegisterMissing.objects.get()
    page = ifan.post("missing_school", missing.pk, outcome="merged", others="9932150, 9999999", reason="x")
    assert "is no other school on the register" in shown(page)


def test_a_difference_is_kept_or_taken(cast: Cast, ifan: Browser, tmp_path: Path) -> None:
    correct_school(cast.pont, field="phone", value="01443 111111", reason="rang them", by=cast.carys, at=AT)
    bring(tmp_path, NANT, PONT, COMPREHENSIVE)
    page = shown(ifan.get("register_differences"))
    assert "01443 111111" in page
    assert "01443 000000" in page
    assert "rang them (Carys Bowen" in page
    difference = RegisterDifference.objects.get()
    assert "taken" in shown(ifan.post("register_difference", difference.pk, decision="take"))
    assert School.objects.get(pk=cast.pont.pk).phone == "01443 000000"
    assert "decided this already" in shown(ifan.post("register_difference", difference.pk, decision="keep"))


def test_a_category_published_otherwise_is_kept_or_taken_with_a_reason(
    cast: Cast, ifan: Browser, django_assert_max_num_queries: Any
) -> None:
    for colour, source in (("amber", "decided"), ("yellow", "published")):
        facts = [CategoryFacts("9932147", colour, Decimal(10), why="moderated")]
        more = {"school_year": "2019/20", "framework": "wales-2017", "by": cast.carys, "at": AT, "source": source}
        record_categories(facts, **more)
    assert "published otherwise than decided here: 1" in shown(ifan.get("imports"))
    with django_assert_max_num_queries(15):
        page = shown(ifan.get("category_differences"))
    assert "Nant-y-Felin" in page
    difference = CategoryDifference.objects.get()
    page = shown(ifan.get("category_difference", difference.pk))
    assert "moderated · Carys Bowen" in page
    assert "Say why." in shown(ifan.post("category_difference", difference.pk, decision="take"))
    page = shown(ifan.post("category_difference", difference.pk, decision="take", reason="verified"))
    assert "No published list says otherwise" in page
    assert CategoryRecord.objects.get().category == "yellow"
    again = shown(ifan.post("category_difference", difference.pk, decision="keep", reason="no"))
    assert "decided this already" in again
    with translation.override("cy"):
        assert shown(ifan.get("category_differences"))


def test_work_shows_how_far_it_is_and_asks_again_without_script(cast: Cast, ifan: Browser) -> None:
    work = Work.objects.create(
        name="imports.preview", state="running", done=1, total=3, asked_by=cast.ifan, asked_at=AT
    )
    response = ifan.get("work", work.pk)
    assert response.headers["Refresh"] == "3"
    assert "Done: 1 of 3" in shown(response)
    Work.objects.filter(pk=work.pk).update(state="done")
    assert "Refresh" not in ifan.get("work", work.pk).headers


def test_work_is_its_asker_s_and_the_data_team_s(cast: Cast) -> None:
    work = Work.objects.create(name="allocate", asked_by=cast.bethan, asked_at=AT)
    for who, status in (("bethan", 200), ("ifan", 200), ("angharad", 404), ("dilwyn", 404)):
        client = Client()
        client.force_login(cast.people[who])
        assert client.get(reverse("work", args=[work.pk])).status_code == status, who
