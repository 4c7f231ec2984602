"""What a measure says in one or two sentences, and what all of them say together."""

from gwella.core.text import mark
from gwella.insight.evidence.pieces import Added, MeasureEvidence, SchoolEvidence
from gwella.insight.evidence.words import ADDED_SAYS, BLANKS, WHY_UNKNOWN, Amount, Sentence, Word

_ROSE = mark("Rose to {now} from {was} in {year}.")
_FELL = mark("Fell to {now} from {was} in {year}.")
_SAME = mark("{now}, within one pupil of {year}.")
_NOW = mark("{now} in {year}.")
_BLANK = mark("No figure for {year}: {why}.")
# Whole sentences for each kind of other school: Welsh changes the word after a preposition.
_BESIDE = {
    False: (
        mark("That is within one pupil of similar schools."),
        mark("That is {apart} above similar schools."),
        mark("That is {apart} below similar schools."),
    ),
    True: (
        mark("That is within one pupil of the schools chosen."),
        mark("That is {apart} above the schools chosen."),
        mark("That is {apart} below the schools chosen."),
    ),
}


def movement(one: MeasureEvidence) -> list[Sentence]:
    """How the latest figure came from the one before; where that cannot be told, why."""
    here, way = one.latest, one.direction
    if here.value is None:
        return [Sentence(_BLANK, {"year": here.year, "why": Word(BLANKS[here.reason])})]
    now = Amount(here.value, one.unit)
    if way.was is None or way.change is None:
        why = [Sentence(WHY_UNKNOWN[way.why])] if way.why in ("first", "gap", "break") else []
        return [Sentence(_NOW, {"now": now, "year": here.year}), *why]
    if way.word == "same":
        return [Sentence(_SAME, {"now": now, "year": way.was_year})]
    was = Amount(way.was, one.unit)
    moved = Sentence(_ROSE if way.change > 0 else _FELL, {"now": now, "was": was, "year": way.was_year})
    return [moved, Sentence(WHY_UNKNOWN["few"])] if way.why == "few" else [moved]


def beside(one: MeasureEvidence, *, chosen: bool = False) -> list[Sentence]:
    """How the latest figure stands beside that of other schools; nothing where either is blank."""
    apart = one.beside_similar
    if apart is None or one.better == "neither":
        return []
    near, above, below = _BESIDE[chosen]
    if one.is_near_similar:
        return [Sentence(near)]
    amount = Amount(abs(apart), one.unit, is_difference=True)
    return [Sentence(above if apart > 0 else below, {"apart": amount})]


def takeaway(one: MeasureEvidence, *, chosen: bool = False) -> list[Sentence]:
    """The one or two sentences that stand over a measure's picture."""
    return [*movement(one), *beside(one, chosen=chosen)]


def added_says(added: Added) -> Sentence:
    """What value added says of the latest year."""
    here = added.latest
    if here.effect is None:
        return Sentence(_BLANK, {"year": here.year, "why": Word(BLANKS[here.reason])})
    return Sentence(ADDED_SAYS[here.word])


def directions(evidence: SchoolEvidence) -> dict[str, list[MeasureEvidence]]:
    """The measures that matter by where they go: better, same, worse, unknown."""
    found: dict[str, list[MeasureEvidence]] = {"better": [], "same": [], "worse": [], "unknown": []}
    for one in evidence.first:
        found[one.direction.word].append(one)
    return found
