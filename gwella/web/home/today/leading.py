"""Today of a system leader: their schools, their days, their interests."""

from decimal import Decimal
from typing import cast

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from gwella.core.clock import ZONE
from gwella.domain.people.models import SystemLeader, User
from gwella.insight.boards.changes import Change, latest_changes
from gwella.insight.boards.schools import Board, BoardSchool
from gwella.insight.people_list import Carried
from gwella.web.components.base import Content
from gwella.web.components.days import days
from gwella.web.components.lists import Empty, Fact, Summary
from gwella.web.components.marks import Blank, Cell
from gwella.web.home.service import address
from gwella.web.home.today.blocks import Asked, Block, Part
from gwella.web.home.today.drawing import list_address, load_bar, schools_table, since, told


def part_of(asked: Asked) -> Part:
    """My schools with category, ceiling, next step and what changed; my days; my interests. Three queries."""
    board = asked.board()
    changes = latest_changes([row.pk for row in board.rows], hidden=asked.hidden)
    leader = SystemLeader.objects.filter(user=cast(User, asked.request.user)).first()
    carried = Carried(len(board.rows), board.need, board.counts()[""])
    return Part(
        role=asked.role.code,
        heading=gettext(asked.role.name),
        lead=_lead(board, leader),
        wide=[_schools(board, changes)],
        main=[_days(carried, leader)],
        side=[_interests(asked)],
    )


def _lead(board: Board, leader: SystemLeader | None) -> str:
    number = len(board.rows)
    if not number:
        return gettext("No school is yours today. Schools come to you when an allocation is confirmed.")
    looked_after = ngettext("You look after %(count)s school.", "You look after %(count)s schools.", number)
    parts = [looked_after % {"count": number}]
    if leader:
        figures = {"need": days(board.need), "days": days(Decimal(leader.half_days) / 2)}
        parts.append(gettext("Their ceilings come to %(need)s days; you have %(days)s a year.") % figures)
    return " ".join(parts)


def _schools(board: Board, changes: dict[int, Change]) -> Block:
    if not board.rows:
        empty = Empty(
            gettext("No schools yet"),
            gettext("Your schools stand here with their category, days and what changed, from the day a link begins."),
        )
        return Block(gettext("My schools"), [empty])

    def changed(row: BoardSchool) -> Content:
        change = changes.get(row.pk)
        if change is None:
            return Blank(gettext("nothing recorded yet"))
        return Cell(told(change), date_format(change.at.astimezone(ZONE), "j F Y"))

    more = [
        (gettext("With you"), since),
        (gettext("Next step"), lambda row: Blank(gettext("no visit is recorded here yet"))),
        (gettext("What changed"), changed),
    ]
    year = gettext("Categories of the school year %(year)s.") % {"year": board.school_year}
    return Block(
        gettext("My schools"),
        [schools_table(board, board.rows, more)],
        link=gettext("As a list to filter or export"),
        href=list_address(),
        source=" ".join([year, gettext("A ceiling comes from the category and is never a promise.")]),
    )


def _days(carried: Carried, leader: SystemLeader | None) -> Block:
    half_days = leader.half_days if leader else None
    scale = max(carried.days, Decimal(half_days or 0) / 2)
    return Block(
        gettext("My days this year"),
        [Summary([Fact(gettext("Days"), load_bar(carried, half_days, scale))], narrow=True)],
        source=gettext("Dashed: the days you have. Filled: the ceilings of your schools."),
    )


def _interests(asked: Asked) -> Block:
    """How many schools an interest keeps from them; the reach knows it without another query."""
    number = len(asked.reach.barred)
    said = ngettext(
        "An interest keeps %(count)s school from you.", "An interest keeps %(count)s schools from you.", number
    )
    where = address("interests")
    return Block(
        gettext("My interests"),
        says=[said % {"count": number} if number else gettext("You have declared no interest in a school.")],
        link=gettext("See and declare") if where else "",
        href=where,
    )
