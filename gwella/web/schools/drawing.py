"""The map of the list of schools. Its shapes are drawn once and pointed at, so that hundreds of schools stay light."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from gwella.insight.school_list import NOT_DECIDED, SchoolList
from gwella.insight.school_map import Placed, SchoolMap
from gwella.web.components.base import Component, Content
from gwella.web.components.marks import SHAPES, shape

# Up to so many schools each mark is a link; beyond, the marks are a picture and the list has the links.
LINKED = 450
PLAIN = "plain"  # the mark of a school whose category is not shown


@dataclass(frozen=True)
class Drawn:
    """One mark: where, which shape, and what it is called."""

    x: str
    y: str
    code: str
    name: str
    number: str


@dataclass(frozen=True)
class KeyLine:
    """One line of the key: a shape, what it means, how many there are."""

    shape: SafeString
    label: str
    count: int | None = None


@dataclass(frozen=True)
class SchoolMapDrawing(Component):
    """The map with its key; `list_id` is where the link that skips it leads."""

    template = "schools/map.html"
    map: SchoolMap
    schools: SchoolList
    list_id: str

    @property
    def label(self) -> str:
        """What the map shows, in words."""
        count = len(self.map.marks)
        if len(self.map.councils) == 1:
            told = ngettext("Map of %(count)s school in %(council)s", "Map of %(count)s schools in %(council)s", count)
            return told % {"count": count, "council": self.map.councils[0]}
        return ngettext("Map of %(count)s school", "Map of %(count)s schools", count) % {"count": count}

    @property
    def off_map(self) -> str:
        """How many of the schools listed have no place on the map, and why."""
        count = self.map.off_map
        if not count:
            return ""
        told = ngettext(
            "%(count)s school is not on the map: the place of its postcode is not known.",
            "%(count)s schools are not on the map: the places of their postcodes are not known.",
            count,
        )
        return told % {"count": count}

    @property
    def is_linked(self) -> bool:
        return len(self.map.marks) <= LINKED

    @property
    def words(self) -> dict[str, str]:
        """Each code that a mark may have, in words."""
        known = {code: word or gettext("Not decided") for code, word in self.schools.categories.items()}
        return known | {PLAIN: gettext("Category not shown")}

    @property
    def scale(self) -> str:
        """How large a shape of 20 units is drawn: the more schools, the smaller, so that each can be told apart."""
        count = len(self.map.marks)
        return ".68" if count <= 60 else ".52" if count <= 150 else ".42"

    @property
    def reach(self) -> str:
        """How far around a mark a click counts: 24 px across at least where schools lie far enough apart."""
        return "12" if len(self.map.marks) <= 60 else "7.3"

    @property
    def marks(self) -> Iterator[Drawn]:
        words = self.words
        for placed in self.map.marks:
            code = _code(placed)
            line = placed.row.line
            name = f"{line.name}, {words[code]}" if self.schools.sees_categories else line.name
            yield Drawn(f"{placed.x:g}", f"{placed.y:g}", code, name, line.number)

    @property
    def names(self) -> Iterator[tuple[str, str, str]]:
        """(x, y, name) of each council named on the map."""
        return ((f"{o.at[0]:g}", f"{o.at[1]:g}", o.name) for o in self.map.outlines if o.at)

    @property
    def runs(self) -> dict[str, str]:
        """The places of each code's marks, one after another, for a map of too many schools to link."""
        runs: dict[str, list[str]] = {}
        for placed in self.map.marks:
            runs.setdefault(_code(placed), []).append(f"{placed.x:g},{placed.y:g}")
        return {code: " ".join(places) for code, places in runs.items()}

    @property
    def dots(self) -> str:
        return " ".join(f"{x:g},{y:g}" for x, y in self.map.dots)

    @property
    def shapes(self) -> dict[str, SafeString]:
        """Each shape in use, once."""
        return {code: _shape(code) for code in {_code(placed): None for placed in self.map.marks}}

    @property
    def key(self) -> list[KeyLine]:
        """What the shapes mean and how many there are of each, in the order of the categories."""
        counts = Counter(_code(placed) for placed in self.map.marks)
        lines = [KeyLine(_shape(code), word, counts[code]) for code, word in self.words.items() if counts[code]]
        if not self.schools.sees_categories:
            lines = [KeyLine(line.shape, gettext("Schools"), line.count) for line in lines]
        if self.map.dots:
            lines.append(
                KeyLine(SafeString('<circle class="dot" cx="10" cy="10" r="4"/>'), gettext("Not in this list"))
            )
        return lines

    @property
    def source(self) -> Content:
        """What the picture was made from."""
        if self.map.outlines:
            return gettext("Boundaries are this service’s own. The map shows the same schools as the list.")
        return gettext("No boundaries have been brought in yet. The map shows the same schools as the list.")


def _code(placed: Placed) -> str:
    """The shape of a school's category; a plain one where none is shown, or where its grade has no shape."""
    code = placed.row.category
    return code if code == NOT_DECIDED or code in SHAPES else PLAIN


def _shape(code: str) -> SafeString:
    if code == PLAIN:
        return SafeString('<circle class="f-used" cx="10" cy="10" r="6.5" stroke="#fff" stroke-width="1.6"/>')
    return shape(code)
