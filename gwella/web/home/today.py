"""What stands on a person's Today. The blocks of each role are gathered here; `views.today` only draws them."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from gwella.core import clock
from gwella.domain.schools.models import School
from gwella.domain.schools.rules import MEDIUMS, PHASES
from gwella.web.accounts.second_factor import lacks_second_factor
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Cell
from gwella.web.home.service import address
from gwella.web.pages import reach_of

# Who has this many schools or fewer sees them all by name; others go by the list.
FEW = 40


@dataclass(frozen=True, slots=True)
class Today:
    """One person's Today: where in the year we are, their schools where these are few, and what comes first."""

    caption: str
    lead: str
    schools: Table | None
    lists_schools: bool
    needs_second_factor: bool


def today_of(request: HttpRequest) -> Today:
    """Today for whoever asks, in at most two queries beyond their reach."""
    mine = reach_of(request).schools().open().select_related("council")
    found = list(mine.order_by(f"sort_{_language()}", "number")[: FEW + 1])
    count = len(found) if len(found) <= FEW else mine.count()
    return Today(
        caption=_caption(clock.today()),
        lead=_lead(count),
        schools=_table(found) if 0 < count <= FEW else None,
        lists_schools=reach_of(request).has("list_schools"),
        needs_second_factor=lacks_second_factor(request),
    )


def _language() -> str:
    return "cy" if (get_language() or "").startswith("cy") else "en"


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
        return gettext("No school’s page is open to you today. What your role is for stands below.")
    return gettext("Schools open to you: %(count)s.") % {"count": count}


def _table(schools: list[School]) -> Table:
    return Table(
        columns=[Column(gettext("School")), Column(gettext("Council")), Column(gettext("Phase and medium"))],
        rows=[[_name(school), school.council.name.in_language(_language()), _kind(school)] for school in schools],
        caption=gettext("My schools"),
    )


def _name(school: School) -> Cell:
    own, other = ("cy", "en") if _language() == "cy" else ("en", "cy")
    first, second = school.name.in_language(own), school.name.in_language(other)
    return Cell(first, second if second != first else "", address("school", school.number))


def _kind(school: School) -> str:
    return " · ".join(gettext(words) for words in (PHASES.get(school.phase), MEDIUMS.get(school.medium)) if words)
