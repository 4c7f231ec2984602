"""The same expressions on other engines: equal figures on PostgreSQL, and SQL that Spark can read."""

import os
from collections.abc import Iterator
from types import SimpleNamespace

import ibis
import psycopg
import pytest
import sqlglot
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

from gwella.engine.indicators import compute, progress
from tests.engine.indicators.making import (
    PLACES,
    SCHEMAS,
    SCHOOL,
    TABLES,
    Rows,
    Store,
    assessed,
    attended,
    award,
    excluded,
    frame,
    pupil,
    told,
    vocational,
)

SUBJECTS = ("english_language", "welsh_literature", "mathematics", "numeracy", "science", "art", "music", "french")
GRADES = ("A*", "C", "b ", "U", "D", "G")


def region() -> Rows:
    """Some pupils of every kind, in three years."""
    years = ("2015/16", "2016/17", "2018/19")
    who = [(year, f"A{n}", n) for year in years for n in range(14)]
    pupils = [
        pupil(upn, year=year, sex="FM"[n % 2], fsm_eligible=[True, False, None][n % 3], eal=[None, "A", "D"][n % 3],
              aln=["none", "idp", None][n % 3], looked_after=n % 5 == 0, enrolment="CCMS"[n % 4])
        for year, upn, n in who
        if n < 12
    ]  # fmt: skip
    results = [
        award(upn, subject, GRADES[(n + k) % 6], year=year)
        for year, upn, n in who
        for k, subject in enumerate(SUBJECTS)
    ]
    results += [award(upn, "double_science", "A*B", year=year, size=2.0) for year, upn, n in who if n % 3]
    results += [vocational(upn, f"v{k}", 1.0 + n % 3, 70.0, year=year) for year, upn, n in who for k in range(3)]
    return {
        "pupils": pupils,
        "results": results,
        "assessments": [
            assessed(upn, subject, [3, 4, 5, None][n % 4], year=year, result=["3", "4", "5", "A"][n % 4])
            for year, upn, n in who
            for subject in ("english", "welsh", "maths", "science")
        ],
        "attendance": [attended(upn, 300 + n, 7 * n, year=year, age=9 + n % 7) for year, upn, n in who],
        "exclusions": [excluded(upn, year=year) for year, upn, n in who if n % 4 == 0],
    }


@pytest.fixture
def postgresql() -> Iterator[psycopg.Connection]:
    """A connection with a schema of its own that is gone afterwards."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        pytest.skip("asks a PostgreSQL: python -m tests.with_postgresql")
    with psycopg.connect(address) as connection:
        connection.execute("create schema measures")
        connection.execute("set search_path to measures")
        yield connection
        connection.rollback()


def put(connection: psycopg.Connection, name: str, rows: Rows) -> None:
    """A canonical table with these rows, by COPY."""
    kinds = {"String": "text", "Int8": "smallint", "Int32": "integer", "Float64": "float8", "Boolean": "boolean"}
    columns = ", ".join(f'"{column}" {kinds[str(kind)]}' for column, kind in SCHEMAS[name].items())
    connection.execute(f"create table {name} ({columns})")
    with connection.cursor().copy(f"copy {name} from stdin") as copy:
        for row in frame(name, rows.get(name, ())).rows():
            copy.write_row(row)


@pytest.mark.database
def test_postgresql_gives_the_same_figures_as_duckdb(store: Store, postgresql: psycopg.Connection) -> None:
    rows = {**region(), "places": PLACES}
    for name in SCHEMAS:
        put(postgresql, name, rows)
    backend = ibis.postgres.from_connection(postgresql)
    tables = {name: backend.table(name, database="measures") for name in TABLES}
    question = backend.compile(compute(tables, backend.table("places", database="measures")))
    there = told(postgresql.execute(question).fetchall())
    here = store.answer({name: rows[name] for name in TABLES})
    assert there.keys() == here.keys()
    assert len(here) > 1000
    for key, figure in here.items():
        assert there[key] == pytest.approx(figure, rel=1e-12, abs=1e-9), key


def test_spark_can_read_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    # An option of the Spark library itself, which is not needed to write its SQL.
    options = SimpleNamespace(pyspark=SimpleNamespace(treat_nan_as_null=False))
    monkeypatch.setattr("ibis.backends.sql.compilers.pyspark.options", options)
    types = {"String": "string", "Int8": "int8", "Int32": "int32", "Float64": "float64", "Boolean": "boolean"}
    tables = {
        name: ibis.table({column: types[str(kind)] for column, kind in schema.items()}, name=name)
        for name, schema in SCHEMAS.items()
    }
    for asked in (compute(tables, tables["places"]), progress("ks4", tables), progress("ks2", tables)):
        sql = PySparkCompiler().to_sqlglot(asked.unbind()).sql("spark")
        assert sqlglot.parse_one(sql, read="spark")


@pytest.mark.parametrize(("outcome", "result", "prior"), [("ks4", 80.0, 4.0), ("ks2", 4.0, 16 / 3)])
def test_progress_links_a_result_to_what_was_known_before(
    store: Store, outcome: str, result: float, prior: float
) -> None:
    year = {"ks4": "2013/14", "ks2": "2018/19"}[outcome]
    rows: Rows = {
        "pupils": [pupil(year="2018/19", fsm_eligible=True, deprivation=3, eal="B")],
        "assessments": [
            *(assessed("A1", s, 4, year=year) for s in ("english", "maths", "science")),
            *(assessed("A1", s, n, year="2014/15", stage="fp") for s, n in (("psd", 6), ("lang_cy", 5), ("maths", 5))),
        ],
        "results": [award("A1", "mathematics", "C"), award("A1", "art", "C")],
    }
    store.fill(rows)
    tables = {name: store.backend.table(name) for name in TABLES}
    found = store.backend.con.execute(store.backend.compile(progress(outcome, tables))).fetchall()
    assert found == [("2018/19", SCHOOL, "A1", result, pytest.approx(prior), 1.0, 3.0, 1.0)]
