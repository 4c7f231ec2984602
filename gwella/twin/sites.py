"""Where each school stands: a town, a spot inside its council, a postcode that nobody has."""

from gwella.twin import land
from gwella.twin.dice import Dice, shares
from gwella.twin.mix import Draft
from gwella.twin.region import Town

AREA = "AW"  # a postcode area that does not exist
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
SHARED = 0.045  # share of schools that stand on another school's site
SPACING_KM = 0.09
COUNTRY, COUNTRY_REACH = 0.16, 2.8  # share of schools outside the towns, and how much farther out they lie
TRIES = 80


def towns() -> tuple[Town, ...]:
    """The region's towns, each with its own outward code."""
    found = []
    for index, place in enumerate(land.PLACES, start=1):
        lon, lat = land.degrees(place.east, place.north)
        found.append(Town(place.name, place.council, f"{AREA}{index}", lat, lon))
    return tuple(found)


def give_sites(seed: int, drafts: list[Draft]) -> None:
    """Put every draft in a town and on a spot, with a postcode."""
    dice = Dice(seed, "sites")
    for council in land.AROUND:
        _give_towns(dice, [d for d in drafts if d.council == council], council)
    codes = Postcodes(dice)
    placed: dict[str, list[Draft]] = {}
    for draft in sorted(drafts, key=lambda d: d.twin is not None):
        here = placed.setdefault(draft.town, [])
        hosts = [d for d in here if d.kind == draft.kind == "maintained"]
        host = draft.twin or (dice.pick(hosts) if hosts and dice.chance(SHARED) else None)
        if host is None:
            _find_spot(dice, draft, [d for some in placed.values() for d in some])
            draft.postcode = codes.new(draft.town)
        else:
            draft.lat, draft.lon, draft.postcode = host.lat, host.lon, host.postcode
        here.append(draft)


def _give_towns(dice: Dice, drafts: list[Draft], council: str) -> None:
    """Each town gets its share of the schools; secondary schools go to the towns with most children first."""
    places = [p for p in land.PLACES if p.council == council]
    weights = [p.weight for p in places]
    bag = [p.name for p, n in zip(places, shares(len(drafts), weights), strict=True) for _ in range(n)]
    for draft in drafts:
        if draft.known:
            draft.town = draft.known.town
            bag.remove(draft.town if draft.town in bag else bag[-1])
    open_drafts = [d for d in drafts if not d.town and d.twin is None]
    secondaries: dict[str, int] = {}
    for draft in (d for d in open_drafts if d.phase == "secondary"):
        best = max(places, key=lambda p: (p.name in bag, p.weight / (1 + secondaries.get(p.name, 0))))
        secondaries[best.name] = secondaries.get(best.name, 0) + 1
        draft.town = best.name
        bag.remove(best.name if best.name in bag else bag[-1])
    rest = [d for d in open_drafts if not d.town]
    for draft, town in zip(rest, dice.shuffled(bag), strict=False):
        draft.town = town
    for draft in drafts:
        if draft.twin:
            draft.town = draft.twin.town


def _find_spot(dice: Dice, draft: Draft, others: list[Draft]) -> None:
    """A spot in the town, inside the council, not on another school's; nearer the middle after each failure."""
    place = next(p for p in land.PLACES if p.name == draft.town)
    ring = land.borders(draft.council)[0]
    near = [d for d in others if d.council == draft.council]
    wide = place.spread * (COUNTRY_REACH if dice.chance(COUNTRY) else 1)
    for attempt in range(TRIES):
        reach = wide * (1 - attempt / (TRIES + 20))
        lon, lat = land.degrees(place.east + dice.near(reach), place.north + dice.near(reach))
        draft.lon, draft.lat = lon, lat
        if land.inside((lon, lat), ring) and all(
            land.distance_km((lat, lon), (d.lat, d.lon)) >= SPACING_KM for d in near
        ):
            return
    draft.lon, draft.lat = land.degrees(place.east, place.north)


class Postcodes:
    """Postcodes of the invented area, each given once."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._given: set[str] = set()
        self._outward = {town.name: town.outward for town in towns()}

    def new(self, town: str) -> str:
        """A postcode of the town that nobody has yet."""
        while True:
            letters = self._dice.pick(LETTERS) + self._dice.pick(LETTERS)
            code = f"{self._outward[town]} {self._dice.whole(1, 9)}{letters}"
            if code not in self._given:
                self._given.add(code)
                return code
