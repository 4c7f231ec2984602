"""Settings of the test suite: the same house, with a throw-away home and nothing to wait for."""

import os
import tempfile

os.environ.setdefault("GWELLA_HOME", tempfile.mkdtemp(prefix="gwella-test-"))
os.environ["GWELLA_INSECURE"] = "1"
os.environ.setdefault("GWELLA_TODAY", "2020-02-03")

from gwella.config.settings import *  # noqa: F403

SECRET_KEY = "only for the tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL = "folder"
# allauth reads False as "none"; an empty dictionary would mean its own.
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]
REQUIRE_SECOND_FACTOR = False
