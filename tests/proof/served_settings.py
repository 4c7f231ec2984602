"""The application's own settings for a server of the tests: no second factor, static files as they are built.

Each request opens the database anew, and on SQLite runs what stands in `pragma` in the home: so a test makes a disk
full or a database read-only under a server that runs.
"""

from typing import Any

from django.db.backends.signals import connection_created

from gwella.config.settings import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
REQUIRE_SECOND_FACTOR = False
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
PRAGMA = HOME / "pragma"  # noqa: F405


def _hinder(connection: Any, **_more: Any) -> None:
    if connection.vendor == "sqlite" and PRAGMA.exists():
        with connection.cursor() as cursor:
            cursor.execute(PRAGMA.read_text())


connection_created.connect(_hinder)
