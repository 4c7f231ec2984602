"""The application's settings with Django's admin beside it: the rival of `bench.pages`, served nowhere else.

Run as a program it signs the demonstration's head of service in and prints the session, and the number of a school.
"""

import json

from gwella.config.settings import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]  # noqa: F405
SILENCED_SYSTEM_CHECKS = ["admin.E403", "admin.E408", "admin.E409", "admin.E410"]
REQUIRE_SECOND_FACTOR = False
ROOT_URLCONF = "bench.pages_rival"


def __getattr__(name: str) -> object:
    """The application for the web server, made when it is asked for."""
    if name == "application":
        import django

        django.setup()
        from gwella.jobs.serving import whole_application

        return whole_application()
    raise AttributeError(name)


def sign_in() -> dict[str, str]:
    """A session of the head of service, who may see the rival too."""
    from django.contrib.sessions.backends.db import SessionStore

    from gwella.domain.people.models import User
    from gwella.domain.schools.models import School

    user = User.objects.get(email__startswith="carys.bowen@")
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = AUTHENTICATION_BACKENDS[0]  # noqa: F405
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return {"session": str(session.session_key), "school": School.objects.served().earliest("pk").number}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(sign_in()))  # noqa: T201
