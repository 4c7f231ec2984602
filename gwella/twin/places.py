"""Invented place names: Welsh ones by the grammar, English ones from the shore and the hedge."""

from functools import cache

from gwella.twin.dice import Dice
from gwella.twin.welsh import Noun, of_the

FIELDS = ("Bryn", "Maes", "Llwyn", "Cae", "Ffynnon", "Dôl", "Gwaun", "Erw", "Hafod", "Llannerch", "Nant")
SHORES = ("Heol", "Lôn", "Glan", "Pont", "Trem", "Ael", "Tir", "Rhyd", "Cefn", "Allt", "Bro", "Clos")

CREATURES = (
    Noun("Gwennol", "f"),
    Noun("Mwyalchen", "f"),
    Noun("Bronfraith", "f"),
    Noun("Ehedydd"),
    Noun("Gylfinir"),
    Noun("Cornchwiglen", "f"),
    Noun("Pioden", "f"),
    Noun("Ysguthan", "f"),
    Noun("Tylluan", "f"),
    Noun("Drudwen", "f"),
    Noun("Hwyaden", "f"),
    Noun("Gŵydd", "f"),
    Noun("Gwylan", "f"),
    Noun("Telor"),
    Noun("Crëyr"),
    Noun("Dyfrgi"),
    Noun("Draenog"),
    Noun("Gwiwer", "f"),
    Noun("Ysgyfarnog", "f"),
    Noun("Carlwm"),
    Noun("Ewig", "f"),
    Noun("Gwenynen", "f"),
    Noun("Ebol"),
    Noun("Ŵyn", plural=True),
    Noun("Elyrch", plural=True),
)
PLANTS = (
    Noun("Onnen", "f"),
    Noun("Bedwen", "f"),
    Noun("Celynnen", "f"),
    Noun("Helygen", "f"),
    Noun("Ysgawen", "f"),
    Noun("Eithinen", "f"),
    Noun("Criafolen", "f"),
    Noun("Briallen", "f"),
    Noun("Miaren", "f"),
    Noun("Meillionen", "f"),
    Noun("Rhosyn"),
    Noun("Ŷd"),
    Noun("Gwenith"),
    Noun("Ceirch", plural=True),
    Noun("Afalau", plural=True),
    Noun("Mefus", plural=True),
)
THINGS = (
    Noun("Angor"),
    Noun("Goleudy"),
    Noun("Odyn", "f"),
    Noun("Melinydd"),
    Noun("Crochenydd"),
    Noun("Gwehydd"),
    Noun("Rhwyf", "f"),
    Noun("Cwch"),
    Noun("Enfys", "f"),
    Noun("Seren", "f"),
    Noun("Lleuad", "f"),
    Noun("Gwawr", "f"),
    Noun("Machlud"),
    Noun("Ogof", "f"),
    Noun("Marian"),
    Noun("Allt", "f"),
    Noun("Cilgant"),
)
BARE = ("Lafant", "Teim", "Criafol", "Syfi", "Llus", "Mwyar", "Mintys", "Gwyddfid", "Banadl", "Meillion", "Briallu")

STREETS = ("Heol", "Stryd", "Ffordd", "Lôn", "Rhodfa", "Clos")
STREET_TAILS = (
    Noun("Gorsaf", "f"), Noun("Ysgol", "f"), Noun("Marchnad", "f"), Noun("Capel"), Noun("Cei"), Noun("Melin", "f"),
    Noun("Afon", "f"), Noun("Parc"), Noun("Llan", "f"), Noun("Morfa"), Noun("Pont", "f"), Noun("Doc"),
    Noun("Chwarel", "f"), Noun("Gât", "f"), Noun("Eglwys", "f"), Noun("Bryn"), Noun("Coleg"), Noun("Castell"),
)  # fmt: skip

ENGLISH_FIRST = (
    "Alder", "Bracken", "Curlew", "Dunlin", "Foxglove", "Harebell", "Heron", "Kingfisher", "Lapwing",
    "Otter", "Plover", "Sandpiper", "Skylark", "Speedwell", "Teasel", "Tern", "Thrift", "Wagtail", "Whimbrel",
)  # fmt: skip
ENGLISH_SECOND = ("Bank", "Brook", "Green", "Hill", "Lane", "Mead", "Park", "Quay", "Rise", "Wharf", "Wood")


@cache
def welsh_places() -> tuple[str, ...]:
    """Every Welsh place name that the elements can make, in a fixed order."""
    names = [of_the(head, tail) for head in FIELDS for tail in CREATURES + PLANTS]
    names += [of_the(head, tail) for head in SHORES for tail in THINGS + PLANTS if tail.word != head]
    names += [of_the(head, tail) for head in ("Perllan", "Gardd") for tail in PLANTS]
    names += [f"{head} {tail}" for head in (*FIELDS, *SHORES) for tail in BARE]
    return tuple(names)


@cache
def english_places() -> tuple[str, ...]:
    """Every English place name that the elements can make, in a fixed order."""
    return tuple(f"{first} {second}" for first in ENGLISH_FIRST for second in ENGLISH_SECOND)


def hyphenated(place: str) -> str:
    """The name as a settlement is written, `Nant-y-Felin`; names without an article stay as they are."""
    return place.replace(" yr ", "-yr-").replace(" y ", "-y-")


def deck(dice: Dice, taken: frozenset[str]) -> tuple[list[str], list[str]]:
    """Welsh and English place names, shuffled, without those already given; take from the end."""
    welsh = [hyphenated(p) if dice.chance(0.12) else p for p in dice.shuffled(welsh_places())]
    english = dice.shuffled(english_places())
    return [p for p in welsh if p not in taken], [p for p in english if p not in taken]


@cache
def streets() -> tuple[str, ...]:
    """Every street name, in a fixed order."""
    welsh = tuple(of_the(head, tail) for head in STREETS for tail in STREET_TAILS)
    return welsh + english_places()
