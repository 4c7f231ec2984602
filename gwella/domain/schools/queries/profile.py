"""One school's own page: the school with what a person may see there, its people, and what came before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Exists, OuterRef, Q, Value

from gwella.core.text import Bilingual
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import Contact, HandCorrection, Interest, School, SchoolLink, Succession

# Contacts in the order people ask for them; the governing body is the chair, the clerk and the governors.
ORDER = ("head", "deputy", "chair", "clerk", "governor")
GOVERNING_BODY = ("chair", "governor", "clerk")
# Words that only a Welsh name has. A name that is the same in both languages is read out in its own.
_WELSH_WORDS = frozenset({"ysgol", "coleg", "canolfan", "uned", "gynradd", "uwchradd", "gyfun", "meithrin"})


@dataclass(frozen=True, slots=True)
class SchoolAsSeen:
    """A school and the permissions a person holds at it, of those asked for."""

    school: School
    permissions: frozenset[str]
    has_successions: bool
    has_corrections: bool


def school_as_seen(school: School, reach: Reach, permissions: Sequence[str]) -> SchoolAsSeen:
    """The school with its groups and its register, and which of the permissions hold there; one query."""
    found = (
        School.objects.select_related("council", "federation", "cluster", "brought_by")
        .annotate(
            has_successions=Exists(
                Succession.objects.filter(Q(predecessor=OuterRef("pk")) | Q(successor=OuterRef("pk")))
            ),
            has_corrections=Exists(HandCorrection.objects.filter(school=OuterRef("pk"))),
            **{f"may_{permission}": _holds(reach, permission) for permission in permissions},
        )
        .get(pk=school.pk)
    )
    told = vars(found)
    held = frozenset(permission for permission in permissions if told[f"may_{permission}"])
    return SchoolAsSeen(found, held, told["has_successions"], told["has_corrections"])


def _holds(reach: Reach, permission: str) -> Exists | Value:
    """Whether the permission holds at the row's school, as something to annotate."""
    if not reach.has(permission):
        return Value(False, output_field=BooleanField())
    return Exists(reach.schools(permission).filter(pk=OuterRef("pk")))


def contacts_of(school: School) -> list[Contact]:
    """Who belongs to the school and who did, those in post first, heads before chairs before clerks."""
    rows = Contact.objects.filter(school=school).order_by("name", "pk")
    return sorted(rows, key=lambda c: (c.until is not None, ORDER.index(c.role) if c.role in ORDER else len(ORDER)))


def links_of(school: School) -> list[SchoolLink]:
    """Who looks after the school, will and did, newest first."""
    return list(SchoolLink.objects.filter(school=school).select_related("leader").order_by("-starts_on", "-pk"))


def link_on(links: Sequence[SchoolLink], day: date) -> SchoolLink | None:
    """The link in force on a day."""
    return next((x for x in links if x.starts_on <= day and (x.ends_on is None or x.ends_on >= day)), None)


def successions_of(school: School) -> list[Succession]:
    """What the school followed and what followed it, in the order of the days."""
    rows = Succession.objects.filter(Q(predecessor=school) | Q(successor=school))
    return list(rows.select_related("predecessor", "successor").order_by("happened_on", "pk"))


def interests_at(school: School, on: date) -> list[Interest]:
    """Interests that bar a person from the school on the day."""
    rows = Interest.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), school=school, declared_on__lte=on)
    return list(rows.select_related("user").order_by("user__name", "pk"))


def corrections_of(school: School) -> list[HandCorrection]:
    """Fields people put right, newest first."""
    return list(HandCorrection.objects.filter(school=school).select_related("corrected_by").order_by("-corrected_at"))


def language_of(name: Bilingual, language: str) -> str:
    """The language a name is in, for the `lang` attribute, when it is shown to a reader of `language`."""
    if name.en != name.cy and name.en and name.cy:
        return "cy" if language.startswith("cy") else "en"
    words = name.in_language("cy").casefold().split()
    return "cy" if _WELSH_WORDS.intersection(words) else "en"
