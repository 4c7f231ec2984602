"""The region, put together."""

from datetime import date

from gwella.twin import groups, land, shape
from gwella.twin.advisers import NAMED, Appointments, appointed, caseloads, days_needed
from gwella.twin.cast import PARTS
from gwella.twin.categories import ROUNDS, make_categories
from gwella.twin.persons import People
from gwella.twin.posts import Posts
from gwella.twin.region import CastMember, Cluster, Council, Federation, Region, School
from gwella.twin.schools import make_schools, with_groups
from gwella.twin.sites import towns
from gwella.twin.yesterday import remember

KEPT = (*(part.name for part in PARTS), *(row[0] for row in NAMED), "Owain Stradling")
ADVISERS = 60 / shape.SIZE


def generate(seed: int, schools: int = shape.SIZE, advisers: int | None = None) -> Region:
    """Invent a region of `schools` served schools and `advisers` system leaders (60 for every 426 unless said).

    The same arguments give the same region everywhere. Raises ValueError outside 40 to 1,500 schools, or where
    `advisers` is under 2 or more than the schools can busy.
    """
    return generate_with_plan(seed, schools, advisers)[0]


def generate_with_plan(
    seed: int, schools: int = shape.SIZE, advisers: int | None = None
) -> tuple[Region, dict[str, str]]:
    """As `generate`, and beside the region one plan that covers every school within every limit: person by school."""
    if not shape.SMALLEST <= schools <= shape.LARGEST:
        raise ValueError(f"between {shape.SMALLEST} and {shape.LARGEST} schools")
    grouped, clusters, federations, known = _schools(seed, schools)
    categories = make_categories(seed, grouped, known)
    colours = {c.school: c.colour for c in categories if c.year == ROUNDS[0][0]}
    wanted = round(schools * ADVISERS) if advisers is None else advisers
    found = caseloads(seed, grouped, days_needed(grouped, colours), wanted, known)

    people = People(seed, KEPT)
    posts = Posts(seed, people, known)
    posts.fill_cast()
    posts.fill_schools(grouped, federations)
    posts.fill_service()
    alone = {n: h for n, h in posts.heads.items() if n not in known.values()}
    alone = {n: h for n, h in alone.items() if not any(n in f.schools for f in federations)}
    Appointments(seed, people, alone, grouped).appoint(found)
    past = remember(seed, found, grouped, people)
    leaders = [appointed(caseload) for caseload in found]
    for leader in leaders:
        posts.leads(people.all[leader.person], leader.since)
    posts.cast[PARTS[0].key] = people.all[leaders[0].person]
    region = Region(
        seed=seed,
        name_en="Bro a Blaenau",
        name_cy="Bro a Blaenau",
        service_name_en="Bro a Blaenau School Improvement Service",
        service_name_cy="Gwasanaeth Gwella Ysgolion Bro a Blaenau",
        address=("Tŷ’r Bont", "Heol y Rhedyn", "Aberwenlli", "AW1 2GW"),
        year=ROUNDS[0][0],
        today=date(2020, 2, 3),
        councils=tuple(Council(code, en, cy, land.borders(code)) for code, en, cy, _, _ in shape.COUNCILS),
        towns=towns(),
        schools=grouped,
        clusters=clusters,
        federations=federations,
        people=tuple(sorted(people.all.values(), key=lambda p: p.key)),
        posts=tuple(posts.posts + past.posts),
        vacancies=tuple(posts.vacancies),
        leaders=tuple(leaders),
        interests=tuple(past.interests),
        links=tuple(past.links),
        categories=categories,
        cast=_cast(posts, known),
    )
    plan = {s.number: leader.person for c, leader in zip(found, leaders, strict=True) for s in c.schools}
    return region, plan


def _schools(
    seed: int, count: int
) -> tuple[tuple[School, ...], tuple[Cluster, ...], tuple[Federation, ...], dict[str, str]]:
    """Schools with their clusters and federations, and the numbers of those known by name."""
    ungrouped, shorts, known = make_schools(seed, count)
    clusters = groups.clusters(ungrouped, shorts)
    federations = groups.federations(seed, ungrouped, frozenset(known.values()))
    cluster_of = {number: c.key for c in clusters for number in c.schools}
    federation_of = {number: f.key for f in federations for number in f.schools}
    return with_groups(ungrouped, cluster_of, federation_of), clusters, federations, known


def _cast(posts: Posts, known: dict[str, str]) -> tuple[CastMember, ...]:
    return tuple(
        CastMember(p.key, p.role, posts.cast[p.key].key, p.name, p.council, known.get(p.school, ""), p.language, p.sees)
        for p in PARTS
    )
