"""The letters of a run, narrowed by search and filters, counted. Page and files read this one list."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from gwella.core.models import OutboxMessage
from gwella.core.text import fold
from gwella.domain.allocation.actions.notices import OUTBOX_KIND
from gwella.domain.allocation.models import AllocationRun, Notice
from gwella.domain.schools.models.register import SchoolQuerySet

FILTERS = ("state", "way", "council", "role", "reads")
GONE = (Notice.State.SENT.value, Notice.State.ACKNOWLEDGED.value)


@dataclass(frozen=True, slots=True)
class WantedLetters:
    """What a reader asks of the list: words, values ticked by group. None ticked means any."""

    query: str = ""
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter of the list. `reads` is cy, en or both; `way` is email, post, failed (an e-mail that did not go)
    or none (withdrawn).

    `failure` is what the mail server or the press said, `attempts` how often it was tried.
    """

    pk: int
    reference: str
    state: str
    number: str
    school: str
    council_id: int
    council_code: str
    council: str
    role: str
    reader: str
    reads: str
    way: str
    not_before: datetime | None
    is_urgent: bool
    sent_at: datetime | None
    acknowledged_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str
    failure: str
    attempts: int
    search_text: str

    def value(self, group: str) -> str:
        """What the letter is in a group of the filters."""
        return self.council_code if group == "council" else str(getattr(self, group))

    @property
    def has_left(self) -> bool:
        """Whether it has been sent or posted."""
        return self.state in GONE


class LetterList:
    """The letters of a run to some schools, in the reader's language, as `wanted`. One query, when it is made."""

    def __init__(self, run: AllocationRun, schools: SchoolQuerySet, wanted: WantedLetters, *, language: str) -> None:
        self.wanted = wanted
        self.language = language
        rows = Notice.objects.filter(run=run, school__in=schools.order_by().values("pk"))
        self.rows = _lines(rows, language)
        self.councils = {line.council_code: line.council for line in self.rows}
        words = fold(wanted.query).split()
        named = [line for line in self.rows if all(word in line.search_text for word in words)]
        asked = {group: values for group in FILTERS if (values := wanted.ticked.get(group))}
        self.counts: dict[str, Counter[str]] = {group: Counter() for group in FILTERS}
        self.found: list[LetterLine] = []
        for line in named:
            failed = [group for group, values in asked.items() if line.value(group) not in values]
            if not failed:
                self.found.append(line)
            for group in FILTERS if not failed else failed if len(failed) == 1 else ():
                self.counts[group][line.value(group)] += 1

    def in_state(self, *states: str) -> list[LetterLine]:
        """All letters of the run in one of the states, whatever is asked for."""
        return [line for line in self.rows if line.state in states]

    def due(self, at: datetime, *, spared: Collection[int]) -> list[LetterLine]:
        """Approved letters an e-mail may take at a moment; where the council is `spared` (by key), urgent only."""
        return [
            line
            for line in self._by_mail
            if (line.not_before is None or line.not_before <= at) and (line.is_urgent or line.council_id not in spared)
        ]

    def later(self, at: datetime, *, spared: Collection[int]) -> list[LetterLine]:
        """Approved letters whose hour for an e-mail has not come."""
        due = {line.pk for line in self.due(at, spared=spared)}
        return [line for line in self._by_mail if line.pk not in due]

    @property
    def _by_mail(self) -> list[LetterLine]:
        return [line for line in self.in_state(Notice.State.APPROVED) if line.way != "post"]

    @property
    def to_post(self) -> list[LetterLine]:
        """Letters that have not left and that no e-mail will take."""
        return [line for line in self.rows if line.way == "post" and not line.has_left]


_COLUMNS = (
    *("pk", "reference", "state", "school__number", "school__search_text", "contact__role", "contact__email"),
    *("facts__reader_name", "facts__reads", "not_before", "urgency", "sent_at", "sent_by", "acknowledged_at"),
    *("withdrawn_at", "withdrawn_why"),
    *("school__council", "school__council__code", "message"),
)


def _lines(rows: Any, language: str) -> list[LetterLine]:
    named = (f"school__name_{language}", f"school__council__name_{language}")
    messages = OutboxMessage.objects.filter(kind=OUTBOX_KIND, key=OuterRef("reference")).order_by()
    told = messages.values(told=JSONObject(state="state", failure="failure", attempts="attempts"))
    ordered = rows.annotate(message=Subquery(told)).order_by(
        f"school__council__sort_{language}", f"school__sort_{language}", "school__number", "-contact__role"
    )
    return [_line(row, *named) for row in ordered.values(*_COLUMNS, *named)]


def _line(row: Mapping[str, Any], school: str, council: str) -> LetterLine:
    message = row["message"]
    reader = row["facts__reader_name"] or ""
    return LetterLine(
        pk=row["pk"],
        reference=row["reference"],
        state=row["state"],
        number=row["school__number"],
        school=row[school],
        council_id=row["school__council"],
        council_code=row["school__council__code"],
        council=row[council],
        role=row["contact__role"],
        reader=reader,
        reads=row["facts__reads"] or "both",
        way=_way(row, message),
        not_before=row["not_before"],
        is_urgent=bool(row["urgency"]),
        sent_at=row["sent_at"],
        acknowledged_at=row["acknowledged_at"],
        withdrawn_at=row["withdrawn_at"],
        withdrawn_why=row["withdrawn_why"],
        failure=message["failure"] if message else "",
        attempts=message["attempts"] if message else 0,
        search_text=f"{row['school__search_text']} {fold(reader)}",
    )


def _way(row: Mapping[str, Any], message: Mapping[str, Any] | None) -> str:
    """How it goes or went: as noted when it left; by its message when approved; before that by its reader's address."""
    if row["sent_by"]:
        return str(row["sent_by"])
    if row["state"] == Notice.State.WITHDRAWN:
        return "none"
    if row["state"] == Notice.State.PREPARED:
        return "email" if row["contact__email"] else "post"
    if message is None:
        return "post"
    return "failed" if message["state"] == OutboxMessage.State.FAILED else "email"
