"""What schools are called in both languages, by phase, medium and faith."""

from dataclasses import dataclass

from gwella.twin.dice import Dice

# Saints: name and whether a woman. Welsh ones for the Church in Wales, Irish ones for the Catholic schools.
WELSH_SAINTS = (
    ("Elfan", False), ("Tegwedd", True), ("Gwrddelw", False), ("Rhidian", False), ("Cynwal", False),
    ("Tyfrïog", False), ("Gwenfyl", True), ("Meugan", False), ("Tydïe", True), ("Dyfnan", False),
    ("Eurfyl", False), ("Gwenog", True), ("Cwyfan", False), ("Enddwyn", True), ("Llawddog", False),
    ("Tegfan", False), ("Ceinwen", True), ("Gwyndaf", False), ("Tewdrig", False), ("Ffinnan", False),
)  # fmt: skip
IRISH_SAINTS = (
    ("Brendan", False), ("Ita", True), ("Fintan", False), ("Attracta", True), ("Malachy", False),
    ("Finbar", False), ("Gobnait", True), ("Colman", False), ("Enda", False), ("Lelia", True),
    ("Declan", False), ("Dympna", True), ("Fiachra", False), ("Ciaran", False), ("Monnina", True),
    ("Killian", False), ("Canice", False), ("Samthann", True), ("Conleth", False), ("Nessan", False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Titles:
    """A school's name in both languages, and the short name its cluster takes."""

    en: str
    cy: str
    short: str
    short_cy: str


def church_school(dice: Dice, phase: str, faith: str, saint: tuple[str, bool], town: str) -> Titles:
    """A church school: saint, denomination, phase; the town after it where the saint is taken already."""
    name, woman = saint
    st_cy = f"{'Santes' if woman else 'Sant'} {name}"
    phase_en, phase_cy = ("Primary", "Gynradd") if phase == "primary" else ("High", "Uwchradd")
    if faith == "cw":
        en, cy = (
            f"St {name}’s Church in Wales {phase_en} School",
            f"Ysgol {phase_cy} yr Eglwys yng Nghymru {st_cy}",
        )
    else:
        word = "R.C." if dice.chance(0.3) else "Catholic"
        en, cy = f"St {name}’s {word} {phase_en} School", f"Ysgol {phase_cy} Gatholig {st_cy}"
    if town:
        en, cy = f"{en}, {town}", f"{cy}, {town}"
    return Titles(en, cy, f"St {name}’s", st_cy)


def primary(dice: Dice, medium: str, school_type: str, place: str) -> Titles:
    """A primary, infant or junior school; Welsh-medium schools carry their Welsh name in both languages."""
    if medium == "WM":
        name = dice.weighted((f"Ysgol Gymraeg {place}", f"Ysgol {place}", f"Ysgol Gynradd Gymraeg {place}"), (5, 4, 2))
        return Titles(name, name, place, place)
    if school_type == "juniors":
        return Titles(f"{place} Junior School", f"Ysgol Iau {place}", place, place)
    if school_type == "nursery_infants":
        return Titles(f"{place} Infant School", f"Ysgol Fabanod {place}", place, place)
    if medium in ("DS", "EW"):
        return Titles(f"Ysgol {place}", f"Ysgol {place}", place, place)
    if dice.chance(0.07):
        return Titles(f"{place} Community Primary School", f"Ysgol Gynradd Gymunedol {place}", place, place)
    return Titles(f"{place} Primary School", f"Ysgol Gynradd {place}", place, place)


def secondary(dice: Dice, medium: str, place: str) -> Titles:
    """A secondary school."""
    if medium == "WM":
        return Titles(f"Ysgol Gyfun {place}", f"Ysgol Gyfun {place}", place, place)
    en, cy = dice.weighted(
        (("High School", "Uwchradd"), ("Comprehensive School", "Gyfun"), ("Community School", "Gymunedol")),
        (5, 4, 2),
    )
    return Titles(f"{place} {en}", f"Ysgol {cy} {place}", place, place)


def other(dice: Dice, phase: str, place: str) -> Titles:
    """A nursery, all-through, special or independent school, or a referral unit."""
    if phase == "nursery":
        return Titles(f"{place} Nursery School", f"Ysgol Feithrin {place}", place, place)
    if phase == "middle":
        return Titles(f"Ysgol {place}", f"Ysgol {place}", place, place)
    if phase == "special":
        if dice.chance(0.5):
            return Titles(f"Ysgol {place}", f"Ysgol {place}", place, place)
        return Titles(f"{place} Special School", f"Ysgol Arbennig {place}", place, place)
    if phase == "pru":
        return Titles(f"{place} Pupil Referral Unit", f"Uned Cyfeirio Disgyblion {place}", place, place)
    word = dice.pick(("College", "Hall School", "House School", "School", "Preparatory School"))
    cy = f"Coleg {place}" if word == "College" else f"Ysgol {place}"
    return Titles(f"{place} {word}", cy, place, place)
