"""A year's figures as linked tables: measures of the same pupils, and shares that are counts both ways."""

import random

import pytest

from gwella.engine.disclosure import holds
from gwella.engine.disclosure.layout import Figure
from gwella.engine.disclosure.measures import leaving

TRAITS = {"fsm": ("fsm", "not_fsm"), "sex": ("girls", "boys"), "aln": ("aln", "not_aln")}
MEASURES = ("ks2_maths", "ks2_science", "fsm_share", "aln_share", "pupils", "exclusion_rate")


def region(seed: int, schools: int = 9, most: int = 30) -> tuple[list[Figure], dict[str, str]]:
    """Invented pupils of schools in two councils, counted one by one."""
    dice = random.Random(seed)
    sums: dict[tuple[str, str, str], list[float]] = {}
    councils = {f"school:99{n:05d}": f"council:99{n % 2}" for n in range(schools)}
    for school, council in councils.items():
        for _ in range(dice.randint(1, most)):
            has = {trait: dice.random() < share for trait, share in (("fsm", 0.2), ("sex", 0.5), ("aln", 0.15))}
            groups = ["all", *(TRAITS[trait][0 if yes else 1] for trait, yes in has.items())]
            if dice.random() < 0.05:
                groups.append("looked_after")
            told = {"ks2_maths": dice.random() < 0.8, "ks2_science": dice.random() < 0.9, "fsm_share": has["fsm"]}
            told |= {"aln_share": has["aln"], "pupils": True, "exclusion_rate": dice.random() < 0.05}
            for place in (school, council, "region", "family:1"):
                for measure, yes in told.items():
                    for group in groups:
                        cell = sums.setdefault((place, measure, group), [0.0, 0.0])
                        cell[0] += yes
                        cell[1] += 1
    figures = [Figure(key, *name, *cell, cell[1]) for key, (name, cell) in enumerate(sums.items())]
    return figures, councils


@pytest.mark.parametrize("seed", range(4))
def test_every_table_is_proven_and_nothing_small_leaves(seed: int) -> None:
    figures, councils = region(seed)
    found = leaving(figures, councils)
    assert all(holds(protection) for protection in found.protections)
    assert not found.given_away
    for figure in figures:
        if figure.key in found.hidden:
            continue
        assert not figure.place.startswith("family:"), "families are drawn anew each year"
        assert figure.pupils >= 5
        assert figure.numerator == 0 or figure.numerator >= 5


def test_measures_of_the_same_pupils_hide_the_same_small_groups() -> None:
    figures, councils = region(7)
    found = leaving(figures, councils)
    hidden = {(f.place, f.group, f.measure) for f in figures if f.key in found.hidden}
    for figure in figures:
        if figure.measure == "ks2_maths" and figure.pupils < 5:
            assert (figure.place, figure.group, "ks2_science") in hidden


def test_a_share_hidden_among_girls_is_not_told_by_girls_among_those_eligible() -> None:
    """Girls eligible for free meals, and those eligible who have additional needs, are each one count told twice."""
    figures, councils = region(3)
    found = leaving(figures, councils)
    told = {(f.place, f.measure, f.group): f for f in figures}
    for (place, measure, group), figure in told.items():
        other = told.get((place, "aln_share", "fsm"))
        if (measure, group) == ("fsm_share", "aln") and other and not place.startswith("family:"):
            assert figure.numerator == other.numerator
            if 0 < figure.numerator < 5:
                assert {figure.key, other.key} <= found.hidden


def test_what_left_before_is_known() -> None:
    figures, councils = region(5)
    found = leaving(figures, councils)
    before = [Figure(*_told(figure), figure.key in found.hidden) for figure in figures]
    again = leaving(figures, councils, [before])
    assert again.hidden == found.hidden, "what was hidden costs least to hide again"
    loose = [Figure(*_told(figure), False) for figure in figures]
    assert leaving(figures, councils, [loose]).given_away


def _told(figure: Figure) -> tuple[int, str, str, str, float, float, float]:
    return (
        figure.key,
        figure.place,
        figure.measure,
        figure.group,
        figure.numerator,
        figure.cohort,
        figure.pupils,
    )
