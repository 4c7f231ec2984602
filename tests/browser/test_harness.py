"""The harness itself: the browser starts, the style is there, axe sees faults."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit, axe_faults

pytestmark = [pytest.mark.browser, pytest.mark.database]


def test_a_page_arrives_with_its_style(signed_in: Visit) -> None:
    page = signed_in("angharad")
    answer = page.goto("/en/today/")
    assert answer is not None
    assert answer.status == 200
    font = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "Source Sans" in font


def test_axe_sees_a_fault_where_there_is_one(browser_page: Page) -> None:
    browser_page.set_content("<html><body><img src='data:,'><input></body></html>")
    assert any("image-alt" in fault for fault in axe_faults(browser_page))
