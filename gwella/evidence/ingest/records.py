"""One row of a table being read: its cells by our names for them, and what is wrong with them."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from gwella.core.problems import Problem
from gwella.evidence.ingest.cells import day_of, decimal_number, email_of, postcode_of, text_of, whole_number
from gwella.evidence.ingest.councils import WALES, Council, Councils
from gwella.evidence.ingest.reasons import Place
from gwella.evidence.ingest.sheets import Cell
from gwella.evidence.ingest.terms import Term, Terms

_SEPARATORS = re.compile(r"[;|\n]")
_SEPARATORS_AND_COMMAS = re.compile(r"[;|\n,]")


LISTED_PROBLEMS = 1_000  # a file that is wrong from end to end is told by its first thousand problems
T = TypeVar("T", bound="Placed")


class Placed(Protocol):
    """A row read, with its place; two are equal where all but the place is."""

    @property
    def place(self) -> Place: ...


class Findings:
    """What was found wrong with a file so far. `refused` and `warnings` are lists that stay of a bearable length."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._kept: dict[str, list[Problem]] = {"refused": [], "warnings": []}
        self._more: Counter[str] = Counter()

    def refuse(self, *problems: Problem) -> None:
        """Note why rows were not used."""
        self._keep("refused", problems)

    def warn(self, *problems: Problem) -> None:
        """Note what to look at in what was used."""
        self._keep("warnings", problems)

    def take(self, record: "Record") -> bool:
        """Note all that a row was found to be, and say whether it can be used."""
        ok = record.ok
        self.refuse(*record.refused)
        self.warn(*record.warnings)
        record.refused, record.warnings = [], []
        return ok

    @property
    def refused(self) -> list[Problem]:
        """Why rows were refused, in the order found."""
        return self._listed("refused")

    @property
    def warnings(self) -> list[Problem]:
        """What else was found, in the order found."""
        return self._listed("warnings")

    def _keep(self, which: str, problems: Iterable[Problem]) -> None:
        kept = self._kept[which]
        for problem in problems:
            if len(kept) < LISTED_PROBLEMS:
                kept.append(problem)
            else:
                self._more[which] += 1

    def _listed(self, which: str) -> list[Problem]:
        more = self._more[which]
        return self._kept[which] + ([self._place.problem("and_more", count=more)] if more else [])


def once_each(rows: Iterable[T], key: Callable[[T], str], code: str, findings: Findings) -> list[T]:
    """The rows with each key standing once, in the order of their keys.

    Equal rows are read once and told; rows of one key that differ are all refused with `code`, because nobody here
    can know which is right. So the order of the rows never matters.
    """
    by_key: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        by_key[key(row)].append(row)
    kept = []
    for value in sorted(by_key):
        first, *others = by_key[value]
        if all(other == first for other in others):
            kept.append(first)
            findings.warn(*(other.place.problem("row_repeated", other=first.place.row) for other in others))
        else:
            findings.refuse(first.place.problem(code, value=value, other=others[0].place.row))
            findings.refuse(*(other.place.problem(code, value=value, other=first.place.row) for other in others))
    return kept


class Record:
    """A row. Its readers note a problem where a cell cannot be right and give an empty value; see `ok` at the end."""

    def __init__(
        self, place: Place, cells: dict[str, Cell], headings: dict[str, str], councils: Councils = WALES
    ) -> None:
        self.place = place
        self.councils = councils
        self.cells = cells
        self.headings = headings
        self.refused: list[Problem] = []
        self.warnings: list[Problem] = []

    @property
    def ok(self) -> bool:
        """Whether nothing read so far forbids the row."""
        return not self.refused

    def problem(self, code: str, key: str = "", *, value: object = None, **params: object) -> Problem:
        """The problem `code` at this row, in the column `key`."""
        shown = self.text(key) if value is None else value
        return self.place.problem(code, column=self.headings.get(key, key), value=shown, **params)

    def refuse(self, code: str, key: str = "", *, value: object = None, **params: object) -> None:
        """Note that the row cannot be used."""
        self.refused.append(self.problem(code, key, value=value, **params))

    def warn(self, code: str, key: str = "", *, value: object = None, **params: object) -> None:
        """Note something to look at in a row that is used."""
        self.warnings.append(self.problem(code, key, value=value, **params))

    def text(self, key: str) -> str:
        """The cell's tidy text; "" where the file has no such column."""
        return text_of(self.cells.get(key))

    def wanted_text(self, key: str, code: str = "value_missing") -> str:
        """The cell's text; refused where it is empty."""
        text = self.text(key)
        if not text:
            self.refuse(code, key)
        return text

    def parts(self, key: str, *, commas: bool = False) -> list[str]:
        """A cell's several values, separated by ; | or new lines (and commas, where no value holds one)."""
        cell = self.cells.get(key)
        text = cell if isinstance(cell, str) else text_of(cell)
        separators = _SEPARATORS_AND_COMMAS if commas else _SEPARATORS
        return [found for part in separators.split(text) if (found := text_of(part))]

    def school_number(self, key: str = "number", *, wanted: bool = True) -> str:
        """Seven figures that begin with a council's code."""
        text = self.text(key)
        if not text:
            if wanted:
                self.refuse("number_missing", key)
            return ""
        number = text.removesuffix(".0").replace(" ", "").replace("/", "")
        if not (len(number) == 7 and number.isascii() and number.isdigit()):
            self.refuse("number_malformed", key)
        elif self.councils.of_code(number[:3]) is None:
            self.refuse("number_of_no_council", key)
        else:
            return number
        return ""

    def council(self, text: str, key: str) -> Council | None:
        """The council a text means."""
        found = self.councils.find(text)
        if found is None:
            self.refuse("council_unknown", key, value=text)
        return found

    def term(self, key: str, terms: Terms, *, text: str | None = None, wanted: bool = True) -> Term | None:
        """The official value a cell (or one `text` of it) means."""
        text = self.text(key) if text is None else text
        if not text:
            if wanted:
                self.refuse("value_missing", key)
            return None
        found = terms.find(text)
        if found is None:
            self.refuse("value_unknown", key, value=text, known=terms.known())
        return found

    def code(self, key: str, terms: Terms) -> str:
        """The code of the official value a cell means; "" for an empty cell."""
        term = self.term(key, terms, wanted=False)
        return term.code if term else ""

    def postcode(self, key: str = "postcode") -> str:
        """A postcode in its usual form; "" for an empty cell."""
        text = self.text(key)
        found = postcode_of(text) if text else ""
        if found is None:
            self.refuse("postcode_impossible", key)
        return found or ""

    def email(self, key: str = "email") -> str:
        """An e-mail address; "" for an empty cell."""
        text = self.text(key).removeprefix("mailto:")
        found = email_of(text) if text else ""
        if found is None:
            self.refuse("email_impossible", key)
        return found or ""

    def whole(self, key: str) -> int | None:
        """A whole number of 0 or more; None for an empty cell."""
        text = self.text(key)
        found = whole_number(text) if text else None
        if text and found is None:
            self.refuse("not_a_number", key)
        return found

    def decimal(self, key: str, code: str) -> Decimal | None:
        """A decimal number, refused by `code` where it is none; None for an empty cell."""
        text = self.text(key)
        found = decimal_number(text) if text else None
        if text and found is None:
            self.refuse(code, key)
        return found

    def day(self, key: str) -> date | None:
        """A day; None for an empty cell."""
        text = self.text(key)
        found = day_of(self.cells.get(key)) if text else None
        if text and found is None:
            self.refuse("not_a_date", key)
        return found
