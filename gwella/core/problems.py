"""What is wrong with something brought in, told so that a person can mend it. No Django here.

A problem keeps its message as a marked msgid and its particulars apart, so that the same stored
problem reads in English or in Welsh.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with its place.

    `message` and `mend` are msgids (see `core.text.mark`) whose {fields} come from `params`.
    `row` counts from 1 as a spreadsheet shows it.
    """

    code: str
    message: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    mend: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The problem as plain data, without what is empty."""
        return {key: value for key, value in asdict(self).items() if value not in ("", None, {})}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Problem":
        """The problem kept by `as_json`."""
        return cls(**data)


class BadInput(Exception):
    """Something brought in cannot be used. Nothing of it has been kept."""

    def __init__(self, problems: Sequence[Problem] | Problem) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))
