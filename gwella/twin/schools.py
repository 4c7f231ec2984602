"""The schools: drafts with names, numbers and figures added, then frozen."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from gwella.core.text import fold
from gwella.twin import names, places, shape
from gwella.twin.dice import Dice, at
from gwella.twin.mix import Draft, drafts
from gwella.twin.region import School
from gwella.twin.sites import give_sites

# First establishment number and room, by phase and governance, as the official register numbers them.
RANGES: dict[tuple[str, str], tuple[int, int]] = {
    ("nursery", "na"): (1000, 90),
    ("pru", "na"): (1100, 90),
    ("primary", "community"): (2000, 390),
    ("primary", "vc"): (3000, 250),
    ("primary", "va"): (3300, 250),
    ("secondary", "community"): (4000, 190),
    ("secondary", "va"): (4600, 90),
    ("secondary", "foundation"): (5400, 90),
    ("middle", "community"): (5500, 90),
    ("", "na"): (6000, 190),
    ("special", "na"): (7000, 90),
}

Shorts = dict[str, tuple[str, str]]


def make_schools(seed: int, count: int) -> tuple[tuple[School, ...], Shorts, dict[str, str]]:
    """The schools by number, `count` served and the independent ones; then, by number, the short names (English,
    Welsh) that a cluster takes, and by key, the number of each school known by name.
    """
    made = drafts(seed, count)
    give_sites(seed, made)
    _give_names(Dice(seed, "names"), made)
    _give_numbers(Dice(seed, "numbers"), made)
    pupils = _pupils(Dice(seed, "pupils"), made)
    meals = _free_meals(Dice(seed, "free meals"), made)
    opened = _opened(Dice(seed, "opened"), made)
    streets = _streets(Dice(seed, "streets"), made)
    ordered = sorted(made, key=lambda d: d.number)
    schools = tuple(
        _frozen(d, pupils[d.number], meals.get(d.number), opened[d.number], streets[d.number], index)
        for index, d in enumerate(ordered)
    )
    shorts = {d.number: (d.short, d.short_cy) for d in made}
    return schools, shorts, {d.known.key: d.number for d in ordered if d.known}


def _frozen(d: Draft, pupils: int | None, meals: Decimal | None, opened: date, street: str, index: int) -> School:
    ages = shape.AGES[d.school_type] if d.phase else (3, 18)
    council = next(row[1] for row in shape.COUNCILS if row[0] == d.council)
    address = tuple(dict.fromkeys((street, d.town, council)))
    return School(
        number=d.number, name_en=d.name_en, name_cy=d.name_cy, council=d.council, kind=d.kind, phase=d.phase,
        medium=d.medium, governance=d.governance, faith=d.faith, school_type=d.school_type,
        age_from=ages[0], age_to=ages[1], address=address, town=d.town, postcode=d.postcode,
        # A range of telephone numbers set aside for stories.
        phone=f"01632 960{index % 1000:03d}", email=f"swyddfa.{d.number}@ysgolion.example",
        lat=d.lat, lon=d.lon, pupils=pupils, fsm_pct=meals, opened_on=opened, cluster="", federation="",
    )  # fmt: skip


def _give_names(dice: Dice, made: list[Draft]) -> None:
    """Names, each once in either language. Towns name their first secondary schools."""
    namer = Namer(dice, made)
    for draft in sorted(made, key=lambda d: (d.known is None, d.twin is not None, d.phase != "secondary")):
        titles = namer.name(draft)
        draft.name_en, draft.name_cy = titles.en, titles.cy
        draft.short, draft.short_cy = titles.short, titles.short_cy


class Namer:
    """Deals out names so that no two schools are called alike in either language."""

    def __init__(self, dice: Dice, made: list[Draft]) -> None:
        self._dice = dice
        self._shorts = {fold(d.known.short) for d in made if d.known}
        taken = frozenset(d.known.short for d in made if d.known)
        self._welsh, self._english = places.deck(dice, taken)
        self._again = [f"{p} {which}" for which in ("Isaf", "Uchaf") for p in self._welsh]
        self._saints = {
            "cw": [s for s in dice.shuffled(names.WELSH_SAINTS) if f"St {s[0]}’s" not in taken],
            "rc": dice.shuffled(names.IRISH_SAINTS),
        }
        self._patrons: dict[tuple[str, str], int] = {}

    def name(self, draft: Draft) -> names.Titles:
        """The names of one draft."""
        if draft.known:
            return names.Titles(draft.known.name_en, draft.known.name_cy, draft.known.short, draft.known.short)
        if draft.faith:
            return self._church(draft)
        if draft.phase == "primary":
            place = draft.twin.short if draft.twin else self._place(draft)
            return names.primary(self._dice, draft.medium, draft.school_type, place)
        if draft.phase == "secondary":
            return names.secondary(self._dice, draft.medium, self._place(draft, draft.town))
        return names.other(self._dice, draft.phase, self._place(draft))

    def _church(self, draft: Draft) -> names.Titles:
        saints = self._saints[draft.faith]
        turn = self._patrons.get((draft.phase, draft.faith), 0)
        self._patrons[draft.phase, draft.faith] = turn + 1
        saint = saints[turn % len(saints)]
        town = draft.town if turn >= len(saints) else ""
        titles = names.church_school(self._dice, draft.phase, draft.faith, saint, town)
        if fold(titles.cy) in self._shorts:
            return self._church(draft)
        self._shorts.add(fold(titles.cy))
        return titles

    def _place(self, draft: Draft, wanted: str = "") -> str:
        if wanted and fold(wanted) not in self._shorts:
            self._shorts.add(fold(wanted))
            return wanted
        english = (draft.medium == "EM" and self._dice.chance(0.22)) or draft.kind == "independent"
        if english and self._english:
            return self._english.pop()
        return self._welsh.pop() if self._welsh else self._again.pop()


def _give_numbers(dice: Dice, made: list[Draft]) -> None:
    """Council code and establishment number, with gaps as closed schools leave them."""
    groups: dict[tuple[str, str, str], list[Draft]] = {}
    for draft in made:
        if draft.known:
            draft.number = draft.known.number
        else:
            groups.setdefault((draft.council, draft.phase, draft.governance), []).append(draft)
    taken = {d.number for d in made if d.known}
    for (council, phase, governance), group in groups.items():
        first, room = RANGES[phase, governance]
        reach = min(room, 3 * len(group) + 10)
        free = [f"{council}{first + i}" for i in range(1, reach + 1) if f"{council}{first + i}" not in taken]
        if len(free) < len(group):
            free = [f"{council}{first + i}" for i in range(room + 1) if f"{council}{first + i}" not in taken]
        for draft, number in zip(group, sorted(dice.shuffled(free)[: len(group)]), strict=True):
            draft.number = number


def _pupils(dice: Dice, made: list[Draft]) -> dict[str, int | None]:
    """Pupils by number: every part of the real distribution is there once, in chance order."""
    found: dict[str, int | None] = {}
    for phase in dict.fromkeys(d.phase for d in made):
        group = dice.shuffled([d for d in made if d.phase == phase])
        for place, draft in enumerate(group):
            if phase == "pru":
                found[draft.number] = None
                continue
            exact = at(shape.PUPILS[phase], (place + 0.5) / len(group))
            known = draft.known.pupils if draft.known else None
            found[draft.number] = known or int(exact)
    return found


def _free_meals(dice: Dice, made: list[Draft]) -> dict[str, Decimal]:
    """Per cent eligible for free meals, three-year average: poor towns have more, most of the time."""
    poverty: dict[str, float] = {}
    for draft in made:
        poverty.setdefault(draft.town, dice.part())
    found = {}
    for phase, quantiles in shape.FREE_MEALS.items():
        group = [d for d in made if d.phase == phase]
        ranked = sorted((poverty[d.town] + dice.near(0.35), d.number, d) for d in group)
        for place, (_, _, draft) in enumerate(ranked):
            value = Decimal(f"{at(quantiles, (place + 0.5) / len(ranked)):.1f}")
            known = draft.known.fsm_pct if draft.known else None
            found[draft.number] = known or value
    return found


def _opened(dice: Dice, made: list[Draft]) -> dict[str, date]:
    """The day each school opened; a few are too new to have a category."""
    young = [d for d in made if d.phase in ("primary", "secondary") and d.known is None]
    served = sum(d.kind != "independent" for d in made)
    new = dice.shuffled([d.number for d in young])[: round(served * shape.NEW_SCHOOLS)]
    found = {d.number: date(dice.whole(1952, 2012), 9, 1) for d in made}
    found.update({number: date(2018 + index % 2, 9, 1) for index, number in enumerate(new)})
    return found


def _streets(dice: Dice, made: list[Draft]) -> dict[str, str]:
    """A street for each school; schools on one site share it."""
    pool = dice.shuffled(places.streets())
    by_site: dict[str, str] = {}
    for draft in made:
        by_site.setdefault(draft.postcode, pool[len(by_site) % len(pool)])
    return {d.number: by_site[d.postcode] for d in made}


def with_groups(schools: tuple[School, ...], cluster: dict[str, str], federation: dict[str, str]) -> tuple[School, ...]:
    """The schools with the keys of their cluster and federation."""
    return tuple(
        replace(s, cluster=cluster.get(s.number, ""), federation=federation.get(s.number, "")) for s in schools
    )
