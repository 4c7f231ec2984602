"""Figures of every school and area from pupils' rows: ours, and the plain way in the same run.

Run from the project: `python -m bench.evidence [--nation] [--plain-nation]`; `--nation` adds 9,000,000 pupils (three
gigabytes of disk), `--plain-nation` lets the plain way try them too (as many of memory as it likes). Each measurement
is a process of its own, so that its peak of memory is its own; what is imported is not counted.

Two loads, for "150,000 pupils x 12 results" can mean either:
a roll (pupils of all ages, each with that year's rows: what a region has), and awards (every one of them in year 11
with twelve). Ours also compares schools (quarters, context line, families, similar schools); the plain way does not.
"""

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import ibis
import numpy as np
import polars as pl

from bench import evidence_data
from bench.evidence_data import TABLES, YEAR
from gwella.engine.benchmarks import Context, context_lines, families, fsm_group, quarters, similar_schools
from gwella.engine.indicators import MEASURES
from gwella.engine.indicators.progress import progress
from gwella.evidence.queries.figures import Place, told
from gwella.evidence.queries.parts import backend_of
from gwella.evidence.queries.progress import progress_of

REGION, MILLION, NATION = 150_000, 1_000_000, 9_000_000
SAMPLE = 50_000
T = TypeVar("T")


def ours(folder: Path) -> dict[str, Any]:
    """Figures, comparisons and value added, with the seconds of each."""
    places = json.loads((folder / "places.json").read_text())
    where = [Place(p["school"], p["council"], p["family"], p["sector"]) for p in places]
    frame, found = _timed("figures", lambda: told(_of_year(_tables(folder)), where, [YEAR]), _times(folder))
    _, more = _timed("comparisons", lambda: _compared(frame, places))
    added, last = _timed("value added", lambda: progress_of(_tables(folder), YEAR), _times(folder))
    if folder.name.endswith("small"):
        frame.write_parquet(folder / "ours.parquet")
    modelled = {one.outcome: int(one.added.pupils.sum()) for one in added}
    return {**found, **more, **last, "count": frame.height, "modelled": modelled}


def plain(folder: Path) -> dict[str, Any]:
    """The same figures in pandas."""
    import pandas as pd

    from bench import evidence_rival

    places = pd.DataFrame(json.loads((folder / "places.json").read_text()))
    frame, found = _timed("figures", lambda: evidence_rival.figures(_only_tables(folder), places, YEAR), _times(folder))
    if folder.name.endswith("small"):
        frame.to_parquet(folder / "plain.parquet")
    return {**found, "count": len(frame)}


def mixed(folder: Path) -> dict[str, Any]:
    """Value added of the pupils in year 11: statsmodels, and our model of the very same rows."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    from gwella.engine.value_added import value_added

    tables = _tables(folder)
    backend_of(tables).con.execute("set enable_progress_bar = false")
    rows = progress("ks4", tables)
    held = rows.filter(rows.year == YEAR, rows.prior.notnull(), rows.fsm.notnull()).to_polars()
    y, before = held["result"].to_numpy(), held.select("prior", "fsm").to_numpy()
    schools, place = np.unique(held["school"].to_numpy(), return_inverse=True)
    mine, found = _timed("ours", lambda: value_added(y, before, place, len(schools)))
    x = np.column_stack([np.ones(len(y)), before])
    theirs, more = _timed("statsmodels", lambda: MixedLM(y, x, groups=place).fit(reml=True))
    effects = np.array([theirs.random_effects[n].iloc[0] for n in range(len(schools))])
    return {**found, **more, "count": len(y), "differ": float(np.abs(effects - mine.effect).max())}


def _tables(folder: Path) -> dict[str, ibis.Table]:
    connection = ibis.duckdb.connect()
    return {
        name: connection.read_parquet(str(folder / name / "*.parquet"), table_name=name)
        for name in TABLES
        if (folder / name).exists()
    }


def _of_year(tables: dict[str, ibis.Table]) -> dict[str, ibis.Table]:
    return {name: table.filter(table.year == YEAR) for name, table in tables.items()}


def _only_tables(folder: Path) -> Path:
    """A folder with nothing but the tables."""
    target = folder / "tables"
    target.mkdir(exist_ok=True)
    for name in TABLES:
        if (folder / name).exists() and not (target / name).exists():
            (target / name).symlink_to(folder / name)
    return target


def _compared(frame: pl.DataFrame, places: list[dict[str, str]]) -> int:
    """Quarters and the context line of every measure, families and similar schools, as the flow has them."""
    own = frame.filter((pl.col("group") == "all") & (pl.col("span") == 1))
    order = pl.DataFrame({"place": ["school:" + p["school"] for p in places]})

    def values(code: str) -> np.ndarray:
        one = own.filter(pl.col("measure") == code).select("place", "value")
        joined = order.join(one, on="place", how="left", maintain_order="left")
        return joined["value"].cast(pl.Float64).fill_null(float("nan")).to_numpy()

    context = Context(
        fsm=values("fsm_share"),
        deprivation=np.full(len(places), np.nan),
        aln=values("aln_share"),
        early_language=values("early_language_share"),
        pupils=values("pupils"),
        sector=np.array([p["sector"] for p in places]),
        medium=np.array([p["medium"] for p in places]),
    )
    alike, grouped = similar_schools(context), families(context)
    sector = np.unique(context.sector, return_inverse=True)[1]
    group = np.where(np.isnan(context.fsm), 0, fsm_group(context.fsm, (8, 16, 24, 32)) + 100 * sector)
    stood = 0
    for code in own["measure"].unique():
        value = values(code)
        ranked = quarters(value, group, better="less" if MEASURES[code].better == "less" else "more")
        lines = context_lines(context.fsm, value, sector)
        stood += int((ranked.quarter > 0).sum() + np.isfinite(lines.residual).sum())
    return stood + alike.nearest.size + int(grouped.family.max())


def _timed(name: str, work: Callable[[], T], times: int = 1) -> tuple[T, dict[str, float]]:
    """What came of it, and the seconds of the quickest of so many times."""
    took = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        done = work()
        took.append((time.perf_counter() - wall, time.process_time() - cpu))
    least, processor = (min(one) for one in zip(*took, strict=True))
    return done, {name: least, f"{name} cpu": processor}


def _times(folder: Path) -> int:
    """Three where it is cheap: the first carries what Python loads only when it is needed."""
    return 3 if folder.name.endswith(f"-{REGION}") else 1


def _apart(what: Callable[[Path], dict[str, Any]], folder: Path) -> dict[str, Any]:
    """Run in a process of its own, with its peak of memory in gigabytes."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (what, folder))


def _measured(what: Callable[[Path], dict[str, Any]], folder: Path) -> dict[str, Any]:
    found = what(folder)
    return {**found, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}


def _said(found: dict[str, Any], *names: str) -> str:
    wall, cpu = (sum(found[name + more] for name in names) for more in ("", " cpu"))
    return f"{wall:.1f} s ({cpu:.1f} of processor)"


def _lines_of(name: str, folder: Path, *, rival: bool) -> Iterator[str]:
    mine = _apart(ours, folder)
    parts = ("figures", "comparisons", "value added")
    each = ", ".join(f"{part} {mine[part]:.1f}" for part in parts)
    yield f"{name}: ours {_said(mine, *parts)}, {mine['memory']:.1f} GB; {each}; {mine['count']:,} figures"
    if rival:
        theirs = _apart(plain, folder)
        ratio = theirs["figures cpu"] / mine["figures cpu"]
        yield (
            f"  pandas, the figures alone: {_said(theirs, 'figures')}, {theirs['memory']:.1f} GB: "
            f"{ratio:.1f} × our processor time, {theirs['figures'] / mine['figures']:.1f} × our time"
        )
    if rival and mine["modelled"].get("ks4"):
        both = _apart(mixed, folder)
        yield (
            f"  statsmodels, value added of {both['count']:,} pupils: {_said(both, 'statsmodels')}, ours "
            f"{both['ours']:.2f} s: {both['statsmodels'] / both['ours']:.0f} ×; "
            f"effects differ by at most {both['differ']:.1g}"
        )


def agree(folder: Path) -> str:
    """Whether the plain way and ours give the same figures of the sample laid there. AssertionError where not."""
    _apart(ours, folder)
    _apart(plain, folder)
    keys = ["place", "measure", "group"]
    mine = pl.read_parquet(folder / "ours.parquet").filter(pl.col("span") == 1).select(*keys, "value")
    theirs = pl.read_parquet(folder / "plain.parquet").select(*keys, other="value")
    both = mine.join(theirs, on=keys, how="full", coalesce=True)
    wrong = both.filter((pl.col("value") - pl.col("other")).abs().fill_null(1.0) > 1e-6)
    assert wrong.is_empty(), wrong
    return f"the plain way gives the same {both.height:,} figures"


def lines(*, nation: bool = False, plain_nation: bool = False) -> Iterator[str]:
    """What was measured, a line at a time."""
    with tempfile.TemporaryDirectory(prefix="gwella-bench-") as name:
        root = Path(name)
        for kind, lay in (("roll", evidence_data.lay_roll), ("awards", evidence_data.lay_awards)):
            lay(root / f"{kind}-small", SAMPLE)
            yield f"{kind}: {agree(root / f'{kind}-small')}"
        for pupils in (REGION, MILLION, *((NATION,) if nation else ())):
            lay_of = {"roll": evidence_data.lay_roll, "awards": evidence_data.lay_awards}
            for kind, lay in lay_of.items():
                if pupils == NATION and kind == "awards":
                    continue  # 108,000,000 awards: more than a nation sits
                folder = root / f"{kind}-{pupils}"
                lay(folder, pupils)
                what = "on the roll" if kind == "roll" else "in year 11 with 12 awards each"
                yield from _lines_of(f"{pupils:,} {what}", folder, rival=pupils < NATION or plain_nation)


if __name__ == "__main__":
    for line in lines(nation="--nation" in sys.argv, plain_nation="--plain-nation" in sys.argv):
        print(line, flush=True)  # noqa: T201
