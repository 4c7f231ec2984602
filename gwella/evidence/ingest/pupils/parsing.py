"""Cells of text into our fields, all rows at once; what cannot be right is refused with its row, column and value."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from gwella.core.problems import Problem
from gwella.engine.upn import valid
from gwella.evidence.ingest.cells import MISSING_MARKS
from gwella.evidence.ingest.pupils.fields import FIELDS, ONCE, Field
from gwella.evidence.ingest.pupils.profiles import Profile
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.records import LISTED_PROBLEMS

ROW = "__row"
YES = ("1", "y", "yes", "true", "t", "ie", "oes", "ydy", "gwir")
NO = ("0", "n", "no", "false", "f", "na", "nac oes", "nac ydy", "anwir")


@dataclass(slots=True)
class Parsed:
    """Rows parsed so far, with the problems found; a refused row is in `bad` and leaves the frame at the end."""

    frame: pl.DataFrame
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    more: int = 0

    def refuse(self, rows: pl.DataFrame, place: Place, code: str, column: str, **params: object) -> None:
        """Note the rows (`ROW` and `value`) as refused, the first thousand in words, and take them out."""
        if rows.is_empty():
            return
        room = max(0, LISTED_PROBLEMS - len(self.refused))
        for number, value in rows.head(room).select(ROW, "value").iter_rows():
            self.refused.append(place.at(number).problem(code, column=column, value=value or "", **params))
        self.more += rows.height - min(room, rows.height)
        self.frame = self.frame.join(rows.select(ROW).unique(), on=ROW, how="anti")


def parse(raw: pl.DataFrame, profile: Profile, place: Place) -> Parsed:
    """The raw table's rows in our fields (without the year), with what was refused. `raw` has `ROW` and headings."""
    fields = FIELDS[profile.kind]
    parsed = Parsed(_ours(raw, profile))
    for name, held in fields.items():
        if name not in parsed.frame.columns:
            parsed.frame = parsed.frame.with_columns(pl.lit(None, dtype=pl.String).alias(name))
        _parse_field(parsed, profile, name, held, place)
    _hold_together(parsed, profile.kind, place)
    _once_each(parsed, profile.kind, place)
    if profile.kind == "assessments":
        digit = pl.col("result").str.extract(r"^(\d{1,2})$")
        parsed.frame = parsed.frame.with_columns(digit.cast(pl.Int8).alias("level"))
    if parsed.more:
        parsed.refused.append(place.problem("and_more", count=parsed.more))
    return parsed


def _ours(raw: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """The columns under our names: joined, constant, or one row for each subject that had a column."""
    mapped = [
        (pl.concat_str([pl.col(h) for h in joined]) if len(joined) > 1 else pl.col(joined[0])).alias(name)
        for name, joined in profile.columns.items()
    ]
    constants = [pl.lit(value, dtype=pl.String).alias(name) for name, value in profile.constants.items()]
    if profile.wide is None:
        return raw.select(ROW, *mapped, *constants)
    subjects = profile.wide.columns
    # Two headings may give one subject (first language in either language): they stay apart until they are rows.
    narrow = raw.select(ROW, *mapped, *constants, *(pl.col(h).alias(f"__{h}") for h in subjects))
    long = narrow.unpivot(
        on=[f"__{h}" for h in subjects],
        index=[c for c in narrow.columns if not c.startswith("__") or c == ROW],
        variable_name="__heading",
        value_name=profile.wide.value,
    )
    told = {f"__{heading}": subject for heading, subject in subjects.items()}
    # An empty cell in a subject's column says that there is no result, not that one is missing.
    return (
        long.filter(pl.col(profile.wide.value).is_not_null())
        .with_columns(pl.col("__heading").replace_strict(told, return_dtype=pl.String).alias(profile.wide.into))
        .drop("__heading")
    )


def _parse_field(parsed: Parsed, profile: Profile, name: str, held: Field, place: Place) -> None:
    heading = " + ".join(profile.columns.get(name, ())) or name
    text = pl.col(name)
    missing = sorted(MISSING_MARKS)
    if held.type not in ("text",):
        text = pl.when(text.is_in(missing)).then(None).otherwise(text)
    codes = profile.codes.get(name)
    if codes:
        text = text.replace(dict(codes)).replace("", None)
    parsed.frame = parsed.frame.with_columns(text.alias(name))
    if held.required:
        empty = parsed.frame.filter(pl.col(name).is_null()).select(ROW, pl.lit("").alias("value"))
        parsed.refuse(empty, place, "value_missing", heading)
    known = ", ".join((*(codes or ()), *held.allowed)) or "0, 1"
    value, code = _value(name, held, profile.dates)
    if held.type == "upn":
        _check_upns(parsed, place, heading)
        return
    if value is None:
        return
    worked = parsed.frame.select(ROW, pl.col(name).alias("value"), value.alias("ours"))
    bad = worked.filter(pl.col("value").is_not_null() & pl.col("ours").is_null())
    parsed.frame = parsed.frame.with_columns(value.alias(name))
    parsed.refuse(bad, place, code, heading, known=known, least=f"{held.least:g}", most=f"{held.most:g}")


def _value(name: str, held: Field, dates: str) -> tuple[pl.Expr | None, str]:
    """The field's value from its text, null where the text is none; and the problem that then is."""
    text = pl.col(name)
    within = (held.least, held.most)
    match held.type:
        case "code":
            return pl.when(text.is_in(held.allowed)).then(text).otherwise(None), "value_unknown"
        case "flag":
            low = text.str.to_lowercase()
            yes, no = low.is_in(YES), low.is_in(NO)
            return pl.when(yes).then(True).when(no).then(False).otherwise(None), "value_unknown"
        case "whole":
            whole = text.str.replace(r"\.0+$", "").cast(pl.Int32, strict=False)
            return pl.when(whole.is_between(*within)).then(whole).otherwise(None), "number_out_of_bounds"
        case "number":
            number = text.str.replace(",", ".").cast(pl.Float64, strict=False)
            return pl.when(number.is_between(*within)).then(number).otherwise(None), "number_out_of_bounds"
        case "day":
            day = pl.coalesce(text.str.to_date(dates, strict=False), text.str.to_date("%Y-%m-%d", strict=False))
            possible = day.is_between(pl.date(1980, 1, 1), pl.date(2100, 1, 1))
            return pl.when(possible).then(day).otherwise(None), "not_a_date"
        case "school":
            return pl.when(text.str.contains(r"^\d{7}$")).then(text).otherwise(None), "number_malformed"
    return None, ""


def _check_upns(parsed: Parsed, place: Place, heading: str) -> None:
    """Refuse numbers whose check letter is wrong. Spaces and small letters are somebody's habit, not a fault."""
    parsed.frame = parsed.frame.with_columns(pl.col("upn").str.replace_all(" ", "").str.to_uppercase())
    upns = parsed.frame["upn"].str.replace_all(r"[^\x00-\x7F]", "?")
    good = valid(np.char.encode(upns.to_numpy().astype("U"), "ascii")) if len(upns) else np.zeros(0, dtype=bool)
    bad = parsed.frame.select(ROW, pl.col("upn").alias("value")).filter(pl.Series(~good))
    parsed.refuse(bad, place, "upn_wrong", heading)


def _hold_together(parsed: Parsed, kind: str, place: Place) -> None:
    """What no single cell shows: absences beyond the possible sessions, a subject that its stage has not."""
    if kind == "attendance":
        absent = pl.col("authorised") + pl.col("unauthorised")
        over = parsed.frame.filter(absent > pl.col("possible")).select(ROW, absent.cast(pl.String).alias("value"))
        parsed.refuse(over, place, "absent_too_often", "")
    if kind == "assessments":
        early = pl.col("subject").is_in(["psd", "lang_en", "lang_cy"])
        fits = pl.when(pl.col("stage") == "fp").then(early | (pl.col("subject") == "maths")).otherwise(~early)
        odd = parsed.frame.filter(~fits).select(ROW, pl.col("subject").alias("value"))
        parsed.refuse(odd, place, "subject_of_other_stage", "")


def _once_each(parsed: Parsed, kind: str, place: Place) -> None:
    """Equal rows are read once and told; rows of one pupil that differ are all refused."""
    key: tuple[str, ...] | None = ONCE.get(kind)
    if key is None:
        return
    ours = [name for name in parsed.frame.columns if name != ROW]
    seen = parsed.frame.with_columns(
        pl.len().over(key).alias("__times"),
        pl.len().over(ours).alias("__same"),
        pl.col(ROW).min().over(key).alias("__first"),
    ).filter(pl.col("__times") > 1)
    if seen.is_empty():
        return
    differ = seen.filter(pl.col("__same") < pl.col("__times")).select(ROW, pl.col("upn").alias("value"))
    again = seen.filter((pl.col("__same") == pl.col("__times")) & (pl.col(ROW) > pl.col("__first")))
    for number, first in again.head(LISTED_PROBLEMS).select(ROW, "__first").iter_rows():
        parsed.warnings.append(place.at(number).problem("row_repeated", other=first))
    parsed.frame = parsed.frame.join(again.select(ROW, *key).unique(), on=[ROW, *key], how="anti")
    parsed.refuse(differ, place, "pupil_twice", "")
