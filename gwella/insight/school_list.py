"""The list of schools: what a person reaches, narrowed by search and filters, counted and sorted.

Pages, maps and exports all read this one list, so that none of them can show more than another.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from gwella.core.collation import sort_keys
from gwella.domain.categories.queries import Decided, decided_in
from gwella.domain.schools.access import Reach
from gwella.domain.schools.queries.listing import SchoolLine, matching, school_lines
from gwella.frameworks.framework import Framework

# Which schools the list is of at all; each is as written here unless the reader says otherwise.
SCOPE: Mapping[str, str] = {"kind": "served", "state": "open"}
FILTERS = ("council", "medium", "category", "phase")
SORTS = ("name", "council", "category", "leader")
NOT_DECIDED = "none"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks of the list: words, values ticked by group, an order. No value ticked means any value."""

    query: str = ""
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: str = "name"
    descending: bool = False

    def of(self, group: str) -> frozenset[str]:
        """The values that pass in a group; empty where all do."""
        ticked = self.ticked.get(group, frozenset())
        return ticked or (frozenset({SCOPE[group]}) if group in SCOPE else frozenset())

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the list's own scope narrows it."""
        return bool(self.query) or any(self.ticked.get(group) for group in FILTERS)


@dataclass(frozen=True, slots=True)
class Row:
    """One school of the list, with its category where the reader may see it."""

    line: SchoolLine
    sees_category: bool
    decided: Decided | None

    @property
    def category(self) -> str:
        """The category's code; "none" where none is decided yet, "" where the reader sees none or none is due."""
        if not self.sees_category:
            return ""
        if self.decided:
            return self.decided.category
        return NOT_DECIDED if self.line.is_served and self.line.is_open else ""

    def value(self, group: str) -> str:
        """What the school is in a group of the filters."""
        return _VALUES[group](self)


_VALUES: Mapping[str, Callable[[Row], str]] = {
    "council": lambda row: row.line.council_code,
    "medium": lambda row: row.line.medium_group,
    "category": lambda row: row.category,
    "phase": lambda row: row.line.phase or "none",
    "kind": lambda row: "served" if row.line.is_served else "other",
    "state": lambda row: row.line.state,
}


class SchoolList:
    """The schools a person may list on a day, in their language, as `wanted`. Three queries, made when it is made."""

    def __init__(
        self,
        reach: Reach,
        wanted: Wanted,
        *,
        language: str,
        on: date,
        school_year: str,
        framework: Framework | None,
    ) -> None:
        self.wanted = wanted
        self.language = language
        self.school_year = school_year
        self.framework = framework
        lines = school_lines(reach.schools("list_schools"), language=language, on=on)
        decided = decided_in(school_year, reach.schools("view_category"))
        # Every school in reach, by name.
        self.rows = [Row(line, line.pk in decided, decided.get(line.pk)) for line in lines]
        self._narrow()

    def _narrow(self) -> None:
        """One pass: a school that fails in one group alone still counts for the other values of that group."""
        groups = (*FILTERS, *SCOPE)
        wanted = {group: values for group in groups if (values := self.wanted.of(group))}
        found_by_words = matching((row.line for row in self.rows), self.wanted.query) if self.wanted.query else None
        self.counts: dict[str, Counter[str]] = {group: Counter() for group in groups}
        self.total = 0
        # Found by words and filters, but outside the list's scope: closed, or not served.
        self.elsewhere = 0
        found = []
        for row in self.rows:
            failed = [group for group, values in wanted.items() if row.value(group) not in values]
            self.total += not any(group in SCOPE for group in failed)
            if found_by_words is not None and row.line.pk not in found_by_words:
                continue
            if not failed:
                found.append(row)
            for group in groups if not failed else failed if len(failed) == 1 else ():
                self.counts[group][row.value(group)] += 1
            self.elsewhere += bool(failed) and all(group in SCOPE for group in failed)
        self.found = self._sorted(found)

    def _sorted(self, rows: list[Row]) -> list[Row]:
        """By name, or by another column and then by name; schools without a value there stand last either way."""
        if self.wanted.sort == "name":
            return rows[::-1] if self.wanted.descending else rows
        key_of = self._keys(rows)
        with_value = [row for row in rows if key_of(row) is not None]
        without = [row for row in rows if key_of(row) is None]
        # `reverse` keeps equal rows in their order: within one value, always by name.
        return sorted(with_value, key=lambda row: key_of(row) or "", reverse=self.wanted.descending) + without

    def _keys(self, rows: Sequence[Row]) -> Callable[[Row], str | None]:
        if self.wanted.sort == "council":
            return lambda row: row.line.council_key
        if self.wanted.sort == "category":
            places = {code: f"{place:03}" for place, code in enumerate(self.categories)}
            return lambda row: places.get(row.category)
        names = sorted({row.line.keeper.name for row in rows if row.line.keeper})
        keys = dict(zip(names, sort_keys(names, self.language), strict=True))
        return lambda row: keys[row.line.keeper.name] if row.line.keeper else None

    @cached_property
    def categories(self) -> dict[str, str]:
        """The year's categories in words, best first, then "not decided"'s code with no word of its own.

        Without a framework in force, the codes that schools have stand for themselves.
        """
        scale = self.framework.categories if self.framework else None
        known = {grade.code: grade.word.in_language(self.language) for grade in scale.grades} if scale else {}
        others = sorted({row.category for row in self.rows} - set(known) - {"", NOT_DECIDED})
        return known | {code: code for code in others} | {NOT_DECIDED: ""}

    @property
    def sees_categories(self) -> bool:
        """Whether the reader sees the category of any school in the list."""
        return any(row.sees_category for row in self.rows)
