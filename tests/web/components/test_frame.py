"""The frame around every page, with everything given and with nothing."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from gwella.web.components.navigation import other_language_address
from tests.web.components.reading import every, faults, only


def frame(**context: Any) -> str:
    return render_to_string("base.html", context)


def full(language: str) -> str:
    door = SimpleNamespace(label="Schools", url="/en/schools/", current=True)
    return frame(
        language=language,
        service={"name": "Bro a Blaenau", "is_demonstration": True},
        doors=[door],
        person_line="Angharad Morris, system leader",
        service_date=dt.date(2020, 2, 3),
        framework_code="wales-2017",
        request=RequestFactory().get(f"/{language}/schools/?q=nant&page=2"),
    )


def test_a_page_that_failed_early_still_has_its_frame() -> None:
    html = frame()
    assert not faults(html)
    assert only(html, "html").attrs["lang"] == "en"
    assert every(html, "nav", class_="doors") == []
    assert every(html, "div", class_="demo") == []
    assert only(html, "main").attrs["id"] == "main"


@pytest.mark.parametrize(("language", "other"), [("en", "cy"), ("cy", "en")])
def test_the_full_frame(language: str, other: str) -> None:
    with translation.override(language):
        html = full(language)
    assert not faults(html)
    assert only(html, "html").attrs["lang"] == language
    assert only(html, "a", class_="skip").attrs["href"] == "#main"
    switch = only(html, "a", hreflang=other)
    assert switch.attrs["lang"] == other
    assert switch.attrs["href"].startswith(f"/{other}/")
    assert switch.attrs["href"].endswith("?q=nant&page=2")
    assert switch.text == {"en": "English", "cy": "Cymraeg"}[other]
    assert len(every(html, "a", aria_current="page")) == 2  # the doors, and the same in the phone's menu
    assert only(html, "div", class_="demo").text.strip()


def test_signing_out_is_a_form_that_posts() -> None:
    with translation.override("en"):
        out = every(full("en"), "form", class_="who__out")
    assert {form.attrs["method"] for form in out} == {"post"}


@pytest.mark.parametrize(
    ("language", "here", "there"),
    [
        ("en", "/en/no-such-page/?q=a&q=b", "/cy/no-such-page/?q=a&q=b"),
        ("cy", "/cy/no-such-page/", "/en/no-such-page/"),
        ("en", "/nowhere", "/cy/"),
    ],
)
def test_an_address_no_page_has_still_leads_to_the_other_language(language: str, here: str, there: str) -> None:
    with translation.override(language):
        assert other_language_address(RequestFactory().get(here)) == there


def test_without_a_request_the_other_language_starts_at_its_door() -> None:
    with translation.override("cy"):
        assert other_language_address(None) == "/en/"
