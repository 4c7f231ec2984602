"""Two who confirm in the same moment: one does, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gwella.core.verdict import Refused
from gwella.domain.schools.models import SchoolLink
from gwella.flows.allocation import confirm, propose
from tests.cast import TODAY, make_cast
from tests.flows.allocating import AT, staff

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.mark.skipif(
    "sqlite" in connection.vendor, reason="a test's SQLite lives in one connection; PostgreSQL shows it"
)
def test_of_two_who_confirm_at_once_the_second_is_told() -> None:
    cast = make_cast()
    staff(cast)
    run = propose(starts_on=TODAY, by=None, at=AT)
    together = Barrier(2)

    def one(_number: int) -> str:
        try:
            together.wait()
            confirm(run, by=cast.carys, at=AT)
        except Refused as refused:
            return refused.verdict.reason
        finally:
            connection.close()
        return "confirmed"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(one, range(2)))
    assert told[1] == "confirmed"
    assert "no longer a proposal" in told[0]
    assert SchoolLink.objects.filter(ends_on=None).count() == 6
