"""What every page's frame needs: the service, the doors the person has, the date, the other language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Subquery
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gwella.core import clock
from gwella.domain.people.models import User
from gwella.domain.places.models import FrameworkYear, Service
from gwella.insight.search import may_search
from gwella.web.accounts.sessions import seconds_left
from gwella.web.pages import reach_of


@dataclass(frozen=True, slots=True)
class Door:
    """One way in, in the order people use them."""

    label: Any
    url: str
    current: bool


# Label, address name, and the permissions of which one opens the door (none: everyone signed in).
DOORS = (
    (_("Today"), "today", ()),
    (_("Schools"), "schools", ("list_schools",)),
    (_("Boards"), "boards", ("view_boards",)),
    (
        _("Service"),
        "service",
        (
            "import_data",
            "view_people",
            "propose_allocation",
            "approve_letters",
            "administer",
            "declare_interest",
        ),
    ),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's context. Pages that fail before a person is known get a frame without doors."""
    language = translation.get_language() or "en"
    other = "en" if language == "cy" else "cy"
    context: dict[str, Any] = {
        "language": language,
        "other_language": other,
        "other_language_url": translate_url(request.get_full_path(), other),
        "service_date": clock.today(),
        "demonstration": settings.DEMONSTRATION,
        "idle_minutes": max(1, settings.SESSION_COOKIE_AGE // 60),
    }
    # One query for the service and its framework: every page asks this.
    named = FrameworkYear.objects.filter(school_year=clock.school_year(clock.today())).values("framework")[:1]
    service = Service.objects.annotate(framework=Subquery(named)).first()
    if service:
        name = service.name
        context["service"] = {
            "name": name.in_language(language),
            "name_other": name.in_language(other),
            "is_demonstration": service.is_demonstration,
        }
    context["framework_code"] = (vars(service)["framework"] if service else None) or ""
    user = getattr(request, "user", None)
    if isinstance(user, User):
        context["doors"] = _doors(request)
        context["person_line"] = _person_line(request, user)
        context["session_left"] = seconds_left(request)
        context["session_warning"] = settings.SESSION_WARNING
        context["can_search"] = may_search(reach_of(request))
    return context


def _doors(request: HttpRequest) -> list[Door]:
    reach = reach_of(request)
    return [
        Door(label, reverse(name), request.path.startswith(reverse(name)))
        for label, name, permissions in DOORS
        if not permissions or any(reach.has(permission) for permission in permissions)
    ]


def _person_line(request: HttpRequest, user: User) -> str:
    roles = dict.fromkeys(gettext(grant.role.name) for grant in reach_of(request).grants)
    return ", ".join([user.name, *roles])
