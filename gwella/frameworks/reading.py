"""Reads the tables of a framework file, noting every fault with its key instead of stopping at the first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from gwella.core.problems import Problem
from gwella.frameworks import faults
from gwella.frameworks.faults import Fault
from gwella.frameworks.framework import STATUS_WORDS, Stated, Status, Wording

T = TypeVar("T")


@dataclass(slots=True)
class Report:
    """The faults of one file, and the sources its values may name."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    sources: frozenset[str] = frozenset()

    def add(self, problem: Problem) -> None:
        """Note one fault, once."""
        if problem not in self.problems:
            self.problems.append(problem)


class Table:
    """One table of the file. Each reader takes a key; `done` refuses the keys nobody took.

    A reader that finds a fault notes it and returns an empty value, so that reading goes on. A table that
    is missing is noted once; what would lie in it is then read from `lost` tables, which note nothing.
    """

    def __init__(self, data: Mapping[str, Any], where: str, report: Report, *, lost: bool = False) -> None:
        self.data = data
        self.where = where
        self.report = report
        self.lost = lost
        self._taken: set[str] = set()

    def key(self, name: str) -> str:
        """The dotted key of a name in this table."""
        return f"{self.where}.{name}" if self.where else name

    def refuse(self, name: str, fault: Fault, value: object = "", **params: str) -> None:
        """Note a fault at one of this table's keys."""
        if not self.lost:
            self.report.add(fault.problem(self.report.file, self.key(name), value, **params))

    def has(self, name: str) -> bool:
        """True where the key is there."""
        return name in self.data

    def _take(self, name: str, kinds: tuple[type, ...], fault: Fault, empty: T) -> T:
        self._taken.add(name)
        if name not in self.data:
            self.refuse(name, faults.KEY_MISSING)
            return empty
        value = self.data[name]
        # Python's bool is an int and its datetime a date; a framework file must not mix them up.
        wrong_kin = (isinstance(value, bool) and bool not in kinds) or isinstance(value, datetime)
        if wrong_kin or not isinstance(value, kinds):
            self.refuse(name, fault, value)
            return empty
        return cast(T, value)

    def text(self, name: str) -> str:
        """A text that is not empty."""
        value = self._take(name, (str,), faults.NOT_A_TEXT, "")
        if name in self.data and value == "" and isinstance(self.data[name], str):
            self.refuse(name, faults.EMPTY)
        return value

    def flag(self, name: str) -> bool:
        """true or false."""
        return self._take(name, (bool,), faults.NOT_A_FLAG, False)

    def whole(self, name: str) -> int:
        """A whole number, 0 or more."""
        return self._not_negative(name, self._take(name, (int,), faults.NOT_WHOLE, 0))

    def number(self, name: str) -> Decimal:
        """A number, 0 or more."""
        value = Decimal(self._take(name, (int, Decimal), faults.NOT_A_NUMBER, 0))
        if not value.is_finite():
            self.refuse(name, faults.NOT_A_NUMBER, value)
            return Decimal(0)
        return self._not_negative(name, value)

    def _not_negative(self, name: str, value: T) -> T:
        if cast(Decimal, value) < 0:
            self.refuse(name, faults.NEGATIVE, value)
        return value

    def day(self, name: str) -> date:
        """A date, written 2019-09-02."""
        return self._take(name, (date,), faults.NOT_A_DATE, date.min)

    def items(self, name: str, kinds: tuple[type, ...], fault: Fault) -> tuple[Any, ...]:
        """A list whose items are all of one kind."""
        values: list[Any] = self._take(name, (list,), fault, [])
        if any(not isinstance(value, kinds) or isinstance(value, bool) for value in values):
            self.refuse(name, fault, values)
            return ()
        return tuple(values)

    def texts(self, name: str, *, among: Iterable[str] | None = None, empty: bool = False) -> tuple[str, ...]:
        """A list of texts, each once; each one of `among` where that is given."""
        values = cast(tuple[str, ...], self.items(name, (str,), faults.NOT_TEXTS))
        if self.has(name) and isinstance(self.data[name], list) and not (self.data[name] or empty):
            self.refuse(name, faults.EMPTY)
        for value in dict.fromkeys(v for v in values if values.count(v) > 1):
            self.refuse(name, faults.TWICE, value, item=value)
        for value in values:
            self.check_among(name, value, among)
        return values

    def numbers(self, name: str) -> tuple[Decimal, ...]:
        """A list of numbers."""
        values = tuple(Decimal(value) for value in self.items(name, (int, Decimal), faults.NOT_NUMBERS))
        if not all(value.is_finite() for value in values):
            self.refuse(name, faults.NOT_NUMBERS, values)
            return ()
        return values

    def choice(self, name: str, among: Iterable[str] | None) -> str:
        """A text that is one of `among`; any text where `among` is None (what it names is itself at fault)."""
        value = self.text(name)
        if value:
            self.check_among(name, value, among)
        return value

    def check_among(self, name: str, value: str, among: Iterable[str] | None) -> None:
        """Note a fault where `value`, named at a key, is none of `among`. None: there is nothing to compare with."""
        known = None if among is None else tuple(among)
        if known is not None and value not in known:
            self.refuse(name, faults.NOT_KNOWN, value, item=value, known=", ".join(known))

    def table(self, name: str) -> "Table":
        """The table under a key."""
        absent: Mapping[str, Any] = {}
        data = self._take(name, (dict,), faults.NOT_A_TABLE, absent)
        return Table(data, self.key(name), self.report, lost=self.lost or data is absent)

    def tables(self, name: str) -> list["Table"]:
        """The tables of a list, their keys numbered from 1."""
        found = self.items(name, (dict,), faults.NOT_TABLES)
        return [Table(data, self.key(f"{name}.{n}"), self.report) for n, data in enumerate(found, 1)]

    def children(self) -> dict[str, "Table"]:
        """Every key of this table as a table of its own."""
        return {name: self.table(name) for name in self.data}

    def wording(self, name: str) -> Wording:
        """A text in both languages."""
        inner = self.table(name)
        return inner.done(inner.words())

    def words(self) -> Wording:
        """This table's own `en`, `cy` and `review`."""
        return Wording(self.text("en"), self.text("cy"), self.flag("review") if self.has("review") else False)

    def status(self) -> tuple[Status, str]:
        """This table's own `status` and `source`. A value that is not ours names a declared source."""
        status = self.choice("status", STATUS_WORDS)
        if status == "ours" and not self.has("source"):
            return "ours", ""
        return cast(Status, status), self.choice("source", self.report.sources)

    def stated(self, name: str, read: Callable[["Table", str], T]) -> Stated[T]:
        """A value written { value = …, status = …, source = … }."""
        inner = self.table(name)
        value = read(inner, "value")
        return inner.done(Stated(value, *inner.status()))

    def done(self, result: T) -> T:
        """The result, after noting each key that nobody took."""
        for name in self.data:
            if name not in self._taken:
                self.refuse(name, faults.KEY_UNKNOWN, self.data[name])
        return result
