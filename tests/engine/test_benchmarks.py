"""Quarters, context line, families and similar schools: by hand, by the published vector, by brute force."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gwella.engine.benchmarks import (
    FSM_EDGES,
    Context,
    context_lines,
    families,
    fsm_group,
    index_of_challenge,
    quarters,
    similar_schools,
)
from tests.realdata import needs_shared, shared

NAN = float("nan")


def vector() -> tuple[list[float], list[float], list[dict[str, str]]]:
    """Shares, values and rows of the published schools."""
    with shared("cases/ks2_csi_cardiff_2018.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [float(r["fsm_3yr_avg_pct"]) for r in rows], [float(r["ks2_csi_pct_2018"]) for r in rows], rows


@needs_shared
@pytest.mark.realdata
def test_the_published_context_line_comes_out() -> None:
    share, value, rows = vector()
    lines = context_lines(share, value, np.zeros(len(share), int))
    assert lines.n.tolist() == [15]
    assert lines.a[0] == pytest.approx(96.95695, abs=5e-6)
    assert lines.b[0] == pytest.approx(-0.3214387, abs=5e-8)
    assert lines.r2[0] == pytest.approx(0.42124, abs=5e-6)
    assert lines.expected == pytest.approx([float(r["ols_expected_DERIVED"]) for r in rows], abs=6e-4)
    assert lines.residual == pytest.approx([float(r["ols_residual_DERIVED"]) for r in rows], abs=6e-4)
    assert fsm_group(share, FSM_EDGES["primary"]).tolist() == [int(r["fsm_group_default_bands_DERIVED"]) for r in rows]


def test_lines_are_apart_and_what_is_not_known_has_none() -> None:
    lines = context_lines(
        [10, 20, 30, NAN, 1, 2, 5, 5, 5], [50, 40, 30, 9, 1, NAN, 1, 2, 3], [7, 7, 7, 7, 8, 8, 9, 9, 9]
    )
    assert lines.groups.tolist() == [7, 8, 9]
    assert lines.n.tolist() == [3, 1, 3]
    assert lines.a[0] == pytest.approx(60)
    assert lines.r2[0] == pytest.approx(1)
    assert np.isnan(lines.b[1:]).all()
    assert np.isnan(lines.residual[3:]).all()


def test_a_share_on_an_edge_is_in_the_group_below() -> None:
    assert fsm_group([0, 8, 8.01, 16, 24, 32, 32.1, NAN], FSM_EDGES["primary"]).tolist() == [1, 1, 2, 2, 3, 4, 5, 0]
    assert fsm_group([10, 15, 20, 30, 31], FSM_EDGES["secondary"]).tolist() == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("values", "better", "expected"),
    [
        ([1, 2, 3, 4], "more", [4, 3, 2, 1]),
        ([1, 2, 3, 4], "less", [1, 2, 3, 4]),
        ([1, 2, 3, 4, 5], "more", [4, 3, 2, 1, 1]),
        ([7, 7, 7, 7], "more", [1, 1, 1, 1]),
        ([1, 2, 3], "more", [0, 0, 0]),
        ([1, 2, 3, NAN], "more", [0, 0, 0, 0]),
        ([1, 2, 3, NAN, 4], "more", [4, 3, 2, 0, 1]),
    ],
    ids=["four", "less is better", "on the edges the better", "all alike", "three are too few", "three known",
         "one not known"],
)  # fmt: skip
def test_quarters_by_hand(values: list[float], better: str, expected: list[int]) -> None:
    found = quarters(values, np.ones(len(values), int), better=better)  # type: ignore[arg-type]
    assert found.quarter.tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), max_size=40), st.sampled_from(["more", "less"]))
def test_quarters_against_one_school_at_a_time(schools: list[tuple[int, int]], better: str) -> None:
    values, groups = [float(v) for v, _ in schools], [g for _, g in schools]
    found = quarters(values, groups, better=better)  # type: ignore[arg-type]
    for place, (value, group) in enumerate(zip(values, groups, strict=True)):
        among = [v for v, g in zip(values, groups, strict=True) if g == group]
        if group == 0 or len(among) < 4:
            assert found.quarter[place] == 0
            continue
        sign = 1 if better == "more" else -1
        edges = [np.percentile([sign * v for v in among], p) for p in (75, 50, 25)]
        assert found.edges[place] == pytest.approx([sign * edge for edge in edges])
        assert found.quarter[place] == 1 + sum(sign * value < edge - 1e-9 for edge in edges)
        assert found.size[place] == len(among)


def context(n: int, seed: int = 0, **given: object) -> Context:
    """Schools of two sectors and media with every circumstance drawn by lot."""
    dice = np.random.default_rng(seed)
    facts: dict[str, object] = {
        name: dice.uniform(0, 60, n) for name in ("fsm", "deprivation", "aln", "early_language")
    }
    facts |= {"pupils": dice.integers(20, 1500, n).astype(float), "medium": dice.choice(["cy", "en"], n)}
    return Context(**({"sector": dice.choice(["primary", "secondary"], n), **facts} | given))  # type: ignore[arg-type]


def test_index_of_challenge_weighs_what_is_known() -> None:
    one = np.array([40.0, NAN, NAN])
    given = context(3, fsm=one, deprivation=np.array([20.0, 20, NAN]), aln=np.array([10.0, 10, NAN]))
    given = Context(
        given.fsm, given.deprivation, given.aln, np.array([0.0, 0, NAN]), given.pupils, given.sector, given.medium
    )
    assert index_of_challenge(given)[:2] == pytest.approx([26, 12])
    assert np.isnan(index_of_challenge(given)[2])


@given(st.integers(1, 300), st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_families_are_about_eleven_alike_and_in_order_of_challenge(n: int, seed: int) -> None:
    given = context(n, seed)
    found = families(given)
    assert (found.family > 0).all()
    assert sorted(set(found.family)) == list(range(1, found.family.max() + 1))
    strata: dict[tuple[str, str, int], list[int]] = {}
    for place in range(n):
        strata.setdefault((given.sector[place], given.medium[place], found.band[place]), []).append(place)
    for members in strata.values():
        ordered = sorted(members, key=lambda place: found.index[place])
        numbers = [found.family[place] for place in ordered]
        assert numbers == sorted(numbers)
        sizes = [numbers.count(number) for number in set(numbers)]
        assert max(sizes) - min(sizes) <= 1
        assert sum(sizes) == len(members)
        if len(members) >= 11:
            assert min(sizes) >= 8
            assert max(sizes) <= 16


def test_families_split_by_size_band_and_medium_and_leave_out_the_unknown() -> None:
    pupils = np.array([105.0, 106, 106, NAN, 50])
    given = context(5, sector=np.array(["primary"] * 5), medium=np.array(["cy", "cy", "en", "en", "cy"]), pupils=pupils)
    found = families(given)
    assert found.band.tolist() == [1, 2, 2, 0, 1]
    assert found.family[3] == 0
    assert found.size.tolist() == [2, 1, 1, 0, 2]
    assert found.family[0] == found.family[4]


def distances(given: Context, weights: dict[str, float]) -> NDArray[np.float64]:
    """Every pair's squared distance, in the plainest way."""
    n = len(given.fsm)
    found = np.full((n, n), np.inf)
    for i in range(n):
        for j in range(n):
            if i == j or given.sector[i] != given.sector[j] or given.medium[i] != given.medium[j]:
                continue
            found[i, j] = 0
            for name, weight in weights.items():
                column = getattr(given, name)[given.sector == given.sector[i]]
                one, other = getattr(given, name)[i], getattr(given, name)[j]
                if name == "pupils":
                    column, one, other = np.log(column), np.log(one), np.log(other)
                found[i, j] += weight * ((one - other) / column.std()) ** 2
    return found


def test_similar_schools_are_the_nearest_and_say_why() -> None:
    given, weights = context(60, 3), {"fsm": 0.5, "aln": 0.3, "pupils": 0.2}
    found = similar_schools(given, count=5, weights=weights)
    plain = distances(given, weights)
    for place in range(60):
        nearest = sorted(range(60), key=lambda other: plain[place, other])[:5]
        nearest = [other for other in nearest if np.isfinite(plain[place, other])]
        assert found.nearest[place, : len(nearest)].tolist() == nearest
        assert (found.nearest[place, len(nearest) :] == -1).all()
        assert found.distance[place, : len(nearest)] ** 2 == pytest.approx(plain[place, nearest])
        assert found.because[place, : len(nearest)].sum(axis=1) == pytest.approx(1)
        assert found.difference[place, 0, 0] == pytest.approx(given.fsm[nearest[0]] - given.fsm[place])


def test_similar_schools_take_circumstances_only() -> None:
    with pytest.raises(AttributeError):
        similar_schools(context(5), weights={"level2": 1.0})


def test_a_school_alone_has_nobody_and_twins_have_no_reason_to_differ() -> None:
    same = np.array([10.0, 10, 10])
    given = Context(same, same, same, same, same, np.array(["primary"] * 3), np.array(["cy", "cy", "en"]))
    found = similar_schools(given, count=2)
    assert found.nearest.tolist() == [[1, -1], [0, -1], [-1, -1]]
    assert found.distance[0, 0] == 0
    assert found.because[0, 0].tolist() == [0] * 5
    assert np.isnan(found.difference[2]).all()


def test_what_is_not_known_counts_as_the_sector_s_mean() -> None:
    given = context(4, sector=np.array(["primary"] * 4), medium=np.array(["cy"] * 4), fsm=np.array([0.0, 20, 12, NAN]))
    found = similar_schools(given, count=1, weights={"fsm": 1.0})
    assert found.nearest[3, 0] == 2
    assert np.isnan(found.difference[3, 0, 0])
