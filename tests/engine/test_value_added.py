"""Value added against a known mixed model, against the truth, and at its edges."""

import numpy as np
import pytest
from numpy.typing import NDArray

from gwella.engine.value_added import ValueAdded, Word, fit, sums, value_added

Arrays = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]


def pupils(n: int, schools: int, *, between: float = 12.0, within: float = 45.0, seed: int = 1) -> Arrays:
    """Results, prior attainment and free school meals, schools, and the schools' true effects."""
    dice = np.random.default_rng(seed)
    school = dice.integers(0, schools, n)
    effect = dice.normal(0, between, schools) if between else np.zeros(schools)
    # Schools differ in whom they take.
    prior = dice.normal(4, 0.8, n) + dice.normal(0, 0.3, schools)[school]
    meals = (dice.random(n) < 0.2).astype(float)
    result = 100 + 60 * prior - 20 * meals + effect[school] + dice.normal(0, within, n)
    return result, np.column_stack([prior, meals]), school, effect


@pytest.mark.parametrize(("n", "schools", "between"), [(900, 40, 12.0), (600, 15, 30.0), (1500, 60, 5.0)])
def test_the_same_as_a_known_mixed_model(n: int, schools: int, between: float) -> None:
    import statsmodels.api as sm  # slow to load, and only this test asks for it

    result, before, school, _ = pupils(n, schools, between=between)
    ours = value_added(result, before, school, schools)
    known = sm.MixedLM(result, sm.add_constant(before), groups=school).fit(reml=True)
    assert ours.coefficients == pytest.approx(known.fe_params, rel=1e-4)
    assert ours.between == pytest.approx(float(np.asarray(known.cov_re)[0, 0]), rel=2e-3)
    assert ours.within == pytest.approx(known.scale, rel=1e-4)
    effects = [float(np.asarray(known.random_effects[place])[0]) for place in range(schools)]
    assert ours.effect == pytest.approx(effects, abs=0.02)


def coverage(found: ValueAdded, truth: NDArray[np.float64]) -> float:
    """How many true effects lie in their interval."""
    return float(((found.low <= truth) & (truth <= found.high)).mean())


def test_intervals_cover_the_truth_and_effects_rank_with_it() -> None:
    found = []
    for seed in range(12):
        result, before, school, truth = pupils(3000, 60, seed=seed)
        fitted = value_added(result, before, school, 60)
        found.append(coverage(fitted, truth))
        assert np.corrcoef(fitted.effect, truth)[0, 1] > 0.7
    # 720 intervals at 95 %: four standard errors either way.
    assert 0.917 < np.mean(found) < 0.983


def test_few_pupils_are_drawn_to_nought_and_are_too_few_to_say() -> None:
    dice = np.random.default_rng(4)
    school = np.repeat(np.arange(21), [*[100] * 20, 3])
    effect = np.append(dice.normal(0, 15, 20), 60.0)
    result = 300 + effect[school] + dice.normal(0, 40, len(school))
    prior = dice.normal(0, 1, len(school))
    found = value_added(result, prior, school, 21)
    raw = result[school == 20].mean() - found.coefficients[0]
    assert 0 < found.effect[20] < 0.6 * raw
    assert found.high[20] - found.low[20] > found.high[0] - found.low[0]
    assert found.word[20] is Word.TOO_FEW
    assert found.pupils[20] == 3


def test_words_follow_the_whole_interval() -> None:
    result, before, school, truth = pupils(6000, 20, between=25.0)
    found = value_added(result, before, school, 20)
    expected = [
        Word.BETTER if low > 0 else Word.BELOW if high < 0 else Word.SIMILAR
        for low, high in zip(found.low, found.high, strict=True)
    ]
    assert list(found.word) == expected
    assert {Word.BETTER, Word.BELOW} <= set(expected)
    assert truth[[word is Word.BETTER for word in expected]].mean() > 10


def test_schools_that_do_not_differ_have_no_effect() -> None:
    result, before, school, _ = pupils(400, 10, between=0.0, seed=3)
    # The same mean residual everywhere: less between schools than chance alone would give.
    fitted = np.linalg.lstsq(np.column_stack([np.ones(400), before]), result, rcond=None)[0]
    rest = result - np.column_stack([np.ones(400), before]) @ fitted
    result = result - np.array([rest[school == place].mean() for place in range(10)])[school]
    found = value_added(result, before, school, 10)
    assert found.between == pytest.approx(0, abs=1e-2)
    assert np.abs(found.effect).max() < 0.1


def test_a_school_without_pupils_has_no_effect_and_unknown_pupils_are_left_out() -> None:
    result, before, school, _ = pupils(500, 9)
    whole = value_added(result, before, school, 10)
    assert whole.pupils[9] == 0
    assert whole.effect[9] == 0
    assert whole.word[9] is Word.TOO_FEW
    holes = np.vstack([before, [[np.nan, 0.0]]])
    same = value_added(np.append(result, 1e6), holes, np.append(school, 0), 10)
    assert same.effect == pytest.approx(whole.effect)


def test_sums_of_two_halves_are_the_sums_of_the_whole() -> None:
    result, before, school, _ = pupils(300, 6)
    whole = sums(result, before, school, 6)
    halves = [sums(result[part], before[part], school[part], 6) for part in (slice(0, 100), slice(100, 300))]
    for name in ("count", "x", "y", "xx", "xy", "yy"):
        assert getattr(halves[0], name) + getattr(halves[1], name) == pytest.approx(getattr(whole, name))
    assert fit(whole).effect == pytest.approx(value_added(result, before, school, 6).effect)


@pytest.mark.parametrize(
    ("result", "before", "school"),
    [([1.0, 2.0], [1.0, 2.0], [0, 1]), ([1.0, 2, 3, 4], [1.0, 2, 3, 5], [0, 0, 0, 0]),
     ([1.0, 2, 3, 4], [5.0] * 4, [0, 0, 1, 1])],
    ids=["too few pupils", "one school", "nothing differs"],
)  # fmt: skip
def test_what_cannot_be_modelled_is_refused(result: list[float], before: list[float], school: list[int]) -> None:
    with pytest.raises(ValueError, match=r"too few|does not differ"):
        value_added(result, before, school, 2)
