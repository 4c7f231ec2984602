"""Figures of the cast's schools and councils, published as the program publishes them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from gwella.domain.figures.actions import FigureFacts, publish_figures, record_data_set
from gwella.domain.figures.actions.sources import DataSetFacts
from gwella.domain.figures.models import DataSet
from tests.cast import Cast
from tests.flows.pupil_data import agreement

AT = datetime(2020, 1, 20, 10, tzinfo=UTC)
YEAR = "2018/19"
# place, measure, group, value in per cent, pupils
Told = tuple[str, str, str, float, int]
FIGURES: tuple[Told, ...] = (
    ("school:9932147", "ks2_csi", "all", 90.0, 20),
    ("school:9932147", "ks2_csi", "fsm", 75.0, 4),
    ("school:9932147", "ks2_csi", "not_fsm", 93.75, 16),
    ("school:9932147", "ks2_maths", "all", 95.0, 20),
    ("school:9932150", "ks2_csi", "all", 80.0, 25),
    ("school:9952101", "ks2_csi", "all", 70.0, 30),
    ("council:993", "ks2_csi", "all", 84.4, 45),
    ("council:993", "ks2_csi", "fsm", 70.0, 10),
    ("council:993", "ks2_csi", "not_fsm", 88.6, 35),
    ("council:995", "ks2_csi", "all", 70.0, 30),
    ("region", "ks2_csi", "all", 78.7, 75),
    ("region", "ks2_csi", "fsm", 65.0, 20),
    ("region", "ks2_csi", "not_fsm", 83.6, 55),
)


def publish(
    cast: Cast,
    *,
    kind: str = "assessments",
    year: str = YEAR,
    told: Iterable[Told] = FIGURES,
    due_on: date | None = None,
) -> DataSet:
    """A final version of a kind of data with these figures."""
    facts = DataSetFacts(kind, year, "final", AT.date(), AT.date(), "Councils", "Cynghorau", 75, due_on=due_on)
    data_set = record_data_set(facts, agreement=agreement(cast), by=cast.ifan, at=AT)
    publish_figures(data_set, _facts(told, year), by=cast.ifan, at=AT)
    data_set.refresh_from_db()
    return data_set


def _facts(told: Iterable[Told], year: str) -> Iterator[FigureFacts]:
    for place, measure, group, value, pupils in told:
        yield FigureFacts(place, year, measure, group, 1, value * pupils / 100, pupils, value, pupils)
