"""The pytest plugin of the proofs: gives each its count, marks the soak, and keeps what came of it in docs/proof.md."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.proof.counting import Proof, is_soak, proof_of
from tests.proof.page import Row, keep

MARK = "proof(name, sample, full): a promise of docs/proof.md, with its count every day and in the soak"


def pytest_configure(config: pytest.Config) -> None:
    """Say what the mark means."""
    config.addinivalue_line("markers", MARK)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a run with more than the sample every proof is part of the soak; on other days it is a test like any other."""
    for item in items:
        if item.get_closest_marker("proof") and is_soak():
            item.add_marker("soak")


def _proof_of(item: pytest.Item) -> Proof | None:
    mark = item.get_closest_marker("proof")
    if mark is None:
        return None
    words = getattr(item, "callspec", None)
    return proof_of(*mark.args, **mark.kwargs, **(words.params if words else {}))


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Proof:
    """The proof this test is: its count in this run and its dice."""
    found = _proof_of(request.node)
    assert found, "a test that asks for `proof` carries the mark of the same name"
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Put what the record needs on the report, which reaches the main process from wherever the test ran."""
    report = yield
    found = _proof_of(item)
    if found and is_soak() and (report.when == "call" or report.outcome != "passed"):
        named = item.get_closest_marker("proof").kwargs.get("database", "none")
        database = _database() if item.get_closest_marker("database") else named
        kept = {"name": found.name, "promised": found.promised, "count": found.count, "seed": found.seed}
        report.user_properties.append(("proof", kept | {"database": database}))
    return report


_rows: list[Row] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a proof that has ended."""
    for name, value in report.user_properties:
        if name == "proof" and not os.environ.get("PYTEST_XDIST_WORKER") and report.outcome != "skipped":
            _rows.append(
                Row(
                    **value,
                    passed=report.outcome == "passed",
                    seconds=report.duration,
                    day=datetime.now(UTC).date().isoformat(),
                )
            )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep the rows."""
    if _rows:
        keep(_rows, Path(session.config.rootpath))


def _database() -> str:
    return "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
