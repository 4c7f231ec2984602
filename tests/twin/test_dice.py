"""Chance and shares: whole numbers that add up, and streams that do not disturb each other."""

from hypothesis import given
from hypothesis import strategies as st

from gwella.twin.dice import Dice, at, shares
from gwella.twin.mix import spread

weights = st.lists(st.integers(0, 500), min_size=1, max_size=8).filter(any)


@given(st.integers(0, 2000), weights)
def test_shares_add_up_and_are_within_one_of_the_exact_share(total: int, by: list[int]) -> None:
    found = shares(total, by)
    assert sum(found) == total
    assert all(abs(n - total * w / sum(by)) < 1 for n, w in zip(found, by, strict=True))


@given(weights, st.data())
def test_spread_keeps_every_limit(by: list[int], data: st.DataObject) -> None:
    limits = data.draw(st.lists(st.integers(0, 60), min_size=len(by), max_size=len(by)))
    total = data.draw(st.integers(0, sum(limits)))
    found = spread(total, [float(w) for w in by], limits)
    assert sum(found) == total
    assert all(0 <= n <= limit for n, limit in zip(found, limits, strict=True))


def test_streams_are_known_and_independent() -> None:
    first, second = Dice(1, "a"), Dice(1, "b")
    # The values themselves: another platform or Python must throw the same.
    assert [first.whole(0, 99) for _ in range(9)] == [69, 22, 14, 26, 26, 50, 21, 12, 31]
    assert [first.whole(0, 99) for _ in range(9)] != [second.whole(0, 99) for _ in range(9)]


@given(st.integers(0, 10_000), st.lists(st.integers(), max_size=30))
def test_shuffled_keeps_everything(seed: int, items: list[int]) -> None:
    assert sorted(Dice(seed, "x").shuffled(items)) == sorted(items)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_distribution_rises(low: float, high: float) -> None:
    quantiles = ((0.0, 20.0), (0.5, 200.0), (1.0, 800.0))
    assert (at(quantiles, min(low, high))) <= at(quantiles, max(low, high))
