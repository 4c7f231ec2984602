"""People's names as one hears them in south Wales, their addresses, and the language they asked for."""

import re

from gwella.core.text import fold
from gwella.twin.dice import Dice
from gwella.twin.region import Person

WELSH_FIRST = (
    "Aeron", "Aled", "Alun", "Alwen", "Anwen", "Arwel", "Awen", "Beca", "Branwen", "Bryn", "Buddug", "Cai", "Catrin",
    "Ceinwen", "Ceri", "Deiniol", "Delyth", "Dewi", "Dilys", "Dylan", "Eifion", "Einir", "Eirlys", "Eleri", "Elis",
    "Elwyn", "Emlyn", "Enfys", "Eurig", "Eurwen", "Ffred", "Gareth", "Geraint", "Glenys", "Gwawr", "Gwenan",
    "Gwenllian", "Gwilym", "Gwyn", "Haf", "Hawys", "Hefin", "Heledd", "Heulwen", "Hywel", "Idris", "Iestyn",
    "Ieuan", "Iolo", "Iona", "Iwan", "Llinos", "Llio", "Llyr", "Lleucu", "Lowri", "Luned", "Mabon", "Mali", "Manon",
    "Marged", "Meinir", "Meirion", "Menna", "Mererid", "Morfudd", "Nest", "Nia", "Non", "Olwen", "Owain", "Rhian",
    "Rhodri", "Rhun", "Rhydian", "Siôn", "Siwan", "Steffan", "Tecwyn", "Tegid", "Tirion", "Tomos", "Trefor", "Wyn",
)  # fmt: skip
ENGLISH_FIRST = (
    "Adam", "Alison", "Andrew", "Angela", "Anthony", "Beverley", "Brian", "Caroline", "Charlotte", "Claire", "Colin",
    "Craig", "Darren", "Debra", "Donna", "Emma", "Fiona", "Graham", "Hannah", "Helen", "Ian", "James", "Jane",
    "Joanne", "Julie", "Karen", "Keith", "Kerry", "Laura", "Leanne", "Lee", "Lisa", "Louise", "Martin", "Melanie",
    "Michelle", "Natalie", "Neil", "Nicola", "Paul", "Philip", "Rebecca", "Ruth", "Sally", "Samantha", "Sarah",
    "Simon", "Stephen", "Stuart", "Susan", "Tracey", "Victoria", "Wayne", "Zoe",
)  # fmt: skip
WELSH_LAST = (
    "Bebb", "Beynon", "Bowen", "Cadogan", "Davies", "Edwards", "Ellis", "Evans", "Eynon", "Gethin", "Griffiths",
    "Gwilym", "Gwynne", "Harries", "Havard", "Howells", "Hughes", "Humphreys", "James", "Jenkins", "Jones", "Kendrick",
    "Lewis", "Llewelyn", "Lloyd", "Mathias", "Meredith", "Meyrick", "Morgan", "Morris", "Nicholas", "Owen", "Parry",
    "Penry", "Phillips", "Powell", "Price", "Pritchard", "Probert", "Prosser", "Pugh", "Rees", "Rhydderch", "Roberts",
    "Samuel", "Thomas", "Treharne", "Tudor", "Vaughan", "Watkins", "Williams",
)  # fmt: skip
ENGLISH_LAST = (
    "Atkins", "Baker", "Barrett", "Bishop", "Bryant", "Carter", "Chappell", "Coles", "Cooper", "Crocker", "Dunn",
    "Farr", "Fisher", "Fry", "Gale", "Hale", "Harding", "Hooper", "Kelly", "Keogh", "Lane", "Marsh", "Murphy",
    "Nash", "O’Brien", "O’Leary", "Palmer", "Pearce", "Pitman", "Regan", "Sharpe", "Sheehan", "Skinner", "Stone",
    "Sullivan", "Tanner", "Tucker", "Underhill", "Vowles", "Webber", "Whitcombe", "Wiltshire",
)  # fmt: skip
# First and last names that go together, of the other communities of the ports and valleys.
OTHER = (
    (("Abdi", "Amina", "Faduma", "Hodan", "Jama", "Khadra"), ("Abdillahi", "Farah", "Hersi", "Jibril", "Warsame")),
    (("Asif", "Farzana", "Imran", "Nadia", "Rukhsana", "Tariq"), ("Ahmed", "Akhtar", "Iqbal", "Malik", "Mahmood")),
    (("Anika", "Bhavna", "Harpreet", "Kiran", "Rajesh", "Sunita"), ("Gill", "Kaur", "Nair", "Patel", "Sharma")),
    (("Farhana", "Mizan", "Rashida", "Shamima"), ("Begum", "Choudhury", "Miah", "Uddin")),
    (("Hana", "Nasser", "Salma", "Yahya"), ("Al-Hakimi", "Nagi", "Saleh")),
    (("Agnieszka", "Beata", "Marek", "Piotr"), ("Kowalczyk", "Lis", "Nowak", "Zielińska")),
    (("Antonia", "Carlo", "Gianna", "Marco"), ("Bracchi", "Carpanini", "Fulgoni", "Sidoli")),
    (("Chidi", "Grace", "Kwame", "Ngozi"), ("Adeyemi", "Boateng", "Eze", "Mensah")),
    (("Delroy", "Marcia", "Yvonne"), ("Campbell", "Grant", "Sinclair")),
    (("Mei", "Wai", "Ying"), ("Chan", "Cheung", "Wong")),
    (("Analyn", "Jose", "Maricel"), ("Bautista", "Reyes", "Santos")),
)
SERVICE = "broablaenau.example"


def slug(text: str) -> str:
    """The text as an address spells it: lower case, hyphens, no accents."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text).replace("'", "")).strip("-")


class People:
    """Everybody made so far; no two have the same name, key or address."""

    def __init__(self, seed: int, kept: tuple[str, ...]) -> None:
        self._dice = Dice(seed, "people")
        self._kept = set(kept)
        self.all: dict[str, Person] = {}

    def named(self, name: str, domain: str, language: str) -> Person:
        """A person of a given name."""
        key = slug(name)
        person = Person(key, name, f"{key.replace('-', '.')}@{domain}", language)
        if key in self.all:
            raise ValueError(f"two people called {name}")
        self.all[key] = person
        return person

    def somebody(self, domain: str, welsh: float) -> Person:
        """Somebody new; `welsh` is the likelihood that they are a Welsh speaker, who mostly asks for Welsh."""
        speaker = self._dice.chance(welsh)
        wishes = ("cy", "en", "") if speaker else ("en", "", "cy")
        language = self._dice.weighted(wishes, (80, 8, 12) if speaker else (62, 36, 2))
        return self.named(self._new_name(speaker), domain, language)

    def _new_name(self, speaker: bool) -> str:
        for attempt in range(400):
            name = self._any_name(speaker, double=attempt > 8)
            first, _, last = name.partition(" ")
            if slug(name) not in self.all and name not in self._kept and first != last:
                return name
        raise ValueError("the names have run out")

    def _any_name(self, speaker: bool, double: bool) -> str:
        dice = self._dice
        origin = dice.weighted(("welsh", "mixed", "english", "other"), (8, 2, 0, 1) if speaker else (2, 5, 4, 2))
        if origin == "other":
            firsts, lasts = dice.pick(OTHER)
            return f"{dice.pick(firsts)} {dice.pick(lasts)}"
        first = dice.pick(WELSH_FIRST if origin == "welsh" else ENGLISH_FIRST)
        last = dice.pick(ENGLISH_LAST if origin == "english" else WELSH_LAST)
        if double:
            other = dice.pick(ENGLISH_LAST)
            return f"{first} {last}-{other}"
        return f"{first} {last}"
