"""Every page in both languages, wide and narrow: no serious accessibility fault, nothing wider than its window."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, WIDE, Visit, axe_faults, overflow
from tests.cast import PEOPLE, Cast
from tests.web.access.routes import kwargs_of, routes
from tests.web.access.table import NANT, ROUTES, given_to

pytestmark = [pytest.mark.browser, pytest.mark.database]
# Answers that are no page: they lead elsewhere, download, or speak to a machine.
NO_PAGE = ("front", "health", "session", "_export", "_template", "_pdf", "_file", "_suggestions", "_pupils")
# Who is asked first to look at a page; the others in the cast's order.
FIRST = ("carys", "angharad", "bethan", "elin", "nia")


def pages(cast: Cast, language: str) -> Iterator[tuple[str, str, str]]:
    """Name, address and someone who may see it (empty: nobody need be), for every address that may be a page."""
    for route in routes():
        row = ROUTES[route.name]
        who = "" if row.everyone else next((p for p in (*FIRST, *PEOPLE) if row.lets_in(p, NANT)), None)
        if route.name.endswith(NO_PAGE) or row.absent or who is None:
            continue
        kwargs = kwargs_of(route, given_to(row, cast), NANT)
        with translation.override(language):
            yield route.name, reverse(route.name, kwargs=kwargs) + row.query, who


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_page_is_sound_wide_and_narrow(visit: Visit, cast: Cast, language: str) -> None:
    windows: dict[str, Page] = {}
    faults, seen = [], 0
    for name, address, who in pages(cast, language):
        page = windows.get(who) or windows.setdefault(who, visit(who))
        page.set_viewport_size({"width": WIDE, "height": 900})
        answer = page.goto(address)
        assert answer is not None
        if answer.status == 405:
            continue
        assert answer.status == 200, f"{name}: {answer.status}"
        seen += 1
        # The two languages share their templates: axe looks at the English page wide and at the Welsh one narrow.
        if language == "en":
            faults += [f"{name} wide: {fault}" for fault in axe_faults(page)]
        page.set_viewport_size({"width": NARROW, "height": 900})
        if language == "cy":
            faults += [f"{name} narrow: {fault}" for fault in axe_faults(page)]
        if (over := overflow(page)) > 0:
            faults.append(f"{name} narrow: {over} pixels wider than the window")
        if page.evaluate("document.documentElement.lang") != language:
            faults.append(f"{name}: not marked as {language}")
    assert not faults, "\n".join(faults)
    assert seen > 20
