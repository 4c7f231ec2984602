"""Suggestions in the header: by keyboard and pointer, told to a screen reader, sound on both widths."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, Visit, check_with_axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.database]


def test_the_keyboard_chooses_and_the_count_is_told(visit: Visit) -> None:
    page = visit("carys")
    page.goto("/en/today/")
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    field.press_sequentially("vaughan")
    listed = page.get_by_role("listbox")
    expect(listed.get_by_role("option")).to_have_count(1)
    expect(page.locator("#search-said")).to_contain_text("1 suggestion")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    check_with_axe(page)
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None, "beyond the last stands the field itself"
    field.press("ArrowUp")
    field.press("Enter")
    page.wait_for_url(re.compile("/schools/9932147/"))


def test_escape_closes_and_what_was_typed_stays(visit: Visit) -> None:
    page = visit("carys")
    page.goto("/en/today/")
    field = page.get_by_role("combobox")
    field.press_sequentially("nant")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("nant")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q=nant"))


def test_a_click_opens_what_it_names(visit: Visit) -> None:
    page = visit("carys")
    page.goto("/en/today/")
    page.get_by_role("combobox").press_sequentially("angh")
    page.get_by_role("option", name="Angharad Morris").click()
    page.wait_for_url(re.compile(r"/people/\d+/"))


def test_nothing_found_is_told_too(visit: Visit) -> None:
    page = visit("carys")
    page.goto("/en/today/")
    page.get_by_role("combobox").press_sequentially("zzzz")
    expect(page.locator("#search-said")).to_have_text("Nothing found")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_phone_searches_on_a_page_of_its_own(visit: Visit, language: str) -> None:
    page = visit("carys", width=NARROW)
    page.goto({"en": "/en/today/", "cy": "/cy/heddiw/"}[language])
    page.locator("header form[role=search] button").click()
    field = page.get_by_role("main").get_by_role("combobox")
    field.press_sequentially("nant")
    expect(page.get_by_role("option").first).to_be_visible()
    assert overflow(page) <= 0
    check_with_axe(page)
    field.press("Enter")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()
    check_with_axe(page)
