"""The plain way to the same figures: pandas, a groupby a step, as an analyst would write it. Single years only."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from gwella.engine.indicators import MEASURES
from gwella.engine.indicators.exams import LANGUAGE, LITERATURE, POINTS, SCIENCE
from gwella.engine.indicators.pupils import SUBJECTS

KEY = "upn"
TRAITS = ["fsm", "sex", "aln", "early_language", "looked_after"]
PASS = {"fp": 5, "ks2": 4, "ks3": 5}


def figures(folder: Path, places: pd.DataFrame, year: str) -> pd.DataFrame:
    """place, measure, group, value of every school and area in `year`, 2016/17 to 2018/19."""
    tables = {p.name: pd.read_parquet(p, filters=[("year", "==", year)]) for p in folder.iterdir() if p.is_dir()}
    known = census(tables["pupils"])
    parts = []
    for pupils, measures in _sources(tables, known, year):
        codes = list(measures)
        wide = pupils[["school", *TRAITS]].copy()
        for code, (earned, of) in measures.items():
            wide[f"{code}/n"], wide[f"{code}/c"] = earned.astype(float), of.astype(float)
        for group, inside in _groups(wide):
            added = wide[inside].groupby("school")[[f"{c}/{k}" for c in codes for k in "nc"]].sum()
            for code in codes:
                pair = added[[f"{code}/n", f"{code}/c"]].set_axis(["n", "c"], axis=1).reset_index()
                parts.append(pair.assign(measure=code, group=group))
    return _told(pd.concat(parts), places, year)


def _told(sums: pd.DataFrame, places: pd.DataFrame, year: str) -> pd.DataFrame:
    sums = sums[(sums.c > 0) & sums.measure.map(lambda code: MEASURES[code].holds(year))].merge(places, on="school")
    fits = {(code, sector) for code, measure in MEASURES.items() for sector in measure.sectors}
    sums = sums[[pair in fits for pair in zip(sums.measure, sums.sector, strict=True)]]
    areas = [
        sums.assign(place="school:" + sums.school),
        sums.assign(place="council:" + sums.council),
        sums.assign(place="family:" + sums.family),
        sums.assign(place="region"),
    ]
    told = pd.concat(areas).groupby(["place", "measure", "group"], as_index=False)[["n", "c"]].sum()
    unit = told.measure.map(lambda code: MEASURES[code].unit)
    told["value"] = told.n / told.c * unit.map({"percent": 100.0, "per_1000": 1000.0}).fillna(1.0)
    told.loc[unit == "count", "value"] = told.n
    return told[["place", "measure", "group", "value"]]


def census(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a pupil: school, year group and traits."""
    here = rows.enrolment.isin(["C", "M"])
    place = np.where(rows.enrolment == "M", "0", "1") + rows.school
    frame = pd.DataFrame(
        {
            KEY: rows.upn,
            "place": place.where(here),
            "year_group": rows.year_group,
            "fsm": rows.fsm_eligible.astype("boolean").astype("Float64"),
            "sex": rows.sex,
            "aln": (rows.aln != "none").astype(float).where(rows.aln.notna()),
            "early_language": rows.eal.isin(["A", "B", "C"]).astype(float),
            "looked_after": rows.looked_after.astype("boolean").astype("Float64"),
        }
    )
    grouped = frame.groupby(KEY)
    found = grouped.max()
    found["school"] = grouped.place.min().str[1:]
    return found.drop(columns="place").reset_index()


def _groups(wide: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    yield "all", pd.Series(True, index=wide.index)
    yield from (("girls", wide.sex == "F"), ("boys", wide.sex == "M"))
    for trait in ("fsm", "aln", "early_language"):
        yield trait, (wide[trait] == 1).fillna(False)
        yield f"not_{trait}", (wide[trait] == 0).fillna(False)
    yield "looked_after", (wide.looked_after == 1).fillna(False)


def _matched(rows: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    joined = rows.merge(known, on=KEY, how="left", indicator=True)
    joined["school"] = joined.school.fillna(joined.sender)
    unknown = joined._merge == "left_only"
    here = known[known.school.notna()].set_index(KEY).index
    return joined[unknown | joined.upn.isin(here)]


Source = tuple[pd.DataFrame, dict[str, tuple[pd.Series, pd.Series]]]


def _sources(tables: dict[str, pd.DataFrame], known: pd.DataFrame, year: str) -> Iterator[Source]:
    if "assessments" in tables:
        for stage in SUBJECTS:
            rows = tables["assessments"]
            yield _assessed(rows[rows.stage == stage], known, stage)
    yield _examined(tables["results"], known)
    if "attendance" in tables:
        yield _attended(tables["attendance"], known)
    here = known[known.school.notna()]
    ones = pd.Series(1.0, index=here.index)
    statutory = here.year_group.between(1, 11)
    yield (
        here,
        {
            "pupils": (ones, ones),
            **{
                f"{trait}_share": ((here[trait] == 1).fillna(False) & statutory, here[trait].notna() & statutory)
                for trait in ("fsm", "aln", "early_language", "looked_after")
            },
        },
    )
    if "exclusions" in tables:
        yield _excluded(tables["exclusions"], here, known)


def _excluded(rows: pd.DataFrame, here: pd.DataFrame, known: pd.DataFrame) -> Source:
    counts = rows.groupby(KEY).agg(sender=("school", "min"), exclusions=("kind", "size")).reset_index()
    pupils = here.merge(counts, on=KEY, how="left").assign(here=1.0)
    strange = _matched(counts[~counts.upn.isin(known.upn)], known).assign(here=0.0)
    both = pd.concat([pupils, strange], ignore_index=True)
    both = both[both.school.str[:3].isin(rows.school.str[:3].unique())]
    return both, {"exclusion_rate": (both.exclusions.fillna(0.0), both.here)}


def _assessed(rows: pd.DataFrame, known: pd.DataFrame, stage: str) -> Source:
    counted = rows.level.notna() | ~rows.result.str.strip().str.upper().isin(["A", "D"])
    rows = rows.assign(counted=counted, reached=rows.level.fillna(-1))
    subjects = SUBJECTS[stage]
    best = rows.pivot_table(index=KEY, columns="subject", values="reached", aggfunc="max")
    has = rows.pivot_table(index=KEY, columns="subject", values="counted", aggfunc="max")
    best, has = best.reindex(columns=subjects).fillna(-1), has.reindex(columns=subjects).fillna(False).astype(bool)
    frame = best.join(has.add_prefix("has_")).join(rows.groupby(KEY).school.min().rename("sender"))
    pupils = _matched(frame.reset_index(), known)
    level = PASS[stage]
    one, two = ("lang_en", "lang_cy") if stage == "fp" else ("english", "welsh")
    others = [s for s in subjects if s not in (one, two)]
    language = (pupils[one] >= level) | (pupils[two] >= level)
    every = language & (pupils[others] >= level).all(axis=1)
    counts = pupils[[f"has_{s}" for s in subjects]].any(axis=1)
    has_language = pupils[f"has_{one}"] | pupils[f"has_{two}"]
    names = {"indicator": "fp_indicator", "language": "fp_lang"} if stage == "fp" else {}
    measures = {
        names.get("indicator", f"{stage}_csi"): (every, counts),
        names.get("language", f"{stage}_language"): (language, has_language),
    }
    for subject in others if stage == "fp" else subjects:
        measures[f"{stage}_{subject}"] = (pupils[subject] >= level, pupils[f"has_{subject}"])
    return pupils, measures


def _attended(rows: pd.DataFrame, known: pd.DataFrame) -> Source:
    rows = rows.assign(absent=rows.authorised.fillna(0) + rows.unauthorised.fillna(0), sender=rows.school)
    once = rows.groupby([KEY, "sender"], as_index=False)[["age", "possible", "absent"]].max()
    found = once.groupby(KEY, as_index=False).agg(
        sender=("sender", "min"), age=("age", "max"), possible=("possible", "sum"), absent=("absent", "sum")
    )
    pupils = _matched(found[found.age.between(5, 15) & (found.possible > 0)], known)
    older, present = pupils.age >= 11, pupils.possible - pupils.absent
    ones = pd.Series(1.0, index=pupils.index)
    return pupils, {
        "attendance_primary": (present.where(~older, 0), pupils.possible.where(~older, 0)),
        "attendance_secondary": (present.where(older, 0), pupils.possible.where(older, 0)),
        "persistent_absence": (pupils.absent / pupils.possible >= 0.2, ones),
    }


def _awards(results: pd.DataFrame) -> pd.DataFrame:
    rows = results.assign(grade=results.grade.fillna("").str.upper().str.replace(r"[\s/-]", "", regex=True), part=0)
    double = (rows.qualification == "gcse") & (rows.subject == "double_science")
    pair = rows[double]
    first = pair.grade.str[:1].where(~pair.grade.str.startswith("A*"), "A*")
    rest = pair.grade.str[1:].where(first != "A*", pair.grade.str[2:])
    halves = [
        pair.assign(grade=first, part=1, size=1.0),
        pair.assign(grade=rest.where(rest != "", first), part=2, size=1.0),
    ]
    rows = pd.concat([rows[~double], *halves], ignore_index=True)
    vocational = rows.qualification == "vocational"
    rows["size"] = rows["size"].fillna(1.0).where(rows.qualification != "gcse_short", 0.5)
    given = (rows.points / rows["size"]).fillna(0.0)
    rows["each"] = given.where(vocational, rows.grade.map(POINTS).fillna(0.0))
    level2, level1 = (rows[name].astype("boolean").fillna(False).astype(bool) for name in ("level2", "level1"))
    rows["level2"] = level2.where(vocational, rows.each >= 40)
    rows["level1"] = (level1 | level2).where(vocational, rows.each >= 16)
    keys = [KEY, "qualification", "subject", "part", "size"]
    best = rows.groupby(keys, as_index=False).agg(
        sender=("school", "min"), each=("each", "max"), level2=("level2", "max"), level1=("level1", "max")
    )
    return best.sort_values([KEY, "each"], ascending=[True, False])


def _best(awards: pd.DataFrame, room: float) -> pd.Series:
    """Points of each pupil's best awards up to a volume, the last in part. `awards` in order."""
    before = awards.groupby(KEY)["size"].cumsum() - awards["size"]
    return (awards.each * (room - before).clip(0, awards["size"])).groupby(awards.upn).sum()


def _examined(results: pd.DataFrame, known: pd.DataFrame) -> Source:
    best = _awards(results)
    gcse = best.qualification == "gcse"
    slots = {
        "literacy": gcse & best.subject.isin([*LANGUAGE, *LITERATURE]),
        "numeracy": gcse & best.subject.isin(["mathematics", "numeracy"]),
        "science": gcse & best.subject.isin(SCIENCE),
    }
    found = pd.DataFrame(index=pd.Index(best.upn.unique(), name=KEY))
    found["sender"] = best.groupby(KEY).sender.min()
    used = pd.Series(False, index=best.index)
    for slot, where in slots.items():
        top = best[where].groupby(KEY).head(1)
        used.loc[top.index] = True
        found[slot] = top.set_index(KEY).each
    found["capped"], found["wider"] = _best(best, 8.0), _best(best[~used], 6.0)
    for level in ("level1", "level2"):
        found[level] = (best["size"] * best[level]).groupby(best.upn).sum()
    vocational = best[(best.qualification == "vocational") & best.level2].sort_values("size", ascending=False)
    two = vocational.groupby(KEY).head(2).groupby(KEY)["size"].sum()
    found["gcse2"] = found.level2.sub(vocational.groupby(KEY)["size"].sum(), fill_value=0.0)
    found["five"] = found.gcse2.add(two, fill_value=0.0)
    found["language"] = best[gcse & best.subject.isin(LANGUAGE)].groupby(KEY).each.max()
    merged = found.reset_index().merge(known, on=KEY, how="outer", indicator=True)
    strange = merged._merge == "left_only"
    pupils = merged[strange | ((merged.year_group == 11) & merged.school.notna())]
    pupils = pupils.assign(school=pupils.school.fillna(pupils.sender))
    pupils = pupils[pupils.school.isin(results.school.unique())]
    scores = [*slots, "capped", "wider", "level1", "level2", "five", "language"]
    return pupils, _exam_measures(pupils, pupils[scores].fillna(0.0))


def _exam_measures(pupils: pd.DataFrame, p: pd.DataFrame) -> dict[str, tuple[pd.Series, pd.Series]]:
    ones = pd.Series(1.0, index=pupils.index)
    language, maths, science = p.language >= 40, p.numeracy >= 40, p.science >= 40
    earned = {
        "level2_inclusive": (p.five >= 5) & language & maths,
        "level2": p.level2 >= 5,
        "level1": p.level1 >= 5,
        "capped_points": p.capped,
        "capped9": p.literacy + p.numeracy + p.science + p.wider,
        "literacy_points": p.literacy,
        "numeracy_points": p.numeracy,
        "science_points": p.science,
        "language_maths_points": (p.literacy + p.numeracy) / 2,
        "ks4_csi": language & maths & science,
        "ks4_language": language,
        "ks4_maths": maths,
        "ks4_science": science,
        "no_qualification": (p.level1 + p.capped) == 0,
    }
    return {code: (amount, ones) for code, amount in earned.items()}
