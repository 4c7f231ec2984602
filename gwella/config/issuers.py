"""The directories one may sign in by (OpenID Connect), from a TOML file named by `GWELLA_OIDC`. None without it.

Accounts are keyed on issuer and subject. `domains` are the e-mail domains whose addresses the directory itself gives
out, so that its word for them is enough; any other address counts only where the issuer says it is verified.
"""

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = ("id", "name_en", "name_cy", "issuer", "client_id", "client_secret")
ALLOWED = {*NEEDED, "domains", "form_origins"}


def read_issuers(path: str, *, secure: bool) -> tuple[list[dict[str, Any]], list[str]]:
    """The file's issuers as allauth's apps, and the origins that the sign-in form may lead to.

    Raises ImproperlyConfigured, naming the issuer and what is wrong with it.
    """
    if not path:
        return [], []
    try:
        issuers = tomllib.loads(Path(path).read_text(encoding="utf-8")).get("issuer", [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ImproperlyConfigured(f"GWELLA_OIDC: {path} cannot be read: {error}") from error
    for place, issuer in enumerate(issuers, start=1):
        _check(issuer, place, secure)
    for field in ("id", "issuer"):
        if len({issuer[field] for issuer in issuers}) < len(issuers):
            raise ImproperlyConfigured(f"GWELLA_OIDC: two issuers share one {field}.")
    origins = [origin for i in issuers for origin in (_origin(i["issuer"]), *i.get("form_origins", ()))]
    return [_app(issuer) for issuer in issuers], list(dict.fromkeys(origins))


def _check(issuer: dict[str, Any], place: int, secure: bool) -> None:
    missing = [field for field in NEEDED if not isinstance(issuer.get(field), str) or not issuer[field]]
    unknown = sorted(set(issuer) - ALLOWED)
    if missing or unknown:
        raise ImproperlyConfigured(f"GWELLA_OIDC: issuer {place} lacks {missing}, and has unknown {unknown}.")
    if secure and urlsplit(issuer["issuer"]).scheme != "https":
        raise ImproperlyConfigured(f"GWELLA_OIDC: issuer {place}: its address has to begin with https.")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _app(issuer: dict[str, Any]) -> dict[str, Any]:
    return {
        "provider_id": issuer["id"],
        "name": issuer["name_en"],
        "client_id": issuer["client_id"],
        "secret": issuer["client_secret"],
        "settings": {
            "server_url": issuer["issuer"].rstrip("/"),
            "issuer": issuer["issuer"],
            "name_en": issuer["name_en"],
            "name_cy": issuer["name_cy"],
            "domains": [domain.lower() for domain in issuer.get("domains", ())],
            # The signed token says who it is; nothing more is asked for. Its key is issuer and subject.
            "fetch_userinfo": False,
            "uid_field": "key",
        },
    }
