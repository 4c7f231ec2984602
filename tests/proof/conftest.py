"""One server for the proofs that post to it, which run on one worker; each test asks about rows of its own."""

from collections.abc import Iterator

import pytest

from tests.proof.serving import Served, served


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over its own database, with the cast signed in."""
    with served(tmp_path_factory.mktemp("served") / "home") as running:
        yield running
