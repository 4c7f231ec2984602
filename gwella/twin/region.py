"""What the invented region consists of: plain, frozen data, with codes as the database spells them.

Degrees are WGS84, longitude first in borders; days are Decimals in half steps; dates are days without
a clock. An empty text means there is none. People are known by `key`, schools by `number`, councils by `code`.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Council:
    """A council; `borders` are closed outer rings of (lon, lat), anticlockwise, the mainland first."""

    code: str
    name_en: str
    name_cy: str
    borders: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """A place where schools and bases lie; `outward` is the first half of its postcodes."""

    name: str
    council: str
    outward: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class School:
    """A school or unit; `served` is false for the independent ones.

    `number`: council code and establishment, seven digits as text. `kind`: maintained, pru, independent.
    `phase`: nursery, primary, middle, secondary, special, pru, or empty for independent schools.
    `medium`: WM, DS, TR, AB, BB, CB, EW, EM, NA (a value, not a blank).
    `governance`: community, va, vc, foundation, na. `faith`: empty, cw, rc.
    `school_type`: nursery, nursery_infants_juniors, infants_juniors, nursery_infants, juniors, middle_3_19,
    secondary_11_16, secondary_11_19, special, special_post16, or empty.
    `pupils` is None for referral units, as in the official register. `cluster` and `federation` are keys.
    """

    number: str
    name_en: str
    name_cy: str
    council: str
    kind: str
    phase: str
    medium: str
    governance: str
    faith: str
    school_type: str
    age_from: int
    age_to: int
    address: tuple[str, ...]
    town: str
    postcode: str
    phone: str
    email: str
    lat: float
    lon: float
    pupils: int | None
    fsm_pct: Decimal | None
    opened_on: date
    cluster: str
    federation: str

    @property
    def served(self) -> bool:
        """Whether the service looks after it."""
        return self.kind != "independent"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A secondary or all-through school with the schools whose pupils go on to it; `schools` holds them all."""

    key: str
    name_en: str
    name_cy: str
    lead: str
    schools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Federation:
    """Two or three small schools with one governing body and one head."""

    key: str
    name_en: str
    name_cy: str
    schools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody; `language` is what they asked for: cy, en, or empty where nobody has asked."""

    key: str
    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Post:
    """A role somebody holds, from a day, until the day after which it is no longer theirs (or None).

    `role` is a code of `cast.ROLES`. `school` and `council` are empty where the role is for the whole region.
    `detail`: the theme of a strategic lead; the kind of governor (parent, la, community, foundation, staff);
    head_of_school_improvement or director for a council officer; the faith for a diocese.
    """

    person: str
    role: str
    school: str
    council: str
    detail: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post nobody holds: chair, clerk or governor of a school, since a day."""

    school: str
    role: str
    since: date


@dataclass(frozen=True, slots=True)
class Leader:
    """What a system leader can do: the limits and wishes of the allocation.

    `days` a year in schools, half steps. `phases` are the school phases they may take. `welsh_level` 0 to 5.
    `councils` they agreed to work in. `own_school` is the school a serving head leads, otherwise empty.
    """

    person: str
    days: Decimal
    phases: tuple[str, ...]
    subjects: tuple[str, ...]
    welsh_level: int
    councils: tuple[str, ...]
    base_town: str
    base_postcode: str
    base_lat: float
    base_lon: float
    own_school: str
    since: date


@dataclass(frozen=True, slots=True)
class Interest:
    """A declared interest that bars a person's service role at a school.

    `kind`: employer, governor, relative, child, provider, serving_head. Schools of the same cluster or within
    3 km of a serving head's own follow from the rule and are not listed here.
    """

    person: str
    school: str
    kind: str
    declared_on: date


@dataclass(frozen=True, slots=True)
class Link:
    """Who looked after a school last year. `until` is set where that person has left."""

    school: str
    person: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Category:
    """A support category: capacity letter A to D, colour green, yellow, amber, red, for a year such as 2019/20."""

    school: str
    year: str
    letter: str
    colour: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class CastMember:
    """One of the cast: one name per role. `sees` is a marked message: what this person finds in Gwella."""

    key: str
    role: str
    person: str
    name: str
    council: str
    school: str
    language: str
    sees: str


@dataclass(frozen=True, slots=True)
class Region:
    """The invented region, whole."""

    seed: int
    name_en: str
    name_cy: str
    service_name_en: str
    service_name_cy: str
    address: tuple[str, ...]
    year: str
    today: date
    councils: tuple[Council, ...]
    towns: tuple[Town, ...]
    schools: tuple[School, ...]
    clusters: tuple[Cluster, ...]
    federations: tuple[Federation, ...]
    people: tuple[Person, ...]
    posts: tuple[Post, ...]
    vacancies: tuple[Vacancy, ...]
    leaders: tuple[Leader, ...]
    interests: tuple[Interest, ...]
    links: tuple[Link, ...]
    categories: tuple[Category, ...]
    cast: tuple[CastMember, ...]

    def digest(self) -> str:
        """SHA-256 of everything above, equal on every platform and Python from 3.11."""
        return hashlib.sha256(repr(self).encode("utf-8")).hexdigest()
