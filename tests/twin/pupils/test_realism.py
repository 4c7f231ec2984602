"""The invented region looks like a nation's published figures, and its traits lean on each other as in life."""

import polars as pl
import pytest

from gwella.engine.upn import is_temporary, is_valid
from gwella.twin.pupils import Pupils
from gwella.twin.pupils.exams import LETTERS, POINTS
from gwella.twin.region import Region

KEY = ["year", "school", "upn"]
LANGUAGES = ("lang_en", "lang_cy", "english", "welsh")


def _census(pupils: Pupils) -> pl.DataFrame:
    return pupils.table("pupils").filter(pl.col("enrolment").is_in(["C", "M"]))


def _core(pupils: Pupils, stage: str, level: int) -> pl.DataFrame:
    """One row a pupil: whether all core subjects, and one first language, were reached."""
    reached = (pl.col("level") >= level).fill_null(False)
    language = pl.col("subject").is_in(LANGUAGES)
    return (
        pupils.table("assessments")
        .filter(pl.col("stage") == stage)
        .group_by(KEY)
        .agg(reached.filter(language).any().alias("one"), reached.filter(~language).all().alias("all"))
        .select(*KEY, reached=pl.col("one") & pl.col("all"))
        .join(_census(pupils).select("year", "upn", "fsm_eligible", "sex", "aln"), on=["year", "upn"])
    )


def _inclusive(pupils: Pupils) -> pl.DataFrame:
    """One row a pupil: five good passes with first language and mathematics."""
    good = pl.when(pl.col("qualification") == "vocational").then("level2").otherwise(pl.col("grade").is_in(LETTERS[5:]))
    subject = pl.col("subject")
    return (
        pupils.table("results")
        .with_columns(good.alias("good"))
        .group_by(KEY)
        .agg(
            volume=(pl.col("good") * pl.col("size")).sum() >= 5,
            language=(pl.col("good") & subject.is_in(["english_language", "welsh_language"])).any(),
            number=(pl.col("good") & subject.is_in(["mathematics", "numeracy"])).any(),
            awards=pl.len(),
        )
        .with_columns(reached=pl.col("volume") & pl.col("language") & pl.col("number"))
        .join(_census(pupils).select("year", "upn", "fsm_eligible", "sex", "aln"), on=["year", "upn"])
    )


def _share(frame: pl.DataFrame, *only: pl.Expr) -> float:
    return 100 * float(frame.filter(*only)["reached"].cast(pl.Float64).mean() or 0)


@pytest.mark.parametrize(("stage", "level", "near"), [("fp", 5, 87), ("ks2", 4, 88), ("ks3", 5, 86)])
def test_core_indicators_are_at_the_nations_level(whole: Pupils, stage: str, level: int, near: float) -> None:
    core = _core(whole, stage, level)
    assert _share(core, pl.col("year") == "2016/17") == pytest.approx(near, abs=2.5)
    poor, other = _share(core, pl.col("fsm_eligible")), _share(core, ~pl.col("fsm_eligible"))
    assert 10 < other - poor < 24
    assert 3 < _share(core, pl.col("sex") == "F") - _share(core, pl.col("sex") == "M") < 12
    assert _share(core, pl.col("aln") != "none") < _share(core, pl.col("aln") == "none") - 25


def test_the_foundation_phase_falls_where_its_framework_changed(whole: Pupils) -> None:
    core = _core(whole, "fp", 5)
    assert _share(core, pl.col("year") == "2016/17") - _share(core, pl.col("year") == "2017/18") > 1.5


def test_exams_are_at_the_nations_level(whole: Pupils) -> None:
    pupils = _inclusive(whole)
    assert _share(pupils) == pytest.approx(58, abs=3)
    gap = _share(pupils, ~pl.col("fsm_eligible")) - _share(pupils, pl.col("fsm_eligible"))
    assert 25 < gap < 40
    assert 8 < pupils["awards"].cast(pl.Float64).mean() < 12  # type: ignore[operator]


def test_attendance_is_at_the_nations_level_and_a_few_miss_much(whole: Pupils) -> None:
    missed = pl.col("authorised") + pl.col("unauthorised")
    for older, level, persistent in ((False, 94.9, 1.8), (True, 93.8, 3.8)):
        ages = pl.col("age").is_between(11, 15) if older else pl.col("age").is_between(5, 10)
        part = whole.table("attendance").filter(ages)
        sums = part.select(missed.sum() / pl.col("possible").sum()).item()
        assert 100 - 100 * sums == pytest.approx(level, abs=0.4)
        often = part.select((missed >= 0.2 * pl.col("possible")).cast(pl.Float64).mean()).item()
        assert 100 * often == pytest.approx(persistent, abs=1)
        meals = part.join(_census(whole).select("year", "upn", "fsm_eligible"), on=["year", "upn"])
        rates = meals.group_by("fsm_eligible").agg(missed.sum() / pl.col("possible").sum())
        poor = dict(rates.iter_rows())
        assert 0.02 < poor[True] - poor[False] < 0.05


def test_those_who_miss_much_do_less_well(whole: Pupils) -> None:
    missed = (pl.col("authorised") + pl.col("unauthorised")) / pl.col("possible")
    rates = whole.table("attendance").select("year", "upn", missed=missed)
    both = _inclusive(whole).join(rates, on=["year", "upn"])
    assert _share(both, pl.col("missed") > 0.15) < _share(both, pl.col("missed") < 0.05) - 20


def test_schools_have_their_published_roll_and_meals(whole: Pupils, home: Region) -> None:
    """But for those that had opened, or were to open, near enough to have moved the rolls about them."""
    last = _census(whole).filter(pl.col("year") == whole.years[-1])
    counted = last.group_by("school").agg(pl.len().alias("pupils"), pl.col("fsm_eligible").mean().alias("meals"))
    known = {s.number: s for s in home.schools if s.phase in ("primary", "secondary")}
    shares, meals = [], []
    for number, count, share in counted.iter_rows():
        if number in known:
            shares.append(count / (known[number].pupils or 1))
            meals.append(abs(100 * share - float(known[number].fsm_pct or 0)))
    shares.sort()
    assert shares[len(shares) // 20] > 0.85
    assert shares[len(shares) * 19 // 20] < 1.2
    assert sum(meals) / len(meals) < 1
    assert last.height == pytest.approx(sum(s.pupils or 0 for s in known.values()), rel=0.05)


def test_groups_are_of_the_usual_size(whole: Pupils) -> None:
    rolls = _census(whole)
    early = pl.col("eal").is_in(["A", "B", "C"]).fill_null(False)
    shares = rolls.select(
        girls=(pl.col("sex") == "F").mean(),
        care=pl.col("looked_after").mean(),
        needs=(pl.col("aln") != "none").mean(),
        early=early.mean(),
        deprived=(pl.col("deprivation") == 1).mean(),
    ).row(0)
    expected = (0.488, 0.01, 0.21, 0.03, 0.12)
    assert shares == pytest.approx(expected, rel=0.2)
    by_decile = dict(rolls.group_by("deprivation").agg(pl.col("fsm_eligible").mean()).drop_nulls().iter_rows())
    assert by_decile[1] > by_decile[4] > by_decile[7] > by_decile[10]


def test_prior_attainment_is_carried_along(whole: Pupils) -> None:
    """Key stage 2 and key stage 3 of the same pupils, three years apart, and points of the Foundation Phase's."""
    means = whole.table("assessments").group_by("upn", "stage").agg(pl.col("level").mean().alias("mean"))
    wide = means.pivot("stage", index="upn", values="mean").drop_nulls(["ks2", "ks3"])
    assert wide.height > 5_000
    assert 0.65 < wide.select(pl.corr("ks2", "ks3")).item() < 0.92


def test_pupils_move_on_within_their_cluster(whole: Pupils, home: Region) -> None:
    lead = {n: c.lead for c in home.clusters for n in c.schools}
    rows = _census(whole).filter(pl.col("year").is_in(["2017/18", "2018/19"]))
    six = rows.filter((pl.col("year") == "2017/18") & (pl.col("year_group") == 6)).select("upn", "school")
    seven = rows.filter((pl.col("year") == "2018/19") & (pl.col("year_group") == 7)).select("upn", went="school")
    both = six.join(seven, on="upn").with_columns(pl.col("school").replace_strict(lead, default="").alias("lead"))
    assert both.height > 0.8 * six.height
    assert both.select((pl.col("lead") == pl.col("went")).mean()).item() > 0.6


def test_every_number_is_valid_and_one_pupils(whole: Pupils) -> None:
    known = _census(whole).unique(["upn", "born_on"])
    assert known["upn"].n_unique() == known.height
    assert all(is_valid(upn) for upn in known["upn"])
    assert 0 < sum(is_temporary(upn) for upn in known["upn"]) < 0.005 * known.height
    assert {upn[1:4] for upn in known["upn"]} == {"991", "992", "993", "994", "995"}


def test_the_same_pupil_has_the_same_birthday_and_sex_every_year(whole: Pupils) -> None:
    assert whole.table("pupils").group_by("upn").agg(pl.n_unique("born_on", "sex"))["born_on"].max() == 1


def test_true_effects_are_found_again_in_the_results(whole: Pupils) -> None:
    """Schools whose pupils do better than their key stage 2 and free meals foretell are those that truly add more."""
    truth = whole.truth.filter((pl.col("stage") == "ks3") & (pl.col("pupils") >= 60))
    means = whole.table("assessments").group_by("upn", "stage").agg(pl.col("level").mean().alias("mean"))
    wide = means.pivot("stage", index="upn", values="mean").drop_nulls(["ks2", "ks3"])
    at = _census(whole).filter(pl.col("year_group") == 9).select("year", "school", "upn", "fsm_eligible")
    rows = wide.join(at, on="upn")
    slope = rows.select(pl.cov("ks2", "ks3") / pl.var("ks2")).item()
    added = rows.group_by("school", "year").agg((pl.col("ks3") - slope * pl.col("ks2")).mean().alias("added"))
    both = truth.join(added, on=["school", "year"])
    assert both.height > 50
    assert both.select(pl.corr("effect", "added", method="spearman")).item() > 0.7
    assert both.select(pl.corr("gain", "added", method="spearman")).item() > 0.7


def test_effects_move_slowly(whole: Pupils) -> None:
    truth = whole.truth.filter(pl.col("stage") == "ks4").select("school", "year", "effect")
    wide = truth.pivot("year", index="school", values="effect").drop_nulls()
    assert wide.select(pl.corr("2017/18", "2018/19")).item() > 0.75
    assert wide.select(pl.corr("2015/16", "2018/19")).item() < wide.select(pl.corr("2017/18", "2018/19")).item()
    assert not wide.filter(pl.col("2017/18") == pl.col("2018/19")).height


def test_exclusions_are_few_and_of_the_older(whole: Pupils) -> None:
    rows = whole.table("exclusions")
    a_year = rows.filter(pl.col("kind") == "fixed").height / len(whole.years)
    assert 20 < 1000 * a_year / (_census(whole).height / len(whole.years)) < 45
    assert 1 < rows.filter(pl.col("kind") == "permanent").height / len(whole.years) < 40
    groups = rows.join(_census(whole).select("year", "upn", "year_group", "sex"), on=["year", "upn"])
    assert groups.select((pl.col("year_group") >= 7).mean()).item() > 0.6
    assert groups.select((pl.col("sex") == "M").mean()).item() > 0.6


def test_pupils_views_vary_between_schools(whole: Pupils) -> None:
    last = whole.table("views").filter(pl.col("year") == whole.years[-1])
    assert set(last["audience"]) == {"primary", "secondary"}
    assert last["answered"].min() >= 10  # type: ignore[operator]
    assert last.filter(pl.col("answered") > pl.col("asked")).is_empty()
    spread = last.group_by("audience", "statement").agg(pl.col("agree").std().alias("sd"))
    assert spread["sd"].is_between(1, 10).all()


def test_points_are_those_of_the_letters() -> None:
    assert dict(zip(LETTERS, POINTS.tolist(), strict=True))["A*"] == 58
    assert 8 * POINTS.max() == 464
