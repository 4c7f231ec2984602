"""A directory for tests: a small OpenID Connect issuer on localhost that answers as the specification says."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "gwella", "only for the tests"


@cache
def usual_key() -> rsa.RSAPrivateKey:
    """The issuer's own; making one takes a while."""
    return new_key()


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Directory:
    """What the issuer says next: `claims` of whoever signs in there; `signs_with` may be a key it does not publish."""

    address: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=usual_key)
    signs_with: Any = None
    algorithm: str = "RS256"
    claims: dict[str, Any] = field(default_factory=dict)
    pending: dict[str, dict[str, str]] = field(default_factory=dict)

    def about(self, **claims: Any) -> None:
        """Set who signs in there."""
        self.claims = claims

    def token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims}
        key = self.key if self.signs_with is None else self.signs_with
        return jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "one"})

    def get(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        """What each address answers: a status and JSON, or a redirect."""
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return 200, {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}
        if path == "/authorize":
            assert (query["client_id"], query["response_type"]) == (CLIENT, "code")
            assert "openid" in query["scope"].split()
            self.pending["a-code"] = query
            return 302, f"{query['redirect_uri']}?{urlencode({'code': 'a-code', 'state': query['state']})}"
        return 404, {}

    def post(self, path: str, form: dict[str, str]) -> tuple[int, Any]:
        """The token for a code: once, with the secret and the verifier of the challenge it was asked for with."""
        asked = self.pending.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proven = asked and base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked.get("code_challenge")
        if path != "/token" or not asked or not proven or form.get("client_secret") != SECRET:
            return 400, {"error": "invalid_grant"}
        assert form["redirect_uri"] == asked["redirect_uri"]
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.token()}


@contextmanager
def running() -> Iterator[Directory]:
    """The directory, answering on a port of its own."""
    directory = Directory()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self._say(*directory.get(parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*directory.post(self.path, {k: v[0] for k, v in parse_qs(body).items()}))

        def _say(self, status: int, what: Any) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", what)
                what = {}
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(what).encode())

        def log_message(self, *_args: Any) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    directory.address = f"http://127.0.0.1:{server.server_port}"
    yield directory
    server.shutdown()
    server.server_close()
