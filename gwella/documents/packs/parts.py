"""A school's pack told in one language: every sentence ready. Pages and packs take their sentences from one place."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.utils.translation import gettext, override

from gwella.core.text import Bilingual, Language, mark
from gwella.documents.letters.parts import printed
from gwella.documents.packs.laid import (
    Asked,
    Context,
    Grid,
    Legend,
    Line,
    Named,
    Part,
    Phase,
    Told,
)
from gwella.documents.packs.measures import (
    added_tile,
    figures_grid,
    groups_grid,
    heading_of,
    source_line,
    takeaway,
    tile_of,
)
from gwella.documents.packs.words import Blanks, tell_sentence
from gwella.domain.schools.models import School
from gwella.domain.schools.rules import MEDIUMS, PHASES
from gwella.insight.evidence.pieces import MeasureEvidence, SchoolEvidence
from gwella.insight.evidence.pieces import Part as EvidencePart
from gwella.insight.evidence.questions import Question, questions
from gwella.insight.evidence.sentences import directions
from gwella.insight.evidence.words import BLANKS

Edition = Literal["head", "governors"]
EDITIONS: tuple[Edition, ...] = ("head", "governors")
LANGUAGES: tuple[Language, ...] = ("cy", "en")
EDITION_NAMES: Mapping[Edition, str] = {"head": mark("Headteacher’s edition"), "governors": mark("Governors’ edition")}
EDITION_MEANINGS: Mapping[Edition, str] = {
    "head": mark(
        "True figures, those of small groups too: for the school’s own use, not for publication. "
        "The governors’ edition hides small groups."
    ),
    "governors": mark(
        "Figures of fewer than five pupils are hidden, and with them the figures from which they could be worked out."
    ),
}
# From the oldest pupils down: the first of these with a figure leads the cover.
_LEADING = ("ks4", "ks3", "ks2", "fp", "wellbeing")
# With fewer tiles than this the school's pupils are drawn too, so that a pack is never less than four pages.
SPARSE = 3
# With more than this each is drawn smaller, and only the measures that matter have all told of them.
CROWDED = 6
FEW_QUESTIONS = 3
# Who is counted is told once where so many measures of a part count the same pupils.
SHARED = 2
# Each in its own language, for the reader who looks for it.
_BEGINS: Mapping[Language, str] = {"en": "English from page {n}", "cy": "Cymraeg o dudalen {n}"}
# A small group may be told by its cohort; the marks always say so.
_ALWAYS_TOLD = ("c", "z", "p")


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack is made of: a school's evidence (safe for the governors' edition), and who makes it.

    `similar` holds the mean of the similar schools by measure of context; `similar_count` how many they are.
    """

    evidence: SchoolEvidence
    edition: Edition
    service: Bilingual
    similar: Mapping[str, float]
    similar_count: int
    demonstration: bool

    @property
    def school(self) -> School:
        return self.evidence.school


def compose(pack: Pack, language: Language) -> Part:
    """The pack in one language."""
    with override(language):
        return _part(pack, language)


def _part(pack: Pack, language: Language) -> Part:
    evidence, school = pack.evidence, pack.school
    other: Language = "en" if language == "cy" else "cy"
    name, elsewhere = (printed(school.name.in_language(code)) for code in (language, other))
    edition = gettext(EDITION_NAMES[pack.edition])
    footer = [f"{name} ({school.number}), {evidence.year}. {edition}."]
    if pack.demonstration:
        footer.append(gettext("Demonstration: every school, person and figure is invented."))
    shown = [part for part in evidence.parts if part.code != "context"]
    count = sum(len(part.first) + bool(part.added) for part in shown)
    sparse, crowded = count < SPARSE, count > CROWDED
    phases = tuple(_phase(part, crowded=crowded) for part in shown)
    context = _context(pack, drawn=sparse)
    asked = questions(evidence)[: FEW_QUESTIONS if crowded else None]
    return Part(
        lang=language,
        lang_other=other,
        brand="Gwella",
        service=printed(pack.service.in_language(language)),
        kicker=gettext("Evidence pack {year}").format(year=evidence.year),
        school=name,
        school_other="" if elsewhere == name else elsewhere,
        facts=_facts(school, language),
        matters_heading=gettext("What matters"),
        matters=_matters(evidence, asked),
        edition=f"{edition}. {gettext(EDITION_MEANINGS[pack.edition])}",
        context=context,
        legend=Legend(gettext("The school"), gettext("Similar schools"), gettext("Under each year: pupils")),
        phases=phases,
        drawn=any(tile.chart for tiles in (context.tiles, *(phase.tiles for phase in phases)) for tile in tiles),
        sparse=sparse,
        crowded=crowded,
        questions=_asked(asked),
        told=_told(pack, crowded=crowded),
        page=gettext("Page {n} of {total}"),
        other_begins=_BEGINS[other],
        footer=" ".join(footer),
    )


def _facts(school: School, language: Language) -> tuple[Line, ...]:
    return (
        Line(gettext("School number"), school.number),
        Line(gettext("Council"), printed(school.council.name.in_language(language))),
        Line(gettext("Phase"), gettext(PHASES.get(school.phase, school.phase))),
        Line(gettext("Language medium"), gettext(MEDIUMS.get(school.medium, school.medium))),
    )


# ---- the cover


def _matters(evidence: SchoolEvidence, asked: list[Question]) -> tuple[str, ...]:
    """Three sentences: the leading measure, where all of them go, what to ask first."""
    first = [one for one in evidence.first if one.latest.value is not None]
    if not first:
        return (
            gettext("This service holds no results or attendance of this school for {year}.").format(
                year=evidence.year
            ),
            gettext("That is usual in nurseries and special settings, and says nothing about the school."),
            gettext("The pages that follow hold what is known, and say why the rest is blank."),
        )
    leading = min(first, key=lambda one: _LEADING.index(one.part) if one.part in _LEADING else len(_LEADING))
    told = [f"{gettext(leading.name)}: {takeaway(leading)[2]}", _all_together(evidence, first)]
    if asked:
        top = asked[0]
        about = f"{gettext(top.name)}: {tell_sentence(top.seen)}"
        told.append(gettext("Worth asking first.") + f" {about} {tell_sentence(top.ask)}")
    return tuple(told)


def _all_together(evidence: SchoolEvidence, first: list[MeasureEvidence]) -> str:
    """Where the measures that matter go, and how they lie beside similar schools, counted."""
    ways = {word: len(found) for word, found in directions(evidence).items()}
    went = gettext(
        "The measures that matter first: better {better}, same {same}, worse {worse}, cannot say {unknown}."
    ).format(**ways)
    placed = [one for one in first if one.beside_similar is not None]
    if not placed:
        return went
    near = sum(one.is_near_similar for one in placed)
    ahead = sum(_is_ahead(one) for one in placed)
    beside = gettext("Beside similar schools: ahead {ahead}, within one pupil’s worth {near}, behind {behind}.").format(
        ahead=ahead, near=near, behind=len(placed) - near - ahead
    )
    return f"{went} {beside}"


def _is_ahead(one: MeasureEvidence) -> bool:
    apart = one.beside_similar or 0.0
    return not one.is_near_similar and (apart > 0) == (one.better == "more")


# ---- the pupils


def _context(pack: Pack, *, drawn: bool) -> Context:
    """The school's pupils over five years, beside the similar schools and the region; drawn too where asked."""
    heading = gettext("The school’s pupils")
    part = next((part for part in pack.evidence.parts if part.code == "context"), None)
    measures = [*part.first, *part.others] if part else []
    if not measures:
        why = gettext("No pupil census of this school is here, so its pupils cannot be described.")
        return Context(heading, (why,), None, (), "")
    blanks = Blanks()
    rows = []
    for one in measures:
        cells = [blanks.point(point, one.unit) for point in one.points]
        similar = pack.similar.get(one.code)
        # Neither the region nor similar schools have a number of pupils that could be laid beside one school's.
        region = None if one.unit == "count" else one.latest.region
        beside = blanks.cell(similar, "few_schools" if one.code in _MATCHED else "z", one.unit)
        rows.append((heading_of(one), *cells, beside, blanks.cell(region, "z", one.unit)))
    years = [point.year for point in measures[0].points]
    head = (gettext("Measure"), *years, gettext("Similar schools"), gettext("Region"))
    said = gettext(
        "Similar schools are the {count} nearest by the number and the circumstances of their pupils, never by results."
    ).format(count=pack.similar_count)
    sources = (said,) if pack.similar_count else ()
    tiles = tuple(tile for tile in map(tile_of, measures) if tile.chart) if drawn else ()
    source = source_line(measures[0].source)
    return Context(heading, sources, Grid(head, tuple(rows)), blanks.notes, source, tiles)


# The facts by which similar schools are chosen.
_MATCHED = ("fsm_share", "aln_share", "early_language_share", "pupils")


# ---- the phases


def _phase(part: EvidencePart, *, crowded: bool) -> Phase:
    tiles = [tile_of(one) for one in part.first]
    if part.added:
        tiles.append(added_tile(part.added))
    blanks = Blanks()
    groups = groups_grid(part.first, blanks, crowded=crowded)
    figures = figures_grid(part, blanks)
    sources = dict.fromkeys(source_line(one.source) for one in (*part.first, *part.others))
    return Phase(gettext(part.name), tuple(tiles), groups, figures, (*blanks.notes, *sources))


# ---- the end


def _asked(asked: list[Question]) -> Asked:
    return Asked(
        gettext("Questions worth asking"),
        gettext("They are made from the figures by rule. They ask; they do not judge.")
        if asked
        else gettext("There are no figures to ask about."),
        tuple(f"{gettext(one.name)}. {tell_sentence(one.seen)} {tell_sentence(one.ask)}" for one in asked),
    )


def _told(pack: Pack, *, crowded: bool) -> tuple[Told, ...]:
    meaning = gettext("What each measure means")
    lead = ""
    if crowded:
        meaning = gettext("What the measures that matter mean")
        lead = gettext("What every other measure means stands beside it in Gwella.")
    told = [
        Told(meaning, lead, tuple(_meanings(pack.evidence.parts, crowded=crowded))),
        Told(gettext("How to read the figures"), "", tuple(_marks(pack))),
    ]
    return tuple(section for section in told if section.items)


def _meanings(parts: Iterable[EvidencePart], *, crowded: bool) -> Iterable[Named]:
    """Each measure’s meaning, where it is crowded only of those that matter; who is counted is told once for a part
    whose measures all say something of it.
    """
    for part in parts:
        measures = [*part.first] if crowded else [*part.first, *part.others]
        told = Counter(one.counts for one in measures)
        shared, times = told.most_common(1)[0] if told else ("", 0)
        if times < SHARED or "" in told:
            shared = ""
        if shared:
            yield Named(gettext(part.name) + ".", gettext(shared))
        # Where it is crowded the tile of value added says enough.
        if part.added and not crowded:
            yield Named(gettext(part.added.name) + ".", gettext(part.added.meaning))
        for one in measures:
            counts = gettext(one.counts) if one.counts and one.counts != shared else ""
            yield Named(gettext(one.name) + ".", f"{gettext(one.meaning)} {counts}".rstrip())


def _marks(pack: Pack) -> Iterable[Named]:
    yield Named(
        gettext("Better, same, worse."),
        gettext(
            "The latest year against the last one before it with a figure. A change of no more than one pupil’s worth "
            "is the same. Below ten pupils we do not say (our own rule, not the official value)."
        ),
    )
    yield Named(
        gettext("Similar schools and region."),
        gettext("Pupils of these schools counted together, not a mean of percentages. Nothing here ranks schools."),
    )
    yield Named(
        gettext("Gaps."),
        gettext("In points: pupils not eligible for free school meals less those eligible."),
    )
    yield Named(gettext("Charts."), gettext("The scale of a chart begins near its lowest figure, not always at 0."))
    used = {point.reason for one in pack.evidence.measures for point in one.points}
    used |= {group.reason for one in pack.evidence.measures for group in one.groups}
    for code in [code for code in BLANKS if len(code) == 1 and (code in used or code in _ALWAYS_TOLD)]:
        yield Named(f"[{code}]", gettext(BLANKS[code]) + ".")


def data_of(pack: Pack) -> dict[str, Any]:
    """All that the pack says, Welsh first, in the shape the press takes: plain JSON."""
    parts = [compose(pack, language) for language in LANGUAGES]
    names = " / ".join(dict.fromkeys(part.school for part in parts))
    return {
        "title": f"{' / '.join(part.kicker for part in parts)}: {names}",
        "author": parts[0].service,
        "lang": parts[0].lang,
        "keywords": [],
        "parts": [asdict(part) for part in parts],
    }
