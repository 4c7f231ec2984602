"""Today of the data team: what came in and when, what waits, and what is wanting."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from gwella.core.clock import ZONE
from gwella.core.models import DataImport
from gwella.flows.kinds import KINDS
from gwella.insight.boards.schools import Board, BoardSchool
from gwella.insight.boards.waiting import Brought, Waiting, imports_of, waiting_for
from gwella.insight.evidence.checks import disputes_at
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Figure, Figures, Table, Task, Tasks
from gwella.web.components.marks import Blank, Cell, Tag
from gwella.web.home.today.blocks import Asked, Block, Part
from gwella.web.home.today.drawing import count

NAMED = 10


def part_of(asked: Asked) -> Part:
    """Imports by kind, what waits for a yes or a decision, schools without a place or a category. Four queries."""
    kinds = [code for code, kind in KINDS.items() if asked.may(kind.permission)]
    brought = imports_of(kinds)
    waiting = [row for row in brought if row.state == DataImport.State.PREVIEWED]
    waits = waiting_for(asked.reach.schools("decide_register"), kinds)
    disputes = disputes_at(asked.reach.schools("answer_disputes")).filter(answered_at=None).count()
    board = asked.board()
    unplaced = [row for row in board.rows if not row.is_placed]
    undecided = [row for row in board.rows if not row.category]
    to_decide = waits.missing + waits.differences + waits.categories
    return Part(
        role=asked.role.code,
        heading=gettext(asked.role.name),
        lead=_lead(waits.imports, to_decide),
        figures=Figures(
            [
                Figure(gettext("Schools"), count(len(board.rows)), gettext("served by the service")),
                Figure(gettext("Not on the map"), count(len(unplaced)), gettext("postcode not known")),
                Figure(gettext("Without a category"), count(len(undecided)), board.school_year),
                Figure(gettext("To decide"), count(to_decide), gettext("missing, or contradicted")),
            ]
        ),
        main=[_kinds(kinds, brought)],
        side=[_waiting(waiting, waits, disputes), *_wanting(board, unplaced, undecided)],
    )


def _lead(files: int, to_decide: int) -> str:
    if not files and not to_decide:
        return gettext("No file waits for a decision, and nothing in the register waits for one.")
    told = gettext("Files that wait for a decision: %(files)s. Decisions a register leaves open: %(open)s.")
    return told % {"files": files, "open": to_decide}


def _kinds(kinds: list[str], brought: list[Brought]) -> Block:
    last: dict[str, Brought] = {}
    for row in brought:
        if row.state == DataImport.State.COMMITTED:
            last.setdefault(row.kind, row)
    columns = [
        Column(gettext("What")),
        Column(gettext("Last brought in")),
        Column(gettext("Lines refused"), number=True),
    ]
    body = [_kind_row(code, last.get(code)) for code in kinds]
    return Block(
        gettext("What comes in"),
        [Table(columns, body, caption=gettext("What comes in"))],
        link=gettext("Imports"),
        href=reverse("imports"),
        source=gettext("Each file keeps its checksum and what it changed."),
    )


def _kind_row(code: str, last: Brought | None) -> list[Content]:
    name = Cell(gettext(KINDS[code].name), href=reverse("import_upload", args=[code]))
    if last is None:
        return [name, Blank(gettext("never")), Blank(gettext("not brought in yet"))]
    when = date_format(last.at.astimezone(ZONE), "j F Y")
    return [name, Cell(when, last.file_name, reverse("import", args=[last.pk])), count(last.refused)]


def _waiting(waiting: list[Brought], waits: Waiting, disputes: int) -> Block:
    tasks = [
        Task(
            gettext(KINDS[row.kind].name),
            reverse("import", args=[row.pk]),
            " · ".join([row.file_name, *([_refused(row)] if row.refused else [])]),
            Tag("now", gettext("Waiting for a yes")),
        )
        for row in waiting[:NAMED]
    ]
    to_decide = Tag("todo", gettext("To decide"))
    lines = (
        (waits.missing, gettext("Schools the register no longer has: %(count)s"), "missing_schools"),
        (waits.differences, gettext("Corrections the register contradicts: %(count)s"), "register_differences"),
        (waits.categories, gettext("Categories published otherwise: %(count)s"), "category_differences"),
    )
    tasks += [Task(words % {"count": n}, reverse(page), tag=to_decide) for n, words, page in lines if n]
    if disputes:
        text = gettext("Figures that schools dispute: %(count)s") % {"count": disputes}
        tasks.append(Task(text, reverse("disputes"), tag=Tag("todo", gettext("To answer"))))
    return Block(gettext("Waiting for a decision"), [Tasks(tasks, gettext("Nothing waits for you."))])


def _refused(row: Brought) -> str:
    return gettext("lines refused: %(count)s") % {"count": row.refused}


def _wanting(board: Board, unplaced: list[BoardSchool], undecided: list[BoardSchool]) -> list[Block]:
    """The schools something is wanting of, the first by name."""
    found = []
    for heading, rows in (
        (gettext("Not on the map: %(count)s"), unplaced),
        (gettext("Without a category: %(count)s"), undecided),
    ):
        if rows:
            tasks = [Task(row.name, reverse("school", args=[row.number]), row.council) for row in rows[:NAMED]]
            note = gettext("the first %(count)s") % {"count": NAMED} if len(rows) > NAMED else ""
            found.append(Block(heading % {"count": len(rows)}, [Tasks(tasks)], note=note))
    return found
