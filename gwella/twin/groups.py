"""Schools that belong together: clusters about a secondary school, and federations of small schools."""

from gwella.twin.dice import Dice
from gwella.twin.land import distance_km
from gwella.twin.region import Cluster, Federation, School

WELSH = ("WM", "DS", "TR", "AB", "BB")


def clusters(schools: tuple[School, ...], shorts: dict[str, tuple[str, str]]) -> tuple[Cluster, ...]:
    """Each secondary or all-through school with the primary and nursery schools that feed it.

    A school goes on to the nearest lead of its own language and faith, in its own council where there is one.
    """
    leads = [s for s in schools if s.phase in ("secondary", "middle")]
    members: dict[str, list[str]] = {lead.number: [lead.number] for lead in leads}
    for school in schools:
        if school.phase in ("primary", "nursery"):
            members[_goes_on_to(school, leads).number].append(school.number)
    return tuple(
        Cluster(f"c{n}", f"{shorts[n][0]} cluster", f"Clwstwr {shorts[n][1]}", n, tuple(sorted(numbers)))
        for n, numbers in sorted(members.items())
    )


def _goes_on_to(school: School, leads: list[School]) -> School:
    def apart(lead: School) -> tuple[bool, bool, bool, float]:
        welsh = (lead.medium in WELSH) != (school.medium in WELSH)
        faith = lead.faith != school.faith
        away = lead.council != school.council
        return welsh, faith and bool(lead.faith), away, distance_km(_at(school), _at(lead))

    if school.faith and any(lead.faith == school.faith for lead in leads):
        leads = [lead for lead in leads if lead.faith == school.faith]
    return min(leads, key=apart)


def federations(seed: int, schools: tuple[School, ...], taken: frozenset[str]) -> tuple[Federation, ...]:
    """Three to six groups of two or three small schools near each other, of one council, medium and faith.

    `taken` are numbers of schools that stay alone (the ones known by name).
    """
    dice = Dice(seed, "federations")
    small = [s for s in schools if s.phase == "primary" and s.number not in taken and (s.pupils or 999) < 150]
    wanted = max(3, min(6, len(schools) // 75))
    found: list[Federation] = []
    used: set[str] = set()
    for first in dice.shuffled(small):
        near = [
            s
            for s in sorted(small, key=lambda s: (distance_km(_at(first), _at(s)), s.number))
            if _kin(s) == _kin(first) and s.number not in used
        ]
        if first.number in used or len(near) < 2:
            continue
        group = near[: dice.whole(2, 3)]
        used.update(s.number for s in group)
        town = first.town
        if any(f.name_en.startswith(town) for f in found):
            continue
        numbers = tuple(sorted(s.number for s in group))
        found.append(Federation(f"f{numbers[0]}", f"{town} Federation", f"Ffederasiwn {town}", numbers))
        if len(found) == wanted:
            break
    return tuple(sorted(found, key=lambda f: f.key))


def _kin(school: School) -> tuple[str, str, str]:
    return school.council, school.medium, school.faith


def _at(school: School) -> tuple[float, float]:
    return school.lat, school.lon
