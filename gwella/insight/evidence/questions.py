"""Questions worth asking, made from a school's figures by rule. They ask; they never judge.

The rules are ours, not official. Each looks at one measure that matters (or at value added) and asks at most once; the
weightiest six are asked. Given the safe version of the evidence, nothing hidden can come out of a question.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gwella.core.text import mark
from gwella.insight.evidence.pieces import Added, MeasureEvidence, SchoolEvidence
from gwella.insight.evidence.sentences import added_says
from gwella.insight.evidence.words import Amount, Sentence

MOST = 6
# A gap in points is asked about from here on; the same for all measures in per cent.
WIDE_GAP = 10.0


@dataclass(frozen=True, slots=True)
class Question:
    """What was seen, and what might be asked of it. The larger its weight, the sooner it is asked."""

    measure: str
    name: str
    seen: Sentence
    ask: Sentence
    weight: float


Rule = Callable[[MeasureEvidence], Question | None]


def questions(evidence: SchoolEvidence) -> list[Question]:
    """The questions of a school, weightiest first, at most six and at most two of one measure; never none where there
    is any figure."""
    asked = sorted(_all(evidence), key=lambda question: -question.weight)
    kept: list[Question] = []
    for question in asked:
        if sum(other.measure == question.measure for other in kept) < 2 and len(kept) < MOST:
            kept.append(question)
    return kept


def _all(evidence: SchoolEvidence) -> Iterator[Question]:
    for part in evidence.parts:
        for one in part.first:
            yield from (question for rule in RULES if (question := rule(one)) is not None)
        if part.added and (question := _progress(part.added)):
            yield question


def _ask(one: MeasureEvidence, seen: Sentence, ask: str, weight: float) -> Question:
    return Question(one.code, one.name, seen, Sentence(ask), weight)


def _worse(one: MeasureEvidence) -> Question | None:
    way = one.direction
    if way.word != "worse" or way.was is None or one.latest.value is None:
        return None
    seen = Sentence(
        mark("It went from {was} in {year} to {now}, by more than one pupil’s worth."),
        {"was": Amount(way.was, one.unit), "now": Amount(one.latest.value, one.unit), "year": way.was_year},
    )
    return _ask(
        one, seen, mark("What has the school found out about the reasons, and what is done differently now?"), 5
    )


def _better(one: MeasureEvidence) -> Question | None:
    way = one.direction
    if way.word != "better" or way.was is None or one.latest.value is None:
        return None
    seen = Sentence(
        mark("It improved from {was} in {year} to {now}, by more than one pupil’s worth."),
        {"was": Amount(way.was, one.unit), "now": Amount(one.latest.value, one.unit), "year": way.was_year},
    )
    return _ask(one, seen, mark("What made the difference, and will it last when this year group has moved on?"), 2)


def _apart(one: MeasureEvidence) -> Question | None:
    apart = one.beside_similar
    if apart is None or one.is_near_similar or one.better == "neither":
        return None
    behind = (apart < 0) == (one.better == "more")
    told = mark("It is {apart} below similar schools.") if apart < 0 else mark("It is {apart} above similar schools.")
    seen = Sentence(told, {"apart": Amount(abs(apart), one.unit, is_difference=True)})
    if behind:
        return _ask(one, seen, mark("What do schools with pupils like ours do that we could learn from?"), 4)
    return _ask(one, seen, mark("What does the school do well here that others could learn from?"), 1.5)


def _gap(one: MeasureEvidence) -> Question | None:
    gap = next((gap for gap in one.gaps if gap.code == "fsm"), None)
    if gap is None or gap.latest.value is None or one.unit != "percent" or one.better != "more":
        return None
    if gap.latest.value < WIDE_GAP:
        return None
    seen = Sentence(
        mark("Pupils eligible for free school meals reach it less often than others, by {apart}."),
        {"apart": Amount(gap.latest.value, one.unit, is_difference=True)},
    )
    return _ask(one, seen, mark("How is the grant for these pupils spent, and how do we know that it helps them?"), 4.5)


def _quarter(one: MeasureEvidence) -> Question | None:
    if one.standing is None or one.standing.quarter != 4:
        return None
    seen = Sentence(
        mark("It is in the bottom quarter of schools with about as many pupils eligible for free school meals.")
    )
    ask = mark("Has it been there before, and what would take the school out of it?")
    return _ask(one, seen, ask, 3)


def _unclear(one: MeasureEvidence) -> Question | None:
    if one.direction.why not in ("few", "blank") or one.latest.reason not in ("", "c"):
        return None
    seen = Sentence(mark("There are too few pupils for the figure to say much."))
    ask = mark("What does the school look at instead to know how these pupils get on?")
    return _ask(one, seen, ask, 1)


def _steady(one: MeasureEvidence) -> Question | None:
    if one.direction.word != "same":
        return None
    seen = Sentence(mark("It moved by no more than one pupil’s worth."))
    return _ask(one, seen, mark("Is that where the school expected to be, and what is aimed at for next year?"), 0.5)


def _progress(added: Added) -> Question | None:
    asks = {
        "below": (mark("Which pupils came less far than they might have, and when in their time here?"), 4.2),
        "better": (mark("What helped pupils come further, and do all groups of pupils share in it?"), 1.8),
    }
    if added.latest.word not in asks:
        return None
    ask, weight = asks[added.latest.word]
    return Question(added.code, added.name, added_says(added), Sentence(ask), weight)


RULES: tuple[Rule, ...] = (_worse, _gap, _apart, _quarter, _better, _unclear, _steady)
