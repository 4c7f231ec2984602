"""What grows: the tables of the evidence store, by name and year, and the truth behind them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

SCHEMAS: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    "pupils": {
        "year": pl.String, "school": pl.String, "upn": pl.String, "year_group": pl.Int8, "born_on": pl.Date,
        "sex": pl.String, "enrolment": pl.String, "fsm_eligible": pl.Boolean, "fsm_protected": pl.Boolean,
        "fsm_universal": pl.Boolean, "aln": pl.String, "eal": pl.String, "looked_after": pl.Boolean,
        "welsh_home": pl.Boolean, "deprivation": pl.Int8,
    },
    "assessments": {
        "year": pl.String, "school": pl.String, "upn": pl.String, "stage": pl.String, "subject": pl.String,
        "result": pl.String, "level": pl.Int8,
    },
    "results": {
        "year": pl.String, "school": pl.String, "upn": pl.String, "qualification": pl.String, "subject": pl.String,
        "grade": pl.String, "size": pl.Float64, "points": pl.Float64, "level2": pl.Boolean, "level1": pl.Boolean,
    },
    "attendance": {
        "year": pl.String, "school": pl.String, "upn": pl.String, "age": pl.Int8, "possible": pl.Int32,
        "authorised": pl.Int32, "unauthorised": pl.Int32,
    },
    "exclusions": {
        "year": pl.String, "school": pl.String, "upn": pl.String, "kind": pl.String, "days": pl.Float64,
    },
    "views": {
        "year": pl.String, "school": pl.String, "audience": pl.String, "statement": pl.String, "asked": pl.Int32,
        "answered": pl.Int32, "agree": pl.Float64,
    },
}  # fmt: skip
TRUTH: dict[str, pl.DataType | type[pl.DataType]] = {
    "school": pl.String, "year": pl.String, "stage": pl.String, "effect": pl.Float64, "gain": pl.Float64,
    "pupils": pl.Int32,
}  # fmt: skip


@dataclass(frozen=True)
class Pupils:
    """A region's invented pupils.

    `tables`: name of a table of `SCHEMAS`, then year ("2018/19"), then the frame. A year without a collection has
    none. `truth`: one row a school, year and stage (fp, ks2, ks3, ks4) with `effect`, what the school truly added to
    the latent attainment of its pupils of that year (its standard deviation over pupils is near 1; prior: none for
    fp, fp for ks2, ks2 for ks3 and for ks4), and `gain`, the same in what can be seen: mean level of the subjects,
    for ks4 the mean of the best eight grades in points (`exams.POINTS`), against the same pupils without the effect.
    """

    seed: int
    english: bool
    years: tuple[str, ...]
    tables: Mapping[str, Mapping[str, pl.DataFrame]]
    truth: pl.DataFrame

    def table(self, name: str) -> pl.DataFrame:
        """A table with all its years, oldest first. Raises KeyError for a table that is not of `SCHEMAS`."""
        empty = pl.DataFrame(schema=SCHEMAS[name])
        return pl.concat([empty, *self.tables[name].values()], rechunk=False)

    def digest(self) -> str:
        """SHA-256 of all tables as CSV, equal on every platform."""
        found = hashlib.sha256()
        for name in SCHEMAS:
            found.update(self.table(name).write_csv().encode())
        found.update(self.truth.write_csv(float_precision=6).encode())
        return found.hexdigest()


def shaped(name: str, columns: Mapping[str, object]) -> pl.DataFrame:
    """The columns as table `name` of `SCHEMAS`: in its order, of its types. Scalars are repeated."""
    schema = SCHEMAS[name]
    return pl.DataFrame(dict(columns)).select(list(schema)).cast(pl.Schema(schema))
