"""Today of those who look over a council: its senior system leader, and the council's own officers."""

from collections import Counter
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from gwella.insight.boards.changes import grouped_changes
from gwella.insight.boards.schools import Board, Keeps
from gwella.insight.boards.waiting import proposed_for
from gwella.insight.people_list import carried_by
from gwella.web.components.lists import Column, Table, Task, Tasks
from gwella.web.components.marks import Cell, Tag
from gwella.web.home.service import address
from gwella.web.home.today.blocks import Asked, Block, Part
from gwella.web.home.today.drawing import (
    leader_cell,
    list_address,
    load_bar,
    mix_table,
    schools_table,
    source,
    timeline,
)

# Whoever has this many schools or fewer sees them all by name; others go by the list.
FEW = 40
CHANGES = 6


def senior_part(asked: Asked) -> Part:
    """The council board: categories, schools without a leader, a proposal to look at, workload. Five queries."""
    board = asked.board()
    return Part(
        role=asked.role.code,
        heading=gettext(asked.role.name),
        lead=_lead(board),
        main=[_mix(board), *_without(board)],
        side=[_to_look_at(asked), _changed(asked, board)],
        wide=[_workload(asked, board), *_few(asked, board)],
    )


def officer_part(asked: Asked) -> Part:
    """Their own council: categories, who looks after schools, what changed. Three queries."""
    board = asked.board()
    return Part(
        role=asked.role.code,
        heading=gettext(asked.role.name),
        lead=_lead(board),
        main=[_mix(board), _leaders(board), *_without(board)],
        side=[_changed(asked, board)],
        wide=_few(asked, board),
    )


def _lead(board: Board) -> str:
    councils = ", ".join(dict.fromkeys(row.council for row in sorted(board.rows, key=lambda row: row.council_key)))
    number, without = len(board.rows), len(board.without_leader)
    told = ngettext("%(councils)s: %(count)s school.", "%(councils)s: %(count)s schools.", number)
    parts = [told % {"councils": councils, "count": number}] if number else [gettext("No school is served here yet.")]
    if without:
        told = ngettext("%(count)s has no system leader.", "%(count)s have no system leader.", without)
        parts.append(told % {"count": without})
    elif number:
        parts.append(gettext("Each has its system leader."))
    return " ".join(parts)


def _mix(board: Board) -> Block:
    return Block(
        gettext("Categories"),
        [mix_table(board)],
        link=gettext("All schools"),
        href=list_address(),
        source=source(board),
    )


def _without(board: Board) -> list[Block]:
    """The schools nobody looks after, by name, as far as they are few."""
    rows = board.without_leader
    if not rows:
        return []
    tasks = [Task(row.name, reverse("school", args=[row.number]), row.council) for row in rows[:FEW]]
    note = gettext("the first %(count)s") % {"count": FEW} if len(rows) > FEW else ""
    return [
        Block(gettext("Schools without a system leader: %(count)s") % {"count": len(rows)}, [Tasks(tasks)], note=note)
    ]


def _changed(asked: Asked, board: Board) -> Block:
    changes = grouped_changes([row.pk for row in board.rows], hidden=asked.hidden, most=CHANGES)
    if not changes:
        return Block(gettext("What changed"), says=[gettext("Nothing is recorded yet.")])
    own = gettext("From the record. Each school’s page has its own.")
    return Block(gettext("What changed"), [timeline(changes)], source=own)


def _to_look_at(asked: Asked) -> Block:
    """The proposal that waits, as far as it touches these schools."""
    proposed = proposed_for(asked.reach.schools("propose_allocation"))
    tasks = []
    if proposed:
        sub = gettext("Schools here: %(schools)s. With a new leader: %(new)s. From %(day)s.") % {
            "schools": proposed.schools,
            "new": proposed.new,
            "day": date_format(proposed.starts_on, "j F Y"),
        }
        href = address("allocation_run", str(proposed.number)) or address("allocation")
        text = gettext("Allocation run %(number)s") % {"number": proposed.number}
        tasks.append(Task(text, href, sub, Tag("now", gettext("To look at"))))
    empty = gettext("No proposal waits. One stands here as soon as an allocation is proposed.")
    return Block(gettext("Proposals"), [Tasks(tasks, empty)])


def _keepers(board: Board) -> list[tuple[Keeps, int]]:
    """Who looks after the board's schools, with how many of them, by name."""
    people: dict[int, Keeps] = {}
    numbers: Counter[int] = Counter()
    for row in board.rows:
        if row.keeper:
            people.setdefault(row.keeper.pk, row.keeper)
            numbers[row.keeper.pk] += 1
    return [(keeper, numbers[keeper.pk]) for keeper in sorted(people.values(), key=lambda keeper: keeper.name)]


def _workload(asked: Asked, board: Board) -> Block:
    """Everybody who looks after a school here: all they carry, in whatever council, against their days."""
    keepers = _keepers(board)
    carried = carried_by(on=asked.today, school_year=asked.school_year)
    scale = max(
        [*(c.days for c in carried.values()), *(Decimal(k.half_days or 0) / 2 for k, _n in keepers), Decimal(1)]
    )
    columns = [
        Column(gettext("System leader")),
        Column(gettext("Schools here")),
        Column(gettext("All schools")),
        Column(gettext("Ceilings against days")),
    ]
    rows = [
        [
            keeper.name,
            str(number),
            str(carried[keeper.pk].schools),
            load_bar(carried[keeper.pk], keeper.half_days, scale),
        ]
        for keeper, number in keepers
    ]
    heading, where = gettext("Workload against capacity"), address("people")
    if not rows:
        return Block(heading, says=[gettext("Nobody looks after a school here yet.")])
    return Block(
        heading,
        [Table(columns, rows, caption=heading)],
        link=gettext("All system leaders") if where else "",
        href=where,
        source=gettext("Dashed: the days a year. Filled: the ceilings of all their schools, in any council."),
    )


def _leaders(board: Board) -> Block:
    columns = [Column(gettext("System leader")), Column(gettext("Schools here"), number=True)]
    rows = [[Cell(keeper.name, keeper.email), str(number)] for keeper, number in _keepers(board)]
    heading = gettext("Who looks after our schools")
    if not rows:
        return Block(heading, says=[gettext("Nobody looks after a school here yet.")])
    return Block(
        heading, [Table(columns, rows, caption=heading, tight=True)], source=gettext("From confirmed allocations.")
    )


def _few(asked: Asked, board: Board) -> list[Block]:
    """All schools by name, where they are few."""
    if not 0 < len(board.rows) <= FEW:
        return []
    table = schools_table(board, board.rows, [(gettext("System leader"), leader_cell)])
    return [Block(gettext("Our schools"), [table], link=gettext("As a list to filter or export"), href=list_address())]
