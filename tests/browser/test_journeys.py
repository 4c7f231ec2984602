"""What people come to do, in a real browser; the same without JavaScript."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gwella.domain.people.models import User
from tests.browser.conftest import NARROW, Visit, axe_faults, check_with_axe, overflow
from tests.cast import PASSWORD, Cast

pytestmark = [pytest.mark.browser, pytest.mark.database]
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def heading(page: Page) -> str:
    """The page's h1."""
    return page.locator("h1").inner_text()


@SCRIPTS
def test_sign_in_look_at_one_s_school_and_sign_out(visit: Visit, cast: Cast, scripts: bool) -> None:
    page = visit(scripts=scripts)
    page.goto("/")
    assert heading(page) == "Sign in"
    page.get_by_label("E-mail address").fill(cast.angharad.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    assert heading(page) == "Today"
    page.get_by_role("main").get_by_role("link", name="Nant-y-Felin Primary School").click()
    assert cast.nant.number in page.url
    assert "Nant-y-Felin" in heading(page)
    page.get_by_role("button", name="Sign out").first.click()
    assert heading(page) == "Sign in"
    page.goto("/en/today/")
    assert "/sign-in/" in page.url


@SCRIPTS
def test_a_wrong_password_is_told_where_one_looks(visit: Visit, scripts: bool) -> None:
    page = visit(scripts=scripts)
    page.goto("/en/account/sign-in/")
    page.get_by_label("E-mail address").fill("nobody@example.invalid")
    page.get_by_label("Password", exact=True).fill("wrong wrong wrong")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").or_(page.locator(".govuk-error-summary")).first).to_be_visible()
    assert page.get_by_label("E-mail address").input_value() == "nobody@example.invalid"
    if scripts:
        check_with_axe(page)


@SCRIPTS
def test_the_demonstration_takes_one_click(visit: Visit, cast: Cast, settings: Any, scripts: bool) -> None:
    settings.DEMONSTRATION = True
    User.objects.filter(pk=cast.bethan.pk).update(reads="cy")
    page = visit(scripts=scripts)
    page.goto("/en/account/sign-in/")
    page.get_by_role("link", name="Sign in as one of the cast").click()
    if scripts:
        check_with_axe(page)
    page.get_by_role("button", name=re.compile("Sign in.*Bethan Lloyd")).click()
    assert "/cy/" in page.url
    assert "Bethan Lloyd" in page.inner_text("body")


@SCRIPTS
def test_the_other_language_keeps_page_and_question(visit: Visit, scripts: bool) -> None:
    page = visit("carys", scripts=scripts)
    page.goto("/en/schools/?q=pont")
    assert "Pont Rhedyn" in page.get_by_role("main").inner_text()
    assert "Porth Hafan High" not in page.get_by_role("main").inner_text()
    page.get_by_role("link", name="Cymraeg").click()
    assert "/cy/" in page.url
    assert page.url.endswith("?q=pont")
    assert page.locator("html").get_attribute("lang") == "cy"
    assert "Ysgol Gynradd Pont Rhedyn" in page.get_by_role("main").inner_text()
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/schools/?q=pont")


@SCRIPTS
@pytest.mark.parametrize("asked", ["st elfan's", "9952101", "SANT ELFAN"])
def test_search_finds_a_school_without_accents_and_by_number(visit: Visit, asked: str, scripts: bool) -> None:
    page = visit("carys", scripts=scripts)
    page.goto("/en/today/")
    field = page.get_by_role("combobox" if scripts else "searchbox", name="Search schools and people")
    if scripts:
        page.keyboard.press("/")
        expect(field).to_be_focused()
    field.fill(asked)
    field.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("St Elfan’s Primary School")
    expect(page.get_by_role("main")).not_to_contain_text("Pont Rhedyn")


def test_the_keyboard_reaches_the_content_first(signed_in: Visit) -> None:
    page = signed_in("angharad")
    page.goto("/en/today/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_phone_has_a_menu_that_needs_no_script(visit: Visit) -> None:
    page = visit("carys", width=NARROW, scripts=False)
    page.goto("/en/today/")
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Schools").click()
    assert "/en/schools/" in page.url


@pytest.mark.parametrize("address", ["/en/today/", "/en/schools/", "/en/schools/9932147/", "/en/privacy/"])
def test_at_400_per_cent_nothing_is_cut_off(visit: Visit, address: str) -> None:
    page = visit("carys", width=320)
    page.goto(address)
    assert overflow(page) <= 0


def test_setting_up_the_second_step_is_sound(visit: Visit, cast: Cast) -> None:
    page = visit("angharad")
    page.goto("/en/account/security/app/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    assert heading(page) == "Set up the authenticator app"
    assert page.locator("main img").evaluate("image => image.naturalWidth") > 0
    assert not axe_faults(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Use this app").click()
    assert not axe_faults(page)


def test_pages_for_failures_are_sound(visit: Visit) -> None:
    page = visit("angharad")
    answer = page.goto("/en/nowhere/")
    assert answer is not None
    assert answer.status == 404
    assert not axe_faults(page)
