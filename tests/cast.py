"""One cast for tests, one name per role. Angharad looks after Nant-y-Felin; Dafydd is another council's officer."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password

from gwella.core import collation
from gwella.core.text import fold
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.places.models import Council, FrameworkYear, Service
from gwella.domain.schools.models import Contact, Interest, RoleGrant, School, SchoolLink

# A key costs a DuckDB connection; the cast is made for every test, its names are the same.
sort_key = cache(collation.sort_key)

SINCE = date(2019, 9, 1)
TODAY = date(2020, 2, 3)


@dataclass
class Cast:
    """The region of the tests: councils by code, schools by number, people by first name."""

    councils: dict[str, Council] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        """`cast.angharad` is the person of that name."""
        try:
            return self.__dict__["people"][name]
        except KeyError as missing:
            raise AttributeError(name) from missing

    @property
    def nant(self) -> School:
        """Angharad's Welsh-medium primary in Cwm Rhedyn."""
        return self.schools["9932147"]

    @property
    def pont(self) -> School:
        """A primary in Cwm Rhedyn that Angharad does not look after."""
        return self.schools["9932150"]

    @property
    def hafan(self) -> School:
        """A secondary in the other council, Porth Hafan."""
        return self.schools["9954012"]


COUNCILS = {"993": ("Cwm Rhedyn", "Cwm Rhedyn"), "995": ("Porth Hafan", "Porth Hafan")}
# number: English name, Welsh name, kind, phase, medium, latitude, longitude
SCHOOLS = {
    "9932147": (
        "Nant-y-Felin Primary School",
        "Ysgol Nant-y-Felin",
        "maintained",
        "primary",
        "WM",
        51.60,
        -3.40,
    ),
    "9932150": (
        "Pont Rhedyn Primary School",
        "Ysgol Gynradd Pont Rhedyn",
        "maintained",
        "primary",
        "EM",
        51.62,
        -3.42,
    ),
    "9934012": (
        "Ysgol Gyfun Cwm Rhedyn",
        "Ysgol Gyfun Cwm Rhedyn",
        "maintained",
        "secondary",
        "WM",
        51.61,
        -3.43,
    ),
    "9931101": ("Blaen-nant Centre", "Canolfan Blaen-nant", "pru", "pru", "NA", 51.58, -3.38),
    "9936001": ("Tŷ Gwyn School", "Ysgol Tŷ Gwyn", "independent", "", "", 51.57, -3.37),
    "9954012": (
        "Porth Hafan High School",
        "Ysgol Uwchradd Porth Hafan",
        "maintained",
        "secondary",
        "EM",
        51.42,
        -3.20,
    ),
    "9952101": (
        "St Elfan’s Primary School",
        "Ysgol Gynradd Sant Elfan",
        "maintained",
        "primary",
        "DS",
        51.43,
        -3.22,
    ),
}
# first name: full name, role, council code, school number
PEOPLE: dict[str, tuple[str, str, str, str]] = {
    "angharad": ("Angharad Morris", "system_leader", "", ""),
    "bethan": ("Bethan Lloyd", "senior_system_leader", "993", ""),
    "carys": ("Carys Bowen", "head_of_service", "", ""),
    "dafydd": ("Dafydd Prosser", "council_officer", "995", ""),
    "elin": ("Elin Vaughan", "headteacher", "", "9932147"),
    "ffion": ("Ffion Rees", "chair", "", "9932147"),
    "gareth": ("Gareth Pugh", "clerk", "", "9932147"),
    "hefin": ("Hefin Tudor", "governor", "", "9932147"),
    "ifan": ("Ifan Beynon", "data_team", "", ""),
    "jac": ("Jac Meredith", "finance", "", ""),
    "kamala": ("Kamala Nair", "member", "", ""),
    "lowri": ("Lowri Hopkin", "council_officer", "993", ""),
    "mabli": ("Mabli Rowe", "translator", "", ""),
    "nia": ("Nia Kendall", "administrator", "", ""),
    "owain": ("Owain Stradling", "strategic_lead", "", ""),
    "pedr": ("Pedr Amos", "deputy", "", "9932147"),
    "rhodri": ("Rhodri Sayce", "scrutiny_member", "", ""),
    "sioned": ("Sioned Hale", "coopted_member", "", ""),
    "tegid": ("Tegid Wynn", "democratic_services", "", ""),
    "una": ("Una Fitzgerald", "diocese", "", "9952101"),
    "wil": ("Wil Cadogan", "provider", "", ""),
    "yusuf": ("Yusuf Hassan", "hub_lead", "", "9954012"),
    "zoe": ("Zoe Llewelyn", "host_finance", "", ""),
    "alun": ("Alun Crowther", "inspectorate_reader", "", ""),
    # No role at all: signed in, and a stranger everywhere.
    "dilwyn": ("Dilwyn Neb", "", "", ""),
    # A senior system leader of Cwm Rhedyn who is a governor of Nant-y-Felin: conflicted there.
    "gwenllian": ("Gwenllian Price", "senior_system_leader", "993", ""),
}
PASSWORD = "gwella-tests-only"


def make_cast() -> Cast:
    """Put the cast into the database."""
    cast = Cast()
    Service.objects.create(
        pk=1,
        name_en="Bro a Blaenau School Improvement Service",
        name_cy="Gwasanaeth Gwella Ysgolion Bro a Blaenau",
        is_demonstration=True,
    )
    FrameworkYear.objects.create(school_year="2019/20", framework="wales-2017")
    # In bulk: this runs before most tests, on both databases.
    cast.councils = {
        council.code: council
        for council in Council.objects.bulk_create(
            [
                Council(
                    code=code,
                    name_en=en,
                    name_cy=cy,
                    sort_en=sort_key(en, "en"),
                    sort_cy=sort_key(cy, "cy"),
                    is_served=True,
                )
                for code, (en, cy) in COUNCILS.items()
            ]
        )
    }
    cast.schools = {
        school.number: school
        for school in School.objects.bulk_create([_school(cast, number, facts) for number, facts in SCHOOLS.items()])
    }
    password = _hashed()
    people = [
        User(email=f"{first}@example.invalid", name=name, password=password) for first, (name, *_) in PEOPLE.items()
    ]
    cast.people = dict(zip(PEOPLE, User.objects.bulk_create(people), strict=True))
    _grant_and_post(cast)
    _link_and_conflict(cast)
    return cast


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def _school(cast: Cast, number: str, facts: tuple[str, str, str, str, str, float, float]) -> School:
    en, cy, kind, phase, medium, latitude, longitude = facts
    return School(
        number=number,
        name_en=en,
        name_cy=cy,
        sort_en=sort_key(en, "en"),
        sort_cy=sort_key(cy, "cy"),
        search_text=fold(f"{en} {cy} {number}"),
        council=cast.councils[number[:3]],
        kind=kind,
        phase=phase,
        medium=medium,
        latitude=latitude,
        longitude=longitude,
    )


def _grant_and_post(cast: Cast) -> None:
    posts = {"headteacher": "head", "chair": "chair", "clerk": "clerk", "governor": "governor"}
    RoleGrant.objects.bulk_create(
        [
            RoleGrant(
                user=cast.people[first],
                role=role,
                council=cast.councils.get(council),
                school=cast.schools.get(school),
                starts_on=SINCE,
            )
            for first, (_, role, council, school) in PEOPLE.items()
            if role
        ]
    )
    Contact.objects.bulk_create(
        [
            Contact(
                school=cast.schools[school],
                role=posts[role],
                name=name,
                email=cast.people[first].email,
                since=SINCE,
                user=cast.people[first],
            )
            for first, (name, role, _, school) in PEOPLE.items()
            if role in posts
        ]
    )


def _link_and_conflict(cast: Cast) -> None:
    SystemLeader.objects.create(
        user=cast.angharad,
        half_days=240,
        phases=["primary", "secondary", "nursery", "middle", "special", "pru"],
        welsh_level=5,
        latitude=51.59,
        longitude=-3.41,
        base_name="Cwm Rhedyn",
    )
    SchoolLink.objects.create(school=cast.nant, leader=cast.angharad, starts_on=SINCE)
    Interest.objects.create(user=cast.gwenllian, school=cast.nant, kind="governor", declared_on=SINCE)
