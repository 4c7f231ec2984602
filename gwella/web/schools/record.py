"""A school's record: who did what, when and why."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext

from gwella.core.clock import ZONE
from gwella.core.models import AuditSubject
from gwella.domain.schools.models import School
from gwella.web.components.lists import Moment, Timeline
from gwella.web.components.navigation import Pagination
from gwella.web.pages import at_school, page
from gwella.web.schools.profile import Profile, header_of, profile_of
from gwella.web.schools.words import sentences, tell_event, tell_particulars

PAGE_LENGTH = 25
# What a kind of event needs beyond the record itself: a proposal is not a school's to see before it is confirmed.
NEEDS = {
    "allocation.": "propose_allocation",
    "notices.": "propose_allocation",
    "interest": "view_interests",
    "categories.": "view_category",
}


@page(at_school("view_record"))
def record(request: HttpRequest, school: School) -> HttpResponse:
    """What happened to the school, newest first."""
    profile = profile_of(request, school)
    shown = Paginator(_events(profile), PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "profile": profile,
        "header": header_of(profile, "school_record"),
        "timeline": _timeline(shown) if shown.object_list else None,
        "count": shown.paginator.count,
        "pagination": Pagination(shown, request.GET),
    }
    return render(request, "schools/record.html", context)


def _events(profile: Profile) -> QuerySet[AuditSubject]:
    rows = AuditSubject.objects.filter(kind="school", key=str(profile.school.pk)).select_related("event")
    for prefix, permission in NEEDS.items():
        if not profile.may(permission):
            rows = rows.exclude(event__kind__startswith=prefix)
    return rows.order_by("-event__happened_at", "-event_id")


def _timeline(shown: "Page[AuditSubject]") -> Timeline:
    return Timeline([_moment(subject) for subject in shown])


def _moment(subject: AuditSubject) -> Moment:
    event = subject.event
    when = event.happened_at.astimezone(ZONE)
    particulars = {**event.data, **subject.data}
    told = tell_event(event.kind, particulars)
    reason = "" if "{reason}" in sentences().get(event.kind, "") else str(event.data.get("reason") or "")
    return Moment(
        when=f"{date_format(when, 'j F Y')}, {date_format(when, 'H:i')}",
        text=told,
        detail=reason or tell_particulars(event.kind, particulars),
        sub=event.actor_name or gettext("by the system"),
    )
