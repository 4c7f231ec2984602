"""Passkeys in a real browser with a virtual key: added, asked for at signing in, removed; all under our own policy."""

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from gwella.core.models import AuditEvent
from tests.browser.conftest import Visit, axe_faults, check_with_axe
from tests.cast import PASSWORD, Cast

pytestmark = [pytest.mark.browser, pytest.mark.database]


def give_key(page: Page) -> None:
    """A key plugged into the browser that says yes by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, cast: Cast) -> None:
    page.goto("/en/account/sign-in/")
    page.get_by_label("E-mail address").fill(cast.angharad.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def confirm(page: Page) -> None:
    """Say who one is once more, as allauth asks before anything that guards the account changes."""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_a_passkey_is_added_asked_for_and_removed(visit: Visit, cast: Cast) -> None:
    page = visit()
    give_key(page)
    sign_in(page, cast)
    page.goto("/en/account/security/")
    check_with_axe(page)
    page.get_by_role("button", name="Add a passkey").or_(page.get_by_role("link", name="Add a passkey")).click()
    confirm(page)
    page.get_by_label("Name of the passkey").fill("Work laptop")
    assert not axe_faults(page)
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(re.compile("/codes/"))
    kept = Authenticator.objects.get(user=cast.angharad, type="webauthn")
    assert str(kept) == "Work laptop"
    page.get_by_role("button", name="Sign out").first.click()
    sign_in(page, cast)
    page.wait_for_url(re.compile("/second-step/"))
    assert not axe_faults(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile("/today/"))
    page.goto("/en/account/security/passkeys/")
    expect(page.get_by_role("main")).to_contain_text("Work laptop")
    check_with_axe(page)
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("link", name="Confirm with a passkey").click()
    assert not axe_faults(page)
    page.get_by_role("button", name="Confirm with a passkey").click()
    page.get_by_role("button", name="Remove it").click()
    page.wait_for_url(re.compile("/passkeys/$"))
    assert not Authenticator.objects.filter(user=cast.angharad).exists()
    kinds = list(AuditEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        "account.signed_in",
        "account.passkey_added",
        "account.codes_made",
        "account.signed_out",
        "account.signed_in",
        "account.passkey_removed",
    ]


def test_a_browser_that_says_no_is_told_on_the_page(visit: Visit, cast: Cast) -> None:
    page = visit()
    sign_in(page, cast)
    page.goto("/en/account/security/passkeys/add/")
    confirm(page)
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work")
