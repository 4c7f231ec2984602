"""Agreements, data sets, what is held back and mapping profiles, by their pages."""

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.core.models import AuditEvent, DataImport, Work
from gwella.domain.figures.models import Agreement, DataSet, MappingProfile
from gwella.flows.evidence.agreements import record_open_licence
from gwella.flows.imports import keep_file, preview_file, put_import_aside
from gwella.flows.kinds import KINDS
from tests.cast import Cast
from tests.evidence.making import csv_text
from tests.evidence.test_ctf import ctf, pupil
from tests.flows.pupil_data import AT, agreement, census, upn, write
from tests.flows.pupil_data import bring as bring_pupils
from tests.flows.test_profiles_by_example import HEAD, ROWS
from tests.flows.test_school_figures import HAFAN, NANT, bring, long

pytestmark = pytest.mark.database
ANSWERS = {
    "code": "census",
    "name_en": "Pupil census",
    "name_cy": "Cyfrifiad disgyblion",
    "controllers": "The councils",
    "purpose_en": "School improvement",
    "purpose_cy": "Gwella ysgolion",
    "lawful_basis": "Public task",
    "recipients": "The service",
    "kinds": ["pupils"],
    "fields_held": ["upn", "sex"],
    "starts_on_day": "1",
    "starts_on_month": "9",
    "starts_on_year": "2019",
    "expires_on_day": "20",
    "expires_on_month": "3",
    "expires_on_year": "2020",
}


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def ifan(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ifan)
    return client


def shown(response: HttpResponse) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("name", ["data_sets", "agreements", "held_back", "profiles", "profile_example"])
def test_each_page_of_an_empty_service_says_why_it_is_empty(ifan: Client, name: str, language: str) -> None:
    with translation.override(language):
        assert "<h1" in shown(ifan.get(reverse(name)))


def test_an_agreement_is_recorded_shown_renewed_and_ended(ifan: Client) -> None:
    done = ifan.post(reverse("agreement_record"), ANSWERS)
    assert done.status_code == 302
    held = Agreement.objects.get()
    assert (held.code, held.kinds, held.fields, held.expires_on) == (
        "census",
        ["pupils"],
        ["sex", "upn"],
        date(2020, 3, 20),
    )
    page = shown(ifan.get(reverse("agreements")))
    assert "Ends soon" in page
    assert "Unique pupil number" in shown(ifan.get(reverse("agreement", args=["census"])))
    renewed = ANSWERS | {"expires_on_year": "2022"}
    assert ifan.post(reverse("agreement_record") + "?code=census", renewed).status_code == 302
    assert "Live" in shown(ifan.get(reverse("agreements")))
    assert ifan.post(reverse("agreement_end", args=["census"]), {"reason": ""}).status_code == 200
    ifan.post(reverse("agreement_end", args=["census"]), {"reason": "The council left"})
    assert "The council left" in shown(ifan.get(reverse("agreements")))


def test_only_agreements_that_are_live_are_offered_and_who_posts_another_is_refused(ifan: Client) -> None:
    days = {"live": (2019, 2022), "over": (2017, 2018), "to-come": (2021, 2023)}
    for code, (first, last) in days.items():
        told = {"code": code, "starts_on_year": str(first), "expires_on_year": str(last)}
        ifan.post(reverse("agreement_record"), ANSWERS | told)
    form = reverse("import_upload", args=["pupils"])
    page = shown(ifan.get(form))
    assert 'value="live"' in page
    assert 'value="over"' not in page
    assert 'value="to-come"' not in page
    register = shown(ifan.get(reverse("agreements")))
    assert "Expired" in register
    assert "Not begun" in register
    file = SimpleUploadedFile("pupils.csv", b"a,b")
    answers = {"file": file, "year": "2018/19", "as_at": "2019-01-15", "profile": "gwella-pupils", "agreement": "over"}
    assert "Choose one of those offered." in shown(ifan.post(form, answers | {"status": "final"}))
    assert not DataImport.objects.exists()
    ifan.post(reverse("agreement_end", args=["live"]), {"reason": "The council left"})
    assert "No agreement that covers this data is live today." in shown(ifan.get(form))


def test_the_data_page_tells_which_agreements_end_soon(ifan: Client, django_assert_max_num_queries: Any) -> None:
    told = "Agreements that end soon"
    ifan.post(reverse("agreement_record"), ANSWERS | {"expires_on_year": "2022"})
    ifan.post(
        reverse("agreement_record"), ANSWERS | {"code": "over", "starts_on_year": "2017", "expires_on_year": "2018"}
    )
    assert told not in shown(ifan.get(reverse("data_sets")))
    ifan.post(reverse("agreement_record"), ANSWERS | {"code": "soon"})
    with django_assert_max_num_queries(15):
        page = shown(ifan.get(reverse("data_sets")))
    assert told in page
    assert "until 20 March 2020" in page
    assert reverse("agreement", args=["soon"]) in page
    assert reverse("agreement", args=["over"]) not in page


def test_what_an_agreement_lacks_is_told(ifan: Client) -> None:
    wrong = ANSWERS | {"expires_on_year": "2018", "fields_held": []}
    page = shown(ifan.post(reverse("agreement_record"), wrong))
    assert "The last day comes before the first." in page
    assert "Tick what may be kept of each pupil." in page
    ifan.post(reverse("agreement_record"), ANSWERS)
    assert "of this code already" in shown(ifan.post(reverse("agreement_record"), ANSWERS))
    assert Agreement.objects.count() == 1


def test_the_open_licence_is_recorded_when_a_person_asks(ifan: Client) -> None:
    assert "Record the open licence" in shown(ifan.get(reverse("agreements")))
    ifan.post(reverse("open_licence_record"))
    assert Agreement.objects.get().code == "open-licence"
    assert "Record the open licence" not in shown(ifan.get(reverse("agreements")))


def test_data_sets_with_what_they_changed_and_hold_back(
    ifan: Client, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    record_open_licence(by=None, at=AT)
    bring(long(tmp_path, (NANT, "fsm_share", "12.5"), (HAFAN, "attendance_secondary", "5286")))
    bring(long(tmp_path, (NANT, "fsm_share", "13.5"), (HAFAN, "attendance_secondary", "5286")))
    latest = DataSet.objects.get(replaced_by=None)
    for name, args in (
        ("data_sets", []),
        ("data_set", [latest.pk]),
        ("data_set_changes", [latest.pk]),
        ("held_back", []),
        ("profiles", []),
        ("agreements", []),
    ):
        with django_assert_max_num_queries(15):
            shown(ifan.get(reverse(name, args=args)))
    assert "School-level figures" in shown(ifan.get(reverse("data_sets")))
    page = shown(ifan.get(reverse("data_set", args=[latest.pk])))
    assert "figures.csv" in page
    assert "open-licence" in page
    page = shown(ifan.get(reverse("data_set_changes", args=[latest.pk])))
    assert "12.5" in page
    assert "13.5" in page
    file = ifan.get(reverse("data_set_changes", args=[latest.pk]), {"format": "csv"}).content.decode()
    assert "Nant-y-Felin Primary School,Eligible for free school meals" in file or "13.5" in file
    page = shown(ifan.get(reverse("held_back"), {"of": latest.pk}))
    assert "5286" in page
    assert "The value is outside what this measure can be." in page
    assert "5286" in ifan.get(reverse("held_back"), {"format": "csv"}).content.decode()


def test_a_shipped_profile_in_words_and_as_a_file_that_comes_in_again(ifan: Client) -> None:
    page = shown(ifan.get(reverse("profile", args=["arfor-disgyblion"])))
    assert "Rhif ALl + Rhif Sefydliad" in page
    assert "31/01/2019" in page
    text = ifan.get(reverse("profile_file", args=["arfor-disgyblion"])).content
    shared = SimpleUploadedFile("arfor.toml", text, "application/toml")
    assert ifan.post(reverse("profile_share"), {"file": shared}).status_code == 302
    assert MappingProfile.objects.get().code == "arfor-disgyblion"
    wrong = SimpleUploadedFile("odd.toml", b"kind = 'shoes'", "application/toml")
    assert "there is no kind of data" in shown(ifan.post(reverse("profile_share"), {"file": wrong}))
    assert ifan.get(reverse("profile", args=["no-such"])).status_code == 404


def example(ifan: Client) -> str:
    text = csv_text([HEAD, *ROWS]).encode()
    upload = SimpleUploadedFile("new.csv", text, "text/csv")
    return shown(ifan.post(reverse("profile_example"), {"kind": "pupils", "file": upload}, follow=True))


def test_a_profile_is_made_by_example(ifan: Client, settings: Any) -> None:
    page = example(ifan)
    assert "31/03/2012" in page  # the first rows
    assert 'value="sex" selected' in page  # guessed by the heading
    chosen = {"column0": "upn", "column1": "born_on", "column2": "sex", "column3": "year_group", "column4": "school"}
    chosen |= {
        "column5": "school",
        "column6": "enrolment",
        "column7": "fsm_eligible",
        "column8": "",
        "dates": "%d/%m/%Y",
    }
    page = shown(ifan.post(reverse("profile_make"), chosen | {"column5": "", "try": "1"}))
    assert "Refused rows" in page
    assert "993" in page
    page = shown(ifan.post(reverse("profile_make"), chosen | {"column3": "", "column5": "", "try": "1"}))
    assert "No column is said to hold what every row needs: Year group." in page
    assert "F: female" in page
    page = shown(ifan.post(reverse("profile_make"), chosen | {"keep": "1"}))
    assert "Give the profile a name." in page
    named = chosen | {"name": "Ogwen census", "code": "Ogwen Census", "keep": "1"}
    page = shown(ifan.post(reverse("profile_make"), named, follow=True))
    assert "Ogwen census" in page
    held = MappingProfile.objects.get()
    assert (held.code, held.definition["dates"]) == ("ogwen-census", "%d/%m/%Y")
    assert held.definition["columns"]["school"] == ["LA", "Estab"]
    assert held.definition["codes"]["sex"] == {"Female": "F", "Male": "M"}
    # The example holds data of pupils: it does not stay.
    assert list((Path(settings.MEDIA_ROOT) / "imports").iterdir()) == []


def test_an_example_put_away_leaves_nothing(ifan: Client, settings: Any) -> None:
    example(ifan)
    ifan.post(reverse("profile_put_away"))
    assert list((Path(settings.MEDIA_ROOT) / "imports").iterdir()) == []
    assert ifan.get(reverse("profile_make")).status_code == 302


def test_an_example_left_behind_is_swept_when_something_comes_a_day_later(
    ifan: Client, cast: Cast, settings: Any
) -> None:
    example(ifan)
    folder = Path(settings.MEDIA_ROOT) / "imports"
    (left,) = folder.iterdir()
    (folder / "arriving-broken").write_bytes(b"cut short")
    waits, queued, young = (
        keep_file(iter([b"waits"]))[0],
        keep_file(iter([b"queued"]))[0],
        keep_file(iter([b"young"]))[0],
    )
    DataImport.objects.create(kind="pupils", file_name="w.csv", sha256=waits, size=5, brought_at=AT, report={})
    Work.objects.create(name="imports.preview", params={"sha256": queued}, asked_at=AT)
    for path in folder.iterdir():
        if path.name != young:
            os.utime(path, (path.stat().st_mtime - 90_000,) * 2)
    new, _size = keep_file(iter([b"another"]))
    assert {path.name for path in folder.iterdir()} == {waits, queued, young, new}
    assert left.name not in {waits, queued, young, new}
    told = ifan.get(reverse("profile_make"), follow=True)
    assert "The file is not kept any more." in shown(told)
    assert "Show its first rows" in shown(told)


def test_every_page_of_the_area_says_where_it_stands(ifan: Client, cast: Cast, tmp_path: Path) -> None:
    record_open_licence(by=None, at=AT)
    agreement(cast)
    bring(long(tmp_path, (NANT, "fsm_share", "12.5")))
    held = DataSet.objects.get()
    example(ifan)
    data = ["Service", "Data"]
    expected: list[tuple[str, list[Any], list[str]]] = [
        ("data_sets", [], ["Service"]),
        *((name, [], data) for name in ("agreements", "held_back", "profiles", "open_data")),
        ("data_set", [held.pk], data),
        ("data_set_changes", [held.pk], [*data, "School-level figures"]),
        ("agreement", ["open-licence"], [*data, "Agreements"]),
        ("agreement_record", [], [*data, "Agreements"]),
        (
            "agreement_end",
            ["open-licence"],
            [*data, "Agreements", "Published statistics, Open Government Licence v3.0"],
        ),
        ("profile", ["gwella-pupils"], [*data, "Mapping profiles"]),
        ("profile_share", [], [*data, "Mapping profiles"]),
        ("profile_example", [], [*data, "Mapping profiles"]),
        ("profile_make", [], [*data, "Mapping profiles", "Make a profile by example"]),
    ]
    for name, args, crumbs in expected:
        page = shown(ifan.get(reverse(name, args=args)))
        found = re.search(r'<ol class="crumbs">(.*?)</ol>', page, re.S)
        assert found, name
        assert re.findall(r"<a [^>]*>(.*?)</a>", found[1]) == crumbs, name


def test_pupils_of_a_transfer_file_who_differ_from_the_census_are_taken_as_a_file(
    ifan: Client, cast: Cast, settings: Any, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    settings.HOME = tmp_path / "home"
    agreement(cast)
    bring_pupils(cast, "pupils", write(tmp_path / "c.csv", census([2, 3, 4], born_on="2008-03-01")))
    content = ctf(pupil(upn(2)), pupil(upn(9))).replace(b"672</LEA><Estab>2046", b"993</LEA><Estab>2147")
    sha256, _size = keep_file(iter([content]))
    answers = {"year": "2018/19", "as_at": "2019-07-12", "status": "final", "agreement": "pupil-data"}
    kept = preview_file(KINDS["ctf"], sha256=sha256, file_name="9932147.xml", params=answers, by=cast.ifan, at=AT)
    page = shown(ifan.get(reverse("import", args=[kept.pk])))
    assert "all who stay at the school: 2." in page
    address = reverse("transfer_pupils", args=[kept.pk])
    assert f"{address}?format=csv" in page
    with django_assert_max_num_queries(15):
        lines = shown(ifan.get(address, {"format": "csv"})).splitlines()
    assert len(lines) == 4
    assert f'9932147,{upn(9)},"in the file, not in the census",,' in lines
    assert "Secretname" not in "".join(lines)
    assert ifan.get(address).status_code == 404
    event = AuditEvent.objects.get(kind="pupils.taken")
    assert (event.data, event.subjects.count()) == ({"file": "9932147.xml", "count": 3}, 1)
    # Once it is decided, the file is forgotten, and with it the list.
    put_import_aside(kept)
    assert "format=csv" not in shown(ifan.get(reverse("import", args=[kept.pk])))
    assert "not kept any more" in shown(ifan.get(address, {"format": "csv"}, follow=True))
    ifan.force_login(cast.angharad)
    assert ifan.get(address, {"format": "csv"}).status_code == 404


def test_who_does_not_bring_data_in_sees_none_of_it(cast: Cast, client: Client) -> None:
    agreement(cast)
    client.force_login(cast.angharad)
    for name, args in (("data_sets", []), ("agreement", ["pupil-data"]), ("profile_make", []), ("held_back", [])):
        assert client.get(reverse(name, args=args)).status_code == 404
