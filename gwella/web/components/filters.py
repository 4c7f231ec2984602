"""What narrows a list: the panel, the chips that say what is in use, and the line that exports what is shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from gwella.web.components.base import Component, Content


@dataclass(frozen=True)
class Choice:
    """One value of a filter with the number of results it has; `label` may be a category mark."""

    value: str
    label: Content
    count: int | None = None
    checked: bool = False


@dataclass(frozen=True)
class Group:
    """One question of the panel: several values of one name may be ticked."""

    name: str
    legend: Content
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Chip:
    """One value in use and the list's address without it."""

    group: Content
    label: Content
    href: str


@dataclass(frozen=True)
class Filters(Component):
    """The filter panel of a list. It starts open, Apply reloads, and the address can be shared.

    `keep` are the names of the address that are no filter and stay (the order). Where `search` is empty the panel has
    no text field.
    """

    template = "components/filters.html"
    query: QueryDict
    groups: Sequence[Group]
    search: str = ""
    search_label: Content = ""
    keep: tuple[str, ...] = ("sort",)

    @property
    def text(self) -> str:
        return self.query.get(self.search, "").strip() if self.search else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        return [(name, value) for name in self.keep for value in self.query.getlist(name)]

    @property
    def chips(self) -> list[Chip]:
        """What is in use, each with the address that removes it."""
        found = [Chip(self.search_label, self.text, _without(self.query, self.search))] if self.text else []
        for group in self.groups:
            for choice in group.choices:
                if choice.checked:
                    found.append(Chip(group.legend, choice.label, _without(self.query, group.name, choice.value)))
        return found

    @property
    def clear_href(self) -> str:
        query = QueryDict(mutable=True)
        for name, value in self.kept:
            query.appendlist(name, value)
        return f"?{query.urlencode()}"


@dataclass(frozen=True)
class Export(Component):
    """The line that exports exactly what is shown; its words name the count ("Export these 17 schools")."""

    template = "components/export.html"
    say: Content
    links: Sequence[tuple[str, str]]

    @classmethod
    def of(
        cls, say: Content, query: QueryDict, address: str, formats: Sequence[str] = ("csv", "xlsx", "ods")
    ) -> "Export":
        """Links to `address` for each format, with the list's own filters and order."""
        links = []
        for kind in formats:
            rest = query.copy()
            rest.pop("page", None)
            rest["format"] = kind
            links.append((kind.upper(), f"{address}?{rest.urlencode()}"))
        return cls(say, links)


def group_of(
    name: str,
    legend: Content,
    values: Iterable[tuple[str, Content]],
    query: QueryDict,
    counts: Mapping[str, int] | None = None,
) -> Group:
    """A group from (value, label) pairs, ticked as the address says, with the counts given."""
    chosen = set(query.getlist(name))
    known = counts or {}
    return Group(
        name,
        legend,
        [
            Choice(value, label, known.get(value, 0) if counts is not None else None, value in chosen)
            for value, label in values
        ],
    )


def _without(query: QueryDict, name: str, value: str | None = None) -> str:
    """The address of the list without one value of a filter (or the whole filter), from page 1 again."""
    rest = query.copy()
    rest.pop("page", None)
    rest.setlist(name, [kept for kept in rest.getlist(name) if value is not None and kept != value])
    return f"?{rest.urlencode()}"
