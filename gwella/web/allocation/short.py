"""What a run leaves short: where, why, and whose agreement would help."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from gwella.core.text import Bilingual
from gwella.domain.schools.rules import MEDIUM_GROUPS, PHASES
from gwella.web.allocation.seen import RunSeen
from gwella.web.allocation.words import SHORT_OF, half_days, km, language
from gwella.web.components.days import days
from gwella.web.components.lists import Column, Fact, Summary, Table
from gwella.web.components.marks import Cell

FIRST = 8  # what stands open; the rest is unfolded


def shortages(seen: RunSeen) -> Table | None:
    """Where days are short, in days and in posts that would cover them; schools are named in the list."""
    return _table(seen, seen.shortages[:FIRST])


def other_shortages(seen: RunSeen) -> tuple[str, Table | None]:
    """The smaller ones after the first, to unfold: how many, and the table."""
    others = seen.shortages[FIRST:]
    told = ngettext("%(count)s smaller shortage", "%(count)s smaller shortages", len(others))
    return told % {"count": len(others)}, _table(seen, others)


def _table(seen: RunSeen, found: Sequence[Mapping[str, Any]]) -> Table | None:
    if not found:
        return None
    is_mixed = len({short["reason"] for short in seen.shortages}) > 1
    rows = []
    for short in found:
        told = ngettext("%(count)s school", "%(count)s schools", len(short["schools"]))
        would = gettext("posts that would cover it: %(people)s") % {"people": days(short["people"])}
        parts = [told % {"count": len(short["schools"])}, would]
        if is_mixed:
            parts.append(str(SHORT_OF[short["reason"]]))
        rows.append([Cell(where_short(seen, short), " · ".join(parts)), days(short["days"])])
    return Table(
        [Column(gettext("Where")), Column(gettext("Days short"), number=True)], rows, caption=gettext("Shortages")
    )


def why_short(seen: RunSeen) -> str:
    """Why days are short, where it is the same everywhere."""
    reasons = {short["reason"] for short in seen.shortages}
    return str(SHORT_OF[reasons.pop()]) if len(reasons) == 1 else ""


def where_short(seen: RunSeen, short: Mapping[str, Any]) -> str:
    """A shortage's council, phase and language."""
    councils = {p.school.council.code: p.school.council.name.in_language(language()) for p in seen.without}
    phase, medium = gettext(PHASES[short["phase"]]), gettext(MEDIUM_GROUPS[short["language"]][0])
    return ", ".join((councils[short["council"]], phase, medium))


def days_beyond(seen: RunSeen) -> Summary | None:
    """The days no sharing out could find, and those left that fit none of the schools."""
    if not seen.shortages:
        return None
    short = seen.run.shortages
    return Summary(
        [
            Fact(
                gettext("Beyond everybody’s days"),
                days(short["arithmetic_days"]),
                gettext("Days the schools need beyond all that people can give, whoever may do what."),
            ),
            Fact(
                gettext("Days nobody short can use"),
                days(short["idle_days"]),
                gettext("Free days of people whom the limits keep from every one of these schools."),
            ),
        ],
        narrow=True,
    )


def what_would_help(seen: RunSeen) -> str:
    """Whom asking for one more council would help most, in two sentences."""
    if not seen.shortages or not seen.is_open:
        return ""
    asking = seen.best_help
    if asking is None:
        return gettext(
            "Nobody with free days is kept from these schools by agreement alone. More days or people are needed."
        )
    agreed = gettext("%(name)s has agreed to work in %(councils)s only.")
    told = gettext("Agreeing to %(councils)s too would leave %(days)s days short and add %(km)s km a year.")
    return " ".join(
        (
            agreed % {"name": asking.person.name, "councils": _names(asking.agreed)},
            told % {"days": half_days(asking.left), "km": km(asking.kilometres), "councils": _names(asking.more)},
        )
    )


def _names(councils: Sequence[Bilingual]) -> str:
    return ", ".join(sorted(name.in_language(language()) for name in councils))
