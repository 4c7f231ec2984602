"""The register as lines of a list: few facts of many schools, read in two queries whatever their number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from gwella.core.text import fold
from gwella.domain.schools.models import SchoolLink
from gwella.domain.schools.models.register import SchoolQuerySet
from gwella.domain.schools.rules import medium_group

_NUMBER = re.compile(r"\s*([0-9]{3})[\s/.-]*([0-9]{4})\s*")
_APOSTROPHE = "'"
# A query this long, written in one, is looked for across spaces and hyphens too: "cf371ab", "nantyfelin".
_LONG = 5


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who looks after a school: now where `starts_on` has come, else from then. `ends_on` is the last day."""

    name: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One school in a list, its `name` and `council` in the reader's language.

    `council_key` sorts councils as the language's alphabet does; `place` is (longitude, latitude).
    """

    pk: int
    number: str
    name: str
    council_code: str
    council: str
    council_key: str
    kind: str
    phase: str
    medium: str
    state: str
    is_served: bool
    place: tuple[float, float] | None
    search_text: str
    keeper: Keeper | None = None
    next_keeper: Keeper | None = None

    @property
    def medium_group(self) -> str:
        """The group its medium is filtered under."""
        return medium_group(self.medium)

    @property
    def is_open(self) -> bool:
        """Whether it is open."""
        return self.state == "open"


def school_lines(schools: SchoolQuerySet, *, language: str, on: date) -> list[SchoolLine]:
    """The schools as lines, sorted by their names as the language's alphabet has them, with who looks after them."""
    keepers, next_keepers = _keepers(schools, on)
    rows = schools.order_by(f"sort_{language}", "number").values_list(
        *("pk", "number", f"name_{language}"),
        *("council__code", f"council__name_{language}", f"council__sort_{language}"),
        *("kind", "phase", "medium", "state"),
        *("council__is_served", "longitude", "latitude", "search_text"),
    )
    return [_line(row, keepers, next_keepers) for row in rows]


def _line(row: tuple[Any, ...], keepers: dict[int, Keeper], next_keepers: dict[int, Keeper]) -> SchoolLine:
    pk, number, name, code, council, council_key, kind, phase, medium, state, served, longitude, latitude, text = row
    return SchoolLine(
        *(pk, number, name, code, council, council_key, kind, phase, medium, state),
        is_served=served and kind in ("maintained", "pru"),
        place=None if longitude is None or latitude is None else (longitude, latitude),
        search_text=text,
        keeper=keepers.get(pk),
        next_keeper=next_keepers.get(pk),
    )


def _keepers(schools: SchoolQuerySet, on: date) -> tuple[dict[int, Keeper], dict[int, Keeper]]:
    """Who looks after each school on the day, and who is to after that, by the school's key."""
    links = SchoolLink.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), school__in=schools.order_by().values("pk"))
    now: dict[int, Keeper] = {}
    later: dict[int, Keeper] = {}
    rows = links.order_by("-starts_on", "-pk").values_list("school_id", "leader__name", "starts_on", "ends_on")
    for pk, name, starts_on, ends_on in rows:
        if starts_on > on:
            later[pk] = Keeper(name, starts_on, ends_on)
        else:
            now.setdefault(pk, Keeper(name, starts_on, ends_on))
    return now, later


def number_in(query: str) -> str:
    """The school number that a query is, written "9932147", "993/2147" or "993 2147"; "" where it is none."""
    found = _NUMBER.fullmatch(query)
    return "".join(found.groups()) if found else ""


def matching(lines: Iterable[SchoolLine], query: str) -> set[int]:
    """The keys of the lines that a query finds: all its words, in either language, without accents or apostrophes."""
    wanted = _plain(fold(number_in(query) or query))
    words, whole = wanted.split(), _joined(wanted)
    return {line.pk for line in lines if _finds(_plain(line.search_text), words, whole)}


def _finds(text: str, words: list[str], whole: str) -> bool:
    return all(word in text for word in words) or (len(whole) >= _LONG and whole in _joined(text))


def _plain(text: str) -> str:
    return text.replace(_APOSTROPHE, "")


def _joined(text: str) -> str:
    return "".join(c for c in text if c.isalnum())
