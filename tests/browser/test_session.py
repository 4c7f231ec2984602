"""A session that is about to end, in a real browser with short limits: warned, kept, ended, gone on with."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, Visit, check_with_axe
from tests.cast import PASSWORD, Cast

pytestmark = [pytest.mark.browser, pytest.mark.database]


@pytest.fixture
def short(settings: Any) -> Any:
    """Six seconds of idle time, warned of four before their end."""
    settings.SESSION_COOKIE_AGE, settings.SESSION_WARNING = 6, 4
    return settings


def test_a_warning_comes_and_staying_keeps_what_was_typed(visit: Visit, short: Any) -> None:
    page = visit("angharad", width=NARROW)
    page.goto("/en/account/password/")
    page.get_by_label("Current password").fill("half typed")
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(re.compile(r"signed out at:\s+\d\d:\d\d"))
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    check_with_axe(page)
    short.SESSION_COOKIE_AGE = 600
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Current password")).to_have_value("half typed")
    page.goto("/en/today/")
    assert "/today/" in page.url


def test_after_the_end_what_was_typed_can_still_be_sent(visit: Visit, short: Any, cast: Cast) -> None:
    page = visit("angharad")
    page.goto("/en/account/password/")
    page.get_by_label("Current password").fill("half typed")
    ended = page.get_by_role("dialog", name="You have been signed out")
    expect(ended).to_be_visible(timeout=12_000)
    check_with_axe(page)
    short.SESSION_COOKIE_AGE = 600
    with page.context.expect_page() as opened:
        ended.get_by_role("link", name="Sign in in a new window").click()
    other = opened.value
    expect(other.get_by_role("main")).to_contain_text("You have been signed out")
    other.get_by_label("E-mail address").fill(cast.angharad.email)
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("main").get_by_role("button", name="Sign in").click()
    other.wait_for_url(re.compile("/account/password/"))
    other.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(ended).to_be_hidden()
    expect(page.get_by_label("Current password")).to_have_value("half typed")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()


def test_a_page_where_nothing_was_typed_goes_to_sign_in_by_itself(visit: Visit, short: Any) -> None:
    page = visit("angharad")
    page.goto("/cy/ysgolion/")
    page.wait_for_url(re.compile(r"next=.*ysgolion.*ended=1"), timeout=12_000)
