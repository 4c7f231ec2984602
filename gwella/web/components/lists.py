"""Facts of one thing, tables of many, work to do, what happened, totals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.safestring import SafeString

from gwella.web.components.base import Component, Content, html
from gwella.web.components.marks import Tag


@dataclass(frozen=True)
class Fact:
    """One label with its value; `sub` is the second line, `action` a link (text, address) at the end of the row.

    In a school's header `sub` stands on the same line, lighter.
    """

    label: Content
    value: Content
    sub: Content = ""
    action: tuple[Content, str] | None = None
    lang: str = ""

    @property
    def shown(self) -> SafeString:
        return html(self.value)


@dataclass(frozen=True)
class Summary(Component):
    """A summary list: facts of one thing. Not for comparing."""

    template = "components/summary.html"
    facts: Sequence[Fact]
    narrow: bool = False

    @property
    def has_actions(self) -> bool:
        return any(fact.action for fact in self.facts)


@dataclass(frozen=True)
class Figure:
    """One total: its label, the figure, and a line that says of what."""

    label: Content
    value: Content
    note: Content = ""

    @property
    def shown(self) -> SafeString:
        return html(self.value)


@dataclass(frozen=True)
class Figures(Component):
    """Up to five totals of a run or a period."""

    template = "components/figures.html"
    figures: Sequence[Figure]

    def __post_init__(self) -> None:
        if len(self.figures) > 5:
            raise ValueError("At most five figures stand in a strip.")


@dataclass(frozen=True)
class Column:
    """A column: its heading, whether it holds numbers, and the key it sorts by (empty: it does not)."""

    label: Content
    number: bool = False
    sort: str = ""


@dataclass(frozen=True)
class Order:
    """How a list is sorted now, and the addresses that sort it otherwise. `-key` in the address means descending."""

    query: QueryDict
    by: str
    parameter: str = "sort"

    @property
    def key(self) -> str:
        return self.by.lstrip("-")

    @property
    def descending(self) -> bool:
        return self.by.startswith("-")

    def href(self, key: str) -> str:
        """The same list sorted by `key`, or the other way round where it is sorted by it already; from page 1."""
        query = self.query.copy()
        query.pop("page", None)
        query[self.parameter] = f"-{key}" if key == self.key and not self.descending else key
        return f"?{query.urlencode()}"


@dataclass(frozen=True)
class Heading:
    """A column as the table's head draws it."""

    column: Column
    href: str
    direction: str


@dataclass(frozen=True)
class Table(Component):
    """A table. The first cell of each row names the row; an empty cell is drawn as a blank with its reason.

    On a phone rows stack into cards (`stacked`), unless the table is `tight` (figures only, under a chart or meter):
    that one scrolls sideways in its own frame. A tight table may be told to stack.
    `caption` is heard where no heading says it; `caption_shown` shows it too. `foot` is one row of totals.
    """

    template = "components/table.html"
    columns: Sequence[Column]
    rows: Sequence[Sequence[Content]]
    caption: Content = ""
    caption_shown: bool = False
    tight: bool = False
    stacked: bool | None = None
    order: Order | None = None
    foot: Sequence[Content] = ()

    def __post_init__(self) -> None:
        for row in (*self.rows, *([self.foot] if self.foot else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"A row has {len(row)} cells for {len(self.columns)} columns.")

    @property
    def stacks(self) -> bool:
        return not self.tight if self.stacked is None else self.stacked

    @property
    def headings(self) -> Iterator[Heading]:
        for column in self.columns:
            href, direction = "", ""
            if self.order and column.sort:
                href = self.order.href(column.sort)
                if self.order.key == column.sort:
                    direction = "descending" if self.order.descending else "ascending"
            yield Heading(column, href, direction)

    @property
    def body(self) -> Iterator[list[tuple[Column, SafeString]]]:
        for row in self.rows:
            yield self._cells(row)

    @property
    def totals(self) -> list[tuple[Column, SafeString]]:
        return self._cells(self.foot)

    def _cells(self, row: Sequence[Content]) -> list[tuple[Column, SafeString]]:
        return [(column, html(cell)) for column, cell in zip(self.columns, row, strict=False)]


@dataclass(frozen=True)
class Task:
    """One piece of work. The whole row is the link; without `href` it is locked, and `sub` says what opens it."""

    text: Content
    href: str = ""
    sub: Content = ""
    tag: Tag | None = None
    lang: str = ""


@dataclass(frozen=True)
class Tasks(Component):
    """A task list; `empty` says what stands here when there is nothing to do, and teaches the next step."""

    template = "components/tasks.html"
    tasks: Sequence[Task]
    empty: Content = ""


@dataclass(frozen=True)
class Moment:
    """Something that happened, or is planned (drawn hollow). `text` may be a component; `href` links `text`."""

    when: Content
    text: Content
    detail: Content = ""
    sub: Content = ""
    href: str = ""
    planned: bool = False


@dataclass(frozen=True)
class Timeline(Component):
    """What happened, newest first."""

    template = "components/timeline.html"
    moments: Sequence[Moment]


@dataclass(frozen=True)
class Empty(Component):
    """A screen with nothing on it yet: says so and teaches the next step, with an optional link."""

    template = "components/empty.html"
    heading: Content
    text: Content
    action: tuple[Content, str] | None = None


@dataclass(frozen=True)
class Progress(Component):
    """How far long work has come, with its counts in words (`say`)."""

    template = "components/progress.html"
    done: int
    total: int
    say: Content

    @property
    def width(self) -> str:
        return f"{100 * min(self.done, self.total) / self.total:.1f}%" if self.total else "0%"
