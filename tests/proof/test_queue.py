"""Mail that is down, clocks that jump, and the night the clocks change."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from gwella.core.clock import ZONE
from gwella.core.models import OutboxMessage
from gwella.domain.allocation.rules import considerate_from, why_wait
from gwella.flows.letters import send_considerately, waiting_letters
from gwella.frameworks.loader import load
from gwella.jobs import letters as jobs
from tests.cast import Cast
from tests.proof.counting import Proof
from tests.web.letters.making import MONDAY, prepared_run

pytestmark = pytest.mark.database


class Talk(socketserver.StreamRequestHandler):
    """As much of a mail server as a letter needs."""

    def handle(self) -> None:
        self.say(220)
        reading = False
        for raw in self.rfile:
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if reading:
                reading = line != "."
                if line.lower().startswith("message-id:"):
                    self.server.taken.append(line)  # type: ignore[attr-defined]
                if not reading:
                    self.say(250)
                continue
            word = line[:4].upper()
            reading = word == "DATA"
            self.say({"DATA": 354, "QUIT": 221}.get(word, 250))
            if word == "QUIT":
                return

    def say(self, code: int) -> None:
        self.wfile.write(f"{code} yes\r\n".encode())


@contextmanager
def post_office(port: int = 0) -> Iterator[Any]:
    """A mail server on this machine; `taken` are the letters it took."""
    socketserver.TCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), Talk) as server:
        server.taken = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.proof("mail down: the queue drains after", sample=1, full=50)
def test_when_mail_comes_back_each_letter_goes_once(cast: Cast, monkeypatch: pytest.MonkeyPatch, proof: Proof) -> None:
    run = prepared_run(cast)
    pks = list(waiting_letters(run, on=MONDAY.date()).values_list("pk", flat=True))
    send_considerately(pks, framework_code=run.framework, by=cast.carys, at=MONDAY)
    with post_office() as server:
        port = server.server_address[1]
    for name, value in {"HOST": "127.0.0.1", "PORT": port, "USE_TLS": False, "HOST_USER": ""}.items():
        monkeypatch.setattr(settings, f"EMAIL_{name}", value)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    for _ in range(proof.count):
        told = jobs.send_due(at=MONDAY, again=True)
        assert (told.sent, told.failed, told.waiting) == (0, 2, 2)
    with post_office(port) as server:
        assert jobs.send_due(at=MONDAY, again=True) == jobs.Sent(2, 0, 0)
        assert jobs.send_due(at=MONDAY, again=True) == jobs.Sent(0, 0, 0)
        assert len(server.taken) == len(set(server.taken)) == 2
    assert set(OutboxMessage.objects.values_list("state", "failure")) == {("sent", "")}


@pytest.mark.proof("clocks that jump: each letter once, none lost", sample=3, full=100)
def test_a_clock_that_jumps_sends_nothing_early_twice_or_never(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proof: Proof
) -> None:
    """The server's clock is set wrong and right again, by hours or years, while letters wait."""
    monkeypatch.setattr(settings, "MAIL_FOLDER", tmp_path / "mail")
    run = prepared_run(cast)
    evening = MONDAY.replace(hour=20)
    pks = list(waiting_letters(run, on=MONDAY.date()).values_list("pk", flat=True))
    leaves = send_considerately(pks, framework_code=run.framework, by=cast.carys, at=evening).at
    dice = proof.dice()
    for _ in range(proof.count):
        back = evening - timedelta(minutes=dice.randrange(60 * 24 * 365 * 5))
        assert jobs.send_due(at=back).sent == 0
    assert jobs.send_due(at=leaves).sent == 2
    for _ in range(proof.count):
        anywhen = leaves + timedelta(minutes=dice.randrange(-(60 * 24 * 400), 60 * 24 * 400))
        assert jobs.send_due(at=anywhen) == jobs.Sent(0, 0, 0)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2


@pytest.mark.proof("the nights the clocks change: letters leave in order and by day", sample=200, full=100_000)
def test_the_nights_the_clocks_change(proof: Proof) -> None:
    """Around the last Sundays of March and October no moment is lost, and the later never leaves before the earlier."""
    terms = load("wales-2017").calendar.terms_of("2019/20")
    nights = [datetime(2019, 10, 27, 1, tzinfo=UTC), datetime(2020, 3, 29, 1, tzinfo=UTC)]
    dice = proof.dice()
    for _ in range(proof.count):
        around = dice.choice(nights)
        one, other = sorted(around + timedelta(seconds=dice.randrange(-200_000, 200_000)) for _ in range(2))
        first, second = (considerate_from(moment.astimezone(ZONE), terms) for moment in (one, other))
        for asked, leaves in ((one, first), (other, second)):
            assert leaves.astimezone(UTC) >= asked
            assert why_wait(leaves, terms) == ""
            # The hour on the wall is what schools see, and stands on both sides of the change.
            assert leaves.astimezone(UTC).astimezone(ZONE).time() == leaves.time()
        assert first.astimezone(UTC) <= second.astimezone(UTC)
