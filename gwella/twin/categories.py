"""Support categories: the published mix of colours, by phase, poorer schools needing more help more often."""

from datetime import date

from gwella.twin import shape
from gwella.twin.dice import Dice, shares
from gwella.twin.fixed import KNOWN
from gwella.twin.region import Category, School

# Year, day of the decision; the newest first.
ROUNDS = (
    ("2019/20", date(2020, 1, 24)),
    ("2018/19", date(2019, 1, 25)),
    ("2017/18", date(2018, 1, 26)),
)
NEWEST_OPENING = date(2018, 8, 31)
STAYED = 0.74  # share of schools whose colour is last year's


def make_categories(seed: int, schools: tuple[School, ...], known: dict[str, str]) -> tuple[Category, ...]:
    """Three rounds of categories. Nursery schools, referral units and schools opened since 2018 have none."""
    dice = Dice(seed, "categories")
    fixed = {known[k.key]: k.colour for k in KNOWN if k.colour and k.key in known}
    colours: dict[str, str] = {}
    for phase, weights in shape.CATEGORY_WEIGHTS.items():
        group = [s for s in schools if s.phase == phase and s.opened_on <= NEWEST_OPENING]
        colours.update(_dealt(dice, group, weights, fixed))
    found = []
    for number, colour in sorted(colours.items()):
        step = shape.COLOURS.index(colour)
        for year, decided_on in ROUNDS:
            now = shape.COLOURS[step]
            found.append(Category(number, year, shape.LETTERS[now], now, decided_on))
            if not dice.chance(STAYED):
                step = min(3, max(0, step + dice.weighted((1, -1), (3, 2))))
    return tuple(found)


def _dealt(dice: Dice, group: list[School], weights: tuple[int, ...], fixed: dict[str, str]) -> dict[str, str]:
    """Colours for the schools of a phase: exact shares, dealt by need with some chance."""
    counts = dict(zip(shape.COLOURS, shares(len(group), weights), strict=True))
    found = {s.number: fixed[s.number] for s in group if s.number in fixed}
    for colour in found.values():
        counts[colour] = max(0, counts[colour] - 1)
    rest = [s for s in group if s.number not in found]
    rest.sort(key=lambda s: (float(s.fsm_pct or 0) + dice.near(18), s.number))
    dealt = [colour for colour in shape.COLOURS for _ in range(counts[colour])]
    dealt = (dealt + ["green"] * len(rest))[: len(rest)]
    found.update((s.number, c) for s, c in zip(rest, sorted(dealt, key=shape.COLOURS.index), strict=True))
    return found
