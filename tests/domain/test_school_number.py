"""A school's number is seven figures: the database says so itself, in words any program that opens it understands."""

import sqlite3

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from gwella.domain.schools.models import School
from tests.cast import Cast

pytestmark = pytest.mark.database


@pytest.mark.parametrize("number", ["", "993214", "99321480", "993214X", "993 148", "9932-48", "993214٣", "-932148"])
def test_what_is_not_seven_figures_is_refused(cast: Cast, number: str) -> None:
    # PostgreSQL tells what is too long for the column before it looks at the constraint.
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        School.objects.filter(pk=cast.nant.pk).update(number=number)


def test_seven_figures_are_kept_as_they_are(cast: Cast) -> None:
    for number in ("0000000", "9999999", "6722164"):
        School.objects.filter(pk=cast.nant.pk).update(number=number)
        assert School.objects.get(pk=cast.nant.pk).number == number


@pytest.mark.skipif(connection.vendor != "sqlite", reason="another database checks itself")
def test_a_plain_sqlite_can_check_the_whole_database(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select name, sql from sqlite_master where type = 'table' and name like 'domain_%'")
        tables = dict(cursor.fetchall())
    with sqlite3.connect(":memory:") as plain:
        for sql in tables.values():
            plain.execute(sql)
        row = dict(School.objects.values().get(pk=cast.nant.pk))
        row["address"], row["published"] = "[]", "{}"
        marks = ", ".join("?" * len(row))
        plain.execute(f"insert into domain_school ({', '.join(row)}) values ({marks})", list(row.values()))
        assert plain.execute("pragma integrity_check").fetchall() == [("ok",)]
