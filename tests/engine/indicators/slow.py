"""Every measure in the plainest way: loops over rows. Shares with the engine only the data of the measures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from gwella.engine.indicators import MEASURES
from tests.engine.indicators.making import Figure, Key, Row, Rows

POINTS = {"A*": 58, "A": 52, "B": 46, "C": 40, "D": 34, "E": 28, "F": 22, "G": 16}
UNKNOWN: Row = {}
# One pupil's part of a figure: year, school, traits, measure, earned, of.
Part = tuple[str, str, Row, str, float, float]


class Census:
    """Where pupils count, and what is known of them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            self.rows[row["year"], row["upn"]].append(row)

    def school(self, year: str, upn: str, sender: str) -> str | None:
        """Where the pupil counts; None for nowhere."""
        rows = self.rows.get((year, upn))
        if not rows:
            return sender
        for enrolment in ("M", "C"):
            found = sorted(row["school"] for row in rows if row["enrolment"] == enrolment)
            if found:
                return found[0]
        return None

    def traits(self, year: str, upn: str) -> Row:
        """What any row says of the pupil; yes stands over no, no over not known."""
        rows = self.rows.get((year, upn))
        if not rows:
            return UNKNOWN
        return {
            "fsm": _any(row["fsm_eligible"] for row in rows),
            "sex": max((row["sex"] for row in rows if row["sex"]), default=None),
            "aln": _any(None if row["aln"] is None else row["aln"] != "none" for row in rows),
            "early_language": any(row["eal"] in ("A", "B", "C") for row in rows),
            "looked_after": _any(row["looked_after"] for row in rows),
            "year_group": max(row["year_group"] for row in rows),
        }


def _any(answers: Iterable[bool | None]) -> bool | None:
    known = [answer for answer in answers if answer is not None]
    return any(known) if known else None


def groups(traits: Row) -> list[str]:
    """The groups a pupil belongs to."""
    found = ["all"]
    if traits.get("sex"):
        found.append({"F": "girls", "M": "boys"}[traits["sex"]])
    for trait in ("fsm", "aln", "early_language", "looked_after"):
        if traits.get(trait):
            found.append(trait)
        elif traits.get(trait) is not None and trait != "looked_after":
            found.append(f"not_{trait}")
    return found


def by_pupil(rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    """Rows by year and pupil."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["year"], row["upn"]].append(row)
    return found


def assessment_parts(rows: Sequence[Row], census: Census) -> Iterable[Part]:
    """Foundation Phase, Key Stages 2 and 3."""
    for stage, pass_at in (("fp", 5), ("ks2", 4), ("ks3", 5)):
        for (year, upn), own in by_pupil([row for row in rows if row["stage"] == stage]).items():
            school = census.school(year, upn, min(row["school"] for row in own))
            if school is None:
                continue
            reached, counts = set(), set()
            for row in own:
                if row["level"] is not None and row["level"] >= pass_at:
                    reached.add(row["subject"])
                if row["level"] is not None or row["result"].strip().upper() not in ("A", "D"):
                    counts.add(row["subject"])
            traits = census.traits(year, upn)
            for code, earned, of in _assessed(stage, reached, counts):
                yield year, school, traits, code, float(earned), float(of)


def _assessed(stage: str, reached: set[str], counts: set[str]) -> Iterable[tuple[str, bool, bool]]:
    languages = {"lang_en", "lang_cy"} if stage == "fp" else {"english", "welsh"}
    others = {"psd", "maths"} if stage == "fp" else {"maths", "science"}
    language = bool(reached & languages)
    yield ("fp_indicator" if stage == "fp" else f"{stage}_csi"), language and others <= reached, bool(counts)
    yield ("fp_lang" if stage == "fp" else f"{stage}_language"), language, bool(counts & languages)
    for subject in sorted(others | (set() if stage == "fp" else languages)):
        yield f"{stage}_{subject}", subject in reached, subject in counts


def split(row: Row) -> list[tuple[Row, str, float]]:
    """An award as its parts: row, grade, size."""
    grade = (row["grade"] or "").upper().replace(" ", "").replace("-", "").replace("/", "")
    if row["qualification"] != "gcse" or row["subject"] != "double_science":
        return [(row, grade, row["size"])]
    first = "A*" if grade.startswith("A*") else grade[:1]
    return [(row, first, 1.0), (row, grade[len(first) :] or first, 1.0)]


def pupil_awards(rows: Sequence[Row]) -> list[Row]:
    """A pupil's awards, each once at its best: subject, gcse, size, each, level1, level2."""
    best: dict[object, Row] = {}
    for row in rows:
        for part, (_, grade, given) in enumerate(split(row)):
            vocational = row["qualification"] == "vocational"
            size = (given or 0.0) if vocational else 0.5 if row["qualification"] == "gcse_short" else given or 1.0
            each = ((row["points"] or 0.0) / size if size else 0.0) if vocational else POINTS.get(grade, 0)
            level2 = bool(row["level2"]) if vocational else each >= 40
            level1 = bool(row["level1"] or row["level2"]) if vocational else each >= 16
            key = row["qualification"], row["subject"], part if row["subject"] == "double_science" else 0, size
            old = best.get(key, {"each": 0.0, "level1": False, "level2": False})
            best[key] = {
                "subject": row["subject"],
                "kind": row["qualification"],
                "size": size,
                "each": max(each, old["each"]),
                "level1": level1 or old["level1"],
                "level2": level2 or old["level2"],
            }
    return list(best.values())


def best_of(awards: Sequence[Row], room: float) -> float:
    """Points of the best awards that fit, the last perhaps in part."""
    points = 0.0
    for award in sorted(awards, key=lambda award: -award["each"]):
        taken = min(award["size"], room)
        points += taken * award["each"]
        room -= taken
    return points


def volume(awards: Sequence[Row], level: str) -> float:
    """The volume of awards at a level."""
    return sum(award["size"] for award in awards if award[level])


ENGLISH_OR_WELSH = {"english_language", "welsh_language"}
LITERATURE = {"english_literature", "welsh_literature"}
SCIENCES = {"science", "double_science", "biology", "chemistry", "physics"}


def exam_scores(year: str, rows: Sequence[Row]) -> dict[str, float]:
    """Every measure of Key Stage 4 for one pupil."""
    awards = pupil_awards(rows)
    new = year >= "2016/17"
    whole = [award for award in awards if award["kind"] == "gcse"]
    rest, slots = list(awards), {}
    for slot, subjects in (
        ("literacy", ENGLISH_OR_WELSH | LITERATURE),
        ("numeracy", {"mathematics", "numeracy"}),
        ("science", SCIENCES),
    ):
        fitting = [award for award in whole if award["subject"] in subjects]
        slots[slot] = max((award["each"] for award in fitting), default=0.0)
        if fitting:
            rest.remove(max(fitting, key=lambda award: award["each"]))

    def at_c(subjects: set[str]) -> bool:
        return any(award["subject"] in subjects and award["each"] >= 40 for award in whole)

    language = at_c(ENGLISH_OR_WELSH if new else ENGLISH_OR_WELSH | LITERATURE)
    mathematics = at_c({"mathematics", "numeracy"} if new else {"mathematics"})
    five = volume(awards, "level2")
    if new:
        other = sorted((a["size"] for a in awards if a["kind"] == "vocational" and a["level2"]), reverse=True)
        five = volume([award for award in awards if award["kind"] != "vocational"], "level2") + sum(other[:2])
    science = at_c(SCIENCES)
    capped = best_of(awards, 8)
    return {
        "level2_inclusive": five >= 5 and language and mathematics,
        "level2": volume(awards, "level2") >= 5,
        "level1": volume(awards, "level1") >= 5,
        "capped_points": capped,
        "capped9": sum(slots.values()) + best_of(rest, 6),
        "literacy_points": slots["literacy"],
        "numeracy_points": slots["numeracy"],
        "science_points": slots["science"],
        "language_maths_points": (slots["literacy"] + slots["numeracy"]) / 2,
        "ks4_csi": language and mathematics and science,
        "ks4_language": language,
        "ks4_maths": mathematics,
        "ks4_science": science,
        "no_qualification": capped == 0 and volume(awards, "level1") == 0,
    }


def exam_parts(rows: Sequence[Row], census: Census) -> Iterable[Part]:
    """Key Stage 4."""
    own = by_pupil(rows)
    sent = {(row["year"], row["school"]) for row in rows}
    for year, upn in {*own, *census.rows}:
        awards = own.get((year, upn), [])
        school = census.school(year, upn, min((row["school"] for row in awards), default=""))
        traits = census.traits(year, upn)
        in_cohort = traits["year_group"] == 11 if traits else bool(awards)
        if school is None or not in_cohort or (year, school) not in sent:
            continue
        for code, earned in exam_scores(year, awards).items():
            yield year, school, traits, code, float(earned), 1.0


def attendance_parts(rows: Sequence[Row], census: Census) -> Iterable[Part]:
    """Attendance and persistent absence."""
    for (year, upn), own in by_pupil(rows).items():
        school = census.school(year, upn, min(row["school"] for row in own))
        age = max(row["age"] for row in own)
        possible = absent = 0.0
        for here in {row["school"] for row in own}:
            same = [row for row in own if row["school"] == here]
            possible += max(row["possible"] for row in same)
            absent += max((row["authorised"] or 0) + (row["unauthorised"] or 0) for row in same)
        if school is None or not 5 <= age <= 15 or not possible:
            continue
        traits = census.traits(year, upn)
        yield year, school, traits, f"attendance_{'secondary' if age >= 11 else 'primary'}", possible - absent, possible
        if year <= "2018/19":
            yield year, school, traits, "persistent_absence", float(absent / possible >= 0.2), 1.0
        elif year >= "2022/23":
            yield year, school, traits, "persistent_absence", float(absent / possible > 0.1), 1.0


def census_parts(census: Census, exclusions: Sequence[Row]) -> Iterable[Part]:
    """Context, numbers and exclusions."""
    sent = {(row["year"], row["school"][:3]) for row in exclusions}
    own = by_pupil(exclusions)
    for year, upn in {*census.rows, *own}:
        rows = own.get((year, upn), [])
        school = census.school(year, upn, min((row["school"] for row in rows), default=""))
        if school is None:
            continue
        traits = census.traits(year, upn)
        if (year, school[:3]) in sent:
            yield year, school, traits, "exclusion_rate", float(len(rows)), float(bool(traits))
        if not traits:
            continue
        yield year, school, traits, "pupils", 1.0, 1.0
        for trait in ("fsm", "aln", "early_language", "looked_after"):
            if 1 <= traits["year_group"] <= 11 and traits[trait] is not None:
                yield year, school, traits, f"{trait}_share", float(traits[trait]), 1.0


def figures(rows: Rows, places: Sequence[Row]) -> dict[Key, Figure]:
    """What the engine's `compute` tells, by hand."""
    census = Census(rows.get("pupils", ()))
    parts = [
        *assessment_parts(rows.get("assessments", ()), census),
        *exam_parts(rows.get("results", ()), census),
        *attendance_parts(rows.get("attendance", ()), census),
        *census_parts(census, rows.get("exclusions", ())),
    ]
    schools: dict[tuple[str, str, str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for year, school, traits, code, earned, of in parts:
        for group in groups(traits):
            add(schools[year, school, code, group], (earned, of, of > 0))
    where = {place["school"]: place for place in places}
    sums: dict[tuple[str, str, str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for (year, school, code, group), total in schools.items():
        place, measure = where.get(school), MEASURES[code]
        if total[1] and place and place["sector"] in measure.sectors and measure.holds(year):
            for name in areas(place):
                add(sums[year, name, code, group], total)
    return spans(sums)


def add(total: list[float], more: Sequence[float]) -> None:
    """Add numerator, cohort and pupils."""
    for n, amount in enumerate(more):
        total[n] += amount


def areas(place: Row) -> list[str]:
    """The places that a school's pupils count in."""
    family = [f"family:{place['family']}"] if place["family"] else []
    return [f"school:{place['school']}", f"council:{place['council']}", *family, "region"]


def spans(sums: dict[tuple[str, str, str, str], list[float]]) -> dict[Key, Figure]:
    """Single years and three years pooled."""
    found: dict[Key, Figure] = {}
    for (year, name, code, group), total in sums.items():
        if not total[1]:
            continue
        earlier = [f"{int(year[:4]) - n}/{(int(year[:4]) - n + 1) % 100:02}" for n in (1, 2)]
        pool = [total, *(old for at in earlier if (old := sums.get((at, name, code, group))) and old[1])]
        for span, totals in ((1, [total]), (3, pool)) if MEASURES[code].pooled else ((1, [total]),):
            numerator, cohort, pupils = (sum(part[n] for part in totals) for n in range(3))
            scale = {"percent": 100, "per_1000": 1000}.get(MEASURES[code].unit, 1)
            value = numerator if MEASURES[code].unit == "count" else numerator / cohort * scale
            found[year, name, code, group, span] = (len(totals), numerator, cohort, pupils, value)
    return found
