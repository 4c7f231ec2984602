"""What stands on a pack's pages in one language, every sentence ready: the shape the template reads. No Django here."""

from dataclasses import dataclass

from gwella.core.text import Language
from gwella.documents.packs.charts import Chart


@dataclass(frozen=True, slots=True)
class Line:
    """A label before a value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Named:
    """A word, and what is said of it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its heading row, and rows whose first cell names them; `words` are the columns of words."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Tile:
    """One measure in half a page's width: where it goes (`direction`, drawn, and `word`; both empty where more is
    neither better nor worse), what it says, and its chart or its own table.
    """

    heading: str
    direction: str
    word: str
    say: str
    worth: str
    chart: Chart | None
    table: Grid | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of the school: the measures that matter drawn, their groups, then all of its measures in one table.

    A row of `groups` holds two halves of the pupils, so that it can be laid as one row or as two.
    """

    heading: str
    tiles: tuple[Tile, ...]
    groups: Grid | None
    figures: Grid | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """The school's pupils beside those of similar schools; `tiles` only where little else can be drawn."""

    heading: str
    said: tuple[str, ...]
    table: Grid | None
    notes: tuple[str, ...]
    source: str
    tiles: tuple[Tile, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions worth asking."""

    heading: str
    lead: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told at the end: meanings, marks, sources."""

    heading: str
    lead: str
    items: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """The key of the charts."""

    us: str
    them: str
    feet: str


@dataclass(frozen=True, slots=True)
class Part:
    """A pack in one language. `drawn`: it has a chart. `sparse`: so little that its pupils fill a page of their own;
    `crowded`: so much that each measure is drawn smaller.
    """

    lang: Language
    lang_other: Language
    brand: str
    service: str
    kicker: str
    school: str
    school_other: str
    facts: tuple[Line, ...]
    matters_heading: str
    matters: tuple[str, ...]
    edition: str
    context: Context
    legend: Legend
    phases: tuple[Phase, ...]
    drawn: bool
    sparse: bool
    crowded: bool
    questions: Asked
    told: tuple[Told, ...]
    page: str
    other_begins: str
    footer: str
