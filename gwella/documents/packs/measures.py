"""One measure on a pack's page: where it goes, what it says, its chart and tables, in the active language."""

from collections.abc import Sequence

from django.utils.translation import get_language, gettext

from gwella.core.text import Language, mark
from gwella.documents.letters.parts import date_in_full
from gwella.documents.packs.charts import Chart, chart_of
from gwella.documents.packs.laid import Block, Grid
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
from gwella.insight.evidence.pieces import Added, MeasureEvidence, Source
from gwella.insight.evidence.words import NOT_HERE

# The two halves of the pupils, as rows of the table of groups. Looked-after children have no other half told.
_HALVES = (
    ("fsm", "not_fsm"),
    ("girls", "boys"),
    ("aln", "not_aln"),
    ("early_language", "not_early_language"),
    ("looked_after", ""),
)
# Gaps as the heads of narrow columns; what is taken from what is told at the end.
_GAPS = {"fsm": mark("Gap, free school meals"), "sex": mark("Girls less boys")}
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


def block_of(one: MeasureEvidence, *, crowded: bool) -> Block:
    """The measure as the page shows it; where it is crowded, of the groups only free school meals, girls and boys."""
    blanks = Blanks()
    direction, word, say = takeaway(one)
    chart = _chart(one, say)
    years = _years(one, blanks, drawn=chart is not None)
    groups = _groups(one, blanks, _HALVES[:2] if crowded else _HALVES)
    return Block(
        heading=heading_of(one),
        direction=direction,
        word=word,
        say=say,
        worth=_worth(one, chart),
        chart=chart,
        years=years,
        groups=groups,
        notes=blanks.notes,
        source=source_line(one.source),
    )


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


def _worth(one: MeasureEvidence, chart: Chart | None) -> str:
    """What one pupil is worth, and where the scale of the chart is cut."""
    told = []
    if one.one_pupil is not None:
        told.append(gettext("One pupil is worth: {value}.").format(value=number(one.one_pupil)))
    if one.pooled and one.pooled.value is not None:
        value = amount(one.pooled.value, one.unit)
        told.append(gettext("Three years’ pupils together: {value}.").format(value=value))
    if chart and chart.rules and chart.rules[0][1] != "0":
        told.append(gettext("The scale starts at {start}.").format(start=chart.rules[0][1]))
    return " ".join(told)


def _chart(one: MeasureEvidence, say: str) -> Chart | None:
    years = [
        (p.year, p.value, p.similar, number(p.pupils, "count") if p.pupils is not None else "–") for p in one.points
    ]
    alt = f"{heading_of(one)}. {say}"
    most = 100.0 if one.unit == "percent" else None
    return chart_of(years, written=lambda value: number(value, one.unit), alt=alt, most=most)


def _years(one: MeasureEvidence, blanks: Blanks, *, drawn: bool) -> Grid:
    """Five years, latest first: the school, its pupils, similar schools, the region, gaps.

    Without a chart beside it, years before the latest of which nothing is known are left out.
    """
    gaps = [gap for gap in one.gaps if any(point.value is not None for point in gap.points)]
    head = [gettext("Year"), gettext("School"), gettext("Pupils"), gettext("Similar schools"), gettext("Region")]
    head += [gettext(_GAPS[gap.code]) for gap in gaps]
    rows = []
    for n, point in reversed(list(enumerate(one.points))):
        if not drawn and point.year != one.latest.year and point.value is point.similar is point.region is None:
            continue
        row = [point.year, blanks.point(point, one.unit), blanks.pupils(point.pupils, point.reason)]
        row += [blanks.beside(point.similar), blanks.beside(point.region)]
        for gap in gaps:
            there = gap.points[n]
            apart = None if there.value is None else difference(there.value)
            row.append(apart or blanks.cell(None, there.reason, one.unit))
        rows.append(tuple(row))
    return Grid(tuple(head), tuple(rows))


def _groups(one: MeasureEvidence, blanks: Blanks, halves: Sequence[tuple[str, str]]) -> Grid | None:
    """Groups of the latest year, each half beside the other; None where neither the school nor a group has a figure."""
    if one.latest.value is None and all(group.value is None for group in one.groups):
        return None
    held = {group.group: group for group in one.groups}
    rows = []
    for pair in halves:
        sides = [held.get(code) for code in pair]
        if not any(side and (side.value is not None or side.reason == "c") for side in sides):
            continue
        row: list[str] = []
        for side in sides:
            if side is None:
                row += ["", "", ""]
                continue
            value = blanks.cell(side.value, side.reason, one.unit)
            row += [gettext(side.name), value, blanks.pupils(side.pupils, side.reason)]
        rows.append(tuple(row))
    if not rows:
        return None
    half = (gettext("School"), gettext("Pupils"))
    group = gettext("Group, {year}").format(year=one.latest.year)
    return Grid((group, *half, gettext("Others"), *half), tuple(rows), words=(0, 3))


def added_block(added: Added, source: Source | None) -> Block:
    """Value added: the word first, then the years with their intervals."""
    latest = added.latest
    blanks = Blanks()
    word = latest.word
    say = tell_sentence(sentences.added_says(added))
    if latest.effect is not None and latest.low is not None and latest.high is not None and word != "too_few":
        say += " " + gettext("{year}: {value}, between {low} and {high} (95% interval).").format(
            year=latest.year,
            value=_effect(latest.effect),
            low=_effect(latest.low),
            high=_effect(latest.high),
        )
    years = _added_years(added, blanks)
    return Block(
        heading=gettext(added.name),
        direction=_ADDED_DIRECTIONS.get(word, "unknown"),
        word=gettext(EFFECT_WORDS[word]).capitalize() if word in EFFECT_WORDS else gettext("No figure"),
        say=say,
        worth="",
        chart=None,
        years=years,
        groups=None,
        notes=(gettext(added.meaning), *blanks.notes),
        source=source_line(source),
    )


def _added_years(added: Added, blanks: Blanks) -> Grid | None:
    """The years of value added, latest first; None where no year has any."""
    if all(one.effect is None for one in added.years):
        return None
    rows: list[tuple[str, ...]] = []
    for one in reversed(added.years):
        if one.effect is None or one.low is None or one.high is None:
            rows.append((one.year, blanks.cell(None, one.reason, "points"), "–", "–", "–", "–"))
            continue
        told = (_effect(value) for value in (one.effect, one.low, one.high))
        in_words = gettext(EFFECT_WORDS[one.word]) if one.word in EFFECT_WORDS else "–"
        rows.append((one.year, *told, blanks.pupils(one.pupils, ""), in_words))
    head = (gettext("Value added"), gettext("From"), gettext("To"), gettext("Pupils"), gettext("In words"))
    return Grid((gettext("Year"), *head), tuple(rows), words=(0, 5))


def _effect(value: float) -> str:
    """Levels come in hundredths, points in tenths."""
    return f"{value:+.2f}".replace("-", "−")


def others_grid(measures: Sequence[MeasureEvidence]) -> tuple[Grid, tuple[str, ...]]:
    """The measures that come after those that matter first: five years, similar schools and the region, a row each."""
    blanks = Blanks()
    years = [point.year for point in measures[0].points]
    rows = []
    for one in measures:
        cells = [blanks.point(point, one.unit) for point in one.points]
        beside = [blanks.beside(one.latest.similar), blanks.beside(one.latest.region)]
        pupils = blanks.pupils(one.latest.pupils, one.latest.reason)
        rows.append((heading_of(one), *cells, pupils, *beside))
    latest = years[-1]
    head = (
        gettext("Measure"),
        *years,
        gettext("Pupils, {year}").format(year=latest),
        gettext("Similar schools"),
        gettext("Region"),
    )
    return Grid(head, tuple(rows)), blanks.notes
