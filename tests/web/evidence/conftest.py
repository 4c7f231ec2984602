"""Nant-y-Felin's figures over two years, with small groups, other schools to compare with, and the region."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from gwella.core import clock
from gwella.domain.figures.actions import FigureFacts, publish_figures, record_data_set
from gwella.domain.figures.actions.sources import DataSetFacts
from gwella.domain.figures.models import SimilarSchool, Standing
from gwella.domain.schools.models import School
from tests.cast import TODAY, Cast
from tests.flows.pupil_data import agreement

AT = datetime(2020, 1, 20, 10, tzinfo=UTC)
NUMBER = "9932147"


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> Iterator[None]:
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.fixed(TODAY):
        yield


def fact(place: str, year: str, value: float, pupils: int, group: str = "all", measure: str = "ks2_csi") -> FigureFacts:
    """A percentage of pupils."""
    return FigureFacts(place, year, measure, group, 1, value * pupils / 100, pupils, value, pupils)


def publish(cast: Cast, year: str, facts: list[FigureFacts]) -> None:
    """A final data set of teacher assessments with these figures."""
    told = DataSetFacts("assessments", year, "final", AT.date(), AT.date(), "Councils", "Cynghorau", 75)
    data_set = record_data_set(told, agreement=agreement(cast), by=cast.ifan, at=AT)
    publish_figures(data_set, facts, by=cast.ifan, at=AT)


def primaries(cast: Cast, count: int) -> list[School]:
    """Invented primaries of the other council, with figures' numbers in order."""
    common = {"council": cast.councils["995"], "kind": "maintained", "phase": "primary", "medium": "WM"}
    rows = [
        School(number=f"99523{n:02d}", name_en=f"Elsewhere {n}", name_cy=f"Draw {n}", **common) for n in range(count)
    ]
    return School.objects.bulk_create(rows)


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Key Stage 2 rises from 70 to 80 of 20 pupils; four of them are eligible for free school meals."""
    here = f"school:{NUMBER}"
    others = primaries(cast, 6)
    publish(cast, "2017/18", [fact(here, "2017/18", 70, 20), fact("region", "2017/18", 85, 900)])
    publish(
        cast,
        "2018/19",
        [
            fact(here, "2018/19", 80, 20),
            fact(here, "2018/19", 50, 4, "fsm"),
            fact(here, "2018/19", 87.5, 16, "not_fsm"),
            fact(here, "2018/19", 90, 10, "girls"),
            fact(here, "2018/19", 70, 10, "boys"),
            fact(here, "2018/19", 95, 20, measure="ks2_maths"),
            fact("region", "2018/19", 86, 900),
            *(fact(f"school:{one.number}", "2018/19", 60 + n, 10) for n, one in enumerate(others)),
        ],
    )
    Standing.objects.create(
        school=cast.nant,
        year="2018/19",
        measure="ks2_csi",
        value=80,
        cohort=20,
        quarter=3,
        benchmark_group=2,
        expected=84,
        residual=-4,
        similar=86.5,
        similar_cohort=200,
    )
    Standing.objects.create(
        school=cast.nant,
        year="2018/19",
        measure="progress_ks2",
        value=-0.2,
        cohort=18,
        effect=-0.2,
        effect_low=-0.35,
        effect_high=-0.05,
        effect_word="below",
    )
    for rank, other in enumerate([others[0], cast.pont], start=1):
        SimilarSchool.objects.create(
            school=cast.nant,
            other=other,
            year="2018/19",
            rank=rank,
            distance=0.3 * rank,
            why={"fsm": [0.75, 12.3, 14.6], "pupils": [0.25, 210.0, 233.0]},
        )
    return cast
