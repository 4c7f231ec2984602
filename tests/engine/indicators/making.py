"""Rows of the canonical tables made by hand, and a small store that answers for them."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import polars as pl

from gwella.engine.indicators import compute, gaps

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]
Figure = tuple[int, float, float, float, float]
Key = tuple[str, str, str, str, int]

YEAR, SCHOOL, OTHER = "2018/19", "6704001", "6704002"

SCHEMAS: dict[str, dict[str, Any]] = {
    "pupils": {
        "year": pl.String, "school": pl.String, "upn": pl.String, "year_group": pl.Int8, "sex": pl.String,
        "enrolment": pl.String, "fsm_eligible": pl.Boolean, "aln": pl.String, "eal": pl.String,
        "looked_after": pl.Boolean, "deprivation": pl.Int8,
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
    "places": {"school": pl.String, "council": pl.String, "family": pl.String, "sector": pl.String},
}  # fmt: skip
TABLES = tuple(name for name in SCHEMAS if name != "places")


def pupil(upn: str = "A1", **more: Any) -> Row:
    """A girl in year 11 of whom everything is known and nothing is special."""
    facts: Row = {"year": YEAR, "school": SCHOOL, "upn": upn, "year_group": 11, "sex": "F", "enrolment": "C"}
    facts |= {"fsm_eligible": False, "aln": "none", "eal": None, "looked_after": False, "deprivation": None}
    return facts | more


def assessed(upn: str, subject: str, level: int | None, **more: Any) -> Row:
    """An assessment at Key Stage 2."""
    result = str(level) if level is not None else "N"
    facts: Row = {"year": YEAR, "school": SCHOOL, "upn": upn, "stage": "ks2", "subject": subject, "result": result}
    return facts | {"level": level} | more


def award(upn: str, subject: str, grade: str, **more: Any) -> Row:
    """A GCSE."""
    facts: Row = {
        "year": YEAR,
        "school": SCHOOL,
        "upn": upn,
        "qualification": "gcse",
        "subject": subject,
        "grade": grade,
    }
    return facts | {"size": 1.0, "points": None, "level2": None, "level1": None} | more


def vocational(upn: str, subject: str, size: float, points: float, **more: Any) -> Row:
    """A vocational award at Level 2."""
    facts: Row = {"qualification": "vocational", "size": size, "points": points, "level2": True, "level1": True}
    return award(upn, subject, "P", **(facts | more))


def attended(upn: str, possible: int, authorised: int, unauthorised: int = 0, **more: Any) -> Row:
    """A year's sessions of a pupil aged 15."""
    facts: Row = {"year": YEAR, "school": SCHOOL, "upn": upn, "age": 15, "possible": possible}
    return facts | {"authorised": authorised, "unauthorised": unauthorised} | more


def excluded(upn: str, **more: Any) -> Row:
    """A fixed-term exclusion."""
    return {"year": YEAR, "school": SCHOOL, "upn": upn, "kind": "fixed", "days": 2.0} | more


PLACES: Sequence[Row] = (
    {"school": SCHOOL, "council": "670", "family": "1", "sector": "middle"},
    {"school": OTHER, "council": "670", "family": None, "sector": "middle"},
)


def frame(name: str, rows: Sequence[Row]) -> pl.DataFrame:
    """Rows as one of the canonical tables."""
    return pl.DataFrame(rows, schema=SCHEMAS[name], orient="row")


class Store:
    """A DuckDB with the canonical tables; its questions are compiled once, and asked of whatever rows are put in."""

    def __init__(self) -> None:
        self.backend = ibis.duckdb.connect(threads=1)
        for name in SCHEMAS:
            self.backend.con.register("given", frame(name, []).to_arrow())
            self.backend.con.execute(f"create table {name} as from given")
        self._asked: dict[tuple[str, frozenset[str]], str] = {}

    def asked(self, what: str, names: frozenset[str]) -> str:
        """The question "figures" or "gaps" of these tables, compiled."""
        if (what, names) not in self._asked:
            tables = {name: self.backend.table(name) for name in TABLES if name in names}
            figures = compute(tables, self.backend.table("places"))
            self._asked[what, names] = self.backend.compile(gaps(figures) if what == "gaps" else figures)
        return self._asked[what, names]

    def _ask(self, what: str, rows: Rows, places: Sequence[Row]) -> list[tuple[Any, ...]]:
        self.fill({**rows, "places": places})
        question = self.asked(what, frozenset({"pupils", *rows}))
        return self.backend.con.execute(question).fetchall()

    def fill(self, rows: Rows) -> None:
        """Put these rows in place of all there were."""
        for name in SCHEMAS:
            self.backend.con.execute(f"delete from {name}")
            if rows.get(name):
                self.backend.con.register("given", frame(name, rows[name]).to_arrow())
                self.backend.con.execute(f"insert into {name} from given")

    def answer(self, rows: Rows, places: Sequence[Row] = PLACES) -> dict[Key, Figure]:
        """Figures by (year, place, measure, group, span): years, numerator, cohort, pupils, value."""
        return told(self._ask("figures", rows, places))

    def gaps(self, rows: Rows, places: Sequence[Row] = PLACES) -> dict[tuple[str, str, str, int, str], float]:
        """Gaps by (year, place, measure, span, gap)."""
        return {row[:5]: row[5] for row in self._ask("gaps", rows, places)}

    def value(self, rows: Rows, measure: str, group: str = "all", place: str = f"school:{SCHOOL}", **more: Any) -> Any:
        """One figure's value; None where there is none."""
        found = self.answer(rows).get((more.get("year", YEAR), place, measure, group, more.get("span", 1)))
        return found and found[4]


def told(rows: Sequence[tuple[Any, ...]]) -> dict[Key, Figure]:
    """Rows of `figures` by their key; fails where a key comes twice."""
    found = {row[:5]: row[5:] for row in rows}
    assert len(found) == len(rows)
    return found
