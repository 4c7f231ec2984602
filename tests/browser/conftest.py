"""A real browser against a real server. One Chromium a session; one context, with its own cookies, a visit."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from gwella.domain.people.models import User
from tests.browser.chromium import ROOT, launch_options
from tests.cast import Cast, make_cast

# Playwright keeps an event loop in the test's thread, where Django would refuse to speak to its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

WIDE, NARROW = 1280, 390
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast, where the server's own threads can see it."""
    return make_cast()


@pytest.fixture
def visit(chromium: Browser, live_server: Any, cast: Cast) -> Iterator[Visit]:
    """`visit("angharad", width=390, scripts=False)`: a page of a fresh browser, signed in as one of the cast or nobody.

    At the end of the test anything the browser complained of on its console fails it: a broken script, a blocked
    style, a missing file.
    """
    opened = []
    complaints: list[str] = []

    def open_page(who: str = "", *, width: int = WIDE, scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="en-GB",
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        if who:
            context.add_cookies([{**_session(cast.people[who]), "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: complaints.extend(_complaint(message)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in opened:
        context.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def browser_page(visit: Visit) -> Page:
    """A wide page of nobody in particular."""
    return visit()


@pytest.fixture
def signed_in(visit: Visit) -> Visit:
    """`signed_in("angharad")`: a page of a browser in which she has signed in."""
    return visit


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails where a page has a serious or critical accessibility fault, naming the element and the mend."""
    return check_with_axe


def check_with_axe(page: Page) -> None:
    """Run axe over the page as it stands."""
    faults = axe_faults(page)
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def axe_faults(page: Page) -> list[str]:
    """Serious and critical faults, one readable line an element."""
    # Evaluated by the debugger, so the page keeps its own content security policy.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{fault['impact']} {fault['id']}: {fault['help']}: {node['target']} {node['html'][:200]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def _session(user: User) -> dict[str, str]:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}


def _complaint(message: ConsoleMessage) -> list[str]:
    # A refused page's own 404 is the server's answer, not a broken page.
    is_answer = message.text.startswith("Failed to load resource") and message.location["url"] == _page_url(message)
    return [f"{message.type}: {message.text}"] if message.type == "error" and not is_answer else []


def _page_url(message: ConsoleMessage) -> str:
    return message.page.url if message.page else ""
