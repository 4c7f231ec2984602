"""What a published list changes of the categories we hold. What was decided here stands until a person decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HeldCategory:
    """A school's category as we hold it. `is_ours`: decided here, step by step, not taken from a published list.

    `asked` is the published category that waits for a decision ("": none), `kept` those a person decided against.
    """

    category: str
    is_ours: bool = False
    asked: str = ""
    kept: frozenset[str] = frozenset()


@dataclass(slots=True)
class CategoryComparison:
    """What a list changes, by school number.

    `differing` holds what is not written, because it was decided otherwise here; `to_ask` those of them nobody has
    been asked yet; `settled` the schools about which the list has come round to ours.
    """

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    to_ask: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)

    @property
    def changes_anything(self) -> bool:
        """Whether anything would be written."""
        return bool(self.new or self.changed or self.to_ask or self.settled)


def compare_categories(ours: Mapping[str, HeldCategory], theirs: Mapping[str, str]) -> CategoryComparison:
    """What a list of categories by school number changes of those we hold in the same school year."""
    found = CategoryComparison()
    for number in sorted(theirs):
        held, says = ours.get(number), theirs[number]
        if held is None:
            found.new.append(number)
            continue
        differs = held.category != says
        if held.asked and not differs:
            found.settled.append(number)
        if differs and not held.is_ours:
            found.changed.append(number)
            continue
        found.unchanged.append(number)
        if differs and says not in held.kept:
            found.differing.append(number)
            if held.asked != says:
                found.to_ask.append(number)
    return found
