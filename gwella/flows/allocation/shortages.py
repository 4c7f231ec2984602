"""What a plan leaves short, by council, phase and language of the school, in days and in people."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gwella.domain.schools.models import School
from gwella.domain.schools.rules import medium_group

NOBODY_ALLOWED = "nobody_allowed"
"""No person keeps every limit at the school."""
NO_DAYS_LEFT = "no_days_left"
"""Those whom the limits allow have no days left."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """Schools of a council, phase and language that get nobody. `people`: posts of the usual days that would do."""

    council: str
    phase: str
    language: str
    days: float
    people: float
    schools: tuple[str, ...]
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The shortage in plain values."""
        return asdict(self) | {"schools": list(self.schools), "reasons": list(self.reasons)}


def shortages_of(without: Iterable[tuple[School, int, Mapping[str, Any]]], post: int) -> list[Shortage]:
    """The schools without a leader (with half-days and the facts of their proposal), gathered; most days first.

    `post`: half-days of a usual post.
    """
    gathered: dict[tuple[str, str, str], list[tuple[School, int, str]]] = {}
    for school, half_days, facts in without:
        key = (school.council.code, school.phase, medium_group(school.medium))
        gathered.setdefault(key, []).append((school, half_days, reason_of(facts)))
    found = []
    for (council, phase, language), rows in gathered.items():
        half_days = sum(row[1] for row in rows)
        found.append(
            Shortage(
                council=council,
                phase=phase,
                language=language,
                days=half_days / 2,
                people=round(half_days / post, 2) if post else 0.0,
                schools=tuple(row[0].number for row in rows),
                reasons=tuple(sorted({row[2] for row in rows})),
            )
        )
    return sorted(found, key=lambda shortage: (-shortage.days, shortage.council, shortage.phase, shortage.language))


def reason_of(facts: Mapping[str, Any]) -> str:
    """Why a school has nobody, by the counts of its proposal."""
    return NO_DAYS_LEFT if facts.get("allowed") or facts.get("ruled_out", {}).get("no_days_left") else NOBODY_ALLOWED
