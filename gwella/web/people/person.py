"""One person: what they bring, the schools they look after, their interests and roles; changing what they bring."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.signing import BadSignature, dumps, loads
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from gwella.core import clock
from gwella.core.models import AuditEvent, AuditSubject
from gwella.core.problems import BadInput
from gwella.core.telling import tell
from gwella.domain.people.actions import leader_values
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.people.rules import LEADER_FIELDS, ROLES
from gwella.domain.schools.access import can_declare_interest, can_view_person
from gwella.domain.schools.models import RoleGrant
from gwella.flows.people import revise_leader
from gwella.insight.people_list import Carried
from gwella.web.components.base import Content
from gwella.web.components.days import Load, days
from gwella.web.components.lists import Column, Fact, Figure, Figures, Moment, Summary, Table, Timeline
from gwella.web.components.marks import Blank, Cell
from gwella.web.components.navigation import Crumb
from gwella.web.pages import SIGNED_IN, anywhere, page, reach_of
from gwella.web.people import words
from gwella.web.people.forms import LeaderForm
from gwella.web.people.ties import Interests, Links
from gwella.web.schools.words import tell_event

RECENT, LOOKED_AT = 10, 100
BRINGS = ("leaders.recorded", "leader.changed")


def person_or_404(request: HttpRequest, pk: int) -> User:
    """Somebody who works for the service, whom the reader may see: oneself, or by a role."""
    works = Exists(
        RoleGrant.objects.filter(
            user=OuterRef("pk"), role__in=[code for code, role in ROLES.items() if role.is_service]
        )
    )
    rows = User.objects.select_related("system_leader").prefetch_related("system_leader__councils")
    found = rows.filter(Q(system_leader__isnull=False) | works, pk=pk).first()
    if found is None or not can_view_person(reach_of(request), found):
        raise Http404
    return found


def leader_of(person: User) -> SystemLeader | None:
    """What the person brings, where they look after schools."""
    return cast(SystemLeader | None, getattr(person, "system_leader", None))


@page(SIGNED_IN)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person brings, looks after and is barred from, as far as the reader may see it."""
    found = person_or_404(request, pk)
    reach = reach_of(request)
    own = found.pk == request.user.pk
    leader = leader_of(found)
    links = Links.of(found, reach)
    events = _events(found)
    context: dict[str, Any] = {
        "person": found,
        "own": own,
        "crumbs": words.crumbs(
            *([Crumb(gettext("System leaders"), reverse("people"))] if reach.has("view_people") else [])
        ),
        "lead": _lead(leader, links.carried),
        "details": Summary(_details(leader)) if leader else None,
        "source": _source(events),
        "figures": _figures(leader, links.carried) if leader else None,
        "load": _load(leader, links.carried) if leader else None,
        "links": links,
        "interests": Interests.of(found, reach, own=own),
        "may_change": bool(leader) and reach.has("manage_people"),
        "may_declare": bool(can_declare_interest(reach, found)),
    }
    if own or reach.has("manage_people") or reach.has("administer"):
        context["roles"] = _roles(found)
        context["history"] = Timeline([_moment(row) for row in events[:RECENT]]) if events else None
    return render(request, "people/person.html", context)


def _lead(leader: SystemLeader | None, carried: Carried) -> str:
    if leader is None:
        return gettext("Works for the service. No days in schools are recorded.")
    if leader.ends_on and leader.ends_on < clock.today():
        return gettext("Left on %(day)s.") % {"day": words.day(leader.ends_on)}
    if not carried.schools:
        return gettext("Brings days to schools, and has been given none yet.")
    told = ngettext(
        "Looks after %(count)s school. Its ceiling in days: %(carried)s. This person’s days a year: %(days)s.",
        "Looks after %(count)s schools. Their ceilings in days: %(carried)s. This person’s days a year: %(days)s.",
        carried.schools,
    )
    return told % {"count": carried.schools, "carried": days(carried.days), "days": days(leader.days)}


def _details(leader: SystemLeader) -> list[Fact]:
    values = leader_values(leader)
    names = {council.code: council.name.in_language(words.language()) for council in leader.councils.all()}
    facts = []
    for name in LEADER_FIELDS:
        value: Content = words.field_value(name, values[name], names)
        if name == "councils" and not names:
            value = gettext("Any of the service’s")
        if name == "base_postcode" and leader.base_postcode and leader.latitude is None:
            value = Cell(leader.base_postcode, gettext("place not known, so distances cannot be worked out"))
        if name in ("starts_on", "ends_on") and not values[name]:
            value = Blank(gettext("not recorded") if name == "starts_on" else gettext("no end planned"))
        facts.append(Fact(words.field(name), value))
    return facts


def _events(found: User) -> list[AuditSubject]:
    """What happened to the person of late, newest first."""
    rows = AuditSubject.objects.filter(kind="user", key=str(found.pk)).select_related("event")
    return list(rows.order_by("-event__happened_at", "-event_id")[:LOOKED_AT])


def _source(events: Sequence[AuditSubject]) -> str:
    """Who last brought in or changed what the person brings."""
    last = next((row for row in events if row.event.kind in BRINGS), None)
    if last is None:
        return gettext("Source: the staff file.")
    params = {
        "day": date_format(last.event.happened_at.astimezone(clock.ZONE), "j F Y"),
        "who": last.event.actor_name or gettext("the system"),
    }
    if last.event.kind == "leader.changed":
        return gettext("Source: changed by hand, %(day)s, %(who)s.") % params
    return gettext("Source: the staff file, %(day)s, %(who)s.") % params


def _figures(leader: SystemLeader, carried: Carried) -> Figures:
    left = leader.days - float(carried.days)
    return Figures(
        [
            Figure(gettext("Schools"), carried.schools),
            Figure(
                gettext("Ceilings carried"),
                days(carried.days),
                gettext("without a category: %(count)s") % {"count": carried.undecided} if carried.undecided else "",
            ),
            Figure(gettext("Days a year"), days(leader.days)),
            Figure(gettext("Left"), words.signed(left)),
        ]
    )


def _load(leader: SystemLeader, carried: Carried) -> Load:
    scale = max(float(carried.days), leader.days) or 1
    return Load(carried.days, 0, leader.days, scale, gettext("Solid: ceilings carried. Dashed: days a year."))


# ---- roles and history


def _roles(found: User) -> Table | None:
    rows = RoleGrant.objects.filter(user=found).select_related("council", "school").order_by("-starts_on", "pk")
    columns = [Column(gettext("Role")), Column(gettext("Since"))]
    body: list[Sequence[Content]] = [
        [Cell(words.role(row.role), where(row)), words.since_until(row.starts_on, row.ends_on)] for row in rows
    ]
    return Table(columns, body, caption=gettext("Roles")) if body else None


def where(grant: RoleGrant) -> str:
    """Over what a role is held."""
    if grant.council:
        return grant.council.name.in_language(words.language())
    if grant.school:
        return f"{grant.school.name.in_language(words.language())}, {grant.school.number}"
    reach = ROLES[grant.role].reach if grant.role in ROLES else "none"
    return {
        "region": gettext("The region"),
        "links": gettext("The schools given to them"),
        "cases": gettext("The cases given to them"),
    }.get(reach, gettext("The service"))


def _moment(row: AuditSubject) -> Moment:
    event = row.event
    when = event.happened_at.astimezone(clock.ZONE)
    return Moment(
        when=f"{date_format(when, 'j F Y')}, {date_format(when, 'H:i')}",
        text=_told(row),
        detail=_changes(event),
        sub=event.actor_name or gettext("by the system"),
    )


def _told(row: AuditSubject) -> str:
    """What happened to the person: an event about many says what it meant for this one."""
    match row.event.kind:
        case "leaders.recorded":
            return gettext("What this person brings was brought in")
        case "roles.granted":
            return gettext("Role given: %(role)s") % {"role": words.role(str(row.data.get("role", "")))}
        case "roles.ended":
            told = gettext("Role ends on %(day)s: %(role)s")
            ends_on = date.fromisoformat(str(row.data["ends_on"]))
            return told % {"day": words.day(ends_on), "role": words.role(str(row.data.get("role", "")))}
    return tell_event(row.event.kind, {**row.event.data, **row.data})


def _changes(event: AuditEvent) -> str:
    """What a change by hand changed, as label, before and after."""
    told = []
    for name, (was, became) in event.data.get("changes", {}).items():
        before, after = (_plain(words.field_value(name, value, {})) for value in (was, became))
        told.append(f"{words.field(name)}: {before} → {after}")
    return "; ".join(told)


def _plain(value: Content) -> str:
    return str(value.reason) if isinstance(value, Blank) else str(value)


# ---- changing what a person brings


@page(anywhere("manage_people"), methods=("GET", "POST"))
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change days, phases, subjects, Welsh, base, councils and dates by hand."""
    found = person_or_404(request, pk)
    leader = leader_of(found)
    if leader is None:
        raise Http404
    form = LeaderForm(leader, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            changes = revise_leader(
                leader, form.facts, seen=_seen(request), by=cast(User, request.user), at=clock.now()
            )
        except BadInput as bad:
            form = LeaderForm(leader)
            messages.error(request, " ".join(tell(problem) for problem in bad.problems))
        else:
            told = gettext("Changed.") if changes else gettext("Nothing was changed.")
            messages.success(request, told)
            return HttpResponseRedirect(reverse("person", args=[pk]))
    return render(
        request,
        "people/change.html",
        {
            "person": found,
            "form": form,
            "seen": dumps(json.dumps(leader_values(leader))),
            "crumbs": words.crumbs(
                Crumb(gettext("System leaders"), reverse("people")), Crumb(found.name, reverse("person", args=[pk]))
            ),
        },
    )


def _seen(request: HttpRequest) -> dict[str, Any]:
    """The values that stood in the form when it was opened, as the page carries them, signed."""
    try:
        return dict(json.loads(loads(request.POST.get("seen", ""))))
    except BadSignature:
        return {}
