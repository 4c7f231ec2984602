"""What stands on a person's Today. Each role's part is gathered in a module of its own; `views.today` draws them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext

from gwella.core import clock
from gwella.web.accounts.second_factor import lacks_second_factor
from gwella.web.components.lists import Column, Table
from gwella.web.home.today import councils, data, leading, region, school
from gwella.web.home.today.blocks import Asked, Block, Part, asked_by
from gwella.web.home.today.councils import FEW
from gwella.web.home.today.drawing import list_address, named

# Whose Today is a board of its own. Others see the schools open to them, where these are few.
BOARDS: Mapping[str, Callable[[Asked], Part]] = {
    "system_leader": leading.part_of,
    "senior_system_leader": councils.senior_part,
    "head_of_service": region.part_of,
    "council_officer": councils.officer_part,
    "data_team": data.part_of,
}


@dataclass(frozen=True, slots=True)
class Today:
    """One person's Today: where in the year we are, and a part for each of their roles, each once."""

    title: str
    caption: str
    lead: str
    parts: list[Part]
    needs_second_factor: bool


def today_of(request: HttpRequest) -> Today:
    """Today for whoever asks: at most six queries a role beyond those of any page, whatever the number of rows."""
    parts = [part for asked in asked_by(request) for part in _parts(asked)]
    return Today(
        title=parts[0].title if len(parts) == 1 else "",
        caption=_caption(clock.today()),
        lead=parts[0].lead if parts else gettext("No role is yours today. Ask whoever runs Gwella at your service."),
        parts=parts,
        needs_second_factor=lacks_second_factor(request),
    )


def _parts(asked: Asked) -> list[Part]:
    if asked.role.code in BOARDS:
        return [BOARDS[asked.role.code](asked)]
    if asked.role.code in school.OF_A_SCHOOL:
        return school.parts_of(asked)
    return [_simple(asked)]


def _simple(asked: Asked) -> Part:
    """A role without a board: how many schools are open to it, and which, where these are few. At most one query."""
    rows = asked.board(served=False).rows if asked.may("view_school") else []
    blocks = []
    if 0 < len(rows) <= FEW:
        columns = [Column(gettext("School")), Column(gettext("Council"))]
        heading = gettext("My schools")
        may_list = asked.may("list_schools")
        blocks.append(
            Block(
                heading,
                [Table(columns, [[named(row), row.council] for row in rows], caption=heading)],
                link=gettext("As a list to filter or export") if may_list else "",
                href=list_address() if may_list else "",
                source=gettext("From the register, and who looks after which school on the service date."),
            )
        )
    return Part(asked.role.code, gettext(asked.role.name), _lead(len(rows)), wide=blocks)


def _caption(day: date) -> str:
    parts = [
        date_format(day, "l j F Y"),
        _term(day),
        gettext("school year %(year)s") % {"year": clock.school_year(day)},
    ]
    return " · ".join(part for part in parts if part)


def _term(day: date) -> str:
    """The term, where the month alone tells it; April and August do not."""
    if day.month >= 9:
        return gettext("autumn term")
    if day.month <= 3:
        return gettext("spring term")
    return gettext("summer term") if day.month in (5, 6, 7) else ""


def _lead(count: int) -> str:
    if not count:
        return gettext("Your role opens no school’s page. What it opens is listed below.")
    return gettext("Schools open to you: %(count)s.") % {"count": count}
