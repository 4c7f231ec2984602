"""What every test may ask for."""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.utils import translation

from tests.cast import Cast, make_cast
from tests.proof.counting import is_soak

PAGES = Path(__file__).parent / "web"
pytest_plugins = ["tests.proof.plugin"]


def pytest_configure(config: pytest.Config) -> None:
    """The collected static files are made for serving; the tests take them from where they are built."""
    config.addinivalue_line("filterwarnings", "ignore:No directory at:UserWarning")
    if "SUITE_FOLDER" not in os.environ:
        # What is made once a run; every worker sees it, and it goes with the process that began the run.
        os.environ["SUITE_FOLDER"] = tempfile.mkdtemp(prefix="gwella-suite-")
        atexit.register(shutil.rmtree, os.environ["SUITE_FOLDER"], ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever touches the application's database runs on PostgreSQL too, whether its author thought of it or not;
    what pages say does so in the soak.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & {"db", "transactional_db"} or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if item.path.is_relative_to(PAGES) and (is_soak() or not item.path.is_relative_to(PAGES / "access")):
            item.add_marker("page")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it again and again for rubbish took a fifth of the pages' tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_unconfigure() -> None:
    """What was kept from being looked at is put away in order at the end."""
    gc.unfreeze()


def pytest_runtest_setup() -> None:
    """Each test begins in English, whatever language the one before it ended in."""
    translation.activate("en")


@pytest.fixture
def cast(db: None) -> Cast:
    """A small invented region with one named person per role."""
    return make_cast()
