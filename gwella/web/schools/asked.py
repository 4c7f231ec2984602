"""What the address of the list of schools asks for, and the panel and chips that show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext

from gwella.domain.schools.rules import MEDIUM_GROUPS, PHASES
from gwella.insight.school_list import FILTERS, NOT_DECIDED, SCOPE, SORTS, SchoolList, Wanted
from gwella.web.components.base import Content
from gwella.web.components.filters import Chip, Choice, Filters, Group
from gwella.web.components.marks import Category

LONGEST_QUERY = 100


def wanted_by(query: QueryDict) -> Wanted:
    """The list an address asks for. An order nobody knows is the usual one; a value nobody knows finds nothing."""
    by = query.get("sort", "")
    sort = by.removeprefix("-")
    return Wanted(
        query=query.get("q", "").strip()[:LONGEST_QUERY],
        ticked={group: frozenset(values) for group in (*FILTERS, *SCOPE) if (values := query.getlist(group))},
        sort=sort if sort in SORTS else "name",
        descending=sort in SORTS and by.startswith("-"),
    )


@dataclass(frozen=True)
class SchoolFilters(Filters):
    """The panel of the list of schools. What the list is of anyway (served, open) is ticked but makes no chip."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def chips(self) -> list[Chip]:
        """What narrows the list or widens its scope, each with the address that takes it away."""
        found = [Chip(gettext("Search"), self.text, self._without("q", self.text))] if self.text else []
        for name in (*FILTERS, *SCOPE):
            values = self.query.getlist(name)
            if name in SCOPE and values == [SCOPE[name]]:
                continue
            words = self.words.get(name, {})
            found += [
                Chip(LEGENDS[name](), words.get(value, value), self._without(name, value))
                for value in dict.fromkeys(values)
            ]
        return found

    def _without(self, name: str, value: str) -> str:
        rest = self.query.copy()
        rest.pop("page", None)
        rest.setlist(name, [kept for kept in rest.getlist(name) if kept.strip() != value])
        return f"?{rest.urlencode()}"


LEGENDS = {
    "council": lambda: gettext("Council"),
    "medium": lambda: gettext("Language medium"),
    "category": lambda: gettext("Support category"),
    "phase": lambda: gettext("Phase"),
    "kind": lambda: gettext("Kind"),
    "state": lambda: gettext("State"),
}


def words_of(schools: SchoolList) -> dict[str, dict[str, str]]:
    """Every value of every group in words, in the order shown; phases and media as far as a school has them."""
    in_scope = [row for row in schools.rows if all(row.value(group) in schools.wanted.of(group) for group in SCOPE)]
    present = {
        group: {row.value(group) for row in in_scope} | schools.wanted.of(group) for group in ("phase", "medium")
    }
    councils = {row.line.council_code: row.line for row in schools.rows}
    phases = {code or "none": gettext(word) for code, word in PHASES.items()}
    return {
        "council": {
            code: line.council for code, line in sorted(councils.items(), key=lambda item: item[1].council_key)
        },
        "medium": {
            code: gettext(word)
            for code, (word, _) in MEDIUM_GROUPS.items()
            if code != "none" or code in present["medium"]
        },
        "category": {code: word or gettext("Not decided") for code, word in schools.categories.items()},
        "phase": {code: word for code, word in phases.items() if code in present["phase"]},
        "kind": {"served": gettext("Served by this service"), "other": gettext("On the register, not served")},
        "state": {"open": gettext("Open"), "closed": gettext("Closed")},
    }


def filters_of(schools: SchoolList, query: QueryDict) -> SchoolFilters:
    """The panel with the count of each value, given everything else that is asked for."""
    words = words_of(schools)
    groups = [
        Group(name, LEGENDS[name](), [_choice(schools, name, value, word) for value, word in words[name].items()])
        for name in (*FILTERS, *SCOPE)
        if _is_offered(schools, name)
    ]
    return SchoolFilters(query, groups, search="q", search_label=gettext("Name, place or number"), words=words)


def _is_offered(schools: SchoolList, name: str) -> bool:
    """A question with one answer for every school in reach is not asked, unless the address answers it."""
    if name == "category":
        return schools.sees_categories
    return bool(schools.wanted.ticked.get(name)) or len({row.value(name) for row in schools.rows}) > 1


def _choice(schools: SchoolList, name: str, value: str, word: str) -> Choice:
    label: Content = word
    if name == "category":
        label = Category("" if value == NOT_DECIDED else value, word)
    return Choice(value, label, schools.counts[name][value], value in schools.wanted.of(name))
