"""The mark of a figure under dispute, with the way to the dispute for those who may read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from gwella.domain.figures.models import Dispute
from gwella.domain.schools.models import School
from gwella.insight.evidence.checks import disputed_now
from gwella.insight.evidence.measures import GROUP_NAMES
from gwella.web.components.base import Content

TRAIL = "disputed"  # where the school's check tells its disputes


@dataclass(frozen=True)
class Disputed:
    """The figures a school disputes now, by measure, group and year. `trail`: where the reader may read why."""

    rows: Mapping[tuple[str, str, str], Dispute] = field(default_factory=dict)
    trail: str = ""

    def of(self, measure: str) -> list[Dispute]:
        """What is disputed of a measure, latest year first, all pupils before groups."""
        found = [row for (code, _group, _year), row in self.rows.items() if code == measure]
        return sorted(found, key=lambda row: (row.year, row.group == "all"), reverse=True)

    def has(self, measure: str, group: str, year: str) -> bool:
        """Whether the school disputes this figure."""
        return (measure, group, year) in self.rows

    def mark(self, measure: str, group: str, year: str) -> Content:
        """The words beside a figure; nothing where nobody disputes it."""
        if not self.has(measure, group, year):
            return ""
        word = gettext("disputed")
        return format_html('<a href="{}">{}</a>', self.trail, word) if self.trail else word

    def told(self, measure: str) -> str:
        """Which figures of a measure are disputed: the group and the year of each."""
        return "; ".join(f"{gettext(GROUP_NAMES.get(row.group, row.group))}, {row.year}" for row in self.of(measure))


NONE_DISPUTED = Disputed()


def disputed_at(school: School, *, sees_why: bool) -> Disputed:
    """What a school disputes now; one query. `sees_why`: whether the reader may read the disputes themselves."""
    trail = f"{reverse('school_check', args=[school.number])}#{TRAIL}" if sees_why else ""
    rows = disputed_now(school)
    shown = {key: row for key, row in rows.items() if sees_why or row.group == "all"}
    return Disputed(shown, trail)
