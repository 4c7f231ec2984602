"""Hold Spark against DuckDB: `python -m tests.engine.indicators.on_spark`, where pyspark and a Java are installed.

Not part of the suite: Spark is a third of a gigabyte that nobody else needs.
"""

import sys
import tempfile
from pathlib import Path

import ibis
import pytest
from pyspark.sql import SparkSession

from gwella.engine.indicators import compute
from tests.engine.indicators.making import PLACES, SCHEMAS, TABLES, Store, frame, told
from tests.engine.indicators.test_engines import region


def main() -> int:
    """Say whether every figure is equal; 1 where one is not."""
    rows = {**region(), "places": PLACES}
    session = SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", "4").getOrCreate()
    backend = ibis.pyspark.connect(session)
    with tempfile.TemporaryDirectory() as folder:
        for name in SCHEMAS:
            frame(name, rows[name]).write_parquet(Path(folder) / f"{name}.parquet")
        tables = {name: backend.read_parquet(f"{folder}/{name}.parquet") for name in SCHEMAS}
        asked = backend.compile(compute({name: tables[name] for name in TABLES}, tables["places"]))
        there = told([tuple(row) for row in session.sql(asked).collect()])
    here = Store().answer({name: rows[name] for name in TABLES})
    differ = [key for key in here.keys() | there.keys() if there.get(key) != pytest.approx(here.get(key), rel=1e-12)]
    sys.stdout.write(f"Spark {session.version}: {len(here)} figures, {len(differ)} of them not as DuckDB has them\n")
    return bool(differ)


if __name__ == "__main__":
    sys.exit(main())
