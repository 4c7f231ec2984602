"""A school's overview: days of help, how its category came to be, who looks after it, key facts, contacts."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gwella.core.text import Bilingual
from gwella.domain.categories.queries import StepTaken, YearOfCategory, framework_named
from gwella.domain.schools.models import Cluster, Federation, HandCorrection, School, Succession
from gwella.domain.schools.queries.profile import Tie, corrections_of, posts_on, successions_of
from gwella.domain.schools.rules import CONTACT_ROLES, FAITHS, GOVERNANCE, INTERESTS, KINDS, SUCCESSIONS
from gwella.web.components.base import Content
from gwella.web.components.days import days
from gwella.web.components.lists import Column, Fact, Figure, Figures, Moment, Summary, Table, Timeline
from gwella.web.components.marks import Blank, Cell
from gwella.web.pages import anywhere, at_school, page, reach_of
from gwella.web.schools.profile import (
    FOLD,
    Profile,
    category_mark,
    header_of,
    in_reader_s_language,
    profile_of,
    since,
    vacancy_of,
)
from gwella.web.schools.words import STEPS, category_word

READS = {
    "cy": _("letters in Welsh"),
    "en": _("letters in English"),
    "both": _("letters in both languages"),
    "": _("language not asked yet, so letters in both"),
}


@page(at_school("view_school"))
def overview(request: HttpRequest, school: School) -> HttpResponse:
    """What the service holds about a school, with the source and date of each part."""
    profile = profile_of(request, school)
    corrections = corrections_of(profile.school) if profile.seen.has_corrections else []
    context = {
        "profile": profile,
        "source": _source(profile.this_year) if profile.this_year else "",
        "header": header_of(profile, "school"),
        "days": _days(profile) if profile.may("view_category") else None,
        "story": _story(profile),
        "earlier": _earlier(profile),
        "keepers": _keepers(profile.ties, profile),
        "barred": _barred(profile),
        "facts": _key_facts(request, profile, corrections),
        "contacts": _contacts(profile) if profile.may("view_contacts") else None,
        "governors": _governors(profile),
        "left": _left(profile),
        "can_correct": profile.may("decide_register"),
    }
    return render(request, "schools/overview.html", context)


@page(anywhere("view_school"), methods=("POST",))
def fold(request: HttpRequest) -> HttpResponse:
    """Keep for the person's session whether category and days stand open, since screens are shared."""
    request.session[FOLD] = request.POST.get("open") == "1"
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None, require_https=False):
        return HttpResponseRedirect(back)
    return HttpResponse(status=204)


# ---- days and category


def _days(profile: Profile) -> dict[str, Any]:
    """The sentence, the figures and what the category means."""
    year = profile.this_year
    unknown = Blank(gettext("not recorded here yet"))
    if year is None:
        say, figures = _days_without(profile), []
    else:
        params = {"days": days(year.ceiling), "year": year.school_year}
        say = gettext("Days of help in %(year)s: at most %(days)s. A ceiling is never a promise.") % params
        figures = [
            Figure(gettext("Ceiling"), days(year.ceiling), gettext("from the category")),
            Figure(gettext("Agreed"), unknown, gettext("with the head and the council")),
            Figure(gettext("Planned and used"), unknown),
        ]
    return {"say": say, "figures": Figures(figures) if figures else None, "meaning": _meaning(year)}


def _days_without(profile: Profile) -> str:
    if not profile.is_served:
        return gettext("The service gives this school no days of help.")
    framework = framework_named(profile.seen.framework)
    if framework is None:
        return gettext("No framework is in force this school year, so no ceiling of days is set.")
    stated = framework.days.without_category
    told = gettext("No category is decided for %(year)s yet. Until then days are at most %(days)s.") % {
        "year": profile.school_year,
        "days": days(stated.value),
    }
    return f"{told} {gettext('This is not the official value.')}" if stated.is_ours else told


def _meaning(year: YearOfCategory | None) -> str:
    framework = framework_named(year.framework) if year else None
    scale = framework.categories if framework else None
    if year is None or scale is None or year.category not in scale.codes:
        return ""
    meaning = scale.grade(year.category).meaning
    return meaning.in_language(get_language() or "en") if meaning else ""


def _story(profile: Profile) -> Timeline | None:
    """How this year's category came to be, newest step first."""
    year = profile.this_year
    if year is None or not year.steps:
        return None
    return Timeline([_moment(year, step) for step in reversed(year.steps)])


def _moment(year: YearOfCategory, step: StepTaken) -> Moment:
    became = category_word(year.framework, step.became)
    moved = f"{category_word(year.framework, step.was)} → {became}" if step.was and step.was != step.became else became
    who = " · ".join(part for part in (step.by or gettext("brought in from a published list"), step.by_role) if part)
    why = step.why or (gettext("No reason was published.") if step.step == "published" else gettext("No reason given."))
    return Moment(date_format(step.at, "j F Y"), gettext(STEPS.get(step.step, step.step)), f"{moved}. {why}", sub=who)


def _source(year: YearOfCategory) -> str:
    """Where a year's category is from, as one line."""
    if year.source == "decided":
        told = gettext("Source: decided in this service, framework %(framework)s.")
        return told % {"framework": year.framework}
    told = gettext("Source: published categories, framework %(framework)s.") % {"framework": year.framework}
    return f"{told} {gettext('File')}: {year.file_name}" if year.file_name else told


def _earlier(profile: Profile) -> Table | None:
    """The categories of other school years."""
    years = [year for year in profile.years if year is not profile.this_year]
    if not years:
        return None
    columns = [Column(gettext("School year")), Column(gettext("Category")), Column(gettext("Ceiling of days"), True)]
    rows = [[year.school_year, category_mark(year, big=False), days(year.ceiling)] for year in years]
    return Table(columns, rows, caption=gettext("Categories of other years"), tight=True)


# ---- people


def _keepers(ties: Sequence[Tie], profile: Profile) -> Table | None:
    links = [tie for tie in ties if tie.what == "link"]
    if not links:
        return None
    columns = [Column(gettext("System leader")), Column(gettext("From")), Column(gettext("To"))]
    return Table(columns, [[tie.name, _day(tie), _until(tie, profile)] for tie in links])


def _day(tie: Tie) -> Content:
    return date_format(tie.since, "j F Y") if tie.since else Blank(gettext("not recorded"))


def _until(tie: Tie, profile: Profile) -> Content:
    if tie.until is None:
        return gettext("now") if tie.holds_on(profile.today) else gettext("to come")
    return Cell(date_format(tie.until, "j F Y"), tie.note)


def _barred(profile: Profile) -> Table | None:
    """Whom an interest keeps from the school; only for those who may see interests."""
    barred = [tie for tie in profile.ties if tie.what == "interest" and _bars(tie, profile)]
    if not barred:
        return None
    columns = [Column(gettext("Person")), Column(gettext("Interest")), Column(gettext("Since"))]
    rows = [[tie.name, Cell(gettext(INTERESTS.get(tie.kind, tie.kind)), tie.note), _day(tie)] for tie in barred]
    return Table(columns, rows, caption=gettext("People an interest keeps from this school"))


def _bars(tie: Tie, profile: Profile) -> bool:
    """An interest bars no longer on the day it ended."""
    return tie.holds_on(profile.today) and tie.until != profile.today


def _contacts(profile: Profile) -> Summary:
    facts = []
    for role in ("head", "deputy", "chair", "clerk"):
        held = posts_on(profile.ties, profile.today, role)
        label = gettext(CONTACT_ROLES[role])
        facts += [Fact(label, _mail(tie), _reads(tie)) for tie in held]
        if not held and role != "deputy":
            facts.append(Fact(label, Blank(vacancy_of(profile, role))))
    return Summary(facts, narrow=True)


def _mail(tie: Tie) -> Content:
    if not tie.email:
        return tie.name
    box, _at, host = tie.email.partition("@")
    # An address too long for its column breaks after the @.
    return format_html('{}<br><a href="mailto:{}" class="small">{}@<wbr>{}</a>', tie.name, tie.email, box, host)


def _reads(tie: Tie) -> str:
    return " · ".join(str(part) for part in (since(tie.since), READS.get(tie.reads, "")) if part)


def _governors(profile: Profile) -> Table | None:
    held = posts_on(profile.ties, profile.today, "chair", "governor")
    if not held:
        return None
    columns = [Column(gettext("Name")), Column(gettext("Post")), Column(gettext("Since"))]
    return Table(columns, [[tie.name, gettext(CONTACT_ROLES[tie.kind]), _day(tie)] for tie in held])


def _left(profile: Profile) -> Table | None:
    """Those who belonged to the school and no longer do."""
    gone = [tie for tie in profile.ties if tie.what == "contact" and not tie.holds_on(profile.today)]
    if not gone:
        return None
    columns = [Column(gettext("Name")), Column(gettext("Post")), Column(gettext("From")), Column(gettext("To"))]
    rows = [[tie.name, gettext(CONTACT_ROLES.get(tie.kind, tie.kind)), _day(tie), _until(tie, profile)] for tie in gone]
    return Table(columns, rows, caption=gettext("People who have left"), tight=True)


# ---- facts of the register


def _key_facts(request: HttpRequest, profile: Profile, corrections: Sequence[HandCorrection]) -> Summary:
    school = profile.school
    by_hand = {correction.field: correction for correction in corrections}
    address = format_html_join(
        mark_safe("<br>"), "{}", ((line,) for line in (*school.address, school.postcode) if line)
    )
    facts = [
        Fact(gettext("Pupils"), _known(school.pupils), _note(by_hand, "pupils")),
        Fact(gettext("Kind"), gettext(KINDS[school.kind])),
        Fact(
            gettext("Governance"),
            gettext(GOVERNANCE.get(school.governance, "Not stated")),
            _note(by_hand, "governance"),
        ),
        Fact(gettext("Religious character"), gettext(FAITHS.get(school.faith, "None stated")), _note(by_hand, "faith")),
        Fact(gettext("Address"), _known(address), _note(by_hand, "address", "postcode")),
        Fact(gettext("Telephone"), _known(school.phone), _note(by_hand, "phone")),
        Fact(gettext("Federation"), _group(school.federation)),
        Fact(gettext("Cluster"), _group(school.cluster)),
        Fact(gettext("Opened"), _known(school.opened_on and date_format(school.opened_on, "j F Y"))),
    ]
    if school.closed_on:
        facts.append(Fact(gettext("Closed"), date_format(school.closed_on, "j F Y")))
    if profile.seen.has_successions:
        facts += _successions(request, school)
    return Summary(facts, narrow=True)


def _known(value: Content) -> Content:
    return Blank(gettext("the register does not say")) if value in (None, "") else value


def _group(group: Cluster | Federation | None) -> Content:
    if group is None:
        return Blank(gettext("none recorded"))
    return in_reader_s_language(Bilingual(group.name_en, group.name_cy))


def _note(by_hand: dict[str, HandCorrection], *fields: str) -> str:
    """That a person put the fact right, who, when and why."""
    for name in fields:
        if correction := by_hand.get(name):
            told = gettext("put right by hand by %(name)s on %(day)s: %(reason)s")
            day = date_format(correction.corrected_at, "j F Y")
            return told % {"name": correction.corrected_by.name, "day": day, "reason": correction.reason}
    return ""


def _successions(request: HttpRequest, school: School) -> list[Fact]:
    return [_succession(one, school, reached) for one, reached in successions_of(school, reach_of(request))]


def _succession(one: Succession, school: School, reached: bool) -> Fact:
    follows = one.successor_id == school.pk
    other = one.predecessor if follows else one.successor
    label = gettext("Follows") if follows else gettext(SUCCESSIONS.get(one.kind, "Followed by"))
    href = reverse("school", args=[other.number]) if reached else ""
    day = date_format(one.happened_on, "j F Y")
    return Fact(label, Cell(in_reader_s_language(other.name), f"{other.number} · {day}", href))
