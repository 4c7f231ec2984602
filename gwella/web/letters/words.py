"""Letters in words: their states, ways, languages, moments and deadlines."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gwella.core.clock import ZONE
from gwella.domain.allocation.rules import NOTICE_STATES
from gwella.flows.letters import Leaving, NoticeDeadline
from gwella.web.components.marks import Tag
from gwella.web.components.navigation import Crumb

WAYS = {"email": _("By e-mail"), "post": _("To post"), "failed": _("E-mail did not go"), "none": _("Does not go")}
READS = {"cy": _("Welsh"), "en": _("English"), "both": _("Both, Welsh first")}
WEIGHTS = {"prepared": "now", "approved": "todo", "sent": "done", "acknowledged": "done", "withdrawn": "done"}


def language() -> str:
    """The reader's language: "en" or "cy"."""
    return "cy" if (get_language() or "").startswith("cy") else "en"


def state_tag(state: str) -> Tag:
    """Where a letter stands."""
    return Tag(WEIGHTS[state], gettext(NOTICE_STATES[state]))


def moment(at: datetime) -> str:
    """Monday 3 February 2020, 08:00, by the clocks of Wales."""
    here = at.astimezone(ZONE)
    return f"{date_format(here, 'l j F Y')}, {date_format(here, 'H:i')}"


def leaving_words(leaves: Leaving) -> str:
    """When what is approved now would leave, and why not at once."""
    if not leaves.why:
        return gettext("At once, when approved.")
    params = {"when": moment(leaves.at), "why": gettext(leaves.why)}
    return gettext("Goes %(when)s, not now: %(why)s.") % params


def deadline_words(deadline: NoticeDeadline | None, framework: str) -> str:
    """By when schools should know, and who says so."""
    if deadline is None:
        return gettext(
            "The framework of this allocation cannot be read, so no day is known by which schools should know."
        )
    day = date_format(deadline.day, "j F Y")
    if deadline.is_first_day:
        told = gettext("Schools should know by %(day)s, the first day of the new links.")
        return told % {"day": day}
    told = gettext("Schools should know by %(day)s, by the framework %(framework)s.")
    ours = gettext("This is not the official value.") if deadline.is_ours else ""
    return f"{told % {'day': day, 'framework': framework}} {ours}".strip()


def crumbs(*more: Crumb) -> list[Crumb]:
    """Where pages about letters stand."""
    return [Crumb(gettext("Service"), reverse("service")), *more]


def under_letters() -> list[Crumb]:
    """Where a page below the list of letters stands."""
    return crumbs(Crumb(gettext("Letters"), reverse("letters")))
