"""After a confirmed allocation: a letter for each head and chair, the clerk copied, with the facts frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gwella.core.audit import Actor
from gwella.core.problems import BadInput, Problem
from gwella.core.text import Bilingual, mark
from gwella.domain.allocation.actions import NoticeFacts, approve_notices, prepare_notices
from gwella.domain.allocation.models import AllocationRun, Notice
from gwella.domain.allocation.rules import considerate_from
from gwella.domain.categories.models import CategoryRecord
from gwella.domain.categories.queries import framework_named
from gwella.domain.categories.rules import days_ceiling
from gwella.domain.people.models import User
from gwella.domain.places.models import Service
from gwella.domain.schools.models import Contact, School
from gwella.frameworks.framework import Framework

READERS = ("head", "chair")
COPIED = "clerk"


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs the letters, in which office."""

    name: str
    role: Bilingual


def latest_confirmed() -> AllocationRun:
    """The run whose letters are due: the latest confirmed one. `BadInput` where there is none."""
    run = AllocationRun.objects.filter(state=AllocationRun.State.CONFIRMED).order_by("-number").first()
    if run is None:
        raise BadInput(
            Problem(
                "letters.no_run",
                mark("No allocation has been confirmed, so there is nothing to tell schools yet."),
                mend=mark("Run `gwella allocate --confirm`, or confirm a proposal on its page."),
            )
        )
    return run


def prepare_letters(run: AllocationRun, *, signing: Signing, by: Actor, at: datetime) -> int:
    """Prepare every letter of a confirmed run that is not there yet, with its facts as they stand now.

    A school without a leader, or without a head and chair in post, gets none: it stays on the list of the untold.
    """
    framework = framework_named(run.framework)
    service = Service.objects.get()
    proposals = list(run.proposals.select_related("school__council", "leader").exclude(leader=None))
    categories = dict(
        CategoryRecord.objects.filter(
            school_year=run.school_year, school__in=[p.school_id for p in proposals]
        ).values_list("school_id", "category")
    )
    readers, clerks = _in_post([p.school for p in proposals])
    letters = []
    for proposal in proposals:
        school, leader = proposal.school, proposal.leader
        assert leader is not None
        about = {
            **_common(service, signing, run, at.date()),
            **_school(school),
            "leader_name": leader.name,
            "leader_email": leader.email,
            **_category(framework, categories.get(school.pk)),
            **_visit(framework, run.starts_on),
            "copied_to": [clerk.name for clerk in clerks.get(school.pk, [])],
            "copied_emails": [clerk.email for clerk in clerks.get(school.pk, []) if clerk.email],
        }
        letters += [
            NoticeFacts(school.pk, reader.pk, _reference(run, school, reader), about | _reader(reader))
            for reader in readers.get(school.pk, [])
        ]
    return prepare_notices(run, letters, by=by, at=at)


def send_considerately(
    pks: Sequence[int], *, school_year: str, framework_code: str, urgency: str = "", by: User, at: datetime
) -> datetime:
    """Approve letters to leave at the first considerate moment, or at once where a reason of urgency is given."""
    framework = framework_named(framework_code)
    terms = framework.calendar.terms_of(school_year) if framework else ()
    not_before = at if urgency else considerate_from(at, terms)
    approve_notices(pks, not_before=not_before, urgency=urgency, by=by, at=at)
    return not_before


def notice_deadline(run: AllocationRun) -> date | None:
    """The day by which schools should know, by the framework; None where it cannot be read.

    A run that starts after that day (a change in the year) has its own first day as the deadline.
    """
    framework = framework_named(run.framework)
    if framework is None:
        return None
    return max(framework.calendar.allocation_notice.on(run.school_year), run.starts_on)


def untold_schools(run: AllocationRun) -> list[tuple[School, str]]:
    """Schools of the run that no letter has reached, with why as a msgid, in the order of the register."""
    told = set(
        Notice.objects.filter(run=run, state__in=(Notice.State.SENT, Notice.State.ACKNOWLEDGED)).values_list(
            "school_id", flat=True
        )
    )
    prepared = set(Notice.objects.filter(run=run).values_list("school_id", flat=True))
    rows = run.proposals.select_related("school__council").order_by("school__sort_en", "school__number")
    untold = []
    for proposal in rows:
        if proposal.school_id in told:
            continue
        if proposal.leader_id is None:
            why = mark("No system leader yet")
        elif proposal.school_id in prepared:
            why = mark("Letter not sent yet")
        else:
            why = mark("No head or chair on record")
        untold.append((proposal.school, why))
    return untold


def _in_post(schools: Sequence[School]) -> tuple[Mapping[int, list[Contact]], Mapping[int, list[Contact]]]:
    readers: dict[int, list[Contact]] = {}
    clerks: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(school__in=schools, until=None, role__in=(*READERS, COPIED)).order_by("pk"):
        (clerks if contact.role == COPIED else readers).setdefault(contact.school_id, []).append(contact)
    return readers, clerks


def _reference(run: AllocationRun, school: School, reader: Contact) -> str:
    return f"{run.school_year[2:4]}{run.school_year[-2:]}-{run.number}-{school.number}-{reader.role}-{reader.pk}"


def _common(service: Service, signing: Signing, run: AllocationRun, today: date) -> dict[str, Any]:
    return {
        "date": today.isoformat(),
        "service_en": service.name_en,
        "service_cy": service.name_cy,
        "service_address": service.address_cy.splitlines() or service.address_en.splitlines(),
        "signed_name": signing.name,
        "signed_role_en": signing.role.en,
        "signed_role_cy": signing.role.cy,
        "demonstration": service.is_demonstration,
        "school_year": run.school_year,
    }


def _school(school: School) -> dict[str, Any]:
    return {
        "school_number": school.number,
        "school_en": school.name_en,
        "school_cy": school.name_cy,
        "council_en": school.council.name_en,
        "council_cy": school.council.name_cy,
    }


def _reader(reader: Contact) -> dict[str, Any]:
    return {"reader_name": reader.name, "reader_role": reader.role, "reads": reader.reads}


def _category(framework: Framework | None, category: str | None) -> dict[str, Any]:
    ceiling = days_ceiling(framework, category)
    facts: dict[str, Any] = {
        "ceiling_days": str(ceiling.days) if ceiling.days is not None else None,
        "ceiling_official": ceiling.status is not None and ceiling.status != "ours",
        "category": None,
    }
    if framework and framework.categories and category and framework.publication.told_in_letters.value:
        grade = framework.categories.grade(category)
        if grade.meaning:
            facts["category"] = {
                "code": category,
                "label": {"en": grade.word.en, "cy": grade.word.cy},
                "meaning": {"en": grade.meaning.en, "cy": grade.meaning.cy},
                "needs_review": grade.meaning.review,
            }
    return facts


def _visit(framework: Framework | None, starts_on: date) -> dict[str, Any]:
    until = framework.calendar.first_visit_by(starts_on) if framework else starts_on
    return {"visit_from": starts_on.isoformat(), "visit_to": until.isoformat(), "reply_by": until.isoformat()}
