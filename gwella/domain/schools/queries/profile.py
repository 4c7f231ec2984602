"""One school's own page: the school with what a person may see there, its people, and what came before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from gwella.domain.places.models import FrameworkYear
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import Contact, HandCorrection, Interest, School, SchoolLink, Succession

# Words that only a name in that language has.
_WELSH_WORDS = frozenset({"ysgol", "coleg", "canolfan", "uned", "gynradd", "uwchradd", "gyfun"})
_ENGLISH_WORDS = frozenset({"school", "college", "centre", "unit", "primary", "infant", "junior", "nursery"})


@dataclass(frozen=True, slots=True)
class SchoolAsSeen:
    """A school, the permissions a person holds at it, of those asked for, and the framework of the school year."""

    school: School
    permissions: frozenset[str]
    framework: str
    has_successions: bool
    has_corrections: bool


def school_as_seen(school: School, reach: Reach, permissions: Sequence[str], *, school_year: str) -> SchoolAsSeen:
    """The school with its groups and its register, and which of the permissions hold there; one query."""
    found = (
        School.objects.select_related("council", "federation", "cluster", "brought_by")
        .annotate(
            has_successions=Exists(
                Succession.objects.filter(Q(predecessor=OuterRef("pk")) | Q(successor=OuterRef("pk")))
            ),
            framework=Subquery(FrameworkYear.objects.filter(school_year=school_year).values("framework")[:1]),
            has_corrections=Exists(HandCorrection.objects.filter(school=OuterRef("pk"))),
            **{f"may_{permission}": _holds(reach, permission) for permission in permissions},
        )
        .get(pk=school.pk)
    )
    told = vars(found)
    held = frozenset(permission for permission in permissions if told[f"may_{permission}"])
    return SchoolAsSeen(found, held, told["framework"] or "", told["has_successions"], told["has_corrections"])


def _holds(reach: Reach, permission: str) -> Exists | Value:
    """Whether the permission holds at the row's school, as something to annotate."""
    if not reach.has(permission):
        return Value(False, output_field=BooleanField())
    return Exists(reach.schools(permission).filter(pk=OuterRef("pk")))


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody's tie to a school between days: a post held there, looking after it, or an interest that bars.

    `kind` is a post's role or an interest's kind, "" for whoever looks after it; `until` is the last day (for an
    interest: the day it ended). `note` is the reason given, where one was.
    """

    what: str  # "contact" | "link" | "interest"
    kind: str
    name: str
    email: str
    reads: str
    since: date | None
    until: date | None
    note: str

    def holds_on(self, day: date) -> bool:
        """Whether the tie holds on a day; one whose first day nobody knows has always held."""
        return (self.since is None or self.since <= day) and (self.until is None or self.until >= day)


def ties_of(school: School, *, contacts: bool, interests: bool) -> list[Tie]:
    """Who has looked after the school, newest first, and those asked for of its contacts and interests; one query."""
    found = _ties(
        SchoolLink.objects.filter(school=school), "link", "leader__name", "starts_on", "ends_on", "end_reason"
    )
    if contacts:
        posts = Contact.objects.filter(school=school)
        found = found.union(_ties(posts, "contact", "name", "since", "until", None, "role", "email", "reads"), all=True)
    if interests:
        barred = Interest.objects.filter(school=school)
        found = found.union(
            _ties(barred, "interest", "user__name", "declared_on", "ended_on", "note", "kind"), all=True
        )
    ties = [Tie(*row) for row in found]
    return sorted(ties, key=lambda tie: (-(tie.since or date.min).toordinal(), tie.name))


def _ties(
    rows: QuerySet[Any],
    what: str,
    name: str,
    since: str,
    until: str,
    note: str | None,
    kind: str | None = None,
    email: str | None = None,
    reads: str | None = None,
) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows of one model in the columns of `Tie`; what a model does not have is empty."""
    return rows.order_by().values_list(
        Cast(Value(what), TextField()),
        *(Cast(F(field) if field else Value(""), TextField()) for field in (kind, name, email, reads)),
        since,
        until,
        Cast(F(note) if note else Value(""), TextField()),
    )


def keeper_on(ties: Sequence[Tie], day: date) -> Tie | None:
    """Who looks after the school on a day."""
    return next((tie for tie in ties if tie.what == "link" and tie.holds_on(day)), None)


def posts_on(ties: Sequence[Tie], day: date, *roles: str) -> list[Tie]:
    """Who holds one of the posts on a day, in the order of the roles named, then by name."""
    held = [tie for tie in ties if tie.what == "contact" and tie.kind in roles and tie.holds_on(day)]
    return sorted(held, key=lambda tie: (roles.index(tie.kind), tie.name))


def successions_of(school: School, reach: Reach) -> list[tuple[Succession, bool]]:
    """What the school followed and what followed it, in the order of the days, and whether the person reaches it."""
    others = reach.schools().exclude(pk=school.pk)
    rows = (
        Succession.objects.filter(Q(predecessor=school) | Q(successor=school))
        .annotate(reached=Exists(others.filter(pk__in=[OuterRef("predecessor"), OuterRef("successor")])))
        .select_related("predecessor", "successor")
    )
    return [(row, bool(vars(row)["reached"])) for row in rows.order_by("happened_on", "pk")]


def corrections_of(school: School) -> list[HandCorrection]:
    """Fields people put right, newest first."""
    return list(HandCorrection.objects.filter(school=school).select_related("corrected_by").order_by("-corrected_at"))


def language_of(name: str) -> str:
    """The language a name is plainly in ("cy" or "en"), for the `lang` attribute; "" where it shows neither."""
    words = set(name.casefold().split())
    welsh, english = bool(words & _WELSH_WORDS), bool(words & _ENGLISH_WORDS)
    return ("cy" if welsh else "en") if welsh != english else ""
