"""The invented region told as an English one: English names, other council codes, no Welsh medium."""

import dataclasses
import re
from typing import Any, TypeVar

from gwella.twin.region import Region, School

T = TypeVar("T")

# Codes that no council of England or Wales has, as those of the Welsh telling.
CODES = {"991": "961", "992": "962", "993": "963", "994": "964", "995": "965"}
KINDS = {"primary": "Primary School", "secondary": "High School", "middle": "All-Through School",
         "special": "Special School"}  # fmt: skip
OPENING = re.compile(r"^Ysgol (?:(?:Gynradd|Gymunedol|Gymraeg|Gyfun|Uwchradd) )*")


def as_english(region: Region) -> Region:
    """The same region with English names of schools in both languages, and every number and code changed with it."""
    told = {s.number: CODES[s.council] + s.number[3:] for s in region.schools}
    told |= {f"c{old}": f"c{new}" for old, new in told.items()} | CODES
    names = _names(region.schools)
    changed: Region = _replaced(region, told)
    schools = tuple(
        dataclasses.replace(
            s,
            name_en=names[old.number],
            name_cy=names[old.number],
            medium="EM" if old.phase in ("primary", "secondary", "middle") else "NA",
            email=old.email.replace("swyddfa", "office").replace(old.number, s.number),
        )
        for old, s in zip(region.schools, changed.schools, strict=True)
    )
    clusters = tuple(dataclasses.replace(c, name_cy=c.name_en) for c in changed.clusters)
    return dataclasses.replace(changed, schools=schools, clusters=clusters)


def _names(schools: tuple[School, ...]) -> dict[str, str]:
    """An English name for each, by number; the town is added where two would be alike."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for school in schools:
        name = school.name_en.replace("Church in Wales", "Church of England")
        if name.startswith("Ysgol "):
            name = f"{OPENING.sub('', name)} {KINDS.get(school.phase, 'School')}"
        for longer in (name, f"{name}, {school.town}", f"{name}, {school.postcode}"):
            if longer not in taken:
                found[school.number] = longer
                taken.add(longer)
                break
    return found


def _replaced(thing: T, told: dict[str, str]) -> T:
    """The plain data with every text that is a key of `told` exchanged, however deep."""
    found: Any = thing
    if isinstance(thing, str):
        found = told.get(thing, thing)
    elif isinstance(thing, tuple):
        found = tuple(_replaced(part, told) for part in thing)
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        fields = {f.name: _replaced(getattr(thing, f.name), told) for f in dataclasses.fields(thing)}
        found = type(thing)(**fields)
    return found  # type: ignore[no-any-return]
