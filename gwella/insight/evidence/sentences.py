"""What a measure says in one or two sentences, and what all of them say together."""

from gwella.core.text import mark
from gwella.insight.evidence.pieces import Added, MeasureEvidence, SchoolEvidence
from gwella.insight.evidence.words import ADDED_SAYS, BLANKS, WHY_UNKNOWN, Amount, Sentence, Word

_ROSE = mark("Rose to {now} from {was} in {year}.")
_FELL = mark("Fell to {now} from {was} in {year}.")
_SAME = mark("{now}, within one pupil of {year}.")
_NOW = mark("{now} in {year}.")
_BLANK = mark("No figure for {year}: {why}.")
_NEAR = mark("That is within one pupil of {others}.")
_ABOVE = mark("That is {apart} above {others}.")
_BELOW = mark("That is {apart} below {others}.")
SIMILAR = mark("similar schools")
CHOSEN = mark("the chosen schools")


def movement(one: MeasureEvidence) -> list[Sentence]:
    """How the latest figure came from the one before; where that cannot be told, why."""
    here, way = one.latest, one.direction
    if here.value is None:
        return [Sentence(_BLANK, {"year": here.year, "why": Word(BLANKS[here.reason])})]
    now = Amount(here.value, one.unit)
    if way.was is None or way.change is None:
        why = [Sentence(WHY_UNKNOWN[way.why])] if way.why in ("first", "break") else []
        return [Sentence(_NOW, {"now": now, "year": here.year}), *why]
    if way.word == "same":
        return [Sentence(_SAME, {"now": now, "year": way.was_year})]
    was = Amount(way.was, one.unit)
    moved = Sentence(_ROSE if way.change > 0 else _FELL, {"now": now, "was": was, "year": way.was_year})
    return [moved, Sentence(WHY_UNKNOWN["few"])] if way.why == "few" else [moved]


def beside(one: MeasureEvidence, others: str = SIMILAR) -> list[Sentence]:
    """How the latest figure stands beside that of other schools; nothing where either is blank."""
    apart = one.beside_similar
    if apart is None or one.better == "neither":
        return []
    if one.is_near_similar:
        return [Sentence(_NEAR, {"others": Word(others)})]
    amount = Amount(abs(apart), one.unit, is_difference=True)
    return [Sentence(_ABOVE if apart > 0 else _BELOW, {"apart": amount, "others": Word(others)})]


def takeaway(one: MeasureEvidence, others: str = SIMILAR) -> list[Sentence]:
    """The one or two sentences that stand over a measure's picture."""
    return [*movement(one), *beside(one, others)]


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
