"""Measures as pages name them: words, unit, direction, and the kind of data each comes from."""

from collections.abc import Mapping
from dataclasses import dataclass

from gwella.core.text import mark
from gwella.engine.indicators import GROUPS, MEASURES
from gwella.engine.indicators.compute import NEEDS

# Value added stands beside the measures as one of its own; it has no expression of one school.
_PROGRESS = {
    "progress_ks2": mark("Progress to the end of Key Stage 2"),
    "progress_ks4": mark("Progress to the examinations"),
}
_PROGRESS_MEANING = mark(
    "How far pupils came beside pupils with the same starting points, in points; small schools are drawn towards 0."
)


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """A measure without its expression. `name`, `meaning` and `counts` are msgids; `kind` is its kind of data set."""

    code: str
    name: str
    meaning: str
    counts: str = ""
    unit: str = "percent"
    better: str = "more"
    sectors: tuple[str, ...] = ()
    kind: str = "school_figures"
    years: tuple[str | None, str | None] = (None, None)
    without: tuple[str, ...] = ()


KNOWN: Mapping[str, MeasureWords] = {
    measure.code: MeasureWords(
        measure.code,
        measure.name,
        measure.meaning,
        measure.counts,
        measure.unit,
        measure.better,
        measure.sectors,
        NEEDS.get(measure.source, "school_figures"),
        (measure.first, measure.last),
        measure.without,
    )
    for measure in MEASURES.values()
} | {
    code: MeasureWords(code, name, _PROGRESS_MEANING, unit="points", kind="results") for code, name in _PROGRESS.items()
}
GROUP_NAMES: Mapping[str, str] = {group.code: group.name for group in GROUPS.values()}
# The order in which pages tell measures: as they are defined, from the youngest pupils on.
ORDER = {code: place for place, code in enumerate(KNOWN)}
GROUP_ORDER = {code: place for place, code in enumerate(GROUP_NAMES)}


def words_of(code: str) -> MeasureWords:
    """A measure in words; its code where this version no longer has it."""
    return KNOWN.get(code) or MeasureWords(code, code, "")
