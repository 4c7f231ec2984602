"""The components one by one: what they always show, what they refuse, what they escape."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gwella.web.components.chart import Chart, Year
from gwella.web.components.days import Load, Meter, MiniMeter, days, per_cent
from gwella.web.components.filters import Choice, Export, Filters, Group, group_of
from gwella.web.components.lists import (
    Column,
    Empty,
    Fact,
    Figure,
    Figures,
    Moment,
    Order,
    Progress,
    Summary,
    Table,
    Task,
    Tasks,
    Timeline,
)
from gwella.web.components.map import Area, Map, Mark
from gwella.web.components.marks import SHAPES, Blank, Category, Cell, Tag, Trend
from gwella.web.components.navigation import Crumb, Pagination, Tab, Tabs
from gwella.web.components.school import SchoolHeader, Standing
from tests.web.components.reading import every, faults, only, read

HOSTILE = "<script>x</script>\"'&"
quarters = st.integers(0, 400).map(lambda n: Decimal(n) / 4)


# ---- marks


@pytest.mark.parametrize("code", [*SHAPES, "", "purple"])
def test_a_category_has_shape_and_word(code: str) -> None:
    mark = Category(code, "Melyn")
    span = only(mark, "span", class_="cat")
    assert span.text.strip() == "Melyn"
    assert any(element.tag in ("circle", "path") for element in read(mark))


def test_no_category_says_so() -> None:
    with translation.override("en"):
        assert only(Category(""), "span", class_="cat--none").text == "Not decided"


def test_a_tag_cannot_borrow_a_category_colour() -> None:
    with pytest.raises(ValueError, match="urgent, now, todo, done"):
        Tag("red", "Late")


@pytest.mark.parametrize("direction", ["better", "worse", "same", "unknown"])
def test_a_direction_has_a_word_beside_its_arrow(direction: str) -> None:
    assert only(Trend(direction), "span", class_="trend").text.strip()


def test_a_component_writes_itself_in_a_template_and_stays_escaped_inside() -> None:
    html = Template("{{ mark }}").render(Context({"mark": Category("red", HOSTILE)}))
    assert "<script>" not in html
    assert only(html, "span", class_="cat--red").text == HOSTILE


# ---- lists


def test_an_empty_cell_becomes_a_blank_with_a_reason_but_zero_stays() -> None:
    table = Table(
        [Column("School"), Column("Days", number=True), Column("Head")], [["Ysgol", 0, None], ["Ysgol 2", "", "Ann"]]
    )
    assert every(table, "td")[0].text.strip() == "0"
    blanks = every(table, "span", class_="blank")
    assert len(blanks) == 2
    assert all(blank.text.strip() for blank in blanks)


def test_a_table_keeps_its_roles_and_names_each_cell_for_the_phone() -> None:
    table = Table([Column("School"), Column("Days", number=True)], [["Ysgol", 2]], caption="Days")
    assert only(table, "table").attrs["role"] == "table"
    assert only(table, "th", scope="row").attrs["role"] == "rowheader"
    assert only(table, "td").attrs["data-l"] == "Days"
    assert not faults(table)


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table([Column("A"), Column("B")], [["x"]])


def test_sorting_turns_round_keeps_the_filters_and_starts_at_page_one() -> None:
    order = Order(QueryDict("q=nant&page=3&sort=name"), "name")
    assert order.href("name") == "?q=nant&sort=-name"
    assert order.href("days") == "?q=nant&sort=days"
    assert Order(QueryDict("sort=-name"), "-name").href("name") == "?sort=name"
    table = Table([Column("School", sort="name"), Column("Days", sort="days")], [["a", 1]], order=order)
    assert [th.attrs.get("aria-sort") for th in every(table, "th", scope="col")] == ["ascending", None]


def test_totals_stand_in_the_foot() -> None:
    table = Table([Column("Pot"), Column("Days", number=True)], [["a", 1], ["b", 2]], foot=["Total", 3])
    assert only(table, "tfoot").text.split() == ["Total", "3"]


def test_a_locked_task_is_no_link() -> None:
    tasks = Tasks([Task("Open", "/x"), Task("Locked", sub="Opens when one visit is noted")])
    assert [link.text for link in every(tasks, "a")] == ["Open"]
    assert "Opens when" in str(tasks)


def test_nothing_to_do_teaches_the_next_step() -> None:
    assert "Plan a visit" in str(Tasks([], empty="Plan a visit."))


def test_the_change_link_says_of_what() -> None:
    summary = Summary([Fact("Head", "Ann", action=("Change", "/head"))])
    assert only(summary, "a").text == "Change: Head"


def test_at_most_five_figures_and_seven_parts() -> None:
    with pytest.raises(ValueError, match="five"):
        Figures([Figure("a", 1)] * 6)
    with pytest.raises(ValueError, match="seven"):
        Tabs("x", [Tab("a", "#")] * 8)


def test_planned_is_said_and_drawn_hollow() -> None:
    line = Timeline([Moment("4 February", "Visit", planned=True), Moment("3 January", "Call")])
    assert [li.attrs.get("class") for li in every(line, "li")] == ["next", None]
    with translation.override("en"):
        assert "planned" in str(line)


@pytest.mark.parametrize(("done", "total", "width"), [(0, 0, "0%"), (1, 4, "25.0%"), (9, 4, "100.0%")])
def test_progress_never_passes_its_end(done: int, total: int, width: str) -> None:
    assert Progress(done, total, "x").width == width


# ---- days


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (12, None, "12"),
        (Decimal("2.50"), None, "2.5"),
        (0, None, "0"),
        (15, 1, "15.0"),
        (100, None, "100"),
        (None, 1, ""),
    ],
)
def test_days_read_as_people_write_them(value: Any, places: int | None, text: str) -> None:
    with translation.override("cy"):
        assert days(value, places) == text


@given(part=st.floats(-10, 1000), whole=st.floats(0, 1000))
def test_a_width_stays_within_the_drawing(part: float, whole: float) -> None:
    assert 0 <= float(per_cent(part, whole).rstrip("%")) <= 100


@given(ceiling=st.none() | quarters, agreed=st.none() | quarters, planned=quarters, used=quarters)
def test_the_meter_adds_up(ceiling: Any, agreed: Any, planned: Decimal, used: Decimal) -> None:
    meter = Meter("Say", ceiling, agreed, planned, used)
    widths = [float(width.rstrip("%")) for width in (meter.used_width, meter.planned_width)]
    assert 0 <= widths[0] <= widths[1] <= 100
    assert meter.left == (None if agreed is None else agreed - planned - used)
    assert bool(meter.over) == (meter.left is not None and meter.left < 0)
    assert len(meter.figures) == 5


def test_a_blank_and_a_zero_look_different() -> None:
    html = str(Meter("Say", 10, None, 0, 0, reason="not agreed yet"))
    assert [blank.text for blank in every(html, "span", class_="blank")] == ["not agreed yet", "not agreed yet"]
    assert [dd.text for dd in every(html, "dd")] == ["10.0", "not agreed yet", "0.0", "0.0", "not agreed yet"]
    assert every(html, "line", class_="f-post") == []


def test_days_beyond_agreement_are_said() -> None:
    with translation.override("en"):
        assert "Beyond what is agreed: 1" in str(Meter("Say", 4, 3, Decimal("2.5"), Decimal("1.5")))
        assert "Over: 1" in str(MiniMeter(4, 3, Decimal("2.5"), Decimal("1.5")))


def test_a_mini_meter_without_a_category_is_a_blank() -> None:
    mini = MiniMeter(None, None, 0, 0, "no category yet")
    assert only(mini, "span", class_="blank").text == "no category yet"
    assert every(mini, "svg") == []


def test_a_load_is_drawn_on_the_scale_of_its_list() -> None:
    load = Load(50, 25, 100, 200)
    assert (load.kept_width, load.new_width, load.capacity_width) == ("25.000%", "12.500%", "50.000%")


# ---- lists that can be narrowed


def panel(query: str) -> Filters:
    address = QueryDict(query)
    council = group_of("council", "Council", [("1", "Bro"), ("2", "Cwm")], address, {"1": 3})
    category = Group("category", "Category", [Choice("red", Category("red", "Red"), 1, "red" in query)])
    return Filters(address, [council, category], search="q", search_label="Name")


def test_a_chip_removes_one_filter_and_no_other() -> None:
    chips = panel("q=nant&council=1&council=2&category=red&sort=-name&page=2").chips
    assert [(str(chip.group), chip.href) for chip in chips] == [
        ("Name", "?council=1&council=2&category=red&sort=-name"),
        ("Council", "?q=nant&council=2&category=red&sort=-name"),
        ("Council", "?q=nant&council=1&category=red&sort=-name"),
        ("Category", "?q=nant&council=1&council=2&sort=-name"),
    ]


def test_clear_all_keeps_the_order_and_so_does_apply() -> None:
    filters = panel("council=1&sort=-name")
    assert filters.clear_href == "?sort=-name"
    assert only(filters, "input", type="hidden").attrs["value"] == "-name"


def test_ticks_and_counts_follow_the_address() -> None:
    boxes = every(panel("council=2"), "input", name="council")
    assert [("checked" in box.attrs, box.attrs["value"]) for box in boxes] == [(False, "1"), (True, "2")]
    assert [count.text for count in every(panel(""), "span", class_="n")] == ["3", "0", "1"]


def test_the_export_is_of_exactly_what_is_shown() -> None:
    export = Export.of("Export these 17 schools", QueryDict("council=1&sort=name&page=2"), "/en/schools/export")
    assert export.links[0] == ("CSV", "/en/schools/export?council=1&sort=name&format=csv")
    assert [link.text for link in every(export, "a")] == ["CSV", "XLSX", "ODS"]


def test_pages_keep_the_query_and_one_page_needs_none() -> None:
    query = QueryDict("q=nant&page=2")
    pages = Pagination(Paginator(range(100), 10).page(2), query)
    assert pages.previous_href == "?q=nant&page=1"
    assert pages.next_href == "?q=nant&page=3"
    assert only(pages, "span", aria_current="page").text.split()[-1] == "2"
    assert str(Pagination(Paginator(range(3), 10).page(1), query)) == ""


# ---- school, map, chart


def test_each_name_of_a_school_carries_its_language() -> None:
    header = SchoolHeader("Ysgol Nant-y-Felin", "Nant-y-Felin Primary School", "cy", [Fact("Number", "6992147")])
    assert only(header, "h1").attrs["lang"] == "cy"
    assert only(header, "p", class_="school__alt").attrs["lang"] == "en"


def test_a_school_of_one_name_shows_it_once() -> None:
    header = SchoolHeader("Ysgol y Bont", "Ysgol y Bont", "cy", [])
    assert every(header, "p", class_="school__alt") == []


def test_category_and_days_start_folded() -> None:
    standing = Standing(Category("amber", "Oren"), [Fact("Days left", "2.5")], remember="/fold")
    fold = only(standing, "details")
    assert "open" not in fold.attrs
    assert fold.attrs["data-remember"] == "/fold"


@given(codes=st.lists(st.sampled_from([*SHAPES, ""]), max_size=30))
def test_the_key_of_a_map_counts_every_mark(codes: list[str]) -> None:
    marks = [Mark(10, 10, code, "Ysgol", "/x") for code in codes]
    drawn = Map("Map", 100, 100, [Area("M0 0")], marks, words=[(code, code) for code in SHAPES])
    assert sum(entry.count or 0 for entry in drawn.key) == len(codes)


def test_a_mark_on_the_map_is_a_link_with_the_school_s_name() -> None:
    drawn = Map("Map of 1 school", 100, 100, [], [Mark(1, 2, "red", "Ysgol Nant", "/6992147")], list_id="list")
    links = [link for link in every(drawn, "a") if link.attrs.get("aria-label")]
    assert [(link.attrs["href"], link.attrs["aria-label"]) for link in links] == [("/6992147", "Ysgol Nant")]
    assert any(link.attrs["href"] == "#list" for link in every(drawn, "a"))


def chart(*values: float | None, low: float = 60) -> Chart:
    years = [Year(str(2015 + i), value, 85, 25) for i, value in enumerate(values)]
    figures = Table([Column("Year")], [["2015"]])
    return Chart("csi", Trend("better"), "It rose.", "Per cent.", years, "Us", "Them", low, 100, figures, "%")


def test_a_line_never_crosses_a_year_without_a_figure() -> None:
    drawn = chart(70, None, 80, 90)
    assert len(drawn.us) == 3
    assert len(drawn.us_lines) == 1


def test_no_line_comes_to_a_year_counted_otherwise() -> None:
    whole = chart(70, 80, 90)
    years = [replace(year, is_break=year.label == "2016") for year in whole.years]
    drawn = replace(whole, years=years)
    assert (len(drawn.us), len(drawn.us_lines), len(drawn.them_lines)) == (3, 1, 1)


def test_a_cut_scale_says_so_and_a_whole_one_does_not() -> None:
    with translation.override("en"):
        assert "The scale starts at 60." in str(chart(70, 80))
        assert "The scale starts" not in str(chart(70, 80, low=0))


@given(values=st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_points_stay_inside_the_drawing(values: list[float]) -> None:
    for point in chart(*values).us:
        assert 18 <= float(point.y) <= 208
        assert 0 <= float(point.x.rstrip("%")) <= 100


@pytest.mark.parametrize(
    "component",
    [
        Blank(HOSTILE),
        Cell(HOSTILE, HOSTILE, HOSTILE, "cy"),
        Tag("now", HOSTILE),
        Summary([Fact(HOSTILE, HOSTILE, HOSTILE, (HOSTILE, HOSTILE))]),
        Figures([Figure(HOSTILE, HOSTILE, HOSTILE)]),
        Table([Column(HOSTILE)], [[HOSTILE]], caption=HOSTILE),
        Tasks([Task(HOSTILE, HOSTILE, HOSTILE, Tag("done", HOSTILE))]),
        Timeline([Moment(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)]),
        Empty(HOSTILE, HOSTILE, (HOSTILE, HOSTILE)),
        Tabs(HOSTILE, [Tab(HOSTILE, HOSTILE)]),
        Meter(HOSTILE, 1, None, 1, 1, HOSTILE, pots_label=HOSTILE),
        SchoolHeader(HOSTILE, HOSTILE + "2", "cy", [Fact(HOSTILE, HOSTILE)], [Crumb(HOSTILE, HOSTILE)]),
        Map(HOSTILE, 1, 1, [Area("M0 0", HOSTILE)], [Mark(0, 0, "red", HOSTILE, HOSTILE)], [("red", HOSTILE)]),
        Filters(QueryDict("q=" + HOSTILE), [Group("g", HOSTILE, [Choice(HOSTILE, HOSTILE)])], "q", HOSTILE),
    ],
    ids=lambda component: type(component).__name__,
)
def test_words_from_outside_never_become_markup(component: Any) -> None:
    assert every(component, "script") == []
    assert [
        element for element in read(component) if any("<" in name or "script" in name for name in element.attrs)
    ] == []
