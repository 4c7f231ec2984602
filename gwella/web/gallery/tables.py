"""The gallery's lists: one that can be filtered, sorted and paged, and one of figures."""

from django.core.paginator import Paginator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gwella.web.components.filters import Choice, Export, Filters, group_of
from gwella.web.components.filters import Group as FilterGroup
from gwella.web.components.lists import Column, Order, Table
from gwella.web.components.map import Map
from gwella.web.components.marks import Blank, Category, Cell
from gwella.web.components.navigation import Pagination
from gwella.web.gallery.words import CATEGORIES, category_word, say

# Name, number, category, days used and planned, days agreed, system leader.
SCHOOLS = (
    ("Ysgol Awel y Rhedyn", "6992118", "green", "1.5", "2", "Rhian Cadwgan"),
    ("Ysgol Bryn Eithinog", "6992121", "yellow", "4.5", "6", "Ifor Maddocks"),
    ("Ysgol Gymraeg Llwyn Celynnen", "6992133", "green", "1", "2", "Angharad Morris"),
    ("Ysgol Maes-yr-Ehedydd", "6992139", "amber", "10.5", "13", "Rhian Cadwgan"),
    ("Ysgol Pen-y-Bryniau", "6995501", "red", "19", "24", "Tudur Wynne"),
    ("Ysgol y Bont Wen", "6992152", "", "2", "3", ""),
)
PER_PAGE = 4


def listing(query: QueryDict) -> tuple[Filters, Table, Pagination, Export]:
    """The list with what stands around it."""
    chosen = query.getlist("category")
    rows = [school for school in SCHOOLS if not chosen or (school[2] or "none") in chosen]
    order = Order(query, query.get("sort", "name"))
    rows.sort(key=lambda school: school[1 if order.key == "number" else 0], reverse=order.descending)
    page = Paginator(rows, PER_PAGE).get_page(query.get("page"))
    shown = [
        [
            Cell(name, f"{number} · {say('Primary', 'Cynradd')}", "#", "cy"),
            Category(code, category_word(code)),
            Cell(f"{used} {say('of', 'o')} {agreed}", say("ceiling 15", "uchafswm 15")),
            leader or Blank(say("new one not confirmed", "un newydd heb ei gadarnhau")),
        ]
        for name, number, code, used, agreed, leader in page
    ]
    columns = [
        Column(say("School", "Ysgol"), sort="name"),
        Column(say("Category", "Categori")),
        Column(say("Days used and planned", "Diwrnodau a ddefnyddiwyd ac a gynlluniwyd")),
        Column(say("System leader", "Arweinydd system")),
    ]
    export = Export.of(say(f"Export these {len(rows)} schools", f"Allgludo’r ysgolion hyn ({len(rows)})"), query, "")
    return _panel(query), Table(columns, shown, order=order), Pagination(page, query), export


def _panel(query: QueryDict) -> Filters:
    chosen = query.getlist("category")
    counts = {code: sum(school[2] == code for school in SCHOOLS) for code in (*CATEGORIES, "")}
    categories = [
        Choice(code or "none", Category(code, category_word(code)), counts[code], (code or "none") in chosen)
        for code in (*CATEGORIES, "")
    ]
    councils = group_of(
        "council",
        say("Council", "Cyngor"),
        [("1", "Aberwenlli"), ("2", "Bro Eithin"), ("3", "Cwm Rhedyn")],
        query,
        {"1": 127, "2": 88, "3": 61},
    )
    return Filters(
        query,
        [councils, FilterGroup("category", say("Support category", "Categori cymorth"), categories)],
        search="q",
        search_label=say("Name, place or number", "Enw, lle neu rif"),
    )


def pages(panel: Filters, drawn: Map, table: Table, links: Pagination, export: Export) -> SafeString:
    """A list page's two columns."""
    return format_html(
        '<div class="cols cols--filter"><div>{}</div><div>{}<div class="block--s">{}</div>'
        '<div class="listbar"><p class="small" id="list">{}</p>{}</div>{}{}</div></div>',
        panel,
        SafeString(render_to_string("components/chips.html", {"filters": panel})),
        drawn,
        say("Schools by name", "Ysgolion yn ôl enw"),
        export,
        table,
        links,
    )


def tight_table() -> Table:
    """Figures of five years."""
    return Table(
        [
            Column(say("Year", "Blwyddyn")),
            Column(say("Pupils", "Disgyblion"), number=True),
            Column(say("School, %", "Ysgol, %"), number=True),
            Column(say("Similar, %", "Tebyg, %"), number=True),
            Column(say("Difference", "Gwahaniaeth"), number=True),
        ],
        [
            ["2015", 27, "74.1", "85.1", "−11.0"],
            ["2016", 24, "79.2", "86.0", "−6.8"],
            ["2017", 28, "71.4", "86.8", "−15.4"],
            ["2018", 26, "76.9", "86.2", "−9.3"],
            ["2019", 25, "84.0", "86.4", "−2.4"],
        ],
        caption=say("Core subject indicator", "Dangosydd pynciau craidd"),
        tight=True,
    )
