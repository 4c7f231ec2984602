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
class Block:
    """One measure: where it goes (`direction`, drawn, and `word`), what it says, chart, tables, notes, source."""

    heading: str
    direction: str
    word: str
    say: str
    worth: str
    chart: Chart | None
    years: Grid | None
    groups: Grid | None
    notes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of the school: the measures that matter first, then the rest in one table."""

    heading: str
    blocks: tuple[Block, ...]
    others_heading: str
    others: Grid | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """The school's pupils beside those of similar schools."""

    heading: str
    said: tuple[str, ...]
    table: Grid | None
    notes: tuple[str, ...]
    source: str


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
    """A pack in one language. `crowded`: so many measures that each is drawn smaller. `drawn`: it has a chart."""

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
    crowded: bool
    drawn: bool
    questions: Asked
    told: tuple[Told, ...]
    page: str
    other_begins: str
    footer: str
