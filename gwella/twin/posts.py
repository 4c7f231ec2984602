"""Who does what in the schools, the service and the councils; and the posts that nobody holds."""

from datetime import date

from gwella.twin import shape
from gwella.twin.cast import ELSEWHERE, PARTS
from gwella.twin.dice import Dice
from gwella.twin.fixed import HOME
from gwella.twin.persons import SERVICE, People, slug
from gwella.twin.region import Federation, Person, Post, School, Vacancy

THEMES = ("literacy", "numeracy", "aln", "digital", "foundation_phase", "14_19", "leadership")
# Others of the service and around it, beside the cast: role, how many, how likely to speak Welsh.
OTHERS = (
    ("head_of_service", 2, 0.5), ("data_team", 3, 0.3), ("finance", 2, 0.2), ("translator", 1, 1.0),
    ("administrator", 1, 0.3), ("democratic_services", 1, 0.4), ("provider", 3, 0.3),
)  # fmt: skip
GOVERNOR_KINDS = ("parent", "la", "community", "staff")
NO_CHAIR, NO_CLERK, DEPUTIES = 0.035, 0.025, 0.3
CLERKED = 7  # schools one clerk serves, about
WELSH = ("WM", "DS")


class Posts:
    """Fills the posts, one kind after the other."""

    def __init__(self, seed: int, people: People, known: dict[str, str]) -> None:
        self._dice = Dice(seed, "posts")
        self._people = people
        self._known = known
        self.heads: dict[str, Person] = {}
        self.posts: list[Post] = []
        self.vacancies: list[Vacancy] = []
        self.cast: dict[str, Person] = {}

    def fill_cast(self) -> None:
        """The cast, except Angharad, who is appointed with her caseload."""
        for part in PARTS[1:]:
            school = self._known.get(part.school, "")
            domain = self._domain(part.role, part.council)
            person = self._people.named(part.name, domain, part.language)
            self.cast[part.key] = person
            if part.role == "headteacher":
                self.heads[school] = person
                continue
            since = self._since(2016, 2019)
            for number in (school, *(self._known[key] for key in part.also)):
                self._post(person, part.role, number, part.council, part.detail, since)

    def fill_schools(self, schools: tuple[School, ...], federations: tuple[Federation, ...]) -> None:
        """Heads, deputies, chairs, clerks and governors of the served schools, with a few vacancies."""
        together = {number: f.schools for f in federations for number in f.schools}
        clerks: dict[str, tuple[Person, int]] = {}
        for school in (s for s in schools if s.served):
            self._head(school, together.get(school.number, (school.number,)))
            self._governors(school)
            self._clerk(school, clerks)

    def fill_service(self) -> None:
        """The rest of the service, the councils and those around them."""
        for code, name, _, _, _ in shape.COUNCILS:
            if code != HOME:
                self._new("senior_system_leader", code, "", 0.6)
            officers = ["director"] if code in (HOME, ELSEWHERE) else ["head_of_school_improvement", "director"]
            for detail in officers:
                self._new("council_officer", code, detail, 0.4, f"{slug(name)}.example")
            if code != HOME:
                self._new("member", code, "", 0.3, f"{slug(name)}.example")
            self._new("scrutiny_member", code, "", 0.3, f"{slug(name)}.example")
        for theme in THEMES[1:]:
            self._new("strategic_lead", "", theme, 0.4)
        for role, count, welsh in OTHERS:
            for _ in range(count):
                self._new(role, "", "", welsh)
        self._new("diocese", "", "rc", 0.1, "esgobaeth.example")

    def leads(self, person: Person, since: date) -> None:
        """Record that somebody is a system leader."""
        self._post(person, "system_leader", "", "", "", since)

    def _head(self, school: School, group: tuple[str, ...]) -> None:
        detail = ""
        since = self._since(2008, 2019)
        if school.number == self._known.get("nant_y_felin"):
            since = date(2017, 9, 1)
        elif school.number == self._known.get("pont_rhedyn"):
            self.heads[school.number] = self._people.named("Owain Stradling", "ysgolion.example", "en")
            detail, since = "acting", date(2020, 1, 6)
        elif school.number not in self.heads:
            person = self._people.somebody("ysgolion.example", self._welsh(school))
            self.heads.update((number, person) for number in group)
        self._post(self.heads[school.number], "headteacher", school.number, "", detail, since)
        if self._dice.chance(DEPUTIES) and not self._held("deputy", school):
            deputy = self._people.somebody("ysgolion.example", self._welsh(school))
            self._post(deputy, "deputy", school.number, "", "", self._since(2012, 2019))

    def _governors(self, school: School) -> None:
        kinds = ["la"] if school.kind == "pru" else self._dice.shuffled(GOVERNOR_KINDS)[: self._dice.whole(1, 3)]
        if school.governance == "va":
            kinds = ["foundation", *kinds[:2]]
        for kind in kinds:
            person = self._people.somebody("llywodraethwyr.example", self._welsh(school))
            self._post(person, "governor", school.number, "", kind, self._since(2014, 2019))
        if self._held("chair", school):
            return
        if self._dice.chance(NO_CHAIR):
            self.vacancies.append(Vacancy(school.number, "chair", date(2019, self._dice.whole(9, 12), 1)))
            return
        chair = self._people.somebody("llywodraethwyr.example", self._welsh(school))
        self._post(chair, "chair", school.number, "", "", self._since(2012, 2019))

    def _clerk(self, school: School, clerks: dict[str, tuple[Person, int]]) -> None:
        if school.number == self._known.get("nant_y_felin"):
            self.vacancies.append(Vacancy(school.number, "clerk", date(2019, 12, 16)))
            return
        if self._held("clerk", school):
            return
        if self._dice.chance(NO_CLERK):
            self.vacancies.append(Vacancy(school.number, "clerk", date(2019, self._dice.whole(9, 12), 1)))
            return
        person, left = clerks.get(school.council, (None, 0))
        if person is None or not left:
            person, left = self._people.somebody("llywodraethwyr.example", 0.4), self._dice.whole(4, 2 * CLERKED - 4)
        clerks[school.council] = (person, left - 1)
        self._post(person, "clerk", school.number, "", "", self._since(2012, 2019))

    def _held(self, role: str, school: School) -> bool:
        return any(p.role == role and p.school == school.number for p in self.posts)

    def _new(self, role: str, council: str, detail: str, welsh: float, domain: str = SERVICE) -> None:
        person = self._people.somebody(domain, welsh)
        self._post(person, role, "", council, detail, self._since(2012, 2019))

    def _post(self, person: Person, role: str, school: str, council: str, detail: str, since: date) -> None:
        self.posts.append(Post(person.key, role, school, council, detail, since, None))

    def _since(self, first: int, last: int) -> date:
        return date(self._dice.whole(first, last), self._dice.pick((1, 4, 9)), 1)

    def _welsh(self, school: School) -> float:
        return 0.95 if school.medium in WELSH else 0.22

    def _domain(self, role: str, council: str) -> str:
        if role in ("headteacher", "deputy", "hub_lead"):
            return "ysgolion.example"
        if role in ("chair", "clerk", "governor"):
            return "llywodraethwyr.example"
        if role in ("council_officer", "member", "scrutiny_member", "coopted_member", "host_finance"):
            name = next(row[1] for row in shape.COUNCILS if row[0] == council)
            return f"{slug(name)}.example"
        outside = {"diocese": "esgobaeth.example", "provider": "darparwr.example"}
        return {**outside, "inspectorate_reader": "arolygiaeth.example"}.get(role, SERVICE)
