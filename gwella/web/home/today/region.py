"""Today of the head within the service: the region's board, and what waits for their decision."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from gwella.domain.allocation.models import AllocationRun
from gwella.flows.kinds import KINDS
from gwella.flows.letters import notice_deadline
from gwella.insight.boards.schools import Board, BoardSchool, days_of
from gwella.insight.boards.waiting import (
    LatestRuns,
    LettersOf,
    half_days_to_give,
    latest_runs,
    letters_of,
    waiting_for,
)
from gwella.web.components.base import Content
from gwella.web.components.days import days
from gwella.web.components.lists import Column, Figure, Figures, Table, Task, Tasks
from gwella.web.components.marks import Cell, Tag
from gwella.web.home.service import address
from gwella.web.home.today.blocks import Asked, Block, Part
from gwella.web.home.today.drawing import category, count, filter_value, list_address, source

SOON = timedelta(days=7)


def part_of(asked: Asked) -> Part:
    """Categories council by council, days against need, allocation, letters, imports. Five queries."""
    board = asked.board()
    capacity = Decimal(half_days_to_give(asked.today)) / 2
    runs = latest_runs()
    letters = letters_of(runs.confirmed) if runs.confirmed else None
    return Part(
        role=asked.role.code,
        heading=gettext(asked.role.name),
        lead=_lead(board, capacity),
        figures=_figures(board, capacity, runs, letters),
        main=[_waiting(asked, runs, letters)],
        side=[_allocation(runs)],
        wide=[_councils(board)],
    )


def _lead(board: Board, capacity: Decimal) -> str:
    number = len(board.rows)
    told = ngettext("%(count)s school is served.", "%(count)s schools are served.", number) % {"count": number}
    params = {"need": days(board.need), "capacity": days(capacity)}
    if capacity < board.need:
        return (
            f"{told} " + gettext("Their ceilings come to %(need)s days, more than the %(capacity)s there are.") % params
        )
    return f"{told} " + gettext("Their ceilings come to %(need)s of the %(capacity)s days there are.") % params


def _figures(board: Board, capacity: Decimal, runs: LatestRuns, letters: LettersOf | None) -> Figures:
    left = capacity - board.need
    balance = gettext("days left: %(days)s") if left >= 0 else gettext("days short: %(days)s")
    untold = runs.confirmed.schools - letters.told - letters.left if runs.confirmed and letters else None
    return Figures(
        [
            Figure(gettext("Schools"), count(len(board.rows)), gettext("served by the service")),
            Figure(gettext("Ceilings, in days"), days(board.need), balance % {"days": days(abs(left))}),
            Figure(gettext("Without a system leader"), count(len(board.without_leader)), gettext("schools")),
            Figure(gettext("Letters to approve"), count(letters.waiting) if letters else "0"),
            Figure(
                gettext("Schools not told yet"),
                "–" if untold is None else count(untold),
                gettext("no allocation confirmed yet") if untold is None else gettext("who their system leader is"),
            ),
        ]
    )


def _waiting(asked: Asked, runs: LatestRuns, letters: LettersOf | None) -> Block:
    waits = waiting_for(asked.reach.schools("decide_register"), list(KINDS))
    tasks = [
        *_allocation_tasks(runs),
        *(_letter_tasks(asked, runs.confirmed, letters) if runs.confirmed and letters else []),
    ]
    lines = (
        (waits.imports, gettext("Files that wait for a yes: %(count)s"), "imports"),
        (waits.missing, gettext("Schools the register no longer has: %(count)s"), "missing_schools"),
        (waits.differences, gettext("Corrections the register contradicts: %(count)s"), "register_differences"),
        (waits.categories, gettext("Categories published otherwise: %(count)s"), "category_differences"),
    )
    tasks += [
        Task(words % {"count": number}, reverse(name), tag=Tag("todo", gettext("To decide")))
        for number, words, name in lines
        if number
    ]
    return Block(gettext("Waiting for you"), [Tasks(tasks, gettext("Nothing waits for you."))])


def _allocation_tasks(runs: LatestRuns) -> list[Task]:
    proposed = runs.proposed
    if proposed is None:
        return []
    text = gettext("Allocation run %(number)s waits for a confirmation") % {"number": proposed.number}
    sub = gettext("Proposed %(when)s, links from %(day)s") % {
        "when": date_format(proposed.proposed_at, "j F Y"),
        "day": date_format(proposed.starts_on, "j F Y"),
    }
    href = address("allocation_run", str(proposed.number)) or address("allocation")
    return [Task(text, href, sub, Tag("now", gettext("To decide")))]


def _letter_tasks(asked: Asked, run: AllocationRun, letters: LettersOf) -> list[Task]:
    """Letters to prepare or approve, and the schools nothing has reached, with the day by which they should know."""
    where = reverse("letters")
    tasks = []
    if not letters.all:
        text = gettext("Letters of allocation run %(number)s are to be prepared") % {"number": run.number}
        tasks.append(Task(text, where, tag=Tag("now", gettext("To do"))))
    if letters.waiting:
        text = gettext("Letters that wait for your yes: %(count)s") % {"count": count(letters.waiting)}
        tasks.append(Task(text, where, tag=Tag("now", gettext("To decide"))))
    untold, deadline = run.schools - letters.told - letters.left, notice_deadline(run)
    if untold > 0 and deadline:
        by = gettext("By %(day)s") % {"day": date_format(deadline.day, "j F")}
        text = gettext("Schools that do not know their system leader: %(count)s") % {"count": count(untold)}
        sub = gettext("This day is not the official value.") if deadline.is_ours else ""
        tasks.append(Task(text, where, sub, Tag("urgent" if deadline.day - asked.today <= SOON else "todo", by)))
    return tasks


def _allocation(runs: LatestRuns) -> Block:
    where = address("allocation")
    link = gettext("Allocation") if where else ""
    run = runs.confirmed
    if run is None or run.confirmed_at is None:
        said = gettext("No allocation has been confirmed yet.")
        return Block(gettext("Who looks after whom"), says=[said], link=link, href=where)
    said = gettext("Run %(number)s was confirmed on %(when)s. Its links begin on %(day)s.") % {
        "number": run.number,
        "when": date_format(run.confirmed_at, "j F Y"),
        "day": date_format(run.starts_on, "j F Y"),
    }
    return Block(gettext("Who looks after whom"), says=[said], link=link, href=where)


def _councils(board: Board) -> Block:
    """A column a council: schools by category, without a leader, ceilings. Each count leads to its schools."""
    councils = board.by_council()
    counts = {code: board.counts(rows) for code, rows in councils.items()}
    columns = [Column(gettext("Category")), *(Column(rows[0].council, number=True) for rows in councils.values())]
    body: list[list[Content]] = [
        [
            category(board, code),
            *(_linked(counts[council][code], council, code) for council in councils),
            _all(board, code),
        ]
        for code in board.codes
    ]
    body.append(
        [gettext("Without a system leader"), *(count(_without(rows)) for rows in (*councils.values(), board.rows))]
    )
    body.append([gettext("Ceilings, in days"), *(days(days_of(rows)) for rows in (*councils.values(), board.rows))])
    foot = [gettext("Schools"), *(count(len(rows)) for rows in (*councils.values(), board.rows))]
    table = Table(
        [*columns, Column(gettext("All"), number=True)], body, gettext("Schools by council"), tight=True, foot=foot
    )
    return Block(
        gettext("Schools by council and category"),
        [table],
        link=gettext("All schools"),
        href=list_address(),
        source=source(board),
    )


def _linked(number: int, council: str, code: str) -> Content:
    return Cell(count(number), href=list_address(council=council, category=filter_value(code))) if number else "0"


def _all(board: Board, code: str) -> Content:
    number = board.counts()[code]
    return Cell(count(number), href=list_address(category=filter_value(code))) if number else "0"


def _without(rows: list[BoardSchool]) -> int:
    return sum(row.keeper is None for row in rows)
