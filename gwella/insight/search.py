"""One search over what a person may see: schools they may list, people by name. Suggestions and results read it alike.

In either language, without accents or apostrophes, by number. Nothing outside the person's reach is ever read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from gwella.core.collation import sort_keys
from gwella.core.text import fold
from gwella.domain.people.models import User
from gwella.domain.people.rules import ROLES
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import Contact, RoleGrant
from gwella.domain.schools.queries.listing import SchoolLine, matching, number_in, school_lines

# One letter finds half the region.
SHORTEST, LONGEST = 2, 100


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person found: of the service (`user_id`), or in a post at a school (`number`, `post`, `school`)."""

    name: str
    user_id: int | None = None
    number: str = ""
    post: str = ""
    school: str = ""


def may_search(reach: Reach) -> bool:
    """Whether there is anything the person could look for: several schools, or people."""
    return reach.has("list_schools") or reach.has("view_people")


class Search:
    """What `query` finds for one person on a day, best first. At most six queries, made when first asked."""

    def __init__(self, reach: Reach, query: str, *, language: str, on: date) -> None:
        self.reach, self.language, self.on = reach, language, on
        self.query = query.strip()[:LONGEST]
        self.words = _plain(number_in(self.query) or self.query).split()

    @property
    def is_asked(self) -> bool:
        """Whether the query is long enough to look for."""
        return sum(len(word) for word in self.words) >= SHORTEST

    @cached_property
    def schools(self) -> list[SchoolLine]:
        """Schools found: open and served ones first, those whose name begins so before the rest, then by name."""
        if not self.is_asked:
            return []
        lines = school_lines(self.reach.schools("list_schools"), language=self.language, on=self.on)
        found = matching(lines, self.query)
        # `sorted` is stable: within one rank the alphabet of the language stays.
        return sorted(
            (line for line in lines if line.pk in found),
            key=lambda line: (not (line.is_open and line.is_served), self._rank(line.name)),
        )

    @cached_property
    def people(self) -> list[PersonHit]:
        """People found: those of the service, then those in a post at a school whose contacts one may see."""
        if not self.is_asked:
            return []
        return [*self._by_name(self._staff()), *self._by_name(self._contacts())]

    def _staff(self) -> list[PersonHit]:
        """Who works for the service: for those who oversee them; else oneself alone."""
        serves = [code for code, role in ROLES.items() if role.is_service]
        works = Exists(RoleGrant.objects.filter(user=OuterRef("pk"), role__in=serves))
        rows = User.objects.filter(Q(system_leader__isnull=False) | works, is_active=True)
        if not self.reach.has("view_people"):
            rows = rows.filter(pk=self.reach.user.pk or 0)
        return [PersonHit(name, user_id=pk) for pk, name in rows.order_by("name", "pk").values_list("pk", "name")]

    def _contacts(self) -> list[PersonHit]:
        """Heads, deputies, chairs, clerks and governors in post on the day."""
        in_post = (Q(since=None) | Q(since__lte=self.on)) & (Q(until=None) | Q(until__gte=self.on))
        schools = self.reach.schools("view_contacts").order_by()
        rows = Contact.objects.filter(in_post, school__in=schools.values("pk")).order_by("name", "pk")
        return [
            PersonHit(name, number=number, post=post, school=school)
            for name, post, number, school in rows.values_list(
                "name", "role", "school__number", f"school__name_{self.language}"
            )
        ]

    def _by_name(self, people: Iterable[PersonHit]) -> list[PersonHit]:
        found = [hit for hit in people if self._finds(hit.name)]
        keys = sort_keys([hit.name for hit in found], self.language)
        ranked = [(self._rank(hit.name), key, place) for place, (hit, key) in enumerate(zip(found, keys, strict=True))]
        return [found[place] for _rank, _key, place in sorted(ranked)]

    def _finds(self, name: str) -> bool:
        """Whether every word asked for begins a word of the name."""
        parts = _plain(name).split()
        return all(any(part.startswith(word) for part in parts) for word in self.words)

    def _rank(self, name: str) -> int:
        """0 where the name begins so, 1 where its words do, 2 where something else of it was found."""
        if _plain(name).startswith(" ".join(self.words)):
            return 0
        return 1 if self._finds(name) else 2


def _plain(text: str) -> str:
    return fold(text).replace("'", "").replace("-", " ")
