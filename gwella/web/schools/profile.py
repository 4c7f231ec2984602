"""What every page of a school shows at its head, and what the person may see there."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from gwella.core import clock
from gwella.core.text import Bilingual
from gwella.domain.categories.queries import YearOfCategory, categories_of
from gwella.domain.schools.models import School
from gwella.domain.schools.queries.profile import (
    SchoolAsSeen,
    Tie,
    keeper_on,
    language_of,
    posts_on,
    school_as_seen,
    ties_of,
)
from gwella.domain.schools.rules import MEDIUM_GROUPS, MEDIUMS, PHASES, medium_group
from gwella.web.components.base import Content
from gwella.web.components.days import days
from gwella.web.components.lists import Fact
from gwella.web.components.marks import Blank, Category
from gwella.web.components.navigation import Crumb, Tab, Tabs
from gwella.web.components.school import SchoolHeader, Standing
from gwella.web.pages import reach_of
from gwella.web.schools.words import category_word

PERMISSIONS = (
    *("view_category", "view_contacts", "view_record", "view_interests"),
    *("decide_register", "propose_allocation", "view_figures", "view_safe_figures", "check_figures"),
)
FOLD = "category_open"  # in the session: whether the person left category and days open


@dataclass(frozen=True, slots=True)
class Profile:
    """One school as one person sees it on a day. `years` is empty where the person sees no category."""

    seen: SchoolAsSeen
    ties: list[Tie]
    years: list[YearOfCategory]
    today: date
    lists_schools: bool
    is_fold_open: bool

    @property
    def school(self) -> School:
        return self.seen.school

    @property
    def school_year(self) -> str:
        return clock.school_year(self.today)

    @property
    def this_year(self) -> YearOfCategory | None:
        """What was decided for this school year."""
        return next((year for year in self.years if year.school_year == self.school_year), None)

    @property
    def is_served(self) -> bool:
        """Whether the service works with it: open, maintained or a referral unit, of a council it serves."""
        school = self.school
        return school.state == "open" and school.kind in ("maintained", "pru") and school.council.is_served

    def may(self, permission: str) -> bool:
        """Whether the person holds the permission at this school."""
        return permission in self.seen.permissions


def profile_of(request: HttpRequest, school: School) -> Profile:
    """The school with all that its head needs, in three queries."""
    reach = reach_of(request)
    today = clock.today()
    seen = school_as_seen(school, reach, PERMISSIONS, school_year=clock.school_year(today))
    held = seen.permissions
    return Profile(
        seen=seen,
        ties=ties_of(seen.school, contacts="view_contacts" in held, interests="view_interests" in held),
        years=categories_of(seen.school) if "view_category" in held else [],
        today=today,
        lists_schools=reach.has("list_schools"),
        is_fold_open=bool(request.session.get(FOLD)),
    )


def header_of(profile: Profile, tab: str) -> SchoolHeader:
    """The masthead of a school's page; `tab` is the name of the page's address."""
    school = profile.school
    language = "cy" if (get_language() or "").startswith("cy") else "en"
    name, other = school.name.in_language(language), school.name.in_language("en" if language == "cy" else "cy")
    return SchoolHeader(
        name=name,
        name_other=other,
        lang=language if name != other else language_of(name) or language,
        facts=_facts(profile),
        crumbs=_crumbs(profile, language),
        standing=_standing(profile),
        tabs=_tabs(profile, tab),
        notice=_notice(profile),
    )


def _crumbs(profile: Profile, language: str) -> list[Crumb]:
    if not profile.lists_schools:
        return []
    council = profile.school.council
    here = reverse("schools")
    return [
        Crumb(gettext("Schools"), here),
        Crumb(council.name.in_language(language), f"{here}?council={council.code}"),
    ]


def _facts(profile: Profile) -> list[Fact]:
    school = profile.school
    language = get_language() or "en"
    return [
        Fact(gettext("Number"), school.number),
        Fact(gettext("Council"), school.council.name.in_language(language)),
        Fact(gettext("Medium and phase"), _medium_and_phase(school), _ages(school)),
        _head(profile),
        Fact(gettext("Inspection"), Blank(gettext("not held here yet"))),
        _leader(profile),
    ]


def _medium_and_phase(school: School) -> str:
    """Short, as people say it: "Welsh, primary"; a medium in between keeps its full name."""
    group = medium_group(school.medium)
    medium = MEDIUM_GROUPS[group][0] if school.medium in ("WM", "EM") else MEDIUMS.get(school.medium, "")
    parts = ["" if group == "none" else medium, PHASES[school.phase] if school.phase in PHASES and school.phase else ""]
    told = [gettext(part) for part in parts if part]
    return ", ".join([told[0], *(part.lower() for part in told[1:])]) if told else ""


def _ages(school: School) -> str:
    if school.lowest_age is None or school.highest_age is None:
        return ""
    return gettext("%(low)s to %(high)s") % {"low": school.lowest_age, "high": school.highest_age}


def _head(profile: Profile) -> Fact:
    label = gettext("Head")
    if not profile.may("view_contacts"):
        return Fact(label, Blank(gettext("your roles do not show contacts here")))
    head = next(iter(posts_on(profile.ties, profile.today, "head")), None)
    if head is None:
        return Fact(label, Blank(vacancy_of(profile, "head")))
    return Fact(label, head.name, since(head.since))


def since(day: date | None) -> str:
    """Since which month somebody holds a post; nothing where nobody knows."""
    return gettext("since %(month)s") % {"month": date_format(day, "F Y")} if day else ""


def vacancy_of(profile: Profile, role: str) -> str:
    """Why nobody holds a post: empty since a day, or not recorded."""
    ended = [tie.until for tie in profile.ties if tie.what == "contact" and tie.kind == role and tie.until]
    if not ended:
        return gettext("not recorded")
    return gettext("post empty since %(day)s") % {"day": date_format(max(ended), "j F Y")}


def _leader(profile: Profile) -> Fact:
    label = gettext("System leader")
    keeper = keeper_on(profile.ties, profile.today)
    if keeper and keeper.until:
        until = gettext("until %(day)s") % {"day": date_format(keeper.until, "j F Y")}
        return Fact(label, keeper.name, until)
    if keeper:
        return Fact(label, keeper.name)
    if not profile.is_served:
        closed = profile.school.state == "closed"
        return Fact(label, Blank(gettext("closed") if closed else gettext("not served by this service")))
    return Fact(label, Blank(gettext("nobody confirmed yet")))


def _standing(profile: Profile) -> Standing | None:
    if not profile.may("view_category") or not (profile.is_served or profile.this_year):
        return None
    year = profile.this_year
    facts = [Fact(gettext("School year"), profile.school_year)]
    if year:
        if year.decided_on:
            facts.append(Fact(gettext("Decided"), date_format(year.decided_on, "j F Y")))
        facts.append(Fact(gettext("Ceiling of days"), days(year.ceiling)))
    else:
        facts.append(Fact(gettext("Ceiling of days"), Blank(gettext("comes with the category"))))
    return Standing(category_mark(year), facts, profile.is_fold_open, reverse("schools_fold"))


def category_mark(year: YearOfCategory | None, big: bool = True) -> Category:
    """A year's category as its mark, in the words of its framework."""
    if year is None:
        return Category("", gettext("Not decided"), big)
    return Category(year.category, category_word(year.framework, year.category), big)


def _tabs(profile: Profile, tab: str) -> Tabs:
    number = [profile.school.number]
    tabs = [Tab(gettext("Overview"), reverse("school", args=number), tab == "school")]
    if profile.may("view_safe_figures"):
        # Those who see the safe version come to the plain words first.
        page = "school_evidence" if profile.may("view_figures") else "school_evidence_plain"
        tabs.append(Tab(gettext("Evidence"), reverse(page, args=number), tab == "school_evidence"))
    if profile.may("view_record"):
        tabs.append(Tab(gettext("Record"), reverse("school_record", args=number), tab == "school_record"))
    return Tabs(gettext("Parts of this school’s page"), tabs)


def _notice(profile: Profile) -> Content:
    school = profile.school
    if school.state != "closed":
        return ""
    if not school.closed_on:
        return gettext("This school is closed. Its history stays here.")
    day = date_format(school.closed_on, "j F Y")
    return gettext("This school closed on %(day)s. Its history stays here.") % {"day": day}


def in_reader_s_language(name: Bilingual) -> str:
    """A name in the language of the page."""
    return name.in_language(get_language() or "en")
