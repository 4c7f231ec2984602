"""After a confirmed allocation: a letter for each head and chair, the clerk copied, with the facts frozen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.text import capfirst

from gwella.core import clock, work
from gwella.core.audit import Actor
from gwella.core.models import OutboxMessage, Work
from gwella.core.problems import BadInput, Problem
from gwella.core.text import Bilingual, mark
from gwella.domain.allocation.actions import NoticeFacts, approve_notices, prepare_notices, withdraw_notices
from gwella.domain.allocation.actions.notices import OUTBOX_KIND
from gwella.domain.allocation.models import AllocationRun, Notice, Proposal
from gwella.domain.allocation.rules import WAITS, considerate_from, why_wait
from gwella.domain.categories.models import CategoryRecord
from gwella.domain.categories.queries import framework_named
from gwella.domain.categories.rules import days_ceiling
from gwella.domain.people.models import User
from gwella.domain.people.rules import Role
from gwella.domain.places.models import Council, Service
from gwella.domain.places.queries import calendars_by_key
from gwella.domain.schools.models import Contact, School, Succession
from gwella.frameworks.framework import Framework, Term

READERS = ("head", "chair")
COPIED = "clerk"


# How an office is written under a letter, where that differs from the name of the role.
OFFICES = {"head_of_service": Bilingual("Head of Service", "Pennaeth Gwasanaeth")}
NO_RUN = Problem(
    "letters.no_run",
    mark("No allocation has been confirmed, so there is nothing to tell schools yet."),
    mend=mark("Run `gwella allocate --confirm`, or confirm a proposal on its page."),
)


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs the letters, in which office."""

    name: str
    role: Bilingual


def signing_of(person: User, role: Role) -> Signing:
    """The person as they sign: by name, and in the office their role is, in both languages."""
    words = {}
    for language in ("en", "cy"):
        with translation.override(language):
            words[language] = capfirst(translation.gettext(role.name))
    return Signing(person.name, OFFICES.get(role.code) or Bilingual(words["en"], words["cy"]))


def confirmed_run() -> AllocationRun | None:
    """The run whose letters are due: the latest confirmed one."""
    return AllocationRun.objects.filter(state=AllocationRun.State.CONFIRMED).order_by("-number").first()


def latest_confirmed() -> AllocationRun:
    """The run whose letters are due: the latest confirmed one. `BadInput` where there is none."""
    run = confirmed_run()
    if run is None:
        raise BadInput(NO_RUN)
    return run


def prepare_letters(run: AllocationRun, *, signing: Signing, by: Actor, at: datetime) -> int:
    """Prepare every letter of a confirmed run that is not there yet, with its facts as they stand now.

    A school without a leader, or without a head and chair in post, gets none: it stays on the list of the untold. One
    that left the remit gets none either, nor does it when it comes back: an allocation is anew then.
    Raises `BadInput` where the run's framework cannot be read, for then the days are not known.
    """
    framework = framework_named(run.framework)
    if framework is None:
        raise BadInput(
            Problem(
                "letters.no_framework",
                mark("The framework “{value}” of this allocation cannot be read, so the days are not known."),
                value=run.framework,
            )
        )
    service = Service.objects.get()
    told_no_more = run.notices.filter(state=Notice.State.WITHDRAWN).order_by().values("school")
    within = School.objects.filter(still_told()).exclude(pk__in=told_no_more).order_by().values("pk")
    proposals = list(
        run.proposals.filter(school__in=within).select_related("school__council", "leader").exclude(leader=None)
    )
    schools = [proposal.school_id for proposal in proposals]
    records = CategoryRecord.objects.filter(school_year=run.school_year, school__in=schools)
    categories = {record.school_id: record for record in records}
    readers, clerks = _in_post(schools, at.date())
    letters = []
    for proposal in proposals:
        school, leader = proposal.school, proposal.leader
        assert leader is not None
        copied = clerks.get(school.pk, [])
        about = {
            **_common(service, signing, run, at.date()),
            **_school(school),
            "leader_name": leader.name,
            "leader_email": leader.email,
            **_category(framework, categories.get(school.pk)),
            **_visit(framework, run.starts_on),
            "copied_to": [clerk.name for clerk in copied],
            "copied_emails": [clerk.email for clerk in copied if clerk.email],
        }
        letters += [
            NoticeFacts(school.pk, reader.pk, _reference(run, school, reader), about | _reader(reader))
            for reader in readers.get(school.pk, [])
        ]
    return prepare_notices(run, letters, by=by, at=at)


def waiting_letters(run: AllocationRun, *, on: date) -> QuerySet[Notice]:
    """The letters of a run that wait for a yes, to readers who are still in post on the day."""
    still = _posts(on).order_by().values("pk")
    return Notice.objects.filter(run=run, state=Notice.State.PREPARED, contact__in=still)


def letters_to_post(run: AllocationRun) -> QuerySet[Notice]:
    """The approved letters of a run that no e-mail will take: their reader had no address when they were approved."""
    queued = OutboxMessage.objects.filter(kind=OUTBOX_KIND, key=OuterRef("reference"))
    return Notice.objects.filter(~Exists(queued), run=run, state=Notice.State.APPROVED)


# ---- schools that leave


def still_told() -> Q:
    """Schools that letters are for: those in the remit, and those that are so under another number by now."""
    served = School.objects.served().order_by().values("pk")
    renumbered = Succession.objects.filter(kind="renumbered", successor__in=served).order_by()
    return Q(pk__in=served) | Q(pk__in=renumbered.values("predecessor"))


def unsent_letters(schools: QuerySet[School]) -> QuerySet[Notice]:
    """The letters to schools that have not left: waiting for a yes, or approved."""
    waiting = (Notice.State.PREPARED, Notice.State.APPROVED)
    return Notice.objects.filter(state__in=waiting, school__in=schools.order_by().values("pk")).order_by("pk")


def withdraw_unserved_letters(*, by: Actor, at: datetime) -> int:
    """What follows for letters when a council or a school leaves: those to schools out of the remit are withdrawn.

    Returns how many.
    """
    gone: dict[str, list[int]] = {}
    for notice in unsent_letters(School.objects.exclude(still_told())).select_related("school__council"):
        gone.setdefault(_why_withdrawn(notice.school), []).append(notice.pk)
    return sum(withdraw_notices(pks, why=why, by=by, at=at) for why, pks in sorted(gone.items()))


def _why_withdrawn(school: School) -> str:
    """The reason as a key of `rules.WITHDRAWN`."""
    if school.state != "open":
        return "closed"
    return "remit" if school.council.is_served else "council"


# ---- when they leave


@dataclass(frozen=True, slots=True)
class Leaving:
    """When a letter approved at a moment leaves, and why not at once (a msgid, "" where it does)."""

    at: datetime
    why: str


def leaving(framework_code: str, *, at: datetime, urgency: str = "", council: Council | None = None) -> Leaving:
    """When letters approved at `at` leave: at the first considerate moment, or at once for a reason of urgency.

    With a council its own school days count, where it gave them; otherwise the framework's defaults.
    """
    if council is not None:
        return leavings(framework_code, [council.pk], at=at, urgency=urgency)[council.pk]
    framework, day = framework_named(framework_code), at.astimezone(clock.ZONE).date()
    years = (clock.school_year(day), clock.school_year(_a_year_on(day))) if framework else ()
    terms = [term for year in years for term in framework.calendar.terms_of(year)] if framework else []
    return _leaving(at, urgency, terms)


def leavings(framework_code: str, councils: Iterable[int], *, at: datetime, urgency: str = "") -> dict[int, Leaving]:
    """When letters to the schools of each council leave, by the council's key, as `leaving` tells. Two queries."""
    day = at.astimezone(clock.ZONE).date()
    calendars = calendars_by_key(list(councils), day, _a_year_on(day), default=framework_named(framework_code))
    return {key: _leaving(at, urgency, calendar.terms) for key, calendar in calendars.items() if key}


def _leaving(at: datetime, urgency: str, terms: Sequence[Term]) -> Leaving:
    moment = at.astimezone(clock.ZONE)
    wait = "" if urgency else why_wait(moment, terms)
    return Leaving(considerate_from(moment, terms), WAITS[wait]) if wait else Leaving(at, "")


def _a_year_on(day: date) -> date:
    """The next school year counts too, so that the summer between them is a holiday."""
    return day.replace(year=day.year + 1, day=min(day.day, 28))


@transaction.atomic
def send_considerately(
    pks: Sequence[int], *, framework_code: str, urgency: str = "", by: User, at: datetime
) -> Leaving:
    """Approve letters to leave at the first considerate moment, or at once where a reason of urgency is given.

    Each council's schools are spared by their own term dates. Letters for later leave by themselves at their hour; who
    approves letters for now asks for the sending, or sends. Returns when the last of them leaves. Raises `Refused`
    where somebody has approved one of them meanwhile; then none is approved.
    """
    councils: dict[int, tuple[Council, list[int]]] = {}
    for notice in Notice.objects.filter(pk__in=pks).select_related("school__council").order_by("pk"):
        councils.setdefault(notice.school.council_id, (notice.school.council, []))[1].append(notice.pk)
    together: dict[Leaving, list[int]] = {}
    leave = leavings(framework_code, councils, at=at, urgency=urgency)
    for council, theirs in councils.values():
        together.setdefault(leave[council.pk], []).extend(theirs)
    last = max(together, key=lambda leaves: leaves.at, default=Leaving(at, ""))
    for leaves, theirs in sorted(together.items(), key=lambda item: item[0].at):
        approve_notices(theirs, not_before=leaves.at, urgency=urgency, by=by, at=at)
        if leaves.at > at:
            ask_to_send(by=by, at=at, not_before=leaves.at)
        elif last.at > at:
            ask_to_send(by=by, at=at, again=True)
    return last


def ask_to_send(*, by: User | None, at: datetime, not_before: datetime | None = None, again: bool = False) -> Work:
    """The work of sending what is due, now or at an hour: one that waits for the same already, or a new one.

    Each letter goes once either way. `again` tries those too that have failed too often. Work for now belongs to who
    asks, who is shown its page.
    """
    waits = Work.objects.filter(name="send_letters", state=Work.State.WAITING, not_before=not_before)
    if not_before is None:
        waits = waits.filter(asked_by=by, params__again=again)
    params = {"again": again, "page": "letters", "args": []}
    found = waits.order_by("pk").last()
    return found or work.ask("send_letters", params, by=by, at=at, not_before=not_before)


# ---- who should know, and by when


@dataclass(frozen=True, slots=True)
class NoticeDeadline:
    """The day by which schools should know. `is_ours`: the framework's day is our default, no official value.

    `is_first_day`: the run was decided after the framework's day, so the first day of its links stands instead.
    """

    day: date
    is_ours: bool
    is_first_day: bool


def notice_deadline(run: AllocationRun) -> NoticeDeadline | None:
    """The day by which schools should know; None where the framework cannot be read."""
    framework = framework_named(run.framework)
    if framework is None:
        return None
    notice = framework.calendar.allocation_notice
    day = notice.on(run.school_year)
    decided = (run.confirmed_at or run.proposed_at).astimezone(clock.ZONE).date()
    if decided > day:
        return NoticeDeadline(run.starts_on, False, True)
    return NoticeDeadline(day, notice.status == "ours", False)


NO_LEADER = mark("No system leader yet")
NO_READER = mark("No head or chair on record")
READER_LEFT = mark("The letter’s reader has left; prepare again")
TAKEN_BACK = mark("Letter withdrawn when the school left; a new allocation tells it")
NOT_PREPARED = mark("Letter not prepared yet")
WAITS_FOR_YES = mark("Letter waits for a yes")
NOT_SENT = mark("Letter approved, not sent yet")


@dataclass(frozen=True, slots=True)
class LettersStanding:
    """How many letters a run asks for that are not prepared, and the schools none has reached, with why as a msgid."""

    missing: int
    untold: list[tuple[School, str]]


def letters_standing(run: AllocationRun, *, on: date, schools: QuerySet[School] | None = None) -> LettersStanding:
    """Where the letters of a run stand on a day, for these schools or all, in the register's order. Three queries."""
    within = (School.objects.all() if schools is None else schools).filter(still_told())
    proposals = run.proposals.filter(school__in=within.order_by().values("pk")).select_related("school__council")
    notices: dict[int, set[tuple[str, int]]] = {}
    rows = Notice.objects.filter(run=run).order_by().values_list("school_id", "state", "contact_id")
    for school_id, state, contact_id in rows:
        notices.setdefault(school_id, set()).add((state, contact_id))
    posts = _posts(on).order_by().filter(school__in=run.proposals.values("school_id"), role__in=READERS)
    readers: dict[int, set[int]] = {}
    for contact_id, school_id in posts.values_list("pk", "school_id"):
        readers.setdefault(school_id, set()).add(contact_id)
    missing, untold = 0, []
    for proposal in proposals.order_by("school__sort_en", "school__number"):
        held = readers.get(proposal.school_id, set())
        written = notices.get(proposal.school_id, set())
        missing += len(held - {contact for _state, contact in written}) if proposal.leader_id else 0
        why = _why_untold(proposal, written, held)
        if why:
            untold.append((proposal.school, why))
    return LettersStanding(missing, untold)


def _why_untold(proposal: Proposal, written: set[tuple[str, int]], held: set[int]) -> str:
    """Why no letter has reached the school, "" where one has. `written`: state and reader; `held`: readers in post."""
    states = {state for state, _contact in written}
    if states & {Notice.State.SENT, Notice.State.ACKNOWLEDGED}:
        return ""
    if Notice.State.APPROVED in states:
        return NOT_SENT
    if proposal.leader_id is None:
        return NO_LEADER
    if Notice.State.WITHDRAWN in states:
        return TAKEN_BACK
    if written:
        return WAITS_FOR_YES if {contact for _state, contact in written} & held else READER_LEFT
    return NOT_PREPARED if held else NO_READER


def _posts(on: date) -> QuerySet[Contact]:
    """Those who hold a post on a day; one whose first day nobody knows has always held it."""
    begun, not_over = Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gte=on)
    return Contact.objects.filter(begun, not_over)


def _in_post(schools: Sequence[int], on: date) -> tuple[Mapping[int, list[Contact]], Mapping[int, list[Contact]]]:
    readers: dict[int, list[Contact]] = {}
    clerks: dict[int, list[Contact]] = {}
    for contact in _posts(on).filter(school__in=schools, role__in=(*READERS, COPIED)).order_by("pk"):
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


def _category(framework: Framework, record: CategoryRecord | None) -> dict[str, Any]:
    """The ceiling of days and the category, by the framework it was decided under."""
    book = (framework_named(record.framework) or framework) if record else framework
    known = record is not None and book.categories is not None and record.category in book.categories.codes
    ceiling = days_ceiling(book, record.category if record and known else None)
    days = Decimal(record.ceiling_half_days) / 2 if record else ceiling.days
    facts: dict[str, Any] = {
        "categories": _categories(framework),
        "ceiling_days": str(days),
        "ceiling_official": ceiling.status is not None and ceiling.status != "ours",
        "category": None,
    }
    if record and known and book.categories and facts["categories"] == "told":
        grade = book.categories.grade(record.category)
        if grade.meaning:
            facts["category"] = {
                "code": record.category,
                "label": {"en": grade.word.en, "cy": grade.word.cy},
                "meaning": {"en": grade.meaning.en, "cy": grade.meaning.cy},
                "needs_review": grade.meaning.review,
            }
    return facts


def _categories(framework: Framework) -> str:
    """What letters under a framework do with categories: they are "told", or "kept" out, or there are "none"."""
    if framework.categories is None:
        return "none"
    return "told" if framework.publication.told_in_letters.value else "kept"


def _visit(framework: Framework, starts_on: date) -> dict[str, Any]:
    until = framework.calendar.first_visit_by(starts_on)
    return {"visit_from": starts_on.isoformat(), "visit_to": until.isoformat(), "reply_by": until.isoformat()}
