"""What Today is made of: a part for each role a person holds, each of a few blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import get_language

from gwella.core import clock
from gwella.domain.people.rules import Role
from gwella.domain.schools.access import Reach
from gwella.insight.boards.schools import Board
from gwella.web.components.base import Content
from gwella.web.components.lists import Figures
from gwella.web.pages import reach_of
from gwella.web.schools.record import NEEDS


@dataclass(frozen=True, slots=True)
class Block:
    """One block: what it says in sentences, then its components; a link or note beside the heading, a source below."""

    heading: str
    body: Sequence[Content] = ()
    says: Sequence[str] = ()
    link: str = ""
    href: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one role comes to do first. `heading` is shown where a person has several; `title` replaces "Today"."""

    role: str
    heading: str
    lead: str
    main: Sequence[Block] = ()
    side: Sequence[Block] = ()
    wide: Sequence[Block] = ()
    figures: Figures | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for Today, in one of their roles: the reach of that role alone, on a day, in a language."""

    request: HttpRequest
    role: Role
    reach: Reach
    today: date
    language: str

    @property
    def school_year(self) -> str:
        return clock.school_year(self.today)

    @property
    def hidden(self) -> list[str]:
        """Beginnings of the kinds of events that this role is not shown."""
        return [prefix for prefix, permission in NEEDS.items() if permission not in self.role.permissions]

    def may(self, permission: str) -> bool:
        """Whether this role carries the permission."""
        return permission in self.role.permissions

    def board(self, *, served: bool = True) -> Board:
        """The schools of this role."""
        schools = self.reach.schools("view_school")
        return Board(
            schools.served() if served else schools.open(),
            language=self.language,
            on=self.today,
            school_year=self.school_year,
        )


def asked_by(request: HttpRequest) -> list[Asked]:
    """The roles of whoever asks, each once, in the order they were given, each with its own reach. No query of its own
    beyond the reach.
    """
    whole = reach_of(request)
    language = "cy" if (get_language() or "").startswith("cy") else "en"
    roles = {grant.role.code: grant.role for grant in whole.grants}
    return [Asked(request, role, _as(whole, role), clock.today(), language) for role in roles.values()]


def _as(whole: Reach, role: Role) -> Reach:
    """The reach of one role of a person; the interests that bar are those of the person."""
    one = Reach(whole.user, whole.on)
    one.grants = [grant for grant in whole.grants if grant.role.code == role.code]
    if role.is_officer:
        one.barred = whole.barred
    return one
