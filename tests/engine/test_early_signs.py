"""Early signs: points that can be told in words, a score that is their sum, and an honest count of what they missed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.engine.early_signs import (
    LEAST_PUPILS,
    SIGNS,
    THRESHOLD,
    BackTest,
    back_test,
    of_enough,
    weigh,
    worse_than,
    worst,
)

NUMBERS = st.floats(-200, 400)
MAYBE = st.one_of(st.just(float("nan")), NUMBERS)
READINGS = st.fixed_dictionaries(dict.fromkeys(SIGNS, MAYBE))


@pytest.mark.parametrize(
    ("sign", "reading", "points"),
    [
        ("low", float("nan"), 0),
        ("low", -3, 0),
        ("low", 2, 0),
        ("low", 7, 1),
        ("low", 12, 2),
        ("low", 60, 2),
        ("falling", 8, 0.2),
        ("value_added", 0, 0),
        ("value_added", 0.6, 1.5),
        ("value_added", 1, 3),
        ("attendance_fall", 1.25, 0.5),
        ("persistent_absence", 8, 1),
        ("exclusions_rise", 35, 0.5),
        ("no_contact", 89, 0),
        ("no_contact", 180, 0.5),
        ("head_vacancy", 30, 0.5),
        ("head_vacancy", 400, 1),
        ("chair_vacancy", 60, 0.25),
    ],
)
def test_points_by_hand(sign: str, reading: float, points: float) -> None:
    """None up to the start, the whole weight from the full, in proportion between; what is not known adds nothing."""
    assert SIGNS[sign].points([reading])[0] == pytest.approx(points)


def test_the_score_is_the_sum_and_the_threshold_is_reached_at_it() -> None:
    found = weigh({"low": [12.0, 7.0, 0.0], "head_vacancy": [0.0, 60.0, np.nan]})
    assert found.score.tolist() == [2.0, 2.0, 0.0]
    assert found.told.tolist() == [True, True, False]
    assert THRESHOLD == 2.0
    with pytest.raises(KeyError):
        weigh({"luck": [1.0]})


@given(READINGS, st.sampled_from(sorted(SIGNS)), st.floats(0, 300))
def test_a_worse_reading_never_lowers_the_score_nor_passes_the_weights(
    readings: dict[str, float], sign: str, more: float
) -> None:
    before = weigh({code: [value] for code, value in readings.items()})
    after = weigh({code: [value + (more if code == sign else 0)] for code, value in readings.items()})
    assert after.score[0] >= before.score[0] - 1e-9
    assert 0 <= before.score[0] <= sum(s.weight for s in SIGNS.values()) + 1e-9
    assert before.score[0] == pytest.approx(sum(points[0] for points in before.points.values()))


@given(READINGS, st.sampled_from(sorted(SIGNS)))
def test_what_is_not_known_adds_nothing(readings: dict[str, float], sign: str) -> None:
    known = weigh({code: [value] for code, value in readings.items() if code != sign})
    unknown = weigh({code: [np.nan if code == sign else value] for code, value in readings.items()})
    assert unknown.score[0] == pytest.approx(known.score[0])


@given(st.lists(st.lists(MAYBE, min_size=3, max_size=3), min_size=1, max_size=4))
def test_the_worst_of_several_measures_is_found_as_by_hand(table: list[list[float]]) -> None:
    value, which = worst(table)
    for school in range(3):
        known = [row[school] for row in table if not np.isnan(row[school])]
        if known:
            assert value[school] == max(known) == table[which[school]][school]
        else:
            assert np.isnan(value[school])
            assert which[school] == -1


def test_no_measure_at_all_is_nothing() -> None:
    value, which = worst(np.zeros((0, 2)))
    assert np.isnan(value).all()
    assert which.tolist() == [-1, -1]


def test_worse_is_less_or_more_as_the_measure_has_it() -> None:
    assert worse_than([80.0, np.nan], [90.0, 90.0])[0] == 10
    assert worse_than([8.0], [5.0], better="less")[0] == 3
    assert np.isnan(worse_than([80.0], [np.nan])[0])


def test_figures_of_few_pupils_are_no_sign() -> None:
    found = of_enough([9.0, 9.0, 9.0], [LEAST_PUPILS, LEAST_PUPILS - 1, np.nan])
    assert found[0] == 9
    assert np.isnan(found[1:]).all()


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_every_school_is_counted_once(pairs: list[tuple[bool, bool]]) -> None:
    found = back_test([told for told, _ in pairs], [came for _, came in pairs])
    assert found == BackTest(
        pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True)), pairs.count((False, False))
    )


def test_one_outcome_for_each_school() -> None:
    with pytest.raises(ValueError, match="one outcome"):
        back_test([True], [True, False])


def test_signs_are_told_as_signs_and_never_as_judgements() -> None:
    words = " ".join(text.lower() for s in SIGNS.values() for text in (s.name, s.words, s.meaning))
    assert not any(word in words for word in ("failing", "weak", "poor", "inadequate", "bad ", "worst"))
    assert all(sign.full > sign.start and sign.weight > 0 for sign in SIGNS.values())
    assert all(sign.words.format(value="3", measure="M") for sign in SIGNS.values())
