"""A map from our own boundaries: no tiles, and the same facts as the list beside it.

Everything is given already projected into the drawing's units (see the boundaries' own module): paths as SVG path
data, points as x and y. Only the map may show a category's shape without its word, so it has a key with counts.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from gwella.web.components.base import Component, Content
from gwella.web.components.marks import shape


@dataclass(frozen=True)
class Area:
    """One boundary; `on` is the chosen one, `off` fades the others. The name is drawn at `x`, `y` where given."""

    path: str
    name: str = ""
    x: float = 0
    y: float = 0
    on: bool = False
    off: bool = False


@dataclass(frozen=True)
class Mark:
    """One school in the list: a category's shape with its name, linked to its page."""

    x: float
    y: float
    code: str
    name: str
    href: str = ""

    @property
    def place(self) -> str:
        return f"translate({self.x:.1f} {self.y:.1f})"

    @property
    def shape(self) -> SafeString:
        return shape(self.code)


@dataclass(frozen=True)
class Point:
    """A school outside the list (a pale dot), or someone's base (a square; `on` is the chosen person's)."""

    x: float
    y: float
    on: bool = False

    @property
    def at(self) -> tuple[str, str]:
        return f"{self.x:.1f}", f"{self.y:.1f}"


@dataclass(frozen=True)
class Line:
    """A link from a school to a base; `on` draws it thick."""

    x1: float
    y1: float
    x2: float
    y2: float
    on: bool = False

    @property
    def path(self) -> str:
        return f"M{self.x1:.1f} {self.y1:.1f}L{self.x2:.1f} {self.y2:.1f}"


@dataclass(frozen=True)
class KeyEntry:
    """One line of the key: `kind` is a category's code, or dot, base, base-on, short."""

    kind: str
    label: Content
    count: int | None = None

    @property
    def shape(self) -> SafeString | str:
        return "" if self.kind in ("dot", "base", "base-on", "short") else shape(self.kind)


@dataclass(frozen=True)
class Map(Component):
    """The drawing: areas, then lines, dots, bases, marks. `label` says in words what it shows; `list_id` is skipped to.

    `words` names each category's code in the key, in the order given. `short` are points that lack days.
    """

    template = "components/map.html"
    label: Content
    width: float
    height: float
    areas: Sequence[Area]
    marks: Sequence[Mark] = ()
    words: Sequence[tuple[str, Content]] = ()
    dots: Sequence[Point] = ()
    dots_label: Content = ""
    lines: Sequence[Line] = ()
    bases: Sequence[Point] = ()
    short: Sequence[Point] = ()
    extra_key: Sequence[KeyEntry] = ()
    locator: Sequence[Area] = ()
    list_id: str = ""

    @property
    def box(self) -> str:
        return f"0 0 {self.width:g} {self.height:g}"

    @property
    def key(self) -> list[KeyEntry]:
        """What the shapes mean, with the number of each; a category nobody has is left out."""
        counts = Counter(mark.code or "none" for mark in self.marks)
        entries = [KeyEntry(code, word, counts[code]) for code, word in self.words if counts[code]]
        if self.dots and self.dots_label:
            entries.append(KeyEntry("dot", self.dots_label))
        return [*entries, *self.extra_key]
