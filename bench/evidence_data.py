"""What the evidence benchmark reads: a region's roll over and over, and pupils who all sit twelve awards at once."""

import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl

from gwella.twin.generate import generate
from gwella.twin.pupils import grow_to, roll
from gwella.twin.pupils.many import _numbers
from gwella.twin.pupils.tables import SCHEMAS
from gwella.twin.region import School

YEAR = "2018/19"
TABLES = ("pupils", "assessments", "results", "attendance", "exclusions")
AWARDS = (
    *("english_language", "english_literature", "mathematics", "numeracy", "science", "double_science"),
    *("history", "french", "art", "music", "sport", "engineering"),
)
VOCATIONAL = ("sport", "engineering")
GRADES = np.array(["A*", "A", "B", "C", "D", "E", "F", "G", "U"])


def lay_roll(folder: Path, pupils: int) -> None:
    """So many pupils of all ages on the roll, each with the rows of that age's year; six years, for value added."""
    region = generate(seed=1)
    grow_to(region, folder, seed=1, pupils=pupils, years=6, tables=TABLES)
    schools = sorted((school for school in region.schools if school.served), key=lambda school: school.number)
    told = islice(_numbers(roll.lay_out(region)), len(list((folder / "pupils").iterdir())))
    _lay_places(folder, [(number, s) for numbers in told for number, s in zip(numbers, schools, strict=True)])


def _lay_places(folder: Path, schools: Sequence[tuple[str, School]]) -> None:
    places = [
        {"school": number, "council": s.council, "family": str(n // 11), "sector": s.phase, "medium": s.medium}
        for n, (number, s) in enumerate(schools)
    ]
    (folder / "places.json").write_text(json.dumps(places))


def lay_awards(folder: Path, pupils: int) -> None:
    """So many pupils, all in year 11 with twelve awards: far more results than a roll of that size has."""
    region = generate(seed=1)
    schools = [s for s in region.schools if s.served and s.phase in ("secondary", "middle")]
    rng = np.random.default_rng(1)
    base = pl.DataFrame(
        {
            "year": np.full(pupils, YEAR),
            "school": np.array([s.number for s in schools])[rng.integers(0, len(schools), pupils)],
            "upn": [f"A{number:012d}" for number in range(pupils)],
        }
    )
    census = base.with_columns(
        year_group=pl.lit(11, pl.Int8),
        sex=pl.Series(np.where(rng.random(pupils) < 0.5, "F", "M")),
        enrolment=pl.lit("C"),
        fsm_eligible=pl.Series(rng.random(pupils) < 0.2),
        aln=pl.Series(np.where(rng.random(pupils) < 0.2, "action", "none")),
        eal=pl.Series(np.where(rng.random(pupils) < 0.1, "B", "D")),
        looked_after=pl.Series(rng.random(pupils) < 0.01),
    )
    ability = rng.normal(0, 1, pupils)
    results = pl.concat([_award(base, subject, ability, rng) for subject in AWARDS])
    for name, table in (("pupils", census), ("results", results)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        shaped = pl.concat([pl.DataFrame(schema=SCHEMAS[name]), table], how="diagonal_relaxed")
        shaped.write_parquet(folder / name / "part-000.parquet", compression="lz4")
    _lay_places(folder, [(s.number, s) for s in schools])


def _award(base: pl.DataFrame, subject: str, ability: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    step = np.clip(np.rint(3 - 1.5 * (ability + rng.normal(0, 0.7, len(ability)))), 0, 8).astype(int)
    vocational = subject in VOCATIONAL
    return base.with_columns(
        qualification=pl.lit("vocational" if vocational else "gcse"),
        subject=pl.lit(subject),
        grade=pl.lit("P") if vocational else pl.Series(GRADES[step]),
        size=pl.lit(2.0 if subject == "double_science" else 1.0),
        points=pl.lit(46.0 if vocational else None, pl.Float64),
        level2=pl.Series(step < 5) if vocational else pl.lit(None, pl.Boolean),
        level1=pl.Series(step < 8) if vocational else pl.lit(None, pl.Boolean),
    )
