"""The list of schools: what is found, counted, sorted and shown to whom."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from gwella.core.collation import sort_key
from gwella.core.text import fold
from gwella.domain.schools.models import School, SchoolLink
from tests.cast import TODAY, Cast

pytestmark = pytest.mark.database
LIST = "/en/schools/"


def names(page: bytes) -> list[str]:
    """The numbers of the schools in the table, in order."""
    return re.findall(r'<a href="/(?:en|cy)/[^/"]+/([0-9]{7})/"', page.decode())


def options(page: bytes) -> dict[tuple[str, str], tuple[int, bool]]:
    """Each tick of the panel with its count and whether it is ticked."""
    found = re.findall(
        r'name="(\w+)" value="([^"]*)"( checked)?>.*?<span class="n">([\d,]+)</span></label>', page.decode()
    )
    return {(group, value): (int(count), bool(checked)) for group, value, checked, count in found}


def test_the_list_is_of_open_schools_served(carys: Client, region: Cast) -> None:
    page = carys.get(LIST)
    assert page.status_code == 200
    assert sorted(names(page.content)) == ["9931101", "9932147", "9932150", "9934012", "9952101", "9954012"]
    assert b"6 schools" in page.content


@pytest.mark.parametrize("code", ["en", "cy"])
def test_a_page_of_the_list_takes_at_most_15_queries(
    carys: Client, bordered: Cast, code: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with translation.override(code):
        address = reverse("schools")
    assert carys.get(address).status_code == 200  # draws the outlines once
    with django_assert_max_num_queries(15):
        assert carys.get(address).status_code == 200


def test_queries_do_not_grow_with_the_schools(
    carys: Client, region: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    School.objects.bulk_create(
        School(
            number=f"993{n:04}",
            name_en=f"School {n}",
            name_cy=f"Ysgol {n}",
            search_text=f"school {n}",
            council=region.councils["993"],
            kind="maintained",
            phase="primary",
            medium="EM",
            latitude=51.6,
            longitude=-3.4,
        )
        for n in range(5000, 5060)
    )
    with django_assert_max_num_queries(15):
        page = carys.get(LIST)
    assert len(names(page.content)) == 25
    assert page.content.count(b"<use ") == 66


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("angharad", {"9932147"}),
        ("bethan", {"9932147", "9932150", "9934012", "9931101"}),
        ("gwenllian", {"9932150", "9934012", "9931101"}),
        ("dafydd", {"9954012", "9952101"}),
        ("jac", {"9932147", "9932150", "9934012", "9931101", "9954012", "9952101"}),
    ],
)
def test_each_person_lists_their_own_schools(client: Client, region: Cast, who: str, expected: set[str]) -> None:
    client.force_login(region.people[who])
    page = client.get(LIST)
    assert set(names(page.content)) == expected
    # Nothing else of another council: no name, no count, no option.
    if who == "dafydd":
        assert b"Cwm Rhedyn" not in page.content.split(b"<main")[1]


@pytest.mark.parametrize("who", ["elin", "hefin", "kamala", "nia", "una", "dilwyn"])
def test_who_may_not_list_schools_is_told_nothing(client: Client, region: Cast, who: str) -> None:
    client.force_login(region.people[who])
    assert client.get(LIST).status_code == 404
    assert client.get(reverse("schools_export"), {"format": "csv"}).status_code == 404


def test_the_anonymous_are_sent_to_sign_in(client: Client, region: Cast) -> None:
    response = client.get(LIST)
    assert response.status_code == 302
    assert "next=/en/schools/" in response["Location"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ty gwyn", set()),  # not served, so not in the usual list
        ("nant-y-felin", {"9932147"}),
        ("NANT Y FELIN", {"9932147"}),
        ("nantyfelin", {"9932147"}),
        ("St Elfan's", {"9952101"}),
        ("St Elfan’s", {"9952101"}),
        ("st elfans", {"9952101"}),
        ("sant elfan", {"9952101"}),
        ("gyfun", {"9934012"}),
        ("9954", {"9954012"}),
        ("cf37 1ab", {"9932150"}),
        ("CF371AB", {"9932150"}),
        ("melinfach", {"9932150"}),
        ("llyn yr ŵydd", {"9934012"}),
        ("llyn yr wydd", {"9934012"}),
        ("zzz", set()),
    ],
)
def test_search_in_both_languages_without_accents(carys: Client, region: Cast, query: str, expected: set[str]) -> None:
    for number, place in (("9932150", "Melinfach CF37 1AB CF371AB"), ("9934012", "Llyn yr Ŵydd")):
        school = region.schools[number]
        School.objects.filter(pk=school.pk).update(search_text=f"{school.search_text} {fold(place)}")
    page = carys.get(LIST, {"q": query})
    assert set(names(page.content)) == expected


def test_a_school_outside_the_usual_list_is_pointed_at(carys: Client, region: Cast) -> None:
    page = carys.get(LIST, {"q": "ty gwyn"})
    assert b"No school matches" in page.content
    wider = unescape(re.findall(r'href="(\?[^"]*kind=other[^"]*)"', page.content.decode())[0])
    assert names(carys.get(LIST + wider).content) == ["9936001"]


def test_closed_schools_are_found_when_asked_for(carys: Client, region: Cast) -> None:
    School.objects.filter(pk=region.pont.pk).update(state="closed", closed_on=TODAY)
    assert "9932150" not in names(carys.get(LIST).content)
    page = carys.get(LIST, {"state": "closed"})
    assert names(page.content) == ["9932150"]
    assert b"Closed" in page.content


@pytest.mark.parametrize("typed", ["9932147", " 993/2147 ", "993 2147"])
def test_a_number_goes_straight_to_the_school(carys: Client, region: Cast, typed: str) -> None:
    assert carys.get(LIST, {"q": typed})["Location"] == "/en/schools/9932147/"


def test_a_number_out_of_reach_says_no_more_than_a_number_that_does_not_exist(client: Client, region: Cast) -> None:
    client.force_login(region.dafydd)
    there, nowhere = (client.get(LIST, {"q": number}).content.decode() for number in ("9932147", "9938888"))
    strip = re.compile(r'csrfmiddlewaretoken" value="[^"]+"')
    assert strip.sub("", there).replace("9932147", "N") == strip.sub("", nowhere).replace("9938888", "N")


@pytest.mark.parametrize(
    "params",
    [{}, {"council": "993"}, {"medium": "welsh"}, {"category": "amber", "council": ["993", "995"]}, {"q": "rhedyn"}],
)
def test_each_count_is_what_ticking_the_option_lists(carys: Client, region: Cast, params: dict[str, object]) -> None:
    page = carys.get(LIST, params)
    seen = options(page.content)
    assert seen
    for (group, value), (count, _) in seen.items():
        alone = {**params, group: value}
        assert len(names(carys.get(LIST, alone).content)) == count, (group, value)


def test_filters_narrow_make_chips_and_the_address_gives_the_same_list(carys: Client, region: Cast) -> None:
    page = carys.get(LIST, {"council": "993", "category": "none"})
    assert set(names(page.content)) == {"9932150", "9931101"}
    assert b"2 of 6 schools" in page.content
    html = page.content.decode()
    chips = re.findall(r'<a class="chip" href="([^"]*)"><span>([^<]*)</span> ([^<]*?) <svg', html)
    assert [(unescape(href), group, label) for href, group, label in chips] == [
        ("?category=none", "Council", "Cwm Rhedyn"),
        ("?council=993", "Support category", "Not decided"),
    ]
    assert names(carys.get(LIST + unescape(chips[1][0])).content) != names(page.content)


def test_the_other_language_keeps_the_filters(carys: Client, region: Cast) -> None:
    page = carys.get(LIST, {"council": "993", "sort": "-name"}).content.decode()
    with translation.override("cy"):
        there = reverse("schools")
    assert f'href="{there}?council=993&amp;sort=-name" lang="cy"' in page


def test_a_value_nobody_knows_finds_nothing_and_can_be_taken_away(carys: Client, region: Cast) -> None:
    page = carys.get(LIST, {"council": "<b>", "page": "x", "sort": "; drop"})
    assert page.status_code == 200
    assert names(page.content) == []
    assert b"<b>" not in page.content.split(b'class="chips"')[1].split(b"</ul>")[0]


def test_names_sort_as_each_alphabet_has_them(carys: Client, region: Cast) -> None:
    """In Welsh ch follows c, ll follows l, rh follows r; English goes letter by letter."""
    wanted = ["Carn", "Cwm", "Chwarel", "Lôn", "Llan", "Rwan", "Rhos"]
    for index, name in enumerate(wanted):
        School.objects.create(
            number=f"993{7000 + index}",
            name_en=f"Zz {name}",
            name_cy=f"Zz {name}",
            sort_en=sort_key(f"Zz {name}", "en"),
            sort_cy=sort_key(f"Zz {name}", "cy"),
            search_text=fold(f"zz {name}"),
            council=region.councils["993"],
            kind="maintained",
        )
    by_number = {f"993{7000 + index}": name for index, name in enumerate(wanted)}
    with translation.override("cy"):
        welsh = reverse("schools")
    assert [by_number[n] for n in names(carys.get(welsh, {"q": "zz"}).content)] == wanted
    english = [by_number[n] for n in names(carys.get(LIST, {"q": "zz"}).content)]
    assert english == ["Carn", "Chwarel", "Cwm", "Llan", "Lôn", "Rhos", "Rwan"]
    assert [by_number[n] for n in names(carys.get(LIST, {"q": "zz", "sort": "-name"}).content)] == english[::-1]


def test_sorting_by_category_is_the_framework_s_order_with_the_undecided_last_but_one(
    carys: Client, region: Cast
) -> None:
    order = ["9934012", "9952101", "9932147", "9954012", "9931101", "9932150"]
    assert names(carys.get(LIST, {"sort": "category"}).content) == order
    assert names(carys.get(LIST, {"sort": "leader"}).content)[0] == "9932147"
    assert names(carys.get(LIST, {"sort": "-leader"}).content)[0] == "9932147"  # blanks stand last either way
    assert names(carys.get(LIST, {"sort": "-council"}).content)[0][:3] == "995"


def test_every_blank_says_why(carys: Client, region: Cast) -> None:
    SchoolLink.objects.filter(school=region.nant).update(ends_on=TODAY)
    html = carys.get(LIST, {"kind": ["served", "other"]}).content.decode()
    assert "until 3 February 2020, the next one not confirmed yet" in html
    assert "nobody confirmed yet" in html
    assert "not served by this service" in html
    assert "comes with the category" in html
    assert "not recorded" not in html


def test_who_sees_no_category_gets_none_by_any_way(client: Client, region: Cast) -> None:
    client.force_login(region.jac)  # finance: lists schools, sees no category
    page = client.get(LIST)
    main = page.content.decode().split("<main")[1]
    assert "your roles do not show categories here" in main
    assert not re.search(r"Amber|Green|Yellow|cat--|m-red|m-green|ceiling \d", main)
    assert 'name="category"' not in main
    assert names(client.get(LIST, {"category": "red"}).content) == []
    assert names(client.get(LIST, {"category": "none"}).content) == []
    usual = names(page.content)
    assert names(client.get(LIST, {"sort": "category"}).content) == usual
