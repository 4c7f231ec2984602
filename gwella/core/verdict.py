"""May it be done, and if not, why not. The page shows the button or the reason; the action calls `ensure`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Verdict:
    """True, or false with the reason as a marked msgid and its particulars."""

    allowed: bool
    reason: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(reason: str, **params: str) -> Verdict:
    """A refusal with its reason (a msgid marked with `core.text.mark`)."""
    return Verdict(False, reason, params)


class Refused(Exception):
    """An action was asked for that its verdict does not allow."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(verdict.reason)


def ensure(verdict: Verdict) -> None:
    """Raise `Refused` unless the verdict is yes."""
    if not verdict:
        raise Refused(verdict)
