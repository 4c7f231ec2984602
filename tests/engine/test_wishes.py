"""Each wish counts what its sentence says."""

import math

import numpy as np
import pytest

from gwella.engine.allocation import wishes
from gwella.engine.allocation.model import model_of
from gwella.engine.allocation.problem import Limits, Problem
from gwella.engine.geo import haversine_km
from tests.engine.test_allocation import adviser, school

CARDIFF, SWANSEA = (51.4816, -3.1791), (51.6214, -3.9436)


def test_distances_agree_with_the_atlas_and_not_known_stays_so() -> None:
    assert haversine_km(*CARDIFF, *SWANSEA) == pytest.approx(55.1, abs=0.3)
    assert haversine_km(0, 0, 0, 180) == pytest.approx(math.pi * 6371.0088)
    assert np.isnan(haversine_km(math.nan, 0, 51, -3))


def test_travel_is_out_and_back_for_every_visit_by_the_road() -> None:
    here, there = school("S", half_days=6, lat=51.5, lon=-3.4), adviser("A", lat=51.6, lon=-3.4)
    problem = Problem((here,), (there,), limits=Limits(travel_factor=1.3, half_days_a_visit=2))
    one_way = float(haversine_km(51.5, -3.4, 51.6, -3.4)) * 1.3
    assert wishes.travel(problem) == pytest.approx(2 * one_way * 3)


def test_a_base_not_known_stands_in_the_middle_and_a_school_not_placed_is_near_everyone() -> None:
    advisers = (adviser("A"), adviser("B", lat=51.6), adviser("C", lat=51.9), adviser("D", lat=None))
    km = wishes.one_way_km(Problem((school("S"), school("T", lat=None)), advisers))
    assert km[0, 3] == pytest.approx(km[0, 1])
    assert (km[1] == 0).all()


def test_change_counts_only_where_last_year_s_adviser_could_have_stayed() -> None:
    schools = (school("S", last_adviser="A"), school("T", last_adviser="gone"), school("U"))
    assert wishes.change(Problem(schools, (adviser("A"), adviser("B")))).tolist() == [[0, 1], [0, 0], [0, 0]]


def test_every_council_but_home_is_extra_and_paid_once() -> None:
    schools = (school("S"), school("T", council="C2"), school("U", council="C2"))
    problem = Problem(schools, (adviser("A", home_council="C1"), adviser("B")))
    assert wishes.extra_council(problem, ("C1", "C2")).tolist() == [[0, 1], [1, 1]]
    assert model_of(problem).cost_parts(np.array([0, 0, 0]))["extra_council"] == 300


def test_loads_are_uneven_by_days_from_the_fair_share_and_nobody_s_share_is_above_capacity() -> None:
    assert wishes.fair_share(60, [40, 80]).tolist() == [20, 40]
    assert wishes.fair_share(600, [40, 80]).tolist() == [40, 80]
    assert wishes.uneven_load([10, 50], [20, 40]).tolist() == [5, 5]
    model = model_of(Problem((school("S"), school("T")), (adviser("A"), adviser("B"))))
    assert model.cost_parts(np.array([0, 0]))["uneven_load"] == pytest.approx(30 * (4 + 4))
