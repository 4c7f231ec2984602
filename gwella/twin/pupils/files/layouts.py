"""What a supplier's file looks like, as data: from it the file is written, and the profile that reads it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

YES_NO = {True: "Y", False: "N"}


@dataclass(frozen=True)
class Column:
    """A heading for one of our fields, `ours`. `codes`: theirs for each of our values; `part`: its characters."""

    heading: str
    ours: str
    codes: Mapping[Any, str] = field(default_factory=dict)
    part: tuple[int, int] | None = None


@dataclass(frozen=True)
class Layout:
    """One kind of file. `only`: the rows of the table that go into it, by a field's value, which the file itself
    then does not say. `wide`: a heading for each subject; `value` goes under it. `dates` is a strftime pattern.
    """

    name: str
    table: str
    columns: tuple[Column, ...]
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wide: Mapping[str, str] = field(default_factory=dict)
    value: str = ""
    dates: str = "%Y-%m-%d"
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    sheet: str = ""  # a workbook with this sheet, in place of text

    @property
    def constants(self) -> dict[str, str]:
        """What the file does not say because all its rows share it."""
        return {name: values[0] for name, values in self.only.items() if len(values) == 1}

    def profile(self, supplier: str) -> dict[str, Any]:
        """The definition of a mapping profile that reads the file, as `evidence` takes it."""
        headings: dict[str, list[str]] = {}
        codes: dict[str, dict[str, str]] = {}
        for column in self.columns:
            headings.setdefault(column.ours, []).append(column.heading)
            if column.codes:
                codes[column.ours] = {theirs: _text(code) for code, theirs in column.codes.items() if theirs}
        found: dict[str, Any] = {
            "code": f"{supplier}-{self.name}",
            "kind": self.table,
            "name": f"{supplier.capitalize()}: {self.name}",
            "columns": headings,
            "constants": self.constants,
            "codes": codes,
            "dates": self.dates,
        }
        if self.sheet:
            found["sheet"] = self.sheet
        if self.wide:
            wide = {heading: subject for subject, heading in self.wide.items()}
            found["wide"] = {"columns": wide, "into": "subject", "value": self.value}
        return found


def _text(ours: object) -> str:
    if isinstance(ours, bool):
        return "yes" if ours else "no"
    return "" if ours is None else str(ours)
