"""What stands in the database of the tests' server: the cast, system leaders, a proposal, a waiting register, sessions.

Run as `python -m tests.proof.prepared` in the server's environment; prints each person's session as JSON.
"""

import json
import tempfile
from pathlib import Path

import django


def sign_everybody_in() -> dict[str, str]:
    """A session for each of the cast, by first name."""
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore

    from gwella.domain.people.models import User

    found = {}
    for user in User.objects.filter(is_active=True):
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.create()
        found[user.name.split()[0].lower()] = str(session.session_key)
    return found


def prepare() -> None:
    """Fill an empty database."""
    from gwella.domain.people.models import User
    from gwella.flows import register
    from gwella.flows.allocation import propose
    from gwella.flows.imports import keep_file, preview_file
    from tests.cast import TODAY, make_cast
    from tests.flows.allocating import AT, staff
    from tests.flows.registers import CWM_RHEDYN, school, write_register

    cast = make_cast()
    staff(cast)
    # Two more proposals, so that there is something left to confirm whatever a test has done.
    for _ in range(3):
        propose(starts_on=TODAY, by=None, at=AT)
    with tempfile.TemporaryDirectory() as folder:
        path = write_register(Path(folder) / "register.csv", [*CWM_RHEDYN, school("9932188", "Ysgol Bryn Newydd")])
        sha256, _size = keep_file(iter([path.read_bytes()]))
    ifan = User.objects.get(name=cast.ifan.name)
    preview_file(register.KIND, sha256=sha256, file_name="register.csv", params={}, by=ifan, at=AT)


if __name__ == "__main__":
    django.setup()
    prepare()
    print(json.dumps(sign_everybody_in()))  # noqa: T201
