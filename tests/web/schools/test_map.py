"""The map shows the same schools as the list."""

import re

import pytest
from django.test import Client

from gwella.domain.places.models import Council
from gwella.domain.schools.models import School
from gwella.web.schools import drawing
from tests.cast import Cast

pytestmark = pytest.mark.database
LIST = "/en/schools/"


def marks(html: str) -> set[str]:
    """The numbers of the schools that have a mark."""
    return set(re.findall(r'<a href="([0-9]{7})/"><title>', html))


def test_each_listed_school_with_a_place_has_a_mark_that_leads_to_it(client: Client, bordered: Cast) -> None:
    client.force_login(bordered.carys)
    html = client.get(LIST).content.decode()
    assert marks(html) == {"9931101", "9932147", "9932150", "9934012", "9952101", "9954012"}
    assert "<title>Nant-y-Felin Primary School, Amber</title>" in html
    assert 'aria-label="Map of 6 schools"' in html
    assert re.sub(r"\s+", " ", "Skip the map") in html


def test_the_chosen_council_is_outlined_and_other_schools_are_dots(client: Client, bordered: Cast) -> None:
    client.force_login(bordered.carys)
    html = client.get(LIST, {"council": "993", "medium": "welsh"}).content.decode()
    assert marks(html) == {"9932147", "9934012"}
    assert 'aria-label="Map of 2 schools in Cwm Rhedyn"' in html
    picture = html.split('class="locator"')[0]
    assert picture.count("council--on") == 1
    dots = re.findall(r'<polyline points="([^"]*)"', picture)[0].split()
    assert len(dots) >= 2  # Pont Rhedyn and the unit
    key = re.sub(r"<[^>]+>", "", html.split('class="mapkey"')[1].split("</ul>")[0])
    assert "Green: 1" in key
    assert "Amber: 1" in key
    assert "Not in this list" in key
    assert 'class="locator"' in html


def test_a_map_has_no_school_out_of_reach_not_even_as_a_dot(client: Client, bordered: Cast) -> None:
    client.force_login(bordered.dafydd)
    html = client.get(LIST).content.decode()
    assert marks(html) == {"9954012", "9952101"}
    assert "<polyline" not in html


def test_without_boundaries_there_are_still_marks(client: Client, region: Cast) -> None:
    client.force_login(region.carys)
    html = client.get(LIST).content.decode()
    assert len(marks(html)) == 6
    assert "No boundaries have been brought in yet." in html


def test_a_school_without_a_place_is_counted_and_the_rest_drawn(client: Client, bordered: Cast) -> None:
    School.objects.filter(pk=bordered.pont.pk).update(latitude=None, longitude=None)
    client.force_login(bordered.carys)
    html = client.get(LIST).content.decode()
    assert len(marks(html)) == 5
    assert "1 school is not on the map" in html


def test_schools_of_one_place_have_marks_side_by_side(client: Client, bordered: Cast) -> None:
    School.objects.filter(council__code="993").update(latitude=51.6, longitude=-3.4)
    client.force_login(bordered.bethan)
    html = client.get(LIST).content.decode()
    places = re.findall(r'<use href="#at-\w+" x="([^"]+)" y="([^"]+)"', html)
    assert len(places) == len(set(places)) == 4


def test_a_boundary_brought_in_again_is_drawn_anew(client: Client, bordered: Cast) -> None:
    client.force_login(bordered.bethan)
    before = re.findall(r'class="council council--on" d="([^"]+)"', client.get(LIST).content.decode())
    boundary = Council.objects.get(code="993").boundary
    boundary.polygons = [[[[-3.6, 51.5], [-3.3, 51.5], [-3.45, 51.7], [-3.6, 51.5]]]]
    boundary.save()
    after = re.findall(r'class="council council--on" d="([^"]+)"', client.get(LIST).content.decode())
    assert before != after


def test_very_many_schools_are_drawn_as_runs_of_marks(
    client: Client, bordered: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond some hundreds of schools the marks are no links any more, and the page stays light."""
    monkeypatch.setattr(drawing, "LINKED", 3)
    client.force_login(bordered.carys)
    html = client.get(LIST).content.decode()
    assert marks(html) == set()
    runs = re.findall(r'<polyline points="([^"]*)" fill="none" marker-start="url\(#run-(\w+)\)"', html)
    assert {code: len(places.split()) for places, code in runs} == {
        "amber": 1, "green": 1, "red": 1, "yellow": 1, "none": 2,
    }  # fmt: skip


def test_who_sees_no_category_sees_none_on_the_map(client: Client, bordered: Cast) -> None:
    client.force_login(bordered.jac)
    html = client.get(LIST).content.decode()
    assert len(marks(html)) == 6
    assert "<title>Nant-y-Felin Primary School</title>" in html
    assert not re.search(r"at-(green|yellow|amber|red|none)", html)
    assert "Schools: 6" in re.sub(r"<[^>]+>", "", html)
