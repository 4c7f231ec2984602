"""The gallery's pictures: meters, load, chart and map, all invented."""

from gwella.web.components.chart import Chart, Year
from gwella.web.components.days import Load, Meter, MiniMeter
from gwella.web.components.lists import Column, Table
from gwella.web.components.map import Area, Map, Mark, Point
from gwella.web.components.marks import Trend
from gwella.web.gallery.words import CATEGORIES, category_word, say


def meter() -> Meter:
    """A school that has agreed 12 of 15 days."""
    pots = Table(
        [
            Column(say("Pot", "Cronfa")),
            Column(say("Agreed", "Cytunwyd"), number=True),
            Column(say("Planned", "Cynlluniwyd"), number=True),
            Column(say("Used", "Defnyddiwyd"), number=True),
            Column(say("Left", "Yn weddill"), number=True),
        ],
        [
            [say("Universal service", "Gwasanaeth cyffredinol"), "4.0", "1.5", "2.0", "0.5"],
            [say("Additional support", "Cymorth ychwanegol"), "6.0", "2.5", "2.0", "1.5"],
            [say("Case work", "Gwaith achos"), "2.0", "1.0", "0.5", "0.5"],
        ],
        tight=True,
        stacked=True,
    )
    return Meter(
        say(
            "Of 12 days agreed, 2.5 are not yet planned. At this pace the school will use them all by July.",
            "Diwrnodau heb eu cynllunio eto: 2.5 o 12. Ar y cyflymder hwn, defnyddir pob un erbyn Gorffennaf.",
        ),
        ceiling=15,
        agreed=12,
        planned=5,
        used=4.5,
        pots=pots,
        pots_label=say("Days by pot", "Diwrnodau fesul cronfa"),
    )


def meters() -> list[Meter]:
    """One before agreement, one overspent."""
    return [
        Meter(
            say("Nobody has agreed this year’s days yet.", "Nid oes neb wedi cytuno ar ddiwrnodau eleni eto."),
            ceiling=10,
            agreed=None,
            planned=0,
            used=0,
            reason=say("not agreed yet", "heb gytuno eto"),
        ),
        Meter(
            say("One day more is planned than was agreed.", "Cynlluniwyd un diwrnod yn fwy nag a gytunwyd."),
            ceiling=4,
            agreed=3,
            planned=2.5,
            used=1.5,
        ),
    ]


def load_table() -> Table:
    """Mini meters and loads as rows have them."""
    new = say("new", "newydd")
    return Table(
        [
            Column(say("System leader", "Arweinydd system")),
            Column(say("Days: kept and new, against capacity", "Diwrnodau: wedi’u cadw a newydd, yn erbyn capasiti")),
            Column(say("One school", "Un ysgol")),
        ],
        [
            [
                "Angharad Morris",
                Load(92, 16, 120, 200, f"92 + 16 {new} / 120"),
                MiniMeter(15, 12, 5, 4.5),
            ],
            ["Sioned Trahaearn", Load(166, 14, 180, 200, f"166 + 14 {new} / 180"), MiniMeter(4, 3, 2.5, 1.5)],
            [
                "Owen Farrant",
                Load(22, 0, 30, 200, f"22 + 0 {new} / 30"),
                MiniMeter(None, None, 0, 0, say("no category yet", "dim categori eto")),
            ],
        ],
    )


def chart(table: Table) -> Chart:
    """Five years of one measure, with its figures."""
    return Chart(
        name="csi",
        trend=Trend("better", say("Better.", "Gwell.")),
        say=say(
            "Key stage 2 rose two years running and is now within one pupil of similar schools.",
            "Cododd cyfnod allweddol 2 am ddwy flynedd ac mae bellach o fewn un disgybl i ysgolion tebyg.",
        ),
        sub=say(
            "Core subject indicator, per cent of pupils. In 2019 one pupil is 4.0 points; the difference is 2.4.",
            "Dangosydd pynciau craidd, canran y disgyblion. Yn 2019 mae un disgybl yn 4.0 pwynt; y gwahaniaeth yw 2.4.",
        ),
        years=[
            Year("2015", 74.1, 85.1, 27),
            Year("2016", 79.2, 86.0, 24),
            Year("2017", 71.4, 86.8, 28),
            Year("2018", 76.9, 86.2, 26),
            Year("2019", 84.0, 86.4, 25),
        ],
        us_label=say("This school", "Yr ysgol hon"),
        them_label=say("Similar schools: 11", "Ysgolion tebyg: 11"),
        low=60,
        high=100,
        unit="%",
        table=table,
    )


_WEST = "M0 60L70 40L120 70L110 190L60 240L0 230Z"
_CENTRE = "M120 70L190 96L260 110L320 78L410 44L382 130L330 210L220 222L110 240L110 190Z"
_EAST = "M410 44L500 60L500 240L420 260L330 210L382 130Z"


def map_of_schools() -> Map:
    """Six schools of an invented council."""
    places = [(150, 120, "green"), (205, 150, "yellow"), (270, 140, "green"), (250, 190, "amber")]
    places += [(340, 110, "red"), (300, 180, "")]
    areas = [Area(_WEST, off=True), Area(_EAST, off=True), Area(_CENTRE, "Cwm Rhedyn", 225, 125, on=True)]
    return Map(
        label=say("Map of 6 schools in Cwm Rhedyn", "Map o 6 ysgol yng Nghwm Rhedyn"),
        width=500,
        height=270,
        areas=areas,
        marks=[Mark(x, y, code, f"Ysgol {n}", "#") for n, (x, y, code) in enumerate(places, start=1)],
        words=[*((code, category_word(code)) for code in CATEGORIES), ("none", category_word(""))],
        dots=[Point(60, 120), Point(90, 200), Point(440, 120), Point(180, 200)],
        dots_label=say("Not in this list", "Ddim yn y rhestr hon"),
        locator=[Area(_WEST), Area(_EAST), Area(_CENTRE, on=True)],
        list_id="list",
    )
