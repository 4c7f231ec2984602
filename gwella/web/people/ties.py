"""Which schools a person looks after and which an interest closes to them, as far as a reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from gwella.core import clock
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach, can_end_interest
from gwella.domain.schools.models import Interest, SchoolLink
from gwella.domain.schools.rules import INTERESTS
from gwella.insight.people_list import Carried
from gwella.web.components.base import Content
from gwella.web.components.days import days
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.people import words


@dataclass(frozen=True, slots=True)
class Links:
    """The schools a person looks after: those the reader reaches by name, the others as a count."""

    table: Table | None
    elsewhere: str
    carried: Carried

    @classmethod
    def of(cls, found: User, reach: Reach) -> "Links":
        """One query. Links that have ended, or have not begun, are left out."""
        on = clock.today()
        current = Q(ends_on=None) | Q(ends_on__gte=on)
        year = Q(school__categories__school_year=clock.school_year(on))
        rows = list(
            SchoolLink.objects.filter(current, leader=found, starts_on__lte=on)
            .select_related("school__council")
            .annotate(
                this_year=FilteredRelation("school__categories", condition=year),
                halves=F("this_year__ceiling_half_days"),
                reached=Exists(reach.schools("view_school").filter(pk=OuterRef("school_id"))),
                shows_category=Exists(reach.schools("view_category").filter(pk=OuterRef("school_id"))),
            )
            .order_by(f"school__sort_{words.language()}", "school__number")
        )
        named = [row for row in rows if vars(row)["reached"]]
        columns = [Column(gettext("School")), Column(gettext("Since")), Column(gettext("Ceiling of days"), number=True)]
        body: list[Sequence[Content]] = [
            [
                words.school_cell(row.school, reachable=True),
                words.since_until(row.starts_on, row.ends_on),
                _ceiling(row),
            ]
            for row in named
        ]
        hidden = len(rows) - len(named)
        told = ngettext(
            "and %(count)s school that your roles do not reach",
            "and %(count)s schools that your roles do not reach",
            hidden,
        )
        caption = gettext("Schools looked after")
        table = Table(columns, body, caption=caption) if body else None
        halves = [vars(row)["halves"] for row in rows if vars(row)["halves"] is not None]
        carried = Carried(len(rows), Decimal(sum(halves)) / 2, len(rows) - len(halves))
        return cls(table, told % {"count": hidden} if hidden else "", carried)


def _ceiling(row: SchoolLink) -> Content:
    """The ceiling of the school year's category, where the reader may see it."""
    told = vars(row)
    if not told["shows_category"]:
        return Blank(gettext("your roles do not show categories here"))
    return days(told["halves"] / 2) if told["halves"] is not None else Blank(gettext("no category yet"))


# ---- interests


@dataclass(frozen=True, slots=True)
class Interests:
    """The open interests of a person: declared, found by the program (folded), and those out of reach as a count."""

    declared: Table | None
    found: Table | None
    found_words: str
    elsewhere: str

    @property
    def none(self) -> bool:
        """Whether there is nothing to show or count."""
        return not (self.declared or self.found or self.elsewhere)

    @classmethod
    def of(cls, found: User, reach: Reach, *, own: bool) -> "Interests | None":
        """One query; None where the reader sees nobody's interests."""
        if not own and not reach.has("view_interests"):
            return None
        rows = list(
            Interest.objects.filter(user=found, ended_on=None)
            .select_related("school__council", "user")
            .annotate(reached=Exists(reach.schools("view_interests").filter(pk=OuterRef("school_id"))))
            .order_by(f"school__sort_{words.language()}", "school__number", "kind")
        )
        seen = rows if own else [row for row in rows if vars(row)["reached"]]
        hidden = len(rows) - len(seen)
        told = ngettext("and %(count)s at a school out of your reach", "and %(count)s out of your reach", hidden)
        derived = _by_school([row for row in seen if row.is_derived])
        closed = ngettext(
            "%(count)s school closed as well, found for a serving head",
            "%(count)s schools closed as well, found for a serving head",
            len(derived),
        )
        return cls(
            _declared_table([row for row in seen if not row.is_derived], reach),
            _found_table(derived),
            closed % {"count": len(derived)},
            told % {"count": hidden} if hidden else "",
        )


def _declared_table(rows: Sequence[Interest], reach: Reach) -> Table | None:
    columns = [Column(gettext("School")), Column(gettext("Why")), Column(gettext("Since")), Column(gettext("End"))]
    body: list[Sequence[Content]] = [
        [
            words.school_cell(row.school, reachable=False),
            Cell(gettext(INTERESTS[row.kind]), row.note),
            words.day(row.declared_on),
            end_cell(row, reach),
        ]
        for row in rows
    ]
    return Table(columns, body, caption=gettext("Interests declared")) if body else None


def _by_school(rows: Sequence[Interest]) -> list[list[Interest]]:
    """Interests that the program found, school by school: a school may be in the cluster and near."""
    schools: dict[int, list[Interest]] = {}
    for row in rows:
        schools.setdefault(row.school_id, []).append(row)
    return list(schools.values())


def _found_table(schools: Sequence[Sequence[Interest]]) -> Table | None:
    columns = [Column(gettext("School")), Column(gettext("Why")), Column(gettext("Since"))]
    body: list[Sequence[Content]] = [
        [
            words.school_cell(rows[0].school, reachable=False),
            " · ".join(gettext(INTERESTS[row.kind]) for row in rows),
            words.day(min(row.declared_on for row in rows)),
        ]
        for rows in schools
    ]
    return Table(columns, body, caption=gettext("Schools closed to a serving head")) if body else None


def end_cell(row: Interest, reach: Reach) -> Content:
    """The link by which an interest is ended, or why it is not."""
    if not can_end_interest(reach, row):
        return Blank(gettext("the person’s own to end"))
    return Cell(gettext("End"), "", reverse("interest_end", args=[row.pk]))
