"""Measures on a pack's page: where each goes, what it says, its chart, and the tables they share, in the active
language.
"""

from collections.abc import Sequence

from django.utils.translation import get_language, gettext

from gwella.core.text import Language
from gwella.documents.letters.parts import date_in_full
from gwella.documents.packs.charts import Chart, chart_of
from gwella.documents.packs.laid import Grid, Tile
from gwella.documents.packs.words import (
    TREND_WORDS,
    Blanks,
    amount,
    difference,
    number,
    tell_sentence,
    unit_words,
)
from gwella.domain.figures.rules import DATA_KINDS, EFFECT_WORDS, STATUSES
from gwella.insight.evidence import sentences
from gwella.insight.evidence.pieces import Added, GroupValue, MeasureEvidence, Part, Source
from gwella.insight.evidence.trend import is_break
from gwella.insight.evidence.words import NOT_HERE

# The two halves of the pupils, as rows of the table of groups. Looked-after children have no other half told.
_HALVES = (
    ("fsm", "not_fsm"),
    ("girls", "boys"),
    ("aln", "not_aln"),
    ("early_language", "not_early_language"),
    ("looked_after", ""),
)
_ADDED_DIRECTIONS = {"better": "better", "similar": "same", "below": "worse"}


def language() -> Language:
    """The language that is active."""
    return "cy" if (get_language() or "en").startswith("cy") else "en"


def heading_of(one: MeasureEvidence) -> str:
    """The measure's name with its unit."""
    unit = unit_words(one.unit)
    return f"{gettext(one.name)} ({unit})" if unit else gettext(one.name)


def takeaway(one: MeasureEvidence) -> tuple[str, str, str]:
    """Where the measure goes (a code and its word), and what it says, in the sentences pages use too."""
    says = " ".join(tell_sentence(sentence) for sentence in sentences.takeaway(one))
    if one.latest.value is None:
        return "unknown", gettext("No figure"), says
    return one.direction.word, gettext(TREND_WORDS[one.direction.word]), says


def tile_of(one: MeasureEvidence) -> Tile:
    """The measure as the page draws it."""
    direction, word, say = takeaway(one)
    chart = _chart(one, say)
    if one.better == "neither" and one.latest.value is not None:
        direction, word = "", ""
    return Tile(heading_of(one), direction, word, say, _worth(one), chart)


def source_line(source: Source | None) -> str:
    """Kind of data, who gave it, status and date; or that it is not here."""
    if source is None:
        return gettext("Source: {source}").format(source=gettext(NOT_HERE))
    return gettext("Source: {source}").format(source=source_words(source))


def source_words(source: Source) -> str:
    """Kind of data and year, who gave it, status and date."""
    day = gettext("as at {date}").format(date=date_in_full(source.as_at, language()))
    kind = gettext(DATA_KINDS.get(source.kind, source.kind))
    status = gettext(STATUSES.get(source.status, source.status)).lower()
    return f"{kind} {source.year}; {source.name.in_language(language())}; {status}, {day}."


def _worth(one: MeasureEvidence) -> str:
    """What one pupil is worth, and three years together."""
    told = []
    if one.one_pupil is not None:
        told.append(gettext("One pupil is worth: {value}.").format(value=number(one.one_pupil)))
    if one.pooled and one.pooled.value is not None:
        value = amount(one.pooled.value, one.unit)
        told.append(gettext("Three years’ pupils together: {value}.").format(value=value))
    return " ".join(told)


def _chart(one: MeasureEvidence, say: str) -> Chart | None:
    years = [
        (p.year, p.value, p.similar, number(p.pupils, "count") if p.pupils is not None else "–") for p in one.points
    ]
    # Who listens hears of similar schools what the lines show; the school's own years stand in the phase's table.
    beside = "; ".join(f"{p.year}: {number(p.similar, one.unit)}" for p in one.points if p.similar is not None)
    alt = f"{heading_of(one)}. {say}"
    if beside:
        alt = f"{alt} {gettext('Similar schools')}: {beside}."
    most = 100.0 if one.unit == "percent" else None
    breaks = {p.year for p in one.points if is_break(one.code, p.year, p.reason)}
    return chart_of(years, written=lambda value: number(value, one.unit), alt=alt, most=most, breaks=breaks)


def groups_grid(measures: Sequence[MeasureEvidence], blanks: Blanks, *, crowded: bool) -> Grid | None:
    """Groups of the latest year, the other half in the same row, a column a measure; None where no group has a figure.

    Where it is crowded, only free school meals, girls and boys.
    """
    told = [one for one in measures if any(g.value is not None or g.reason == "c" for g in one.groups)]
    if not told:
        return None
    held = [{group.group: group for group in one.groups} for one in told]
    rows = []
    for pair in _HALVES[:2] if crowded else _HALVES:
        sides = [[groups.get(code) for groups in held] for code in pair]
        if not any(one and (one.value is not None or one.reason == "c") for side in sides for one in side):
            continue
        row: list[str] = []
        for side in sides:
            name = next((gettext(one.name) for one in side if one), "")
            row += [name, *(_group_cell(one, measure.unit, blanks) for one, measure in zip(side, told, strict=True))]
        rows.append(tuple(row))
    heads = [gettext("School")] if len(measures) == 1 else [heading_of(one) for one in told]
    group = gettext("Group, {year} (pupils in brackets)").format(year=told[0].latest.year)
    return Grid((group, *heads, gettext("Others"), *heads), tuple(rows), words=(0, 1 + len(heads)))


def _group_cell(group: GroupValue | None, unit: str, blanks: Blanks) -> str:
    """A group's value with its pupils, or why it is blank; nothing where there is no such half."""
    if group is None:
        return ""
    value = blanks.cell(group.value, group.reason, unit)
    return value if group.value is None or group.pupils is None else f"{value} ({number(group.pupils, 'count')})"


def added_tile(added: Added) -> Tile:
    """Value added: the word first, then the years with their intervals."""
    latest = added.latest
    blanks = Blanks()
    word = latest.word
    table = _added_years(added, blanks)
    return Tile(
        heading=gettext(added.name),
        direction=_ADDED_DIRECTIONS.get(word, "unknown"),
        word=gettext(EFFECT_WORDS[word]).capitalize() if word in EFFECT_WORDS else gettext("No figure"),
        say=tell_sentence(sentences.added_says(added)),
        worth="",
        chart=None,
        table=table,
        note=" ".join(blanks.notes),
    )


def _added_years(added: Added, blanks: Blanks) -> Grid | None:
    """The years of value added, latest first; None where no year has any."""
    if all(one.effect is None for one in added.years):
        return None
    rows: list[tuple[str, ...]] = []
    for one in reversed(added.years):
        if one.effect is None or one.low is None or one.high is None:
            rows.append((one.year, blanks.cell(None, one.reason, "points"), "–", "–"))
            continue
        between = gettext("{low} to {high}").format(low=_effect(one.low), high=_effect(one.high))
        rows.append((one.year, _effect(one.effect), between, blanks.pupils(one.pupils, "")))
    head = (gettext("Year"), gettext("Value added"), gettext("95% interval"), gettext("Pupils"))
    return Grid(head, tuple(rows))


def _effect(value: float) -> str:
    """Levels come in hundredths, points in tenths."""
    return f"{value:+.2f}".replace("-", "−")


def figures_grid(part: Part, blanks: Blanks) -> Grid | None:
    """Every measure of a phase in a row: five years, the pupils of the latest, similar schools and the region; under
    one that matters, its gap by free school meals.
    """
    measures = [*part.first, *part.others]
    if not measures:
        return None
    rows: list[tuple[str, ...]] = []
    for one in measures:
        cells = [blanks.point(point, one.unit) for point in one.points]
        beside = [blanks.beside(one.latest.similar), blanks.beside(one.latest.region)]
        pupils = blanks.pupils(one.latest.pupils, one.latest.reason)
        rows.append((heading_of(one), *cells, pupils, *beside))
        if one in part.first:
            rows += _gap_row(one, blanks)
    years = [point.year for point in measures[0].points]
    head = (
        gettext("Measure"),
        *years,
        gettext("Pupils, {year}").format(year=years[-1]),
        gettext("Similar schools"),
        gettext("Region"),
    )
    return Grid(head, tuple(rows))


def _gap_row(one: MeasureEvidence, blanks: Blanks) -> list[tuple[str, ...]]:
    """The gap by free school meals over the years, where any year has one."""
    gap = next((gap for gap in one.gaps if gap.code == "fsm"), None)
    if gap is None or all(point.value is None for point in gap.points):
        return []
    cells = [blanks.cell(None, p.reason, one.unit) if p.value is None else difference(p.value) for p in gap.points]
    none = blanks.cell(None, "z", one.unit)
    return [(gettext("Gap, free school meals"), *cells, none, none, none)]
