"""Signing in by a directory: the whole way against an issuer on localhost, and everyone it must not let in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.config.issuers import read_issuers
from gwella.core.models import AuditEvent
from gwella.domain.people.models import User
from tests.cast import Cast
from tests.web.accounts.directory import CLIENT, SECRET, Directory, new_key, running

pytestmark = pytest.mark.database
TEXT = """
[[issuer]]
id = "{id}"
name_en = "Cwm Rhedyn Council"
name_cy = "Cyngor Cwm Rhedyn"
issuer = "{issuer}"
client_id = "{client}"
client_secret = "{secret}"
"""


def written(folder: Path, *issuers: str, more: str = "") -> str:
    path = folder / "issuers.toml"
    each = [TEXT.format(id=f"d{n}", issuer=i, client=CLIENT, secret=SECRET) + more for n, i in enumerate(issuers)]
    path.write_text("".join(each))
    return str(path)


@pytest.fixture
def directory(settings: Any, tmp_path: Path) -> Iterator[Directory]:
    with running() as directory:
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "APPS": read_issuers(written(tmp_path, directory.address), secure=False)[0],
                "OAUTH_PKCE_ENABLED": True,
            }
        }
        yield directory


def through(client: Client, query: str = "", provider: str = "d0") -> Any:
    """From our sign-in page to the directory and back; our answer at the end."""
    answer = client.post(reverse("openid_connect_login", args=[provider]) + query)
    assert answer.status_code == 302, answer.content
    there = requests.get(answer["Location"], allow_redirects=False, timeout=5)
    parts = urlsplit(there.headers["Location"])
    assert parts.path == reverse("openid_connect_callback", args=[provider])
    return client.get(f"{parts.path}?{parts.query}")


def is_in(client: Client, person: User) -> bool:
    return client.session.get("_auth_user_id") == str(person.pk)


def test_a_known_person_is_joined_once_and_then_found_by_issuer_and_subject(
    cast: Cast, client: Client, directory: Directory
) -> None:
    directory.about(sub="s-1", email=cast.dafydd.email.upper(), email_verified=True, name="Anything")
    before = User.objects.count()
    assert through(client)["Location"] == reverse("today")
    assert is_in(client, cast.dafydd)
    account = SocialAccount.objects.get()
    assert account.uid == f"{directory.address} s-1"
    assert set(account.extra_data["id_token"]) == {"iss", "sub", "email", "email_verified", "key"}
    later = Client()
    directory.about(sub="s-1", email="another@example.invalid")
    through(later)
    assert is_in(later, cast.dafydd)
    assert User.objects.count() == before
    kinds = list(AuditEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["account.joined", "account.signed_in", "account.signed_in"]


def test_the_address_one_asked_for_is_kept_on_the_way(cast: Cast, client: Client, directory: Directory) -> None:
    directory.about(sub="s-1", email=cast.dafydd.email, email_verified=True)
    assert through(client, "?next=/en/schools/")["Location"] == "/en/schools/"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.invalid", "email_verified": True},
        {"email": "dafydd@example.invalid", "email_verified": False},
        {"email": "dafydd@example.invalid", "email_verified": "true"},
        {"email": "dafydd@example.invalid"},
        {"email_verified": True},
    ],
)
def test_strangers_and_unproven_addresses_are_told_in_words(
    cast: Cast, client: Client, directory: Directory, claims: dict[str, Any]
) -> None:
    directory.about(sub="s-9", **claims)
    before = User.objects.count()
    answer = through(client)
    assert answer.status_code == 403
    assert "We do not know you yet" in answer.content.decode()
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert "_auth_user_id" not in client.session


def test_who_left_is_not_let_in(cast: Cast, client: Client, directory: Directory) -> None:
    User.objects.filter(pk=cast.dafydd.pk).update(is_active=False)
    directory.about(sub="s-1", email=cast.dafydd.email, email_verified=True)
    assert through(client).status_code == 403


def test_an_address_given_to_somebody_new_does_not_open_the_old_account(
    cast: Cast, client: Client, directory: Directory
) -> None:
    directory.about(sub="s-1", email=cast.dafydd.email, email_verified=True)
    through(client)
    directory.about(sub="s-2", email=cast.dafydd.email, email_verified=True)
    other = Client()
    assert through(other).status_code == 403
    assert "_auth_user_id" not in other.session


def test_a_directory_s_word_is_enough_for_the_addresses_it_gives_out(
    cast: Cast, client: Client, directory: Directory, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["domains"] = ["example.invalid"]
    directory.about(sub="s-1", email=cast.dafydd.email)
    through(client)
    assert is_in(client, cast.dafydd)


@pytest.mark.parametrize("fault", ["key", "none", "audience", "issuer", "expired", "subject"])
def test_a_token_that_is_not_the_issuer_s_own_is_refused(
    cast: Cast, client: Client, directory: Directory, fault: str
) -> None:
    more: dict[str, Any] = {
        "audience": {"aud": "somebody else"},
        "issuer": {"iss": "https://elsewhere.invalid"},
        "expired": {"exp": 1},
    }.get(fault, {})
    subject = {} if fault == "subject" else {"sub": "s-1"}
    directory.about(email=cast.dafydd.email, email_verified=True, **subject, **more)
    if fault == "key":
        directory.signs_with = new_key()
    if fault == "none":
        directory.signs_with, directory.algorithm = "", "none"
    answer = through(client)
    assert answer.status_code == 401
    assert "Signing in did not work" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_a_word_nobody_asked_for_is_refused(cast: Cast, client: Client, directory: Directory) -> None:
    answer = client.get(reverse("openid_connect_callback", args=["d0"]), {"code": "a-code", "state": "made up"})
    assert answer.status_code in (302, 401)
    assert "_auth_user_id" not in client.session


def test_a_directory_that_does_not_answer_is_told(cast: Cast, client: Client, settings: Any, tmp_path: Path) -> None:
    apps = read_issuers(written(tmp_path, "http://127.0.0.1:9"), secure=False)[0]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    answer = client.post(reverse("openid_connect_login", args=["d0"]))
    assert answer.status_code == 401
    assert "Signing in did not work" in answer.content.decode()


def test_joining_a_directory_by_oneself_is_not_offered(cast: Cast, client: Client, directory: Directory) -> None:
    client.force_login(cast.dafydd)
    assert client.post(reverse("openid_connect_login", args=["d0"]) + "?process=connect").status_code == 404


@pytest.mark.parametrize(("language", "name"), [("en", "Cwm Rhedyn Council"), ("cy", "Cyngor Cwm Rhedyn")])
def test_the_sign_in_page_offers_each_directory_in_the_reader_s_language(
    cast: Cast, client: Client, directory: Directory, language: str, name: str
) -> None:
    with translation.override(language):
        page = client.get(reverse("account_login")).content.decode()
    assert name in page
    assert 'value="/en/schools/"' in client.get(reverse("account_login") + "?next=/en/schools/").content.decode()


def test_several_directories_are_read_and_the_form_may_lead_to_each(tmp_path: Path) -> None:
    addresses = ("https://one.invalid/tenant/v2.0", "https://two.invalid")
    apps, origins = read_issuers(written(tmp_path, *addresses), secure=True)
    assert [app["settings"]["issuer"] for app in apps] == list(addresses)
    assert origins == ["https://one.invalid", "https://two.invalid"]
    assert read_issuers("", secure=True) == ([], [])


@pytest.mark.parametrize(
    ("addresses", "more"),
    [
        (("http://one.invalid",), ""),
        (("https://one.invalid", "https://one.invalid"), ""),
        (("",), ""),
        (("https://one.invalid",), 'nonsense = "x"\n'),
        (("https://one.invalid",), "not toml"),
    ],
)
def test_a_file_that_cannot_be_meant_so_is_refused(tmp_path: Path, addresses: tuple[str, ...], more: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="GWELLA_OIDC"):
        read_issuers(written(tmp_path, *addresses, more=more), secure=True)
